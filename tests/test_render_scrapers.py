"""
What scrapers read in an annotated page: the same sentences, and no definition in them.

On an article made here, in every profile, and on real pages (:mod:`real_pages`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import html2text
import lxml.html
import pytest
import readability
import trafilatura
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

import esslink
from esslink.render.profiles import profile
from real_pages import FOLDER, real_pages

TERMS = [
    esslink.Term("apiculteur", definition="Personne qui élève des abeilles à miel."),
    esslink.Term("rucher", definition="Endroit où sont rassemblées plusieurs colonies."),
    esslink.Term("hausse", definition="Caisse posée sur la ruche, où le miel est amassé."),
    esslink.Term("miellée", definition="Période où les fleurs donnent beaucoup de nectar."),
    esslink.Term("fichier", definition="Suite d’octets qui porte un nom."),
    esslink.Term("fonction", definition="Morceau de programme que l’on appelle."),
    esslink.Term("paquet", definition="Archive prête à être installée."),
]
ARTICLE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Une année au rucher</title></head>
<body><header><nav><a href="/">Accueil</a></nav></header>
<main><article><h1>Une année au rucher</h1>
<p>Au sortir de l’hiver, les apiculteurs visitent leurs <em>ruchers</em> dès que la
température dépasse douze degrés. Ils cherchent la reine, comptent les cadres et nourrissent les
plus faibles.</p>
<p>Vient la miellée du colza, puis celle de l’acacia&nbsp;: les hausses se remplissent en quelques
jours, et il faut en poser d’autres. «&nbsp;Un rucher se mène comme un verger&nbsp;», dit l’un
d’eux, qui élève ses reines depuis trente ans dans la même vallée.</p>
<p>En août, la récolte finie, chaque apiculteur traite ses colonies contre le varroa. Les hausses
rentrent au sec, les plateaux sont nettoyés, les ruchers retrouvent le silence jusqu’au
printemps.</p>
</article></main><footer><p>Mentions légales</p></footer></body></html>
"""


def _lxml(page: str) -> str:
    tree = lxml.html.document_fromstring(
        page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
    )
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    return tree.text_content()


READERS: dict[str, Callable[[str], str]] = {
    "beautifulsoup": lambda page: BeautifulSoup(page, "html.parser").get_text(),
    "lxml": _lxml,
    "html2text": lambda page: _without_links(html2text.html2text(page, bodywidth=0)),
    "trafilatura": lambda page: trafilatura.extract(page, favor_recall=True) or "",
    "readability": lambda page: _text(readability.Document(page).summary()),
    "resiliparse": lambda page: extract_plain_text(page, main_content=True, list_bullets=False),
}


CHOOSY = {"trafilatura": 0.05, "readability": 0.05, "resiliparse": 0.02}
"""
Readers that choose what the article is by the share of links in its parts: on a page of a few
lines, any link can tip the choice. The most pages whose choice may change by that.
"""


def _text(page: str) -> str:
    return BeautifulSoup(page, "html.parser").get_text()


def _without_links(text: str) -> str:
    """Leave the words of Markdown links, as any reader of the text does."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def words(text: str) -> str:
    return " ".join(re.sub(r"[*_\\]", "", text).split())


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?…])\s", words(text)) if len(part) > 30]


@pytest.fixture(scope="module")
def matcher():
    return esslink.compile(TERMS)


def lost(source: str, marked: str, reader: str) -> list[str]:
    """Return the sentences that the reader finds no more; hold that no definition is twice."""
    read = READERS[reader]
    noted = words(read(marked))
    for term in TERMS:
        assert noted.count(term.definition) <= 1, f"{reader}: {term.headword} is defined twice"
    return [sentence for sentence in sentences(read(source)) if sentence not in noted]


@pytest.mark.parametrize("occurrences", ["first", "all"])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["web", "page", "title", "mail", "feed", "attributes"])
def test_an_article_keeps_its_sentences(matcher, reader, name, occurrences):
    policy = esslink.Policy(occurrences=occurrences)
    marked = esslink.annotate(ARTICLE, matcher, policy, renderer=profile(name))
    assert marked.count('class="esslink"') >= 4
    assert len(sentences(READERS[reader](ARTICLE))) >= 6, "the reader finds next to nothing"
    assert lost(ARTICLE, marked, reader) == []


@pytest.mark.parametrize("reader", READERS)
def test_a_definition_in_the_sentence_would_be_seen(reader):
    noisy = ARTICLE.replace("<em>ruchers</em>", f"<em>ruchers</em> {TERMS[1].definition}")
    assert lost(ARTICLE, noisy, reader)


@pytest.fixture(scope="module")
def annotated(matcher):
    """Give real pages as they are, with links and glossary, and with the links alone."""
    files = real_pages(250, largest=30_000)
    if len(files) < 200 and os.environ.get("CI") != "true":
        pytest.skip(f"fewer than 200 pages in {FOLDER}: .ci/browser, or ESSLINK_CORPUS")
    annotator = esslink.Annotator(matcher)
    results = [annotator.run(file.read_bytes().decode("utf-8", "replace")) for file in files]
    found = []
    for result in results:
        if result.matches:
            (block,) = (edit.replacement for edit in result.edits if edit.reason == "glossary")
            found.append((result.source, result.text, result.text.replace(block, "")))
    assert len(found) >= 100
    return found


@pytest.mark.parametrize("reader", READERS)
def test_real_pages_keep_their_sentences(annotated, reader):
    changed = 0
    for source, marked, links in annotated:
        gone = lost(source, marked, reader)
        changed += bool(gone)
        if gone:
            assert set(gone) <= set(lost(source, links, reader)), "it is the glossary that tips it"
    assert changed <= CHOOSY.get(reader, 0) * len(annotated)
