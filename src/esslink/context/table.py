"""
The rules of context and the classes of words they speak of, read from two tables.

``classes.tsv`` lists closed classes of French words; ``rules.tsv`` holds one rule
a line, with an example that it decides. Both are read at first use. A rule looks
at two words on the left and one on the right, each known by a set of classes
(bits of one integer), so that judging is a few lookups.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from esslink.context import readings as r

__all__ = ["Rule", "bit", "classes", "rules", "words_of"]

SHAPES = (
    *("start", "comma", "open", "close", "gap", "digits", "name", "word", "plural", "singular"),
    *("adverb-shape", "infinitive-shape", "infinitive-re", "finite-shape", "participle-shape"),
    *("adjective-shape", "clitic", "deictic", "clash", "caps"),
)
"""Classes told by shape, in :mod:`esslink.context.windows`, not by a list."""


def _lines(name: str) -> list[list[str]]:
    path = os.path.join(os.path.dirname(__file__), name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _names() -> dict[str, int]:
    """Give each class a bit, in the order of the tables."""
    names = dict.fromkeys(SHAPES)
    names.update(dict.fromkeys(name for name, _ in _lines("classes.tsv")))
    return {name: 1 << number for number, name in enumerate(names)}


def bit(name: str) -> int:
    """Return the bit of the class *name*; KeyError when there is none."""
    return _names()[name]


_BARE = str.maketrans("àâäçéèêëîïôöùûü", "aaaceeeeiioouuu")


@lru_cache(maxsize=1)
def classes() -> dict[str, int]:
    """
    Return the classes of each listed word, lower case.

    Words also stand without their accents (capitals often lack them) unless
    another word is written so.
    """
    table: dict[str, int] = {}
    for name, words in _lines("classes.tsv"):
        for word in words.split(" "):
            table[word] = table.get(word, 0) | bit(name)
    for word, mask in list(table.items()):
        table.setdefault(word.translate(_BARE), mask)
    return table


def words_of(name: str) -> frozenset[str]:
    """Return the words listed in the class *name*."""
    return frozenset(
        word for label, words in _lines("classes.tsv") if label == name for word in words.split(" ")
    )


class Mask(NamedTuple):
    """What a set of classes must hold: all of *every*, one of *some*, none of *refused*."""

    every: int
    some: int
    refused: int

    def fits(self, value: int) -> bool:
        """Tell whether the classes in *value* answer this mask."""
        every, some, refused = self
        return value & every == every and (not some or value & some != 0) and not value & refused


class Rule(NamedTuple):
    """One line of the table: masks for what stands there, and the verdict."""

    name: str
    readings: Mask
    left2: Mask
    left: Mask
    right: Mask
    keep: bool
    sure: bool
    example: str


def _mask(cell: str, number: Callable[[str], int]) -> Mask:
    """Read a cell: ``*``, ``a|b`` one of them, ``a&b`` both, ``!c|d`` none of those."""
    wanted, _, refused = cell.partition("!")
    some, _, every = wanted.partition("&")
    return Mask(number(every) if every else 0, *(_sum(part, number) for part in (some, refused)))


def _sum(names: str, number: Callable[[str], int]) -> int:
    total = 0
    for name in names.split("|") if names not in ("*", "") else ():
        total |= number(name)
    return total


def _reading(name: str) -> int:
    value: int = getattr(r, name)
    return value


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules in their order: the first that fits decides."""
    made = []
    for name, kinds, left2, left, right, verdict, example in _lines("rules.tsv"):
        made.append(
            Rule(
                name,
                _mask(kinds, _reading),
                _mask(left2, bit),
                _mask(left, bit),
                _mask(right, bit),
                verdict.startswith("keep"),
                verdict.endswith("!"),
                example,
            )
        )
    return tuple(made)
