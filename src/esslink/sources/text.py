"""
Plain text or Markdown in, one region out.

The region is the source, character for character, but for the line ends that
part paragraphs and start sections, which become the marks that no match crosses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from esslink.fold import BREAK, SECTION
from esslink.spans import Region

__all__ = ["paragraphs", "read"]

# A line end, blank lines, and whether a Markdown heading follows. Linear: the
# blank part is one class, and what follows it cannot start with one of its characters.
_BETWEEN = re.compile(r"\r?\n[ \t\r\n\f\v]*(?<=\n)(?=(#{1,6} )?)")


def read(source: str) -> Region:
    """
    Read *source*, told to be text.

    >>> read("Un.\\n\\nDeux\\nlignes.\\n# Titre").text
    'Un.\\x1e\\nDeux\\nlignes.\\x1d# Titre'
    """
    pieces: list[str] = []
    done = 0
    for found in _BETWEEN.finditer(source):
        start = found.start()
        if found[1] is not None:
            mark = SECTION
        elif source.count("\n", start, found.end()) > 1:
            mark = BREAK
        else:
            continue
        pieces += (source[done:start], mark)
        done = start + 1
    if not pieces:
        return Region(source, None)
    pieces.append(source[done:])
    return Region("".join(pieces), None)


def paragraphs(source: str) -> Iterator[tuple[int, int]]:
    """
    Yield the span of each paragraph: lines between blank lines, outer blanks aside.

    >>> list(paragraphs("Un.\\n\\n  Deux\\nlignes.\\n"))
    [(0, 3), (7, 19)]
    """
    start = 0
    for found in _BETWEEN.finditer(source):
        if source.count("\n", found.start(), found.end()) > 1:
            yield from _trimmed(source, start, found.start())
            start = found.end()
    yield from _trimmed(source, start, len(source))


def _trimmed(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = source[start:end]
    words = piece.strip()
    if words:
        start += len(piece) - len(piece.lstrip())
        yield start, start + len(words)
