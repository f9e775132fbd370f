"""
The records of a WARC file, each with the bytes of the file that hold it.

Every length is checked: a record ends where its ``Content-Length`` says, its gzip member
with it, its digest is that of its block, and the file ends with a whole record. Readers
of the field end quietly when a file is cut (81 and 97 % of cuts pass unseen through the
two of Python's), so the framing is read here, and only here.

A record's layout is that of WARC 1.0 and 1.1 (ISO 28500): version line, fields, blank
line, block, two newlines; compressed, one gzip member for each record (annex D).
"""

from __future__ import annotations

import hashlib
import io
import re
from base64 import b16encode, b32encode
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from esslink.batch.headers import field
from esslink.batch.streams import gzip_machine
from esslink.errors import ArchiveError

__all__ = ["Record", "digest_like", "is_gzip", "records"]

_VERSION = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\r?\n")
_LARGEST_HEAD = 1 << 20
_PIECE = 1 << 18
_LARGEST_LENGTH = 15
"""Digits of a length: a petabyte."""


class Record(NamedTuple):
    """A record, and where it stands."""

    start: int
    end: int
    """Bytes of the file that hold it, compressed or not, and nothing else."""
    head: bytes
    """Version line and fields, through the blank line; empty for a member without a record."""
    block: bytes | None
    """What it holds; None when nobody asked for it."""
    tail: bytes = b""
    """The newlines that close it."""
    damage: str = ""
    """What its digest says against it, in French; empty when all is well."""


Wanted = Callable[[bytes, int], bool]
"""Is the block of a record wanted, from its head and its block's length?"""


def is_gzip(file: BinaryIO) -> bool:
    """Tell whether *file* begins a gzip member; the place in the file stays."""
    start = file.read(2)
    file.seek(-len(start), io.SEEK_CUR)
    return start == b"\x1f\x8b"


def records(file: BinaryIO, wanted: Wanted) -> Iterator[Record]:
    """
    Yield every record of *file*, in order; blocks that are not wanted are never held.

    Args:
        file: a WARC file at its start, seekable, compressed by record or not at all.
        wanted: says of which records the block is given.

    Raises:
        ArchiveError: the file is cut, damaged or no WARC; the message gives the offset
            of the record, in bytes of *file*.

    """
    if not is_gzip(file):
        if file.read(4) == b"\x28\xb5\x2f\xfd":
            raise ArchiveError(
                "WARC compressé par zstd\u00a0; décompressez-le par «\u00a0zstd -d\u00a0»"
            )
        file.seek(0)
        yield from _plain(file, wanted)
        return
    members = _Members(file)
    stream = io.BufferedReader(members, _PIECE)
    while members.begin():
        start = members.start
        try:
            record = _record(stream, start, wanted)
            rest = stream.read(1)
        except EOFError as error:
            raise ArchiveError(_shorter(start, str(error))) from error
        if rest:
            raise ArchiveError(
                f"octet {start}\u00a0: le membre gzip ne tient pas un enregistrement et un seul"
                " (longueur fausse, ou fichier compressé d’un bloc)\u00a0; décompressez-le par"
                " «\u00a0gunzip\u00a0» et donnez le fichier .warc"
            )
        yield record._replace(start=start, end=members.end)
    if members.start == 0 and members.end == 0:
        raise ArchiveError("le fichier est vide\u00a0; reprenez l’original")


def _plain(file: BinaryIO, wanted: Wanted) -> Iterator[Record]:
    start = 0
    while True:
        try:
            record = _record(file, start, wanted)
        except EOFError as error:
            raise ArchiveError(_cut(start, str(error))) from error
        if not record.head:
            if record.end == 0:
                raise ArchiveError("le fichier est vide\u00a0; reprenez l’original")
            return
        yield record
        start = record.end


def _cut(start: int, where: str) -> str:
    return (
        f"le fichier est coupé dans l’enregistrement qui commence à l’octet {start}"
        f" ({where})\u00a0;"
        " reprenez l’original"
    )


def _shorter(start: int, where: str) -> str:
    return (
        f"octet {start}\u00a0: l’enregistrement est plus court que sa longueur déclarée"
        f" ({where})\u00a0; reprenez l’original"
    )


def _record(stream: Any, start: int, wanted: Wanted) -> Record:
    """Read one record; raises :class:`EOFError`, saying where, when the stream ends in it."""
    head = _head(stream, start)
    if not head:
        return Record(start, start, b"", None)
    length = _length(head, start)
    digest = _Digest(field(head, "WARC-Block-Digest"))
    block = None
    if wanted(head, length):
        block = stream.read(length)
        digest.update(block)
        missing = length - len(block)
    else:
        missing = length
        while missing and (piece := stream.read(min(missing, _PIECE))):
            digest.update(piece)
            missing -= len(piece)
    if missing:
        raise EOFError(f"il manque {missing} octets sur {length}")
    tail = stream.read(4)
    if tail != b"\r\n\r\n":
        if b"\r\n\r\n".startswith(tail):
            raise EOFError("il manque la fin")
        raise ArchiveError(
            f"octet {start}\u00a0: après les {length} octets de l’enregistrement vient autre chose"
            " que sa fin\u00a0; la longueur déclarée est fausse, ou le fichier est abîmé"
        )
    end = start + len(head) + length + len(tail)
    return Record(start, end, head, block, tail, digest.complaint())


def _head(stream: Any, start: int) -> bytes:
    """Read version line, fields and blank line; empty at the end of the stream."""
    line = stream.readline(_LARGEST_HEAD)
    if not line:
        return b""
    if not _VERSION.fullmatch(line):
        if not line.endswith(b"\n") and len(line) < 12 and b"WARC/1.0\r\n".startswith(line[:5]):
            raise EOFError("dans sa première ligne")
        raise ArchiveError(
            f"octet {start}\u00a0: ce n’est pas un enregistrement WARC\u00a0;"
            " le fichier est abîmé, ou d’un autre format"
        )
    lines = [line]
    size = len(line)
    while line not in (b"\r\n", b"\n"):
        line = stream.readline(_LARGEST_HEAD)
        size += len(line)
        if size > _LARGEST_HEAD:
            raise ArchiveError(
                f"octet {start}\u00a0: les champs de l’enregistrement n’ont pas de fin"
            )
        if not line.endswith(b"\n"):
            raise EOFError("dans ses champs")
        lines.append(line)
    return b"".join(lines)


def _length(head: bytes, start: int) -> int:
    digits = field(head, "Content-Length")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LARGEST_LENGTH):
        raise ArchiveError(
            f"octet {start}\u00a0: l’enregistrement n’a pas de longueur (Content-Length) lisible"
        )
    return int(digits)


class _Digest:
    """Checks a block against the digest that its record declares, if it is of a known kind."""

    def __init__(self, declared: str) -> None:
        self._declared = declared
        self._state = _hash(declared)

    def update(self, data: bytes) -> None:
        if self._state is not None:
            self._state.update(data)

    def complaint(self) -> str:
        if self._state is None:
            return ""
        written = _written(self._state.digest(), self._declared)
        if written is None or _same(written, self._declared):
            return ""
        return "son contenu n’est pas celui que dit WARC-Block-Digest\u00a0: il est abîmé"


def digest_like(declared: str, data: bytes) -> str:
    """
    Return the digest of *data* in the kind and the writing of another one; SHA-1 otherwise.

    >>> digest_like("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    state = _hash(declared)
    if state is not None:
        state.update(data)
        written = _written(state.digest(), declared)
        if written is not None:
            return written
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


_KNOWN = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s")


def _hash(declared: str) -> Any:
    name = declared.partition(":")[0].strip().lower().replace("-", "")
    return hashlib.new(name, usedforsecurity=False) if name in _KNOWN else None


def _written(digest: bytes, declared: str) -> str | None:
    """Write *digest* as *declared* is: base 32 as crawlers do, or base 16; None for others."""
    label, _, value = declared.partition(":")
    value = value.strip()
    if len(value) == 2 * len(digest):
        text = b16encode(digest).decode()
        return f"{label}:{text if value.isupper() else text.lower()}"
    text = b32encode(digest).decode()
    if len(value.rstrip("=")) != len(text.rstrip("=")):
        return None
    text = text if value.endswith("=") else text.rstrip("=")
    return f"{label}:{text.lower() if value.islower() else text}"


def _same(one: str, other: str) -> bool:
    return one.partition(":")[2].lower() == other.partition(":")[2].strip().lower()


class _Members(io.RawIOBase):
    """The gzip members of a file, one at a time: reading ends at a member's end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._machine: Any = None
        self._input = b""
        self._read = 0
        self.start = 0
        """Offset of the member in the file."""
        self.end = 0
        """Offset after the last member that was read to its end."""

    def begin(self) -> bool:
        """Go to the next member; False at the end of the file."""
        if not self._fill():
            return False
        self.start = self.end
        if len(self._input) < 2:
            self._input += self._more()
        if not self._input.startswith(b"\x1f\x8b"):
            if self._input == b"\x1f":
                raise ArchiveError(_cut(self.start, "dans sa première ligne"))
            raise ArchiveError(
                f"octet {self.start}\u00a0: octets étrangers entre les membres gzip\u00a0;"
                " le fichier est abîmé"
            )
        self._machine = gzip_machine()
        return True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._machine is not None:
            try:
                data = self._machine.decompress(self._input, len(buffer))
            except Exception as error:
                raise ArchiveError(
                    f"le fichier est abîmé dans l’enregistrement qui commence à l’octet"
                    f" {self.start} ({error})\u00a0; reprenez l’original"
                ) from error
            if self._machine.eof:
                self._input = self._machine.unused_data
                self._machine = None
                self.end = self._read - len(self._input)
            else:
                self._input = self._machine.unconsumed_tail
            if data:
                buffer[: len(data)] = data
                return len(data)
            if self._machine is not None and not self._fill():
                raise ArchiveError(_cut(self.start, f"à l’octet {self._read}"))
        return 0

    def _fill(self) -> bool:
        if not self._input:
            self._input = self._more()
        return bool(self._input)

    def _more(self) -> bytes:
        piece = self._file.read(_PIECE)
        self._read += len(piece)
        return piece
