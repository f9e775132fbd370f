"""
The rules of context and the classes of words they speak of, read from two tables.

``classes.tsv`` lists closed classes of French words; ``rules.tsv`` holds one rule
a line, with an example that it decides. Both are read at first use. A rule looks
at two words on the left and one on the right, each known by a set of classes
(bits of one integer), so that judging is a few lookups.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import NamedTuple

from esslink.context import readings as r

__all__ = ["Rule", "bit", "classes", "rules", "words_of"]

SHAPES = (
    "start", "comma", "open", "close", "gap", "digits", "name", "word", "plural", "singular",
    "adverb-shape", "infinitive-shape", "finite-shape", "participle-shape", "clitic", "clash", "caps",
)  # fmt: skip
"""Classes told by shape, in :mod:`esslink.context.windows`, not by a list."""


class Rule(NamedTuple):
    """One line of the table. A pair of masks says: one of these, none of those."""

    name: str
    readings: tuple[int, int]
    left2: tuple[int, int]
    left: tuple[int, int]
    right: tuple[int, int]
    keep: bool
    example: str


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


def _mask(cell: str) -> tuple[int, int]:
    """Read a cell: ``*``, ``a|b`` (one of), ``!c`` after it (none of)."""
    wanted, _, refused = cell.partition("!")
    one_of = 0 if wanted in ("*", "") else sum(bit(name) for name in set(wanted.split("|")))
    none_of = sum(bit(name) for name in set(refused.split("|"))) if refused else 0
    return one_of, none_of


def _readings(cell: str) -> tuple[int, int]:
    wanted, _, refused = cell.partition("!")
    one_of = 0 if wanted in ("*", "") else sum(getattr(r, name) for name in set(wanted.split("|")))
    none_of = sum(getattr(r, name) for name in set(refused.split("|"))) if refused else 0
    return one_of, none_of


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules in their order: the first that fits decides."""
    made = []
    for name, kinds, left2, left, right, verdict, example in _lines("rules.tsv"):
        made.append(
            Rule(
                name,
                _readings(kinds),
                _mask(left2),
                _mask(left),
                _mask(right),
                verdict == "keep",
                example,
            )
        )
    return tuple(made)
