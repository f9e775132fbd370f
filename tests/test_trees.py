"""Links in the caller's tree: the same as in the source, and out again."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import bs4
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

import esslink
from esslink.errors import OptionError
from esslink.render.attributes import Attributes
from esslink.render.custom import Custom
from esslink.render.mail import Mail
from esslink.render.markdown import Markdown
from esslink.render.title import Title
from esslink.render.web import Web
from esslink.sources.context import Scope
from esslink.trees import lxml as lxml_tree
from esslink.trees import soup as soup_tree

PAGES = sorted((Path(__file__).parent.parent / "examples" / "pages").glob("*.htm*"))
LEXICON = esslink.Lexicon(
    [
        esslink.Term(
            "économie sociale et solidaire",
            abbreviation="ESS",
            definition="Un <b>but</b> autre que le partage<br>des bénéfices &amp; plus.",
            see=["mutuelle"],
        ),
        esslink.Term("mutuelle", definition="Société de personnes."),
        esslink.Term("tiers-lieu", definition="Lieu partagé."),
    ]
)
MATCHER = esslink.compile(LEXICON)
ALL = esslink.Policy(occurrences="all")


class Kind(NamedTuple):
    """A kind of tree: how to read, write, annotate, strip, and find links with their words."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    module: Any
    links: Callable[[Any], list[tuple[str, str]]]


def soup_links(tree: Any) -> list[tuple[str, str]]:
    return [(a["href"], a.get_text()) for a in tree.find_all("a", class_="esslink")]


def lxml_links(tree: Any) -> list[tuple[str, str]]:
    found = tree.xpath("//*[local-name()='a'][@class='esslink']")
    return [(a.get("href"), "".join(a.itertext())) for a in found]


KINDS = [
    Kind("html.parser", lambda s: bs4.BeautifulSoup(s, "html.parser"), str, soup_tree, soup_links),
    Kind("bs4 lxml", lambda s: bs4.BeautifulSoup(s, "lxml"), str, soup_tree, soup_links),
    Kind("html5lib", lambda s: bs4.BeautifulSoup(s, "html5lib"), str, soup_tree, soup_links),
    Kind(
        "lxml",
        html.document_fromstring,
        lambda tree: html.tostring(tree, encoding="unicode"),
        lxml_tree,
        lxml_links,
    ),
]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def source_links(
    page: str, policy: esslink.Policy = ALL, matcher: esslink.Matcher = MATCHER
) -> list[tuple[str, str]]:
    """What the source path links, read by a parser."""
    return soup_links(bs4.BeautifulSoup(esslink.annotate(page, matcher, policy), "html5lib"))


@pytest.fixture(scope="module")
def shipped() -> esslink.Matcher:
    return esslink.compile(esslink.Lexicon.bundled("ess"))


def page_of(body: str) -> str:
    return f'<!DOCTYPE html><html lang="fr"><head><title>T</title></head><body>{body}</body></html>'


CASES = [
    "<p>Deux mutuelles, une mutuelle.</p>",
    "<p>l’économie <em>sociale</em> et&nbsp;solidaire</p>",
    "<p>l’<b>économie sociale</b> et <i>solidaire</i>, la <i>mutuelle</i> aussi</p>",
    "<p>économie <!-- note --> sociale<del></del> et solidaire</p>",
    "<p>économie</p><p>sociale et solidaire</p><p>économie <br> sociale et solidaire</p>",
    "<h2>La mutuelle</h2><p>mutuelle</p><pre>mutuelle</pre><a href=x>mutuelle</a>",
    "<p lang=en>mutuelle</p><p class='x noesslink'>mutuelle</p><p contenteditable>mutuelle</p>",
    "<!--esslink:off--><p>mutuelle</p><!--esslink:on--><p>mutuelle</p>",
    "<table><tr><td>mutuelle<td>économie<td>sociale et solidaire</table>",
    "<svg><text>mutuelle</text></svg><p>tiers<sup>1</sup>-lieu, tiers-<b>lieu</b></p>",
    "<p>économie <img src=a> sociale et solidaire <code>mutuelle</code> ESS</p>",
    "mutuelle <div>mutuelle<span>, mutuelle</span>mutuelle <b>mutuelle</b></div>mutuelle",
    "<p>mutuelle mutuelle <i>x</i>mutuelle<i>économie</i> sociale et solidaire mutuelle</p>",
]


@each_kind
@pytest.mark.parametrize("body", CASES)
def test_a_tree_gets_the_links_that_its_source_gets(kind: Kind, body: str):
    page = page_of(body)
    tree = kind.read(page)
    before = kind.write(tree)
    assert kind.module.annotate(tree, MATCHER, ALL) is tree
    assert kind.links(tree) == source_links(page)
    once = kind.write(tree)
    assert kind.write(kind.module.annotate(tree, MATCHER, ALL)) == once
    assert kind.write(kind.module.strip(tree)) == before


@each_kind
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
@pytest.mark.parametrize("policy", [esslink.Policy(), ALL], ids=["first", "all"])
def test_example_pages(kind: Kind, path: Path, policy: esslink.Policy, shipped: esslink.Matcher):
    page = path.read_text("cp1252" if path.suffix == ".htm" else "utf-8")
    tree = kind.read(page)
    before = kind.write(tree)
    kind.module.annotate(tree, shipped, policy)
    assert kind.links(tree) == source_links(page, policy, shipped)
    assert kind.links(tree)
    assert kind.write(kind.module.strip(tree)) == before


words = st.sampled_from(
    ["mutuelle ", " mutuelles", "économie", " sociale ", "et", " solidaire", " ESS ", "\n", "x "]
)
inline = st.recursive(
    words,
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(["b", "em", "span", "code", 'i lang="en"', "q"]),
        st.lists(inner, max_size=4),
    ).map(lambda text: text.replace('</i lang="en">', "</i>")),
    max_leaves=12,
)
blocks = st.lists(
    st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(["p", "div", "h3", "blockquote", "section"]),
        st.lists(inline, max_size=6),
    )
    | inline,
    max_size=5,
).map("".join)


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[3]], ids=lambda kind: kind.name)
@given(body=blocks)
def test_any_tree(kind: Kind, body: str):
    page = page_of(f"<div>{body}</div>")
    tree = kind.read(page)
    before = kind.write(tree)
    text = "".join(tree.find("body").itertext()) if kind.name == "lxml" else tree.body.get_text()
    kind.module.annotate(tree, MATCHER, ALL)
    assert kind.links(tree) == source_links(page)
    marked = tree.find("body")
    after = "".join(marked.itertext()) if kind.name == "lxml" else marked.get_text()
    assert after.startswith(text)
    once = kind.write(tree)
    assert kind.write(kind.module.annotate(tree, MATCHER, ALL)) == once
    assert kind.write(kind.module.strip(tree)) == before


RENDERERS = [
    Web(),
    Web(assets="linked", assets_at="/a/"),
    Web(assets="none"),
    Title(),
    Mail(),
    Attributes(),
    Custom(lambda term, page: ("x-term", {"data-id": term.id, "alt": "", "lang": "fr"})),
]


@each_kind
@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda renderer: type(renderer).__name__)
def test_every_profile_comes_out_again_from_a_tree_written_and_read(kind: Kind, renderer):
    tree = kind.read(page_of("<p>Une mutuelle de l’<b>économie sociale</b> et solidaire.</p>"))
    before = kind.write(tree)
    kind.module.annotate(tree, MATCHER, renderer=renderer)
    marked = kind.write(tree)
    assert marked != before
    assert kind.write(kind.module.strip(kind.read(marked))) == kind.write(kind.read(before))
    again = kind.module.annotate(kind.read(marked), MATCHER, renderer=renderer)
    assert kind.write(again) == kind.write(kind.read(marked))


@each_kind
def test_a_page_annotated_as_bytes_is_stripped_as_a_tree(kind: Kind):
    page = page_of("\n<p>Une mutuelle</p>\n")
    tree = kind.module.strip(kind.read(esslink.annotate(page, MATCHER)))
    assert kind.write(tree) == kind.write(kind.read(page))


@each_kind
def test_what_is_not_ours_stays(kind: Kind):
    for body in (
        '<p>une mutuelle, <a class="esslink" role="doc-glossref" href="#esslink-x">x</a></p>',
        "<p>une mutuelle</p><meta name=esslink content=off>",
    ):
        tree = kind.read(page_of(body))
        before = kind.write(tree)
        assert kind.write(kind.module.annotate(tree, MATCHER)) == before
        assert kind.write(kind.module.strip(tree)) == before


def test_the_glossary_section_is_like_the_one_of_the_source():
    page = page_of("<p>l’ESS, une mutuelle</p>")
    tree = soup_tree.annotate(bs4.BeautifulSoup(page, "html5lib"), MATCHER)
    assert str(tree) == str(bs4.BeautifulSoup(esslink.annotate(page, MATCHER), "html5lib"))


def test_pieces_of_a_page():
    piece = bs4.BeautifulSoup("<p>Une mutuelle", "html.parser")
    assert str(soup_tree.annotate(piece, MATCHER)).startswith('<p>Une <a class="esslink"')
    whole = bs4.BeautifulSoup("<main><p>Une mutuelle</p></main><p>mutuelle</p>", "html.parser")
    soup_tree.annotate(whole.main, MATCHER)
    assert len(soup_links(whole)) == 1
    assert whole.main.aside is not None
    part = html.fromstring("<div><div><p>Une mutuelle</p></div>mutuelle</div>")
    lxml_tree.annotate(part[0], MATCHER, ALL)
    assert len(lxml_links(part)) == 1
    assert part[0].tail == "mutuelle"
    with pytest.raises(OptionError, match="glossaire"):
        lxml_tree.annotate(html.fromstring("<p>Une mutuelle</p>"), MATCHER)
    with pytest.raises(OptionError, match="glossaire"):
        soup_tree.annotate(bs4.BeautifulSoup("<p>Une mutuelle", "html.parser").p, MATCHER)


def test_xhtml_keeps_its_namespace():
    source = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:s="http://www.w3.org/2000/svg"'
        ' xml:lang="fr"><head><title>T</title></head><body><p>Une <b>mutuelle</b></p>'
        '<s:svg><s:text>mutuelle</s:text></s:svg><p xml:lang="en">mutuelle</p></body></html>'
    )
    tree = etree.ElementTree(etree.fromstring(source))
    before = etree.tostring(tree)
    assert lxml_tree.annotate(tree, MATCHER, ALL) is tree
    assert len(lxml_links(tree)) == 1
    assert not tree.xpath("//*[namespace-uri()='']")
    etree.fromstring(etree.tostring(tree))
    assert etree.tostring(lxml_tree.strip(tree)) == before


def test_options():
    tree = html.document_fromstring(page_of("<h2>mutuelle</h2><p lang=en>mutuelle</p>"))
    reads_all = Scope(headings=True, lang="")
    lxml_tree.annotate(tree, MATCHER, ALL, scope=reads_all)
    assert len(lxml_links(tree)) == 2
    with pytest.raises(OptionError):
        lxml_tree.annotate(tree, MATCHER, renderer=Markdown())


@each_kind
@pytest.mark.parametrize(
    "scope",
    [Scope(skip=("div.note",)), Scope(only=("main > p", "#un")), Scope(lang="en")],
    ids=["skip", "only", "lang"],
)
def test_a_scope_means_the_same_in_a_tree_as_in_a_source(kind: Kind, scope: Scope):
    page = page_of(
        '<main><p>mutuelle</p><div class="note"><p>Une mutuelle</p></div></main><p id="un">ESS</p>'
        '<p lang="en">mutuelle <i lang="fr">mutuelle</i> <b>tiers-lieu</b></p><p>tiers-lieu</p>'
    )
    result = esslink.Annotator(MATCHER, ALL, scope=scope).run(page)
    tree = kind.module.annotate(kind.read(page), MATCHER, ALL, scope=scope)
    expected = soup_links(bs4.BeautifulSoup(result.text, "html5lib"))
    assert kind.links(tree) == expected
    assert expected


def test_nodes_that_no_link_touches_stay_themselves():
    tree = html.document_fromstring(page_of("<p>Une <b id=b>mutuelle</b></p><p id=p>rien</p>"))
    kept = [tree.get_element_by_id("b"), tree.get_element_by_id("p")]
    lxml_tree.annotate(tree, MATCHER)
    assert [tree.get_element_by_id("b"), tree.get_element_by_id("p")] == kept


def test_a_deep_tree_does_not_overflow():
    soup = bs4.BeautifulSoup("", "html.parser")
    inner = soup
    for _ in range(2_000):
        inner.append(tag := soup.new_tag("div"))
        inner = tag
    inner.append("Une mutuelle")
    soup_tree.annotate(soup, MATCHER)
    assert inner.a is not None
    soup_tree.strip(soup)
    assert inner.contents == ["Une mutuelle"]


@each_kind
def test_twice_the_tree_takes_about_twice_the_time(kind: Kind):
    def spent(count: int) -> float:
        tree = kind.read(page_of("<p>Une <b>mutuelle</b> et un tiers-lieu.</p>" * count))
        best = float("inf")
        for one in (copy.copy(tree), copy.copy(tree), tree):
            start = time.process_time()
            kind.module.annotate(one, MATCHER, ALL)
            best = min(best, time.process_time() - start)
        return best

    assert spent(800) < 3.5 * spent(400) + 0.02
