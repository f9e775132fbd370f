"""
How much of a list, a table or a box is links: who may still take a link, and who may not.

Style guides for encyclopedias ask writers not to make a list a sea of links, and
programs that look for a page's article take a box for a menu when more than a fifth
of its text is links (readability's ``link_density``). A term alone in its cell or its
item is where a glossary does that.

What is measured is what the walk read, so text that is left alone (code, menus,
headings) does not count, and a box is rather held for shorter than it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from esslink.spans import Region

__all__ = ["COMMAS", "Crowd"]

COMMAS = 10
"""Commas from which a box is prose, whatever its links: it is never crowded (readability's)."""

# A name after a bracket, or a run that ends at the next bracket: all are linear.
_NAMES = r"<(/?)(div|ul|table|section|ol|dl|aside|header|footer)(?=[\s/>])"
_TAG = re.compile(_NAMES)
_ANY_TAG = re.compile(_NAMES, re.IGNORECASE)  # half as quick
_CAPITALS = re.compile("<[A-Z]")
_LINK = re.compile(r"<(/?)(a|h[1-6])(?=[\s/>])[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_COMMA = re.compile(",")
_RUN = re.compile(r"\s\s+")
_LOOK = 4_000
"""Characters of source that are looked at twice in one box."""
_DEPTH = 16
"""Boxes around one another that are looked at, so that time does not grow with nesting."""
_UNKNOWN, _PROSE = -1, -2


class _Box:
    """A list, a table or another box of the source, and what was measured of it."""

    __slots__ = ("end", "length", "links", "parent", "start")

    def __init__(self, parent: _Box | None, start: int, end: int) -> None:
        self.parent = parent
        self.start = start
        self.end = end
        """Both in the source."""
        self.length = _UNKNOWN
        """Characters of its text; 0 when its own links are too many already."""
        self.links = 0
        """Characters of its links, the page's own and those let in."""


class Crowd:
    """
    The boxes of a page, which take links until more than *share* of their text is links.

    A box whose own links pass the share is left out: there is nothing to keep.

    Args:
        source: the page.
        region: its prose, as :func:`esslink.sources.html.read` gives it.
        share: the largest share, from 0 to 1.

    >>> from esslink.sources.html import read
    >>> page = "<ul><li>mutuelle<li>coopérative<li>groupement de personnes qui a un but</ul>"
    >>> crowd = Crowd(page, read(page).region, 0.2)
    >>> crowd.takes(2, 10), crowd.takes(11, 22), crowd.roomy(2, 10)
    (True, False, False)

    """

    __slots__ = (
        "_anchors", "_blanks", "_boxes", "_commas", "_region", "_share", "_source", "_starts",
    )  # fmt: skip

    def __init__(self, source: str, region: Region, share: float) -> None:
        self._source = source
        self._region = region
        self._share = share
        self._boxes: list[_Box] | None = None
        self._starts: list[int] = []
        self._commas: list[int] = []
        self._blanks = self._anchors = _Sums([], [0])

    def roomy(self, start: int, end: int) -> bool:
        """Tell whether a link on this span of the region can never be one too many."""
        return not self._around(start, end)

    def takes(self, start: int, end: int) -> bool:
        """Tell whether a link on this span of the region leaves every box as it is, and note it."""
        around = self._around(start, end)
        size = end - start
        if any(box.links + size > self._share * box.length for box in around):
            return False
        for box in around:
            box.links += size
        return True

    def _around(self, start: int, end: int) -> list[_Box]:
        """Give the boxes around a span that may be crowded, the innermost first."""
        if self._boxes is None:
            self._read()
        place = self._region.source_span(start, end)[0]
        number = bisect_right(self._starts, place) - 1
        box = self._boxes[number] if self._boxes and number >= 0 else None
        found: list[_Box] = []
        for _ in range(_DEPTH):
            if box is None:
                break
            if box.end > place:
                if box.length == _UNKNOWN:
                    self._measure(box)
                if box.length == _PROSE:
                    break  # and so is all that holds it
                if box.length:
                    found.append(box)
            box = box.parent
        return found

    def _found(self) -> list[_Box]:
        """Find the boxes of the page in one pass over their tags."""
        boxes: list[_Box] = []
        opened: list[tuple[str, _Box]] = []
        source, starts = self._source, self._starts
        pattern = _ANY_TAG if _CAPITALS.search(source) else _TAG
        for tag in pattern.finditer(source):
            closing, name = tag.groups()
            if not closing:
                box = _Box(opened[-1][1] if opened else None, tag.start(), len(source))
                boxes.append(box)
                starts.append(tag.start())
                opened.append((name, box))
            elif opened[-1:] and opened[-1][0] == name:
                opened.pop()[1].end = tag.start()
            elif name.lower() in [other.lower() for other, _ in opened[-_DEPTH:]]:
                while opened:
                    other, box = opened.pop()
                    box.end = tag.start()
                    if other.lower() == name.lower():
                        break
        return boxes

    def _measure(self, box: _Box) -> None:
        """Find the length of a box and of its links; that of prose is :data:`_PROSE`."""
        places, commas = self._region.places, self._commas
        first = places.derived(box.start) if places else box.start
        last = places.derived(box.end) if places else box.end
        if bisect_left(commas, last) - bisect_left(commas, first) >= COMMAS:
            box.length = _PROSE
            return
        box.links = _between(self._anchors, box.start, box.end)
        box.length = last - first - _between(self._blanks, first, last) + box.links
        if box.links > self._share * box.length:
            # Held for shorter than it is, so looked at again, when that costs little.
            whole = _MARKUP.sub("", self._source[box.start : min(box.end, box.start + _LOOK)])
            if box.links > self._share * len(" ".join(whole.split())):
                box.length = 0

    def _read(self) -> None:
        """Find the boxes of the page, its links, commas and blanks, in one pass over each."""
        text = self._region.text
        self._boxes = self._found()
        self._commas = [found.start() for found in _COMMA.finditer(text)]
        blanks = ((found.start(), found.end() - found.start() - 1) for found in _RUN.finditer(text))
        self._blanks = _summed(blanks)
        self._anchors = _summed(self._links())

    def _links(self) -> Iterator[tuple[int, int]]:
        """Yield where each link of the page starts and its length, but for those in headings."""
        start, heading = -1, False
        for tag in _LINK.finditer(self._source):
            if tag[2] not in "aA":
                heading = not tag[1]
                continue
            if start >= 0 and not heading:
                shown = _MARKUP.sub("", self._source[start : tag.start()])
                yield start, len(" ".join(shown.split()))
            start = -1 if tag[1] else tag.end()


class _Sums(NamedTuple):
    """Places, ascending, and the sum of what stands before each; and the whole at the end."""

    places: list[int]
    sums: list[int]


def _summed(row: Iterable[tuple[int, int]]) -> _Sums:
    pairs = list(row)
    return _Sums([place for place, _ in pairs], list(accumulate((n for _, n in pairs), initial=0)))


def _between(sums: _Sums, start: int, end: int) -> int:
    """Give the sum of what stands from *start* to *end*."""
    first, last = bisect_left(sums.places, start), bisect_left(sums.places, end)
    return sums.sums[last] - sums.sums[first]
