"""A term without definition is found, reported by the check, and never linked."""

import bs4
import pytest

import esslink
from esslink.checks import check
from esslink.lexicon import Lexicon
from esslink.sanitise import sanitised
from esslink.terms import Sense, Term
from esslink.trees import soup

TERMS = (
    Term("sel", see=("eau",)),
    Term("sable"),
    Term("eau", definition="Liquide.", see=("sel",)),
    Term("feu", senses=(Sense("Ce qui brûle."),)),
)
PAGE = "<p>Le sel, le sable, l’eau et le feu."


@pytest.fixture(scope="module")
def matcher():
    return esslink.compile(TERMS)


def test_it_is_found(matcher):
    assert [m.form for m in matcher.find("Le sel et le sable")] == ["sel", "sable"]


def test_it_is_never_linked(matcher):
    page = bs4.BeautifulSoup(esslink.annotate(PAGE, matcher), "html.parser")
    assert [a["href"] for a in page.select("p a")] == ["#esslink-eau", "#esslink-feu"]
    assert [dt.text for dt in page.select("dt")] == ["eau", "feu"]
    assert esslink.annotate("<p>Du sel.", matcher) == "<p>Du sel."


def test_no_tree_links_it(matcher):
    tree = bs4.BeautifulSoup(PAGE, "html.parser")
    soup.annotate(tree, matcher)
    assert [a["href"] for a in tree.select("p a")] == ["#esslink-eau", "#esslink-feu"]


def test_it_is_said_why(matcher):
    found = esslink.Annotator(matcher).explain(PAGE)
    assert [getattr(one, "reason", "") for _, _, one in found] == ["undefined", "undefined", "", ""]


def test_the_check_reports_it():
    found = [(f.term, f.severity) for f in check(Lexicon(TERMS)) if f.code == "definition-absente"]
    assert found == [("sel", "note"), ("sable", "warning")]


@pytest.mark.parametrize("text", ["<a>\ud800", "é\udfff", "&\udc80"])
def test_half_a_character_becomes_one_that_a_page_can_hold(text):
    assert "\ufffd" in sanitised(text) and sanitised(text).encode()
