"""
A page as the rules of markup see it: its elements with their places, and its text.

No tree is built and nothing is serialised: an element is where its tags stand in
the source. An element that the source does not close is known as such, and no
rule cuts it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from esslink.cleaner.finding import squeezed
from esslink.sources.tokens import END, REFERENCE, START, TEXT, Token, tokens

__all__ = ["BLOCKS", "VOID", "Element", "Page"]

_NAMES = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_NAMES.split())
"""Elements without content and end tag (HTML standard, 13.1.2)."""
_RAW = frozenset(("script", "style", "textarea", "title", "noscript", "iframe", "xmp"))
_BLOCK_NAMES = (
    "address article aside blockquote body br dd details div dl dt fieldset figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""Elements that start a new line in a reader's eyes."""
_CELLS = frozenset(("td", "th"))
_ENDED_BY = {
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "li": frozenset(("li",)),
    "p": frozenset(("p",)),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _CELLS | {"tr"},
}
"""End tags that may be left out before a start tag (HTML standard, 13.1.2.4)."""
_MAX_INSIDE = 200
_MAX_TEXT = 1 << 16


class Element:
    """An element of the source: its tags' places, its attributes, what holds it."""

    __slots__ = (
        "attributes",
        "classes",
        "close_start",
        "closed",
        "end",
        "index",
        "last",
        "name",
        "open_end",
        "parent",
        "start",
    )

    def __init__(self, token: Token, index: int, parent: Element | None) -> None:
        self.name = token.name
        self.start = token.start
        self.open_end = token.end
        self.close_start = token.end
        self.end = token.end
        self.index = index
        self.last = index
        self.parent = parent
        self.closed = token.name in VOID
        # Of a repeated attribute the first counts (HTML standard, 13.2.5.33).
        self.attributes = dict(reversed(token.attributes)) if token.attributes else {}
        self.classes = frozenset(self.attributes.get("class", "").split())

    def get(self, name: str) -> str:
        """Give the value of an attribute, or the empty string."""
        return self.attributes.get(name) or ""


class Page:
    """
    The elements of a source, by place, by class and by id.

    >>> page = Page("<p>l’<a class='x y'>ESS</a> &amp; co</p>")
    >>> [(e.name, e.start, e.end) for e in page.classed("y")], page.text(page.elements[0])
    ([('a', 5, 27)], 'l’ESS & co')
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.elements: list[Element] = []
        self._classes: dict[str, list[Element]] = {}
        self._ids: dict[str, Element] = {}
        self._places: list[int] = []
        self._texts: list[str] = []
        self._read()

    def _read(self) -> None:
        stack: list[Element] = []
        opened: dict[str, int] = {}
        for token in tokens(self.source):
            if token.kind == START:
                if token.name in BLOCKS:
                    self._say(token.start, "\n")
                self._open(token, stack, opened)
            elif token.kind == END:
                if token.name in BLOCKS:
                    self._say(token.start, "\n")
                self._close(token, stack, opened)
            elif token.kind in (TEXT, REFERENCE) and not (stack and stack[-1].name in _RAW):
                self._say(token.start, token.data)
        for element in stack:
            element.last = len(self.elements) - 1
            element.close_start = element.end = len(self.source)

    def _say(self, place: int, text: str) -> None:
        self._places.append(place)
        self._texts.append(text)

    def _open(self, token: Token, stack: list[Element], opened: dict[str, int]) -> None:
        ended = _ENDED_BY.get(token.name)
        while ended and stack and stack[-1].name in ended:
            element = stack.pop()
            opened[element.name] -= 1
            element.last = len(self.elements) - 1
            element.close_start = element.end = token.start
        element = Element(token, len(self.elements), stack[-1] if stack else None)
        self.elements.append(element)
        for name in element.classes:
            self._classes.setdefault(name, []).append(element)
        if element.get("id"):
            self._ids.setdefault(element.get("id"), element)
        if token.name not in VOID:
            stack.append(element)
            opened[token.name] = opened.get(token.name, 0) + 1

    def _close(self, token: Token, stack: list[Element], opened: dict[str, int]) -> None:
        if not opened.get(token.name):
            return  # closes nothing that is open
        last = len(self.elements) - 1
        while True:
            element = stack.pop()
            opened[element.name] -= 1
            element.last = last
            element.close_start = token.start
            if element.name == token.name:
                element.end = token.end
                element.closed = True
                return
            element.end = token.start

    def classed(self, *names: str) -> list[Element]:
        """Give the elements that have one of the classes, by class, then in page order."""
        return [element for name in names for element in self._classes.get(name, ())]

    def by_id(self, name: str) -> Element | None:
        """Give the first element with the id."""
        return self._ids.get(name)

    def inside(self, element: Element) -> Iterator[Element]:
        """Yield what *element* holds, in page order: at most 200 elements, since tags nest."""
        first = element.index + 1
        for index in range(first, min(element.last + 1, first + _MAX_INSIDE)):
            yield self.elements[index]

    def with_class(self, element: Element, *names: str) -> list[Element]:
        """Give what *element* holds that has one of the classes, outermost only."""
        found: list[Element] = []
        done = element.index
        for inner in self.inside(element):
            if inner.index > done and not inner.classes.isdisjoint(names):
                found.append(inner)
                done = inner.last
        return found

    def text(self, element: Element) -> str:
        """Give the text that *element* holds, blanks squeezed, 64 Ki characters at most."""
        return self.text_between(element.open_end, element.close_start)

    def text_between(self, start: int, end: int) -> str:
        """Give the text between two places of the source, blanks squeezed."""
        first, last = bisect_left(self._places, start), bisect_left(self._places, end)
        pieces: list[str] = []
        size = 0
        for index in range(first, last):
            pieces.append(self._texts[index])
            size += len(self._texts[index])
            if size > _MAX_TEXT:
                break
        return squeezed("".join(pieces))

    def blank_before(self, place: int, low: int) -> int:
        """Give where the blanks that end at *place* start, not before *low*."""
        while place > low and self.source[place - 1] in " \t\n\r\f":
            place -= 1
        return place

    def blank_after(self, place: int, high: int) -> int:
        """Give where the blanks that start at *place* end, not after *high*."""
        while place < high and self.source[place] in " \t\n\r\f":
            place += 1
        return place
