"""Spreadsheets, XLSX, XLS, XLSB and ODS: the first sheet that has a column of terms."""

from __future__ import annotations

import io
from collections.abc import Iterator

from esslink.errors import LexiconError, MissingExtraError
from esslink.formats.bounds import LARGE, MIB, remedy
from esslink.formats.cells import Sheets, UnreadableError
from esslink.formats.document import Document, Source, excerpt
from esslink.formats.table import Row, document_of, header_of

__all__ = ["read"]

MAX_UNPACKED = 64 * MIB * (10 if LARGE else 1)
"""Bytes of a zipped spreadsheet once unpacked."""


def read(source: Source) -> Document:
    """
    Read a spreadsheet; places are rows.

    Raises:
        LexiconError: not a spreadsheet, too big once unpacked, no column of terms.
        MissingExtraError: python-calamine is not installed.

    """
    _hold_size(source)
    try:
        with Sheets(source.data, 10 if LARGE else 1) as sheets:
            return _document(sheets, source)
    except ModuleNotFoundError:
        raise MissingExtraError(
            "il faut python-calamine\xa0; installez-le avec pip install 'esslink[xlsx]'",
            place=source.path,
        ) from None
    except UnreadableError as error:
        said = excerpt(error) if str(error) else "il est abîmé, ou ses cellules sont trop loin"
        raise LexiconError(f"ce tableur est illisible\xa0: {said}", place=source.path) from None


def _document(sheets: Sheets, source: Source) -> Document:
    """Read the first sheet that has a column of terms, and tell of the others."""
    tables = sheets.tables
    for number, (_, _, head) in enumerate(tables):
        if header_of([Row(*row) for row in head], source.columns) is not None:
            document = document_of(_rows(sheets, number), source)
            others = [
                name for other, (name, rows, _) in enumerate(tables) if other != number and rows
            ]
            notices = [f"la feuille {excerpt(name)} n’est pas lue" for name in others]
            return Document(document.terms, document.places, notices=(*document.notices, *notices))
    return document_of(_rows(sheets, 0) if tables else [], source)


def _rows(sheets: Sheets, number: int) -> Iterator[Row]:
    return (Row(*row) for row in sheets.rows(number))


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
            f"ce tableur dépasse {MAX_UNPACKED // MIB}\xa0Mio une fois ouvert\xa0; {remedy()}",
            place=source.path,
        )
