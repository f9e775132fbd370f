"""
CSS selectors that can be decided from an element and its ancestors.

Type, ``*``, class, id and attribute selectors, with the descendant and child
combinators: what a walk without a tree can decide when a start tag is read.
Anything else is refused, by name, before any page is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from esslink.errors import OptionError
from esslink.sources.ancestry import Chain

__all__ = ["Chain", "Selectors"]

_NAME = r"[A-Za-z_\u0080-\U0010ffff-][\w\u0080-\U0010ffff-]*"
# One simple selector at a time, from a string that a user wrote: no repeat is nested.
_SIMPLE = re.compile(
    rf"(?P<type>\*|{_NAME})|\.(?P<class>{_NAME})|\#(?P<id>{_NAME})"
    rf"|\[\s*(?P<attribute>{_NAME})\s*(?:(?P<operator>[~|^$*]?=)\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w-]+))\s*)?\]"
)
_COMBINATOR = re.compile(r"\s*(?P<child>>)\s*|\s+")


class Test(NamedTuple):
    """One simple selector: an attribute, how it is compared, with what."""

    attribute: str
    """Name, lower case; empty for the element's own name."""
    operator: str
    value: str


class Step(NamedTuple):
    """One compound selector and how it hangs on the one before."""

    tests: tuple[Test, ...]
    child: bool
    first: bool
    last: bool


class Selectors:
    """
    A list of selectors, ready to be asked about element after element.

    >>> notes = Selectors(["div.note > p", "#menu a[href]"], place="skip")
    >>> root = Chain(0, 0)
    >>> div = notes.enter(root, "div", {"class": "grande note"})
    >>> notes.match(div), notes.match(notes.enter(div, "p", {}))
    (False, True)
    """

    __slots__ = ("_final", "_steps")

    def __init__(self, selectors: Iterable[str], *, place: str) -> None:
        """
        Read *selectors*.

        Args:
            selectors: each may hold several, parted by commas.
            place: the option's name, for messages.

        Raises:
            OptionError: one is not of the kinds that can be decided.

        """
        self._steps: list[Step] = []
        for text in selectors:
            for part in _split(text):
                self._steps += _steps(part, text, place)
        self._final = sum(1 << bit for bit, step in enumerate(self._steps) if step.last)

    def __bool__(self) -> bool:
        return bool(self._steps)

    def enter(self, parent: Chain, name: str, attributes: dict[str, str]) -> Chain:
        """Give what an element satisfies under *parent*; time linear in the selectors."""
        here = 0
        for bit, step in enumerate(self._steps):
            before = 1 << bit >> 1
            if (step.first or (parent.here if step.child else parent.above) & before) and all(
                _passes(test, name, attributes) for test in step.tests
            ):
                here |= 1 << bit
        return Chain(here, parent.above | here)

    def match(self, chain: Chain) -> bool:
        """Tell whether a whole selector ends at the element."""
        return bool(chain.here & self._final)


def _passes(test: Test, name: str, attributes: dict[str, str]) -> bool:
    if not test.attribute:
        return test.value in ("*", name)
    actual = attributes.get(test.attribute)
    if actual is None:
        return False
    value = test.value
    if test.operator == "~=":
        return value in actual.split()
    if test.operator == "|=":
        return actual == value or actual.startswith(value + "-")
    if test.operator in ("^=", "$=", "*=") and not value:
        return False
    return {
        "": True,
        "=": actual == value,
        "^=": actual.startswith(value),
        "$=": actual.endswith(value),
        "*=": value in actual,
    }[test.operator]


def _split(text: str) -> list[str]:
    """Split at commas outside brackets and quotes."""
    parts = [""]
    inside = ""
    for character in text:
        if inside:
            inside = "" if character == inside else inside
        elif character in "\"'":
            inside = character
        elif character == "[":
            inside = "]"
        elif character == ",":
            parts.append("")
            continue
        parts[-1] += character
    return [part.strip() for part in parts]


def _steps(selector: str, text: str, place: str) -> list[Step]:
    compounds: list[tuple[list[Test], bool]] = [([], False)]
    at = 0
    while at < len(selector):
        found = _SIMPLE.match(selector, at)
        if found:
            if found["type"] and compounds[-1][0]:
                raise _refused(selector[at:], text, place)
            compounds[-1][0].append(_test(found))
        else:
            found = _COMBINATOR.match(selector, at)
            if not found or not compounds[-1][0]:
                raise _refused(selector[at:], text, place)
            compounds.append(([], bool(found["child"])))
        at = found.end()
    if not compounds[-1][0]:
        raise _refused(selector or "rien", text, place)
    last = len(compounds) - 1
    return [
        Step(tuple(tests), child, number == 0, number == last)
        for number, (tests, child) in enumerate(compounds)
    ]


def _test(found: re.Match[str]) -> Test:
    if found["type"]:
        return Test("", "=", found["type"].lower())
    if found["class"]:
        return Test("class", "~=", found["class"])
    if found["id"]:
        return Test("id", "=", found["id"])
    value = found["double"] or found["single"] or found["bare"] or ""
    return Test(found["attribute"].lower(), found["operator"] or "", value)


def _refused(rest: str, text: str, place: str) -> OptionError:
    return OptionError(
        f"le sélecteur « {text} » n’est pas admis à partir de « {rest[:20]} » ; sont admis : "
        "élément, .classe, #id, [attribut], [attribut=valeur], l’espace, « > » et la virgule",
        place=place,
    )
