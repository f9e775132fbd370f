"""
CSV and TSV, as spreadsheets write them: any usual separator, UTF-8 or windows-1252.

Written as French Excel opens it: ``;`` and a byte order mark; TSV with tabs and none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from esslink.errors import LexiconError
from esslink.formats.bounds import text_of
from esslink.formats.document import Document, Source
from esslink.formats.table import MAX_COLUMNS, Row, document_of, header_of, keys_of, rows_of

__all__ = ["read", "write", "write_tsv"]

_SEPARATORS = ";,\t|"
_SAMPLE = 20
"""Rows read to find the separator."""

_CAUSES = {
    "unexpected end of data": "un guillemet ouvert n’est jamais fermé\xa0; fermez-le",
    "field larger": "une cellule est trop longue\xa0; fermez le guillemet ouvert",
    "'": "du texte suit un guillemet fermant\xa0; doublez les guillemets d’un texte",
}


def read(source: Source) -> Document:
    r"""
    Read a CSV or TSV glossary, its separator found by its columns.

    Raises:
        LexiconError: with the line where the faulty row begins.

    >>> data = "Terme;Définition\nSCOP;Société…\n".encode("cp1252")
    >>> read(Source(data, "a.csv")).terms[0].definition
    'Société…'

    """
    text = text_of(source, fallback="cp1252")
    first = 1
    # The line by which Excel is told the separator.
    if told := re.match(r"sep=(.)\r?\n", text[:10], re.IGNORECASE):
        separator, text, first = told[1], text[told.end() :], 2
    else:
        separator = _separator(text, source)
    return document_of(_rows(text, separator, source, first), source)


def _rows(text: str, separator: str, source: Source, first: int = 1) -> Iterator[Row]:
    """Yield the rows and the line where each begins."""
    import csv
    import io

    # strict: a quotation that is never closed is an error, not the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = first
    try:
        for cells in reader:
            yield Row(line, cells)
            line = reader.line_num + first
    except csv.Error as error:
        cause = next((v for k, v in _CAUSES.items() if str(error).startswith(k)), str(error))
        raise LexiconError(f"CSV mal formé\xa0: {cause}", place=source.at(line)) from None


def _separator(text: str, source: Source) -> str:
    """Choose the separator that makes most known columns, then most cells alike."""

    def worth(separator: str) -> tuple[int, int, int]:
        sample: list[Row] = []
        try:
            for row, _ in zip(_rows(text, separator, source), range(_SAMPLE), strict=False):
                sample.append(row)
        except LexiconError:
            pass
        if not sample:
            return (0, 0, 0)
        head = sample[header_of(sample, source.columns) or 0].cells
        known = sum(key is not None for key in keys_of(head[:MAX_COLUMNS], source.columns))
        alike = sum(len(row.cells) == len(head) for row in sample) if len(head) > 1 else 0
        return (known, alike, len(head))

    return max(_SEPARATORS, key=worth)


def write(document: Document) -> tuple[bytes, list[str]]:
    """Write a glossary as CSV for spreadsheets; give what its columns cannot hold."""
    rows, notices = rows_of(document)
    return b"\xef\xbb\xbf" + _written(rows, ";"), notices


def write_tsv(document: Document) -> tuple[bytes, list[str]]:
    """Write a glossary as TSV; give what its columns cannot hold."""
    rows, notices = rows_of(document)
    return _written(rows, "\t"), notices


def _written(rows: list[list[str]], separator: str) -> bytes:
    """Write rows with the standard module."""
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()
