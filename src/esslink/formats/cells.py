"""
The cells of a spreadsheet, read in a process of its own.

python-calamine makes room for every cell between the first and the last: one cell in
the last corner of a sheet asks for 17 billion, and the interpreter is aborted, not told.
So the sheet is read by a child with bounded memory, which this module is too: the
parent asks (:func:`sheets`), the child runs it as a script. It imports nothing of esslink.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import IO, Any

__all__ = ["HEAD", "Sheets", "UnreadableError"]

HEAD = 30
"""Rows of each sheet that are shown before one is chosen."""
_LOT = 500
"""Rows handed over at a time."""
_ROOM = 600 * 1024 * 1024
"""Bytes of address space for the child, on systems that hold it to that."""
_SECONDS = 20
"""Seconds of processor for the child, likewise."""

Table = tuple[str, int, list[tuple[int, list[str]]]]
"""A sheet: its name, how many rows it has, the first of them with their numbers."""


class UnreadableError(Exception):
    """The child could not read the file; the text says why, when it could tell."""


class Sheets:
    """
    A spreadsheet open in a child process; a context manager.

    Args:
        data: the file.
        times: how many times the usual room and time it may take.

    """

    def __init__(self, data: bytes, times: int = 1) -> None:
        from importlib.util import find_spec

        spec = find_spec("python_calamine")
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("python_calamine")
        home = os.path.dirname(os.path.dirname(spec.origin))
        self._child = subprocess.Popen(
            [sys.executable or "python3", "-I", "-S", __file__, home, str(len(data)), str(times)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._send(data)
            self.tables: list[Table] = self._receive()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Sheets:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child, whatever it is at."""
        self._child.kill()
        self._child.communicate()

    def rows(self, number: int) -> Iterator[tuple[int, list[str]]]:
        """
        Yield the rows of a sheet that hold something, with their numbers; once only.

        Raises:
            UnreadableError: the child stopped.

        """
        self._send(b"%d\n" % number)
        while lot := self._receive():
            yield from lot

    def _send(self, data: bytes) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(data)
            self._child.stdin.flush()
        except OSError:
            raise UnreadableError("") from None

    def _receive(self) -> Any:
        assert self._child.stdout is not None
        try:
            found = json.loads(self._child.stdout.readline())
        except (ValueError, OSError):
            raise UnreadableError("") from None
        if isinstance(found, str):
            raise UnreadableError(found)
        return found


def _serve(home: str, size: int, times: int, take: IO[bytes], give: IO[bytes]) -> None:
    """Be the child: show the heads of all sheets, then hand over the rows of one."""
    _hold(times)
    sys.path.append(home)
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(take.read(size)))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names[:100]]
        heads: list[Table] = []
        for sheet in sheets:
            rows = _rows(sheet)
            heads.append(
                (sheet.name, sheet.height, [row for row, _ in zip(rows, range(HEAD), strict=False)])
            )
        _tell(heads, give)
        give.flush()
        sheet = sheets[int(take.readline())]
        lot = []
        for row in _rows(sheet):
            lot.append(row)
            if len(lot) == _LOT:
                _tell(lot, give)
                lot = []
        _tell(lot, give)
        if lot:
            _tell([], give)
    except Exception as error:  # calamine has no root of its own for its errors
        _tell(str(error) or type(error).__name__, give)
    give.flush()


def _tell(what: object, give: IO[bytes]) -> None:
    give.write(json.dumps(what).encode() + b"\n")


def _hold(times: int) -> None:
    """Bound the memory and the time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, _ROOM), (resource.RLIMIT_CPU, _SECONDS)):
        soft, hard = resource.getrlimit(what)
        least = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(what, (min([most * times, *least]), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, from the top, numbered as in the spreadsheet."""
    for number, cells in enumerate(sheet.iter_rows(), sheet.start[0] + 1 if sheet.start else 1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _text(cell: object) -> str:
    """Give a cell as text: whole numbers without «.0»."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.stdin.buffer, sys.stdout.buffer)
