"""
What a reader gives and a writer takes: terms, their places, the glossary's own data.

Every format is one module with ``read(source) -> Document`` and, where it can
be written, ``write(document) -> (bytes, notices)``. A notice is a sentence, in
French, about something the file holds that esslink cannot, or the reverse:
nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from esslink.terms import Term

__all__ = ["Document", "Place", "Source", "excerpt", "listed", "unheld"]


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a term stands in a file: path, line, and the line of each of its keys.

    >>> place = Place("glossaire.toml", 12, {"definition": 14})
    >>> place.of(), place.of("definition"), place.of("see")
    ('glossaire.toml:12', 'glossaire.toml:14', 'glossaire.toml:12')
    """

    path: str
    line: int | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    def of(self, key: str | None = None) -> str:
        """Give ``path:line`` for *key*, or for the term when the key has no line."""
        line = self.lines.get(key, self.line) if key else self.line
        return self.path if line is None else f"{self.path}:{line}"

    def __str__(self) -> str:
        return self.of()


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a glossary, the name to give in messages, and the caller's column names."""

    data: bytes
    path: str
    columns: Mapping[str, str] = field(default_factory=dict)
    """From a column (or key) of the file to a key of esslink, before the usual names."""

    def at(self, line: int | None = None) -> str:
        """Give the place of *line* (from 1), or of the whole file."""
        return self.path if line is None else f"{self.path}:{line}"


@dataclass(frozen=True, slots=True)
class Document:
    """A glossary as a format sees it; :class:`esslink.Lexicon` adds the rules."""

    terms: tuple[Term, ...]
    places: tuple[Place, ...] = ()
    """One for each term, in order; empty when the terms come from no file."""
    title: str | None = None
    language: str = "fr"
    description: str | None = None
    licence: str | None = None
    version: str | None = None
    notices: tuple[str, ...] = ()

    def placed(self) -> Iterator[tuple[Term, Place | None]]:
        """Yield each term with its place."""
        for number, term in enumerate(self.terms):
            yield term, self.places[number] if number < len(self.places) else None


_ABOUT = {
    "title": "le titre",
    "language": "la langue",
    "description": "la description",
    "licence": "la licence",
    "version": "la version",
}


def unheld(document: Document, room: str, holds: tuple[str, ...] = ()) -> list[str]:
    r"""
    Say which data of the glossary itself a format has no room for.

    >>> [n.replace("\xa0", " ") for n in unheld(Document((), title="Mots"), "colonne")]
    ['le titre du glossaire n’a pas de colonne']
    """
    usual = Document(())
    return [
        f"{name} du glossaire n’a pas de {room}"
        for key, name in _ABOUT.items()
        if key not in holds and getattr(document, key) != getattr(usual, key)
    ]


def excerpt(value: object, limit: int = 60) -> str:
    r"""
    Quote a value of a file in a message: in French quotes, cut, control characters shown.

    >>> excerpt("Économie\x00sociale").replace("\xa0", " ")
    '« Économie\\x00sociale »'
    """
    text = str(value)
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    shown = "".join(c if c.isprintable() or c == "\xa0" else ascii(c)[1:-1] for c in text)
    return f"«\xa0{shown}\xa0»"


def listed(values: list[str] | tuple[str, ...], limit: int = 12) -> str:
    r"""
    List quoted values in a sentence, the first *limit* of them.

    >>> listed(["csv", "toml"]).replace("\xa0", " ")
    '« csv », « toml »'
    """
    shown = ", ".join(excerpt(value) for value in values[:limit])
    return shown if len(values) <= limit else f"{shown}… ({len(values)} en tout)"
