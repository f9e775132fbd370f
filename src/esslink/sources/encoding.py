"""
Bytes to text and back, with every byte kept.

The order of evidence is the browsers': the byte order mark, then what the
caller knows (an HTTP header), then the ``<meta>`` prescan of the HTML standard,
then strict UTF-8, then windows-1252. Bytes that are wrong in the encoding travel
as lone surrogates (``surrogateescape``) and come out as they went in.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from esslink.errors import SourceError

__all__ = ["Decoded", "declared", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What most pages say, so that the label table need not be loaded for them.
# Encoding Standard, section 4.2: latin-1 and ASCII are read as windows-1252.
_USUAL = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-15": "iso8859-15",
}
_SAID = (
    b'<meta charset="utf-8"',
    b'<meta http-equiv="content-type" content="text/html; charset=utf-8"',
)
_ENDS = (b">", b"/>", b" />")
_PRESCAN = 1024
_NEAR = 4096
"""Where most pages have said it, long comments before it included."""
_FAR = 1 << 16


# Compiled when first needed, as start-up is counted. Comments end at "-->" (or the
# end); a quoted value ends at its quote. Every alternative starts with its own
# literal and cannot match the others' text.
@cache
def _pattern(name: str) -> re.Pattern[bytes]:
    return re.compile(_PATTERNS[name], re.IGNORECASE | re.DOTALL)


_PATTERNS = {
    "comment": rb"<!--.*?(?:-->|\Z)",
    "meta": rb"<meta[\s/]",
    "attribute": rb"[\s/]*([^\s/>=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?",
    "content": rb"charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;\"']+))",
    "xml": rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']",
}


class Decoded(NamedTuple):
    """A source as text, and what is needed to give its bytes back."""

    text: str
    encoding: str
    """Python's name of the codec."""
    bom: bytes
    certain: bool
    """False when nothing declared the encoding and windows-1252 was the last resort."""

    def encode(self, text: str) -> bytes:
        """Give *text* in this encoding, with the byte order mark the source had."""
        return self.bom + self.encode_piece(text)

    def encode_piece(self, text: str) -> bytes:
        """Give a piece of text in this encoding."""
        return text.encode(self.encoding, _errors(self.encoding))

    @property
    def stateless(self) -> bool:
        """Whether the bytes of a piece of text are the same whatever stands before it."""
        return self.encoding.startswith(_STATELESS)

    def fit(self, text: str) -> str:
        """
        Give *text* with what the encoding lacks as numeric references.

        >>> decode("coût".encode("cp1252")).fit("cœur ≠")
        'cœur &#8800;'
        """
        if self.encoding.startswith("utf-"):
            return text
        return text.encode(self.encoding, "xmlcharrefreplace").decode(self.encoding)


_STATELESS = ("utf-8", "utf-16-", "ascii", "cp125", "iso8859", "koi8")


def _errors(encoding: str) -> str:
    return "strict" if encoding.startswith("utf-16") else "surrogateescape"


def _codec(label: str) -> str | None:
    """Give Python's codec for a label of the Encoding Standard, or None."""
    label = label.strip("\t\n\f\r ").lower()
    usual = _USUAL.get(label)
    if usual:
        return usual
    import webencodings  # the table of labels; 2 to 7 ms, so only when asked

    found = webencodings.lookup(label)
    if found is None:
        return None
    if found.name in ("utf-16le", "utf-16be"):
        return "utf-8"  # HTML standard, 13.2.3.2: a page that could say so is not UTF-16
    if found.name == "x-user-defined":
        return "cp1252"
    return str(found.codec_info.name)


def _meta_charset(tag: bytes) -> str | None:
    """Give the codec that one meta tag's attributes declare (HTML standard, 13.2.3.2)."""
    charset = content = None
    pragma = False
    seen: set[bytes] = set()
    for written, double, single, bare in _pattern("attribute").findall(tag):
        name, value = written.lower(), double or single or bare
        if name in seen:
            continue
        seen.add(name)
        if name == b"charset":
            charset = value
        elif name == b"content":
            found = _pattern("content").search(value)
            content = found and (found[1] or found[2] or found[3])
        elif name == b"http-equiv":
            pragma = value.lower() == b"content-type"
    label = charset if charset is not None else (content if pragma else None)
    return _codec(label.decode("ascii", "replace")) if label else None


def _tag_end(head: bytes, start: int) -> int:
    """Give the offset of the ">" that ends the tag at *start*, quotes respected."""
    place = start
    while True:
        found = _pattern("attribute").match(head, place)
        if found is None or found.end() == place:
            return place
        place = found.end()


def declared(data: bytes) -> str | None:
    """
    Give the codec that the page itself declares, or None.

    The HTML standard's prescan (13.2.3.2) on the first 1,024 bytes, then, as
    browsers do when the head is longer, on the first 65,536; an XML declaration
    at the very start counts before.

    >>> declared(b"<!-- <meta charset=gbk> --><meta charset='ISO-8859-15'>")
    'iso8859-15'
    """
    start = data[:_PRESCAN].lstrip()
    if start.startswith(b"<?xml"):
        xml = _pattern("xml").match(start)
        if xml:
            return _codec(xml[1].decode("ascii"))
    if _says_utf8(data[:_NEAR]):
        return "utf-8"
    for limit in (_PRESCAN, _FAR):
        head = data[:limit]
        if b"<!--" in head:
            head = _pattern("comment").sub(b"", head)
        at = 0
        while meta := _pattern("meta").search(head, at):
            at = _tag_end(head, meta.end())  # on from there: what one tag holds is read once
            codec = _meta_charset(head[meta.end() : at])
            if codec:
                return codec
    return None


def _says_utf8(head: bytes) -> bool:
    """
    Tell whether the first charset of *head* is UTF-8, said as most pages say it.

    That is what the patterns would find, at a tenth of their cost.
    """
    lower = head.lower()
    first = lower.find(b"charset")
    for usual in _SAID:
        at = first - usual.find(b"charset")
        end = at + len(usual)
        if at >= 0 and lower.startswith(usual, at) and lower.startswith(_ENDS, end):
            return not _in_comment(head, at)
    return False


def _in_comment(head: bytes, place: int) -> bool:
    """Tell whether *place* is in a comment, as the pattern for comments has it."""
    start = head.find(b"<!--", 0, place)
    while start >= 0:
        end = head.find(b"-->", start + 4)
        if end < 0 or end > place:
            return True
        start = head.find(b"<!--", end + 3, place)
    return False


def decode(data: bytes, charset: str | None = None, *, markup: bool = True) -> Decoded:
    """
    Read *data* as text that :meth:`Decoded.encode` turns back into the same bytes.

    Args:
        data: the page, as it came.
        charset: what the caller knows of it; a byte order mark still wins.
        markup: it may be HTML, which may declare its encoding; a text does not.

    Raises:
        SourceError: *charset* is no known encoding, or the encoding cannot give
            the same bytes back (UTF-16 cut in half, ISO-2022-JP, UTF-7).

    >>> page = decode(b"l\\x92\\xe9conomie")
    >>> page.text, page.encoding, page.encode(page.text)
    ('l’économie', 'cp1252', b'l\\x92\\xe9conomie')

    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, mark)
    if charset:
        known = _codec(charset)
        if known is None:
            raise SourceError(
                f"l’encodage « {charset} » est inconnu ; "
                "donnez un nom de la norme Encoding, comme utf-8 ou windows-1252",
                place="encoding",
            )
        return _strictly(data, known, b"")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        found = declared(data) if markup else None
        return _strictly(data, found or "cp1252", b"", certain=found is not None)
    # Any ASCII-compatible encoding gives the same text of an ASCII page; the declared
    # one decides which characters an insertion may have, and without one nobody knows
    # what the reader will assume: references only.
    encoding = (declared(data) if markup else None) or ("ascii" if text.isascii() else "utf-8")
    if encoding in ("utf-8", "ascii"):
        return Decoded(text, encoding, b"", True)
    return _strictly(data, encoding, b"")


def _strictly(data: bytes, encoding: str, bom: bytes, certain: bool = True) -> Decoded:
    """Decode, and refuse what does not come back byte for byte."""
    errors = _errors(encoding)
    try:
        text = data.decode(encoding, errors)
        exact = encoding == "utf-8" or text.encode(encoding, errors) == data
    except (UnicodeError, LookupError):
        exact = False
        text = ""
    if not exact:
        raise SourceError(
            f"l’encodage {encoding} ne rend pas les mêmes octets pour cette page ; "
            "convertissez-la en UTF-8, ou donnez son véritable encodage",
            place="encoding",
        )
    return Decoded(text, encoding, bom, certain)
