"""
What is worth knowing of a page before any walk: what it mentions, its language, its doubts.

Each is a look at few bytes, or at bytes only, so that the pages that have nothing
special, which are most, do not pay for those that have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from esslink.sources.context import Scope
from esslink.sources.tokens import COMMENT, END, REFERENCE, START, TAIL, TEXT, tokens

__all__ = ["RAW", "Look", "ended", "heading", "language"]

_LANG = re.compile(rb"\s*=\s*[\"']?\s*([a-z]*)")  # each class is repeated once, none twice


class Look:
    """
    A look at the bytes of a page before any walk: it answers in bytes, capitals aside.

    Args:
        page: as text, or in an encoding that has ASCII in it.

    >>> look = Look('<p lang="en">')
    >>> look.named, look.apart(Scope()), look.asks(Scope(lang="en"))
    (False, True, False)

    """

    __slots__ = ("_lower", "named")

    def __init__(self, page: str | bytes) -> None:
        if isinstance(page, str):
            page = page.encode("utf-8", "surrogatepass")
        self._lower = page.lower()  # three times as fast as str.lower
        self.named = b"esslink" in self._lower
        """The page mentions the tool: marks of an earlier run, opt-outs, a switch."""

    def asks(self, scope: Scope) -> bool:
        """Tell whether an element may ask, by an attribute, to be left alone."""
        return bool(scope.skip or scope.only) or self.named or self.apart(scope)

    def apart(self, scope: Scope) -> bool:
        """Tell whether an element may be in another language, or open to its reader's pen."""
        lower = self._lower
        if b"contenteditable" in lower:
            return True
        return bool(scope.lang) and _other_language(lower, scope.lang.encode())

    def two_readings(self, source: str) -> bool:
        """
        Tell whether what follows a ``<noscript>`` depends on scripts being on.

        Its content is raw text with scripts and markup without; when that markup holds
        a comment or a raw element that it does not close, the rest of the page has two
        meanings.

        Args:
            source: the page that was looked at.

        >>> pages = "<noscript><!--</noscript>x-->", "<noscript><p>x</noscript>"
        >>> [Look(page).two_readings(page) for page in pages]
        [True, False]

        """
        if b"<noscript" not in self._lower:
            return False
        if all(_complete(content.decode("latin-1")) for content in _contents(self._lower)):
            return False
        inside = False
        for token in tokens(source):
            if token.name == "noscript":
                inside = token.kind is START
            elif inside and token.kind is TEXT and not _complete(token.data):
                return True
        return False


def _other_language(lower: bytes, here: bytes) -> bool:
    """Tell whether a ``lang`` attribute may name another language than *here*."""
    place = lower.find(b"lang")
    while place >= 0:
        found = _LANG.match(lower, place + 4)
        if found and found[1] not in (b"", here) and not lower.endswith(b"href", 0, place):
            return True
        place = lower.find(b"lang", place + 4)
    return False


def language(source: str) -> str | None:
    """
    Give the language that ``<html>`` declares, lower case, or None.

    >>> language('<!DOCTYPE html><html class=x lang="fr-CA"><p>')
    'fr-ca'
    """
    for within in _HTML_WITHIN:
        for token in tokens(source[:within]):
            if token.name == "html":
                values = dict(reversed(token.attributes))
                return (values.get("lang") or values.get("xml:lang") or "").strip().lower() or None
    return None


def heading(source: str, place: int) -> str:
    """
    Give the text of the heading that starts at *place*, blanks as one; empty when it is long.

    >>> heading("<h1>L’<b>économie</b>\\n sociale &amp; co</h1>", 0)
    'L’économie sociale & co'
    """
    row = tokens(source[place : place + _HEADING_WITHIN])
    name = next(row).name
    text = ""
    for token in row:
        if token.kind == END and token.name == name:
            return " ".join(text.split())
        text += token.data if token.kind in (TEXT, REFERENCE) else ""
    return ""


def _contents(lower: bytes) -> Iterator[bytes]:
    """Yield what each «<noscript» holds, those in comments and scripts too."""
    place = lower.find(b"<noscript")
    while place >= 0:
        start = lower.find(b">", place) + 1 or len(lower)
        end = lower.find(b"</noscript", start)
        if end < 0:
            end = len(lower)
        yield lower[start:end]
        place = lower.find(b"<noscript", end)


def _complete(markup: str) -> bool:
    """Tell whether *markup* ends in its own text: no comment, tag or raw element is open."""
    last, raw = None, ""
    for last in tokens(markup):
        if last.kind is START and last.name in RAW:
            raw = last.name
        elif last.kind is END and last.name == raw:
            raw = ""
    if last is None:
        return True
    cut = last.kind == TAIL or (last.kind is COMMENT and not ended(markup[last.start :]))
    return not (cut or raw)


RAW = frozenset(
    ("iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp")
)
_HTML_WITHIN = (512, 4096)
"""Code points within which ``<html>`` must stand for its language to be known: where most have
it, and all that are looked through."""
_HEADING_WITHIN = 1024
"""Code points of a heading's source after which it names no term."""


def ended(comment: str) -> bool:
    """Tell whether a comment's source has its own end, not the file's."""
    if comment.startswith("<!--"):
        return comment.endswith(("-->", "--!>"))
    return comment.endswith(">")
