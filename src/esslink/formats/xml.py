"""
XML read without surprises: no entity, no network, no DTD, bounded before it is parsed.

A DOCTYPE that only names a DTD (every TBX v2 file has one) is stepped over; one
that declares anything is refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from esslink.errors import LexiconError
from esslink.formats.bounds import MAX_TERMS, remedy
from esslink.formats.document import Place, Source, excerpt

__all__ = [
    "Element",
    "escaped",
    "fragment_of",
    "hold_declarations",
    "hold_size",
    "name_of",
    "root_of",
    "text_of",
]

Element = Any
"""An element of lxml."""

MAX_MARKS = 50 * MAX_TERMS
"""Tags, closing ones too, and attributes in a file: lxml takes up to 200 bytes for each."""
MAX_ELEMENTS = 10_000
"""Elements in one entry: far above what a term can hold, and read in a tenth of a second."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one element: lxml compares each with all before it."""

# Possessive repetitions of alternatives that begin with different characters.
_DOCTYPE = re.compile(rb"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*+\"|'[^']*+')*+([\[>]?)", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d", re.I
)
_TAG = re.compile(rb"<[^<>]*+")


def root_of(source: Source) -> Element:
    """
    Parse an XML file and give its root.

    Raises:
        LexiconError: not well formed, declarations in the DOCTYPE, over a
            bound, or in an encoding that hides what it holds.

    >>> root_of(Source(b"<a><b/></a>", "a.xml"))[0].tag
    'b'

    """
    from lxml import etree

    data = _plain(source)
    _hold(data, source)
    # Without huge_tree, libxml2 refuses more than 256 levels and 10 MB of text in one node.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise LexiconError(
            f"XML mal formé\xa0: {excerpt(error.msg, 120)}\xa0; corrigez la balise ou le caractère",
            place=source.at(error.lineno or 1),
        ) from None
    except (ValueError, LookupError, MemoryError, RecursionError) as error:
        raise LexiconError(
            f"XML illisible\xa0: {excerpt(error, 120)}", place=source.at(1)
        ) from None
    for entity in root.iter(etree.Entity):
        raise LexiconError(
            f"l’entité {excerpt(entity.text)} n’est pas lue, par prudence"
            "\xa0; écrivez le caractère lui-même",
            place=source.at(entity.sourceline if isinstance(entity.sourceline, int) else 1),
        )
    return root


def _plain(source: Source) -> bytes:
    """Give the file in an encoding where markup is ASCII."""
    data = source.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise LexiconError(
                "le texte n’est pas de l’UTF-16 valable", place=source.at(1)
            ) from None
        return re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text).encode("utf-8", "surrogatepass")
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declared and not _ENCODINGS.fullmatch(declared[1].decode()):
        raise LexiconError(
            f"l’encodage {excerpt(declared[1].decode())} n’est pas lu\xa0; enregistrez en UTF-8",
            place=source.at(1),
        )
    return data


def hold_declarations(data: bytes, source: Source) -> None:
    """
    Refuse a DOCTYPE that declares anything, or that never ends.

    Raises:
        LexiconError: with the line of the DOCTYPE.

    """
    found = _DOCTYPE.search(data)
    if found and found[1] != b">":
        raise LexiconError(
            "le DOCTYPE contient des déclarations, qui ne sont pas lues par prudence"
            "\xa0; enlevez-les, avec les entités",
            place=source.at(data.count(b"\n", 0, found.start()) + 1),
        )


def _hold(data: bytes, source: Source) -> None:
    """Refuse declarations, and more tags or attributes than a glossary can need."""
    if b"\0" in data:
        raise LexiconError("c’est un fichier binaire, pas du XML", place=source.at(1))
    hold_declarations(data, source)
    if data.count(b"<") + data.count(b'="') + data.count(b"='") > MAX_MARKS:
        raise LexiconError(
            f"le fichier a plus de {MAX_MARKS} balises et attributs\xa0; {remedy()}",
            place=source.at(1),
        )
    if data.count(b"=") > MAX_ATTRIBUTES:
        for tag in _TAG.finditer(data):
            if (
                tag[0].count(b"=") > MAX_ATTRIBUTES
                and tag[0].count(b'"') + tag[0].count(b"'") > MAX_ATTRIBUTES
            ):
                raise LexiconError(
                    f"une balise a plus de {MAX_ATTRIBUTES} attributs\xa0; simplifiez-la",
                    place=source.at(data.count(b"\n", 0, tag.start()) + 1),
                )


def hold_size(entry: Element, place: Place) -> None:
    """
    Refuse an entry of more than :data:`MAX_ELEMENTS` elements.

    Raises:
        LexiconError: with the line of the entry.

    """
    if any(number >= MAX_ELEMENTS for number, _ in enumerate(entry.iter())):
        raise LexiconError(
            f"l’entrée a plus de {MAX_ELEMENTS} éléments\xa0; découpez-la", place=place.of()
        )


def name_of(element: Element) -> str:
    """Give the name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(1024)
def _local(tag: str) -> str:
    """Give the name in a tag: a file has few tags, each many times."""
    return tag.rpartition("}")[2]


def text_of(element: Element | None) -> str:
    """Give all the text of an element on one line; nothing for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def fragment_of(element: Element, tags: Mapping[str, str], *, preserve: bool = False) -> str:
    """
    Give the content of an element as the HTML of a definition.

    Args:
        element: the element.
        tags: from names of children (with ``:type`` when they have one) to HTML
            tags; other children leave their text.
        preserve: keep blanks as they are, rather than one for each run.

    >>> from lxml import etree
    >>> fragment_of(etree.fromstring("<d>CO<sub>2</sub> &lt; 3</d>"), {"sub": "sub"})
    'CO<sub>2</sub> &lt; 3'

    """
    pieces: list[str] = []
    marked = any(_tag(child, tags) for child in element.iterdescendants())
    _collect(element, tags, pieces, marked)
    text = "".join(pieces)
    return text if preserve else re.sub(r"[ \t\r\n]+", " ", text).strip()


def _tag(element: Element, tags: Mapping[str, str]) -> str | None:
    """Give the HTML tag that stands for a child."""
    name = name_of(element)
    return tags.get(f"{name}:{element.get('type', '')}") or tags.get(name)


def _collect(element: Element, tags: Mapping[str, str], pieces: list[str], marked: bool) -> None:
    """Add the content of an element, 256 levels deep at most, since the parser refuses more."""
    pieces.append(escaped(element.text or "", marked))
    for child in element:
        tag = _tag(child, tags)
        if tag:
            pieces.append(f"<{tag}>")
        _collect(child, tags, pieces, marked)
        if tag:
            pieces.append(f"</{tag}>")
        pieces.append(escaped(child.tail or "", marked))


def escaped(text: str, marked: bool = False) -> str:
    """
    Write a plain text as a definition: escaped as nh3 does, when there is anything to escape.

    >>> escaped("a > b"), escaped("a < b & c > d")
    ('a > b', 'a &lt; b &amp; c &gt; d')
    """
    return html.escape(text, quote=False) if marked or "<" in text or "&" in text else text
