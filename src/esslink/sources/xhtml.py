"""
XHTML for a walker that reads HTML: a copy on which both readings agree.

A document read as XML is not the page that HTML's rules read: elements close themselves
(``<script src="x"/>``), CDATA sections, comments and instructions may hold ``>``. The copy
has the same length, so that what is found on it stands at the same place in the source.
"""

from __future__ import annotations

import re

from esslink.sources.context import ACTIONS, HEADING, RUBY, SKIP, TABLE

__all__ = ["html_copy"]

# What a start tag opens and only an end tag closes, links aside: the walk sees that they are
# closed, no tokeniser takes their content for raw text, and they are the most frequent by far.
_OPENING = "|".join(
    sorted(
        name
        for name, what in ACTIONS.items()
        if what in (SKIP, TABLE, HEADING, RUBY) and name != "a"
    )
)

# Linear on any text: alternatives are told apart by their first characters, what is opened and
# never closed runs to the end of the text, and quantifiers of attributes are possessive.
_AWKWARD = re.compile(
    r"<(?:!--(?P<comment>.*?)(?:-->|\Z)"
    r"|!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)"
    r"|\?(?P<instruction>.*?)(?:\?>|\Z)"
    r"|!DOCTYPE(?P<type>[^\[<>]*)\[[^\]]*(?:\]|\Z)"
    rf"|(?P<name>{_OPENING})(?=[\s/])(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+(?<=/)>)",
    re.DOTALL,
)


def html_copy(text: str) -> str:
    """
    Return a copy of *text*, of the same length, that HTML's rules read as XML's do.

    Elements that close themselves become ``wbr`` or the like where that matters; CDATA
    sections, and instructions and comments that hold ``>``, become plain comments; a DTD
    inside a doctype is blanked. The copy is only read: what is found on it is done to *text*.

    >>> html_copy('<script src="x"/><p>a<br/><![CDATA[>]]></p>')
    '<wbr           /><p>a<br/><!--......--></p>'
    """
    if "/>" not in text and "<!" not in text and "<?" not in text:
        return text
    return _AWKWARD.sub(_even, text)


def _even(found: re.Match[str]) -> str:
    whole = found[0]
    if found["name"] is not None:
        return f"<wbr{' ' * (len(whole) - 6)}/>" if len(whole) >= 6 else "<b/>".ljust(len(whole))
    if found["type"] is not None:
        return f"<!DOCTYPE{found['type']}".ljust(len(whole))
    end = "-->" if found["comment"] is not None else "]]>" if found["data"] is not None else "?>"
    if not whole.endswith(end):
        return whole  # never ended: no XML, and the rules of HTML are left to say what it is
    inside = found["comment"]
    if inside is None and found["data"] is None:
        inside = found["instruction"]
    if inside is not None and ">" not in inside and not inside.endswith(("-", "!")):
        return whole
    return f"<!--{'.' * (len(whole) - 7)}-->" if len(whole) >= 7 else whole
