"""Glossaries written by an enemy: nothing in them runs, in any profile (issue: definitions)."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import lxml.etree
import markdown
import pytest

from esslink.render import Page
from esslink.render.custom import Custom
from esslink.render.epub import Epub, Place
from esslink.render.glossary_page import GlossaryPage, glossary_pages
from esslink.render.profiles import profile
from esslink.terms import Sense, Term
from hosts.browser.payloads import PAYLOADS

LIST = Path(__file__).parents[4] / "shared" / "data" / "hostile" / "xss-payload-list.txt"
BATCH = 200

HOOK = """
window.ran = 0;
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => { top.ran++ };
"""
PROVOKE = """async () => {
  const types = ["mouseover", "mouseenter", "focus", "blur", "error", "load", "toggle", "keydown",
    "animationstart", "transitionend", "pointerover", "wheel", "input", "change", "submit"];
  for (const element of document.body.querySelectorAll("*")) {
    for (const type of types) element.dispatchEvent(new Event(type, { bubbles: false }));
    for (const name of ["href", "action", "formaction", "data", "src", "xlink:href"]) {
      const value = element.getAttribute(name);
      if (value && /^[\\s\\x00-\\x20]*javascript:/i.test(value)) top.ran++;
    }
  }
  for (const a of [...document.querySelectorAll("a.esslink")].slice(0, 4)) {
    a.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
    await new Promise(done => setTimeout(done, 170));
  }
  return [window.ran, !!document.querySelector(".esslink-tip")];
}"""


def hostile(payload, number):
    """Return a term that carries the payload wherever a glossary takes text."""
    return Term(
        payload, id=f"{number}{payload}", definition=payload, abbreviation=payload, source=payload,
        source_url=payload, see=(payload,), domain=payload, lang=payload,
        senses=(Sense(f"<b>{payload}</b>", payload), Sense(f'<abbr title="{payload}">x</abbr>')),
    )  # fmt: skip


def whole_page(renderer, payloads):
    page = Page(lang="fr")
    terms = [hostile(payload, number) for number, payload in enumerate(payloads)]
    known = {payload: Term(payload) for payload in payloads}
    shown = []
    for term in terms:
        before, after = renderer.reference(term, page)
        shown.append(f"<p>{before}mot{after}</p>")
    return (
        f'<!DOCTYPE html><html lang="fr"><head><title>x</title>{renderer.head(page)}</head>'
        f"<body>{''.join(shown)}{renderer.glossary(terms, page, known)}<p id=fin>fin</p></body>"
    )


def outcome(visit_quietly, markup):
    page = visit_quietly(markup)
    return page.evaluate(PROVOKE), page


@pytest.fixture
def visit_quietly(chromium):
    """Open a page whose script errors are its own affair, with the hooks in place."""
    contexts = []

    def open_page(markup):
        context = chromium.new_context()
        contexts.append(context)
        context.add_init_script(HOOK)
        page = context.new_page()
        page.route("**/*", lambda route: route.fulfill(status=404, body=""))
        page.set_content(markup, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


RENDERERS = {
    "web": profile("web"),
    "page": profile("page"),
    "title": profile("title"),
    "mail": profile("mail"),
    "feed": profile("feed"),
    "attributes": profile("attributes"),
    "epub": profile("epub"),
    "epub 2": profile("epub", {"version": 2}),
    "custom": Custom(lambda term, page: ("span", {"title": term.definition, "data-x": term.id})),
}


@pytest.mark.parametrize("name", RENDERERS)
def test_nothing_runs(visit_quietly, name):
    assert len(PAYLOADS) >= 100
    for start in range(0, len(PAYLOADS), BATCH):
        batch = PAYLOADS[start : start + BATCH]
        (ran, bubble), page = outcome(visit_quietly, whole_page(RENDERERS[name], batch))
        assert ran == 0
        assert bubble == (name == "web")
        assert page.locator("body > p#fin").count() == 1, "the page's own end was swallowed"
        assert page.locator("a.esslink, dfn.esslink, span.esslink").count() == len(batch)


def test_the_same_text_written_raw_does_run(visit_quietly):
    """Without this, the test above could pass because it provokes nothing."""
    raw = "".join(f"<div>{payload}</div>" for payload in PAYLOADS if "style" not in payload)
    (ran, _), _ = outcome(visit_quietly, f"<!DOCTYPE html><html><body>{raw}</body></html>")
    assert ran >= 50


def test_a_forgotten_escape_is_seen(visit_quietly):
    raw = "".join(f'<dfn title="{payload}">x</dfn>' for payload in PAYLOADS)
    (ran, _), _ = outcome(visit_quietly, f"<!DOCTYPE html><html><body>{raw}</body></html>")
    assert ran >= 10


def glossary_page(payloads):
    """Return the glossary page, with everything that it can show."""
    terms = [
        replace(term, aliases=(payload,), categories=(payload,))
        for payload, term in zip(
            payloads, map(hostile, payloads, range(len(payloads))), strict=True
        )
    ]
    used = {term.id: [(payload, payload)] for payload, term in zip(payloads, terms, strict=True)}
    options = GlossaryPage(title=payloads[0], microdata=True)
    (page,) = glossary_pages(terms, options, used).values()
    return page.replace("</body>", "<p id=fin>fin</p></body>")


def epub_document(payloads):
    """Return the glossary document of a book, as the XML that it is."""
    terms = [hostile(payload, number) for number, payload in enumerate(payloads)]
    places = {term: [Place(term.headword, term.headword)] for term in terms}
    known = {payload: Term(payload) for payload in payloads}
    return Epub(title=payloads[0]).document(places, known, "fr")


def markdown_page(payloads):
    """Return what a Markdown reader makes of the footnotes: raw HTML is its to let through."""
    terms = [hostile(payload, number) for number, payload in enumerate(payloads)]
    notes = profile("markdown")
    text = "\n\n".join("mot".join(notes.reference(term, Page())) for term in terms)
    text += notes.glossary(terms, Page(), {payload: Term(payload) for payload in payloads})
    return "<!DOCTYPE html><body>" + markdown.markdown(text, extensions=["footnotes"])


@pytest.mark.parametrize("make", [glossary_page, markdown_page])
def test_nothing_runs_on_pages_made_of_glossaries(visit_quietly, make):
    for start in range(0, len(PAYLOADS), BATCH):
        batch = PAYLOADS[start : start + BATCH]
        markup = make(batch)
        (ran, _), page = outcome(visit_quietly, markup)
        assert ran == 0
        if make is glossary_page:
            assert page.locator("body > p#fin").count() == 1
            assert page.locator("main dt[id]").count() == len(batch)
            page.fill("input", "alert")
            assert page.evaluate("window.ran") == 0
        else:
            assert page.locator(".footnote li").count() == len(batch)


def test_the_document_of_a_book_stays_well_formed(visit_quietly):
    for start in range(0, len(PAYLOADS), BATCH):
        batch = PAYLOADS[start : start + BATCH]
        text = epub_document(batch)
        tree = lxml.etree.fromstring(text.encode())
        names = {element.tag.rpartition("}")[2] for element in tree.iter("*")}
        assert names <= {"html", "head", "meta", "title", "body", "section", "h1", "dl", "div",
                         "dt", "dd", "dfn", "abbr", "i", "b", "a"}  # fmt: skip
        (ran, _), page = outcome(visit_quietly, text.partition("?>\n")[2])
        assert ran == 0 and page.locator("dl > div").count() == len(batch)


@pytest.mark.parametrize("name", ["web", "title", "mail", "glossary page"])
def test_a_public_list_of_payloads(visit_quietly, name):
    if not LIST.is_file():
        message = f"{LIST} est absent : « {name} » n’est éprouvé que sur nos propres charges"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    lines = [line for line in LIST.read_text("utf-8", "replace").split("\n") if line]
    for start in range(0, len(lines), 800):
        batch = lines[start : start + 800]
        markup = (
            glossary_page(batch) if name not in RENDERERS else whole_page(RENDERERS[name], batch)
        )
        (ran, _), page = outcome(visit_quietly, markup)
        assert ran == 0, f"lines {start} to {start + 800}"
        assert page.locator("body > p#fin").count() == 1
