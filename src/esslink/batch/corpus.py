"""What becomes of a file that holds many pages: counted, and what went wrong, told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from esslink.batch import atomic
from esslink.batch.cells import Cell

if TYPE_CHECKING:
    from esslink.report.tally import Tally

__all__ = ["Account", "Sink", "Tell", "lots", "sinking", "written"]

T = TypeVar("T")

Tell = Callable[[str, str], None]
"""Is given the place (``line 12``, an address) and what is wrong there, in French."""

_BUFFER = 1 << 18
"""Bytes gathered before they are written: records are many and small."""

LOT_RECORDS, LOT_BYTES = 512, 4 << 20
"""
Records, and bytes, that are read before they are changed, and changed before they are written.

Reading, changing and writing each have the processor's caches to themselves for longer: of
the cost of annotating an archive in gzip, done record by record, that takes a tenth.
"""

Sink = Callable[[bytes], object]
"""Takes the bytes of the result, in order."""


def lots(rows: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Yield *rows*, of so many bytes each, by lots that are read, changed and written in turn."""
    lot: list[T] = []
    held = 0
    for row in rows:
        lot.append(row)
        held += size(row)
        if len(lot) == LOT_RECORDS or held >= LOT_BYTES:
            yield lot
            lot, held = [], 0
    if lot:
        yield lot


@dataclass(slots=True)
class Account:
    """What was done to the pages of one file, added up."""

    records: int = 0
    """Records, lines or rows, pages or not."""
    pages: int = 0
    """Pages looked at and not failed."""
    changed: int = 0
    failed: int = 0
    links: int = 0
    removed: int = 0
    size: int = 0
    """Bytes of the pages, or code points where they come as text."""
    terms: set[str] = field(default_factory=set)
    tally: Tally | None = None
    """A report of this file, when the job asks for one."""
    name: str = ""
    """The file, as the report calls it."""

    def add(self, page: str | bytes, cell: Cell, part: str = "", href: str = "") -> None:
        """Count one page; *part* names it within the file, *href* is its address if it has one."""
        if self.tally is not None:
            if cell.error:
                self.tally.fail(f"{self.name} › {part}" if part else self.name, cell.error)
            elif cell.seen is not None:
                self.tally.add(self.name, href, cell.seen._replace(part=part))
        if cell.error:
            self.failed += 1
            return
        self.pages += 1
        self.changed += cell.value != page
        self.links += cell.links
        self.removed += cell.removed
        self.size += len(page)
        self.terms.update(cell.terms)


@contextmanager
def written(source: str, target: str | None) -> Iterator[Sink]:
    """
    Give what takes the result; at the end it stands at *target* whole, or not at all.

    Modes and times are the source's. With *target* None nothing is written. Raises
    :class:`OSError`.
    """
    if target is None:
        yield len
        return
    in_place = os.path.exists(target) and os.path.samefile(source, target)
    with sinking(target, os.stat(source), durable=in_place) as sink:
        yield sink


@contextmanager
def sinking(
    target: str, like: os.stat_result | None = None, *, durable: bool = False
) -> Iterator[Sink]:
    """Give what takes a file's content; it stands at *target* at the end, whole or not at all."""
    with (
        atomic.replacing(os.path.realpath(target), like, durable) as descriptor,
        open(descriptor, "wb", buffering=_BUFFER, closefd=False) as file,
    ):
        yield file.write
