"""
The scan: every place of a text where one of many keys stands, overlaps included.

The door to the two packages that can do it. pyahocorasick has wheels for nearly every
system and is always there. daachorse (``esslink[fast]``) finds the same in two thirds of the
time and, with many keys, in half of the memory (``benchmarks/README.md``, "three automata"),
and is used where it is installed; it takes half as long again to be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import ahocorasick

__all__ = ["Scan", "double_array", "scan", "trie"]

Value = TypeVar("Value")
Scan = Callable[[str], Iterable[tuple[int, Value]]]
"""
Text in, hits out: for each the place of its last code point and the value of its key, in
ascending order of place.
"""


def scan(entries: Iterable[tuple[str, Value]], *, fast: bool = True) -> Scan[Value]:
    """
    Make the scan for *entries*, each a key and its value.

    Args:
        entries: at least one; keys not empty, each once.
        fast: use daachorse where it is installed.

    >>> sorted(scan([("ab", 1), ("abc", 2), ("b", 3)])("xabc"))
    [(2, 1), (2, 3), (3, 2)]

    """
    if fast:
        try:
            return double_array(entries)
        except ImportError:  # before an entry was taken
            pass
    return trie(entries)


def trie(entries: Iterable[tuple[str, Value]]) -> Scan[Value]:
    """Make the scan with pyahocorasick, which yields hit after hit."""
    automaton: Any = ahocorasick.Automaton()
    add = automaton.add_word
    for key, value in entries:
        add(key, value)
    automaton.make_automaton()
    found: Scan[Value] = automaton.iter
    return found


def double_array(entries: Iterable[tuple[str, Value]]) -> Scan[Value]:
    """
    Make the scan with daachorse, which gives all hits as a list.

    Raises:
        ImportError: it is not installed.

    """
    from daachorse import CharwiseDoubleArrayAhoCorasick

    keys: list[str] = []
    values: list[Value] = []
    for key, value in entries:
        keys.append(key)
        values.append(value)
    find = CharwiseDoubleArrayAhoCorasick(keys).find_overlapping

    def found(text: str) -> list[tuple[int, Value]]:
        return [(stop - 1, values[number]) for _, stop, number in find(text)]

    return found
