"""Where a wrapper may stand around a span of a page, so that no tag is crossed."""

from __future__ import annotations

from esslink.sources.context import VOID
from esslink.sources.tokens import END, REFERENCE, START, TEXT, Token, tokens

__all__ = ["wrappable"]


def wrappable(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """
    Give the spans to wrap so that ``source[start:end]`` is linked and no tag is crossed.

    >>> wrappable("<b>économie</b> sociale", 0, 23), wrappable("économie</b> sociale", 0, 20)
    ([(0, 23)], [(0, 8), (12, 20)])
    """
    inside = source[start:end]
    if "<" not in inside:
        return [(start, end)]
    row = list(tokens(inside))
    if _balanced(row):
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    for token in row:
        if token.kind not in (TEXT, REFERENCE):
            continue
        if spans and spans[-1][1] == token.start:
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return [(start + a, start + b) for a, b in spans if inside[a:b].strip()]


def _balanced(row: list[Token]) -> bool:
    """Tell whether every element opened in *row* is closed there, in order."""
    opened: list[str] = []
    for token in row:
        if token.kind == START and token.name not in VOID:
            opened.append(token.name)
        elif token.kind == END and (not opened or opened.pop() != token.name):
            return False
    return not opened
