"""
The scan: every place of a text where one of many keys stands, overlaps included.

The door to the two packages that can do it. pyahocorasick has wheels for nearly every
system and is always there. daachorse (``esslink[fast]``) finds the same in half of the
time and, with many keys, in half of the memory (``benchmarks/README.md``, "three automata"),
and is used where it is installed; it takes two to three times as long to be made.

A folded text has no character beyond Latin-1, so it is handed over as the bytes of that:
daachorse's automaton of bytes is a third faster than its automaton of characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import ahocorasick

__all__ = ["Scan", "double_array", "scan", "trie"]

Value = TypeVar("Value")
Scan = Callable[[bytes], Iterable[tuple[int, Value]]]
"""
Text in Latin-1 in, hits out: for each the place of its last code point (or byte, which is
the same here) and the value of its key, in ascending order of place.
"""


def scan(entries: Iterable[tuple[str, Value]], *, fast: bool = True) -> Scan[Value]:
    """
    Make the scan for *entries*, each a key and its value.

    Args:
        entries: at least one; keys not empty, in Latin-1, each once.
        fast: use daachorse where it is installed.

    Raises:
        UnicodeEncodeError: a key has a character beyond Latin-1.

    >>> sorted(scan([("ab", 1), ("abc", 2), ("b", 3)])(b"xabc"))
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
    find = automaton.iter

    def found(text: bytes) -> Iterable[tuple[int, Value]]:
        row: Iterable[tuple[int, Value]] = find(text.decode("latin-1"))
        return row

    return found


def double_array(entries: Iterable[tuple[str, Value]]) -> Scan[Value]:
    """
    Make the scan with daachorse, which gives all hits as a list.

    Raises:
        ImportError: it is not installed.

    """
    from daachorse import DoubleArrayAhoCorasick

    keys: list[bytes] = []
    values: list[Value] = []
    for key, value in entries:
        keys.append(key.encode("latin-1"))
        values.append(value)
    find = DoubleArrayAhoCorasick(keys).find_overlapping

    def found(text: bytes) -> list[tuple[int, Value]]:
        return [(stop - 1, values[number]) for _, stop, number in find(text)]

    return found
