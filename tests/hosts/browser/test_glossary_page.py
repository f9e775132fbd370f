"""The glossary page in a browser: targets, filter, letters, with and without script."""

from __future__ import annotations

import pytest

from esslink.render.glossary_page import GlossaryPage, glossary_pages
from esslink.terms import Term

TERMS = [
    Term("Œuvre collective", definition="Création de plusieurs auteurs.", see=("ecoute",)),
    Term("écoute", definition="Fait d’écouter.", aliases=("audition",), categories=("radio",)),
    Term("éclair", definition="Lueur <em>brève</em>.", abbreviation="ÉCL"),
    Term("usine à gaz", definition="Lieu où l’on fabriquait du gaz de ville."),
    *(Term(f"zone {n}", definition=f"Zone de numéro {n}.") for n in range(40)),
]
SITE = glossary_pages(TERMS, used={"ecoute": [("a.html", "Une page")]})
PATH = "glossaire.html"


def shown(page):
    return [one.inner_text() for one in page.locator("dt dfn:visible").all()]


def test_the_field_filters_whatever_the_accents(visit):
    page = visit(SITE)
    assert len(shown(page)) == len(TERMS)
    page.fill("input", "oeuvre")
    assert shown(page) == ["Œuvre collective"]
    assert page.locator("section:visible h2").all_inner_texts() == ["O"]
    page.fill("input", "ÉCOUTER")
    assert shown(page) == ["écoute"]
    page.fill("input", "ecl")
    assert shown(page) == ["éclair"]
    page.fill("input", "l’on fabriquait")
    assert shown(page) == ["usine à gaz"]
    page.wait_for_function("document.querySelector('[role=status]').textContent.endsWith('1')")
    page.fill("input", "introuvable")
    assert shown(page) == []
    page.fill("input", "")
    assert len(shown(page)) == len(TERMS)


def test_enter_in_the_field_loses_nothing(visit):
    page = visit(SITE)
    page.fill("input", "zone 7")
    page.press("input", "Enter")
    assert shown(page) == ["zone 7"] and page.url.endswith(PATH)


def test_a_link_to_a_hidden_entry_shows_it(visit):
    page = visit(SITE)
    page.fill("input", "zone 39")
    page.evaluate("location.hash = '#esslink-eclair'")
    page.wait_for_function("document.querySelector('dt:target').checkVisibility()")
    assert page.input_value("input") == ""
    assert page.locator("dt:target").inner_text() == "éclair (ÉCL)"


def test_letters_lead_to_their_sections(visit):
    page = visit(SITE, java_script_enabled=False)
    assert page.locator("nav a").all_inner_texts() == ["E", "O", "U", "Z"]
    page.click("nav a >> text=U")
    assert page.locator(":target").inner_text() == "U"
    assert not page.locator("form").is_visible(), "a field that does nothing is shown"
    assert len(shown(page)) == len(TERMS)


def test_the_lists_have_their_style(visit):
    page = visit(SITE)
    assert page.evaluate("getComputedStyle(document.querySelector('dt')).fontWeight") == "700"
    assert page.evaluate("getComputedStyle(document.querySelector('dfn')).fontStyle") == "normal"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_no_axe_violation(visit, axe, scheme, width):
    page = visit(SITE, color_scheme=scheme, viewport={"width": width, "height": 700})
    assert axe(page) == []
    page.fill("input", "zone")
    page.wait_for_timeout(500)
    assert axe(page) == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), "the page scrolls sideways"


def test_a_page_for_each_letter(visit, axe):
    split = glossary_pages(TERMS, GlossaryPage(path="mots/{letter}.html", microdata=True))
    page = visit(split)
    assert axe(page) == []
    page.fill("input", "oeuv")
    assert page.locator("section li:visible").all_inner_texts() == ["Œuvre collective"]
    assert page.locator("section:visible h2").all_inner_texts() == ["O"]
    page.fill("input", "")
    assert page.locator("section li:visible").count() == len(TERMS)
    page.click("text=Œuvre collective")
    assert page.url.endswith("mots/o.html#esslink-oeuvre-collective")
    assert page.locator("dt:target").count() == 1
    page.click("dd a >> text=écoute")
    assert page.url.endswith("mots/e.html#esslink-ecoute")
    assert axe(page) == []


def test_thousands_of_terms_are_filtered_in_a_blink(visit):
    terms = [Term(f"terme {n}", definition="Définition. " * 20) for n in range(5000)]
    page = visit(glossary_pages(terms))
    milliseconds = page.evaluate(
        """() => {
          const input = document.querySelector("input"), start = performance.now();
          input.value = "terme 4999";
          input.dispatchEvent(new Event("input"));
          return performance.now() - start;
        }"""
    )
    assert shown(page) == ["terme 4999"]
    assert milliseconds < 200
