"""
How an annotated EPUB becomes again the file it was, byte for byte.

A changed document is compressed again, and nothing in the result tells how its first
compressor had packed it. So the old records of what changed travel in the book, in
``META-INF``, whose unknown files reading systems ignore (EPUB 3.3, 4.2.6); the rest of
the old file is named, not copied. The restored file is held against its digest, and a
book that somebody edited since is not restored: its editor's work would be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from esslink.batch import zips
from esslink.batch.zips import Archive
from esslink.errors import ArchiveError

__all__ = ["RECORD", "record", "restored"]

RECORD = "META-INF/esslink.undo"
"""The entry that holds the old records."""
_HEADER = 16 << 20
"""Bytes that its first line may have."""


def record(before: Archive, after: Archive, contents: Mapping[str, bytes]) -> bytes:
    """
    Return what turns *after* into *before*: a line of JSON, then the bytes it counts.

    JSON rather than a format of its own: small, readable, and safe to read. *contents* is
    what was written in entries of *after*, as far as the caller knows; the rest is read.
    """
    import json

    parts: list[str | int] = []
    blob: list[bytes] = []
    wrote: dict[str, str] = {}

    def keep(data: bytes) -> None:
        if parts and isinstance(parts[-1], int):
            parts[-1] += len(data)
        else:
            parts.append(len(data))
        blob.append(data)

    for entry in sorted(before.entries, key=lambda entry: entry.start):
        old = before.data[entry.start : entry.end]
        new = after.find(entry.name)
        if new is not None and after.data[new.start : new.end] == old:
            parts.append(entry.name)
        else:
            keep(old)
    keep(before.data[before.directory :])
    named = {part for part in parts if isinstance(part, str)}
    for entry in after.entries:
        if entry.name not in named:
            new_content = contents.get(entry.name)
            if new_content is None:
                new_content = zips.content(after, entry)
            wrote[entry.name] = _digest(new_content)
    header = {"esslink": 1, "digest": _digest(before.data), "wrote": wrote, "parts": parts}
    return json.dumps(header, sort_keys=True).encode() + b"\n" + b"".join(blob)


def restored(archive: Archive) -> Archive | None:
    """
    Return what *archive* was before annotation.

    None when it holds no record, or when its record no longer fits: something was
    changed since.
    """
    entry = archive.find(RECORD)
    if entry is None:
        return None
    line, newline, blob = zips.content(archive, entry).partition(b"\n")
    header = _header(line) if newline and len(line) <= _HEADER else None
    if header is None or not _untouched(archive, header):
        return None
    data = _joined(archive, header["parts"], blob)
    if data is None or _digest(data) != header["digest"]:
        return None
    try:
        return zips.read(data)
    except ArchiveError:
        return None


def _header(line: bytes) -> dict[str, Any] | None:
    import json

    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or header.get("esslink") != 1:
        return None
    parts, wrote = header.get("parts"), header.get("wrote")
    if not isinstance(parts, list) or not isinstance(wrote, dict):
        return None
    good = all(isinstance(part, str) or (type(part) is int and part >= 0) for part in parts)
    return header if good else None


def _untouched(archive: Archive, header: dict[str, Any]) -> bool:
    """Tell whether the entries are those that were written, with what was written in them."""
    wrote: dict[str, object] = header["wrote"]
    named = {part for part in header["parts"] if isinstance(part, str)}
    if {entry.name for entry in archive.entries} != named | wrote.keys() | {RECORD}:
        return False
    return all(
        _digest(zips.content(archive, entry)) == wrote[entry.name]
        for entry in archive.entries
        if entry.name in wrote
    )


def _joined(archive: Archive, parts: list[str | int], blob: bytes) -> bytes | None:
    """Return the parts put together; no entry twice, so the result is never larger than both."""
    places = dict(archive.names)
    pieces: list[bytes] = []
    at = 0
    for part in parts:
        if isinstance(part, str):
            entry = places.pop(part, None)
            if entry is None:
                return None
            pieces.append(archive.data[entry.start : entry.end])
        else:
            pieces.append(blob[at : at + part])
            at += part
    return b"".join(pieces) if at == len(blob) else None


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=20).hexdigest()
