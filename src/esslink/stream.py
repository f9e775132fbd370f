"""
Texts too large to be held: found and annotated piece by piece, in bounded memory.

What comes out is what the whole text would give, place for place: pieces end where
paragraphs end, offsets are those of the whole, and what was linked before is
remembered. HTML is read whole (:class:`esslink.Annotator`), since its end may change
what its beginning means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from esslink.matcher import Matcher
from esslink.policy import Match, Policy
from esslink.render import Page, Renderer, page_for
from esslink.render.web import Web
from esslink.resolve import Limits, part_marks
from esslink.sources import text as text_source
from esslink.sources.pieces import SIZE, Piece, pieces
from esslink.spans import Edit
from esslink.splice import splice
from esslink.terms import Term
from esslink.undo import MARK, TEXT_CLOSE, TEXT_OPEN

__all__ = ["Stream", "annotate", "find"]


class Stream:
    """
    A matcher, a policy and a renderer for one long text, and what was linked in it so far.

    Args:
        matcher: the compiled glossary.
        policy: what to link; by default the first occurrence of each term in the
            whole text. ``distance`` counts code points as they stand, combining
            marks included.
        renderer: how links look; by default :class:`esslink.render.web.Web`.
        fit: what insertions go through, so that an encoding can hold them.
        size: code points of a piece, about; the memory that is used is some twenty times that.

    """

    def __init__(
        self,
        matcher: Matcher,
        policy: Policy | None = None,
        renderer: Renderer | None = None,
        fit: Callable[[str], str] = str,
        size: int = SIZE,
    ) -> None:
        self.matcher = matcher
        self.policy = policy or Policy()
        self.renderer: Renderer = renderer or Web()
        self.fit = fit
        self.size = size
        self.links = 0
        self._kept = 0
        self.terms: dict[int, Term] = {}
        """The terms linked, in order of first appearance."""
        self._limits = Limits(self.policy)
        self._parts = 0
        marks = "".join(part_marks(self.policy))
        self._marks = re.compile(f"[{marks}]") if marks else None
        self._open = replace(
            self.policy, occurrences="all", per_term=None, per_page=None, distance=0
        )

    def find(self, parts: Iterable[str]) -> Iterator[tuple[Piece, list[Match]]]:
        """
        Yield each piece of the text that *parts* make, with its matches.

        The offsets of a match are those of ``piece.text``; ``piece.offset`` more in the whole.
        """
        for piece in pieces(parts, self._covered, size=self.size):
            yield piece, list(self._matches(piece))

    def annotate(self, parts: Iterable[str]) -> Iterator[str]:
        """Yield the annotated text, piece by piece; the glossary comes last."""
        page = Page(fragment=True)
        converting = getattr(self.renderer, "markup", "html") == "html"
        if converting:
            yield TEXT_OPEN
        for piece, matches in self.find(parts):
            edits = [edit for match in self._placed(matches) for edit in self._link(match, page)]
            if converting:
                edits += _escapes(piece)
                edits = _paragraphs(piece, edits)
            text = splice(piece.text, edits)
            # What stands around the piece was not edited, so its length is known.
            yield text[piece.start : len(text) - len(piece.text) + piece.end]
        foot = self.renderer.glossary(tuple(self.terms.values()), page, self.matcher.index.known)
        if converting:
            foot = self.renderer.head(page) + foot if self.links else ""
            # The mark tells that it is annotated, when no glossary does.
            foot = TEXT_CLOSE + (foot if 'data-esslink="glossary"' in foot else foot + MARK)
        yield self.fit(foot)

    def _placed(self, matches: list[Match]) -> Iterator[Match]:
        """Yield what gets a link: a term with a definition, and links do not nest."""
        reached = 0
        for match in matches:
            if match.term.defined and match.start >= reached:
                reached = match.end
                self.links += 1
                self.terms.setdefault(id(match.term), match.term)
                yield match

    def _link(self, match: Match, page: Page) -> Iterator[Edit]:
        page = page_for(self.renderer, page, match)
        page = page_for(self.renderer, page, match)
        before, after = self.renderer.reference(match.term, page)
        yield Edit(match.start, match.start, self.fit(before), match.term.id)
        yield Edit(match.end, match.end, self.fit(after), match.term.id)

    def _covered(self, text: str) -> list[tuple[int, int]]:
        found = self.matcher.explain(text_source.read(text).text, self._open)
        return [(one.start, one.end) for one in found]

    def _matches(self, piece: Piece) -> Iterator[Match]:
        """Yield what the policy lets through of what is found in *piece*."""
        text = text_source.read(piece.text).text
        cuts: list[int] = []
        if self._marks:
            cuts = [one.start() for one in self._marks.finditer(text, piece.start, piece.end)]
        most = self.policy.per_page
        for match in self.matcher.find(text, self._open):
            if not piece.start <= match.start < piece.end:
                continue
            if most is not None and self._kept >= most:
                break
            part = self._parts + bisect_right(cuts, match.start)
            start, end = match.start + piece.offset, match.end + piece.offset
            if self._limits.refusal(id(match.term), start, end, part) is None:
                self._kept += 1
                yield match
        self._parts += len(cuts)


class Found(NamedTuple):
    """A match in the whole text, and the words as they stand there."""

    start: int
    end: int
    match: Match
    text: str


def find(parts: Iterable[str], matcher: Matcher, policy: Policy | None = None) -> Iterator[Found]:
    """
    Find terms in a text that comes in parts, whatever its length.

    Args:
        parts: the text, in strings of any lengths: a file opened with
            ``newline=""`` will do.
        matcher: the compiled glossary.
        policy: what counts; by default the first occurrence of each term.

    Yields:
        What :meth:`esslink.Matcher.find` would give for the whole, in reading order;
        blank lines part paragraphs.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société.")])
    >>> [(one.start, one.text) for one in find(["Une mut", "uelle.\\n\\nDeux"], matcher)]
    [(4, 'mutuelle')]

    """
    for piece, matches in Stream(matcher, policy).find(parts):
        for match in matches:
            words = piece.text[match.start : match.end]
            yield Found(match.start + piece.offset, match.end + piece.offset, match, words)


def annotate(
    parts: Iterable[str],
    matcher: Matcher,
    policy: Policy | None = None,
    renderer: Renderer | None = None,
) -> Iterator[str]:
    """
    Annotate a plain text that comes in parts; what comes out, joined, is HTML.

    The same as :func:`esslink.annotate` of the whole with ``format="text"``, for a text
    that was never annotated.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société.")])
    >>> text = "".join(annotate(["Une mut", "uelle."], matcher))
    >>> text == esslink.annotate("Une mutuelle.", matcher, format="text")
    True
    """
    yield from Stream(matcher, policy, renderer).annotate(parts)


_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile("[&<>]")  # one character: linear


def _escapes(piece: Piece) -> Iterator[Edit]:
    """Yield the escaping of characters that HTML would read as markup."""
    for found in _SPECIAL.finditer(piece.text, piece.start, piece.end):
        yield Edit(found.start(), found.end(), _ESCAPES[found[0]], "escape")


def _paragraphs(piece: Piece, edits: list[Edit]) -> list[Edit]:
    """Put the tags of paragraphs around *edits*: none where the paragraph goes on."""
    spans = list(text_source.paragraphs(piece.text[piece.start : piece.end]))
    opening = [Edit(piece.start + at, piece.start + at, "<p>", "paragraph") for at, _ in spans]
    closing = [Edit(piece.start + at, piece.start + at, "</p>", "paragraph") for _, at in spans]
    if not piece.opens:
        opening = opening[1:]
    if not piece.closes:
        closing = closing[:-1]
    return [*opening, *edits, *closing]
