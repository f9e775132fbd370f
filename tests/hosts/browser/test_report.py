"""A report in a browser: it is read, sorted and filtered, and nothing in it runs but its script."""

from __future__ import annotations

import pytest

import esslink
from esslink.annotator import Annotator
from esslink.policy import REASONS, Policy
from esslink.render.web import Web
from esslink.report.page import as_html
from esslink.report.seen import Context, Left, Seen, Tallied, look
from esslink.report.tally import Tally, address
from esslink.terms import Term
from hosts.browser.payloads import PAYLOADS
from hosts.browser.test_valid import messages

TERMS = [
    Term("écluse", definition="Ouvrage."),
    Term("mutuelle", definition="Société."),
    Term("ferme", definition="Exploitation."),
    *(Term(f"terme {number}", definition="x") for number in range(40)),
]
SENTENCES = ("Une mutuelle. ", "La ferme. ", "Il la ferme. ", "Une écluse. ", "Des mutuelles. ")


@pytest.fixture(scope="module")
def report():
    """Thirty pages, one failure, terms never found, forms left alone."""
    annotator = Annotator(esslink.compile(TERMS), Policy())
    tally = Tally(TERMS, Policy(), "petit", "annotate")
    for number in range(30):
        text = "".join(SENTENCES[n % 5] for n in range(number % 7)) + "Du texte. " * 60
        ids = {term.id for term in TERMS}
        seen = look(annotator, f"<title>Page {number}</title><p>{text}</p>", linked=ids)
        tally.add(f"p{number}.html", address(f"p{number}.html", "rapport.html"), seen)
    tally.fail("abîmée.html", "illisible")
    return as_html(tally).decode()


def column(page, table, number):
    return page.evaluate(
        """([table, number]) => [...document.querySelectorAll("table")[table].tBodies]
          .flatMap(b => b.parentNode.classList.contains("pairs") ? [b.rows[0]] : [...b.rows])
          .filter(r => r.checkVisibility()).map(r => r.cells[number].textContent)""",
        [table, number],
    )


def test_tables_are_sorted_by_any_column_both_ways(visit, report):
    page = visit(report)
    first = column(page, 0, 0)
    page.click("thead button >> text=Terme")
    assert column(page, 0, 0) == ["écluse", "ferme", "mutuelle"], "French order"
    assert page.get_attribute("th:has-text('Terme') >> nth=0", "aria-sort") == "ascending"
    page.click("thead button >> text=Terme")
    assert column(page, 0, 0) == ["mutuelle", "ferme", "écluse"]
    page.click("thead button >> text=Occurrences >> nth=0")
    assert column(page, 0, 0) == first, "most frequent first, as it came"
    rows = page.locator("table >> nth=0").locator("tbody")
    assert [row.locator("tr").count() for row in rows.all()] == [2, 2, 2], "contexts went along"
    page.click("table >> nth=1 >> button >> text=Densité")
    page.click("table >> nth=1 >> button >> text=Densité")
    shown = [float(value.replace(",", ".")) for value in column(page, 1, 1)]
    assert shown == sorted(shown) and len(shown) == 30


def test_the_field_filters_every_table_whatever_the_accents(visit, report):
    page = visit(report)
    page.fill("#filtre", "ECLUSE")
    assert column(page, 0, 0) == ["écluse"] and column(page, 1, 0) == []
    page.fill("#filtre", "terme 39")
    assert page.locator(".terms li:visible").all_inner_texts() == ["terme 39"]
    page.fill("#filtre", "page 29")
    assert len(column(page, 1, 0)) == 1
    page.get_by_text("Lignes affichées\u00a0: 1", exact=True).wait_for()
    page.fill("#filtre", "")
    assert len(column(page, 1, 0)) == 30 and len(column(page, 0, 0)) == 3


def test_everything_is_there_without_script(visit, report):
    page = visit(report, java_script_enabled=False)
    assert not page.locator("form").is_visible(), "a field that does nothing is shown"
    assert page.locator("thead button").count() == 0
    text = page.inner_text("main")
    for words in ("mutuelle", "Page 29", "terme 39", "après un pronom complément", "illisible"):
        assert words in text
    page.click("summary >> nth=0")
    assert page.locator(".lines:visible").count() == 1


def test_a_context_leads_to_its_place_on_its_page(visit, report):
    filler = "<p>Du texte.</p>" * 200
    place = (
        "<p id=ici>Une mutuelle. La ferme. Il la ferme. Une écluse. Des mutuelles. Du texte.</p>"
    )
    target = f"<!DOCTYPE html><title>Page</title>{filler}{place}{filler}"
    site = {"rapport.html": report} | {f"p{n}.html": target for n in range(30)}
    page = visit(site)
    page.click("summary >> nth=0")
    page.click(".lines a >> nth=0")
    page.wait_for_url("**/p*.html*")
    page.wait_for_function("scrollY > 500")
    seen = page.evaluate("document.getElementById('ici').getBoundingClientRect().top")
    assert 0 <= seen <= 600, "the browser scrolled to the words"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_axe_violation(visit, axe, report, scheme, script):
    if not script:  # axe needs scripts: the page loses its own instead
        start = report.index("<script>")
        report = report[:start] + report[report.index("</script>", start) + 9 :]
    page = visit(report, color_scheme=scheme, viewport={"width": 1000, "height": 700},
                 bypass_csp=True)  # fmt: skip
    assert axe(page) == []
    for summary in page.locator("summary").all():
        summary.click()
    if script:
        page.click("thead button >> nth=1")
        page.fill("#filtre", "e")
        page.wait_for_timeout(500)
    assert axe(page) == []


def test_narrow_screens_scroll_tables_and_nothing_else(visit, axe, report):
    page = visit(report, viewport={"width": 320, "height": 600}, bypass_csp=True)
    page.click("summary >> nth=0")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), "the page scrolls sideways"
    # What a table scrolls out of view has no colour that axe could measure.
    assert [one for one in axe(page) if not one.startswith("incomplete color-contrast")] == []


def hostile_report():
    """A report whose every name, word and reason is an enemy's."""
    terms = [Term(payload, id=f"t{n}", definition="x") for n, payload in enumerate(PAYLOADS)]
    never = [Term(f"jamais {payload}", id=f"n{n}") for n, payload in enumerate(PAYLOADS)]
    tally = Tally([*terms, *never], Policy(), PAYLOADS[0], "annotate")
    for number, payload in enumerate(PAYLOADS):
        line = Context(payload, payload, payload)
        found = (Tallied(f"t{number}", 1, 1, {payload: 1}, (line,)),)
        left = tuple(Left(f"t{number}", payload, why, payload, 1, (line,)) for why in REASONS)
        name = f"{payload}{number}"
        tally.add(name, address(name, "r.html"), Seen(payload, 9, found, left, payload))
        tally.fail(name, payload)
    return as_html(tally).decode()


def test_the_checker_finds_nothing_wrong(report, tmp_path):
    matcher = esslink.compile(TERMS)
    whole = Annotator(matcher, renderer=Web(assets="linked"), standalone=True)
    text = whole.run("Notes <1>\n\nUne mutuelle & une ferme.").text
    pages = {"report": report, "hostile": hostile_report(), "standalone": text}
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    found = messages(tmp_path)
    # A text has no headings to show; that of the glossary is the page's only one.
    headings = [one for one in found.pop("standalone.html", ()) if "heading level of 1" not in one]
    assert headings == [] and found == {}


def test_nothing_that_is_reported_runs(chromium):
    # Without the page's own policy: escaping alone must hold.
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    requests = []
    report = hostile_report()

    def serve(route):
        if route.request.url == "http://esslink.test/":
            route.fulfill(body=report, headers={"Content-Type": "text/html; charset=utf-8"})
        else:
            requests.append(route.request.url)
            route.abort()

    context.route("**/*", serve)
    page.add_init_script(
        'window.ran = 0; for (const n of ["alert", "confirm", "prompt", "print"])'
        " window[n] = () => { top.ran++ };"
    )
    page.goto("http://esslink.test/")
    page.click("thead button >> nth=0")
    page.fill("#filtre", "script")
    names = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("*")];
          for (const e of all) for (const t of ["mouseover", "focus", "error", "load", "toggle"])
            e.dispatchEvent(new Event(t));
          for (const a of document.links)
            if (!["http:", "about:", "file:"].includes(new URL(a.href, "http://x/").protocol)) top.ran++;
          return [...new Set(all.map(e => e.localName))];
        }"""
    )
    assert page.evaluate("window.ran") == 0 and requests == []
    assert not set(names) & {"img", "iframe", "object", "video", "template", "math"}
    assert page.locator("script").count() == 1 and page.locator("svg *:not(rect)").count() == 0
    context.close()


def test_the_page_holds_with_its_own_policy(visit, report):
    page = visit(report)
    page.fill("#filtre", "mutuelle")
    assert column(page, 0, 0) == ["mutuelle"], "the policy lets the page's own script run"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.bars')).listStyleType") == "none"
    )
    assert page.evaluate(
        """() => { const s = document.createElement("script"); s.textContent = "window.in = 1";
          document.body.append(s); return window.in; }"""
    ) is None  # fmt: skip
