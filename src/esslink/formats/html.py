"""
Glossary pages: ``<dl>``, tables, headings, and paragraphs that begin with the term in bold.

The first of these that the page has is read, in that order. The page goes
through the tokeniser of :mod:`esslink.sources.tokens`, so that no page is too
deep or too broken; definitions are verbatim slices, sanitised like all others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from esslink.errors import LexiconError
from esslink.formats.bounds import hold_markup, text_of
from esslink.formats.columns import key_of
from esslink.formats.document import Document, Source
from esslink.formats.prose import Found, document_of
from esslink.formats.table import Row
from esslink.formats.table import document_of as table_document
from esslink.sanitise import sanitised, text_of_html
from esslink.sources.tokens import END, START, tokens

__all__ = ["read"]

_HIDDEN = frozenset((
    "script", "style", "template", "svg", "math", "noscript", "head", "nav", "button", "select",
    "textarea",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(["p", "li"])


class Piece(NamedTuple):
    """An element of the page that may hold a term or a definition."""

    name: str
    start: int
    end: int
    line: int
    id: str


def read(source: Source) -> Document:
    """
    Read a glossary page.

    Raises:
        LexiconError: no glossary is recognised in the page.

    >>> page = b"<dl><dt>SCOP<dd>Soc. <b>coop</b>.</dl>"
    >>> read(Source(page, "a.html")).terms[0].definition
    'Soc. <b>coop</b>.'

    """
    text = text_of(source, fallback="cp1252", line_limit=None)
    hold_markup(text, "<&", source)
    pieces = list(_pieces(text))
    for reader in (_lists, _tables, _headings, _bold):
        document = reader(pieces, text, source)
        if document is not None and document.terms:
            return document
    raise LexiconError(
        "aucun glossaire n’est reconnu dans la page\xa0: ni liste de définitions (dl), ni table "
        "aux colonnes nommées, ni titres suivis de textes, ni paragraphes à terme en gras",
        place=source.at(1),
    )


_KEPT = _HEADINGS | _BLOCKS | {"dt", "dd", "tr", "td", "th", "dl", "table"}
_CLOSES = {
    "dt": ("dt", "dd"), "dd": ("dt", "dd"), "li": ("li",), "tr": ("td", "th", "tr"),
    "td": ("td", "th"), "th": ("td", "th"), "dl": (), "table": (), "p": ("p",),
}  # fmt: skip


def _pieces(text: str) -> Iterator[Piece]:
    """
    Yield the elements of :data:`_KEPT`, outermost first, in the order they begin.

    An element ends where its end tag stands, or where HTML lets the next one of
    its kind close it.
    """
    newlines = [found.start() for found in re.finditer("\n", text)]
    opened: list[tuple[str, int, int, str]] = []
    done: list[Piece] = []
    hidden: list[str] = []

    def close(place: int) -> None:
        name, before, start, id = opened.pop()
        done.append(Piece(name, start, place, bisect_right(newlines, before) + 1, id))

    for token in tokens(text):
        if token.kind == START and token.name in _HIDDEN:
            hidden.append(token.name)
        elif token.kind == END and hidden and token.name in hidden:
            del hidden[hidden.index(token.name) :]
        if hidden or token.name not in _KEPT:
            continue
        if token.kind == START:
            names = _CLOSES.get(token.name, _HEADINGS if token.name in _HEADINGS else ())
            while opened and opened[-1][0] in names:
                close(token.start)
            if len(opened) < 200:
                id = next((value for key, value in token.attributes if key == "id"), "")
                opened.append((token.name, token.start, token.end, id))
        elif token.kind == END and any(one[0] == token.name for one in opened):
            while opened[-1][0] != token.name:
                close(token.start)
            close(token.start)
    while opened:
        close(len(text))
    yield from sorted(done, key=lambda piece: (piece.start, -piece.end))


def _plain(text: str, piece: Piece) -> str:
    """Give the text of a piece."""
    return text_of_html(sanitised(text[piece.start : piece.end]))


_PREFIX = "esslink-"


def _lists(pieces: list[Piece], text: str, source: Source) -> Document | None:
    """Read ``<dl>``: the names since the last definition share the next one."""
    found: list[Found] = []
    names: list[Piece] = []
    further: defaultdict[int, list[str]] = defaultdict(list)
    inside = 0
    for piece in pieces:
        if piece.name not in ("dt", "dd") or piece.start < inside:
            continue
        if piece.name == "dt":
            names.append(piece)
        elif names:
            found.append(_entry(names, piece, text))
            names = []
        elif found:  # a second definition of the same names
            further[len(found) - 1].append(text[piece.start : piece.end].strip())
        inside = piece.end
    for number, texts in further.items():
        said = "<br>".join([found[number].definition, *texts])
        found[number] = found[number]._replace(definition=said)
    return document_of(found, source) if found else None


def _entry(names: list[Piece], definition: Piece, text: str) -> Found:
    """Make an entry of names and their definition; an id of our own markup is kept."""
    own = names[0].id.removeprefix(_PREFIX) if names[0].id.startswith(_PREFIX) else ""
    return Found(
        [_plain(text, name) for name in names],
        text[definition.start : definition.end].strip(),
        names[0].line,
        own,
    )


def _tables(pieces: list[Piece], text: str, source: Source) -> Document | None:
    """Read the first table whose columns are named, or any table of two columns."""
    for rows in _rows_of_tables(pieces):
        named = [_key(text, cell) for cell in rows[0][1]]
        if "headword" in named and (len(named) > 1 or len(rows) > 1):
            made = [
                Row(
                    row.line,
                    [
                        _cell(text, cell, key)
                        for cell, key in zip(cells, [*named, *[None] * len(cells)], strict=False)
                    ],
                )
                for row, cells in rows
            ]
            return table_document(made, source)
        if all(len(cells) == 2 for _, cells in rows) and len(rows) > 1:
            found = [
                Found([_plain(text, name)], text[said.start : said.end].strip(), row.line)
                for row, (name, said) in rows
            ]
            return document_of(found, source)
    return None


def _rows_of_tables(pieces: list[Piece]) -> Iterator[list[tuple[Piece, list[Piece]]]]:
    """
    Yield the rows of each table that has cells, each with its cells.

    A row belongs to the innermost table around it and a cell to the innermost
    row, so a table that lays out a page does not take the rows of those inside.
    """
    rows: dict[Piece, list[tuple[Piece, list[Piece]]]] = {}
    around: list[Piece] = []
    cells: dict[Piece, list[Piece]] = {}
    for piece in pieces:
        if piece.name not in ("table", "tr", "td", "th"):
            continue
        while around and around[-1].end < piece.end:
            around.pop()
        parent = around[-1] if around else None
        if piece.name == "table":
            rows[piece] = []
        elif piece.name == "tr" and parent in rows:
            cells[piece] = []
            rows[parent].append((piece, cells[piece]))
        elif parent in cells:
            cells[parent].append(piece)
        around.append(piece)
    for found in rows.values():
        full = [(row, its) for row, its in found if its]
        if full:
            yield full


def _key(text: str, cell: Piece) -> str | None:
    """Give the key that a cell of the first row names; what is longer names none."""
    return key_of(_plain(text, cell)) if cell.end - cell.start <= 2_000 else None


def _cell(text: str, cell: Piece, key: str | None) -> str:
    """Give a cell: HTML for a definition, text for all else."""
    if cell.name == "td" and key and key.startswith("definition"):
        return text[cell.start : cell.end].strip()
    return _plain(text, cell)


def _headings(pieces: list[Piece], text: str, source: Source) -> Document | None:
    """Read headings of one level, the most frequent, with the text down to the next heading."""
    headings = [piece for piece in pieces if piece.name in _HEADINGS]
    # Terms differ: a heading that comes back under each of them is no term.
    seen = {
        (piece.name, text[piece.start : min(piece.end, piece.start + 500)]) for piece in headings
    }
    levels = Counter(name for name, _ in seen)
    if not levels:
        return None
    # The deepest of the most frequent: terms stand under letters or parts.
    level, count = max(levels.items(), key=lambda item: (item[1], item[0]))
    if count < 3:
        return None
    found = []
    for number, heading in enumerate(headings):
        if heading.name != level:
            continue
        end = headings[number + 1].start if number + 1 < len(headings) else len(text)
        # Only paragraphs and list items: what is between may be menus.
        blocks = [
            text[p.start : p.end].strip()
            for p in _between(pieces, heading.end, end)
            if p.name in _BLOCKS
        ]
        definition = "<br>".join(block for block in blocks[:5] if block)
        if definition:
            found.append(Found([_plain(text, heading)], definition, heading.line, ""))
    return document_of(found, source) if len(found) >= 3 else None


def _between(pieces: list[Piece], start: int, end: int) -> list[Piece]:
    """Give the pieces that begin in a stretch and are not inside one another."""
    first = bisect_right(pieces, start, key=lambda piece: piece.start)
    kept: list[Piece] = []
    for piece in pieces[first : first + 200]:
        if piece.start >= end:
            break
        if piece.name in _BLOCKS and (not kept or piece.start >= kept[-1].end):
            kept.append(piece)
    return kept


# The term in bold, then a colon or a dash, then the definition: each part is
# bounded or ends at a fixed character, so the pattern is linear.
_BOLD = re.compile(
    r"\s*+<(b|strong|dfn)\b[^>]{0,200}+>([^<]{1,300}+)</\1>\s*+(?:\xa0|&nbsp;|\s)*+([:–—-])?(.*)",
    re.DOTALL | re.IGNORECASE,
)


def _bold(pieces: list[Piece], text: str, source: Source) -> Document | None:
    """Read paragraphs and list items that begin with a term in bold."""
    found = []
    for piece in pieces:
        if piece.name not in _BLOCKS:
            continue
        match = _BOLD.match(text[piece.start : piece.end])
        if not match or not match[4].strip():
            continue
        name = text_of_html(sanitised(match[2]))
        if match[3] or name.endswith((":", "\xa0:")):
            found.append(Found([name], match[4].strip(), piece.line))
    # A label that comes back under every heading is no term.
    terms = len(found) >= 2 and 2 * len({one.names[0] for one in found}) > len(found)
    return document_of(found, source) if terms else None
