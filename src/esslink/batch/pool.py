"""
Many files at once, on processes that may die or hang without taking the others along.

Files travel in small lots, so that the cost of a hand-over is shared. A lot that kills
its worker or runs out of time is taken apart, and each of its files is tried once more,
alone, as is a file that failed by itself; one that fails again is let through as it was.
Outcomes come in the order of the plan, whatever the number of workers, and those tried
again come last.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as Late
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from esslink.batch.actions import prepare
from esslink.batch.jobs import Job, Transform
from esslink.batch.tree import Item
from esslink.batch.work import Outcome, process, spared

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

    from esslink.matcher import Matcher

__all__ = [
    "AHEAD",
    "Workers",
    "begun",
    "enough",
    "in_processes",
    "in_turn",
    "lots_of",
    "spread",
    "workers",
]

T = TypeVar("T")
W = TypeVar("W")

LOT_FILES = 32
LOT_BYTES = 1 << 20
"""A lot ends at so many files, or so many bytes of sources, whichever comes first."""
WORTH_BYTES = 8 << 20
"""Below so many bytes, starting workers (0.3 s each) may take longer than the pages."""

AHEAD = 3
"""Lots that wait or are worked on for each worker: enough to keep it busy."""
_LOOK = 0.02
"""Seconds; pebble's own value is 0.1."""
KEPT = 32
"""Lots handed out for each worker whose outcomes wait for one before them: bounds memory."""


def workers(asked: int | None, size: int) -> int:
    """
    Return how many workers to use for *size* bytes; 0 for none, all in this process.

    What was asked, else what helps. A page that kills its process must not take a long run
    along, so that is given one worker even where there is one core.

    >>> workers(3, 0), workers(None, 1000), workers(1, WORTH_BYTES)
    (3, 0, 1)
    """
    if size < WORTH_BYTES and asked in (None, 1):
        return 0
    return asked or _cores()


def _cores() -> int:
    """Return how many cores this process may use: fewer than there are in a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_turn(
    items: Iterable[Item | None], job: Job, transform: Transform
) -> Iterator[Outcome | None]:
    """
    Do the plan in this process, file after file; one that fails is tried once more.

    None among the items is given back, so that the caller has a turn.
    """
    for item in items:
        if item is None:
            yield None
            continue
        outcome = process(item, transform, job)
        yield process(item, transform, job) if outcome.again else outcome


def enough(count: int, files: int, size: int) -> bool:
    """Tell whether so many files, of so many bytes, are something to do for each worker."""
    return files > count * LOT_FILES or size > count * LOT_BYTES


def begun(count: int, job: Job, timeout: float | None, matcher: Matcher | None = None) -> Workers:
    """
    Return *count* workers for *job*, which begin at once.

    *timeout* is in seconds, for one file tried alone. Raises as :func:`prepare`.
    """
    from esslink.batch.processes import can_copy

    global _worker  # noqa: PLW0603 - what copies of this process find there
    _worker = (job, prepare(job, matcher)) if can_copy() else None
    try:
        return Workers(count, _start, job, timeout)
    finally:
        _worker = None


def in_processes(
    items: Iterable[Item | None],
    job: Job,
    count: int,
    timeout: float | None,
    workers: Workers | None = None,
) -> Iterator[Outcome | None]:
    """
    Do the plan on *count* processes; *timeout* is in seconds, for one file tried alone.

    *workers* are those that have :func:`begun`; without any, as many begin as find something
    to do. None among the items is given back, as by :func:`in_turn`.

    Closing the generator, or an interrupt, ends the workers; no file is left half-written.
    """
    if workers is None:
        lots, count = spread(items, count)
        workers = begun(count, job, timeout)
    else:
        lots = lots_of(items)
    suspects: list[Item] = []
    try:
        yield from _stream(workers, lots, count, suspects.extend)
        for item in suspects:
            yield _once_more(workers, item, job)
    except BaseException:
        workers.stop()
        raise
    workers.close()


class Workers:
    """
    The processes of a run, started anew when they cannot go on.

    A worker that is killed while it takes or gives a task may break the pool with it; what
    was handed out then fails, and is tried again in another pool.
    """

    def __init__(
        self, count: int, start: Callable[[Job], None], job: Job, timeout: float | None = None
    ) -> None:
        self._count = count
        self._start = start
        self._job = job
        self.timeout = timeout
        self._ended = False
        self._pool = self._started()

    def _started(self) -> ProcessPool:
        from pebble import CONSTS, ProcessPool

        from esslink.batch.processes import Context

        # How often the pool looks after its workers; as long as this, its end takes too.
        CONSTS.sleep_unit = min(CONSTS.sleep_unit, _LOOK)
        pool = ProcessPool(
            self._count, initializer=self._start, initargs=(self._job,), context=Context()
        )
        pool.active  # noqa: B018 - asked, it starts the workers, before the first task
        return pool

    def schedule(self, work: Callable[[W], T], lot: W) -> ProcessFuture[T]:
        """Hand out *lot*, for *work* to be done on it."""
        try:
            return self._pool.schedule(work, (lot,), timeout=self.timeout)
        except RuntimeError:  # the pool broke
            self.stop()
            self._ended = False
            self._pool = self._started()
            return self._pool.schedule(work, (lot,), timeout=self.timeout)

    def close(self) -> None:
        """Let the workers end; all they were given is done."""
        self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._ended = True

    def stop(self) -> None:
        """End the workers now, if they have not ended."""
        if not self._ended:
            self._ended = True
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def _stream(
    workers: Workers,
    lots: Iterator[list[Item]],
    count: int,
    suspect: Callable[[list[Item]], None],
) -> Iterator[Outcome | None]:
    """
    Keep lots handed out to *count* workers; yield outcomes in order, name the lots that failed.

    While one worker is at a large page the others go on with what comes after it.
    """
    waiting: deque[tuple[list[Item], ProcessFuture[list[Outcome]] | None]] = deque()
    done: SimpleQueue[object] = SimpleQueue()
    running = 0
    while True:
        room = min(AHEAD * count - running, KEPT * count - len(waiting))
        for lot in itertools.islice(lots, max(room, 0)):
            late = workers.schedule(_process_lot, lot) if lot else None
            if late is not None:
                running += 1
                late.add_done_callback(done.put)
            waiting.append((lot, late))
        if not waiting:
            return
        while waiting and ((future := waiting[0][1]) is None or future.done()):
            yield from _outcomes(*waiting.popleft(), suspect)
        if running:
            done.get()
            running -= 1


def _outcomes(
    lot: list[Item],
    future: ProcessFuture[list[Outcome]] | None,
    suspect: Callable[[list[Item]], None],
) -> Iterator[Outcome | None]:
    """Yield what became of a lot; those of its files that are to be tried again are *suspect*."""
    if future is None:
        yield None
        return
    try:
        outcomes: list[Outcome] = future.result()
    except Exception:  # a worker that died or was late, whatever pebble calls it
        suspect(lot)
        return
    suspect([item for item, one in zip(lot, outcomes, strict=True) if one.again])
    yield from (one for one in outcomes if not one.again)


def _once_more(workers: Workers, item: Item, job: Job) -> Outcome:
    """
    Try one file alone; let it through as it was when its worker dies or hangs again.

    Another file of the lot may have been at fault, so one death here is not yet the second.
    """
    error = ""
    failed: Outcome | None = None
    for _ in range(2):
        try:
            lot: list[Outcome] = workers.schedule(_process_lot, [item]).result()
            failed = lot[0]
            if not failed.again:
                return failed
        except Late:
            error = (
                f"abandonné après {workers.timeout:g}\u00a0s\u00a0; --timeout donne plus de temps"
            )
            break
        except Exception as died:
            code = getattr(died, "exitcode", None)
            error = f"le programme s’est arrêté sur ce fichier (code {code})\u00a0; signalez-le"
    return failed or spared(item, job, error)


def spread(items: Iterable[Item | None], count: int) -> tuple[Iterator[list[Item]], int]:
    """Give the lots of *items*, and how many of *count* workers find something to do."""
    lots = lots_of(items)
    first = list(itertools.islice(lots, count))
    if len(first) < count:
        count = max(1, sum(map(bool, first)))
    return itertools.chain(first, lots), count


def lots_of(items: Iterable[Item | None]) -> Iterator[list[Item]]:
    """Yield the items by lots, and an empty one for each None among them."""
    lot: list[Item] = []
    size = 0
    for item in items:
        if item is None:
            yield []
            continue
        lot.append(item)
        size += item.size
        if len(lot) == LOT_FILES or size >= LOT_BYTES:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot


# ── in the worker ───────────────────────────────────────────────────────────

_worker: tuple[Job, Transform] | None = None


def _start(job: Job) -> None:
    """Prepare the worker once; an interrupt of the keyboard is its parent's business."""
    import gc
    import signal

    global _worker  # noqa: PLW0603 - what a worker process keeps between lots
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _worker is None or _worker[0] is not job:  # a copy has it from its parent
        _worker = (job, prepare(job))
    gc.freeze()  # what is loaded stays: no need to look through it again and again


def _process_lot(lot: list[Item]) -> list[Outcome]:
    assert _worker is not None
    job, transform = _worker
    return [process(item, transform, job) for item in lot]
