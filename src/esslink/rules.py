"""
What a term may hold: lengths, characters, values. One function, for terms of any origin.

The bounds keep every later stage linear and every interpreter alive: a form of
600,000 characters crashes the one that builds an automaton of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

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

_NAMES = {"never": "not", "categories": "category"}
_ID = re.compile(r"[A-Za-z0-9._-]+")
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)

# Control characters, lone surrogates, non-characters, and the marks that turn
# the direction of the text around them, which no form needs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029]")

Refuse = Callable[[str, str], LexiconError]
"""From a message and the key it is about to the error with its place."""


def tidy(term: Term, refuse: Refuse) -> Term:
    """
    Check a term and give it in canonical shape: blanks single, NFC, definitions sanitised.

    Args:
        term: the term; it is given back itself when nothing changes.
        refuse: makes the error, with the place of the term.

    Raises:
        LexiconError: through *refuse*.

    """
    _hold_types(term, refuse)
    changes: dict[str, object] = {}
    for name in (
        "headword",
        "abbreviation",
        "domain",
        "source",
        "source_url",
        "id",
        "pos",
        "gender",
        "case",
        "lang",
    ):
        value = getattr(term, name)
        if value is not None:
            changes[name] = _form(name, value, refuse) or None
    if not changes.get("headword"):
        raise refuse(
            "le terme n’a pas de vedette\xa0; donnez-lui un «\xa0headword\xa0»", "headword"
        )
    for name in ("aliases", "forms", "never", "see", "synonyms", "categories"):
        forms = (_form(name, value, refuse) for value in getattr(term, name))
        changes[name] = tuple(dict.fromkeys(form for form in forms if form))
    changes["definition"] = _definition("definition", term.definition, refuse)
    changes["note"] = _prose("note", term.note, refuse) or None if term.note is not None else None
    changes["senses"] = tuple(
        Sense(
            _definition("senses", s.definition, refuse),
            _form("senses", s.domain, refuse) or None if s.domain else None,
        )
        for s in term.senses
    )
    _hold_values(changes, term.priority, refuse)
    changed = {name: value for name, value in changes.items() if value != getattr(term, name)}
    return replace(term, **changed) if changed else term  # type: ignore[arg-type]


def _hold_types(term: Term, refuse: Refuse) -> None:
    """Refuse values that a caller in Python gave the wrong type, and lists that are too long."""
    for name in ("headword", "id", "definition"):
        if not isinstance(getattr(term, name), str):
            raise refuse(f"«\xa0{name}\xa0» doit être un texte", name)
    for name in (
        "abbreviation",
        "pos",
        "gender",
        "source",
        "source_url",
        "domain",
        "case",
        "lang",
        "note",
    ):
        if not isinstance(getattr(term, name), str | None):
            raise refuse(f"«\xa0{name}\xa0» doit être un texte", name)
    for name, limit in MAX_ITEMS.items():
        key, value = _NAMES.get(name, name), getattr(term, name)
        kind = Sense if name == "senses" else str
        if not isinstance(value, tuple) or not all(isinstance(item, kind) for item in value):
            raise refuse(f"«\xa0{key}\xa0» doit être une liste", key)
        if len(value) > limit:
            raise refuse(
                f"«\xa0{key}\xa0» a {len(value)} valeurs, le maximum est {limit}\xa0; enlevez-en",
                key,
            )
    if not isinstance(term.priority, int) or abs(term.priority) > 1_000_000:
        raise refuse(
            "«\xa0priority\xa0» doit être un nombre entier entre -1000000 et 1000000", "priority"
        )


def _form(name: str, text: str, refuse: Refuse) -> str:
    """Check a short text; give it in NFC with single blanks."""
    key = _NAMES.get(name, name)
    if len(text) > MAX_FORM:
        raise refuse(
            f"«\xa0{key}\xa0» a {len(text)} caractères, le maximum est {MAX_FORM}\xa0; raccourcissez {excerpt(text, 30)}",
            key,
        )
    if found := _FORBIDDEN.search(text) or _TURNING.search(text):
        raise refuse(
            f"«\xa0{key}\xa0» contient un caractère interdit ({_named(found[0])})\xa0; enlevez-le",
            key,
        )
    # Ordinary blanks only: a no-break space is part of how a form is written.
    text = unicodedata.normalize(
        "NFC", " ".join(part for part in re.split(r"[ \t\n]+", text) if part)
    )
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


def _hold_values(values: dict[str, object], priority: int, refuse: Refuse) -> None:
    """Refuse values outside the few that a key takes."""
    for name, allowed in (("pos", POS), ("gender", ("f", "m")), ("case", ("exact", "any"))):
        if values.get(name) not in (None, *allowed):
            raise refuse(
                f"«\xa0{name}\xa0» ne peut être {excerpt(values[name])}\xa0; les valeurs sont {listed(tuple(allowed))}",
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
