"""
Compressed streams (``.gz``, ``.zst``), read in bounded memory and never short in silence.

A stream that is cut, damaged or followed by foreign bytes is an error that names the
byte, where the usual readers may end as if all were well (a zstandard frame that is cut)
or skip what they cannot read.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, BinaryIO

from esslink.errors import ArchiveError, MissingExtraError

__all__ = [
    "compressing",
    "compressor",
    "extra",
    "fast_zlib",
    "gzip_machine",
    "joined",
    "opened",
    "packed",
    "suffix_of",
    "ungzipped",
    "unzstd",
]

_PIECE = 1 << 16
_ZST_PIECE = 1 << 10
"""Bytes given to zstandard at once: 4 bytes may stand for 128 KiB, so 32 MiB at worst."""
_ZST_WINDOW = 1 << 27
"""What ``zstd --ultra -22`` needs; beyond it a frame is a way to take memory."""


def extra(name: str, group: str) -> ModuleType:
    """Import an optional package; raises :class:`MissingExtraError` with the command."""
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise MissingExtraError(
            f"il faut le paquet {package}\u00a0; installez-le par"
            f" «\u00a0pip install 'esslink[{group}]'\u00a0»"
        ) from error


def suffix_of(path: str) -> str:
    """
    Return ``".gz"`` or ``".zst"`` for a compressed name, else an empty string.

    >>> suffix_of("pages.jsonl.gz"), suffix_of("pages.jsonl")
    ('.gz', '')
    """
    lower = path.lower()
    return next((suffix for suffix in (".gz", ".zst") if lower.endswith(suffix)), "")


def opened(path: str) -> BinaryIO:
    """
    Open a file for reading, decompressed when its name says it is compressed.

    Reading raises :class:`ArchiveError` where the stream is cut or damaged. Raises
    :class:`OSError`, and :class:`MissingExtraError` for ``.zst`` without its package.
    """
    suffix = suffix_of(path)
    if not suffix:
        return open(path, "rb")
    machine = gzip_machine if suffix == ".gz" else _zstd_machine()
    return io.BufferedReader(_Stream(open(path, "rb"), machine), _PIECE)


@cache
def fast_zlib() -> Any:
    """Return isal's zlib, a tenth of the time of zlib; None where it is not installed."""
    try:
        return import_module("isal.isal_zlib")
    except ImportError:
        return None


def gzip_machine() -> Any:
    """Return a decompressor of one gzip member: isal's when it is there, 3 times as fast."""
    return (fast_zlib() or zlib).decompressobj(31)


def packed(data: bytes, suffix: str) -> bytes:
    """Compress *data* whole for *suffix*; empty for none."""
    return joined((data,), suffix)


def joined(pieces: Iterable[bytes], suffix: str) -> bytes:
    """Compress what the pieces make together."""
    data = b"".join(pieces)
    if not suffix:
        return data
    machine = compressor(suffix)
    return b"".join((machine.compress(data), machine.flush()))


def compressor(suffix: str) -> Any:
    """
    Return what compresses a stream: an object with ``compress`` and ``flush``.

    A gzip header holds no date, so the same pages give the same bytes. isal writes 4 %
    more bytes than zlib's level 6 on French pages in a tenth of the time.
    """
    if suffix == ".zst":
        return extra("zstandard", "arrow").ZstdCompressor(write_checksum=True).compressobj()
    isal = fast_zlib()
    return isal.compressobj(2, wbits=31) if isal else zlib.compressobj(6, wbits=31)


@contextmanager
def compressing(
    sink: Callable[[bytes], object], suffix: str
) -> Iterator[Callable[[bytes], object]]:
    """Give what takes data and hands it on to *sink* compressed for *suffix*, empty for none."""
    if not suffix:
        yield sink
        return
    machine = compressor(suffix)
    yield lambda data: sink(machine.compress(data))
    sink(machine.flush())


def ungzipped(data: bytes, largest: int) -> bytes:
    """Decompress gzip members; raises :class:`ArchiveError`, also beyond *largest*."""
    return _within(io.BufferedReader(_Stream(io.BytesIO(data), gzip_machine), _PIECE), largest)


def unzstd(data: bytes, largest: int) -> bytes:
    """Decompress zstandard frames; raises :class:`ArchiveError`, also beyond *largest*."""
    return _within(io.BufferedReader(_Stream(io.BytesIO(data), _zstd_machine()), _PIECE), largest)


def _within(stream: BinaryIO, largest: int) -> bytes:
    page = stream.read(largest + 1)
    if len(page) > largest:
        raise ArchiveError("le contenu compressé dépasse la taille admise")
    return page


class _Zstd:
    """A zstandard frame's decompressor, with the attributes of zlib's."""

    def __init__(self, module: ModuleType) -> None:
        decompressor = module.ZstdDecompressor(max_window_size=_ZST_WINDOW)
        self._machine = decompressor.decompressobj()
        self._error = module.ZstdError
        self._out = b""
        self._given = 0
        self._in = b""

    @property
    def eof(self) -> bool:
        return bool(self._machine.eof) and self._given == len(self._out)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._machine.unused_data) + self._in

    @property
    def unconsumed_tail(self) -> bytes:
        return b"" if self.eof else self._in

    def decompress(self, data: bytes, most: int) -> bytes:
        """Give up to *most* bytes; what cannot be taken yet stays in *unconsumed_tail*."""
        self._in = data
        while self._given == len(self._out) and self._in and not self._machine.eof:
            piece, self._in = self._in[:_ZST_PIECE], self._in[_ZST_PIECE:]
            try:
                self._out, self._given = self._machine.decompress(piece), 0
            except self._error as error:
                raise zlib.error(str(error)) from error
        given = self._out[self._given : self._given + most]
        self._given += len(given)
        return given


def _zstd_machine() -> Callable[[], Any]:
    module = extra("zstandard", "arrow")
    return lambda: _Zstd(module)


class _Stream(io.RawIOBase):
    """The members or frames of a compressed file, one after the other."""

    def __init__(self, file: BinaryIO, machine: Callable[[], Any]) -> None:
        self._file = file
        self._new = machine
        self._machine: Any = None
        self._input = b""
        self._taken = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer* with what comes next; 0 at the true end only."""
        while True:
            if self._machine is None:
                if not self._fill():
                    return 0
                self._machine = self._new()
            try:
                data = self._machine.decompress(self._input, len(buffer))
            except Exception as error:
                raise ArchiveError(
                    f"le flux compressé est abîmé peu avant l’octet {self._taken} ({error})\u00a0;"
                    " reprenez l’original"
                ) from error
            if self._machine.eof:
                self._input = self._machine.unused_data
                self._machine = None
            else:
                self._input = self._machine.unconsumed_tail
            if data:
                buffer[: len(data)] = data
                return len(data)
            if self._machine is not None and not self._fill():
                raise ArchiveError(
                    f"le flux compressé est coupé à l’octet {self._taken}\u00a0;"
                    " reprenez l’original"
                )

    def _fill(self) -> bool:
        """Have input at hand; False at the end of the file."""
        if not self._input:
            self._input = self._file.read(_PIECE)
            self._taken += len(self._input)
        return bool(self._input)
