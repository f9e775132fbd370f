"""Spreadsheets, XLSX, XLS, XLSB and ODS: the first sheet that has a column of terms."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from esslink.errors import LexiconError, MissingExtraError
from esslink.formats.bounds import MAX_LINES
from esslink.formats.document import Document, Source, excerpt
from esslink.formats.table import MAX_COLUMNS, Row, document_of, keys_of

__all__ = ["read"]

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes of a zipped spreadsheet once unpacked."""


def read(source: Source) -> Document:
    """
    Read a spreadsheet; places are rows.

    Raises:
        LexiconError: not a spreadsheet, too big once unpacked, no column of terms.
        MissingExtraError: python-calamine is not installed.

    """
    try:
        calamine = import_module("python_calamine")
    except ImportError:
        raise MissingExtraError(
            "il faut python-calamine\xa0; installez-le avec pip install 'esslink[xlsx]'",
            place=source.path,
        ) from None
    _hold_size(source)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names[:100]]
    except Exception as error:  # calamine has no root of its own for its errors
        raise LexiconError(
            f"ce tableur est illisible\xa0: {excerpt(error)}", place=source.path
        ) from None
    for sheet in sheets:
        if sheet.width > MAX_COLUMNS or sheet.height > MAX_LINES:
            continue
        head = next(_rows(sheet), None)
        if head is not None and "headword" in keys_of(head.cells, source.columns):
            document = document_of(_rows(sheet), source)
            others = [one.name for one in sheets if one is not sheet and one.height]
            notices = [f"la feuille {excerpt(name)} n’est pas lue" for name in others]
            return Document(document.terms, document.places, notices=(*document.notices, *notices))
    return document_of(_rows(sheets[0]) if sheets else [], source)


def _hold_size(source: Source) -> None:
    """Refuse an archive that unpacks to much more than a glossary."""
    import zipfile

    if not source.data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise LexiconError(
            f"ce tableur est abîmé\xa0: {excerpt(error)}", place=source.path
        ) from None
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or len(entries) > 10_000:
        raise LexiconError(
            f"ce tableur dépasse {MAX_UNPACKED // 1024 // 1024}\xa0Mio une fois ouvert",
            place=source.path,
        )


def _rows(sheet: Any) -> Iterator[Row]:
    """Yield the rows that hold something, from the top, numbered as in the spreadsheet."""
    for number, cells in enumerate(sheet.iter_rows(), sheet.start[0] + 1 if sheet.start else 1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield Row(number, texts)


def _text(cell: object) -> str:
    """Give a cell as text: whole numbers without «.0»."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
