"""
XHTML documents for a walker that reads HTML, and the proof that nothing else moved.

A page read as XML is not the page that HTML's rules read: elements close themselves
(``<script src="x"/>``), CDATA sections and instructions may hold ``>``. So the walker is
given a copy of the same length on which both readings agree, and what comes out of the
edits is held against the original by an XML parser.
"""

from __future__ import annotations

import re
from typing import Any

from esslink.sources.context import ACTIONS, BLOCK, CELL, EDGE, ROW, VOID

__all__ = ["XHTML", "html_copy", "same_tree"]

XHTML = "http://www.w3.org/1999/xhtml"
_LEFT = frozenset(name for name, what in ACTIONS.items() if what in (BLOCK, CELL, EDGE, ROW))
"""Elements that part texts when they stand empty: the walker must see their name."""

# Linear on any text: the alternatives are told apart by their first characters, what is
# opened and never closed runs to the end of the text, and quoted values are read in one way.
_AWKWARD = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE(?P<type>[^\[<>]*)\[[^\]]*(?:\]|\Z)"
    r"|<(?P<name>[A-Za-z][^\s<>/\"']*)(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*/>",
    re.DOTALL,
)


def html_copy(text: str) -> str:
    """
    Return a copy of *text*, of the same length, that HTML's rules read as XML's do.

    Elements that close themselves become ``wbr``; CDATA sections, instructions and
    comments that hold ``>`` become plain comments; a DTD inside a doctype is blanked.
    The copy is only read: edits found on it are made on *text*.

    >>> html_copy('<script src="x"/><p>a<br/><![CDATA[>]]></p>')
    '<wbr           /><p>a<br/><!--......--></p>'
    """
    if "/>" not in text and "<!" not in text and "<?" not in text:
        return text
    return _AWKWARD.sub(_even, text)


def _even(found: re.Match[str]) -> str:
    whole = found[0]
    name = found["name"]
    if name is not None:
        lower = name.lower()
        if lower in VOID or lower in _LEFT:
            return whole
        return f"<wbr{' ' * (len(whole) - 6)}/>" if len(whole) >= 6 else "<b/>".ljust(len(whole))
    if found["comment"] is not None:
        inside = found["comment"]
        if ">" not in inside and not inside.endswith(("-", "!")):
            return whole
    elif found["type"] is not None:
        return f"<!DOCTYPE{found['type']}".ljust(len(whole))
    elif len(whole) < 7:
        return whole  # an instruction too short to hold anything
    return f"<!--{'.' * (len(whole) - 7)}-->"


def same_tree(before: bytes, after: bytes) -> str:
    """
    Tell whether *after*, its links and mark taken out, is *before*: "" or what is wrong.

    Both are read by an XML parser without network, DTD or entities. A document that was
    not well-formed before is not looked at: what is wrong then is said.

    >>> same_tree(b"<p>a b</p>", b'<p>a <a class="esslink" href="#b">b</a><!--esslink--></p>')
    ''
    """
    from lxml import etree

    try:
        old = _parsed(before)
    except (etree.XMLSyntaxError, ValueError) as error:
        return f"le document n’est pas du XML bien formé ({_short(error)})"
    try:
        new = _parsed(after)
    except (etree.XMLSyntaxError, ValueError) as error:
        return f"un lien le rendrait mal formé ({_short(error)})"
    for link in list(new.iter(f"{{{XHTML}}}a", "a")):
        if link.get("class") == "esslink":
            link.tag = "esslink-link"
    for comment in list(new.iter(etree.Comment)):
        if comment.text == "esslink":
            _drop(comment)
    etree.strip_tags(new, "esslink-link")
    if etree.tostring(old.getroottree()) != etree.tostring(new.getroottree()):
        return "un lien tomberait hors du texte (section CDATA, commentaire ou instruction)"
    return ""


def _parsed(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(
        data,
        etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            strip_cdata=False,
            huge_tree=True,
        ),
    )


def _drop(comment: Any) -> None:
    """Take the mark out; the text that follows it stays."""
    tail = comment.tail or ""
    before, parent = comment.getprevious(), comment.getparent()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(comment)


def _short(error: Exception) -> str:
    return str(error)[:120]
