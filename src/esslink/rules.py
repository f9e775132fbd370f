"""
What a term may hold: lengths, characters, values. One function, for terms of any origin.

The bounds keep every later stage linear and every interpreter alive: a form of
600,000 characters crashes the one that builds an automaton of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from esslink.errors import LexiconError
from esslink.formats.document import excerpt, listed
from esslink.sanitise import sanitised
from esslink.terms import POS, Sense, Term

__all__ = ["MAX_DEFINITION", "MAX_FORM", "MAX_ITEMS", "tidy"]

MAX_FORM = 512
"""Code points in a headword, an alias, a form, an id or another short text."""
MAX_DEFINITION = 64 * 1024
"""Bytes of UTF-8 in a definition or a note."""
MAX_ITEMS = {
    "aliases": 256,
    "forms": 1024,
    "never": 256,
    "see": 256,
    "synonyms": 256,
    "categories": 64,
    "senses": 64,
}
"""Values in each list of a term."""
MAX_PRIORITY = 1_000_000
"""The highest priority, and the lowest when negative."""

_NAMES = {"never": "not", "categories": "category"}
_ID = re.compile(r"[A-Za-z0-9._-]+")
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)

# Control characters, lone surrogates, non-characters, and the marks that turn
# the direction of the text around them, which no form needs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029]")

# Most forms are these characters, which have no other shape, with single blanks
# between: a short way, six times quicker. Each repetition is possessive.
_LETTERS = "!-~«»À-ÖØ-öø-ÿŒœ’…"
_PLAIN = re.compile(f"[{_LETTERS}][{_LETTERS}\xa0]*+(?: [{_LETTERS}\xa0]++)*+")

Refuse = Callable[[str, str], LexiconError]
"""From a message and the key it is about to the error with its place."""


_TEXTS = ["abbreviation", "domain", "source", "source_url", "pos", "gender", "case", "lang"]
_LISTS = ["aliases", "forms", "never", "see", "synonyms", "categories"]


def tidy(term: Term, refuse: Refuse) -> Term:
    """
    Check a term and give it in canonical shape: blanks single, NFC, definitions sanitised.

    Values that say nothing go: an empty alias, or one that repeats the
    headword or the abbreviation.

    Args:
        term: the term; it is given back itself when nothing changes.
        refuse: makes the error, with the place of the term.

    Raises:
        LexiconError: through *refuse*.

    """
    _hold_types(term, refuse)
    headword = _form("headword", term.headword, refuse)
    if not headword:
        raise refuse('le terme n’a pas de vedette\xa0; écrivez headword = "…"', "headword")
    changes: dict[str, Any] = {"headword": headword, "id": _form("id", term.id, refuse)}
    for name in _TEXTS:
        if (text := getattr(term, name)) is not None:
            changes[name] = _form(name, text, refuse) or None
    for name in _LISTS:
        if values := getattr(term, name):
            forms = dict.fromkeys(_form(name, value, refuse) for value in values)
            changes[name] = tuple(form for form in forms if form)
    if "aliases" in changes:
        said = (headword, changes.get("abbreviation"))
        changes["aliases"] = tuple(alias for alias in changes["aliases"] if alias not in said)
    changes["definition"] = _definition("definition", term.definition, refuse)
    if term.note is not None:
        changes["note"] = _prose("note", term.note, refuse) or None
    if term.senses:
        changes["senses"] = tuple(_sense(sense, refuse) for sense in term.senses)
    _hold_values(changes, refuse)
    changed = {name: value for name, value in changes.items() if value != getattr(term, name)}
    return replace(term, **changed) if changed else term


def _sense(sense: Sense, refuse: Refuse) -> Sense:
    """Check a further sense."""
    if not isinstance(sense.definition, str) or not isinstance(sense.domain, str | None):
        raise refuse("un sens doit être fait de textes", "senses")
    definition = _definition("senses", sense.definition, refuse)
    if not definition:
        raise refuse("un sens n’a pas de définition\xa0; écrivez-la ou enlevez-le", "senses")
    return Sense(definition, _form("senses", sense.domain or "", refuse) or None)


def _hold_types(term: Term, refuse: Refuse) -> None:
    """Refuse values that a caller in Python gave the wrong type, and lists that are too long."""
    for name in ("headword", "id", "definition"):
        if not isinstance(getattr(term, name), str):
            raise refuse(f"«\xa0{name}\xa0» doit être un texte", name)
    for name in ("note", *_TEXTS):
        value = getattr(term, name)
        if value is not None and not isinstance(value, str):
            raise refuse(f"«\xa0{name}\xa0» doit être un texte", name)
    for name, limit in MAX_ITEMS.items():
        value = getattr(term, name)
        if value == ():
            continue
        key = _NAMES.get(name, name)
        kind = Sense if name == "senses" else str
        if not isinstance(value, tuple) or not all(isinstance(item, kind) for item in value):
            raise refuse(f"«\xa0{key}\xa0» doit être une liste", key)
        if len(value) > limit:
            raise refuse(
                f"«\xa0{key}\xa0» a {len(value)} valeurs, le maximum est {limit}\xa0; enlevez-en",
                key,
            )
    if not isinstance(term.invariable, bool):
        raise refuse("«\xa0invariable\xa0» doit être vrai ou faux", "invariable")
    if not isinstance(term.priority, int) or abs(term.priority) > MAX_PRIORITY:
        raise refuse(
            f"«\xa0priority\xa0» doit être un entier entre -{MAX_PRIORITY} et {MAX_PRIORITY}",
            "priority",
        )


def _form(name: str, text: str, refuse: Refuse) -> str:
    """Check a short text; give it in NFC with single blanks."""
    if len(text) <= MAX_FORM and _PLAIN.fullmatch(text) and text[-1] != "\xa0":
        return text
    key = _NAMES.get(name, name)
    if len(text) > MAX_FORM:
        raise refuse(
            f"«\xa0{key}\xa0» a {len(text)} caractères, le maximum est {MAX_FORM}"
            f"\xa0; raccourcissez {excerpt(text, 30)}",
            key,
        )
    if found := _FORBIDDEN.search(text) or _TURNING.search(text):
        raise refuse(
            f"«\xa0{key}\xa0» contient un caractère interdit ({_named(found[0])})\xa0; enlevez-le",
            key,
        )
    # Ordinary blanks only: a no-break space is part of how a form is written.
    text = unicodedata.normalize("NFC", re.sub(r"[ \t\n]++", " ", text.strip()))
    return text if any(unicodedata.category(c)[0] not in "ZCM" for c in text) else ""


def _named(character: str) -> str:
    """Give a character's number as Unicode writes it."""
    return f"U+{ord(character):04X}"


def _prose(name: str, text: str, refuse: Refuse) -> str:
    """Check a long text; give it with plain newlines."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_DEFINITION:
        raise refuse(
            f"«\xa0{name}\xa0» dépasse {MAX_DEFINITION // 1024}\xa0Kio\xa0; raccourcissez-le", name
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if found := _FORBIDDEN.search(text):
        raise refuse(
            f"«\xa0{name}\xa0» contient un caractère interdit ({_named(found[0])})\xa0; enlevez-le",
            name,
        )
    return text


def _definition(name: str, text: str, refuse: Refuse) -> str:
    """Check a definition and make it safe HTML."""
    clean = sanitised(_prose(name, text, refuse))
    if len(clean) > 2 * MAX_DEFINITION:
        raise refuse(
            f"«\xa0{name}\xa0» dépasse les bornes une fois en HTML\xa0; raccourcissez-le", name
        )
    return clean


def _hold_values(values: Mapping[str, object], refuse: Refuse) -> None:
    """Refuse values outside the few that a key takes."""
    for name, allowed in (("pos", POS), ("gender", ("f", "m")), ("case", ("exact", "any"))):
        if values.get(name) not in (None, *allowed):
            raise refuse(
                f"«\xa0{name}\xa0» ne peut être {excerpt(values[name])}"
                f"\xa0; les valeurs sont {listed(tuple(allowed))}",
                name,
            )
    for name, pattern, advice in (
        (
            "id",
            _ID,
            "des lettres sans accent, des chiffres, «\xa0.\xa0», «\xa0_\xa0» et «\xa0-\xa0»",
        ),
        ("lang", _LANG, "un code de langue comme «\xa0fr\xa0» ou «\xa0pt-BR\xa0»"),
        ("source_url", _URL, "une adresse en http:// ou https://"),
    ):
        value = values.get(name)
        if value is not None and not pattern.fullmatch(str(value)):
            raise refuse(
                f"«\xa0{name}\xa0» ne peut être {excerpt(value)}\xa0; écrivez {advice}", name
            )
