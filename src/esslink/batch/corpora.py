"""
Whole corpora, one file after the other or several at once: read, changed, put in place.

A corpus is one file for the run: it is changed whole or left as it was, and one that is
cut or damaged stops no other. Within it, pages that cannot be changed stay as they are.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from esslink.batch.cells import Cell, Change, change, changer
from esslink.batch.corpus import Account, Sink, Tell, written
from esslink.batch.jobs import Job
from esslink.batch.kinds import kind_of
from esslink.batch.pool import Workers, workers
from esslink.batch.streams import compressing, opened, suffix_of
from esslink.batch.table import Columns
from esslink.errors import ArchiveError, EsslinkError

if TYPE_CHECKING:
    from esslink.matcher import Matcher
    from esslink.report.tally import Tally

__all__ = ["MOST_NOTES", "Corpus", "Notes", "Outcome", "rewrite", "rewrite_all", "whole_page"]

MOST_NOTES = 20
"""Notes that are kept of one file; the others are counted."""
MOST_ALIKE = 3
"""Of which so many of one cause."""
LARGEST_PAGE = 256 << 20
"""Bytes of a page that comes compressed; beyond it is a bomb, or no page."""


class Corpus(NamedTuple):
    """A file that holds pages, and what becomes of it."""

    source: str
    target: str | None
    """None for standard output, or for nowhere when *look* says so."""
    columns: Columns
    look: bool = False
    """Only count what would change."""
    terms: int = 0
    """How many terms the glossary has, when a report is asked for; 0 for none."""


class Outcome(NamedTuple):
    """What became of one corpus; small, since it crosses from a worker to its parent."""

    corpus: Corpus
    account: Account
    notes: tuple[tuple[str, str], ...] = ()
    """Places and what is wrong there, up to :data:`MOST_NOTES`."""
    more: int = 0
    """How many other notes there were."""
    error: str | OSError = ""
    """Why nothing was written, in French or the system's words."""
    seconds: float = 0


def rewrite_all(
    corpora: Sequence[Corpus], job: Job, matcher: Matcher | None, jobs: int | None
) -> Iterator[Outcome]:
    """
    Do *job* to every corpus; yield outcomes in order.

    With *jobs* processes, each takes whole files; None for as many as there are cores
    when there is work for them. Raises :class:`ArtefactError` and :class:`OptionError`.
    """
    size = sum(os.path.getsize(one.source) for one in corpora if os.path.exists(one.source))
    count = min(workers(jobs, size), len(corpora))
    spans = any(one.columns.spans for one in corpora)
    if count < 2:
        act = changer(job, matcher, spans=spans)
        for corpus in corpora:
            yield rewrite(corpus, act, job)
        return
    team = _begun(count, job, matcher, spans=spans)
    try:
        waiting = [(one, team.schedule(_in_worker, one)) for one in corpora]
        for corpus, future in waiting:
            try:
                yield future.result()
            except Exception as error:  # a worker that died, whatever pebble calls it
                code = getattr(error, "exitcode", None)
                text = f"le programme s’est arrêté sur ce fichier (code {code})\u00a0; signalez-le"
                yield Outcome(corpus, Account(), error=text)
        team.close()
    finally:
        team.stop()


def _begun(count: int, job: Job, matcher: Matcher | None, *, spans: bool) -> Workers:
    """Return workers that have begun, with the glossary that is loaded if they can."""
    from esslink.batch.processes import can_copy

    global _worker  # noqa: PLW0603 - what copies of this process find there
    _worker = (job, changer(job, matcher, spans=spans)) if can_copy() else None
    try:
        return Workers(count, partial(_start, spans=spans), job)
    finally:
        _worker = None


class Notes:
    """
    What is wrong with the pages of one file: the first of each cause, the others counted.

    >>> told = Notes()
    >>> for line in range(100):
    ...     told.tell(f"ligne {line}", "pas de texte")
    >>> len(told.notes), told.more
    (3, 97)
    """

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self.more = 0
        self._causes: dict[str, int] = {}

    def tell(self, place: str, cause: str) -> None:
        """Take one note."""
        seen = self._causes.get(cause, 0)
        if seen >= MOST_ALIKE or len(self.notes) >= MOST_NOTES:
            self.more += 1
            return
        self._causes[cause] = seen + 1
        self.notes.append((place, cause))


def rewrite(corpus: Corpus, act: Change, job: Job) -> Outcome:
    """Change one corpus; never raises for what is wrong with it."""
    started = time.monotonic()
    told = Notes()
    account = Account(tally=_tally(corpus, job), name=corpus.source)
    error: str | OSError = ""
    try:
        _rewrite(corpus, act, told.tell, account, texts=job.action == "clean")
    except EsslinkError as wrong:
        error = f"{wrong.place}\u00a0: {wrong.message}" if wrong.place else wrong.message
    except OSError as wrong:
        error = wrong
    took = time.monotonic() - started
    return Outcome(corpus, account, tuple(told.notes), told.more, error, took)


def _tally(corpus: Corpus, job: Job) -> Tally | None:
    if not corpus.terms:
        return None
    from esslink.policy import Policy
    from esslink.report.tally import Tally

    return Tally((), job.policy or Policy(), "", job.action, size=corpus.terms)


def _rewrite(corpus: Corpus, act: Change, tell: Tell, account: Account, *, texts: bool) -> None:
    source, target, columns, look, _ = corpus
    kind = kind_of(source)
    place: AbstractContextManager[Sink] = written(source, target)
    if target is None and not look:
        place = nullcontext(sys.stdout.buffer.write)
    with place as sink:
        if kind == "warc":
            from esslink.batch.warc import rewrite as rewrite_warc

            with open(source, "rb") as file:
                rewrite_warc(file, sink, act, tell, texts=texts, account=account)
            return
        if kind == "table":
            _table(corpus, sink, act, tell, account)
            return
        with opened(source) as file, compressing(sink, suffix_of(target or "")) as packed:
            if kind == "lines":
                from esslink.batch.jsonlines import rewrite as rewrite_lines

                rewrite_lines(file, packed, act, tell, columns, account=account)
            else:
                _page(file, packed, act, tell, account)


def _table(corpus: Corpus, sink: Sink, act: Change, tell: Tell, account: Account) -> None:
    from esslink.batch import parquet
    from esslink.batch.arrow import annotated_schema, change_batches

    table = parquet.opened(corpus.source)
    format = table.format
    before, after = (os.path.splitext(path or "")[1].lower() for path in corpus[:2])
    if after and after != before:
        format = {".parquet": "parquet", ".arrows": "stream"}.get(after, "arrow")
    schema = annotated_schema(table.schema, corpus.columns)
    with parquet.writing(sink, schema, format, table.compression) as take:
        for batch in change_batches(table.batches(), act, corpus.columns, account, tell):
            take(batch)


def _page(file: BinaryIO, sink: Sink, act: Change, tell: Tell, account: Account) -> None:
    """Change the one page that a compressed file is."""
    page, cell = whole_page(file, act)
    account.records = 1
    account.add(page, cell)
    for note in (*cell.notes, *filter(None, [cell.error])):
        tell("", note)
    assert isinstance(cell.value, bytes)
    sink(cell.value)


def whole_page(file: BinaryIO, act: Change) -> tuple[bytes, Cell]:
    """Change the one page of a compressed file; :class:`ArchiveError` when it is too large."""
    page: bytes = file.read(LARGEST_PAGE + 1)
    if len(page) > LARGEST_PAGE:
        raise ArchiveError(f"la page dépasse {LARGEST_PAGE >> 20}\u00a0Mio une fois décompressée")
    return page, change(act, page, None, None)


# ── in the worker ───────────────────────────────────────────────────────────

_worker: tuple[Job, Change] | None = None


def _start(job: Job, *, spans: bool) -> None:
    """Prepare the worker once; an interrupt of the keyboard is its parent's business."""
    import signal

    global _worker  # noqa: PLW0603 - what a worker process keeps between files
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _worker is None or _worker[0] is not job:  # a copy has it from its parent
        _worker = (job, changer(job, spans=spans))


def _in_worker(corpus: Corpus) -> Outcome:
    assert _worker is not None
    job, act = _worker
    return rewrite(corpus, act, job)
