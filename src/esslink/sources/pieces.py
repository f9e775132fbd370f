"""
Text of any length in, pieces of it out, so that a gigabyte is read in a few megabytes.

A piece ends where a paragraph ends. A paragraph too long for that is cut at a blank
that no term covers. Each piece comes with what stands around it, so that what is
found in it is what would be found in the whole.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from esslink.sources.encoding import Decoded, declared, decode
from esslink.sources.kind import is_binary, kind

__all__ = ["REACH", "SIZE", "Piece", "chunks", "pieces", "surveyed"]

SIZE = 1 << 20
"""Code points of a piece, about: what is read before an end of paragraph is looked for."""
REACH = 4096
"""
Code points known on each side of a piece. The longest form has 512 and the rules of
context read 120: no more is needed, unless a term holds thousands of blanks.
"""
_BLOCK = 1 << 20
_HEAD = 1 << 16
_OVERLAP = 64
"""Bytes read twice, so that no tag is missed between two blocks."""

# What parts two paragraphs for esslink.sources.text; linear for the same reason.
_BETWEEN = re.compile(r"\r?\n[ \t\r\n\f\v]*(?<=\n)")
_BLANKS = re.compile(r"\s+")
_BLANK = " \t\r\n\f\v"

Covered = Callable[[str], Iterable[tuple[int, int]]]
"""Gives the spans of a text that must not be cut."""


class Piece(NamedTuple):
    """``text[start:end]`` is the piece; the rest of *text* is what stands around it."""

    text: str
    start: int
    end: int
    offset: int
    """Code points of the whole before ``text[0]``."""
    opens: bool
    """It begins between two paragraphs, not inside one."""
    closes: bool
    """It ends between two paragraphs."""


def pieces(
    parts: Iterable[str], covered: Covered, *, size: int = SIZE, reach: int = REACH
) -> Iterator[Piece]:
    """
    Cut the text that *parts* make into pieces, together all of it.

    Args:
        parts: the text, in strings of any lengths.
        covered: asked about some thousands of characters, only where a paragraph
            is longer than a piece.
        size: code points of a piece; one is longer only by what comes in one part.
        reach: code points known on each side.

    >>> parts = ["Un.\\n\\nDeux ", "mots et plus.\\n\\nTrois."]
    >>> [p.text[p.start : p.end] for p in pieces(parts, lambda text: [], size=4, reach=8)]
    ['Un.', '\\n\\nDeux mots et', ' plus.', '\\n\\nTrois.']

    """
    buffer, start, offset = "", 0, 0
    opens = True
    coming = iter(parts)
    while True:
        held = [buffer]
        length = len(buffer)
        ended = False
        while length - start < size + reach:
            part = next(coming, None)
            if part is None:
                ended = True
                break
            held.append(part)
            length += len(part)
        buffer = "".join(held)
        if ended:
            yield Piece(buffer, start, len(buffer), offset, opens, True)
            return
        limit = len(buffer) - reach
        cut = _paragraph_end(buffer, start, limit)
        closes = cut is not None
        if cut is None:
            cut = _quiet_place(buffer, start, limit, reach, covered)
        yield Piece(buffer, start, cut, offset, opens, closes)
        gone = max(0, cut - reach)
        buffer, start, offset, opens = buffer[gone:], cut - gone, offset + gone, closes


def _paragraph_end(text: str, start: int, limit: int) -> int | None:
    """Give the last place before *limit* where a paragraph ends, after *start*."""
    for window in (_HEAD, limit - start):
        first = max(start, limit - window)
        while first > start and text[first] in _BLANK:
            first -= 1
        last = None
        for found in _BETWEEN.finditer(text, first):
            if found.start() >= limit:
                break
            if found.start() > start and text.count("\n", found.start(), found.end()) > 1:
                last = found.start()
        if last is not None:
            return last
    return None


def _quiet_place(text: str, start: int, limit: int, reach: int, covered: Covered) -> int:
    """Give a place before *limit*, inside a paragraph, that no term covers."""
    first = max(start, limit - reach)
    spans = [(a + first, b + first) for a, b in covered(text[first:])]

    def free(place: int) -> bool:
        return start < place and not any(a < place < b for a, b in spans)

    blanks = [found.span() for found in _BLANKS.finditer(text, first) if found.start() < limit]
    for place, end in reversed(blanks):
        # A paragraph that ends there, or may end there, does not go on in the next piece.
        if end < len(text) and text.count("\n", place, end) < 2 and free(place):
            return place
    places = range(limit, first, -1)
    return next((p for p in places if free(p) and not text[p - 1 : p + 1].isspace()), limit)


# ── files ───────────────────────────────────────────────────────────────────


def surveyed(file: BinaryIO, format: str | None, charset: str | None = None) -> Decoded | None:
    """
    Read *file* once, to the end, and tell how it can be read in pieces.

    Returns:
        Its encoding, chosen as :func:`~esslink.sources.encoding.decode` chooses for
        the whole (the text in it is empty); None when it must be read whole: HTML,
        UTF-16, an encoding of the Far East, a binary file, an annotated text.

    Raises:
        SourceError: *charset* is no known encoding.

    """
    head = file.read(_HEAD)
    if format not in (None, "text", "markdown") or is_binary(head):
        return None
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    mark = codecs.BOM_UTF8 if head.startswith(codecs.BOM_UTF8) else b""
    state = _State(format is None)
    block = head
    while block:
        if not state.text(block):
            return None
        block = file.read(_BLOCK)
    if mark:
        encoding = "utf-8"
    elif charset:
        encoding = decode(b"", charset).encoding
    elif state.finished():
        encoding = declared(head) or ("ascii" if state.ascii else "utf-8")
    else:
        encoding = declared(head) or "cp1252"
    return Decoded("", encoding, mark, True) if _by_bytes(encoding) else None


class _State:
    """What is known of a file so far: is it text, ASCII, UTF-8."""

    def __init__(self, guess: bool) -> None:
        self.guess = guess
        self.ascii = True
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._utf8 = True
        self._last = b""

    def text(self, block: bytes) -> bool:
        """Take the next block; tell whether the file may still be plain text, never annotated."""
        seen = self._last + block
        if b"esslink" in seen or (self.guess and kind(seen.decode("utf-8", "replace")) == "html"):
            return False
        self.ascii = self.ascii and block.isascii()
        if self._utf8 and not self.ascii:
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError:
                self._utf8 = False
        self._last = block[-_OVERLAP:]
        return True

    def finished(self) -> bool:
        """Tell whether all of it was UTF-8."""
        try:
            self._decoder.decode(b"", True)
        except UnicodeDecodeError:
            self._utf8 = False
        return self._utf8


def _by_bytes(encoding: str) -> bool:
    """Tell whether each character stands alone in *encoding*, and gives its bytes back."""
    if encoding in ("utf-8", "ascii"):
        return True
    every = bytes(range(256))
    text = every.decode(encoding, "surrogateescape")
    return len(text) == 256 and text.encode(encoding, "surrogateescape") == every


def chunks(file: BinaryIO, decoded: Decoded) -> Iterator[str]:
    """
    Yield the text of *file*, read from its start in the encoding that was surveyed.

    >>> import io
    >>> "".join(chunks(io.BytesIO("L’été.".encode()), Decoded("", "utf-8", b"", True)))
    'L’été.'
    """
    file.seek(len(decoded.bom))
    reader = codecs.getincrementaldecoder(decoded.encoding)("surrogateescape")
    while block := file.read(_BLOCK):
        yield reader.decode(block)
    yield reader.decode(b"", True)
