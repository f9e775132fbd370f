"""Take tooltip noise out of pages: definitions that tooltips left inside sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from esslink.cleaner.finding import DEFAULT_CONFIDENCE, Removal, edits_of, settle
from esslink.cleaner.markup import Options
from esslink.cleaner.markup import find as find_markup
from esslink.cleaner.text import find as find_in_text
from esslink.cleaner.text.entries import Entry, Known, entries_of
from esslink.cleaner.visible import Visible
from esslink.errors import OptionError
from esslink.sources.encoding import decode
from esslink.sources.kind import check_source, kind
from esslink.spans import Edit
from esslink.splice import splice, splice_bytes
from esslink.terms import Term

__all__ = ["Cleaner", "Removal", "clean"]


class Cleaner:
    """
    Rules and entries, ready for any number of pages.

    Args:
        lexicon: terms whose definitions may stand in the pages.
        min_confidence: from 0 to 1; below it a candidate is left alone.
        keep_links: leave the link to the old glossary page around the term.
        abbreviations: unwrap every ``<abbr title>``, an author's too.
        learned: what a :class:`~esslink.cleaner.learn.Learner` knows of other pages.

    Raises:
        OptionError: *min_confidence* is not between 0 and 1.

    >>> Cleaner().clean("Le PTCE PTCE Pôle territorial de coopération économique. est né.")
    'Le PTCE est né.'

    """

    __slots__ = ("_known", "_min_confidence", "_options")

    def __init__(
        self,
        lexicon: Iterable[Term] | None = None,
        *,
        min_confidence: float = DEFAULT_CONFIDENCE,
        keep_links: bool = False,
        abbreviations: bool = False,
        learned: Iterable[Entry] = (),
    ) -> None:
        if not 0 <= min_confidence <= 1:
            raise OptionError(
                f"la confiance minimale va de 0 à 1, pas {min_confidence}", place="min_confidence"
            )
        self._min_confidence = min_confidence
        self._options = Options(keep_links, abbreviations)
        entries = (*entries_of(lexicon or ()), *learned)
        self._known = [Known(entries)] if entries else []

    def explain(self, source: str, format: str | None = None) -> list[Removal]:
        """Give every candidate of *source*, cut or left, in page order, with the reason."""
        format = format or kind(source)
        if format not in ("html", "text"):
            raise OptionError(f"le format est html ou text, pas {format}", place="format")
        if format == "text":
            found = find_in_text(source, self._known, self._min_confidence)
        else:
            found = find_markup(source, self._options)
            page = Visible(source)
            found += page.fit(find_in_text(page.text, self._known, self._min_confidence))
        return settle(found, self._min_confidence)

    def edits(self, source: str, format: str | None = None) -> list[Edit]:
        """Give what to cut from *source*, in code points, disjoint and in order."""
        return edits_of(self.explain(source, format))

    @overload
    def clean(self, source: str, format: str | None = None, encoding: str | None = None) -> str: ...
    @overload
    def clean(
        self, source: bytes, format: str | None = None, encoding: str | None = None
    ) -> bytes: ...
    def clean(
        self, source: str | bytes, format: str | None = None, encoding: str | None = None
    ) -> str | bytes:
        """
        Give *source* without the noise; what is not cut stays byte for byte.

        Args:
            source: a page; what comes back has the same type.
            format: ``"html"`` or ``"text"``; told by content when None.
            encoding: of bytes, when the caller knows it.

        Raises:
            OptionError: *format* is another word, or *source* neither text nor bytes.
            SourceError: bytes that no encoding gives back unchanged.

        """
        check_source(source)
        if isinstance(source, bytes):
            page = decode(source, encoding)
            edits = self.edits(page.text, format)
            return splice_bytes(page.text, edits, page) if edits else source
        return splice(source, self.edits(source, format))


@overload
def clean(
    source: str,
    lexicon: Iterable[Term] | None = None,
    *,
    format: str | None = None,
    encoding: str | None = None,
    min_confidence: float = DEFAULT_CONFIDENCE,
    keep_links: bool = False,
) -> str: ...
@overload
def clean(
    source: bytes,
    lexicon: Iterable[Term] | None = None,
    *,
    format: str | None = None,
    encoding: str | None = None,
    min_confidence: float = DEFAULT_CONFIDENCE,
    keep_links: bool = False,
) -> bytes: ...
def clean(
    source: str | bytes,
    lexicon: Iterable[Term] | None = None,
    *,
    format: str | None = None,
    encoding: str | None = None,
    min_confidence: float = DEFAULT_CONFIDENCE,
    keep_links: bool = False,
) -> str | bytes:
    """
    Take the noise of tooltips out of one page; for many pages make a :class:`Cleaner`.

    Args:
        source: HTML or text; what comes back has the same type.
        lexicon: terms whose definitions may stand in the page; not needed.
        format: ``"html"`` or ``"text"``; told by content when None.
        encoding: of bytes, when the caller knows it.
        min_confidence: from 0 to 1; below it nothing is cut.
        keep_links: leave the link to the old glossary page around the term.

    Raises:
        OptionError: *format* or *min_confidence* has a value that it does not take.
        SourceError: bytes that no encoding gives back unchanged.

    >>> clean("la coopérative Coopérative Une coopérative est une société. de consommation")
    'la coopérative de consommation'

    """
    cleaner = Cleaner(lexicon, min_confidence=min_confidence, keep_links=keep_links)
    return cleaner.clean(source, format, encoding)
