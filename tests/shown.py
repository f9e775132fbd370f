"""
What parsers show of a page: the letters in elements that a link may enter, in their order.

Three parsers as oracles, none of them ours: html5lib (the standard's rules in Python),
turbohtml's tree (the standard's in C; its tokeniser is ours, its tree is not) and lxml
(libxml2's own rules). Blanks are left out, since parsers move them.
"""

from __future__ import annotations

import difflib

from esslink.fold import BREAK, GAP, SECTION
from esslink.sources.context import Scope
from esslink.sources.html import read

UNTOUCHED = frozenset(
    [
        "a",
        "applet",
        "audio",
        "button",
        "canvas",
        "code",
        "head",
        "iframe",
        "kbd",
        "label",
        "map",
        "math",
        "nav",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "option",
        "optgroup",
        "plaintext",
        "pre",
        "samp",
        "script",
        "select",
        "style",
        "summary",
        "svg",
        "template",
        "textarea",
        "title",
        "var",
        "video",
        "xmp",
        "frameset",
        "datalist",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "rt",
        "rp",
    ]
)
"""Elements whose text no link may enter (the design's list, written a second time)."""

_DROPPED = f"{BREAK}{GAP}{SECTION}\0\ufffd"


def letters(text: str) -> str:
    """Leave out blanks, our marks, NUL and its replacement: parsers drop or move them."""
    return "".join(c for c in text if not c.isspace() and c not in _DROPPED)


def touched(source: str) -> str | None:
    """Give the letters that esslink may touch; None for a page that it never touches."""
    page = read(source, Scope(lang=""))
    return None if page.foot is None else letters(page.region.text)


def by_html5lib(source: str) -> str:
    """Give what html5lib's tree shows."""
    import html5lib

    tree = html5lib.parse(source, treebuilder="etree", namespaceHTMLElements=False)

    def name(node) -> str | None:
        return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else None

    return _of_elements(tree, name)


def by_lxml(source: str) -> str:
    """Give what lxml's tree shows; "" when it finds no document."""
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ""
    return _of_elements(tree, lambda node: node.tag if isinstance(node.tag, str) else None)


def _of_elements(tree, name) -> str:
    """Walk a tree of elements with text and tail; a stack, since pages nest deep."""
    found: list[str] = []
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            found.append(node)
            continue
        if name(node) is None or name(node) in UNTOUCHED:
            continue
        row: list[object] = [node.text or ""]
        for child in node:
            row += (child, child.tail or "")
        stack += reversed(row)
    return letters("".join(found))


def by_turbohtml(source: str) -> str:
    """Give what turbohtml's tree shows."""
    import turbohtml

    found: list[str] = []
    stack = [turbohtml.parse(source)]
    while stack:
        node = stack.pop()
        if isinstance(node, turbohtml.Text):
            found.append(node.data)
        elif not isinstance(node, turbohtml.Element) or node.tag not in UNTOUCHED:
            stack += reversed(list(getattr(node, "children", ())))
    return letters("".join(found))


PARSERS = {"html5lib": by_html5lib, "turbohtml": by_turbohtml, "lxml": by_lxml}


def is_part(part: str, whole: str) -> bool:
    """Tell whether *part*'s characters stand in *whole*, in this order."""
    rest = iter(whole)
    return all(character in rest for character in part)


SAME, LESS, OTHER = "same", "less", "other"


def compared(ours: str, shown: str) -> str:
    """Tell whether what we touch is what is shown, a part of it, or something else."""
    if ours == shown:
        return SAME
    return LESS if is_part(ours, shown) else OTHER


def difference(ours: str, shown: str) -> str:
    """Show the first place where they part."""
    at = next(
        (i for i, (a, b) in enumerate(zip(ours, shown, strict=False)) if a != b),
        min(len(ours), len(shown)),
    )
    return (
        f"{ours[max(0, at - 20) : at]}▲ ours {ours[at : at + 40]!r} shown {shown[at : at + 40]!r}"
    )


def missed(ours: str, shown: str) -> str:
    """Give what is shown and not touched, for short texts."""
    matcher = difflib.SequenceMatcher(None, ours, shown, autojunk=False)
    return "".join(shown[c:d] for tag, _, _, c, d in matcher.get_opcodes() if tag != "equal")
