// esslink: sorts and filters the tables of a report; without it they are whole, in order. MIT
(() => {
  const d = document, form = d.querySelector("form"), input = form.querySelector("input");
  const status = form.querySelector("[role=status]"), order = new Intl.Collator("fr", {numeric: true});
  // A blank before each word: what is typed is the start of words.
  const fold = s => " " + s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/\u0153/g, "oe").replace(/\u00e6/g, "ae").replace(/[^\p{L}\p{N}]+/gu, " ");
  // A table with contexts has a body for each row, so that the two move together.
  const groups = t => t.tBodies.length > 1 || t.classList.contains("pairs") ? [...t.tBodies] : [...t.tBodies[0].rows];
  const row = g => g.rows ? g.rows[0] : g;
  const number = s => parseFloat(s.replace(/[^\d,-]/g, "").replace(",", ".")) || 0;

  for (const table of d.querySelectorAll("table")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = d.createElement("button"), numeric = head.classList.contains("n");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort");
        const down = was ? was == "ascending" : numeric;
        heads.forEach(h => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keyed = groups(table).map(g => [row(g).cells[column].textContent, g]);
        if (numeric) keyed.forEach(k => k[0] = number(k[0]));
        keyed.sort(([a], [b]) => (numeric ? a - b : order.compare(a, b)) * (down ? -1 : 1));
        const parent = keyed.length && keyed[0][1].parentNode;
        if (parent) parent.append(...keyed.map(k => k[1]));
      });
    });
  }

  let entries, timer;
  const filter = () => {
    entries ??= [...d.querySelectorAll("table")].flatMap(groups).concat([...d.querySelectorAll(".terms li")])
      .map(e => [e, fold(row(e).textContent)]);
    const words = fold(input.value).split(" ").filter(Boolean);
    let shown = 0;
    for (const [e, text] of entries) {
      e.hidden = !words.every(w => text.includes(" " + w));
      shown += !e.hidden;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent = words.length ? status.dataset.words.replace("{}", shown) : "";
    }, 400);
  };
  form.hidden = false;
  form.addEventListener("submit", e => e.preventDefault());
  input.addEventListener("input", filter);
  if (input.value) filter();
})();
