"""
JSON Lines: one field of each line changed, or the places of terms added to it.

A line is never written anew: only the field's own characters are replaced, so numbers
keep their digits, keys their order and other strings their escapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from esslink.batch.cells import Cell, Change, change
from esslink.batch.corpus import Account, Sink, Tell, lots
from esslink.batch.table import Columns, span_rows
from esslink.errors import SourceError

__all__ = ["LARGEST_LINE", "Line", "matches", "parsed", "rewrite"]

LARGEST_LINE = 64 << 20
"""Bytes of a line; a longer one is let through as it came, and reported."""

_BLANK = " \t\r\n"
_DECODER = json.JSONDecoder()
_TOO_LONG = f"la ligne dépasse {LARGEST_LINE >> 20}\u00a0Mio\u00a0; elle reste telle quelle"


class Line(NamedTuple):
    """A JSON object on a line, and where its values stand."""

    text: str
    fields: dict[str, tuple[int, int, object]]
    """Start, end and value of each field; of two with the same name the last counts."""
    close: int
    """Where the brace that closes the object stands."""


def rewrite(
    file: BinaryIO,
    sink: Sink,
    act: Change,
    tell: Tell,
    columns: Columns,
    *,
    account: Account | None = None,
) -> Account:
    """
    Change every line of *file* and give them to *sink*, in order.

    A line that is no JSON object, or whose text cannot be changed, is told and given as
    it came; *account* counts. Raises :class:`ArchiveError` where a compressed file is cut
    or damaged.
    """
    account = account or Account()
    for lot in lots(_pieces(file), lambda piece: len(piece[1])):
        # Many are read and changed before the first is written: see the same in archives.
        for data, line, cell in [_changed(one, act, tell, columns, account) for one in lot]:
            sink(data if line is None else _written(data, line, cell, columns))
    return account


_Piece = tuple[int, bytes, bool]


def _changed(
    piece: _Piece, act: Change, tell: Tell, columns: Columns, account: Account
) -> tuple[bytes, Line | None, Cell]:
    """Change a line, count it and tell what is wrong with it; without a line it stays."""
    number, data, whole = piece
    if not whole or not data.strip():
        if not whole and number > account.records:
            account.failed += 1
            tell(f"ligne {number}", _TOO_LONG)
        account.records = number
        return data, None, Cell("")
    account.records = number
    line, page, cell = _cell(data, act, columns)
    if page is not None:
        account.add(page, cell, f"ligne {number}")
    for note in (*cell.notes, *filter(None, [cell.error])):
        tell(f"ligne {number}", note)
    return data, line, cell


def matches(
    file: BinaryIO, act: Change, tell: Tell, columns: Columns
) -> Iterator[tuple[str, Cell]]:
    """Yield, for each line, what names it and what was found in it; raises as :func:`rewrite`."""
    for number, data, whole in _pieces(file):
        if not data.strip():
            continue
        line, _, cell = (
            _cell(data, act, columns) if whole else (None, "", Cell("", error=_TOO_LONG))
        )
        if cell.error:
            tell(f"ligne {number}", cell.error)
            continue
        named = line.fields.get(columns.id) if line and columns.id else None
        yield (str(number) if named is None else str(named[2])), cell


def parsed(text: str) -> Line:
    """
    Read one line and where its values stand.

    Raises :class:`SourceError` for what is not one JSON object.

    >>> parsed('{"id": 1.50, "text": "l’ESS"}').fields["text"]
    (21, 28, 'l’ESS')
    """
    try:
        return _parsed(text)
    except json.JSONDecodeError as error:
        cause = f"JSON incorrect à la colonne {error.pos + 1}"
    except IndexError:
        cause = "JSON incorrect\u00a0: la ligne est coupée"
    except RecursionError:
        cause = "JSON trop profond"
    except ValueError:
        cause = "JSON incorrect\u00a0: un nombre a trop de chiffres"
    raise SourceError(f"{cause}\u00a0; la ligne reste telle quelle")


def _parsed(text: str) -> Line:
    at = _after_blanks(text, int(text.startswith("\ufeff")))
    if text[at] != "{":
        raise json.JSONDecodeError("object", text, at)
    fields: dict[str, tuple[int, int, object]] = {}
    at = _after_blanks(text, at + 1)
    while text[at] != "}" or fields:
        if text[at] != '"':
            raise json.JSONDecodeError("name", text, at)
        name, at = _DECODER.raw_decode(text, at)
        at = _after_blanks(text, at)
        if text[at] != ":":
            raise json.JSONDecodeError("colon", text, at)
        start = _after_blanks(text, at + 1)
        value, end = _DECODER.raw_decode(text, start)
        fields[name] = (start, end, value)
        at = _after_blanks(text, end)
        if text[at] == "}":
            break
        if text[at] != ",":
            raise json.JSONDecodeError("comma", text, at)
        at = _after_blanks(text, at + 1)
    if rest := text[at + 1 :].lstrip(_BLANK):
        raise json.JSONDecodeError("end", text, len(text) - len(rest))
    return Line(text, fields, at)


def _after_blanks(text: str, at: int) -> int:
    while text[at] in _BLANK:
        at += 1
    return at


def _pieces(file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Yield number and bytes of each line; one that is too long comes in several pieces."""
    number = 0
    whole = True
    while data := file.readline(LARGEST_LINE):
        number += whole
        if not whole or (len(data) == LARGEST_LINE and not data.endswith(b"\n")):
            yield number, data, False
            whole = data.endswith(b"\n")
        else:
            yield number, data, True


def _cell(data: bytes, act: Change, columns: Columns) -> tuple[Line | None, str | None, Cell]:
    """Change the text of one line: the line, None where it cannot be read, its text, the change."""
    try:
        line = parsed(data.decode())
        page = _text(line, columns.text)
    except UnicodeDecodeError as error:
        cause = f"octet {error.start + 1} de la ligne\u00a0: ce n’est pas de l’UTF-8"
        return None, "", Cell("", error=f"{cause}\u00a0; la ligne reste telle quelle")
    except SourceError as error:
        return None, "", Cell("", error=error.message)
    if page is None:
        return line, None, Cell("")
    return line, page, change(act, page, columns.format, None)


def _text(line: Line, column: str) -> str | None:
    """Return the text of a line, None for null."""
    if column not in line.fields:
        names = "\u00a0», «\u00a0".join(list(line.fields)[:12])
        raise SourceError(
            f"pas de champ «\u00a0{column}\u00a0» parmi «\u00a0{names}\u00a0»\u00a0;"
            " --text-column dit lequel porte le texte"
        )
    value = line.fields[column][2]
    if value is None or isinstance(value, str):
        return value
    raise SourceError(f"le champ «\u00a0{column}\u00a0» ne porte pas un texte")


def _written(data: bytes, line: Line, cell: Cell, columns: Columns) -> bytes:
    """Write a line with what changed in it."""
    added: dict[str, object] = {}
    before = line.fields[columns.text][2]
    if columns.spans is not None:
        added[columns.spans] = None if cell.error else span_rows(cell.found)
    elif cell.value != before and before is not None:
        added[columns.text] = cell.value
    if columns.error is not None:
        added[columns.error] = cell.error or None
    if not added:
        return data
    # A file in pure ASCII stays one; a lone surrogate is written as the escape it was.
    ascii_only = data.isascii()
    text, close = line.text, line.close
    new = []
    for name, value in added.items():
        written = json.dumps(value, ensure_ascii=ascii_only)
        if name in line.fields:
            start, end, _ = line.fields[name]
            new.append((start, end, written))
        else:
            comma = ", " if line.fields else ""
            key = json.dumps(name, ensure_ascii=ascii_only)
            new.append((close, close, f"{comma}{key}: {written}"))
    new.reverse()  # of two at one place, the last is written first
    for start, end, written in sorted(new, key=lambda one: one[0], reverse=True):
        text = text[:start] + written + text[end:]
    return text.encode("utf-8", "backslashreplace")
