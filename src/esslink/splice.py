"""
Source and edits in, source out: the only function that makes output.

What no edit covers flows through as slices of the source, so a character that
nobody edited cannot change.
"""

from __future__ import annotations

from collections.abc import Iterable

from esslink.spans import Edit

__all__ = ["splice"]


def splice(source: str, edits: Iterable[Edit]) -> str:
    """
    Apply *edits* to *source*.

    Args:
        source: the text that the offsets of the edits mean.
        edits: in any order, disjoint, inside the source. Insertions at one
            place come out in the order given.

    Returns:
        The new text; *source* itself when there are no edits.

    Raises:
        ValueError: two edits overlap, or one lies outside the source: a
            mistake of the caller, never of the page.

    >>> splice("l’ESS", [Edit(2, 2, "<b>", "gras"), Edit(5, 5, "</b>", "gras")])
    'l’<b>ESS</b>'

    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    if not ordered:
        return source
    pieces: list[str] = []
    done = 0
    for start, end, replacement, reason in ordered:
        if not done <= start <= end <= len(source):
            raise ValueError(
                f"edit {reason!r} at {start}–{end} overlaps or lies outside the source: "
                f"edited up to {done} of {len(source)}"
            )
        pieces.append(source[done:start])
        pieces.append(replacement)
        done = end
    pieces.append(source[done:])
    return "".join(pieces)
