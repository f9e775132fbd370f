// esslink: filters the glossary page while the reader types; without it the list is whole. MIT
(() => {
  const d = document, form = d.querySelector(".esslink-page form");
  if (!form) return;
  const input = form.querySelector("input"), status = form.querySelector("[role=status]");
  // A blank before each word: what is typed is the start of words.
  const fold = s => " " + s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/\u0153/g, "oe").replace(/\u00e6/g, "ae").replace(/[^\p{L}\p{N}]+/gu, " ");
  // Entries, or the names of an index: not the lists inside a definition.
  const own = "section > dl > div, section > ul > li";
  const entries = [...form.parentElement.querySelectorAll(own)].map(e => [e, fold(e.textContent)]);
  const names = new Map(entries.map(([e]) => [e, fold((e.querySelector("dt") || e).textContent)]));
  let timer;
  const filter = () => {
    const words = fold(input.value).split(" ").filter(Boolean), brief = words.join("").length < 3;
    let found = 0;
    for (const [e, text] of entries) {
      const shown = words.every(w => (brief ? names.get(e) : text).includes(" " + w));
      e.hidden = !shown;
      found += shown;
    }
    for (const s of d.querySelectorAll(".esslink-page section"))
      s.hidden = ![...s.querySelectorAll(own)].some(e => !e.hidden);
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent = words.length ? status.dataset.words.replace("{}", found) : "";
    }, 400);
  };
  form.hidden = false;
  form.addEventListener("submit", e => e.preventDefault());
  input.addEventListener("input", filter);
  // An entry that a link leads to must not be one that the filter hides.
  addEventListener("hashchange", () => {
    input.value = "";
    filter();
    d.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
  if (input.value) filter();
})();
