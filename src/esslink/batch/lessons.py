"""
The first of the two passes of cleaning a site: what all its pages say of their tooltips.

Pages are read in the plan's lots, and what each lot has taught is added up in the plan's
order, so that the lessons are the same whatever the number of workers. Memory is bounded by
the learner's own limit; a page that cannot be read teaches nothing, and the second pass
reports it.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from esslink.batch.actions import is_book
from esslink.batch.jobs import Job
from esslink.batch.pool import AHEAD, Workers, lots_of, spread, workers
from esslink.batch.runner import Run, items
from esslink.batch.tree import PAGE, Item
from esslink.errors import EsslinkError

if TYPE_CHECKING:
    from pebble import ProcessFuture

    from esslink.cleaner import Cleaner
    from esslink.cleaner.learn import Learner, Lessons

__all__ = ["lessons"]


def lessons(job: Job, plan: Run) -> Lessons:
    """
    Read every page of *plan* and return what the pages say together.

    Args:
        job: the cleaning that will follow; its format, encoding and confidence count here.
        plan: which files, and on how many processes.

    """
    from esslink.cleaner.learn import Learner, Lessons

    pages = [item for item in items(plan) if item.action == PAGE]
    count = workers(plan.jobs, sum(item.size for item in pages))
    learner = Learner()
    for part in _in_processes(pages, job, count) if count > 1 else _in_turn(pages, job):
        learner.merge(part)
    return Lessons(learner.entries(_least(job)))


def _least(job: Job) -> float:
    from esslink.cleaner.finding import DEFAULT_CONFIDENCE

    return DEFAULT_CONFIDENCE if job.min_confidence is None else job.min_confidence


def _in_turn(pages: Iterable[Item], job: Job) -> Iterator[Learner]:
    cleaner = _cleaner(job)
    return (_study(lot, job, cleaner) for lot in lots_of(pages))


def _in_processes(pages: Iterable[Item], job: Job, count: int) -> Iterator[Learner]:
    """Yield what each lot teaches, in order; one that kills its worker twice teaches nothing."""
    lots, count = spread(pages, count)
    workers = Workers(count, _start, job)
    waiting: deque[tuple[list[Item], ProcessFuture[Learner]]] = deque()
    try:
        while True:
            for lot in itertools.islice(lots, AHEAD * count - len(waiting)):
                waiting.append((lot, workers.schedule(_study_here, lot)))
            if not waiting:
                break
            lot, late = waiting.popleft()
            try:
                yield late.result()
            except Exception:  # a worker that died, perhaps on another lot
                with suppress(Exception):  # the second pass finds and reports the page
                    yield workers.schedule(_study_here, lot).result()
    except BaseException:
        workers.stop()
        raise
    workers.close()


def _cleaner(job: Job) -> Cleaner:
    from esslink.cleaner import Cleaner

    return Cleaner(min_confidence=_least(job))


def _study(lot: list[Item], job: Job, cleaner: Cleaner) -> Learner:
    """Return what one lot of pages teaches."""
    from esslink.cleaner.learn import Learner
    from esslink.sources.encoding import decode
    from esslink.sources.kind import is_binary

    learner = Learner()
    for item in lot:
        try:
            with open(item.source, "rb") as file:
                data = file.read()
            if not is_binary(data) and not is_book(data, item.name):
                format = "text" if job.format == "markdown" else job.format
                learner.read(decode(data, job.encoding).text, cleaner, format)
        except (OSError, EsslinkError):
            continue
    return learner


# ── in the worker ───────────────────────────────────────────────────────────

_worker: tuple[Job, Cleaner] | None = None


def _start(job: Job) -> None:
    import signal

    global _worker  # noqa: PLW0603 - what a worker process keeps between lots
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = (job, _cleaner(job))


def _study_here(lot: list[Item]) -> Learner:
    assert _worker is not None
    return _study(lot, *_worker)
