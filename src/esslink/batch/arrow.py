"""
Batches of an Arrow table in, the same batches with their text annotated out.

This is what every engine that speaks Arrow runs: a loop over a Parquet file here,
``mapInArrow`` of Spark, ``map_batches`` of Ray, a delayed call of Dask. The compiled
glossary is a path: each process reads it, and builds its automaton, once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from esslink.batch.cells import Cell, Change, change, changer
from esslink.batch.corpus import Account, Tell
from esslink.batch.jobs import Job
from esslink.batch.streams import extra
from esslink.batch.table import MATCH_FIELDS, Columns, match_rows, span_rows
from esslink.errors import OptionError

__all__ = [
    "RecordBatch",
    "annotate_batches",
    "annotated_schema",
    "change_batches",
    "find_batches",
    "find_in_batch",
    "match_schema",
    "worker_change",
]

RecordBatch = Any
"""A ``pyarrow.RecordBatch``; pyarrow has no types of its own to say so with."""

LARGEST_SLICE = 64 << 20
"""Bytes of text that are worked on at once: columns of more than 2 GiB have no offsets."""


def annotate_batches(
    batches: Iterable[RecordBatch], job: Job, columns: Columns | None = None
) -> Iterator[RecordBatch]:
    """
    Do *job* to the text of every row; rows keep their order and their other columns.

    Args:
        batches: record batches of one schema.
        job: what to do; its *matcher* is the path of a compiled glossary that the
            process can read. Actions: ``"annotate"``, ``"clean"``, ``"strip"``.
        columns: which columns hold what; see :class:`~esslink.batch.table.Columns`.

    Yields:
        Batches of :func:`annotated_schema`. A row that cannot be changed keeps its
        text, and says why in the column *columns.error* when there is one.

    Raises:
        ArtefactError: the compiled glossary cannot be read.
        OptionError: no such column, or one that holds no text.
        MissingExtraError: pyarrow is not installed.

    >>> import esslink, pyarrow, tempfile
    >>> glossary = tempfile.NamedTemporaryFile(suffix=".esslink")
    >>> term = esslink.Term("mutuelle", definition="Société de personnes.")
    >>> esslink.compile([term]).save(glossary.name)
    >>> batch = pyarrow.RecordBatch.from_pydict({"id": [7], "texte": ["Deux mutuelles."]})
    >>> columns = Columns(text="texte", spans="termes")
    >>> rows = annotate_batches([batch], Job("annotate", glossary.name), columns)
    >>> next(rows).to_pylist()[0]["termes"]
    [{'start': 5, 'end': 14, 'form': 'mutuelles', 'term': 'mutuelle'}]

    """
    act = worker_change(job)
    yield from change_batches(batches, act, columns or Columns(), Account(), _silent)


def find_batches(
    batches: Iterable[RecordBatch], job: Job, columns: Columns | None = None, file: str = ""
) -> Iterator[RecordBatch]:
    """
    Yield one row for each place of a term: batches of :func:`match_schema`.

    *job* is one of action ``"find"``. The page is the value of the column *columns.id*;
    without one, the row's number among *batches*, from 1, which on a cluster is its
    number in its partition. Raises as :func:`annotate_batches`.
    """
    act = worker_change(job)
    number = 0
    for batch in batches:
        rows = [
            row
            for page, cell in find_in_batch(batch, act, columns or Columns(), number, _silent)
            for row in match_rows(file, page, cell.found)
        ]
        number += batch.num_rows
        yield extra("pyarrow", "arrow").RecordBatch.from_pylist(rows, schema=match_schema())


def worker_change(job: Job) -> Change:
    """Return what changes a page for *job*, made once for each process and glossary."""
    state = os.stat(job.matcher) if job.matcher and os.path.exists(job.matcher) else None
    key = (repr(job), state and (state.st_size, state.st_mtime_ns))
    if key not in _MADE:
        _MADE.clear()  # a worker serves one job after the other: keep one automaton
        _MADE[key] = changer(job, text=job.action == "find")
    return _MADE[key]


_MADE: dict[object, Change] = {}


def annotated_schema(schema: Any, columns: Columns) -> Any:
    """
    Return the schema of what :func:`annotate_batches` yields for a table of *schema*.

    Raises :class:`OptionError`: no such column, or one that holds no text.
    """
    pa = extra("pyarrow", "arrow")
    at = _text_place(schema, columns)
    kind = schema.field(at).type
    if columns.spans is None and pa.types.is_dictionary(kind):
        schema = schema.set(at, schema.field(at).with_type(kind.value_type))
    if columns.spans is not None:
        schema = _with_field(schema, pa.field(columns.spans, _span_type()))
    if columns.error is not None:
        schema = _with_field(schema, pa.field(columns.error, pa.string()))
    return schema


def match_schema() -> Any:
    """Return the schema of matches: text, but for the numbers *start*, *end* and *line*."""
    pa = extra("pyarrow", "arrow")
    numbers = ("start", "end", "line")
    return pa.schema(
        [(name, pa.int64() if name in numbers else pa.string()) for name in MATCH_FIELDS]
    )


def change_batches(
    batches: Iterable[RecordBatch], act: Change, columns: Columns, account: Account, tell: Tell
) -> Iterator[RecordBatch]:
    """Do :func:`annotate_batches` with a change at hand, counting and telling what is wrong."""
    schema = None
    for whole in batches:
        if schema is None:
            schema = annotated_schema(whole.schema, columns)
        for batch in _slices(whole, columns):
            texts, cells = _cells(batch, act, columns, account, tell)
            yield _rebuilt(batch, texts, cells, columns, schema)


def find_in_batch(
    batch: RecordBatch, act: Change, columns: Columns, number: int, tell: Tell
) -> Iterator[tuple[str, Cell]]:
    """Yield what names each row and what was found in it; *number* rows came before."""
    texts = _texts(batch.column(_text_place(batch.schema, columns)))
    names = None
    if columns.id is not None:
        names = batch.column(_place(batch.schema, columns.id, "--id-column")).to_pylist()
    for row, text in enumerate(texts):
        if text is None:
            continue
        cell = _cell(text, act, columns)
        if cell.error:
            tell(f"ligne {number + row + 1}", cell.error)
        yield str(names[row] if names else number + row + 1), cell


class _Invalid(NamedTuple):
    """Bytes in a column of text that are no UTF-8."""

    data: bytes


def _cells(
    batch: RecordBatch, act: Change, columns: Columns, account: Account, tell: Tell
) -> tuple[list[Any], list[Cell | None]]:
    """Return the texts of a batch and what became of each; None for null."""
    texts = _texts(batch.column(_text_place(batch.schema, columns)))
    cells: list[Cell | None] = []
    for row, text in enumerate(texts):
        cell = None if text is None else _cell(text, act, columns)
        cells.append(cell)
        if cell is not None:
            value = cell.value if isinstance(text, _Invalid) else text
            account.add(value, cell, f"ligne {account.records + row + 1}")
            for note in (*cell.notes, *filter(None, [cell.error])):
                tell(f"ligne {account.records + row + 1}", note)
    account.records += batch.num_rows
    return texts, cells


def _rebuilt(
    batch: RecordBatch, texts: list[Any], cells: list[Cell | None], columns: Columns, schema: Any
) -> RecordBatch:
    """Return the batch as a batch of *schema*, with what changed in it."""
    pa = extra("pyarrow", "arrow")
    arrays = {name: batch.column(name) for name in batch.schema.names}
    if columns.spans is None:
        kind = schema.field(columns.text).type
        arrays[columns.text] = _column(arrays[columns.text], texts, cells, kind)
    else:
        spans = [None if cell is None or cell.error else span_rows(cell.found) for cell in cells]
        arrays[columns.spans] = pa.array(spans, type=_span_type())
    if columns.error is not None:
        errors = [cell.error or None if cell else None for cell in cells]
        arrays[columns.error] = pa.array(errors, type=pa.string())
    return pa.RecordBatch.from_arrays([arrays[name] for name in schema.names], schema=schema)


def _cell(text: object, act: Change, columns: Columns) -> Cell:
    if isinstance(text, _Invalid):
        return Cell(text.data, error="le texte n’est pas de l’UTF-8\u00a0; il reste tel quel")
    assert isinstance(text, str | bytes)
    return change(act, text, columns.format, None)


def _texts(column: Any) -> list[Any]:
    """Return a column's values; text that is no UTF-8 comes as :class:`_Invalid`."""
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        values = [_text(one) for one in column.cast(extra("pyarrow", "arrow").binary()).to_pylist()]
    return values


def _text(data: bytes | None) -> str | _Invalid | None:
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return _Invalid(data)  # type: ignore[arg-type]


def _column(column: Any, texts: list[Any], cells: list[Cell | None], kind: Any) -> Any:
    """Return the column of changed texts; the column itself when nothing changed."""
    pa = extra("pyarrow", "arrow")
    values = [cell and cell.value for cell in cells]
    if values == texts and column.type == kind:
        return column
    if not any(isinstance(text, _Invalid) for text in texts):
        # A page may hold what UTF-8 cannot write only if it came so, and then it is invalid.
        return pa.array(values, type=kind)
    data = [value.encode() if isinstance(value, str) else value for value in values]
    return pa.array(data, type=pa.large_binary()).cast(kind, safe=False)


def _slices(batch: RecordBatch, columns: Columns) -> Iterator[RecordBatch]:
    """Cut a batch where its text is too large to be worked on at once."""
    size = batch.column(_text_place(batch.schema, columns)).nbytes
    rows = max(1, batch.num_rows * LARGEST_SLICE // max(size, 1))
    if rows >= batch.num_rows:
        yield batch
        return
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


def _text_place(schema: Any, columns: Columns) -> int:
    pa = extra("pyarrow", "arrow")
    at = _place(schema, columns.text, "--text-column")
    kind = schema.field(at).type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
    if not any(getattr(pa.types, f"is_{name}")(kind) for name in tests):
        raise OptionError(
            f"la colonne «\u00a0{columns.text}\u00a0» ne porte pas du texte, mais {kind}",
            place="--text-column",
        )
    return at


def _place(schema: Any, name: str, option: str) -> int:
    places = schema.get_all_field_indices(name)
    if len(places) != 1:
        there = "plusieurs colonnes s’appellent" if places else "pas de colonne"
        names = "\u00a0», «\u00a0".join(schema.names[:12])
        raise OptionError(f"{there} «\u00a0{name}\u00a0» parmi «\u00a0{names}\u00a0»", place=option)
    return int(places[0])


def _with_field(schema: Any, field: Any) -> Any:
    at = schema.get_field_index(field.name)
    return schema.append(field) if at < 0 else schema.set(at, field)


def _span_type() -> Any:
    pa = extra("pyarrow", "arrow")
    return pa.list_(
        pa.struct(
            [
                ("start", pa.int64()),
                ("end", pa.int64()),
                ("form", pa.string()),
                ("term", pa.string()),
            ]
        )
    )


def _silent(place: str, cause: str) -> None:
    """Tell nobody: an engine has no terminal; the error column says it."""
