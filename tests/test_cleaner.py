"""The cleaner's promises: types, encodings, options, what ``explain`` says, learning, mining."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from esslink.cleaner import Cleaner, clean
from esslink.cleaner.learn import Learner
from esslink.cleaner.mine import Found, merge, mine
from esslink.errors import OptionError
from esslink.terms import Term

CASES = Path(__file__).parent / "cases" / "clean"
NOISY = "L’idée d’association Association Une association est un groupement. à la fin"
CLEAN = "L’idée d’association à la fin"


def read(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return file.read()


def test_a_whole_page_of_every_kind_of_evidence():
    assert clean(read("page.txt")) == read("page.clean.txt")


def test_the_clean_page_stays():
    page = read("page.clean.txt")
    assert clean(page) is page


def test_rules_of_the_page_are_named():
    rules = {r.rule for r in Cleaner().explain(read("page.txt")) if r.removed}
    assert {"headed", "repeated", "resumed", "quoted"} <= rules


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_bytes_come_back_in_their_encoding(encoding):
    assert clean(NOISY.encode(encoding)) == CLEAN.encode(encoding)


def test_line_ends_and_wrong_bytes_stay():
    page = NOISY.encode() + b"\r\n\r\nfin\xff\xfe\r"
    assert clean(page, encoding="utf-8") == CLEAN.encode() + b"\r\n\r\nfin\xff\xfe\r"


def test_windows_line_ends_in_a_definition():
    page = NOISY.replace("Une association est", "Une association\r\nest")
    assert (
        clean(page, [Term("association", definition="Une association est un groupement.")]) == CLEAN
    )


def test_format_is_told_by_content_and_can_be_forced():
    page = "<p>L’<a class='glossaryLink' data-cmtooltip='d'>ESS</a></p>"
    assert clean(page) == "<p>L’ESS</p>"
    assert clean(page, format="text") == page


@pytest.mark.parametrize("options", [{"format": "pdf"}, {"min_confidence": 1.5}])
def test_wrong_options(options):
    with pytest.raises(OptionError):
        clean(NOISY, **options)


def test_min_confidence():
    assert clean(NOISY, min_confidence=1.0) == NOISY
    assert clean(NOISY, min_confidence=0.5) == CLEAN


def test_explain_shows_what_is_left_and_why():
    left = [r for r in Cleaner(min_confidence=1.0).explain(NOISY) if not r.removed]
    assert left and left[0].surface == "association" and "seuil" in left[0].note


def test_an_empty_page():
    assert clean("") == "" and clean(b"") == b""


def test_learning_across_pages():
    definition = "Acteurs qui planifient ensemble leurs activités et partagent des ressources"
    pages = [
        f"Le quartier vit de la coopération Coopération {definition} entre voisins.",
        f"Aucune école ne se passe de coopération Coopération {definition} restreinte.",
    ]
    assert [clean(page) for page in pages] == pages  # one page alone does not say
    parts = [Learner(), Learner()]
    for learner, page in zip(parts, pages, strict=True):
        learner.add(page)
    parts[0].merge(parts[1])
    cleaner = Cleaner(learned=parts[0].entries())
    assert [cleaner.clean(page) for page in pages] == [
        "Le quartier vit de la coopération entre voisins.",
        "Aucune école ne se passe de coopération restreinte.",
    ]


def test_a_definition_ends_where_one_page_goes_its_own_way():
    definition = "Suite de signes que l’on range l’un après l’autre et que l’on lit comme un tout"
    after = ["de caractères vide.", "de caractères, puis une autre.", "qui commence par un blanc."]
    before = ["On donne ici une", "Cela rend toujours une", "Le programme attend une"]
    pages = [
        f"{start} chaîne Chaîne {definition} {end}"
        for start, end in zip(before, after, strict=True)
    ]
    learner = Learner()
    for page in pages:
        learner.add(page, Cleaner().explain(page))
    cleaner = Cleaner(learned=learner.entries())
    assert [cleaner.clean(page) for page in pages] == [
        f"{start} chaîne {end}" for start, end in zip(before, after, strict=True)
    ]


def test_more_samples_than_are_kept_still_show_where_a_definition_ends():
    definition = "Suite de signes que l’on range l’un après l’autre et que l’on lit comme un tout"
    learner = Learner()
    for number in range(12):
        word = "abcdefghijkl"[number] * 4
        learner.add(f"Le {word} rend une chaîne Chaîne {definition} de caractères {word}.")
    learner.add(f"Voici enfin une chaîne Chaîne {definition} bien courte.")
    assert {entry.definition for entry in learner.entries()} == {definition}


def test_a_block_that_comes_twice_on_a_page_teaches_nothing():
    block = (
        "Option VBASupport pour plus de détails.\n\n\nEnregistrer le code Basic d’origine\n\n"
        "Indique que le code du document doit être gardé tel quel dans le document que l’on "
        "enregistre, et qu’il y reste tant que personne ne le change.\n\n"
    )
    learner = Learner()
    learner.add(f"Instructions. {block}Le code sera chargé. Voir {block}Fin.")
    assert learner.entries() == []


def test_learning_keeps_its_bound():
    learner = Learner(limit=50)
    for number in range(400):
        word = f"mot{chr(97 + number % 26)}{chr(97 + number // 26)}"
        learner.add(
            f"le {word} {word.capitalize()} Chose {word} que l’on compte une seule fois ici"
        )
    assert len(learner._seen) <= 50


def test_mining_the_page():
    found = mine(read("page.txt"))
    noise = {f.headword: f for f in found if f.where == "noise"}
    shown = {f.headword: f for f in found if f.where == "headings"}
    assert set(noise) == {
        "CUMA", "Entraide", "Accorderie", "AMAP", "Jachère", "Verger", "Ruche",
    }  # fmt: skip
    assert noise["CUMA"].count == 2
    assert noise["Entraide"].definition.endswith("ni attendre d’argent")
    assert list(shown) == [
        "Accorderie",
        "Association pour le maintien d’une agriculture paysanne",
        "Entraide",
        "Grainothèque",
        "Jachère",
        "Ruche",
        "Semence paysanne",
    ]
    assert shown["Jachère"].source == "le doyen"
    assert shown["Grainothèque"].see == ("semence paysanne",)
    assert shown["Association pour le maintien d’une agriculture paysanne"].abbreviation == "AMAP"


def test_mining_html():
    page = (
        "<table><tr><th>Sigle<th>Définition<tr><td>ESS<td>Un secteur.</table>"
        "<dl><dt>Ruche<dt>Rucher<dd>Abri.</dl>"
        "<p>L’<a class='cs_glossaire' name='m'><span class='gl_mot'>AMAP</span>"
        "<span class='gl_js'>AMAP</span><span class='gl_jst'>Des <b>paniers</b>.</span></a>.</p>"
    )
    assert {(f.headword, f.definition, f.where) for f in mine(page)} == {
        ("ESS", "Un secteur.", "table"),
        ("Ruche", "Abri.", "list"),
        ("AMAP", "Des paniers.", "noise"),
    }


def test_an_article_is_no_glossary():
    page = "Notre ville\n\nElle est belle.\n\nHistoire\n\nElle est vieille.\n\nAvenir\n\nOn verra."
    assert mine(page) == []


def test_merging_says_conflicts():
    one = Found("ESS", "Un.", "noise", count=3, pages=("a",))
    other = Found("ess", "Deux.", "list", pages=("b",), source="S")
    (both,) = merge([one, other, one])
    assert (both.count, both.definition, both.conflicts, both.source) == (6, "Un.", ("Deux.",), "S")
    assert both.term().definition == "Un."


def test_importing_the_cleaner_loads_nothing_heavy():
    code = (
        "import sys, esslink.cleaner; heavy = {'spacy', 'lxml', 'bs4', 'click', 'rich', 'json', "
        "'pathlib', 'esslink.lexicon', 'esslink.compiler'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
