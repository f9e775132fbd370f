"""
A page's text at its places in the source, so that the rules of text serve HTML too.

Some sites re-publish scraped sentences, and browsers save pages whose tooltips
a parser has taken apart: the noise is in the text, and no markup names it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from esslink.cleaner.finding import Removal
from esslink.cleaner.markup.page import BLOCKS, VOID
from esslink.sources.tokens import END, REFERENCE, START, TEXT, Token, tokens
from esslink.spans import Edit

__all__ = ["Visible"]

_HIDDEN_NAMES = (
    "head iframe math noembed noscript object pre samp script select style svg template textarea "
    "title xmp"
)
_HIDDEN = frozenset(_HIDDEN_NAMES.split())
"""Elements whose content is no prose, or not shown."""


class Visible:
    r"""
    The text of a page in a copy of its source: tags are filled with what they mean.

    >>> page = Visible("<p>l&rsquo;<b>ESS</b></p>")
    >>> page.text.replace("\x00", "·").replace("\n", "|"), len(page.text)
    ('||·l’·········ESS····||··', 25)
    """

    __slots__ = ("_starts", "_tokens", "text")

    def __init__(self, source: str) -> None:
        self._tokens: list[Token] = []
        pieces: list[str] = []
        hidden = ""
        depth = 0
        for token in tokens(source):
            size = token.end - token.start
            if hidden:
                depth += (token.kind == START and token.name == hidden) - (
                    token.kind == END and token.name == hidden
                )
                pieces.append("\x00" * size)
                hidden = hidden if depth else ""
                continue
            if token.kind == START and token.name in _HIDDEN:
                hidden, depth = token.name, 1
            self._tokens.append(token)
            pieces.append(_filled(token, source, size))
        self._starts = [token.start for token in self._tokens]
        self.text = "".join(pieces)

    def fit(self, found: Iterable[Removal]) -> Iterator[Removal]:
        """Give removals found in :attr:`text` with cuts that leave the tags in balance."""
        for removal in found:
            edits = [piece for edit in removal.edits for piece in self._pieces(edit)]
            yield Removal(
                tuple(edits),
                removal.rule,
                removal.confidence,
                removal.surface.replace("\x00", ""),
                removal.title.replace("\x00", ""),
                removal.definition.replace("\x00", ""),
                entry=removal.entry,
            )

    def _pieces(self, edit: Edit) -> Iterator[Edit]:
        """Yield *edit* whole when its tags pair up, else its text without the tags."""
        first = max(0, bisect_left(self._starts, edit.start + 1) - 1)
        last = bisect_left(self._starts, edit.end)
        inside = self._tokens[first:last]
        if _balanced(inside, edit):
            yield edit
            return
        for token in inside:
            if token.kind in (TEXT, REFERENCE):
                start, end = max(token.start, edit.start), min(token.end, edit.end)
                if start < end:
                    yield Edit(start, end, "", edit.reason)


def _filled(token: Token, source: str, size: int) -> str:
    """Give what stands for *token* in the copy, at the same length."""
    if token.kind == TEXT:
        return source[token.start : token.end]
    if token.kind == REFERENCE:
        return token.data[:size] + "\x00" * (size - len(token.data))
    if token.kind in (START, END) and (token.name in BLOCKS or token.name in _HIDDEN):
        line = "\n" if token.name == "br" else "\n\n"
        return line + "\x00" * (size - len(line))
    return "\x00" * size


def _balanced(inside: list[Token], edit: Edit) -> bool:
    """Tell whether every tag in the cut is opened and closed within it, and none is a block."""
    stack: list[str] = []
    for token in inside:
        if token.kind == START:
            if token.start < edit.start or token.end > edit.end or token.name in BLOCKS - {"br"}:
                return False
            if token.name not in VOID:
                stack.append(token.name)
        elif (token.kind == END and (not stack or stack.pop() != token.name)) or token.kind not in (
            TEXT,
            REFERENCE,
            END,
        ):
            return False
    return not stack
