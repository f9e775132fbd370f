"""
Every error that esslink raises, one class per cause.

::

    EsslinkError
    ├── LexiconError        a glossary that cannot be read or is not valid
    ├── CompileError        a glossary that is valid but cannot be compiled
    ├── ArtefactError       a compiled file that is damaged, foreign or too new
    ├── SourceError         a page whose bytes cannot be read as text
    ├── ArchiveError        an EPUB, WARC or stream that is damaged, hostile or locked
    ├── OptionError         an option with a value that it does not take
    └── MissingExtraError   an optional package that is not installed

A message names the place, the cause and the remedy. Malformed HTML is never
an error, and no error depends on the words of a page.
"""

from __future__ import annotations

__all__ = [
    "ArchiveError",
    "ArtefactError",
    "CompileError",
    "EsslinkError",
    "LexiconError",
    "MissingExtraError",
    "OptionError",
    "SourceError",
]


class EsslinkError(Exception):
    """
    The root of esslink's errors: catch it to catch them all.

    Args:
        message: the cause and the remedy, one sentence each.
        place: where it happened: a path, ``path:line`` or the name of an option.

    >>> str(EsslinkError("le glossaire est vide", place="glossaire.toml"))
    'glossaire.toml: le glossaire est vide'

    """

    def __init__(self, message: str, *, place: str | None = None) -> None:
        self.message = message
        self.place = place
        super().__init__(f"{place}: {message}" if place else message)


class LexiconError(EsslinkError):
    """A glossary file that cannot be read, or whose content is not valid."""


class CompileError(EsslinkError):
    """A glossary whose forms break a bound: too long, too many, none at all."""


class ArtefactError(EsslinkError):
    """A compiled file that is damaged, not ours, or written by a newer version."""


class SourceError(EsslinkError):
    """A page whose bytes are not text in an encoding that keeps every byte."""


class ArchiveError(EsslinkError):
    """An EPUB, WARC or compressed stream that is cut, damaged, hostile or locked."""


class OptionError(EsslinkError, ValueError):
    """An option with a value that it does not take."""


class MissingExtraError(EsslinkError):
    """A feature whose optional package is not installed; the message gives the command."""
