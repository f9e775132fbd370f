"""
Which columns of a table hold what, and the records that say where terms stand.

The same for JSON Lines, Parquet, Arrow and clusters; nothing here needs pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from esslink.batch.jobs import Found

__all__ = ["MATCH_FIELDS", "SPAN_FIELDS", "Columns", "match_rows", "span_rows"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that esslink reads and writes."""

    text: str = "text"
    """Holds the page or the text: text, or bytes in any encoding."""
    id: str | None = None
    """Names the row, in what ``find`` writes; None for its number, from 1."""
    spans: str | None = None
    """
    Added, with the places of the terms; the text then stays as it is. None to write
    the changed text in place of the text.
    """
    error: str | None = None
    """Added, with the reason why a row was left as it came; null for the others."""
    format: str | None = None
    """``"html"``, ``"text"`` or ``"markdown"``; told by content when None."""


SPAN_FIELDS = ("start", "end", "form", "term")
"""
The fields of a span. *start* and *end* count code points from the start of the text,
*end* excluded; *form* is the form as the glossary writes it, *term* the term's id.
"""

MATCH_FIELDS = ("file", "page", "start", "end", "line", "text", "term", "headword", "form", "lemma")
"""The fields of a match that ``find`` writes; *start* and *end* as in a span."""


def span_rows(found: Iterable[Found]) -> list[dict[str, object]]:
    """
    Return spans as records of :data:`SPAN_FIELDS`.

    >>> span_rows([Found(4, 12, 1, "mutuelles", "mutuelle", "mutuelle", "mutuelles", "mutuelle")])
    [{'start': 4, 'end': 12, 'form': 'mutuelles', 'term': 'mutuelle'}]
    """
    return [
        {"start": one.start, "end": one.end, "form": one.form, "term": one.term} for one in found
    ]


def match_rows(file: str, page: str, found: Iterable[Found]) -> list[dict[str, object]]:
    """Return matches as records of :data:`MATCH_FIELDS`; a page without a name is its file."""
    page = page or file
    return [
        dict(
            zip(
                MATCH_FIELDS,
                (file, page, *one[:4], one.term, one.headword, one.form, one.lemma),
                strict=True,
            )
        )
        for one in found
    ]
