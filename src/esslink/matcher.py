"""
Text in, matches out: one scan of an automaton over the folded text.

Knows nothing of HTML. The automaton's keys have a blank on each side, so only
whole words hit; every hit comes out (``iter``, never ``iter_long``, which loses
*dépôt* in «dépôt de garantie» when *dépôt de g* is a key too), and
:mod:`esslink.resolve` decides among them.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from esslink.automaton import Scan, scan
from esslink.fold import GAP, SEAM, Squeezed, agrees, canonical, crosses, joins, squeeze, unmark
from esslink.index import EDGED, EXACT, Index, dump, load, read_file
from esslink.policy import Dropped, Hit, Match, Policy
from esslink.resolve import resolve
from esslink.spans import OffsetMap, Room
from esslink.terms import Term

__all__ = ["Matcher", "Scanned"]

_LATIN = "\u00ff"  # beyond it the fold knows some letters only
_DEFAULT = Policy()

Key = tuple[int, str | None, str | None, int, int]
"""What a key of the automaton means: its length and one; its form, where it has a single one,
as it is written and in small letters (None where capitals count); the number of its first
form, and the one after its last."""


class Scanned(NamedTuple):
    """What a scan of a text found, before anything is settled."""

    hits: list[Hit]
    work: str
    """The text they are places of: without decomposed accents and invisible marks."""
    places: OffsetMap | None
    """The way back to the text that was given, where that is another one."""


class Matcher:
    """
    A compiled glossary: finds its terms in any French text.

    Made by :func:`esslink.compile`, or read from a compiled file. It is
    immutable and may be shared by threads; searches keep no state in it.

    >>> import esslink
    >>> lexicon = esslink.Lexicon([esslink.Term("coopérative", definition="Société de personnes.")])
    >>> matcher = esslink.compile(lexicon)
    >>> [text[m.start : m.end] for text in ["Deux COOPERATIVES."] for m in matcher.find(text)]
    ['COOPERATIVES']
    """

    __slots__ = ("_edges", "_firsts", "_scan", "index")

    def __init__(self, index: Index, *, fast: bool = True) -> None:
        self.index = index
        self._firsts = list(index.firsts)
        self._edges: dict[int, Edges | None] = dict.fromkeys(
            number for number, kind in enumerate(index.kinds) if kind & EDGED
        )
        self._scan: Scan[Key] | None = scan(self._keys(), fast=fast) if index.keys else None

    def _keys(self) -> Iterator[tuple[str, Key]]:
        """Yield the keys of the automaton, with a blank on each side, and what a hit means."""
        edges, texts, kinds = self._edges, self.index.texts, self.index.kinds
        for key, form, after in zip(self.index.keys, self._firsts, self._firsts[1:], strict=False):
            # A key with one form, without punctuation at its ends, is most often settled
            # by one comparison, or by a second one that forgets capitals.
            meant = lower = None
            if after - form == 1 and form not in edges:
                meant = texts[form]
                lower = None if kinds[form] & EXACT else meant.lower()
            yield f" {key} ", (len(key) + 1, meant, lower, form, after)

    def __repr__(self) -> str:
        return f"<Matcher: {len(self.index.records)} terms, {len(self.index.texts)} forms>"

    @property
    def terms(self) -> list[Term]:
        """The terms, in the order of the glossary."""
        return [self.index.terms[number] for number in range(len(self.index.records))]

    def save(self, path: str | os.PathLike[str]) -> None:
        """
        Write the compiled file, whole or not at all.

        Raises:
            OSError: the folder cannot be written.

        """
        target = os.fspath(path)
        draft = f"{target}.{os.getpid()}.tmp"
        try:
            with open(draft, "wb") as file:
                file.write(dump(self.index))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, target)
        except BaseException:
            if os.path.exists(draft):
                os.unlink(draft)
            raise

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, fast: bool = True) -> Matcher:
        """
        Read a compiled file.

        Args:
            path: of a file that :meth:`save` wrote.
            fast: for many texts: use the faster automaton of ``esslink[fast]`` where it is
                installed, which takes some milliseconds more to be made.

        Raises:
            ArtefactError: it is missing, damaged, not one of ours, or too new.

        """
        return cls(load(read_file(path), os.fspath(path)), fast=fast)

    def find(
        self, text: str, policy: Policy | None = None, room: Room | None = None
    ) -> list[Match]:
        """
        Find the terms that *policy* lets through, in reading order.

        Args:
            text: any text; offsets in the result are its code points.
            policy: :class:`Policy`, by default the first occurrence of each term.
            room: what knows how many links the places of *text* can take, if any does.

        Raises:
            MissingExtraError: ``context="model"`` without the model installed.

        """
        return self.settle(self.scan(text), policy, room)

    def settle(
        self, scanned: Scanned, policy: Policy | None = None, room: Room | None = None
    ) -> list[Match]:
        """Give the matches that *policy* lets through, as :meth:`find` does, after a scan."""
        hits, work, places = scanned
        if not hits:
            return []
        if room is not None and places is not None:
            room = _Elsewhere(room, places)
        kept = resolve(hits, work, self.index, policy or _DEFAULT, room=room)
        return self._matches(kept, places)

    def _matches(self, kept: Sequence[Hit], places: OffsetMap | None) -> list[Match]:
        """Give the matches of hits that were kept, in places of the text that was searched."""
        index = self.index
        texts, lemmas, numbers, terms = index.texts, index.lemmas, index.term_numbers, index.terms
        if places is not None:
            kept = [_moved(hit, places) for hit in kept]
        # tuple.__new__ makes a Match in half the time of Match(); there may be millions.
        return [
            _new(Match, (start, -end, terms[numbers[form]], texts[form], lemmas[form]))
            for start, end, form in kept
        ]

    def explain(
        self, text: str, policy: Policy | None = None, room: Room | None = None
    ) -> list[Match | Dropped]:
        """Give every hit on *text*, kept or dropped and why, in reading order."""
        hits, work, places = self.scan(text)
        if room is not None and places is not None:
            room = _Elsewhere(room, places)
        index = self.index
        found: list[Match | Dropped] = []

        def drop(hit: Hit, reason: str, detail: str) -> None:
            start, minus_end, form = hit if places is None else _moved(hit, places)
            term = index.terms[index.term_numbers[form]]
            found.append(Dropped(start, -minus_end, term, index.texts[form], reason, detail))

        found += self._matches(
            resolve(hits, work, index, policy or _DEFAULT, drop, room=room), places
        )
        return sorted(found, key=lambda one: (one.start, -one.end))

    def scan(self, text: str) -> Scanned:
        """
        Give every place of *text* where a form stands, whatever comes of it.

        A text without any holds no term, nor does any part of it.
        """
        if self._scan is None:
            return Scanned([], text, None)
        squeezed = squeeze(text)
        places = None
        if squeezed.marked:
            clean = unmark(text)
            if clean is not None:
                text, places = clean
                squeezed = squeeze(text)
        hits = self._hits(text, squeezed, self._scan(squeezed.latin))
        # A seam has done its work; for the words around a hit it is a gap as any other.
        return Scanned(hits, text.replace(SEAM, GAP) if hits else text, places)

    def _hits(self, text: str, squeezed: Squeezed, row: Iterable[tuple[int, Key]]) -> list[Hit]:
        """Give every place where a form stands as a whole word, with agreeing accents."""
        found: list[Hit] = []
        starts: list[int] = []
        shifts: list[int] = []
        if squeezed.has_runs:
            row = list(row)
            if not row:
                return found  # as in most pages: where their blanks were is never asked
            starts, shifts = squeezed.places()
        last_piece = len(starts) - 1
        foreign = squeezed.foreign
        for stop, (size, meant, lower, form, after) in row:
            start = stop - size
            end = stop - 1
            if starts:
                piece = bisect_right(starts, start + 1) - 1
                start += shifts[piece]
                if piece < last_piece and starts[piece + 1] < stop:
                    piece = bisect_right(starts, end) - 1
                end += shifts[piece]
            surface = text[start:end]
            if surface == meant or surface.lower() == lower:
                if not foreign or _whole(text, start, end):
                    found.append((start, -end, form))
            else:
                self._check(text, start, end, range(form, after), found)
        return found

    def _check(self, text: str, start: int, end: int, forms: range, found: list[Hit]) -> None:
        """Add those of *forms* that the text between *start* and *end* really writes."""
        texts, kinds, edges = self.index.texts, self.index.kinds, self._edges
        surface = text[start:end]
        for number in forms:
            meant = texts[number]
            if number in edges:
                around = edges[number] or self._edge(number)
                span = _with_edges(text, start, end, around, kinds[number])
                if span is not None and _whole(text, *span):
                    found.append((span[0], -span[1], number))
                continue
            if surface != meant:
                if kinds[number] & EXACT:
                    if crosses(surface) or canonical(surface) != meant:
                        continue
                elif not agrees(surface, meant):
                    continue
            if _whole(text, start, end):
                found.append((start, -end, number))

    def _edge(self, form: int) -> Edges:
        """Part a form that begins or ends with punctuation (*C++*, *E.S.S.*, *.NET*)."""
        text = self.index.texts[form]
        head = next((i for i, c in enumerate(text) if c.isalnum()), 0)
        tail = next((i for i, c in enumerate(reversed(text)) if c.isalnum()), 0)
        around = (text[:head], text[head : len(text) - tail], text[len(text) - tail :])
        self._edges[form] = around
        return around


class _Elsewhere:
    """A room asked about places of a text that was derived from the one it knows."""

    __slots__ = ("_places", "_room")

    def __init__(self, room: Room, places: OffsetMap) -> None:
        self._room, self._places = room, places

    def roomy(self, start: int, end: int) -> bool:
        return self._room.roomy(*self._places.source_span(start, end))

    def takes(self, start: int, end: int) -> bool:
        return self._room.takes(*self._places.source_span(start, end))


_new = tuple.__new__


def _moved(hit: Hit, places: OffsetMap) -> Hit:
    """Give *hit* with its places in the text that *places* leads back to."""
    start, end = places.source_span(hit[0], -hit[1])
    return start, -end, hit[2]


def _whole(text: str, start: int, end: int) -> bool:
    """Tell whether no letter that the fold does not know touches the span."""
    if start and text[start - 1] > _LATIN and joins(text[start - 1]):
        return False
    return not (end < len(text) and text[end] > _LATIN and joins(text[end]))


Edges = tuple[str, str, str]
"""Punctuation before, the text between, punctuation after."""


def _with_edges(text: str, start: int, end: int, edges: Edges, kind: int) -> tuple[int, int] | None:
    """Give the span with its punctuation when that stands in the text, else None."""
    before, core, after = edges
    surface = text[start:end]
    if kind & EXACT:
        if crosses(surface) or canonical(surface) != core:
            return None
    elif not agrees(surface, core):
        return None
    start -= len(before)
    if start < 0 or not text.startswith(before, start) or not text.startswith(after, end):
        return None
    end += len(after)
    # «C++» is not in «C++x», nor «.NET» in «ASP.NET».
    if (before and text[start - 1 : start].isalnum()) or (after and text[end : end + 1].isalnum()):
        return None
    return start, end
