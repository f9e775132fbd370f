"""
The plain data that rooms hand to each other: edits on a source.

Offsets are code points of the *original* source, start included, end excluded.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Edit"]


class Edit(NamedTuple):
    """
    Replace ``source[start:end]`` by *replacement*; *reason* names the rule or the term.

    An insertion has ``start == end``; a removal has an empty replacement.
    """

    start: int
    end: int
    replacement: str
    reason: str
