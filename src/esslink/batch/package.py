"""
What an EPUB says of itself: its package document, and the lines a glossary adds to it.

XML is read by expat, which tells where each tag stands, so that a line can be put in
without writing the document again. Entities are refused and nothing outside is read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from esslink.batch.zips import Archive, content, refusal

__all__ = ["GLOSSARY_ID", "Package", "patches", "read_package", "refuse_locked", "unpatched"]

GLOSSARY_ID = "esslink-glossary"
"""Id of the glossary in the manifest and in the NCX; a number follows where it is taken."""
_LARGEST, _MOST = 16 << 20, 200_000
"""Bytes and elements of one of these documents."""
_XHTML = "application/xhtml+xml"
_NCX = "application/x-dtbncx+xml"
_PACKAGE = "application/oebps-package+xml"
_OPS = "http://www.idpf.org/2007/ops type"
_FONTS = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
"""Font obfuscation (EPUB 3.3, 4.3; Adobe): no lock, and fonts stay as they are."""
_REPAIR = "ouvrez-le dans un éditeur d’EPUB (Sigil, Calibre) et enregistrez-le à nouveau"
_KEPT = frozenset(
    ("rootfile", "package", "manifest", "item", "spine", "itemref", "language", "nav", "ol",
     "navMap", "EncryptionMethod")
)  # fmt: skip
"""The elements that are looked at; the others are only counted."""
# Linear: two classes that share no character.
_ORDER = re.compile(rb"playOrder\s*=\s*[\"']([0-9]{1,8})[\"']")
_OWN_ID = re.compile(rb"\bid\s*=\s*[\"'](esslink-glossary[0-9-]{0,9})[\"']")
_LANG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}")


class Element(NamedTuple):
    """An element of an XML document and where it stands, in bytes."""

    name: str
    """Local name."""
    parent: int
    """Number of the parent in the list; -1 for the root and where the parent is not kept."""
    attributes: dict[str, str]
    """Those of a namespace are called ``namespace name``."""
    start: int
    end: int
    """Where its end tag begins; *start* when it closes itself."""
    text: str
    """What stands right before its end tag."""


class Package(NamedTuple):
    """A package document as far as a glossary needs it."""

    path: str
    version: int
    lang: str
    documents: tuple[str, ...]
    """Paths of the XHTML documents of the spine, in reading order, without the nav."""
    nav: str | None
    ncx: str | None
    notes: tuple[str, ...]
    tree: list[Element]
    """The elements of the package document."""


def elements(data: bytes, name: str) -> list[Element]:
    """
    Return the elements of an XML document that say something, in order of their start tags.

    Raises :class:`ArchiveError` when it is not well-formed, declares entities, or is
    larger than such a document can be.

    >>> data = b"<ol><language>x</language><item/><b/></ol>"
    >>> [(e.name, e.start, e.end, e.text) for e in elements(data, "a.opf")]
    [('ol', 0, 37, ''), ('language', 4, 15, 'x'), ('item', 26, 26, '')]

    """
    if len(data) > _LARGEST:
        raise refusal(f"le document dépasse {_LARGEST >> 20}\u00a0Mio", _REPAIR, name)
    reader = _Reader(data, name)
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        cause = f"ce document n’est pas du XML bien formé ({error})"
        raise refusal(cause, _REPAIR, name) from error
    return reader.found


class _Reader:
    """What expat calls, and what is known so far."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self.found: list[Element] = []
        self.opened: list[int] = []
        """Numbers of the open elements; -1 for those that are not kept."""
        self.began: list[int] = []
        """For each that is kept, how many elements might still come when it began."""
        self.words: list[str] = []
        self.left = _MOST
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words.append
        self.parser.EntityDeclHandler = self.entity

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.left -= 1
        if not self.left:
            raise refusal(f"le document a plus de {_MOST} éléments", _REPAIR, self.name)
        self.words.clear()
        local = tag.rpartition(" ")[2]
        if local not in _KEPT:
            self.opened.append(-1)
            return
        place = self.parser.CurrentByteIndex
        parent = self.opened[-1] if self.opened else -1
        self.opened.append(len(self.found))
        self.found.append(Element(local, parent, attributes, place, place, ""))
        self.began.append(self.left)

    def end(self, _tag: str) -> None:
        number = self.opened.pop()
        if number >= 0:
            place = self.parser.CurrentByteIndex
            tail = self.data[place - 4 : place].replace(b"\0", b"")
            holds = self.began.pop() != self.left or bool(self.words)
            if holds or not tail.endswith(b"/>"):
                one = self.found[number]
                self.found[number] = one._replace(end=place, text="".join(self.words))
        self.words.clear()

    def entity(self, *_: object) -> None:
        raise refusal("le document déclare des entités XML", _REPAIR, self.name)


def refuse_locked(archive: Archive) -> None:
    """Refuse a book whose documents are encrypted (DRM); obfuscated fonts are no lock."""
    entry = archive.find("META-INF/encryption.xml")
    if entry is None:
        return
    for element in elements(content(archive, entry), entry.name):
        algorithm = element.attributes.get("Algorithm", "")
        if element.name == "EncryptionMethod" and algorithm not in _FONTS:
            raise refusal(
                f"le livre est verrouillé (DRM, {algorithm or 'méthode inconnue'})",
                "donnez un exemplaire sans verrou",
                entry.name,
            )


def read_package(archive: Archive) -> Package:
    """
    Read the container and the package document of its first rendition.

    Raises :class:`ArchiveError` when the archive is no EPUB, or one that cannot be read.
    """
    container = _xml(archive, "META-INF/container.xml", "ce n’est pas un EPUB")
    roots = [
        element.attributes.get("full-path", "")
        for element in container
        if element.name == "rootfile" and element.attributes.get("media-type") == _PACKAGE
    ]
    if not roots:
        raise refusal("aucun document OPF n’est nommé", _REPAIR, "META-INF/container.xml")
    path = _resolved("", roots[0]) or ""
    package = _xml(archive, path, "le document OPF manque")
    items = {
        one.attributes.get("id", ""): one.attributes
        for one in package
        if one.name == "item" and package[one.parent].name == "manifest"
    }
    notes = ["plusieurs versions du livre\u00a0: seule la première est reliée"] * (len(roots) > 1)
    names = set(archive.names)
    nav = _first(items, path, names, lambda item: "nav" in item.get("properties", "").split())
    ncx = _first(items, path, names, lambda item: item.get("media-type") == _NCX)
    documents: dict[str, None] = {}
    for one in package:
        if one.name != "itemref" or package[one.parent].name != "spine":
            continue
        item = items.get(one.attributes.get("idref", ""), {})
        target = _resolved(path, item.get("href", ""))
        if item.get("media-type") != _XHTML or target == nav:
            continue
        if target is None or target not in names:
            notes.append(f"«\u00a0{item.get('href', '')[:200]}\u00a0» n’est pas dans l’archive")
        else:
            documents[target] = None
    told = (one.text.strip() for one in package if one.name == "language")
    lang = next((text for text in told if _LANG.fullmatch(text)), "fr")
    version = 3 if package[0].attributes.get("version", "").startswith("3") else 2
    return Package(path, version, lang, tuple(documents), nav, ncx, tuple(notes), package)


def _xml(archive: Archive, name: str, missing: str) -> list[Element]:
    entry = archive.find(name)
    if entry is None:
        raise refusal(missing, _REPAIR, name)
    return elements(content(archive, entry), name)


def _first(
    items: dict[str, dict[str, str]],
    path: str,
    names: set[str],
    wanted: Callable[[dict[str, str]], bool],
) -> str | None:
    """Return the path of the first item of the manifest that is *wanted* and there."""
    for item in items.values():
        if wanted(item):
            target = _resolved(path, item.get("href", ""))
            if target in names:
                return target
    return None


def _resolved(base: str, href: str) -> str | None:
    """
    Return the path in the archive that *href* names, or None when it leads outside.

    >>> _resolved("OEBPS/a.opf", "texte/l%27eau.xhtml#x"), _resolved("a.opf", "../b")
    ("OEBPS/texte/l'eau.xhtml", None)
    """
    from urllib.parse import unquote

    href = href.partition("#")[0]
    if not href or ":" in href.partition("/")[0] or href.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))
    return None if path.startswith(("../", "/")) or path == ".." else path


class _Patch(NamedTuple):
    """An insertion: before which end tag, and what; a NUL stands for the prefix of tags."""

    element: Element
    line: str


def patches(archive: Archive, package: Package, glossary: str, title: str) -> dict[str, bytes]:
    """
    Return the package document, nav and NCX with the lines for a glossary document.

    Args:
        archive: the book.
        package: what it says of itself.
        glossary: path of the glossary document.
        title: its heading, as text.

    Raises:
        ArchiveError: the manifest or the spine is missing or empty.

    """
    from esslink.render.epub import location
    from esslink.render.safe import escape

    changed: dict[str, bytes] = {}
    shown = escape(title)

    def read(path: str) -> bytes:
        return content(archive, archive.names[path])

    manifest, spine = _named(package.tree, "manifest"), _named(package.tree, "spine")
    if manifest is None or spine is None:
        raise refusal("le document OPF n’a pas de manifest ou de spine", _REPAIR, package.path)
    data = read(package.path)
    identifier = _free_id(data)
    href = location(glossary, package.path)
    item = f'<\0item id="{identifier}" href="{href}" media-type="{_XHTML}"/>\n'
    itemref = f'<\0itemref idref="{identifier}"/>\n'
    rows = [_Patch(manifest, item), _Patch(spine, itemref)]
    changed[package.path] = _inserted(data, rows)
    if package.nav:
        data = read(package.nav)
        href = location(glossary, package.nav)
        line = f'<\0li><\0a href="{href}">{shown}</\0a></\0li>\n'
        for one in _toc(elements(data, package.nav)):
            changed[package.nav] = _inserted(data, [_Patch(one, line)])
    if package.ncx:
        data = read(package.ncx)
        maps = [e for e in elements(data, package.ncx) if e.name == "navMap" and e.end > e.start]
        for one in maps[:1]:
            line = _nav_point(data, location(glossary, package.ncx), shown)
            changed[package.ncx] = _inserted(data, [_Patch(one, line)])
    return changed


def _named(tree: list[Element], name: str) -> Element | None:
    """Return the root's child of that name when it has an end tag."""
    return next((e for e in tree if e.name == name and e.parent == 0 and e.end > e.start), None)


def _free_id(data: bytes) -> str:
    taken = {found[1].decode() for found in _OWN_ID.finditer(data.replace(b"\0", b""))}
    number, identifier = 1, GLOSSARY_ID
    while identifier in taken:
        number += 1
        identifier = f"{GLOSSARY_ID}-{number}"
    return identifier


def _toc(tree: list[Element]) -> Iterator[Element]:
    """Yield the list of the table of contents: the first ``ol`` of ``nav`` of that type."""
    for number, element in enumerate(tree):
        if element.name == "nav" and "toc" in element.attributes.get(_OPS, "").split():
            lists = (e for e in tree if e.parent == number and e.name == "ol" and e.end > e.start)
            yield from list(lists)[:1]
            return


def _nav_point(data: bytes, address: str, shown: str) -> str:
    numbers = [int(found[1]) for found in _ORDER.finditer(data.replace(b"\0", b""))]
    order = f' playOrder="{max(numbers) + 1}"' if numbers else ""
    return (
        f'<\0navPoint id="{_free_id(data)}"{order}><\0navLabel><\0text>{shown}</\0text>'
        f'</\0navLabel><\0content src="{address}"/></\0navPoint>\n'
    )


def _inserted(data: bytes, rows: list[_Patch]) -> bytes:
    """Return *data* with each line before its element's end tag, in the same namespace prefix."""
    codec, width = "ascii", 1
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            codec, width = name, 2
    for element, line in sorted(rows, key=lambda row: -row.element.end):
        tag = data[element.end : element.end + 400 * width].decode(codec, "replace")
        qualified = re.match(r"</([^\s>]*)", tag)
        prefix = qualified[1][: -len(element.name)] if qualified else ""
        new = line.replace("\0", prefix).encode(codec, "xmlcharrefreplace")
        data = data[: element.end] + new + data[element.end :]
    return data


# What patches() writes, letter for letter; linear: negated classes up to their ends.
_LINES = re.compile(
    rb'<(?:[\w.-]+:)?item id="esslink-glossary(?:-\d+)?" href="[^"<>]*" media-type="[^"<>]*"/>\n'
    rb'|<(?:[\w.-]+:)?itemref idref="esslink-glossary(?:-\d+)?"/>\n'
    rb'|<((?:[\w.-]+:)?)li><\1a href="[^"<>]*esslink-glossaire[^"<>]*">[^<>]*</\1a></\1li>\n'
    rb'|<((?:[\w.-]+:)?)navPoint id="esslink-glossary(?:-\d+)?"[^<>]*><\2navLabel><\2text>[^<>]*'
    rb'</\2text></\2navLabel><\2content src="[^"<>]*"/></\2navPoint>\n'
)


def unpatched(archive: Archive, package: Package) -> dict[str, bytes]:
    """Return the documents that :func:`patches` changed as they were, found by their lines."""
    changed = {}
    for path in filter(None, (package.path, package.nav, package.ncx)):
        entry = archive.find(path)
        data = content(archive, entry) if entry else b""
        if b"esslink-gloss" not in data.replace(b"\0", b""):
            continue
        wide = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
        if wide:
            codec = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be"
            narrow = data.decode(codec, "surrogatepass").encode("utf-8", "surrogatepass")
            back = _LINES.sub(b"", narrow).decode("utf-8", "surrogatepass")
            new = back.encode(codec, "surrogatepass")
        else:
            new = _LINES.sub(b"", data)
        if new != data:
            changed[path] = new
    return changed
