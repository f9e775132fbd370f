"""
How far a long run is: a bar on a terminal, a line every few seconds in a log.

Nothing is shown for work that is soon over, and rich is imported only when a bar is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["shown"]

PATIENCE = 1.5
"""Seconds before anything is shown."""
INTERVAL = 5.0
"""Seconds between two lines of a log."""

T = TypeVar("T")


def shown(outcomes: Iterable[T], total: int, *, quiet: bool = False) -> Iterator[T]:
    """
    Yield *outcomes* as they come, and show on stderr how many of *total* are done.

    >>> list(shown([1, 2, 3], 3))
    [1, 2, 3]
    """
    if quiet:
        yield from outcomes
        return
    display = _Bar(total) if sys.stderr.isatty() else _Log(total)
    try:
        for outcome in outcomes:
            yield outcome
            display.advance()
    finally:
        display.close()


class _Log:
    """A line now and then, for a file that somebody reads later."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.started = time.monotonic()
        self.due = self.started + INTERVAL

    def advance(self) -> None:
        self.done += 1
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + INTERVAL
        rate = self.done / (now - self.started)
        left = max(self.total - self.done, 0) / rate
        sys.stderr.write(
            f"esslink\u00a0: {self.done} fichiers sur {self.total},"
            f" {rate:.0f} par seconde, encore {left:.0f}\u00a0s\n"
        )
        sys.stderr.flush()

    def close(self) -> None:
        """Leave the lines where they are."""


class _Bar:
    """rich's bar, from the moment the work proves long."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.started = time.monotonic()
        self.bar: Progress | None = None
        self.task: TaskID | None = None

    def advance(self) -> None:
        self.done += 1
        if self.bar is None and time.monotonic() >= self.started + PATIENCE:
            self._open()
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, completed=self.done, rate=self._rate())

    def close(self) -> None:
        """Take the bar away: the summary that follows says the rest."""
        if self.bar is not None:
            self.bar.stop()

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        rate = TextColumn("fichiers, {task.fields[rate]} par seconde, encore")
        columns = (BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.bar.start()
        self.task = self.bar.add_task("", total=self.total, rate=self._rate())

    def _rate(self) -> str:
        seconds = time.monotonic() - self.started
        return f"{self.done / seconds:.0f}" if seconds > 0 else "0"
