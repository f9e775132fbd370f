"""Closed lists of French words, from ``words.tsv``: a name, what it is for, the words."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

__all__ = ["words"]


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    text = Path(__file__).with_name("words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))
    return {name: frozenset(listed.split()) for name, _purpose, listed in rows}


def words(name: str) -> frozenset[str]:
    """
    Return the list *name*.

    Raises:
        KeyError: there is no such list.

    >>> "micro" in words("prefix"), "ferme" in words("closed")
    (True, False)

    """
    return _lists()[name]
