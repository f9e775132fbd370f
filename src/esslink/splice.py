"""
Source and edits in, source out: the only place where output is made.

What no edit covers flows through as slices of the source, so a character that
nobody edited cannot change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Protocol

from esslink.spans import Edit

__all__ = ["splice", "splice_bytes"]

_AT_ONCE = 1 << 20
"""Code points that are encoded together, so that a long page is not there twice as text."""


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
    return "".join(_pieces(source, edits))


class Encoding(Protocol):
    """What writes text as bytes: :class:`esslink.sources.encoding.Decoded`."""

    @property
    def bom(self) -> bytes: ...
    @property
    def stateless(self) -> bool: ...
    def encode(self, text: str) -> bytes: ...
    def encode_piece(self, text: str) -> bytes: ...


def splice_bytes(source: str, edits: Iterable[Edit], encoding: Encoding) -> bytes:
    """
    Give ``encoding.encode(splice(source, edits))``, without the new text where that is possible.

    Args:
        source: the text that the offsets of the edits mean.
        edits: as for :func:`splice`, with the same error.
        encoding: of the bytes that *source* was read from.

    >>> from esslink.sources.encoding import decode
    >>> page = decode("été".encode("cp1252"))
    >>> splice_bytes(page.text, [Edit(3, 3, "s", "pluriel")], page)
    b'\\xe9t\\xe9s'

    """
    if len(source) <= _AT_ONCE or not encoding.stateless:
        return encoding.encode(splice(source, edits))
    encode = encoding.encode_piece
    encoded = [encoding.bom]
    for piece in _pieces(source, edits):
        if len(piece) <= _AT_ONCE:
            encoded.append(encode(piece))
        else:
            parts = range(0, len(piece), _AT_ONCE)
            encoded += [encode(piece[at : at + _AT_ONCE]) for at in parts]
    return b"".join(encoded)


def _pieces(source: str, edits: Iterable[Edit]) -> Iterator[str]:
    """Yield slices of the source and what replaces the rest, in order."""
    done = 0
    for start, end, replacement, reason in sorted(edits, key=itemgetter(0, 1)):
        if not done <= start <= end <= len(source):
            raise ValueError(
                f"edit {reason!r} at {start}–{end} overlaps or lies outside the source: "
                f"edited up to {done} of {len(source)}"
            )
        yield source[done:start]
        yield replacement
        done = end
    yield source[done:]
