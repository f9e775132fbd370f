"""
Blocks of header lines, as WARC and HTTP write them: looked up and edited, never rewritten.

A block is the bytes from its first line to the blank line that ends it, included. Lines
that are not edited keep their bytes, their order and their case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

__all__ = ["Media", "field", "media", "renamed", "with_field", "with_fields", "without_end"]

# One line: a name, a colon, a value to the end of the line, and lines that go on with a
# blank (RFC 9112, section 5.2). Each part stops at a character the next begins with: linear.
_LINE = rb"[^\r\n]*(?:\r(?!\n)[^\r\n]*)*"
_FIELD = rb"^(%s)[ \t]*:[ \t]*(" + _LINE + rb"(?:\r?\n[ \t]" + _LINE + rb")*)(\r?\n)"
# Linear: no class holds what follows it.
_PAIR = re.compile("\n([^:\r\n]*):([^\n]*)")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?'?([A-Za-z0-9._:+-]{1,40})", re.IGNORECASE)

Media = tuple[str, str | None]
"""A media type in lower case, empty when there is none, and its charset."""


@cache
def _pattern(name: str) -> re.Pattern[bytes]:
    return re.compile(_FIELD % re.escape(name.encode()), re.IGNORECASE | re.MULTILINE)


class _Fields(NamedTuple):
    """What a block says."""

    values: dict[str, str]
    """Of each field the first value, by its name in lower case."""
    repeated: bool
    """Some field comes twice."""


_KEPT = 1 << 11
"""Blocks that are kept: those of the records that are read before the first is written."""
_SHORT = 1 << 12
"""Bytes of a block that is kept; most have a few hundred."""


def _fields(head: bytes) -> _Fields:
    """Read a block; each is asked about several times, so the last ones are kept."""
    return _kept(head) if len(head) <= _SHORT else _read(head)


@lru_cache(maxsize=_KEPT)
def _kept(head: bytes) -> _Fields:
    return _read(head)


def _read(head: bytes) -> _Fields:
    text = head.decode("utf-8", "replace")
    rare = "\n " in text or "\n\t" in text or " :" in text or "\t:" in text
    pairs = list(_pairs(text)) if rare else _PAIR.findall(text)
    pairs.reverse()
    values = {name.lower(): value.strip() for name, value in pairs}
    return _Fields(values, len(values) < len(pairs))


def _pairs(head: str) -> Iterator[tuple[str, str]]:
    """Yield names and values where lines go on, or blanks stand before a colon."""
    fields: list[list[str]] = []
    for line in head.split("\n")[1:]:
        if fields and line.startswith((" ", "\t")):
            fields[-1].append(line)
        else:
            fields.append([line])
    for lines in fields:
        name, colon, value = " ".join(lines).partition(":")
        if colon:
            yield name.rstrip(" \t"), " ".join(value.split())


def field(head: bytes, name: str) -> str:
    """
    Return the value of the first field *name*, in one line; empty when there is none.

    The first line of *head* is no field, but a version or a status.

    >>> field(b"HTTP/1.1 200 OK\\r\\ncontent-type: text/html\\r\\n\\r\\n", "Content-Type")
    'text/html'
    """
    return _fields(head).values.get(name.lower(), "")


def with_field(head: bytes, name: str, value: str, *, add: bool = False) -> bytes:
    """
    Return *head* with another value for the field *name*; added at the end if *add* asks.

    Further fields of the same name go: two lengths that differ are a way to attack
    (RFC 9112, section 6.3). Where there is none, *head* comes back as it was.

    >>> with_field(b"WARC/1.0\\r\\nA: 1\\r\\nB: 2\\r\\n\\r\\n", "a", "3")
    b'WARC/1.0\\r\\nA: 3\\r\\nB: 2\\r\\n\\r\\n'
    """
    new = with_fields(head, {name: value})
    if new is not head or not add or name.lower() in _fields(head).values:
        return new
    body, end = without_end(head)
    newline = b"\r\n" if end.startswith(b"\r") else b"\n"
    return body + f"{name}: {value}".encode() + newline + end


def with_fields(head: bytes, values: Mapping[str, str]) -> bytes:
    """Return *head* with other values for the fields that it has, as :func:`with_field`."""
    fields = _fields(head)
    for name, value in values.items():
        found = _pattern(name).search(head) if name.lower() in fields.values else None
        if found is None:
            continue
        rest = head[found.end() :]
        if fields.repeated:
            rest = _pattern(name).sub(b"", rest)
        head = head[: found.start(2)] + value.encode() + found[3] + rest
    return head


def renamed(head: bytes, name: str, new: str) -> bytes:
    """Return *head* with the fields *name* called *new*; their values stay."""
    if name.lower() not in _fields(head).values:
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
