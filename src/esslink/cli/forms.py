"""The forms of one term, each with the rule that made it and what else it may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esslink.french.forms import Form
    from esslink.terms import Term

__all__ = ["ORIGINS", "as_data", "made", "said"]

ORIGINS: Mapping[str, str] = {
    "citation": "le nom lui-même",
    "plural": "pluriel",
    "apposition": "pluriel de la tête seule (apposition)",
    "head adjective": "adjectif accordé avec la tête",
    "complement number": "nombre du complément",
    "feminine": "féminin",
    "inclusive": "écriture inclusive",
    "optional plural": "pluriel entre parenthèses",
    "conjugation": "conjugaison",
    "shorthand": "écriture abrégée du glossaire",
    "without quotes": "sans les guillemets",
    "hyphen": "avec ou sans trait d’union",
    "oe": "œ ou oe, æ ou ae",
    "1990": "orthographe de 1990",
    "abbreviation": "sigle",
    "abbreviation plural": "sigle au pluriel",
    "abbreviation as a word": "sigle écrit comme un mot",
    "dotted": "sigle avec des points",
    "given": "donnée par le glossaire",
}
"""What an editor reads for the rules of :attr:`esslink.french.forms.Form.origin`."""

_KINDS = (
    ("VERB", "un verbe"),
    ("INFINITIVE", "un infinitif"),
    ("ADJ", "un adjectif"),
    ("PARTICIPLE", "un participe"),
    ("ADV", "un adverbe"),
    ("PRESENT", "un participe présent"),
    ("NOUN", "un autre nom"),
    ("CLOSED", "un mot grammatical"),
    ("WORD", "un mot ordinaire"),
)


def made(term: Term) -> list[Form]:
    """Return the forms of *term* as compilation makes them, the most usual first."""
    from esslink.french.forms import forms

    return list(forms(term))


def said(form: Form, headword: str) -> str:
    """
    Say on one line a form, where it comes from, and what else it may be.

    >>> from esslink.terms import Term
    >>> for form in made(Term("ferme"))[:2]:
    ...     print(said(form, "ferme"))
    ferme  le nom lui-même, peut aussi être un verbe, un adjectif ou un adverbe
    fermes  pluriel, peut aussi être un adjectif
    """
    parts = [ORIGINS.get(form.origin, form.origin)]
    if form.origin == "citation" and form.lemma != headword:
        parts = ["autre nom"]
    elif form.text != form.lemma != headword:
        parts[0] += f" de «\u00a0{form.lemma}\u00a0»"
    others = list(_others(form.readings))
    if others:
        start = ", ".join(others[:-1])
        parts.append(f"peut aussi être {start}{' ou ' * bool(start)}{others[-1]}")
    if form.exact:
        parts.append("avec ces capitales seulement")
    return f"{form.text}  {', '.join(parts)}"


def as_data(form: Form) -> dict[str, object]:
    """Return a form as ``lexicon forms --json`` writes it, by the names that the code uses."""
    from esslink.context.readings import ELSE, names

    readings = names(form.readings & ELSE).split()
    line: dict[str, object] = {"form": form.text, "lemma": form.lemma, "origin": form.origin}
    return {**line, "exact": form.exact, "readings": readings}


def _others(bits: int) -> Iterator[str]:
    """Name the parts of speech that *bits* hold, besides the term's own."""
    from esslink.context import readings

    for name, words in _KINDS:
        bit = getattr(readings, name, 0)
        if bits & bit:
            yield words
