"""
Glossary to matcher: all the linguistics happens here, once.

Every term becomes the forms it may take (:mod:`esslink.french`), every form a
folded key. The run time only scans.
"""

from __future__ import annotations

from collections.abc import Iterable

from esslink.errors import CompileError
from esslink.fold import canonical, squeeze
from esslink.french.forms import forms
from esslink.index import EXACT, NEVER, Index, Row
from esslink.matcher import Matcher
from esslink.terms import Term

__all__ = ["LONGEST_FORM", "MOST_FORMS", "compile"]

LONGEST_FORM = 512
"""Code points; a form of 600,000 crashes the interpreter in the automaton's C code."""
MOST_FORMS = 2_000_000
"""Forms in one compiled glossary, about 1 GB of automaton."""


def compile(lexicon: Iterable[Term]) -> Matcher:
    """
    Compile a glossary.

    Args:
        lexicon: a :class:`esslink.Lexicon`, or any terms.

    Returns:
        A matcher; :meth:`esslink.Matcher.save` keeps it for the next run.

    Raises:
        CompileError: a form is too long or has no letter, or there are too many.

    >>> from esslink.terms import Term
    >>> matcher = compile([Term("bateau", definition="Qui flotte.")])
    >>> [m.form for m in matcher.find("Des bateaux")]
    ['bateaux']

    """
    terms = list(lexicon)
    rows: list[Row] = []
    for number, term in enumerate(terms):
        rows += _term_rows(number, term)
        if len(rows) > MOST_FORMS:
            raise CompileError(f"plus de {MOST_FORMS} formes ; divisez le glossaire", place=term.id)
    return Matcher(Index.build(terms, rows, getattr(lexicon, "title", None) or ""))


def _term_rows(number: int, term: Term) -> list[Row]:
    rows: dict[tuple[str, bool], Row] = {}
    for form in forms(term):
        text = canonical(form.text)
        kind = EXACT if form.exact else 0
        key = _key(text, term)
        rows.setdefault(
            (text, form.exact), (key, text, number, kind, form.readings, form.lemma, form.origin)
        )
    for phrase in term.never:
        # «association d’idées» means as much in the plural: its forms are a term's.
        for form in forms(Term(phrase, id=term.id)):
            text = canonical(form.text)
            key = _key(text, term)
            rows[text, False] = (key, text, number, NEVER, 0, phrase, "never")
    return list(rows.values())


def _key(text: str, term: Term) -> str:
    if len(text) > LONGEST_FORM:
        raise CompileError(
            f"une forme a {len(text)} caractères, le maximum est {LONGEST_FORM} ; "
            f"raccourcissez « {text[:40]}… »",
            place=term.id,
        )
    key = squeeze(text).text.strip()
    if not key:
        raise CompileError(
            f"la forme « {text} » n’a ni lettre latine ni chiffre ; donnez-en une autre",
            place=term.id,
        )
    return key
