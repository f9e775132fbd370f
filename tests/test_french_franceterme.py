"""Headwords of the official French terminology become right forms, counted."""

from pathlib import Path

import pytest

from esslink.formats.grammar import grammar_of
from esslink.french.forms import forms
from esslink.terms import Term

CASES = Path(__file__).with_name("cases") / "forms"
WRONG = [
    ("point isosbestique", None, "point isosbestiques"),
    ("franco le long du bateau", None, "francos les longs du bateau"),
    ("directement en vidéo", "adj", "directements en vidéo"),
    ("multisupport", "adj", "multisupporte"),
    ("reprise !", None, "reprises !"),
    ("rendre anonyme", None, "rendres anonymes"),
    ("ex æquo", "adj", "ex æquoe"),
    ("en-but", None, "ens-buts"),
    ("premier entré, premier sorti", None, "premiers entré, premiers sortis"),
    ("gestion de la chaîne logistique", None, "gestions de la chaîne logistiques"),
]
RIGHT = [
    ("titre de créance adossé à des prêts", "titres de créance adossés à des prêts"),
    ("bioconditionnement en circuit fermé", "bioconditionnements en circuit fermé"),
    ("surélever une orbite", "surélève une orbite"),
    ("faible émission de gaz à effet de serre (à)", "à faible émission de gaz à effet de serre"),
    ("prêt-à-monter", "prêts-à-monter"),
    ("mise en garde spéciale", "mises en garde spéciales"),
    ("rayon gamma", "rayons gamma"),
]


def rows(name):
    for line in (CASES / name).read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            headword, grammar, wanted = line.split("\t")
            yield headword, grammar, [form for form in wanted.split(" | ") if form]


def made(headword, grammar):
    said = grammar_of(grammar)
    return {form.text for form in forms(Term(headword, pos=said.pos, gender=said.gender))}


def missed(name):
    """Give the headwords that lack a form, with what they lack."""
    found = [
        (h, [form for form in wanted if form not in made(h, g)]) for h, g, wanted in rows(name)
    ]
    return len(found), [(headword, lack) for headword, lack in found if lack]


def test_99_in_100_of_a_sample_have_all_their_forms():
    total, lacking = missed("franceterme.tsv")
    assert total == 200
    assert len(lacking) <= total / 100, lacking


def test_every_shorthand_is_read():
    total, lacking = missed("franceterme_shorthands.tsv")
    assert total > 120
    assert lacking == []


@pytest.mark.parametrize(("headword", "pos", "form"), WRONG)
def test_what_french_does_not_write_is_not_made(headword, pos, form):
    assert form not in {made.text for made in forms(Term(headword, pos=pos))}


@pytest.mark.parametrize(("headword", "form"), RIGHT)
def test_what_french_writes_is_made(headword, form):
    assert form in {made.text for made in forms(Term(headword))}
