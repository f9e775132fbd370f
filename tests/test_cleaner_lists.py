"""
Which definition lists are glossaries: the cases of ``tests/cases/mine/lists.md``.

A case is ``title / . / page / . / headwords, one a line / .``; ``=`` as the headwords
means that the list is none.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from esslink.cleaner.lists import glossary_entries
from esslink.cleaner.markup.page import Page
from esslink.cleaner.mine import mine

FILE = Path(__file__).parent / "cases" / "mine" / "lists.md"
CASE = re.compile(r"^([^\n.][^\n]*)\n\.\n(.*?)\n\.\n(.*?)\n\.$", re.MULTILINE | re.DOTALL)
CASES = CASE.findall(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("title", "page", "expected"), CASES, ids=[case[0] for case in CASES])
def test_lists(title, page, expected):
    headwords = [] if expected == "=" else expected.split("\n")
    found = [entry.headword for entry in mine(page, "html") if entry.where == "list"]
    assert found == headwords


def test_a_glossary_and_a_manual_on_one_page():
    page = (
        "<h1>Le jardin</h1><h2>Lexique</h2><dl><dt>haie<dd>rangée d’arbustes</dl>"
        "<h2>Options</h2><dl><dt>Taille<dd>La hauteur de la haie en mètres.</dl>"
    )
    assert [titles for titles, _ in glossary_entries(Page(page))] == [["haie"]]


def test_sections_of_a_manual_are_no_glossary():
    page = (
        "<h1>trier</h1><h2>Arguments</h2><p>Une matrice de nombres réels.</p>"
        "<h2>Description</h2><p>La fonction trie les lignes de la matrice.</p>"
        "<h2>Exemples</h2><p>Le cas le plus simple.</p><h2>Voir aussi</h2><p>La fonction unique.</p>"
    )
    assert mine(page) == []


def test_headings_in_order_are_a_glossary_where_definitions_stand_under_them():
    entries = {
        "Entraide": "Aide que des voisins se donnent sans compter.",
        "Haie": "Rangée d’arbustes qui borde un champ.",
        "Ruche": "Abri d’abeilles.",
        "Verger": "Terrain planté d’arbres à fruits.",
    }
    page = "".join(f"<h3>{title}</h3><p>{text}</p>" for title, text in entries.items())
    assert {found.headword: found.definition for found in mine(page)} == entries


@pytest.mark.parametrize("piece", ["<dl><dt>a<dd>", "<dt>Ruche<dd>Abri.", "<dl class=glossary>"])
def test_linear(piece):
    def cost(times):
        page = Page(piece * times)
        start = time.process_time()
        list(glossary_entries(page))
        return time.process_time() - start

    for _ in range(6):
        if cost(10_000) < 12 * cost(1_000) + 0.05:
            return
    pytest.fail(f"ten times {piece} cost more than twelve times the time")
