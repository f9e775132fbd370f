"""
Parquet and Arrow files, read and written batch by batch.

An IPC stream that is cut between two batches looks whole to its reader; here its end
mark is asked for. Other damage is what pyarrow finds, with checksums where there are any.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from esslink.batch.arrow import RecordBatch
from esslink.batch.corpus import Sink
from esslink.batch.streams import extra
from esslink.errors import ArchiveError

__all__ = ["Opened", "opened", "rows_taken", "writing"]

_ROWS = 128
"""Rows of a batch: with pages of 100 kB, 13 MB."""
_GROUP_BYTES = 32 << 20
"""Bytes of a row group that is written, before compression."""
_GROUP_ROWS = 1 << 17
_WAITING_ROWS = 1 << 13
_STREAM_END = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""Arrow columnar format, "IPC streaming format": the end-of-stream marker."""


class Opened:
    """A table on disk: its schema, its batches, and how to write one like it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.format = "parquet" if path.lower().endswith(".parquet") else "arrow"
        self.compression = "snappy"
        with _told():
            self._open()

    def _open(self) -> None:
        if self.format == "parquet":
            parquet = extra("pyarrow.parquet", "arrow")
            self._file = parquet.ParquetFile(
                self.path, pre_buffer=False, page_checksum_verification=True
            )
            self.schema = self._file.schema_arrow
            metadata = self._file.metadata
            if metadata.num_row_groups and metadata.num_columns:
                self.compression = metadata.row_group(0).column(0).compression.lower()
            return
        ipc = extra("pyarrow.ipc", "arrow")
        with open(self.path, "rb") as file:
            magic = file.read(6)
            file.seek(-min(len(_STREAM_END), os.fstat(file.fileno()).st_size), os.SEEK_END)
            end = file.read()
        source = extra("pyarrow", "arrow").OSFile(self.path)
        if magic == b"ARROW1":
            self._file = ipc.open_file(source)
        else:
            # Some writers put the stream format in files named .arrow.
            self.format = "stream"
            if end != _STREAM_END:
                raise ArchiveError("le flux Arrow est coupé\u00a0; reprenez l’original")
            self._file = ipc.open_stream(source)
        self.schema = self._file.schema

    def batches(self) -> Iterator[RecordBatch]:
        """Yield the batches; raises :class:`ArchiveError` where the file is damaged."""
        with _told():
            if self.format == "parquet":
                yield from self._file.iter_batches(batch_size=_ROWS)
            elif self.format == "arrow":
                for number in range(self._file.num_record_batches):
                    yield self._file.get_batch(number)
            else:
                yield from self._file


def opened(path: str) -> Opened:
    """
    Open a Parquet or Arrow file.

    Raises :class:`ArchiveError` for one that is cut, damaged or of another format,
    :class:`OSError`, and :class:`MissingExtraError` without pyarrow.
    """
    os.stat(path)  # pyarrow's own words for a file that is not there say less
    return Opened(path)


@contextmanager
def writing(sink: Sink, schema: Any, format: str, compression: str = "snappy") -> Iterator[Any]:
    """
    Give what takes batches of *schema*, and write them to *sink*.

    *format* is ``"parquet"``, ``"arrow"`` or ``"stream"``. What was taken is whole
    when the block ends without an error.
    """
    output = _Output(sink)
    if format == "parquet":
        parquet = extra("pyarrow.parquet", "arrow")
        codec = "none" if compression == "uncompressed" else compression
        writer = parquet.ParquetWriter(output, schema, compression=codec, write_page_checksum=True)
        groups = _Groups(writer)
        yield groups.take
        groups.flush()
    else:
        ipc = extra("pyarrow.ipc", "arrow")
        new = ipc.new_file if format == "arrow" else ipc.new_stream
        options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
        writer = new(output, schema, options=options)
        yield writer.write_batch
    writer.close()


@contextmanager
def rows_taken(sink: Sink, schema: Any) -> Iterator[Callable[[dict[str, object]], None]]:
    """Give what takes records of *schema*, and write them as a Parquet file to *sink*."""
    batch = extra("pyarrow", "arrow").RecordBatch
    waiting: list[dict[str, object]] = []
    with writing(sink, schema, "parquet", "zstd") as take:

        def take_row(row: dict[str, object]) -> None:
            waiting.append({name: _storable(value) for name, value in row.items()})
            if len(waiting) == _WAITING_ROWS:
                take(batch.from_pylist(waiting, schema=schema))
                waiting.clear()

        yield take_row
        take(batch.from_pylist(waiting, schema=schema))


def _storable(value: object) -> object:
    """Give a text as Parquet can hold it: lone surrogates (of a file's name) as JSON has them."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


class _Groups:
    """Gathers batches, so that row groups are as large as readers like them."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._batches: list[RecordBatch] = []
        self._rows = self._bytes = 0

    def take(self, batch: RecordBatch) -> None:
        self._batches.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._batches:
            table = extra("pyarrow", "arrow").Table.from_batches(self._batches)
            self._writer.write_table(table, row_group_size=max(1, self._rows))
        self._batches, self._rows, self._bytes = [], 0, 0


class _Output(io.RawIOBase):
    """A sink as the file that pyarrow writes to."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._place = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Hand on *data*, which may be any buffer."""
        self._sink(bytes(data))
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        return self._place


@contextmanager
def _told() -> Iterator[None]:
    """Turn what pyarrow says of a damaged file into our error."""
    invalid = extra("pyarrow", "arrow").ArrowException
    try:
        yield
    except invalid as error:
        raise _damaged(error) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damaged(error) from error


def _damaged(error: Exception) -> ArchiveError:
    cause = str(error).partition("\n")[0][:200]
    return ArchiveError(f"le fichier est coupé, abîmé ou d’un autre format ({cause})")
