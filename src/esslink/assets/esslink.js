// esslink: one shared bubble for every link to a glossary entry of the page (WCAG 1.4.13). MIT
(() => {
  const d = document, own = "a.esslink[href^='#']";
  let tip, open, timer, touch;
  if (d.esslink || !("popover" in HTMLElement.prototype)) return;
  d.esslink = true;

  const entry = a => d.getElementById(a.getAttribute("href").slice(1));
  const meanings = a => {
    const list = [];
    let e = entry(a);
    while ((e = e?.nextElementSibling) && e.localName == "dd") list.push(e);
    return list;
  };
  const find = e => e.target.closest?.(own);
  const on = (type, act) => d.addEventListener(type, act, true);
  const after = (delay, act) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };

  const hide = () => {
    clearTimeout(timer);
    if (open) tip.hidePopover();
    open = null;
  };
  // The pointer left: what the keyboard opened stays.
  const leave = () => open?.matches(":focus-visible") || d.activeElement == tip || hide();

  const copy = e => {
    const box = d.createElement("div");
    if (e.lang) box.lang = e.lang;
    if (e.dir) box.dir = e.dir;
    box.className = e.localName == "dt" ? "esslink-name" : e.className;
    box.append(...e.cloneNode(true).childNodes);
    for (const x of box.querySelectorAll("[id]")) x.removeAttribute("id");
    for (const x of box.querySelectorAll("a")) x.replaceWith(...x.childNodes);
    return box;
  };

  // For browsers that anchor no popover, or anchor it outside the window.
  const anchored = CSS.supports("position-area: block-end") && "source" in ToggleEvent.prototype;
  const place = () => {
    if (!open) return;
    const s = tip.style, width = d.documentElement.clientWidth;
    s.cssText = "";
    const box = x => x.getBoundingClientRect(), r = box(open), below = innerHeight - r.bottom;
    if (!anchored || box(tip).left < 0 || box(tip).right > width) {
      s.positionArea = "none";
      s.maxHeight = Math.max(below, r.top) - 16 + "px";
      const h = tip.offsetHeight + 12;
      s.left = Math.max(4, Math.min(r.left, width - tip.offsetWidth - 4)) + "px";
      s.top = (below > r.top || h < below ? r.bottom : r.top - h) + "px";
    }
    // Only a text that is cut takes a place in the Tab order, to be scrolled.
    tip.tabIndex = tip.scrollHeight > tip.clientHeight ? 0 : -1;
  };

  const show = a => {
    clearTimeout(timer);
    if (open == a || !meanings(a).length) return;
    hide();
    if (!tip) {
      tip = d.createElement("div");
      tip.className = "esslink-tip";
      tip.setAttribute("role", "tooltip");
      tip.popover = "manual";
      tip.onpointerenter = () => clearTimeout(timer);
      tip.onpointerleave = e => e.pointerType == "touch" || after(300, leave);
    }
    tip.replaceChildren(...[entry(a), ...meanings(a)].map(copy));
    // A modal dialog makes all else inert; the glossary is a landmark.
    (a.closest("dialog") || entry(a).closest("[data-esslink]") || d.body).append(tip);
    tip.showPopover({ source: a });
    open = a;
    tip.scrollTop = 0;
    place();
  };

  for (const a of d.querySelectorAll(own)) {
    const dt = entry(a), start = x => x.textContent.trim().slice(0, 3).toLowerCase();
    const ids = meanings(a).filter(x => x.className != "esslink-more").map((x, i) => x.id ||= dt.id + "~" + i);
    // An abbreviation or a synonym needs the entry's name too.
    if (ids.length && start(a) != start(dt)) ids.unshift(dt.id);
    if (ids.length) a.setAttribute("aria-describedby", ids.join(" "));
  }

  on("pointerover", e => {
    const a = find(e);
    if (a && e.pointerType != "touch") after(150, () => show(a));
  });
  on("pointerout", e => {
    if (find(e) && e.pointerType != "touch") after(300, leave);
  });
  on("focusin", e => {
    const a = find(e);
    if (e.target == tip) return;
    if (a && !touch && a.matches(":focus-visible")) show(a);
    else if (a != open) hide();
  });
  on("focusout", e => {
    if (!touch && ![tip, open].includes(e.relatedTarget)) hide();
  });
  on("keydown", e => {
    touch = false;
    if (open && e.key == "Escape") {
      if (d.activeElement == tip) open.focus();
      hide();
      e.preventDefault();
      e.stopPropagation();
    }
  });
  on("pointerdown", e => {
    touch = e.pointerType == "touch";
    if (open && !tip.contains(e.target) && find(e) != open) hide();
  });
  on("click", e => {
    const a = find(e);
    if (!a) return;
    if (touch && open != a && meanings(a).length) {
      e.preventDefault();
      show(a);
      return;
    }
    hide();
    // With <base href>, "#id" alone would lead to another page.
    if (entry(a) && d.baseURI.split("#")[0] != d.URL.split("#")[0]) {
      e.preventDefault();
      location.hash = a.getAttribute("href");
    }
  });
  on("scroll", place);
  addEventListener("resize", place);
})();
