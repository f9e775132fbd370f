"""
TOML, esslink's own format: ``[lexicon]`` once, then one ``[[term]]`` for each term.

``tomllib`` knows the grammar but neither lines (but for syntax errors) nor
bounds, so :mod:`esslink.formats.tomlscan` reads the layout first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from esslink.errors import LexiconError
from esslink.formats.bounds import text_of
from esslink.formats.document import Document, Place, Source
from esslink.formats.schema import META, mapping_of, meta_of, term_of
from esslink.formats.tomlscan import Layout, scan

__all__ = ["literal", "read", "write"]

# Digits are bounded, so int() below is too.
_POSITION = re.compile(r" \(at (?:line ([0-9]{1,9}), column ([0-9]{1,9})|end of document)\)$")

_CAUSES = {
    "Unclosed array": "une liste n’est pas fermée\xa0; ajoutez «\xa0]\xa0»",
    "Unclosed inline table": "une table n’est pas fermée\xa0; ajoutez «\xa0}\xa0»",
    "Unterminated string": "un texte n’est pas fermé\xa0; ajoutez le guillemet de fin",
    "Expected '='": "il manque «\xa0=\xa0» après la clé",
    "Expected ']": "il manque «\xa0]\xa0» après le nom de la table",
    "Expected newline": "il y a quelque chose après la valeur\xa0; passez à la ligne",
    "Unescaped '\\'": "une barre oblique inverse est seule dans un texte\xa0; doublez-la",
    "Illegal character": "un caractère interdit se trouve dans un texte ou un commentaire"
    "\xa0; un texte de plusieurs lignes se met entre trois guillemets",
    "Cannot overwrite": "la clé est donnée deux fois\xa0; gardez-en une",
    "Cannot declare": "la table est donnée deux fois\xa0; gardez-en une",
    "Cannot mutate": "une table fermée est complétée\xa0; groupez ses clés",
    "Duplicate inline": "la clé est donnée deux fois\xa0; gardez-en une",
    "Invalid initial character": "la clé commence par un caractère interdit"
    "\xa0; une clé accentuée se met entre guillemets",
    "Invalid value": "la valeur est mal écrite\xa0; un texte se met entre guillemets",
    "Invalid statement": "la ligne n’est ni une clé, ni une table",
    "Invalid hex": "un caractère \\u est mal écrit\xa0; il faut quatre chiffres",
}
"""Beginnings of the messages of ``tomllib``, and what they mean."""


def read(source: Source) -> Document:
    r"""
    Read a TOML glossary.

    Raises:
        LexiconError: with the line, for syntax, bounds, keys and values alike.

    >>> read(Source(b'[[term]]\nheadword = "SCOP"\n', "a.toml")).terms[0].headword
    'SCOP'

    """
    text = text_of(source).replace("\r\n", "\n")
    layout = scan(text, source)
    if layout.fault:
        # What stands before a foreign key or table may hold the true fault: an open string.
        _parse(text[: layout.fault_at], source)
        raise layout.fault
    data = _parse(text, source)
    places = _places(layout, source)
    terms = data.get("term", [])
    if not isinstance(terms, list) or not all(isinstance(t, dict) for t in terms):
        raise LexiconError(
            "un terme s’écrit sous une ligne [[term]]", place=source.at(layout.tables.get("term"))
        )
    meta = data.get("lexicon", {})
    if not isinstance(meta, dict):
        raise LexiconError(
            "les données du glossaire s’écrivent sous [lexicon]",
            place=source.at(layout.tables.get("lexicon")),
        )
    if len(places) != len(terms):  # terms given as an inline array: the file is the place
        places = [Place(source.path)] * len(terms)
    return Document(
        terms=tuple(term_of(t, p) for t, p in zip(terms, places, strict=True)),
        places=tuple(places),
        **meta_of(meta, Place(source.path, layout.tables.get("lexicon"), layout.meta)),  # type: ignore[arg-type]
    )


def _places(layout: Layout, source: Source) -> list[Place]:
    """Give the place of each ``[[term]]``."""
    return [Place(source.path, line, lines) for line, lines in layout.terms]


def _parse(text: str, source: Source) -> dict[str, Any]:
    """Parse with ``tomllib``, every failure of which becomes one error with a line."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line = _explained(str(error), text)
        raise LexiconError(message, place=source.at(line)) from None
    except (RecursionError, MemoryError, ValueError, OverflowError) as error:
        cause = (
            "une valeur est hors de toute mesure"
            if isinstance(error, ValueError)
            else "le fichier est trop imbriqué"
        )
        raise LexiconError(f"{cause}\xa0; simplifiez le fichier", place=source.at(1)) from None


def _explained(message: str, text: str) -> tuple[str, int]:
    """Turn a message of ``tomllib`` into French, and give its line."""
    found = _POSITION.search(message)
    reason = message[: found.start()] if found else message
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    column = f", colonne {found[2]}" if found and found[2] else ""
    for start, meaning in _CAUSES.items():
        if reason.startswith(start):
            return f"TOML mal formé{column}\xa0: {meaning}", line
    return f"TOML mal formé{column}\xa0: {reason}", line


def write(document: Document) -> tuple[bytes, list[str]]:
    """
    Write a glossary as TOML; the format holds everything, so there is no notice.

    >>> from esslink.terms import Term
    >>> print(write(Document((Term("coopérative", see=("scop",)),)))[0].decode())
    [[term]]
    headword = "coopérative"
    see = ["scop"]
    <BLANKLINE>
    """
    blocks = []
    meta = {key: value for key in META if (value := getattr(document, key)) is not None}
    if meta.get("language") == "fr":
        del meta["language"]
    if meta:
        blocks.append("[lexicon]\n" + _pairs(meta))
    for term in document.terms:
        values = mapping_of(term)
        senses = values.pop("senses", [])
        block = "[[term]]\n" + _pairs(values)
        for sense in senses:
            block += "\n[[term.senses]]\n" + _pairs(sense)
        blocks.append(block)
    return "\n".join(blocks).encode(), []


def _pairs(values: Mapping[str, Any]) -> str:
    """Write keys and values, one on a line."""
    return "".join(f"{key} = {literal(value)}\n" for key, value in values.items())


def literal(value: str | int | list[str]) -> str:
    """Write a value; a text of several lines stands between three quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_string(item) for item in value) + "]"
    if "\n" in value:
        lines = value.split("\n")
        # The newline right after the opening quotes is not part of the value.
        return '"""\n' + "\n".join(_string(line)[1:-1] for line in lines) + '"""'
    return _string(value)


# One class, so linear. Every control character is escaped, and the two that end a string.
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')


def _string(text: str) -> str:
    """Write a basic string."""
    return (
        '"'
        + _ESCAPED.sub(
            lambda m: f"\\u{ord(m[0]):04X}" if m[0] < " " or m[0] == "\x7f" else "\\" + m[0], text
        )
        + '"'
    )
