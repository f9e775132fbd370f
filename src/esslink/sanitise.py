"""
What HTML a definition may hold: the small markup of text, and nothing that acts.

Done once, when a glossary is made, so that a renderer can put a definition in a
page as it is. The list is that of text-level elements, lists and paragraphs;
no class, style or id, and links only to http, https and mailto.
"""

from __future__ import annotations

import html
import re

__all__ = ["ATTRIBUTES", "TAGS", "plain_of", "sanitised", "text_of_html"]

TAGS = frozenset((
    "a", "abbr", "b", "bdi", "br", "cite", "code", "dfn", "em", "i", "kbd", "li", "mark", "ol",
    "p", "q", "s", "small", "span", "strong", "sub", "sup", "u", "ul", "var",
))  # fmt: skip
"""Elements kept; others go and leave their text, but for script and style, which go whole."""

ATTRIBUTES = {"a": {"href", "hreflang"}, "abbr": {"title"}, "*": {"lang", "dir"}}
"""Attributes kept on each element."""


_SURROGATE = re.compile("[\ud800-\udfff]")


def sanitised(definition: str) -> str:
    """
    Give a definition as an HTML fragment that is safe in any page.

    A text without ``<`` and ``&`` is one already. The result is stable: doing
    it twice changes nothing. Half a character (a lone surrogate), which no page
    can hold, becomes U+FFFD.

    >>> sanitised('Une <b onclick="x()">société</b> & plus<script>alert(1)</script>')
    'Une <b>société</b> &amp; plus'
    """
    text = definition.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    if "<" not in text and "&" not in text:
        return text
    try:
        import nh3
    except ImportError:  # never passed through
        return html.escape(text, quote=False)
    clean: str = nh3.clean(
        text,
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    # The only name that is not XML's; an ampersand of the text is &amp; here.
    clean = clean.replace("&nbsp;", "\xa0").strip()
    if "<" not in clean and "&amp;" not in clean and "&lt;" not in clean:
        clean = clean.replace("&gt;", ">")  # a text without «<» and «&» stands as it is
    return clean


# A tag of nh3's own output: no «>» inside but in quotes, where it is escaped.
_TAG = re.compile(r"<(/?[a-z]++)[^>]*+>")
_BREAKS = frozenset(["br", "p", "li", "ul", "ol", "/p", "/li", "/ul", "/ol"])


def text_of_html(fragment: str) -> str:
    """
    Give the text of a sanitised definition, blocks separated by a space.

    >>> text_of_html("Société <b>coopérative</b><br>de production &amp; plus")
    'Société coopérative de production & plus'
    """
    if "<" in fragment:
        fragment = _TAG.sub(lambda m: " " if m[1] in _BREAKS else "", fragment)
    if "&" in fragment:
        # Only the five references that nh3 writes: none has digits to overflow on.
        for name, character in (
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", '"'),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ):
            fragment = fragment.replace(name, character)
    return " ".join(part for part in re.split(r"[ \t\n]+", fragment) if part)


def plain_of(fragment: str) -> str | None:
    """
    Give the text of a definition that is only text, None for one that has elements.

    :func:`esslink.formats.xml.escaped` is its inverse, so formats that hold plain
    text hold such definitions exactly.

    >>> plain_of("a &lt; b"), plain_of("a <b>b</b>")
    ('a < b', None)
    """
    if "<" in fragment:
        return None
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        fragment = fragment.replace(name, character)
    return fragment
