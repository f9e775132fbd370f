"""
Pages that a server gives out compressed: ``page.html.gz``, ``.br``, ``.zst`` beside ``page.html``.

A server that finds one sends it in place of the page (nginx's ``gzip_static``, Apache,
Caddy), so it must say what the page says. One that held the page holds the changed page
afterwards. One that cannot be made anew is left out of the results, so that the server
compresses the page itself, and where files are changed in place it stays, with a warning:
what nobody asked to remove is not removed.
"""

from __future__ import annotations

import os
import zlib

from esslink.batch import atomic
from esslink.batch.http import unbrotlied
from esslink.batch.jobs import Job, Transform
from esslink.batch.streams import extra, ungzipped, unzstd
from esslink.batch.tree import Item
from esslink.batch.work import PACKED, Outcome
from esslink.errors import EsslinkError, SourceError

__all__ = ["process_sibling"]

LARGEST = 64 << 20
"""Bytes of the page that a compressed one may hold."""


def process_sibling(item: Item, transform: Transform, job: Job) -> Outcome:
    """
    Make the compressed copy of a page anew where the page changes.

    It is one when both give the same page once changed: in place, the page may have been
    changed already, and doing it twice is doing it once. Raises :class:`OSError`.
    """
    if not job.write:
        return Outcome(item.name, PACKED)
    path, suffix = os.path.splitext(item.source)
    name = (item.site or item.name).removesuffix(suffix)
    with open(path, "rb") as file:
        page = file.read()
    with open(item.source, "rb") as file:
        data = file.read()
        status = os.fstat(file.fileno())
    in_place = item.in_place
    try:
        new = transform(page, name).output
    except Exception:  # reported with the page itself, which stays as it is
        new = page
    if new == page and not in_place:
        (atomic.link if job.link else atomic.copy)(item.source, item.target, durable=False)
        return Outcome(item.name, PACKED, item.target, size=len(data), written=len(data))
    try:
        held = unpacked(data, suffix)
        if held == new or (not in_place and _made(item.target, status, new, suffix)):
            if held == new and not in_place:
                atomic.copy(item.source, item.target, durable=False)
            return Outcome(item.name, PACKED, item.target, size=len(data))
        if held != page and transform(held, name).output != new:
            raise SourceError("son contenu n’est pas celui de la page")
        made = packed(new, suffix)
    except EsslinkError as error:
        if in_place and new == page and b"esslink" not in page:
            return Outcome(item.name, PACKED)  # no run of ours made it untrue
        return _left(item, error.message, in_place=in_place)
    atomic.write(item.target, made, status, durable=in_place)
    return Outcome(item.name, PACKED, item.target, size=len(data), written=len(made))


def _made(target: str, status: os.stat_result, page: bytes, suffix: str) -> bool:
    """Tell whether an earlier run has made it: packing small takes long, looking does not."""
    try:
        if os.stat(target).st_mtime_ns != status.st_mtime_ns:
            return False
        with open(target, "rb") as file:
            return unpacked(file.read(), suffix) == page
    except (OSError, EsslinkError):
        return False


def _left(item: Item, cause: str, *, in_place: bool) -> Outcome:
    """Say why a compressed page is not made anew; take away the result of an earlier run."""
    if in_place:
        note = f"version compressée périmée, à refaire ou à retirer\u00a0: {cause}"
        return Outcome(item.name, PACKED, notes=(note,))
    if os.path.lexists(item.target):
        os.unlink(item.target)
    return Outcome(
        item.name, PACKED, notes=(f"version compressée laissée de côté, à refaire\u00a0: {cause}",)
    )


def unpacked(data: bytes, suffix: str) -> bytes:
    """
    Return the page that *data* holds; *suffix* is ``".gz"``, ``".br"`` or ``".zst"``.

    Raises :class:`ArchiveError` for what is damaged or too large, MissingExtraError
    without the package of the format.
    """
    if suffix == ".zst":
        return unzstd(data, LARGEST)
    if suffix == ".br":
        return unbrotlied(data)
    return ungzipped(data, LARGEST)


def packed(page: bytes, suffix: str) -> bytes:
    """Return *page* compressed as small as its format can: it is done once and sent often."""
    if suffix == ".zst":
        machine = extra("zstandard", "arrow").ZstdCompressor(level=19, write_checksum=True)
        return bytes(machine.compress(page))
    if suffix == ".br":
        return bytes(extra("brotli", "warc").compress(page, quality=11))
    return zlib.compress(page, 9, 31)
