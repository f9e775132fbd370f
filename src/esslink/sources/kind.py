"""Is it HTML or text, and is it text at all: told by content."""

from __future__ import annotations

import re
from functools import cache

from esslink.errors import OptionError, SourceError

__all__ = ["check_source", "is_binary", "kind", "refuse_binary"]

# One alternation after a literal "<" or "&": each attempt stops within a tag name's length.
_MARKUP = (
    r"<(?:!doctype|!--|\?xml)"
    r"|</?(?:a|abbr|address|article|aside|b|blockquote|body|br|button|caption|cite|code|dd|del"
    r"|details|dfn|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img"
    r"|ins|kbd|li|link|main|mark|meta|nav|ol|p|pre|q|s|samp|script|section|small|span|strong"
    r"|style|sub|summary|sup|svg|table|tbody|td|template|textarea|th|thead|time|title|tr|u|ul"
    r"|var|video|wbr)(?=[\s/>])"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
)


@cache
def _markup() -> re.Pattern[str]:
    return re.compile(_MARKUP, re.IGNORECASE)


# The binary data bytes of WHATWG MIME Sniffing, section 4.1, and how far it reads.
_BINARY = bytes({*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})
_HEADER = 1445


def check_source(source: object) -> None:
    """
    Refuse what is neither text nor bytes, where ``str()`` would give something else.

    Raises:
        OptionError: with what to call instead, for the trees people pass by mistake.

    >>> check_source("<p>l’ESS")

    """
    if isinstance(source, str | bytes):
        return
    kind = type(source)
    room = kind.__module__.partition(".")[0]
    if room in ("bs4", "lxml"):
        remedy = f"passez-le à esslink.trees.{'soup' if room == 'bs4' else 'lxml'}"
    elif isinstance(source, bytearray | memoryview):
        remedy = "passez bytes(…)"
    elif hasattr(source, "__fspath__"):
        remedy = "passez ce que contient le fichier, par exemple path.read_bytes()"
    else:
        remedy = "passez le texte de la page"
    raise OptionError(f"{kind.__name__} n’est ni str ni bytes\xa0; {remedy}", place="source")


def kind(text: str) -> str:
    """
    Tell ``"html"`` from ``"text"``: HTML has a known tag, a doctype, a comment or a reference.

    >>> kind("<p>L’ESS</p>"), kind("l&rsquo;ESS"), kind("si a < b & c > d")
    ('html', 'html', 'text')
    """
    if text[:14].lower().startswith(("<!doctype html", "<html", "<?xml")):
        return "html"  # as most pages start; the pattern takes a millisecond to compile
    return "html" if _markup().search(text) else "text"


def is_binary(data: bytes) -> bool:
    """
    Tell whether *data* is no text: a picture, an archive, a font.

    The rule is that of browsers (WHATWG MIME Sniffing): a control byte that no
    text has, within the first 1,445 bytes; UTF-16 with its mark is text.

    >>> is_binary(b"\\x89PNG\\r\\n\\x1a\\n"), is_binary("l’été".encode("cp1252"))
    (True, False)
    """
    header = data[:_HEADER]
    if header.startswith((b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")):
        return False
    return len(header.translate(None, _BINARY)) != len(header)


def refuse_binary(data: bytes) -> None:
    """
    Refuse what is no text, where a page is wanted.

    Raises:
        SourceError: :func:`is_binary` says so.

    >>> refuse_binary("<p>l’été".encode())

    """
    if is_binary(data):
        raise SourceError("fichier binaire\u00a0; donnez une page HTML ou un texte")
