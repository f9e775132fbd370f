"""The forms that a term takes: cases that a French reader can review, and what holds for all."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esslink.context import readings as r
from esslink.french.forms import LIMIT, canonical, forms
from esslink.terms import POS, Term

CASES = Path(__file__).with_name("cases") / "forms"
LINE = re.compile(r"(.+?)(?: \((noun|verb|adj|adv|propn)\))? \|(.*)\|(.*)")


def cases():
    for path in sorted(CASES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                headword, pos, wanted, refused = LINE.fullmatch(line).groups()
                yield pytest.param(headword, pos, listed(wanted), listed(refused), id=line)


def listed(cell):
    if cell.rstrip().endswith(";"):
        return [cell.strip().rstrip(";")]
    return [form.strip() for form in cell.split(", ") if form.strip()]


def texts(headword, **keys):
    return [form.text for form in forms(Term(headword, **keys))]


@pytest.mark.parametrize(("headword", "pos", "wanted", "refused"), cases())
def test_forms(headword, pos, wanted, refused):
    made = texts(headword, pos=pos)
    assert [form for form in wanted if form not in made] == []
    assert [form for form in refused if form in made] == []


def test_headword_then_abbreviation_then_aliases_then_given_forms():
    term = Term(
        "économie sociale", abbreviation="ES", aliases=("tiers secteur",), forms=("éco soc",)
    )
    made = [(form.text, form.lemma, form.origin) for form in forms(term)]
    assert made[0] == ("économie sociale", "économie sociale", "citation")
    assert ("ES", "ES", "abbreviation") in made
    assert ("tiers secteurs", "tiers secteur", "plural") in made
    assert made[-1] == ("éco soc", "économie sociale", "given")


@pytest.mark.parametrize(
    ("case", "exact"),
    [(None, {"ESS": True, "essai": False}), ("exact", {"ESS": True, "essai": True})],
)
def test_capitals_are_asked_for_abbreviations_or_on_demand(case, exact):
    made = forms(Term("essai", abbreviation="ESS", case=case))
    assert {form.text: form.exact for form in made if form.text in exact} == exact


def test_any_capitals_on_demand():
    assert not any(form.exact for form in forms(Term("ESS", case="any")))


def test_a_headword_shouted_is_no_abbreviation():
    assert "économies sociales" in texts("ÉCONOMIE SOCIALE")


def test_readings_are_kept_for_single_words_only():
    assert all(form.readings == 0 for form in forms(Term("banque centrale")))
    ferme = forms(Term("ferme", gender="f"))[0].readings
    assert ferme & r.VERB and ferme & r.ADJ and ferme & r.FEMININE and ferme & r.SINGULAR


@pytest.mark.parametrize("word", ["association", "société", "directeur", "boutique", "câblage"])
def test_what_is_never_anything_else_is_not_doubted(word):
    assert forms(Term(word))[0].readings == 0


@pytest.mark.parametrize(
    ("word", "bit"),
    [
        ("compte", r.VERB), ("salarié", r.PARTICIPLE), ("centrale", r.ADJ),
        ("pouvoir", r.INFINITIVE),
        ("représentant", r.PRESENT), ("bien", r.ADV), ("personne", r.CLOSED),
        ("mort", r.PARTICIPLE),
        ("issue", r.PARTICIPLE),
    ],
)  # fmt: skip
def test_what_else_a_word_may_be(word, bit):
    assert forms(Term(word))[0].readings & bit


headwords = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            [
                "de",
                "d'",
                "l'",
                "à",
                "la",
                "et",
                "salarié,",
                "-e",
                "-euse",
                "(à)",
                "(e)s",
                "·e·s",
                "œil",
                "entreprise",
                "final",
                "ESS",
                "tiers-lieu",
                "-",
                "SCOP",
                "d'insertion",
                "n.f.",
                "/",
                ",",
                ".",
                "travail",
                "ing",
                "É",
                "3",
                "l'ex",
                "co-",
                "«",
                "»",
            ]
        ),
        max_size=9,
    ).map(" ".join),
)


@given(headwords, st.sampled_from((None, *POS)), st.sampled_from((None, "exact", "any")))
def test_any_headword_gives_a_bounded_list_without_duplicates(headword, pos, case):
    made = forms(Term(headword, id="x", pos=pos, case=case, abbreviation=headword[:6] or None))
    assert len(made) <= LIMIT + 12
    assert len({(form.text, form.exact) for form in made}) == len(made)
    for form in made:
        assert form.text == canonical(form.text) == unicodedata.normalize("NFC", form.text)
        assert 0 <= form.readings < 1 << 32


def test_hostile_headwords_take_no_time():
    for headword in (
        "a" * 100_000,
        "œil " * 5000,
        "final " * 33,
        "aa, -e " * 28,
        "(" * 190,
        "x-" * 99,
    ):
        assert len(forms(Term(headword, id="x"))) <= LIMIT
