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

_FILLERS = {0: None, 0xAD: None}
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
    ('||·l······’···ESS····||··', 25)
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
            after_letter = bool(pieces) and pieces[-1][-1:].isalnum()
            pieces.append(_filled(token, source, after_letter))
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
                removal.surface.translate(_FILLERS),
                removal.title.translate(_FILLERS),
                removal.definition.translate(_FILLERS),
                entry=removal.entry,
            )

    def _pieces(self, edit: Edit) -> Iterator[Edit]:
        """Yield the cuts of *edit*: its text, and the tags that pair up inside it."""
        first = max(0, bisect_left(self._starts, edit.start + 1) - 1)
        last = bisect_left(self._starts, edit.end)
        inside = self._tokens[first:last]
        paired, opened = _paired(inside, edit)
        # An end tag right after the cut closes what the cut opened.
        for token in self._tokens[last : last + len(opened)]:
            if (
                token.kind != END
                or token.start != edit.end
                or token.name != inside[opened[-1]].name
            ):
                break
            paired.update((opened.pop(), len(inside)))
            inside.append(token)
            edit = edit._replace(end=token.end)
        start = end = edit.start
        for index, token in enumerate(inside):
            if token.kind in (TEXT, REFERENCE) or index in paired:
                low, high = max(token.start, edit.start), min(token.end, edit.end)
                if low != end:
                    if start < end:
                        yield Edit(start, end, "", edit.reason)
                    start = low
                end = high
        if start < end:
            yield Edit(start, end, "", edit.reason)


def _filled(token: Token, source: str, after_letter: bool) -> str:
    """Give what stands for *token* in the copy, at the same length."""
    size = token.end - token.start
    if token.kind == TEXT:
        return source[token.start : token.end]
    if token.kind == REFERENCE:
        # A soft hyphen does not part a word, as nothing must within «coop&eacute;rative».
        inner = after_letter and token.data.isalnum()
        return ("\u00ad" if inner else "\x00") * (size - len(token.data)) + token.data[:size]
    if token.kind in (START, END) and (token.name in BLOCKS or token.name in _HIDDEN):
        line = "\n" if token.name == "br" else "\n\n"
        return line + "\x00" * (size - len(line))
    return "\x00" * size


def _paired(inside: list[Token], edit: Edit) -> tuple[set[int], list[int]]:
    """Give the tags that open and close within the cut or are void, and those still open."""
    paired: set[int] = set()
    opened: list[int] = []
    for index, token in enumerate(inside):
        if token.start < edit.start or token.end > edit.end:
            continue
        if token.kind == START and token.name in VOID:
            paired.add(index)
        elif token.kind == START:
            opened.append(index)
        elif token.kind == END:
            if opened and inside[opened[-1]].name == token.name:
                paired.update((opened.pop(), index))
            else:
                opened.clear()  # tags that cross: what they hold together stays
    return paired, opened
