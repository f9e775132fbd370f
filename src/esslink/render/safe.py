"""
Text that is safe to write into a page, whoever wrote the glossary.

A definition is sanitised when a glossary is read, but a compiled file comes from
anywhere. So every definition passes a small grammar again when it is written:
what the grammar holds goes out as it is, and what it does not hold goes out as
text. The grammar has only what an HTML parser reads back as the very same tree,
so that nothing in a definition can reach out of the element around it.
"""

from __future__ import annotations

import functools
import re

__all__ = ["escape", "is_web_address", "plain", "safe_html"]

INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "br", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q",
     "s", "small", "span", "strong", "sub", "sup", "u", "var")
)  # fmt: skip
"""Elements of a sentence that a definition may hold."""
BLOCKS = frozenset(("p", "ul", "ol"))
"""Elements that hold sentences; ``li`` stands in the last two only."""
DEPTH = 32
"""Most elements that may be open at once; parsers give up on trees at 512 (HTML, 13.2.6.1)."""

_ATTRIBUTES = {
    "href": re.compile(r"(?:https?://|mailto:)[^\"]*", re.IGNORECASE),
    "hreflang": re.compile(r"[A-Za-z0-9_-]{0,35}"),
    "title": re.compile(r'[^"]*'),
    "lang": re.compile(r"[A-Za-z0-9_-]{0,35}"),
    "dir": re.compile(r"ltr|rtl|auto", re.IGNORECASE),
}
_OWN_ATTRIBUTES = {"a": ("href", "hreflang"), "abbr": ("title",)}

# Linear: the alternatives start with different characters, or are decided by the
# next one, and every repeat ends at a character that it cannot hold.
_PIECE = re.compile(
    r"[^<&]+"
    r"|&(?:(?:amp|lt|gt|quot|nbsp);|\#(?P<ten>[0-9]{1,7});|\#[xX](?P<hex>[0-9A-Fa-f]{1,6});)?"
    r"|<(?P<close>/?)(?P<name>[a-z]{1,6})(?P<rest>(?: [a-z]{1,8}=\"[^\"]*\")*) ?/?>"
    r"|<(?![A-Za-z/!?])"
)
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')  # linear: only on what _PIECE let through
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp);)")
# Characters that XML refuses, that HTML calls errors, or that are half of a pair.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WEB = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)
# Linear: one negated class; used on safe text only, where a bracket is always a tag's.
_TAG = re.compile(r"<(/?[a-z]+)[^>]*>")


def escape(text: str) -> str:
    r"""
    Return *text* as it must be written in an element or in a quoted attribute.

    Characters that no page may hold (controls, halves of surrogate pairs) become
    U+FFFD, and a carriage return a blank, since a parser would change it.

    >>> escape('<b> & "c"'), escape("a\x00")
    ('&lt;b&gt; &amp; &quot;c&quot;', 'a\ufffd')
    """
    text = _UNFIT.sub("\ufffd", text).replace("\r", " ")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def is_web_address(url: str | None) -> bool:
    """
    Tell whether *url* is an http or https address of at most 2,048 characters.

    >>> is_web_address("https://www.legifrance.gouv.fr/"), is_web_address("javascript:x")
    (True, False)
    """
    return url is not None and len(url) <= 2048 and _WEB.fullmatch(url) is not None


@functools.lru_cache(maxsize=4096)
def safe_html(text: str, *, xhtml: bool = False) -> str:
    """
    Return *text* as HTML that stays inside the element it is written in.

    The small HTML of a definition (inline elements, ``p``, ``ul``, ``ol``, links
    to http, https and mailto, ``lang`` and ``dir``; all closed) passes unchanged;
    stray ``&`` and ``<`` in it are escaped. Anything else is text, all of it.
    With *xhtml*, the result is also well-formed XML. Linear in the length.

    >>> safe_html("Secteur <b>privé</b> & plus"), safe_html("a<script>b</script>")
    ('Secteur <b>privé</b> &amp; plus', 'a&lt;script&gt;b&lt;/script&gt;')
    """
    parts: list[str] = []
    stack: list[str] = []
    place = 0
    while place < len(text):
        found = _PIECE.match(text, place)
        piece = _checked(found, stack) if found else None
        if found is None or piece is None:
            return escape(text)
        parts.append(piece)
        place = found.end()
    if stack:
        return escape(text)
    safe = "".join(parts)
    if xhtml:
        # XML knows five names of characters only, and "]]>" ends a CDATA section anywhere.
        safe = safe.replace("<br>", "<br/>").replace("&nbsp;", "&#160;").replace("]]>", "]]&gt;")
    return safe


def plain(text: str) -> str:
    """
    Return the text that a reader sees of a definition: no tags, not escaped.

    >>> plain("Secteur <b>privé</b> &amp; plus"), plain("<p>Un.</p><p>Deux.</p>")
    ('Secteur privé & plus', 'Un. Deux.')
    """
    safe = _TAG.sub(lambda tag: " " if tag[1].strip("/") in _BREAKING else "", safe_html(text))
    safe = re.sub(r"&#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}));", _character, safe)
    for name, character in (("nbsp", "\u00a0"), ("quot", '"'), ("lt", "<"), ("gt", ">")):
        safe = safe.replace(f"&{name};", character)
    safe = safe.replace("&amp;", "&")
    return re.sub(r"[ \t\n\r]+", " ", safe).strip(" ")


_BREAKING = BLOCKS | {"li", "br"}


def _character(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code)


def _checked(found: re.Match[str], stack: list[str]) -> str | None:
    """Return the piece as it may be written, or None; *stack* holds the open elements."""
    piece = found[0]
    if piece[0] == "<":
        if piece == "<":
            return "&lt;"
        if found["close"]:
            if not stack or piece != f"</{stack[-1]}>":
                return None
            stack.pop()
            return piece
        return _start_tag(found["name"], found["rest"], stack)
    if piece[0] == "&":
        if piece == "&":
            return "&amp;"
        code = int(found["hex"], 16) if found["hex"] else int(found["ten"] or 0x20)
        fit = code < 0x110000 and (code in (9, 10) or (code > 31 and not _UNFIT.match(chr(code))))
        return piece if fit else None
    return _UNFIT.sub("\ufffd", piece).replace("\r", " ")


def _start_tag(name: str, rest: str, stack: list[str]) -> str | None:
    if not _may_open(name, stack):
        return None
    attributes: dict[str, str] = {}
    allowed = (*_OWN_ATTRIBUTES.get(name, ()), "lang", "dir")
    for key, value in _ATTRIBUTE.findall(rest):
        if key not in allowed or key in attributes or not _ATTRIBUTES[key].fullmatch(value):
            return None
        kept = _REFERENCE.sub("&amp;", _UNFIT.sub("\ufffd", value).replace("\r", " "))
        attributes[key] = kept.replace("<", "&lt;").replace(">", "&gt;")
    if name == "br":
        return "<br>"
    stack.append(name)
    return f"<{name}" + "".join(f' {k}="{v}"' for k, v in attributes.items()) + ">"


def _may_open(name: str, stack: list[str]) -> bool:
    """Tell whether a parser would put *name* right where it is written."""
    if len(stack) >= DEPTH:
        return False
    if name == "li":  # the parser closes an item that is still open (HTML, 13.2.6.4.7)
        lists = [one for one in stack if one in ("ul", "ol", "li")]
        return "p" not in stack and lists[-1:] != ["li"]
    if name in BLOCKS:
        return "p" not in stack
    return name in INLINE and not (name == "a" and "a" in stack)
