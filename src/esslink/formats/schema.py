"""
The keys of a term and of a glossary, as TOML and JSON files spell them.

This is the one table of names and types: readers check against it, writers
follow its order. Unknown keys are errors, because a misspelt ``abreviation``
that is ignored loses an abbreviation without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from esslink.errors import LexiconError
from esslink.formats.columns import key_of
from esslink.formats.document import Place, excerpt, listed
from esslink.terms import Sense, Term

__all__ = ["META", "SENSE", "TERM", "mapping_of", "meta_of", "suggestion", "term_of", "unknown_key"]

TERM = {
    "headword": "text",
    "id": "text",
    "abbreviation": "text",
    "aliases": "texts",
    "pos": "text",
    "gender": "text",
    "invariable": "boolean",
    "category": "text",
    "categories": "texts",
    "domain": "text",
    "definition": "text",
    "senses": "senses",
    "source": "text",
    "source_url": "text",
    "see": "texts",
    "synonyms": "texts",
    "not": "texts",
    "case": "text",
    "priority": "integer",
    "lang": "text",
    "note": "text",
    "forms": "texts",
}
"""Keys of a term, in the order they are written, and the type of each."""

META = dict.fromkeys(("title", "language", "description", "licence", "version"), "text")
"""Keys of a glossary."""

SENSE = {"definition": "text", "domain": "text"}
"""Keys of a further sense."""

_FIELDS = {"not": "never"}
"""Keys that the Term spells otherwise: ``not`` is a word of Python."""

_EXAMPLES = {
    "text": 'un texte entre guillemets, comme {key} = "…"',
    "texts": 'une liste de textes, comme {key} = ["…", "…"]',
    "integer": "un nombre entier, comme {key} = 1",
    "boolean": "vrai ou faux, comme {key} = true",
    "senses": 'une liste de tables, comme {key} = [{{ definition = "…", domain = "…" }}]',
}


def suggestion(name: str, known: Mapping[str, object] | list[str]) -> str:
    r"""
    Say which known key a misspelt one is near to, or list them all.

    >>> suggestion("defintion", TERM).replace("\xa0", " ")
    'vouliez-vous dire « definition » ?'
    >>> suggestion("Terme", TERM).replace("\xa0", " ")
    'vouliez-vous dire « headword » ?'
    """
    import difflib

    names = list(known)
    near: str | None = key_of(name[:80])
    if near not in known:
        near = next(iter(difflib.get_close_matches(name[:80].lower(), names, 1, 0.6)), None)
    if near:
        return f"vouliez-vous dire {excerpt(near)}\xa0?"
    return "les clés possibles sont " + listed(names, 30)


def unknown_key(name: str, known: Mapping[str, object], place: str) -> LexiconError:
    """Give the error for a key that is not in *known*."""
    return LexiconError(
        f"la clé {excerpt(name)} n’existe pas\xa0; {suggestion(name, known)}", place=place
    )


def _value(key: str, kind: str, value: object, place: Place) -> object:
    """Check the type of one value and freeze it."""
    if kind == "text" and isinstance(value, str):
        return value
    if kind == "integer" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind == "boolean" and isinstance(value, bool):
        return value
    if kind == "texts" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if kind == "senses" and isinstance(value, list) and all(isinstance(v, dict) for v in value):
        return tuple(Sense(**_checked(sense, SENSE, place)) for sense in value)
    example = _EXAMPLES[kind].format(key=key)
    raise LexiconError(f"la valeur de {excerpt(key)} doit être {example}", place=place.of(key))


def _checked(values: Mapping[str, Any], kinds: Mapping[str, str], place: Place) -> dict[str, Any]:
    """Check the keys and the types of a table."""
    for key in values:
        if key not in kinds:
            raise unknown_key(key, kinds, place.of(key))
    if kinds is SENSE and "definition" not in values:
        raise LexiconError(
            "un sens n’a pas de «\xa0definition\xa0»\xa0; ajoutez-la", place=place.of("senses")
        )
    return {key: _value(key, kinds[key], value, place) for key, value in values.items()}


def term_of(values: Mapping[str, Any], place: Place) -> Term:
    """
    Make a term from the keys of a file.

    Raises:
        LexiconError: an unknown key, a value of the wrong type, no headword.

    >>> term_of({"headword": "coopérative", "category": "statuts"}, Place("a.toml", 1)).categories
    ('statuts',)

    """
    checked = _checked(values, TERM, place)
    if "headword" not in checked:
        raise LexiconError(
            'le terme n’a pas de «\xa0headword\xa0»\xa0; ajoutez headword = "…"', place=place.of()
        )
    if "category" in checked:
        if "categories" in checked:
            raise LexiconError(
                "«\xa0category\xa0» et «\xa0categories\xa0» vont ensemble\xa0; gardez la seconde",
                place=place.of("category"),
            )
        checked["categories"] = (checked.pop("category"),)
    return Term(**{_FIELDS.get(key, key): value for key, value in checked.items()})


def meta_of(values: Mapping[str, Any], place: Place) -> dict[str, str]:
    """Check the table of the glossary itself, ready for ``Document(**…)``."""
    return _checked(values, META, place)


def mapping_of(term: Term) -> dict[str, Any]:
    """
    Give the keys of a term that say something, in the order files are written.

    >>> mapping_of(Term("coopérative", pos="noun", categories=("statuts",)))
    {'headword': 'coopérative', 'pos': 'noun', 'categories': ['statuts']}
    """
    plain = Term(term.headword)
    found: dict[str, Any] = {}
    for key in TERM:
        if key == "category":
            continue
        name = _FIELDS.get(key, key)
        value = getattr(term, name)
        if key != "headword" and value == getattr(plain, name):
            continue
        if key == "senses":
            value = [{k: v for k in SENSE if (v := getattr(s, k)) is not None} for s in value]
        found[key] = list(value) if isinstance(value, tuple) else value
    return found
