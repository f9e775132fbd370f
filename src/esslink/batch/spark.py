"""
The same on a cluster: Spark tables of pages in, tables of annotated pages out.

Spark streams Arrow batches through each Python worker (``mapInArrow``), which runs
:func:`esslink.batch.arrow.annotate_batches`. The compiled glossary travels as a file,
once for each machine, and each worker process builds its automaton from it once.

Every machine needs esslink with its extra ``spark``; the linguistics of compile time
(spaCy) are used where the glossary is compiled, and nowhere else.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from esslink.batch.arrow import (
    RecordBatch,
    annotate_batches,
    annotated_schema,
    find_batches,
    match_schema,
)
from esslink.batch.jobs import Job
from esslink.batch.streams import extra
from esslink.batch.table import Columns
from esslink.errors import ArchiveError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["PAGE_FIELDS", "annotate", "find", "read_warcs", "ship", "warc_batches"]

PAGE_FIELDS = ("file", "page", "date", "format", "text", "error")
"""
The columns of :func:`read_warcs`: the archive, the page's address, when it was fetched,
``html``, ``xhtml`` or ``text``, the page as text, and why it has none when it has none.
"""

_BATCH_BYTES = 8 << 20
_BATCH_ROWS = 512

Opener = Callable[[str], BinaryIO]
"""Opens an archive by its path or address, seekable: ``open`` for what all machines see."""


def ship(spark: SparkSession, glossary: str) -> str:
    """
    Send the compiled glossary *glossary* to every machine; return its name there.

    Give that name as the *matcher* of a job. Raises :class:`OSError` when there is no
    such file.
    """
    os.stat(glossary)
    spark.sparkContext.addFile(os.path.abspath(glossary))
    return os.path.basename(glossary)


def annotate(frame: DataFrame, job: Job, columns: Columns | None = None) -> DataFrame:
    """
    Do *job* to the text of every row of *frame*, on its workers.

    Args:
        frame: a table with a column of pages, as text or as bytes.
        job: what to do (``"annotate"``, ``"clean"``, ``"strip"``); its *matcher* is
            what :func:`ship` returned, or a path that every machine can read.
        columns: which columns hold what.

    Raises:
        OptionError: no such column, or one that holds no text.
        MissingExtraError: pyarrow is not installed.

    """
    chosen = columns or Columns()
    schema = annotated_schema(_arrow_schema(frame), chosen)

    def work(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        yield from annotate_batches(batches, _here(job), chosen)

    return frame.mapInArrow(cast(Any, work), _spark_schema(schema))


def find(frame: DataFrame, job: Job, columns: Columns | None = None) -> DataFrame:
    """
    Give one row for each place of a term in *frame*, with the fields of a match.

    *job* is one of action ``"find"``; *columns.id* should name a column, since a row has
    no number on a cluster. Raises as :func:`annotate`.
    """
    chosen = columns or Columns()
    annotated_schema(_arrow_schema(frame), chosen)  # says now what is wrong with the columns

    def work(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        yield from find_batches(batches, _here(job), chosen)

    return frame.mapInArrow(cast(Any, work), _spark_schema(match_schema()))


def read_warcs(
    spark: SparkSession, paths: Iterable[str], opener: Opener | None = None, parts: int = 0
) -> DataFrame:
    """
    Give the pages of WARC archives as a table of :data:`PAGE_FIELDS`, one task an archive.

    Args:
        spark: the session.
        paths: paths or addresses that *opener* understands on every machine.
        opener: by default :func:`open`; for an object store, a function that gives a
            seekable binary file, such as ``fsspec.open(address).open()``.
        parts: how many tasks; 0 for one an archive.

    An archive that is cut or damaged gives its pages up to there, then a row whose
    *error* says at which byte, and the other archives are read.

    """
    names = [(path,) for path in paths]
    # Cut here: a repartition of a table would put two archives in one task, none in another.
    cut = spark.sparkContext.parallelize(names, parts or max(1, len(names)))
    frame = spark.createDataFrame(cut, "file string")

    def work(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        for batch in batches:
            for path in batch.column("file").to_pylist():
                yield from warc_batches(path, opener)

    return frame.mapInArrow(cast(Any, work), ", ".join(f"{name} string" for name in PAGE_FIELDS))


def warc_batches(path: str, opener: Opener | None = None) -> Iterator[RecordBatch]:
    """Yield the pages of one archive as batches of :data:`PAGE_FIELDS`, in bounded memory."""
    from esslink.batch.warc import pages
    from esslink.sources.encoding import decode

    rows: list[dict[str, str | None]] = []
    size = 0
    told: list[str] = []
    try:
        with (opener or _open)(path) as file:
            for _, page in pages(
                file, lambda place, cause: told.append(f"{place}: {cause}"), texts=True
            ):
                rows += [{"file": path, "error": error} for error in told]
                told.clear()
                if page is None:
                    continue
                row = {"file": path, "page": page.address, "date": page.date, "format": page.format}
                rows.append({**row, **_text(page.content, page.charset, decode)})
                size += len(page.content)
                if size >= _BATCH_BYTES or len(rows) >= _BATCH_ROWS:
                    yield _page_batch(rows)
                    rows, size = [], 0
    except ArchiveError as error:
        rows.append({"file": path, "error": error.message})
    except OSError as error:
        rows.append({"file": path, "error": f"archive illisible ({error.strerror or error})"})
    if rows:
        yield _page_batch(rows)


def _open(path: str) -> BinaryIO:
    return open(path, "rb", buffering=io.DEFAULT_BUFFER_SIZE)


def _text(content: bytes, charset: str | None, decode: Any) -> dict[str, str | None]:
    """Return a page as text, which a table wants in Unicode, or why it is none."""
    from esslink.errors import SourceError

    try:
        text: str = decode(content, charset).text
        text.encode()
    except SourceError as error:
        return {"error": error.message}
    except UnicodeEncodeError:
        return {"text": text.encode("utf-8", "replace").decode(), "error": None}
    return {"text": text}


def _page_batch(rows: list[dict[str, str | None]]) -> RecordBatch:
    pa = extra("pyarrow", "arrow")
    schema = pa.schema([(name, pa.string()) for name in PAGE_FIELDS])
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def _here(job: Job) -> Job:
    """Return the job with the path that the shipped glossary has on this machine."""
    if not job.matcher or os.path.exists(job.matcher):
        return job
    from pyspark import SparkFiles

    return job._replace(matcher=SparkFiles.get(job.matcher))


def _arrow_schema(frame: DataFrame) -> Any:
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(frame.schema)


def _spark_schema(schema: Any) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)
