"""
A whole run: the plan, the workers, the record, the shared files, the count.

>>> Totals().failed
0
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esslink.batch.actions import is_book, prepare
from esslink.batch.jobs import Job
from esslink.batch.pool import Workers, begun, enough, in_processes, in_turn, workers
from esslink.batch.shared import is_asset, remove_assets, write_assets
from esslink.batch.state import State
from esslink.batch.tree import COPY, PAGE, REFUSED, Item, Selection, sweep, sweep_beside, walk
from esslink.batch.work import CHANGED, COPIED, FAILED, PACKED, Outcome
from esslink.errors import OptionError

if TYPE_CHECKING:
    from esslink.matcher import Matcher

__all__ = ["Run", "Shown", "Totals", "run"]


@dataclass(slots=True)
class Totals:
    """What a run has done, added up."""

    pages: int = 0
    """Pages looked at and not failed."""
    changed: int = 0
    copied: int = 0
    packed: int = 0
    """Compressed copies of pages."""
    failed: int = 0
    links: int = 0
    removed: int = 0
    terms: set[str] = field(default_factory=set)
    size: int = 0
    """Bytes of the pages."""

    def add(self, outcome: Outcome) -> None:
        """Count one file."""
        if outcome.status == FAILED:
            self.failed += 1
            return
        if outcome.status == COPIED:
            self.copied += 1
            return
        if outcome.status == PACKED:
            self.packed += bool(outcome.target)
            return
        self.pages += 1
        self.changed += outcome.status == CHANGED
        self.links += outcome.links
        self.removed += outcome.removed
        self.terms.update(outcome.terms)
        self.size += outcome.size


@dataclass(frozen=True, slots=True)
class Run:
    """Where a job finds its files, where it puts them, and how."""

    sources: Sequence[str]
    """Files and folders."""
    output: str | None = None
    """Folder of results; None to change files where they are, or only to look."""
    text_suffix: str = ""
    """Added to the names of texts that become something else, such as ``.html``."""
    selection: Selection = field(default_factory=Selection)
    jobs: int | None = None
    """Worker processes; None for as many as there are cores when it is worth it."""
    timeout: float | None = None
    """Seconds that one page may take; only held when processes are used."""
    state: str | None = None
    """Path of the record of what is done; None to keep none."""
    resume: bool = False
    """Leave out what the record says is done and has not changed."""
    identity: str = ""
    """Text that differs when the job's result would; part of the record."""


TEXTS = (".md", ".markdown", ".text", ".txt")
"""Suffixes of what :attr:`Run.text_suffix` is added to."""

_KEPT = 1000
"""Outcomes of an earlier run that are held before they are passed on."""
_HELD = 10_000
"""Files of a plan that is held rather than made twice: 5 MB."""

Shown = Callable[[Iterable[Outcome], int], Iterable[Outcome]]
Process = Callable[[Iterator[Item | None]], Iterator[Outcome | None]]


def run(
    job: Job, plan: Run, shown: Shown | None = None, matcher: Matcher | None = None
) -> Iterator[Outcome]:
    """
    Do *job* to every file of *plan*; yield outcomes in the plan's order.

    Args:
        job: what to do to each page.
        plan: which files, and how.
        shown: is given the outcomes and their number, for a progress bar.
        matcher: the job's compiled glossary, when it is loaded already.

    Raises:
        OptionError: folders inside each other, or two files for one place.

    """
    _check(plan)
    team: list[Workers] = []

    def begin(count: int) -> None:
        team.append(begun(count, job, plan.timeout, matcher))

    try:
        # A run that is resumed may find little to do: its workers begin when that is known.
        count, size, held = _measure(plan, None if plan.resume else begin)
        planned = items(plan) if held is None else iter(held)
        number = workers(plan.jobs, size)

        def process(left: Iterator[Item | None]) -> Iterator[Outcome | None]:
            # A run that is resumed may have died of a page: it must not die of it again.
            if number or plan.timeout or plan.resume:
                return in_processes(left, job, number or 1, plan.timeout, *team)
            return in_turn(left, job, prepare(job, matcher))

        yield from _run(
            job, plan, planned, process, lambda done: shown(done, count) if shown else done
        )
    finally:
        for one in team:
            one.stop()


def _run(
    job: Job,
    plan: Run,
    planned: Iterator[Item],
    process: Process,
    shown: Callable[[Iterable[Outcome]], Iterable[Outcome]],
) -> Iterator[Outcome]:
    """Have the plan done, note it, and leave nothing half-written."""
    state = State(plan.state, plan.identity, again=plan.resume) if plan.state else None
    if job.write:
        _sweep(plan)
    outcomes = _outcomes(job, plan, planned, process, state)
    linked = failed = finished = False
    try:
        for outcome in shown(outcomes):
            linked = linked or (outcome.links > 0 and not is_book(b"", outcome.name))
            failed = failed or outcome.status == FAILED
            yield outcome
        _share(job, plan, linked=linked, failed=failed)
        finished = True
    finally:
        if state is not None:
            state.close(finished=finished)
        if not finished and job.write:
            outcomes.close()  # its workers end here, so that what they leave can be seen
            _sweep(plan, walked=True)


def _sweep(plan: Run, *, walked: bool = False) -> None:
    """Remove what runs that died left; a folder done in place is swept as it is *walked*."""
    for place in [plan.output] if plan.output else plan.sources:
        if os.path.isfile(place):
            sweep_beside(os.path.realpath(place))
        elif plan.output or walked:
            sweep(place)


def _outcomes(
    job: Job, plan: Run, planned: Iterator[Item], process: Process, state: State | None
) -> Generator[Outcome, None, None]:
    """Leave out what is done, have the rest done, and note it."""
    kept: list[Outcome] = []
    looked: dict[str, Outcome] = {}
    waiting: dict[str, Item] = {}

    def left() -> Iterator[Item | None]:
        folders = _Folders(plan.output) if plan.output and job.write else None
        for item in planned:
            if job.action == "strip" and item.action == COPY and is_asset(item.source):
                continue
            outcome = state.kept(item) if state and plan.resume else None
            if outcome is not None and job.report and item.action == PAGE:
                # A report speaks of all pages: this one is looked at, and not written again.
                looked[item.name] = outcome
                yield item._replace(target="", site=item.site or item.name, in_place=False)
                continue
            if outcome is not None:
                kept.append(outcome)
                if len(kept) % _KEPT == 0:
                    yield None
                continue
            if state is not None:
                waiting[item.name] = item
            yield folders.ready(item) if folders else item

    for outcome in process(left()):
        if outcome is not None and state is not None and outcome.name not in looked:
            state.record(waiting.pop(outcome.name), outcome)
        yield from kept
        kept.clear()
        if outcome is not None:
            before = looked.pop(outcome.name, None)
            if before is not None and outcome.status != FAILED:
                yield before._replace(seen=outcome.seen)
            else:
                yield outcome
    yield from kept


def _share(job: Job, plan: Run, *, linked: bool, failed: bool) -> None:
    """Put what pages share beside them, or take it away when no page uses it any more."""
    if not job.write:
        return
    for folder in [plan.output] if plan.output else filter(os.path.isdir, plan.sources):
        if linked:
            write_assets(job, folder)
        elif job.action == "strip" and not failed:
            remove_assets(folder)


def items(plan: Run) -> Iterator[Item]:
    """Yield the plan, file by file: folders in their order, files among them."""
    for item in _sources(plan):
        if plan.text_suffix and item.action == PAGE and item.target.lower().endswith(TEXTS):
            yield item._replace(target=item.target + plan.text_suffix, in_place=False)
        else:
            yield item


def _sources(plan: Run) -> Iterator[Item]:
    several = len(plan.sources) > 1
    for source in plan.sources:
        name = os.path.basename(os.path.normpath(source))
        target = os.path.join(plan.output, name) if plan.output else None
        if not os.path.isdir(source):
            yield _file(source, target, name)
            continue
        for item in walk(source, target if several else plan.output, plan.selection):
            if not several:
                yield item
            elif plan.output:
                yield item._replace(name=f"{name}/{item.name}")
            else:
                yield item._replace(name=f"{name}/{item.name}", site=item.name)


def _file(source: str, target: str | None, name: str) -> Item:
    """Plan one file that was named: it is a page because the caller says so."""
    try:
        status = os.stat(source)
    except OSError as error:
        reason = "n’existe pas\u00a0; vérifiez le chemin"
        if not isinstance(error, FileNotFoundError):
            reason = f"illisible ({error.strerror})"
        return Item(REFUSED, source, "", source, note=reason)
    place = target or os.path.realpath(source)
    facts = (name, status.st_size, status.st_mtime_ns)
    return Item(PAGE, source, place, *facts, in_place=not target)


class _Folders:
    """Makes the folders of results, and holds that they do not lead outside by a link."""

    def __init__(self, output: str) -> None:
        self.base = os.path.realpath(output)
        self.known: dict[str, bool] = {}

    def ready(self, item: Item) -> Item:
        """Make the folder that *item* goes to; refuse the item when that cannot be."""
        if not item.target:
            return item
        folder = os.path.dirname(item.target)
        if folder not in self.known:
            inside = os.path.realpath(folder) + os.sep
            self.known[folder] = inside.startswith(self.base + os.sep)
            try:
                if self.known[folder]:
                    os.makedirs(folder, exist_ok=True)
            except OSError as error:
                note = f"dossier impossible à créer ({error.strerror})"
                return item._replace(action=REFUSED, note=note)
        if self.known[folder]:
            return item
        note = "le dossier de sortie mène ailleurs par un lien symbolique\u00a0: rien n’y est écrit"
        return item._replace(action=REFUSED, note=note)


def _check(plan: Run) -> None:
    """Refuse a run that would read what it writes, or write two files to one place."""
    if plan.output is None:
        return
    if os.path.lexists(plan.output) and not os.path.isdir(plan.output):
        raise OptionError(
            "ce n’est pas un dossier\u00a0; donnez-en un autre à -o", place=plan.output
        )
    output = os.path.realpath(plan.output)
    names: dict[str, str] = {}
    for source in plan.sources:
        here = os.path.realpath(source)
        folder = here if os.path.isdir(here) else os.path.dirname(here)
        if (folder + os.sep).startswith(output + os.sep) and (
            os.path.isdir(here) or folder == output
        ):
            raise OptionError(
                "le dossier de sortie contient la source\u00a0; donnez-en un autre à -o,"
                " ou utilisez --in-place",
                place=source,
            )
        name = os.path.basename(os.path.normpath(source))
        if names.setdefault(name, source) != source:
            raise OptionError(
                f"même nom que {names[name]} dans le dossier de sortie\u00a0;"
                " traitez-les séparément",
                place=source,
            )


def _measure(plan: Run, begin: Callable[[int], None] | None) -> tuple[int, int, list[Item] | None]:
    """
    Count the files and the bytes of the pages; give the plan too when it is short.

    A long one is made again, by walking the folders once more, so that memory is bounded.
    *begin* is told how many workers will find something to do, as soon as that is known.
    """
    count = size = 0
    held: list[Item] = []
    for item in items(plan):
        count += 1
        size += item.size if item.action == PAGE else 0
        if count <= _HELD:
            held.append(item)
        number = workers(plan.jobs, size) if begin else 0
        if begin and number and enough(number, count, size):
            begin(number)
            begin = None
    return count, size, held if count <= _HELD else None
