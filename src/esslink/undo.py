"""
The exact inverse of annotation: what esslink put in comes out, nothing else.

A page counts as annotated when it carries a whole mark: a glossary block, or the
comment that profiles without one leave. Then every tag that is letter for letter
a renderer's is taken out with what belongs to it. A page without a whole mark is
given back as it is, whatever it holds.
"""

from __future__ import annotations

from typing import TypeVar

from esslink.render.document import PAGE_BODY, PAGE_OPEN
from esslink.render.marks import block_element, reference_element
from esslink.sources.encoding import decode
from esslink.sources.kind import check_source
from esslink.sources.tokens import COMMENT, END, START, Token, tokens
from esslink.spans import Edit
from esslink.splice import splice

__all__ = [
    "MARK",
    "TEXT_CLOSE",
    "TEXT_OPEN",
    "is_annotated",
    "lookalikes",
    "original",
    "strip",
]

MARK = "<!--esslink-->"
"""What tells an annotated page from another when its profile writes no block."""
TEXT_OPEN = '<div class="esslink-text" data-esslink="text">\n'
TEXT_CLOSE = "\n</div>\n"
"""Around text that became HTML, so that it can become text again."""

_MARKDOWN_END = "\n<!-- /esslink -->\n"
"""What Markdown that was annotated ends with (:mod:`esslink.render.markdown`)."""
_WHOLE = ('data-esslink="glossary"', "<!--esslink-->", 'data-esslink="text"')
Source = TypeVar("Source", str, bytes)


def is_annotated(source: str) -> bool:
    """Tell whether *source* carries a whole mark of an earlier run."""
    return "esslink" in source and any(mark in source for mark in _WHOLE) and _whole_marks(source)


def may_be_annotated(source: bytes) -> bool:
    """Tell whether the bytes are worth a look: half the cost of looking at the text."""
    return b"esslink" in source or source.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16


def _whole_marks(source: str) -> bool:
    for token in tokens(source):
        verbatim = source[token.start : token.end]
        if token.kind == COMMENT and verbatim == MARK:
            return True
        if (
            token.kind == START
            and any(whole in verbatim for whole in _WHOLE)
            and block_element(verbatim)
        ):
            return True
    return False


def lookalikes(source: str) -> bool:
    """Tell whether *source*, not annotated, holds marks that :func:`strip` would take for ours."""
    return "esslink" in source and any(
        _opens(source[token.start : token.end])
        if token.kind == START
        else token.kind == COMMENT and source[token.start : token.end] == MARK
        for token in tokens(source)
    )


def _opens(tag: str) -> bool:
    return "esslink" in tag and bool(reference_element(tag) or block_element(tag))


def original(source: str) -> tuple[str, bool]:
    """
    Give *source* as it was before annotation, and whether it was plain text then.

    >>> original("<p>l’ESS</p>")
    ('<p>l’ESS</p>', False)
    """
    if source.endswith(_MARKDOWN_END):
        from esslink.render.markdown import strip_markdown

        text = strip_markdown(source)
        if text is not source:
            return text, True
    if is_annotated(source):
        if source.startswith(TEXT_OPEN):
            return _plain(source), True
        if source.startswith(PAGE_OPEN) and PAGE_BODY + TEXT_OPEN in source:
            # The head holds what esslink wrote, escaped: the first such place is ours.
            return _plain(source[source.index(PAGE_BODY + TEXT_OPEN) + len(PAGE_BODY) :]), True
        taken = splice(source, _removals(source))
        # What makes another mark by being taken out was never ours: «<<!--esslink-->!--…».
        return (source if is_annotated(taken) else taken), False
    if "/>" in source and "esslink" in source:
        # In a book ``<script/>`` is a whole element; HTML's rules read all that follows as script.
        from esslink.sources.xhtml import html_copy

        copy = html_copy(source)
        if copy is not source and is_annotated(copy):
            return splice(source, _removals(copy)), False
    return source, False


def _removals(source: str) -> list[Edit]:
    """Give the removals of every reference's tags, every block and the mark."""
    edits: list[Edit] = []
    row = iter(tokens(source))
    open_reference = ""
    for token in row:
        tag = source[token.start : token.end]
        if token.kind == START and "esslink" in tag:
            reference = reference_element(tag)
            if reference:
                open_reference = reference
                edits.append(Edit(token.start, token.end, "", "reference"))
                continue
            block = block_element(tag)
            if block:
                end = _block_end(row, token, block)
                edits.append(Edit(token.start, end, "", "block"))
        elif token.kind == END and token.name == open_reference:
            open_reference = ""
            edits.append(Edit(token.start, token.end, "", "reference"))
        elif token.kind == COMMENT and tag == MARK:
            edits.append(Edit(token.start, token.end, "", "mark"))
    return edits


def _block_end(row: object, start: Token, element: str) -> int:
    """Read on to the end tag of a block; its end, or that of the last token."""
    if element == "link":
        return start.end
    depth = 1
    end = start.end
    for token in row:  # type: ignore[attr-defined]
        end = token.end
        if token.name == element:
            depth += 1 if token.kind == START else -1
            if depth == 0:
                break
    return end


def _plain(source: str) -> str:
    """Turn the HTML that a text became into the text again."""
    close = source.rfind(TEXT_CLOSE, 0, _text_end(source))
    body = source[len(TEXT_OPEN) : close]
    edits = _removals(body)
    taken = {edit.start for edit in edits}
    for token in tokens(body):
        if token.name == "p" and token.start not in taken:
            edits.append(Edit(token.start, token.end, "", "paragraph"))
    body = splice(body, edits)
    return body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _text_end(source: str) -> int:
    """Give where the text's wrapper ends: before the blocks that follow it."""
    row = iter(tokens(source))
    first = next(row)
    return _block_end(row, first, "div") + 1


def strip(source: Source) -> Source:
    """
    Take out of *source* all that annotation put in: ``strip(annotate(x)) == x``.

    Args:
        source: a page; bytes are read in the encoding that annotation found.

    Returns:
        The page as it was, same type; *source* itself when it is not annotated.

    Raises:
        OptionError: *source* is neither text nor bytes (trees have :mod:`esslink.trees`).
        SourceError: the bytes are in no encoding that gives them back.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société de personnes.")])
    >>> strip(esslink.annotate("<p>Une mutuelle", matcher))
    '<p>Une mutuelle'

    """
    check_source(source)
    if isinstance(source, bytes):
        if not may_be_annotated(source):
            return source
        decoded = decode(source)
        text, _ = original(decoded.text)
        return source if text is decoded.text else decoded.encode(text)
    return original(source)[0]
