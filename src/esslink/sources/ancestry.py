"""
Which elements are open, and what their attributes ask.

Kept only for pages where an attribute may matter (an opt-out class, another
language, a selector of the user's): a stack of open elements that follows the
parser's rules for implied end tags closely enough to know whose text a text is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from esslink.sources.context import Scope

if TYPE_CHECKING:
    from esslink.sources.selectors import Selectors

__all__ = ["Ancestry", "Chain", "is_edited", "is_foreign", "refuses"]

_DEEPEST = 512
"""Open elements looked through for one end tag: where browsers stop nesting too."""

# An element that ends an open one of the same group, up to the nearest container.
_IMPLIED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol", "menu")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "tr": (("tr",), ("table",)),
    "tbody": (("tbody", "thead", "tfoot"), ("table",)),
    "tfoot": (("tbody", "thead", "tfoot"), ("table",)),
    "option": (("option",), ("select",)),
}


class Chain(NamedTuple):
    """What an open element satisfies of a list of selectors, as bits of their steps."""

    here: int
    """Steps whose own element this is."""
    above: int
    """Steps satisfied by this element or an ancestor."""


class Open(NamedTuple):
    """An open element and what it asks of the text inside."""

    name: str
    block: bool
    refused: bool
    chosen: bool
    foreign: bool
    """The text is in another language than the glossary's."""
    edited: bool
    """The reader may write there."""
    skip: Chain
    only: Chain


_NOTHING = Chain(0, 0)
_ROOT = Open("", True, False, False, False, False, _NOTHING, _NOTHING)


@lru_cache(maxsize=256)
def _plain(name: str, block: bool, foreign: bool) -> Open:
    """Give an element that asks nothing."""
    return Open(name, block, False, False, foreign, False, _NOTHING, _NOTHING)


class Ancestry:
    """The open elements of one page, as far as the walk has read."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._skip = _selectors(scope.skip, "skip")
        self._only = _selectors(scope.only, "only")
        self._stack: list[Open] = [_ROOT]
        self._counts: dict[str, int] = {}
        self._refused = 0
        self._chosen = 0
        self._edited = 0

    @property
    def apart(self) -> bool:
        """Whether text here is in another language, or open to its reader's pen."""
        return self._edited > 0 or self._stack[-1].foreign

    @property
    def quiet(self) -> bool:
        """Whether text here is to be left alone."""
        return self._refused > 0 or self.apart or (self._only is not None and self._chosen == 0)

    def open(self, name: str, attributes: list[tuple[str, str]], *, block: bool) -> None:
        """Put an element on the stack, after the ones its start tag ends."""
        if block and self._counts.get("p"):
            self.close("p")  # no paragraph holds a block
        if name in _IMPLIED:
            group, containers = _IMPLIED[name]
            if any(self._counts.get(member) for member in group):
                self._close_group(group, containers)
        if self._skip is None and self._only is None and not _asks(attributes):
            # Most elements: they ask nothing, and are as what they stand in.
            self._counts[name] = self._counts.get(name, 0) + 1
            self._stack.append(_plain(name, block, self._stack[-1].foreign))
            return
        values: dict[str, str] = {}
        for key, value in attributes:
            values.setdefault(key, value or "")
        parent = self._stack[-1]
        skip = self._skip.enter(parent.skip, name, values) if self._skip else _NOTHING
        only = self._only.enter(parent.only, name, values) if self._only else _NOTHING
        element = Open(
            name,
            block,
            (self._skip is not None and self._skip.match(skip)) or refuses(values),
            self._only is not None and self._only.match(only),
            is_foreign(values, self._scope, parent.foreign),
            is_edited(values),
            skip,
            only,
        )
        self._stack.append(element)
        self._counts[name] = self._counts.get(name, 0) + 1
        self._refused += element.refused
        self._chosen += element.chosen
        self._edited += element.edited

    def close(self, name: str) -> None:
        """Take an element off the stack for its end tag."""
        if not self._counts.get(name):
            return
        stack = self._stack
        if stack[-1].name == name:
            self._drop(stack.pop())
            return
        for depth in range(len(stack) - 1, max(0, len(stack) - 1 - _DEEPEST), -1):
            if stack[depth].name == name:
                if stack[depth].block:
                    while len(stack) > depth:
                        self._drop(stack.pop())
                else:
                    # An inline end tag does not end the blocks opened since.
                    self._drop(stack.pop(depth))
                return

    def _close_group(self, group: tuple[str, ...], containers: tuple[str, ...]) -> None:
        stack = self._stack
        for depth in range(len(stack) - 1, max(0, len(stack) - 1 - _DEEPEST), -1):
            if stack[depth].name in containers:
                return
            if stack[depth].name in group:
                while len(stack) > depth:
                    self._drop(stack.pop())
                return

    def _drop(self, element: Open) -> None:
        self._counts[element.name] -= 1
        self._refused -= element.refused
        self._chosen -= element.chosen
        self._edited -= element.edited


def _selectors(wanted: tuple[str, ...], place: str) -> Selectors | None:
    """Read selectors, if there are any: few pages have them, and start-up counts."""
    if not wanted:
        return None
    from esslink.sources.selectors import Selectors

    return Selectors(wanted, place=place)


_ASKING = frozenset(("lang", "xml:lang", "contenteditable", "data-esslink", "data-noesslink"))
"""Attributes by which an element may ask something, the class apart."""


def _asks(attributes: list[tuple[str, str]]) -> bool:
    """Tell whether an attribute may say something of the text inside."""
    for name, value in attributes:
        if name in _ASKING or (name == "class" and value and "noesslink" in value):
            return True
    return False


def refuses(attributes: Mapping[str, str]) -> bool:
    """
    Tell whether an element's attributes ask that its text be left alone.

    >>> refuses({"class": "encart noesslink"}), refuses({"class": "encart"})
    (True, False)
    """
    if "data-esslink" in attributes or "data-noesslink" in attributes:
        return True
    return "noesslink" in attributes.get("class", "").split()


def is_edited(attributes: Mapping[str, str]) -> bool:
    """
    Tell whether an element opens its text to the reader's pen.

    >>> is_edited({"contenteditable": ""}), is_edited({"contenteditable": "false"})
    (True, False)
    """
    return attributes.get("contenteditable", "false").strip().lower() != "false"


def is_foreign(attributes: Mapping[str, str], scope: Scope, inherited: bool) -> bool:
    """
    Tell whether an element is in another language than the scope's.

    >>> is_foreign({"lang": "en"}, Scope(), False), is_foreign({"lang": "fr-CA"}, Scope(), True)
    (True, False)
    """
    language = attributes.get("lang", attributes.get("xml:lang", "")).strip().lower()
    if not scope.lang or not language:
        return inherited
    return language.split("-")[0] != scope.lang
