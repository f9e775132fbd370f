"""
Every form a term may take in a French text, made once, when a glossary is compiled.

The matcher does the rest by itself: any capitals, accents missing on capitals,
apostrophes, blanks, hyphens, elision before the form. So none of these is made here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from esslink.context import readings as r
from esslink.french.abbreviations import abbreviation_forms, is_abbreviation
from esslink.french.inclusive import attested_feminines, inclusive_forms, optional_plural
from esslink.french.inflect import exceptions, plurals
from esslink.french.phrases import LINKS, genders, head_length, is_verb, join, numbers, split
from esslink.french.readings import CLOSED, gender, readings
from esslink.french.shorthand import Citation, citations
from esslink.french.variants import compounds, spellings
from esslink.french.verbs import conjugation
from esslink.french.words import words
from esslink.terms import Term

__all__ = ["LIMIT", "Form", "forms"]

LIMIT = 64
"""Forms of one citation form: what is made first is what French writes most."""

LONGEST = 200
"""Code points of a citation form beyond which it is a sentence: matched only as it is."""

HOMOGRAPHS = words("homograph")
"""Plurals that are above all another word; *cour* keeps *cour*, not *cours*."""

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-", "\u00ad": None, "\u00a0": " ", "\u202f": " "}
)


class Form(NamedTuple):
    """One surface string of a term."""

    text: str
    """NFC, straight apostrophes, plain blanks, hyphen-minus; capitals only where proper."""
    lemma: str
    """The citation form it inflects: headword, alias or abbreviation."""
    origin: str
    """The rule that made it: "citation", "plural", "apposition", "oe", "dotted", "given"…"""
    exact: bool
    """It matches only with these very capitals."""
    readings: int
    """What else it may be: bits of :mod:`esslink.context.readings`, 0 for never."""


def canonical(text: str) -> str:
    r"""
    Write *text* as forms are: NFC, straight apostrophes, one plain blank between words.

    >>> canonical("l’e\u0301conomie \u00a0 sociale")
    "l'économie sociale"
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).split())


def _number(form: str, origin: str, feminine: str | None, term: Term) -> int:
    """Return the gender and number bits of a one-word noun form."""
    plural = origin == "plural"
    bits = r.PLURAL if plural else r.SINGULAR
    if plurals(form)[0] == form and not plural:
        bits = r.SINGULAR | r.PLURAL if form.endswith(("s", "x", "z")) else r.SINGULAR
    if feminine is not None and form in (feminine, *plurals(feminine)):
        return bits | r.FEMININE
    given = {"f": r.FEMININE, "m": r.MASCULINE}.get(term.gender or "")
    return bits | (given if given is not None else gender(form if not plural else ""))


def _nouns(citation: str, name: bool) -> Iterator[tuple[str, str]]:
    """Yield the forms of a noun phrase with the rule of each, the most usual first."""
    made = [(citation, "citation")] if name else [(p.text, p.origin) for p in numbers(citation)]
    single = " " not in citation
    for text, origin in made:
        if not (single and origin == "plural" and (text in HOMOGRAPHS or text in CLOSED)):
            yield text, origin
    if name:
        return
    hyphenated = citation.replace(" ", "-") in exceptions() and " " in citation
    for text, origin in made:
        others = [text.replace(" ", "-")] if hyphenated else compounds(text)
        for other in others:
            yield other, "plural" if origin == "plural" else "hyphen"


def _pair_forms(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the feminine and the inclusive spellings of a noun that has both genders."""
    words = split(citation.text)
    pairs = [citation.feminine] if citation.feminine else []
    if not pairs and head_length(words) == 1:
        rest = words[1:]
        pairs = [join([made, *rest]) for made in attested_feminines(words[0])[:1]]
    if citation.feminine:
        for phrase in numbers(citation.feminine):
            yield phrase.text, "feminine" if phrase.origin == "citation" else phrase.origin
    for feminine in pairs:
        for text in inclusive_forms(citation.text, feminine):
            yield text, "inclusive"
    optional = optional_plural(citation.text)
    if optional:
        yield optional, "optional plural"


def _adjectives(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the four forms of an adjective, alone or in a phrase."""
    for phrase in numbers(citation.text):
        yield phrase.text, phrase.origin
    feminine = (citation.feminine,) if citation.feminine else genders(citation.text)
    for made in feminine:
        for phrase in numbers(made):
            yield phrase.text, "feminine" if phrase.origin == "citation" else phrase.origin
        if made != citation.text:
            for text in inclusive_forms(citation.text, made):
                yield text, "inclusive"


def _verbs(citation: str) -> Iterator[tuple[str, str]]:
    """Yield the conjugated forms of a verb; what follows the verb stays as it is."""
    words = split(citation)
    lead = []
    while len(words) > 1 and words[0].lower() in ("se", "s'", "ne", "n'"):
        lead.append(words.pop(0))
    if "-" in words[0] and all(part.endswith(("er", "ir")) for part in words[0].split("-")):
        first, second = words[0].split("-")[:2]
        yield citation, "citation"
        for one, other in zip(conjugation(first), conjugation(second), strict=False):
            yield join([*lead, f"{one}-{other}", *words[1:]]), "conjugation"
        return
    for form in conjugation(words[0]):
        text = join([*lead, form, *words[1:]])
        yield text, "citation" if text == citation else "conjugation"


def _inflected(citation: Citation, pos: str) -> Iterator[tuple[str, str]]:
    if pos == "verb":
        yield from _verbs(citation.text)
    elif pos == "adj":
        yield from _adjectives(citation)
    elif pos == "adv":
        yield citation.text, "citation"
    else:
        yield from _nouns(citation.text, pos == "propn")
        if pos != "propn" and split(citation.text)[0].lower() not in LINKS:
            yield from _pair_forms(citation)


def _with_spellings(made: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield every form, then its other spellings."""
    later = []
    for text, origin in made:
        yield text, origin
        later += [
            (other, "plural" if origin == "plural" else rule) for other, rule in spellings(text)
        ]
    yield from later


def _of_citation(citation: Citation, term: Term, lemma: str, still: bool) -> Iterator[Form]:
    pos = term.pos or ("verb" if is_verb(citation.text) else "noun")
    exact = term.case == "exact"
    for text, origin in _with_spellings(_inflected(citation, "adv" if still else pos)):
        label = citation.origin if origin == "citation" else origin
        bits = 0
        if " " not in text and "'" not in text and text.isalpha() and pos != "propn":
            own = _number(text, origin, citation.feminine, term) if pos == "noun" else 0
            bits = readings(text, pos, own)
        yield Form(text, lemma, label, exact, bits)


def _abbreviation(text: str, term: Term) -> Iterator[Form]:
    for form, origin, bits in abbreviation_forms(text):
        yield Form(form, text, origin, term.case != "any", bits)


def _of_entry(entry: str, term: Term, still: bool = False) -> list[Form]:
    """Return the forms of the headword or of an alias, at most :data:`LIMIT`; *still*: one."""
    text = canonical(entry)
    if not text:
        return []
    if len(text) > LONGEST:
        return [Form(text, text, "citation", term.case == "exact", 0)]
    if is_abbreviation(text):
        made = list(_abbreviation(text, term))
    else:
        if text.isupper() and len(text) > 12 and term.case != "exact":
            text = text.lower()
        made = [form for one in citations(text) for form in _of_citation(one, term, text, still)]
    return list({(form.text, form.exact): form for form in reversed(made)}.values())[::-1][:LIMIT]


def forms(term: Term) -> list[Form]:
    """
    Return every form of *term*, without duplicates, at most 64 for each citation form.

    Headword first, then abbreviation, aliases, and the forms given by hand. Two
    forms are the same when their text and ``exact`` are.

    >>> [form.text for form in forms(Term("journal local"))][:2]
    ['journal local', 'journaux locaux']
    >>> [form.text for form in forms(Term("porte-auto", invariable=True))]
    ['porte-auto']
    >>> [form.text for form in forms(Term("contrat de ville", abbreviation="CV"))][-4:]
    ['CV', 'C.V.', 'C. V.', 'CVs']
    """
    made = _of_entry(term.headword, term, term.invariable)
    if term.abbreviation:
        made += list(_abbreviation(canonical(term.abbreviation), term))
    for alias in term.aliases:
        made += _of_entry(alias, term)
    for given in term.forms:
        text = canonical(given)
        exact = term.case == "exact" or (term.case is None and is_abbreviation(text))
        made.append(Form(text, canonical(term.headword), "given", exact, 0))
    seen: dict[tuple[str, bool], Form] = {}
    for form in made:
        seen.setdefault((form.text, form.exact), form)
    return list(seen.values())
