"""The whole way: a page and a glossary through :func:`esslink.annotate`, into a browser."""

from __future__ import annotations

import pytest

import esslink
from esslink.render.profiles import profile
from hosts.browser.pages import FILLER, SITE
from hosts.browser.test_bubble import focused, text, wait_closed, wait_open

GLOSSARY = esslink.Lexicon(
    [
        esslink.Term("apiculteur", definition="Personne qui élève des abeilles."),
        esslink.Term("rucher", definition="Endroit où vivent les ruches.", see=("apiculteur",)),
        esslink.Term("indication géographique protégée", abbreviation="IGP",
                     definition="Signe qui lie un produit à un <em>territoire</em>."),
    ]
)  # fmt: skip
PAGE = f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Le miel</title>{SITE}</head>
<body><main><h1>Le miel</h1>
<p>Les apiculteurs installent leurs <em>ruchers</em> au printemps, et l’IGP les protège.</p>
<p>{FILLER}</p></main></body></html>
"""


@pytest.fixture(scope="module")
def matcher():
    return esslink.compile(GLOSSARY)


def test_hover_focus_escape_and_link(visit, axe, matcher):
    marked = esslink.annotate(PAGE, matcher)
    assert esslink.strip(marked) == PAGE
    page = visit(marked)
    assert axe(page) == []
    page.hover("a.esslink >> nth=0")
    assert "élève des abeilles" in wait_open(page)
    page.wait_for_timeout(200)
    assert axe(page) == []
    page.mouse.move(2, 2)
    wait_closed(page)
    page.keyboard.press("Tab")
    assert focused(page) == "apiculteurs" and "abeilles" in wait_open(page)
    page.keyboard.press("Tab")
    assert focused(page) == "ruchers" and "Voir aussi" in wait_open(page)
    page.keyboard.press("Tab")
    assert focused(page) == "IGP" and "indication géographique protégée" in wait_open(page)
    page.keyboard.press("Escape")
    wait_closed(page)
    assert focused(page) == "IGP"
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash == '#esslink-indication-geographique-protegee'")


def test_the_link_works_without_script(visit, matcher):
    page = visit(esslink.annotate(PAGE, matcher), java_script_enabled=False)
    page.click("a.esslink >> nth=1")
    assert page.locator("dt:target").inner_text() == "rucher"


def test_bytes_in_latin_1_show_the_same(visit, matcher):
    source = PAGE.replace("utf-8", "windows-1252").encode("cp1252")
    marked = esslink.annotate(source, matcher)
    assert esslink.strip(marked) == source
    page = visit(marked.decode("cp1252"))
    page.hover("a.esslink >> nth=0")
    assert "Personne qui élève des abeilles." in wait_open(page)


@pytest.mark.parametrize("name", ["page", "mail", "feed", "title", "attributes"])
def test_other_profiles_are_accessible_too(visit, axe, matcher, name):
    page = visit(esslink.annotate(PAGE, matcher, renderer=profile(name)))
    found = axe(page)
    if name in ("mail", "feed"):  # their list has no landmark: clients and readers drop it
        found = [one for one in found if " region " not in one]
    assert found == []
    assert text(page) is None
    assert page.locator("main .esslink").count() == 3
