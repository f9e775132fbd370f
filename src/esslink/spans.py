"""
The plain data that rooms hand to each other: edits, offset maps, regions.

Offsets are code points, start included, end excluded. An :class:`Edit` always
means the *original* source.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple, Protocol

__all__ = ["Edit", "OffsetMap", "Region", "Room"]


class Edit(NamedTuple):
    """
    Replace ``source[start:end]`` by *replacement*; *reason* names the rule or the term.

    An insertion has ``start == end``; a removal has an empty replacement.
    """

    start: int
    end: int
    replacement: str
    reason: str


class OffsetMap:
    """
    The way back from a derived text to the source it was made of.

    The derived text is a row of pieces. A piece is the same characters as its
    source, or stands for its source as a whole (a character reference, a
    composed accent) and is never cut.

    Args:
        pieces: the texts that make the derived text.
        starts: where each came from in the source, ascending.
        ends: for pieces that stand for their source as a whole, its end, by number.

    >>> places = OffsetMap(["l’", "é"], [3, 5], {1: 13})     # é written &eacute;
    >>> places.source_span(2, 3), places.source_span(0, 3)
    ((5, 13), (3, 13))

    """

    __slots__ = ("_ends", "_offsets", "_pieces", "_starts")

    def __init__(self, pieces: list[str], starts: list[int], ends: dict[int, int]) -> None:
        self._pieces = pieces
        self._starts = starts
        self._ends = ends
        self._offsets: list[int] = []

    def derived(self, place: int) -> int:
        """
        Give how much of the derived text came from what stands before *place* in the source.

        >>> OffsetMap(["l’", "é"], [3, 5], {1: 13}).derived(5)
        2

        """
        offsets = self._offsets or self._measured()
        number = bisect_right(self._starts, place) - 1
        if number < 0:
            return 0
        after = place - self._starts[number] if number not in self._ends else 0
        return min(offsets[number] + after, offsets[number + 1])

    def _measured(self) -> list[int]:
        """Find where each piece begins, at the first match: most pages are never asked."""
        self._offsets = list(accumulate(map(len, self._pieces), initial=0))
        return self._offsets

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the source that ``derived[start:end]`` (not empty) came from."""
        offsets = self._offsets or self._measured()
        number = bisect_right(offsets, start, 0, len(self._pieces)) - 1
        first = self._starts[number]
        if number not in self._ends:
            first += start - offsets[number]
        number = bisect_right(offsets, end - 1, 0, len(self._pieces)) - 1
        last = self._ends.get(number)
        if last is None:
            last = self._starts[number] + end - offsets[number]
        return first, last

    def piece_start(self, start: int) -> int:
        """Give where the piece that holds ``derived[start]`` begins in the source."""
        offsets = self._offsets or self._measured()
        return self._starts[bisect_right(offsets, start, 0, len(self._pieces)) - 1]


class Region(NamedTuple):
    """
    Text to be searched and the way back to its source.

    Blocks of the source are parted by the break characters of
    :mod:`esslink.fold`, so one region holds a whole page and one scan serves it.
    """

    text: str
    places: OffsetMap | None
    """None when the text is the source itself."""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the source for ``text[start:end]``."""
        return (start, end) if self.places is None else self.places.source_span(start, end)


class Room(Protocol):
    """What knows how many links the places of a text can take."""

    def roomy(self, start: int, end: int) -> bool:
        """Tell whether a link on this span can never be refused."""

    def takes(self, start: int, end: int) -> bool:
        """Tell whether there is room for a link on this span, and note it if so."""
