"""
Web archives: the pages of a WARC file annotated, every other record as it came.

A record that changes keeps its fields; its lengths, its digests and its HTTP headers are
put right. One that does not change keeps its bytes, those of its gzip member included.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from esslink.batch.cells import Change, change
from esslink.batch.corpus import Account, Sink, Tell, lots
from esslink.batch.headers import field, media, with_fields
from esslink.batch.http import LARGEST_PAGE, Message, decoded_body, head_for, message
from esslink.batch.streams import joined
from esslink.batch.warcread import Record, digest_like, is_gzip, records
from esslink.errors import EsslinkError

__all__ = ["Page", "pages", "rewrite", "web_address"]

_FORMATS = {"text/html": "html", "application/xhtml+xml": "xhtml", "text/plain": "text"}
_UNKNOWN = ("", "application/octet-stream", "unknown/unknown", "no-type")
_HOLDERS = ("response", "resource", "conversion")
_PIECE = 1 << 20
_STARTS = (b"<!doctype html", b"<html")
_PARTIAL = (204, 206, 304)
"""HTTP statuses without a page, or with a part of one (RFC 9110)."""


class Page(NamedTuple):
    """A page in an archive."""

    content: bytes
    """Decoded: chunks joined, compression undone."""
    format: str
    """``"html"``, ``"xhtml"`` or ``"text"``."""
    charset: str | None
    """What the HTTP header says, when it is an encoding that is known."""
    address: str
    """``WARC-Target-URI``."""
    date: str
    """``WARC-Date``."""
    message: Message | None
    """The HTTP message around it; None where the record is the page."""


def pages(
    file: BinaryIO, tell: Tell, *, texts: bool = False
) -> Iterator[tuple[Record, Page | None]]:
    """
    Yield every record of an archive and the page that it holds, None for none.

    Args:
        file: a WARC file at its start, seekable.
        tell: is told of pages that cannot be read; such a record comes without a page.
        texts: plain texts are pages too, as in the WET files of Common Crawl.

    Raises:
        ArchiveError: the archive is cut or damaged; the message gives the offset.

    """
    for record in records(file, _may_hold_a_page):
        if record.damage:
            tell(_place(record), record.damage)
            yield record, None
            continue
        try:
            page = _page(record, texts) if record.block else None
        except EsslinkError as error:
            tell(_place(record), f"{error.message}\u00a0; la page reste telle quelle")
            page = None
        yield record, page


def rewrite(
    file: BinaryIO,
    sink: Sink,
    act: Change,
    tell: Tell,
    *,
    texts: bool = False,
    account: Account | None = None,
) -> Account:
    """
    Change the pages of an archive and give the whole of it to *sink*.

    Args:
        file: a WARC file at its start, seekable.
        sink: takes the new archive, compressed record by record if the first one is.
        act: what to do to a page.
        tell: is told of each record that is left as it came because something is wrong.
        texts: change plain texts too.
        account: counts what is done; a new one by default.

    Raises:
        ArchiveError: the archive is cut or damaged; what *sink* took is then to be
            thrown away.

    """
    account = account or Account()
    suffix = ".gz" if is_gzip(file) else ""
    waiting = (0, 0)  # records that stay, copied in one go

    def wrong(place: str, cause: str) -> None:
        account.failed += 1
        tell(place, cause)

    for lot in lots(pages(file, wrong, texts=texts), _size):
        cells = [page and change(act, page.content, page.format, page.charset) for _, page in lot]
        for (record, page), cell in zip(lot, cells, strict=True):
            account.records += bool(record.head)
            changed: tuple[bytes, ...] = ()
            if page is not None and cell is not None:
                href = web_address(page.address) if account.tally is not None else ""
                account.add(page.content, cell, page.address, href)
                for note in (*cell.notes, *filter(None, [cell.error])):
                    tell(_place(record), note)
                if cell.value != page.content:
                    assert isinstance(cell.value, bytes)
                    changed = _changed(record, page, cell.value)
            if not changed:
                waiting = (waiting[0], record.end)
                continue
            _copy(file, *waiting, sink)
            waiting = (record.end, record.end)
            sink(joined(changed, suffix))
    _copy(file, *waiting, sink)
    return account


def _size(row: tuple[Record, Page | None]) -> int:
    record, page = row
    return len(record.head) + len(record.block or b"") + (len(page.content) if page else 0)


def web_address(address: str) -> str:
    """
    Return the address of a page of the web for a link to it; empty for any other scheme.

    >>> web_address("http://exemple.fr/l’été"), web_address("javascript:alert(1)")
    ('http://exemple.fr/l%E2%80%99%C3%A9t%C3%A9', '')
    """
    if not address.lower().startswith(("http://", "https://")):
        return ""
    from urllib.parse import quote

    return quote(address, safe="/:?#[]@!$&'()*+,;=%", errors="replace")


def _copy(file: BinaryIO, start: int, end: int, sink: Sink) -> None:
    """Copy bytes of *file* as they are; its place, and what it has read ahead, are kept."""
    descriptor = _descriptor(file)
    if descriptor is not None:
        while start < end and (piece := os.pread(descriptor, min(end - start, _PIECE), start)):
            sink(piece)
            start += len(piece)
        return
    place = file.tell()
    file.seek(start)
    while start < end and (piece := file.read(min(end - start, _PIECE))):
        sink(piece)
        start += len(piece)
    file.seek(place)


def _descriptor(file: BinaryIO) -> int | None:
    """Return what ``os.pread`` takes; None where there is none, in memory or on Windows."""
    try:
        return file.fileno() if hasattr(os, "pread") else None
    except OSError:
        return None


def _changed(record: Record, page: Page, content: bytes) -> tuple[bytes, ...]:
    """Return the pieces of the record with another page in it, uncompressed."""
    http = head_for(page.message, content) if page.message else b""
    values = {"Content-Length": str(len(http) + len(content))}
    for name, pieces in (
        ("WARC-Block-Digest", (http, content)),
        ("WARC-Payload-Digest", (content,)),
    ):
        if declared := field(record.head, name):
            values[name] = digest_like(declared, *pieces)
    return with_fields(record.head, values), http, content, record.tail


def _may_hold_a_page(head: bytes, length: int) -> bool:
    """Tell, from its fields, whether a record is worth holding in memory."""
    if length > LARGEST_PAGE or field(head, "WARC-Segment-Number"):
        return False
    return field(head, "WARC-Type").lower() in _HOLDERS


def _page(record: Record, texts: bool) -> Page | None:
    """Return the page of a record; raises :class:`ArchiveError` if its body is unreadable."""
    assert record.block is not None
    http = None
    kind, charset = media(field(record.head, "Content-Type"))
    if kind == "application/http":
        http = message(record.block)
        if http is None or http.status in _PARTIAL:
            return None
        kind, charset = http.media
    if kind in _UNKNOWN:
        kind = media(field(record.head, "WARC-Identified-Payload-Type"))[0]
    if kind not in _FORMATS and kind not in _UNKNOWN:
        return None
    content = decoded_body(http) if http else record.block
    if not content:
        return None
    format = _FORMATS.get(kind) or _sniffed(content)
    if not format or (format == "text" and not texts):
        return None
    address = field(record.head, "WARC-Target-URI").strip("<>")
    date = field(record.head, "WARC-Date")
    return Page(content, format, _known(charset), address, date, http)


def _sniffed(content: bytes) -> str:
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "html" if start.startswith(_STARTS) else ""


def _known(charset: str | None) -> str | None:
    """Return *charset* if it is one; browsers pass over labels that mean nothing."""
    if charset is None or charset.lower() == "utf-8":
        return charset
    import webencodings

    return charset if webencodings.lookup(charset) else None


def _place(record: Record) -> str:
    address = field(record.head, "WARC-Target-URI").strip("<>")
    return f"octet {record.start}" + (f" ({address})" if address else "")
