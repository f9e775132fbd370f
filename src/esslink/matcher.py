"""
Text in, matches out: one scan of an automaton over the folded text.

Knows nothing of HTML. The automaton's keys have a blank on each side, so only
whole words hit; every hit comes out (``iter``, never ``iter_long``, which loses
*dépôt* in «dépôt de garantie» when *dépôt de g* is a key too), and
:mod:`esslink.policy` decides among them.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator

import ahocorasick

from esslink.fold import agrees, canonical, squeeze, unmark
from esslink.index import EXACT, Index, dump, load, read_file
from esslink.policy import Dropped, Hit, Match, Policy, resolve
from esslink.terms import Term

__all__ = ["Matcher"]

_LATIN = "\u017e"  # the last letter that the fold knows
_DEFAULT = Policy()


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

    __slots__ = ("_automaton", "_edges", "_lengths", "_lower", "index")

    def __init__(self, index: Index) -> None:
        self.index = index
        automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, key in enumerate(index.keys):
            automaton.add_word(f" {key} ", number)
        if index.keys:
            automaton.make_automaton()
        self._automaton = automaton
        self._lengths = [len(key) for key in index.keys]
        self._lower = [text.lower() for text in index.texts]
        self._edges = _edges(index)

    def __repr__(self) -> str:
        return f"<Matcher: {len(self.index.records)} terms, {len(self.index.texts)} forms>"

    @property
    def terms(self) -> list[Term]:
        """The terms, in the order of the glossary."""
        return list(self.index.terms())

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
    def load(cls, path: str | os.PathLike[str]) -> Matcher:
        """
        Read a compiled file.

        Raises:
            ArtefactError: it is missing, damaged, not one of ours, or too new.
        """
        return cls(load(read_file(path), os.fspath(path)))

    def find(self, text: str, policy: Policy | None = None) -> list[Match]:
        """
        Find the terms that *policy* lets through, in reading order.

        Args:
            text: any text; offsets in the result are its code points.
            policy: :class:`Policy`, by default the first occurrence of each term.

        Raises:
            MissingExtraError: ``context="model"`` without the model installed.
        """
        clean = unmark(text)
        work = text if clean is None else clean[0]
        index = self.index
        matches = []
        for start, minus_end, form in resolve(
            self.hits(work), work, index, policy or _DEFAULT
        ):
            end = -minus_end
            if clean is not None:
                start, end = clean[1].source_span(start, end)
            matches.append(
                Match(
                    start,
                    end,
                    index.term(index.term_numbers[form]),
                    index.texts[form],
                    index.lemmas[form],
                )
            )
        return matches

    def explain(self, text: str, policy: Policy | None = None) -> list[Match | Dropped]:
        """Give every hit on *text*, kept or dropped and why, in reading order."""
        clean = unmark(text)
        work = text if clean is None else clean[0]
        index = self.index
        found: list[Match | Dropped] = list(self.find(text, policy))

        def drop(hit: Hit, reason: str, detail: str) -> None:
            start, end, form = hit[0], -hit[1], hit[2]
            if clean is not None:
                start, end = clean[1].source_span(start, end)
            term = index.term(index.term_numbers[form])
            found.append(Dropped(start, end, term, index.texts[form], reason, detail))

        resolve(self.hits(work), work, index, policy or _DEFAULT, drop)
        return sorted(found, key=lambda one: (one.start, -one.end))

    def hits(self, text: str) -> Iterator[Hit]:
        """
        Yield every place where a form stands as a whole word, with agreeing accents.

        *text* has no decomposed accents or invisible marks (:func:`esslink.fold.unmark`).
        """
        if not self._lengths:
            return
        squeezed = squeeze(text)
        firsts, lengths = self.index.firsts, self._lengths
        texts, lower, kinds = self.index.texts, self._lower, self.index.kinds
        edges = self._edges
        starts: list[int] = []
        shifts: list[int] = []
        for stop, key in self._automaton.iter(squeezed.text):
            if not starts:
                starts, shifts = squeezed.places()
            length = lengths[key]
            begin = stop - length
            piece = bisect_right(starts, begin) - 1
            start = begin + shifts[piece]
            last = stop - 1
            following = piece + 1
            if following < len(starts) and starts[following] <= last:
                end = last + shifts[bisect_right(starts, last) - 1] + 1
            else:
                end = start + length
            surface = text[start:end]
            for form in range(firsts[key], firsts[key + 1]):
                if edges and form in edges:
                    hit = _with_edges(text, start, end, edges[form], kinds[form])
                    if hit is not None and _whole(text, *hit):
                        yield hit[0], -hit[1], form
                elif (
                    surface == texts[form]
                    or (
                        canonical(surface) == texts[form]
                        if kinds[form] & EXACT
                        else surface.lower() == lower[form] or agrees(surface, texts[form])
                    )
                ) and _whole(text, start, end):
                    yield start, -end, form


def _whole(text: str, start: int, end: int) -> bool:
    """Tell whether no letter that the fold does not know touches the span."""
    if start and text[start - 1] > _LATIN and _joins(text[start - 1]):
        return False
    return not (end < len(text) and text[end] > _LATIN and _joins(text[end]))


def _joins(character: str) -> bool:
    """Tell whether a character outside the fold's charset makes a word longer."""
    return character.isalnum() and character not in "ªº"


Edges = tuple[str, str, str]
"""Punctuation before, the text between, punctuation after."""


def _edges(index: Index) -> dict[int, Edges]:
    """Give the forms that begin or end with punctuation (*C++*, *E.S.S.*, *.NET*)."""
    found = {}
    for number, text in enumerate(index.texts):
        if text[:1].isalnum() and text[-1:].isalnum():
            continue
        head = next((i for i, c in enumerate(text) if c.isalnum()), 0)
        tail = next((i for i, c in enumerate(reversed(text)) if c.isalnum()), 0)
        core = text[head : len(text) - tail]
        found[number] = (text[:head], core, text[len(text) - tail :])
    return found


def _with_edges(
    text: str, start: int, end: int, edges: Edges, kind: int
) -> tuple[int, int] | None:
    """Give the span with its punctuation when that stands in the text, else None."""
    before, core, after = edges
    surface = text[start:end]
    if not (canonical(surface) == core if kind & EXACT else agrees(surface, core)):
        return None
    start -= len(before)
    if start < 0 or not text.startswith(before, start) or not text.startswith(after, end):
        return None
    return start, end + len(after)
