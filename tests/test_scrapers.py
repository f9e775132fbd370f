"""
What programs read of the annotated example pages, with the shipped glossary.

The made-up article and the folder of real pages of ``test_render_scrapers.py`` prove the
profiles; these pages prove the glossary that people get, on tables, lists, quotations, old HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import html2text
import lxml.html
import pytest
import readability
import trafilatura
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

import esslink
from esslink.render.safe import plain
from esslink.sources.encoding import decode

PAGES = sorted((Path(__file__).parent.parent / "examples" / "pages").glob("*.htm*"))


def _soup(page: str) -> str:
    return BeautifulSoup(page, "html.parser").get_text()


def _lxml(page: str) -> str:
    tree = lxml.html.document_fromstring(page)
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    return str(tree.text_content())


def _html2text(page: str) -> str:
    reader = html2text.HTML2Text(bodywidth=0)
    reader.ignore_links = reader.ignore_emphasis = True
    return reader.handle(page)


READERS: dict[str, Callable[[str], str]] = {
    "beautifulsoup": _soup,
    "lxml": _lxml,
    "html2text": _html2text,
    "trafilatura": lambda page: trafilatura.extract(page) or "",
    "readability": lambda page: _soup(readability.Document(page).summary()),
    "resiliparse": lambda page: extract_plain_text(
        page, main_content=True, alt_texts=False, list_bullets=False
    ),
}


def words(text: str) -> str:
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?…;:])\s", words(text)) if part]


@pytest.fixture(scope="module")
def annotator() -> esslink.Annotator:
    return esslink.Annotator(esslink.compile(esslink.Lexicon.bundled("ess")))


LOST = {
    ("readability", "cooperatives-brezon.htm"): 4,
    ("readability", "economie-sociale.html"): 2,
}
"""
Sentences that a reader gives no more, exactly. Readability leaves out a list or a table when
links are over a fifth of its characters (``sanitize``, ``link_density > 0.2``): here a list of
three lines and two small tables of statutes. The glossary has no part in it, and
``Policy(link_share=0.2)`` loses none of them; see ``benchmarks/scrapers.py``.
"""
NO_ARTICLE = {("readability", "spip-infobulles.html")}
"""Pages where the reader finds no article before annotation: no sentence could be lost."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
@pytest.mark.parametrize("reader", READERS)
def test_sentences_stay_terms_stay_and_definitions_stand_once(
    path: Path, reader: str, annotator: esslink.Annotator
):
    source = decode(path.read_bytes()).text
    result = annotator.run(source)
    assert len(result.matches) >= 4
    before, after = words(READERS[reader](source)), words(READERS[reader](result.text))
    assert (len(sentences(before)) > 5) != ((reader, path.name) in NO_ARTICLE)
    lost = [one for one in sentences(before) if one not in after]
    assert len(lost) == LOST.get((reader, path.name), 0), lost
    for term in result.terms:
        definition = words(plain(term.definition))
        assert after.count(definition) <= before.count(definition) + 1, term.id
    kept = "" if lost else after  # what is in a sentence lost is lost with it
    for placed in result.matches if kept else ():
        form = placed.match.form
        assert kept.count(form) >= before.count(form)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
@pytest.mark.parametrize("reader", READERS)
def test_a_share_of_links_keeps_every_sentence(
    path: Path, reader: str, annotator: esslink.Annotator
):
    few = esslink.Annotator(annotator.matcher, esslink.Policy(link_share=0.2))
    result = few.run(decode(path.read_bytes()).text)
    assert result.matches
    before, after = words(READERS[reader](result.source)), words(READERS[reader](result.text))
    assert [one for one in sentences(before) if one not in after] == []


@pytest.mark.parametrize("reader", ["trafilatura", "readability", "resiliparse"])
def test_the_glossary_is_not_the_article(reader: str, annotator: esslink.Annotator):
    """On a page whose glossary is longer than its text."""
    page = (
        "<!DOCTYPE html><html lang=fr><title>Une page</title><body><h1>Une page</h1><p>"
        + "La coopérative, la mutuelle et l’association de la commune se retrouvent le samedi. " * 4
        + "</p><p>La fondation n’a pas répondu à la lettre qui lui a été envoyée en février.</p>"
    )
    result = annotator.run(page)
    section = result.text[result.text.index("<aside") :]
    assert len(result.terms) == 4 and len(plain(section)) > 300
    after = words(READERS[reader](result.text))
    assert "se retrouvent le samedi" in after and "envoyée en février" in after
    for term in result.terms:
        assert words(plain(term.definition)) not in after, term.id
