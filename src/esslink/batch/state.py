"""
What a run has done, line by line, so that the next one need not do it again.

The file belongs to one folder of results and one job. Its first line names the job: what
another job has done counts for nothing. A file's line is written after the file itself is
in place, so a run that dies at any moment has at most done more than it says. Only a power
cut can take away what it says is there, so a record that another boot of the system left
unfinished counts for nothing either.
"""

from __future__ import annotations

import json
import os
from typing import IO, Any

from esslink.batch.tree import PAGE, Item
from esslink.batch.work import CHANGED, COPIED, SAME, Outcome

__all__ = ["State"]

_FORMAT = 1
_END = [""]
"""Last line of a record whose run came to its end."""
# In ASCII, since a file name may be no text: what is not UTF-8 in it is a lone surrogate here.
_written = json.JSONEncoder(separators=(",", ":")).encode
_BOOT = "/proc/sys/kernel/random/boot_id"


class State:
    """
    The record of one folder of results.

    Args:
        path: where the record is kept; its folder is made.
        job: any text that differs when the work differs (glossary, options, version).
        again: take over what an earlier run of the same job has done.

    Raises :class:`OSError` when the record cannot be written.

    """

    def __init__(self, path: str, job: str, *, again: bool) -> None:
        self.done: dict[str, str] = _read(path, job) if again else {}
        """Lines by name, as they stand: a third of what their values take in memory."""
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.file: IO[str] = open(path, "w", encoding="utf-8")  # noqa: SIM115 - closed by close
        self._write([_FORMAT, job, _boot()])
        self.file.writelines(line + "\n" for line in self.done.values())
        self.file.flush()

    def kept(self, item: Item) -> Outcome | None:
        """
        Return the outcome of an earlier run for a file that has not changed since.

        Its result must be as it was left: results have the date of their source. A file is
        asked about once in a run.
        """
        line = self.done.pop(item.name, None)
        if line is None:
            return None
        size, mtime, status, links, terms, removed, read, written = _line(line)[1:]
        if [size, mtime] != [item.size, item.mtime]:
            return None
        try:
            there = os.stat(item.target, follow_symlinks=False)
        except OSError:
            return None
        if (there.st_size, there.st_mtime_ns) != (written, mtime):
            return None
        return Outcome(
            item.name, status, item.target, links, tuple(terms), removed, (), "", read, written
        )

    def record(self, item: Item, outcome: Outcome) -> None:
        """Note what was done to a file; failures are not noted, to be tried again."""
        if outcome.status not in {CHANGED, SAME, COPIED} or not item.size:
            return
        size = outcome.written if item.action == PAGE and item.in_place else item.size
        facts = [size, item.mtime, outcome.status, outcome.links, list(outcome.terms)]
        facts += [outcome.removed, outcome.size, outcome.written]
        self._write([item.name, *facts])
        self.file.flush()

    def close(self, *, finished: bool) -> None:
        """Close the record; what it says stays for the next run."""
        if finished:
            self._write(_END)
        self.file.close()

    def _write(self, line: list[Any]) -> None:
        self.file.write(_written(line) + "\n")


def _read(path: str, job: str) -> dict[str, str]:
    """Read a record; a line cut short by a crash, or of another job, says nothing."""
    done: dict[str, str] = {}
    line: list[Any] = []
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            head = _line(file.readline())
            if head[:2] != [_FORMAT, job]:
                return {}
            for text in file:
                line = _line(text)
                if len(line) == 9 and isinstance(line[0], str):
                    done[line[0]] = text.removesuffix("\n")
    except OSError:
        return {}
    return done if line == _END or head[2:] == [_boot()] else {}


def _boot() -> str:
    """Return what tells this boot of the system from another; empty where nothing does."""
    try:
        with open(_BOOT, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


def _line(text: str) -> list[Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return []
    return line if isinstance(line, list) else []
