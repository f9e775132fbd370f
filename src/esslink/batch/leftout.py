"""
Words that a page shows and annotation never reads: terms in code, headings, links, other languages.

Asked for explanations only, after the fact: it reads the page once more with all its
text, and says in which element stands what the first reading left out. The element is
told by the tags as they stand, and may be missed where end tags are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from esslink.annotator import Annotator
from esslink.fold import BREAK, GAP
from esslink.policy import Match
from esslink.sources.context import ACTIONS, HEADING, INLINE, SKIP, VOID, Scope
from esslink.sources.tokens import END, REFERENCE, START, TEXT, tokens
from esslink.spans import OffsetMap

__all__ = ["LEFT_OUT", "left_out"]

LEFT_OUT = {"element": "l’élément est laissé tel quel"}
"""The reason, as :data:`esslink.policy.REASONS` has those of the policy."""

_UNSEEN = frozenset(
    ("applet", "audio", "canvas", "datalist", "iframe", "math", "noembed", "noframes", "noscript",
     "object", "plaintext", "script", "style", "svg", "template", "textarea", "title", "video",
     "xmp")
)  # fmt: skip
"""Elements whose text is no text of the page."""
_DEEPEST = 512
"""Open elements looked through for one end tag."""


def left_out(
    annotator: Annotator, source: str, seen: list[tuple[int, int]]
) -> Iterator[tuple[int, int, Match, str]]:
    """
    Yield the terms of an HTML page that annotation did not read: place, match, element.

    Args:
        annotator: glossary, policy and scope of the run.
        source: the page, without marks of an earlier run.
        seen: spans of what annotation read, in order.

    >>> import esslink
    >>> annotator = Annotator(esslink.compile([esslink.Term("mutuelle", definition="Société.")]))
    >>> page = "<h2>La mutuelle</h2><p>La mutuelle</p><pre>mutuelle</pre>"
    >>> [(start, name) for start, _, _, name in left_out(annotator, page, [(26, 34)])]
    [(7, 'h2'), (43, 'pre')]

    """
    pieces, starts, ends, names = _whole(source, annotator.scope)
    text = "".join(pieces)
    places = OffsetMap(pieces, starts, ends)
    policy = replace(annotator.policy, occurrences="all", per_term=None, per_page=None, distance=0)
    firsts = [start for start, _ in seen]
    for match in annotator.matcher.find(text, policy):
        start, end = places.source_span(match.start, match.end)
        near = bisect_right(firsts, start)
        if any(a < end and start < b for a, b in seen[max(0, near - 1) : near + 1]):
            continue
        yield start, end, match, names[bisect_right(starts, start) - 1]


def _whole(source: str, scope: Scope) -> tuple[list[str], list[int], dict[int, int], list[str]]:
    """Return the pieces of all the page's text, their places, and whose text each is."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: dict[int, int] = {}
    names: list[str] = []
    opened: list[tuple[str, str]] = []  # element, and what its text is said to be in
    unseen = 0

    def add(piece: str, place: int) -> None:
        pieces.append(piece)
        starts.append(place)
        names.append(opened[-1][1] if opened else "")

    for token in tokens(source):
        if token.kind == START:
            _mark(token.name, token.start, add)
            if token.name == "body":  # ends a head that was never closed
                opened.clear()
                unseen = 0
            if token.name not in VOID and token.name != "head":
                around = opened[-1][1] if opened else ""
                own = _label(token.name, dict(reversed(token.attributes)), scope)
                opened.append((token.name, own or around))
                unseen += token.name in _UNSEEN
        elif token.kind == END:
            unseen -= _close(opened, token.name)
            _mark(token.name, token.start, add)
        elif token.kind in (TEXT, REFERENCE) and not unseen:
            if token.kind == REFERENCE:
                ends[len(pieces)] = token.end
            # Text keeps its length; a reference stands for its source as a whole.
            add(token.data, token.start)
    return pieces, starts, ends, names


def _mark(name: str, place: int, add: Callable[[str, int], None]) -> None:
    """Put a mark where a tag parts the text."""
    action = ACTIONS.get(name, INLINE)
    if action != INLINE:
        add(GAP if action == SKIP else BREAK, place)


def _close(opened: list[tuple[str, str]], name: str) -> int:
    """Close the nearest *name*; return how many elements without text of the page that ends."""
    for back, (one, _) in enumerate(reversed(opened[-_DEEPEST:])):
        if one == name:
            ended = opened[len(opened) - back - 1 :]
            del opened[len(opened) - back - 1 :]
            return sum(one in _UNSEEN for one, _ in ended)
    return 0


def _label(name: str, attributes: dict[str, str], scope: Scope) -> str:
    """Say why an element's text is left alone, as a selector; empty when it is not by itself."""
    lang = attributes.get("lang", "").strip().lower()
    if scope.lang and lang and lang.partition("-")[0] != scope.lang:
        return f'{name}[lang="{lang[:20]}"]'
    for asks in ("data-noesslink", "data-esslink", "contenteditable"):
        if asks in attributes:
            return f"{name}[{asks}]"
    if "noesslink" in attributes.get("class", "").split():
        return f"{name}.noesslink"
    action = ACTIONS.get(name)
    return name if action == SKIP or (action == HEADING and not scope.headings) else ""
