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
from base64 import b32encode
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from esslink.batch.headers import field
from esslink.batch.streams import gzip_machine
from esslink.errors import ArchiveError

__all__ = ["Record", "digest_like", "is_gzip", "records"]

_VERSION = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\r?\n")
_LARGEST_HEAD = 1 << 20
_PIECE = 1 << 18
_FED = 1 << 13
"""Bytes given to the decompressor at once."""
_WHOLE = 1 << 20
"""Bytes of a member that is decompressed in one go."""
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
        held = members.whole()
        try:
            record = _held(held, start, wanted) if held else None
            rest = b""
            if record is None:
                source = stream if held is None else io.BufferedReader(io.BytesIO(held))
                record = _record(source, start, wanted)
                rest = source.read(1)
        except EOFError as error:
            raise ArchiveError(_shorter(start, str(error))) from error
        if rest:
            raise ArchiveError(
                f"octet {start}\u00a0: le membre gzip ne tient pas un enregistrement et un seul"
                " (longueur fausse, ou fichier compressé d’un bloc)\u00a0; décompressez-le par"
                " «\u00a0gunzip\u00a0» et donnez le fichier .warc"
            )
        yield record._replace(end=members.end)
    if members.start == 0 and members.end == 0:
        raise ArchiveError("le fichier est vide\u00a0; reprenez l’original")


def _plain(file: BinaryIO, wanted: Wanted) -> Iterator[Record]:
    if hasattr(file, "peek"):
        yield from _in_a_row(file, wanted)
        return
    stream = io.BufferedReader(file, _PIECE)  # type: ignore[type-var]
    try:
        yield from _in_a_row(stream, wanted)
    finally:
        stream.detach()  # the file is the caller's to close


def _in_a_row(stream: Any, wanted: Wanted) -> Iterator[Record]:
    start = 0
    while True:
        try:
            record = _record(stream, start, wanted)
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


def _held(data: bytes, start: int, wanted: Wanted) -> Record | None:
    """Read the one record that *data* is; None where it is not that plainly."""
    end = data.find(b"\r\n\r\n") + 4
    if end < 4 or not data.endswith(b"\r\n\r\n") or not _VERSION.match(data):
        return None
    head = data[:end]
    length = field(head, "Content-Length")
    if b"\n\n" in head or b"\n\r\n" in head[:-3] or length != str(len(data) - end - 4):
        return None
    block = data[end:-4]
    digest = _Digest(field(head, "WARC-Block-Digest"))
    digest.update(block)
    kept = block if wanted(head, len(block)) else None
    return Record(start, start, head, kept, data[-4:], digest.complaint())


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
    ahead: bytes = stream.peek(_FED)
    end = ahead.find(b"\r\n\r\n")
    # A bare newline before another one would end the fields earlier: line by line then.
    bare = b"\n\n" in ahead[:end] or b"\n\r\n" in ahead[: end + 1]
    if end > 0 and _VERSION.match(ahead) and not bare:
        return bytes(stream.read(end + 4))
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
        declared = _number(self._declared, self._state.digest_size)
        if declared is None or declared == int.from_bytes(self._state.digest()):
            return ""
        return "son contenu n’est pas celui que dit WARC-Block-Digest\u00a0: il est abîmé"


def digest_like(declared: str, *pieces: bytes) -> str:
    """
    Return the digest of data in the kind and the writing of another one; SHA-1 otherwise.

    >>> digest_like("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    state = _hash(declared)
    known = state is not None and _number(declared, state.digest_size) is not None
    if not known:
        state = hashlib.sha1(usedforsecurity=False)
    for piece in pieces:
        state.update(piece)
    if known:
        return _written(state.digest(), declared)
    return "sha1:" + b32encode(state.digest()).decode()


_KINDS: dict[str, Callable[..., Any]] = {
    name: getattr(hashlib, name)
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s")
}
# Base 32 as RFC 4648 writes it, in the digits of int().
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")


def _hash(declared: str) -> Any:
    kind = _KINDS.get(declared.partition(":")[0].lower().replace("-", ""))
    return kind(usedforsecurity=False) if kind else None


def _number(declared: str, size: int) -> int | None:
    """Read a digest of *size* bytes, in base 32 as crawlers write it or in base 16."""
    value = declared.partition(":")[2].rstrip("=")
    if not value.isascii() or not value.isalnum():
        return None
    try:
        if len(value) == 2 * size:
            return int(value, 16)
        if len(value) == -(-8 * size // 5):
            return int(value.upper().translate(_DIGITS), 32) >> (-8 * size % 5)
    except ValueError:
        return None
    return None


def _written(digest: bytes, declared: str) -> str:
    """Write *digest* in the base and the case of *declared*."""
    label, _, value = declared.partition(":")
    text = digest.hex() if len(value) == 2 * len(digest) else b32encode(digest).decode()
    if not value.endswith("="):
        text = text.rstrip("=")
    return f"{label}:{text.lower() if value.islower() else text.upper()}"


class _Members(io.RawIOBase):
    """The gzip members of a file, one at a time: reading ends at a member's end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._machine: Any = None
        self._data = memoryview(b"")
        self._at = 0
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
        if len(self._data) - self._at < 2:
            self._data = memoryview(bytes(self._data[self._at :]) + self._more())
            self._at = 0
        magic = bytes(self._data[self._at : self._at + 2])
        if magic != b"\x1f\x8b":
            if magic == b"\x1f":
                raise ArchiveError(_cut(self.start, "dans sa première ligne"))
            raise ArchiveError(
                f"octet {self.start}\u00a0: octets étrangers entre les membres gzip\u00a0;"
                " le fichier est abîmé"
            )
        self._machine = gzip_machine()
        return True

    def whole(self) -> bytes | None:
        """
        Return the member that begins, when it is small and at hand; else nothing is read.

        A member is then decompressed once into its own bytes, where a stream copies it twice.
        """
        machine = gzip_machine()
        at, size = self._at, 0
        data: list[bytes] = []
        while size < _WHOLE and at < len(self._data):
            piece = self._data[at : at + _FED]
            try:
                data.append(machine.decompress(piece, _WHOLE))
            except Exception:  # damaged: said by who reads on
                return None
            size += len(data[-1])
            at += len(piece) - len(machine.unconsumed_tail)
            if machine.eof:
                self._at = at - len(machine.unused_data)
                self._machine = None
                self.end = self._read - (len(self._data) - self._at)
                return b"".join(data)
        return None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer* with what comes next of the member; 0 at its end."""
        while self._machine is not None:
            # What is not taken of a piece is copied twice by zlib: pieces are small.
            piece = self._data[self._at : self._at + _FED]
            try:
                data = self._machine.decompress(piece, len(buffer))
            except Exception as error:
                raise ArchiveError(
                    f"le fichier est abîmé dans l’enregistrement qui commence à l’octet"
                    f" {self.start} ({error})\u00a0; reprenez l’original"
                ) from error
            machine = self._machine
            self._at += len(piece) - len(machine.unconsumed_tail)
            if machine.eof:
                self._at -= len(machine.unused_data)
                self._machine = None
                self.end = self._read - (len(self._data) - self._at)
            if data:
                buffer[: len(data)] = data
                return len(data)
            if self._machine is not None and not self._fill():
                raise ArchiveError(_cut(self.start, f"à l’octet {self._read}"))
        return 0

    def _fill(self) -> bool:
        if self._at == len(self._data):
            self._data, self._at = memoryview(self._more()), 0
        return bool(self._data)

    def _more(self) -> bytes:
        piece = self._file.read(_PIECE)
        self._read += len(piece)
        return piece
