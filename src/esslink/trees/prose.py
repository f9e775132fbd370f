"""
A tree's prose: the text that may be linked, joined across inline tags, with its nodes.

The rules are those of :mod:`esslink.sources.html`, from the same tables. A tree has
what tokens lack, the end of every element, so nothing here has to be guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from esslink.fold import BREAK, GAP, SEAM, SECTION
from esslink.render.marks import block_element, reference_element
from esslink.render.safe import escape
from esslink.sources.ancestry import is_edited, is_foreign, refuses
from esslink.sources.context import (
    ACTIONS,
    BLOCK,
    CELL,
    EDGE,
    HEADING,
    INLINE,
    INLINE_GAP,
    LINE,
    ROW,
    SKIP,
    TABLE,
    Scope,
)
from esslink.sources.selectors import Chain, Selectors

__all__ = ["COMMENT", "END", "FOREIGN", "START", "TEXT", "Event", "Piece", "Prose", "read"]

START, END, TEXT, COMMENT, OTHER = range(5)
"""Kinds of event; the last is a node that is neither text nor element: an entity, CDATA."""
FOREIGN = "svg"
"""The name to give to an element of another vocabulary: its text is left alone."""

_BARE = frozenset(("data-nosnippet", "defer"))
_ORDER = {
    key: place
    for place, key in enumerate(
        ("class", "epub:type", "role", "aria-labelledby", "rel", "src", "defer", "href", "title",
         "style", "data-esslink", "data-nosnippet", "lang", "dir")
    )
}  # fmt: skip
"""The order in which renderers write attributes."""
_MARKS = {BLOCK: BREAK, EDGE: BREAK, TABLE: BREAK, ROW: BREAK, CELL: BREAK, SKIP: GAP,
          INLINE_GAP: GAP, LINE: "\n", HEADING: SECTION}  # fmt: skip


class Event(NamedTuple):
    """What a walk over a tree meets, in document order."""

    kind: int
    name: str
    """Lower-case name of an element; the text of a text or a comment."""
    attributes: Mapping[str, str]
    node: Any
    parent: Any


class Piece(NamedTuple):
    """A run of text in a tree, and where it stands in the prose."""

    place: int
    text: str
    node: Any
    parent: Any


class Prose(NamedTuple):
    """What was learnt of a tree."""

    text: str
    pieces: list[Piece]
    places: list[int]
    """Where each piece stands in the text."""
    head: Any
    body: Any
    lang: str | None
    whole: bool
    """It has an html, head or body element: a page, not a piece of one."""
    left_alone: bool
    """The page asks for it, or holds tags that would be taken for esslink's own."""

    def spans(self, start: int, end: int) -> list[tuple[int, int, int, int]]:
        """
        Give what to wrap for ``text[start:end]``: first piece and offset, last piece and offset.

        One span when both ends have the same parent, so that no element is cut;
        else one for each piece that is not blank.
        """
        pieces, places = self.pieces, self.places
        first = bisect_right(places, start) - 1
        last = bisect_right(places, end - 1) - 1
        if pieces[first].parent is pieces[last].parent:
            return [(first, start - places[first], last, end - places[last])]
        spans = []
        for number in range(first, last + 1):
            piece = pieces[number]
            a, b = max(start - piece.place, 0), min(end - piece.place, len(piece.text))
            if piece.text[a:b].strip():
                spans.append((number, a, number, b))
        return spans


def start_tag(name: str, attributes: Mapping[str, str]) -> str:
    """
    Write a start tag the way renderers write theirs, to be known again by its letters.

    Attributes are put in their order, since some serialisers sort them.

    >>> start_tag("script", {"data-esslink": "script", "defer": "", "src": "a.js"})
    '<script src="a.js" defer data-esslink="script">'
    """
    if attributes.get("data-esslink") == "term":
        keys = sorted(attributes, key=lambda key: (key != "class", key == "data-esslink"))
    else:
        keys = sorted(attributes, key=lambda key: _ORDER.get(key, 0))
    parts = (
        f" {key}" if key in _BARE and not attributes[key] else f' {key}="{escape(attributes[key])}"'
        for key in keys
    )
    return f"<{name}{''.join(parts)}>"


def is_reference(event: Event) -> bool:
    """Tell whether an element is a link that esslink wrote."""
    return event.attributes.get("class") == "esslink" and bool(
        reference_element(start_tag(event.name, event.attributes))
    )


def is_block(event: Event) -> bool:
    """Tell whether an element is a block that esslink wrote: glossary, style, script."""
    return "data-esslink" in event.attributes and bool(
        block_element(start_tag(event.name, event.attributes))
    )


def read(events: Iterable[Event], scope: Scope) -> Prose:
    """Read the prose of a tree from its *events*."""
    reader = _Reader(scope)
    for event in events:
        if event.kind == TEXT:
            reader.text(event)
        elif event.kind == START:
            reader.start(event)
        elif event.kind == END:
            reader.end(event)
        elif event.kind == COMMENT:
            reader.comment(event)
        else:
            reader.put(GAP)
    return reader.prose()


class Inherited(NamedTuple):
    """What an element hands down to what it holds."""

    held: bool
    """Its text is left alone."""
    loose: bool
    """It is in a table, outside the cells."""
    foreign: bool
    """It is in another language."""
    edited: bool
    """The reader may write there."""
    chosen: bool
    """It is in a part that the scope names, or the scope names none."""
    skip: Chain
    only: Chain


_ROOT = Chain(0, 0)


class _Reader:
    """The state of one walk."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.joined: list[str] = []
        self.length = 0
        self.pieces: list[Piece] = []
        self.skip = Selectors(scope.skip, place="skip")
        self.only = Selectors(scope.only, place="only")
        self.here = Inherited(False, False, False, False, not scope.only, _ROOT, _ROOT)
        self.stack: list[Inherited] = []
        """What holds outside each open element, to come back to at its end."""
        self.off = False
        self.head: Any = None
        self.body: Any = None
        self.lang: str | None = None
        self.whole = self.left_alone = False

    def put(self, mark: str) -> None:
        """Add a mark that no match crosses, or a line's end."""
        self.joined.append(mark)
        self.length += len(mark)

    def text(self, event: Event) -> None:
        here = self.here
        if (
            event.name
            and here.chosen
            and not (here.held or here.loose or here.foreign or here.edited or self.off)
        ):
            self.pieces.append(Piece(self.length, event.name, event.node, event.parent))
            self.put(event.name)

    def start(self, event: Event) -> None:
        name, attributes = event.name, event.attributes
        action = ACTIONS.get(name, INLINE)
        self.stack.append(self.here)
        if action != INLINE:
            self.put(_MARKS[action])
        if name in ("html", "head", "body"):
            self._edge(event)
        held = self._attributes(event) if attributes else False
        held = held or action == SKIP or (action == HEADING and not self.scope.headings)
        # Text in a table and outside its cells is text that a parser moves away.
        loose = action in (TABLE, ROW) or (self.here.loose and action != CELL)
        self._enter(name, dict(attributes), held, loose)
        self._part(self.stack[-1], action)

    def end(self, event: Event) -> None:
        inner, self.here = self.here, self.stack.pop()
        action = ACTIONS.get(event.name, INLINE)
        self._part(inner, action)
        if action not in (INLINE, LINE):
            self.put(BREAK if action == HEADING else _MARKS[action])

    def _enter(self, name: str, attributes: dict[str, str], held: bool, loose: bool) -> None:
        """Go into an element: what it says itself, and what it inherits."""
        outer = self.here
        skip = self.skip.enter(outer.skip, name, attributes)
        only = self.only.enter(outer.only, name, attributes)
        self.here = Inherited(
            outer.held or held or self.skip.match(skip),
            loose,
            is_foreign(attributes, self.scope, outer.foreign),
            outer.edited or is_edited(attributes),
            outer.chosen or self.only.match(only),
            skip,
            only,
        )

    def _part(self, before: Inherited, action: int) -> None:
        """Part what stands on both sides of a tag, where only one of them may be linked."""
        here = self.here
        if (here.foreign or here.edited) != (before.foreign or before.edited) and action == INLINE:
            self.put(SEAM)
        elif here[:5] != before[:5]:
            self.put(GAP)

    def comment(self, event: Event) -> None:
        words = event.name.strip()
        if words in ("esslink:off", "esslink:on"):
            self.off = words == "esslink:off"
            self.put(GAP)

    def _edge(self, event: Event) -> None:
        self.whole = True
        if event.name == "head" and self.head is None:
            self.head = event.node
        elif event.name == "body" and self.body is None:
            self.body = event.node
        elif event.name == "html":
            lang = event.attributes.get("lang") or event.attributes.get("xml:lang") or ""
            self.lang = lang.strip().lower() or None

    def _attributes(self, event: Event) -> bool:
        """Note what attributes ask of the page; tell whether the element's text is held."""
        if is_reference(event) or is_block(event):
            self.left_alone = True
        if event.name == "meta" and event.attributes.get("name", "").lower() == "esslink":
            content = event.attributes.get("content", "").strip().lower()
            self.left_alone = self.left_alone or content == "off"
        return refuses(event.attributes)

    def prose(self) -> Prose:
        places = [piece.place for piece in self.pieces]
        return Prose("".join(self.joined), self.pieces, places, self.head, self.body, self.lang,
                     self.whole, self.left_alone)  # fmt: skip
