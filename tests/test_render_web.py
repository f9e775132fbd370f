"""The default profile, letter for letter."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from esslink.errors import OptionError
from esslink.render import Page
from esslink.render.marks import anchor, block_element, reference_element
from esslink.render.resources import SCRIPT, STYLESHEET, asset, compact
from esslink.render.web import Web
from esslink.sources.tokens import END, START, tokens
from esslink.terms import Sense, Term

CASES = Path(__file__).parent / "cases" / "render"
FR = Page(lang="fr")
TERMS = (
    Term("puits de carbone", definition="Réservoir qui absorbe le CO<sub>2</sub>.",
         see=("biosphere", "effet-de-serre", "inconnu"), source="Journal officiel"),
    Term("économie sociale et solidaire", abbreviation="ESS", definition="Secteur & plus.",
         source="loi n° 2014-856", source_url="https://www.legifrance.gouv.fr/?a=1&b=2"),
    Term("biosphère", definition="Ensemble des écosystèmes."),
    Term("culture", definition="De la terre.", domain="agriculture",
         senses=(Sense("Des œuvres.", "société"),), lang="en"),
)  # fmt: skip
KNOWN = {term.id: term for term in TERMS} | {"effet-de-serre": Term("effet de serre")}


@pytest.mark.parametrize(
    ("name", "web", "page"),
    [
        ("web-linked", Web(assets="linked", assets_at="commun/"), Page(lang="fr", path="a/b.html")),
        ("web-fragment", Web(), Page(lang="fr", fragment=True)),
        ("web-english", Web(assets="none", heading=3), Page(lang="en-gb")),
        ("web-german", Web(assets="none", title="Lexique & co"), Page(lang="de")),
        ("web-xhtml", Web(assets="linked"), Page(lang="fr", xhtml=True)),
        ("web-right-to-left", Web(assets="none"), Page(lang="ar")),
    ],
)
def test_cases(name, web, page):
    """Compare with the file; where a change is meant, delete the file and run again."""
    before, after = web.reference(TERMS[1], page)
    got = f"{web.head(page)}<p>L’{before}ESS{after}</p>\n{web.glossary(TERMS, page, KNOWN)}"
    file = CASES / f"{name}.html"
    if not file.exists():
        file.write_text(got, encoding="utf-8")
        pytest.fail(f"{file} was missing: written now, read it and run again")
    assert got == file.read_text(encoding="utf-8")


def test_inline_assets_are_in_a_page_and_not_in_a_fragment():
    web = Web()
    assert web.head(FR) == f'<style data-esslink="style">{compact(STYLESHEET)}</style>'
    assert web.glossary(TERMS, FR).endswith(
        f'</aside><script data-esslink="script">{compact(SCRIPT)}</script>'
    )
    fragment = Page(lang="fr", fragment=True)
    assert web.head(fragment) == "" and "<script" not in web.glossary(TERMS, fragment)
    asked = Web(assets="inline").glossary(TERMS, fragment)
    assert asked.startswith("<style") and asked.endswith("</script>")


def test_no_term_no_section():
    assert Web().glossary((), FR) == ""


@pytest.mark.parametrize("assets", ["inline", "linked", "none"])
@pytest.mark.parametrize("xhtml", [False, True])
def test_every_insertion_is_known_again_by_its_first_tag(assets, xhtml):
    web, page = Web(assets=assets), Page(lang="fr", xhtml=xhtml)
    opening, closing = web.reference(TERMS[0], page)
    assert reference_element(opening) == closing[2:-1]
    for text in (web.head(page), web.glossary(TERMS, page)):
        rest = text
        while rest:
            name = block_element(rest[: rest.index(">") + 1])
            assert name, rest[:80]
            rest = rest[block_end(rest, name) :]
            assert not rest.startswith("\n"), "blank text after a block can change the tree"


def block_end(text, name):
    depth = 0
    for token in tokens(text):
        if token.kind == START and token.name == name:
            depth += 1
        if (token.kind == END and token.name == name) or name == "link":
            depth -= 1
            if not depth:
                return token.end
    raise AssertionError(f"{name} does not end")


@pytest.mark.parametrize(
    "tag",
    [
        "<a>",
        '<a class="esslink" href="">',
        '<a class="esslink" role="doc-glossref" href="#x" >',
        '<A class="esslink" role="doc-glossref" href="#x">',
        "<a class='esslink' role='doc-glossref' href='#x'>",
        '<a class="esslink" role="doc-glossref" href="#x" onclick="y">',
        '<dfn class="esslink" id="x">',
    ],
)
def test_what_only_looks_like_a_reference_is_the_page_s_own(tag):
    assert reference_element(tag) is None


@pytest.mark.parametrize(
    "tag",
    ["<style>", "<section>", '<p data-esslink="a">', '<style data-esslink="style" media="print">',
     '<aside class="esslink-glossary" data-esslink="glossary">', '<script src="x" defer>'],
)  # fmt: skip
def test_what_only_looks_like_a_block_is_the_page_s_own(tag):
    assert block_element(tag) is None


KEPT = {"class", "role", "aria-labelledby", "data-esslink", "data-nosnippet", "id", "href", "lang"}


def test_a_hostile_compiled_file_writes_text_only():
    bad = "\"'><script>alert(1)</script>"
    term = Term(
        bad, id=bad, definition=bad, abbreviation=bad, source=bad, source_url="javascript:alert(1)",
        see=(bad, "x"), domain=bad, senses=(Sense(bad, bad),), lang=bad,
    )  # fmt: skip
    web = Web(assets="none")
    out = web.glossary((term,), FR, {"x": Term(bad, id="x")}) + "".join(web.reference(term, FR))
    found = {token.name for token in tokens(out) if token.kind == START}
    assert found == {"aside", "h2", "dl", "dt", "dfn", "abbr", "dd", "span", "a"}
    for token in tokens(out):
        assert {name for name, _ in token.attributes} <= KEPT
        for name, value in token.attributes:
            assert name != "href" or value.startswith("#esslink-")


def test_ids_never_meet():
    ids = ["a", "a b", "a~20~b", "a%20b", "é", "e", "title", "title~", "A", "a_b", "a.b"]
    anchors = {anchor(one) for one in ids}
    assert len(anchors) == len(ids) and "esslink-title" not in anchors
    assert all(one.isascii() and " " not in one for one in anchors)


def test_assets_are_small_and_ascii():
    for name, limit in ((STYLESHEET, 1000), (SCRIPT, 2000)):
        assert len(gzip.compress(asset(name).encode("ascii"), 9)) < limit
        assert len(gzip.compress(compact(name).encode("ascii"), 9)) < limit
        assert "</" not in asset(name), "it would end its own element"


def test_options_are_held():
    with pytest.raises(OptionError, match="assets"):
        Web(assets="loin")
    with pytest.raises(OptionError, match="heading"):
        Web(heading=7)
