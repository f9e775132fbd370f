"""
The HTTP message that a WARC record holds: its page out, and another page in its place.

Crawlers keep the body as it travelled (cut in chunks, compressed) or already decoded
while the headers still say otherwise; both are read. A page that changes is written
plain, and what the headers said of its old form moves to ``X-Crawl-…`` fields, the
convention of the Common Crawl archives, so that every reader sees what is there.
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from esslink.batch.headers import Media, field, media, renamed, with_field
from esslink.errors import ArchiveError

__all__ = ["LARGEST_PAGE", "Message", "decoded_body", "head_for", "message", "unbrotlied"]

LARGEST_PAGE = 64 << 20
"""Bytes of a page, decoded; beyond it is left as it came: 2,000 times a usual page."""

# A blank line ends the headers; newlines alone are seen in old archives. Linear: each
# attempt looks at three bytes at most after a newline.
_END = re.compile(rb"\n\r?\n")
_LARGEST_HEAD = 1 << 18
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_OLD_FORM = ("Transfer-Encoding", "Content-Encoding")
_DIGESTS = ("Content-MD5", "Digest", "Content-Digest", "Repr-Digest")
"""Fields that a change of the body makes untrue (RFC 9530, RFC 3230, RFC 2616)."""


class Message(NamedTuple):
    """An HTTP response."""

    head: bytes
    """Status line and fields, through the blank line."""
    body: bytes
    """As it stands in the archive."""
    media: Media
    status: int


def message(block: bytes) -> Message | None:
    """
    Read the block of a ``response`` record; None when it is no HTTP response.

    >>> message(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n\\r\\n<p>").media
    ('text/html', None)
    """
    if not block.startswith(b"HTTP/"):
        return None
    end = _END.search(block, 0, _LARGEST_HEAD)
    if end is None:
        return None
    head = block[: end.end()]
    words = head.split(b"\n", 1)[0].split()
    digits = words[1] if len(words) > 1 else b""
    status = int(digits) if digits.isdigit() and len(digits) == 3 else 0
    return Message(head, block[end.end() :], media(field(head, "Content-Type")), status)


def decoded_body(one: Message) -> bytes:
    """
    Return the page that a message carries, chunks joined and compression undone.

    Raises :class:`ArchiveError` for a body that cannot be decoded whole.
    """
    body = one.body
    if "chunked" in field(one.head, "Transfer-Encoding").lower():
        body = _joined(body)
    codings = field(one.head, "Content-Encoding").lower().replace(",", " ").split()
    for coding in reversed(codings):
        if coding not in ("identity", "utf-8", "none"):
            body = _decompressed(body, coding)
    return body


def head_for(one: Message, page: bytes) -> bytes:
    """Return the head of the message with *page* for its body: fields that are right for it."""
    head = one.head
    plain = True
    for name in _OLD_FORM:
        if field(head, name):
            head = renamed(head, name, f"X-Crawl-{name}")
            plain = False
    for name in _DIGESTS:
        head = renamed(head, name, f"X-Crawl-{name}")
    # Without a length a body goes to the end of the connection: nothing to put right.
    return with_field(head, "Content-Length", str(len(page)), add=not plain)


def _joined(body: bytes) -> bytes:
    """Join the chunks of *body*; a body that does not begin with one was joined already."""
    pieces: list[bytes] = []
    at = total = 0
    while True:
        size = _CHUNK_SIZE.match(body, at)
        if size is None:
            if not pieces:
                return body
            raise ArchiveError("les morceaux du corps HTTP (chunked) ne se suivent pas")
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        at = size.end() + length
        pieces.append(body[size.end() : at])
        total += length
        if at > len(body) or total > LARGEST_PAGE:
            raise ArchiveError("le dernier morceau du corps HTTP (chunked) n’est pas entier")
        # The newline after a chunk; bare newlines are as old as bare headers.
        at += 2 if body.startswith(b"\r\n", at) else int(body.startswith(b"\n", at))


def _decompressed(body: bytes, coding: str) -> bytes:
    if coding in ("gzip", "x-gzip"):
        if not body.startswith(b"\x1f\x8b"):
            return body  # decoded by the crawler, which left the header
        return _inflated(body, 31)
    if coding == "deflate":
        # zlib's format says itself; servers also send bare deflate (RFC 9110, 8.4.1.2).
        if len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0:
            return _inflated(body, 15)
        return _inflated(body, -15) if not body.lstrip().startswith(b"<") else body
    if body.lstrip()[:1] == b"<":
        return body
    if coding == "br":
        return unbrotlied(body)
    if coding == "zstd":
        from esslink.batch.streams import unzstd

        return unzstd(body, LARGEST_PAGE)
    raise ArchiveError(f"le codage «\u00a0{coding[:40]}\u00a0» du corps HTTP est inconnu")


def _inflated(body: bytes, kind: int) -> bytes:
    """Undo one zlib stream; *kind* is zlib's own number for gzip, zlib or bare deflate."""
    machine = zlib.decompressobj(kind)
    try:
        page = machine.decompress(body, LARGEST_PAGE)
    except zlib.error as error:
        raise ArchiveError(f"le corps HTTP compressé est abîmé ({error})") from error
    if not machine.eof:
        long = "dépasse la taille admise" if machine.unconsumed_tail else "n’est pas entier"
        raise ArchiveError(f"le corps HTTP compressé {long}")
    return page


def unbrotlied(body: bytes) -> bytes:
    """Undo Brotli; raises as :func:`decoded_body`, and MissingExtraError without its package."""
    from esslink.batch.streams import extra

    brotli = extra("brotli", "warc")
    machine = brotli.Decompressor()
    try:
        page: bytes = machine.process(body, output_buffer_limit=LARGEST_PAGE)
    except brotli.error as error:
        raise ArchiveError(f"le corps HTTP compressé (br) est abîmé ({error})") from error
    if not machine.is_finished():
        raise ArchiveError("le corps HTTP compressé (br) n’est pas entier, ou il est trop grand")
    return page
