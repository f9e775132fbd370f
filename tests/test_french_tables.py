"""spaCy's tables: read as spaCy reads them, and a cross-check of the rules."""

from pathlib import Path

import pytest

from esslink.french import inflect, lookups
from esslink.french.words import words

LISTED = Path(__file__).with_name("cases") / "forms" / "disagreements.tsv"
FRENCH = Path(inflect.__file__).parent


def test_the_tables_are_those_that_spacy_loads():
    spacy_lookups = pytest.importorskip("spacy.lookups")
    loaded = spacy_lookups.load_lookups("fr", ["lemma_index", "lemma_exc"])
    for pos in ("noun", "adj", "verb", "adv"):
        assert set(loaded.get_table("lemma_index")[pos]) == lookups.dictionary(pos)
    for pos in ("noun", "adj", "verb", "aux"):
        assert loaded.get_table("lemma_exc")[pos] == lookups._exceptions()[pos]


def disagreements():
    """Plurals that spaCy's table lists for a noun and that the rules do not make."""
    nouns = lookups.dictionary("noun")
    for form, lemmas in lookups._exceptions()["noun"].items():
        for lemma in lemmas:
            if lemma == form or lemma not in nouns or form[-1] not in "sxiam":
                continue
            if form.endswith(("e", "es")) and not lemma.endswith("e"):
                continue  # a feminine
            feminine = {
                plural
                for made in inflect.feminines(lemma)
                for plural in (made, *inflect.plurals(made))
            }
            if form not in feminine and form not in inflect.plurals(lemma):
                yield lemma, form


def test_every_disagreement_is_listed_with_its_reason():
    rows = [
        line.split("\t")
        for line in LISTED.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert {(lemma, form) for lemma, form, _ in rows} == set(disagreements())
    assert all(reason for _, _, reason in rows)


def test_rules_make_the_plural_of_every_noun_in_the_tables():
    for noun in lookups.dictionary("noun"):
        made = inflect.plurals(noun)
        assert made and all(made) and len(set(made)) == len(made)


@pytest.mark.parametrize("name", ["plurals.tsv", "feminines.tsv", "spellings.tsv", "words.tsv"])
def test_tables_have_no_row_twice_and_as_many_cells_as_their_head(name):
    rows = [
        line.split("\t")
        for line in (FRENCH / name).read_text(encoding="utf-8").split("\n")
        if line and not line.startswith("#")
    ]
    assert len({tuple(row[:2]) if name == "spellings.tsv" else row[0] for row in rows}) == len(rows)
    assert len({len(row) for row in rows}) == 1


def test_listed_plurals_are_not_what_the_rules_give_anyway():
    for word, made in inflect.exceptions().items():
        if "-" not in word and " " not in word:
            assert made != inflect._simple_plurals(word), word


def test_singulars_undo_plurals_of_frequent_shapes():
    for word in (
        "association",
        "journal",
        "bureau",
        "travail",
        "vœu",
        "bail",
        "fonds",
        "pays",
        "clé",
    ):
        assert word in inflect.singulars(inflect.plurals(word)[0])


def test_lists_hold_no_blank_word():
    assert "" not in words("closed") | words("prefix") | words("noun above all")
