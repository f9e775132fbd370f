"""
Blocks of header lines, as WARC and HTTP write them: looked up and edited, never rewritten.

A block is the bytes from its first line to the blank line that ends it, included. Lines
that are not edited keep their bytes, their order and their case.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["Media", "field", "media", "renamed", "with_field", "without_end"]

# One line: a name, a colon, a value to the end of the line, and lines that go on with a
# blank (RFC 9112, section 5.2). Each part stops at a character the next begins with: linear.
_LINE = rb"[^\r\n]*(?:\r(?!\n)[^\r\n]*)*"
_FIELD = rb"^(%s)[ \t]*:[ \t]*(" + _LINE + rb"(?:\r?\n[ \t]" + _LINE + rb")*)(\r?\n)"
_COLON = ord(":")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?'?([A-Za-z0-9._:+-]{1,40})", re.IGNORECASE)

Media = tuple[str, str | None]
"""A media type in lower case, empty when there is none, and its charset."""


@cache
def _pattern(name: str) -> re.Pattern[bytes]:
    return re.compile(_FIELD % re.escape(name.encode()), re.IGNORECASE | re.MULTILINE)


@cache
def _key(name: str) -> bytes:
    return b"\n" + name.encode()


def _may_have(head: bytes, name: str) -> bool:
    """Tell whether a pattern is worth trying: it costs ten times a look."""
    return _key(name) in head or _key(name).lower() in head.lower()


def field(head: bytes, name: str) -> str:
    """
    Return the value of the first field *name*, in one line; empty when there is none.

    The first line of *head* is no field, but a version or a status.

    >>> field(b"HTTP/1.1 200 OK\\r\\ncontent-type: text/html\\r\\n\\r\\n", "Content-Type")
    'text/html'
    """
    key = _key(name)
    at = head.find(key)
    if at < 0:
        at = head.lower().find(key.lower())
    if at < 0:
        return ""
    start = at + len(key) + 1
    end = head.find(b"\n", start)
    if head[start - 1] == _COLON and head[end + 1 : end + 2] not in (b" ", b"\t"):
        return head[start:end].strip().decode("utf-8", "replace")
    found = _pattern(name).search(head)
    return b" ".join(found[2].split()).decode("utf-8", "replace") if found else ""


def with_field(head: bytes, name: str, value: str, *, add: bool = False) -> bytes:
    """
    Return *head* with another value for the field *name*; added at the end if *add* asks.

    Further fields of the same name go: two lengths that differ are a way to attack
    (RFC 9112, section 6.3). Where there is none, *head* comes back as it was.

    >>> with_field(b"WARC/1.0\\r\\nA: 1\\r\\nB: 2\\r\\n\\r\\n", "a", "3")
    b'WARC/1.0\\r\\nA: 3\\r\\nB: 2\\r\\n\\r\\n'
    """
    found = _pattern(name).search(head) if _may_have(head, name) else None
    if found is None:
        if not add:
            return head
        body, end = without_end(head)
        newline = b"\r\n" if end.startswith(b"\r") else b"\n"
        return body + f"{name}: {value}".encode() + newline + end
    rest = head[found.end() :]
    if _may_have(b"\n" + rest, name):
        rest = _pattern(name).sub(b"", rest)
    return head[: found.start(2)] + value.encode() + found[3] + rest


def renamed(head: bytes, name: str, new: str) -> bytes:
    """Return *head* with the fields *name* called *new*; their values stay."""
    if not _may_have(head, name):
        return head
    return _pattern(name).sub(
        lambda found: new.encode() + found[0][len(found[1]) :],
        head,
    )


def without_end(head: bytes) -> tuple[bytes, bytes]:
    """Part a block in its lines and the blank line that ends it."""
    end = b"\r\n" if head.endswith(b"\r\n") else b"\n"
    return head[: -len(end)], end


def media(value: str) -> Media:
    """
    Read the value of a ``Content-Type``.

    >>> media("Text/HTML; charset=ISO-8859-15"), media("")
    (('text/html', 'ISO-8859-15'), ('', None))
    """
    found = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower(), found[1] if found else None
