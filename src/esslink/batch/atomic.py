"""
Put a file in its place whole, or not at all.

The content goes to a file of another name in the same folder, and only when it is
complete takes the final name (rename, atomic under POSIX and on NTFS). A crash, a full
disk or ``kill -9`` leaves the old file or the new one, and at worst a file named
``.esslink-*.tmp``, which :func:`is_leftover` recognises.

*durable* holds that through a power cut too: content and name reach the disk (fsync)
before the call returns. It is for files that have no other copy; results that can be
made again do without, since it takes 1 to 2 ms for each file (ext4 on a virtual disk),
more than annotating a page.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import stat

__all__ = ["copy", "is_leftover", "link", "replacing", "write"]

_COUNTER = itertools.count()
# Anchored, without repetition of groups: linear.
_NAME = re.compile(r"\.esslink-([0-9]{1,10})-[0-9]{1,12}\.tmp")
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_CHUNK = 1 << 20
_RANGE = 1 << 26
_CANNOT = (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.ETXTBSY)
"""What a system says that cannot copy by itself from this file to that one."""


def write(
    path: str, data: bytes, like: os.stat_result | None = None, *, durable: bool = True
) -> None:
    """
    Make *data* the content of *path*, with the mode and times of *like* when given.

    Raises :class:`OSError`; *path* is then as it was before, unless the message is
    that of the folder's own fsync, when the new content is in place.
    """
    with replacing(path, like, durable) as descriptor:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]


def copy(source: str, path: str, *, durable: bool = True) -> None:
    """
    Make *path* a copy of the file *source*: content, mode and times.

    Raises :class:`OSError`, with the same guarantee as :func:`write`.
    """
    origin = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        with replacing(path, os.fstat(origin), durable) as descriptor:
            _pour(origin, descriptor)
    finally:
        os.close(origin)


def link(source: str, path: str, *, durable: bool = True) -> None:
    """
    Make *path* another name of the file *source*; a copy where the system cannot.

    Raises :class:`OSError`, with the same guarantee as :func:`write`.
    """
    if os.path.lexists(path) and os.path.samefile(source, path):
        return  # renaming one name of a file to another does nothing, and leaves both
    temporary = _beside(path)
    try:
        os.link(source, temporary, follow_symlinks=False)
    except (OSError, NotImplementedError):  # another disk, no such thing there, too many names
        copy(source, path, durable=durable)
        return
    _rename(temporary, path, durable)


def _pour(origin: int, descriptor: int) -> None:
    """Copy what is left of a file: by the system, which may share the blocks, else by us."""
    if hasattr(os, "copy_file_range"):
        try:
            while os.copy_file_range(origin, descriptor, _RANGE):
                pass
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
    # Some systems say that there is nothing to copy where there is: read on to the end.
    while chunk := os.read(origin, _CHUNK):
        view = memoryview(chunk)
        while view:
            view = view[os.write(descriptor, view) :]


def is_leftover(name: str) -> bool:
    """
    Tell whether *name* is a temporary file of a run that no longer lives.

    >>> is_leftover("page.html"), is_leftover(".esslink-999999999-1.tmp")
    (False, True)
    """
    match = _NAME.fullmatch(name)
    return match is not None and not _alive(int(match[1]))


class replacing:  # noqa: N801 - used as a function; contextmanager() costs as much as the rename
    """
    Open a temporary file beside *path*; give it *path*'s name when all went well.

    Args:
        path: where the content will stand.
        like: whose mode and times it takes, if any.
        durable: content and name reach the disk before the block ends.

    """

    __slots__ = ("_descriptor", "_durable", "_like", "_mode", "_path", "_temporary")

    def __init__(self, path: str, like: os.stat_result | None, durable: bool) -> None:
        self._path, self._like, self._durable = path, like, durable
        self._temporary = _beside(path)
        self._mode = 0o666 if like is None else stat.S_IMODE(like.st_mode)

    def __enter__(self) -> int:
        # Never open to more readers than the model, even before it is complete.
        self._descriptor = os.open(self._temporary, _FLAGS, self._mode & 0o777)
        return self._descriptor

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            try:
                if kind is None:
                    if self._like is not None:
                        _set_mode(self._descriptor, self._mode)
                    if self._durable:
                        os.fsync(self._descriptor)
            finally:
                os.close(self._descriptor)
            if kind is None and self._like is not None:
                times = (self._like.st_atime_ns, self._like.st_mtime_ns)
                os.utime(self._temporary, ns=times)
        except BaseException:
            _remove(self._temporary)
            raise
        if kind is None:
            _rename(self._temporary, self._path, self._durable)
        else:
            _remove(self._temporary)


def _rename(temporary: str, path: str, durable: bool) -> None:
    """Give *temporary* the name *path*, or remove it."""
    try:
        os.replace(temporary, path)
    except BaseException:
        _remove(temporary)
        raise
    if durable:
        _sync_folder(os.path.dirname(path) or ".")


def _beside(path: str) -> str:
    """Give a temporary name in the folder of *path* that no other writer takes."""
    folder = path[: len(path) - len(os.path.basename(path))]
    return f"{folder}.esslink-{os.getpid()}-{next(_COUNTER)}.tmp"


def _set_mode(descriptor: int, mode: int) -> None:
    """Set the mode where the umask took some of it: a change costs a write of the journal."""
    if hasattr(os, "fchmod") and stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:
        os.fchmod(descriptor, mode)


def _sync_folder(folder: str) -> None:
    """Make the rename itself durable, where the system can (not on Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # the disk is gone or read-only; the first error is the one to report


def _alive(pid: int) -> bool:
    if os.name != "posix":
        return True  # os.kill would end the process there; a leftover then stays
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
