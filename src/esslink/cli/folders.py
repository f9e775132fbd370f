"""Runs over folders and several files, and what a run says: report, differences, summary."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from esslink.batch import atomic
from esslink.batch.jobs import Done, Job
from esslink.batch.progress import shown
from esslink.batch.runner import Run, Shown, Totals, run
from esslink.batch.shared import write_assets
from esslink.batch.tree import Selection, sweep_beside
from esslink.batch.work import CHANGED, FAILED, Outcome
from esslink.cli.messages import complain, count, path_error, say, wants_colour
from esslink.cli.options import Values
from esslink.cli.report import add_outcome, finish

if TYPE_CHECKING:
    from esslink.matcher import Matcher
    from esslink.report.tally import Tally

__all__ = ["explain_cleaning", "put_file", "run_folders", "show_diff"]


def run_folders(
    job: Job, matcher: Matcher | None, values: Values, tally: Tally | None = None
) -> int:
    """Do *job* to every file of the sources, add up in *tally*; return the exit code."""
    gc.enable()
    looks = values["check"] or values["diff"]
    job = job._replace(write=not looks, diff=values["diff"], link=values["link"])
    started = time.monotonic()
    totals = Totals()
    if job.action == "clean" or job.clean:
        from esslink.batch.lessons import lessons

        job = job._replace(learned=lessons(job, _plan(job, values)))
    for outcome in run(job, _plan(job, values), _progress(values), matcher):
        totals.add(outcome)
        if tally:
            add_outcome(tally, outcome, values)
        _tell(outcome, values)
    sys.stdout.flush()
    if tally:
        finish(tally, values)
    if values["as_json"]:
        _write_json({"summary": _summary(totals)})
    if not values["quiet"]:
        say(_sentence(job, totals, time.monotonic() - started))
    return 1 if totals.failed or (values["check"] and totals.changed) else 0


def explain_cleaning(job: Job, matcher: Matcher | None, values: Values) -> int:
    """Show what cleaning the sources would cut and leave; return the exit code."""
    from esslink.cli.candidates import show_candidates

    plan = _plan(job, {**values, "output": None, "in_place": False})
    if len(values["sources"]) > 1 or os.path.isdir(values["sources"][0]):
        from esslink.batch.lessons import lessons

        job = job._replace(learned=lessons(job, plan))
    return show_candidates(job, matcher, plan, values)


def put_file(job: Job, source: str, target: str, done: Done, values: Values) -> int:
    """Write one result to the file *target*; return the exit code."""
    if os.path.isdir(target):
        name = os.path.basename(source) if source != "-" else "page"
        target = os.path.join(target, name + (".html" if done.converted else ""))
    same = source != "-" and os.path.exists(target) and os.path.samefile(source, target)
    if same and not values["in_place"]:
        raise click.UsageError("-o désigne la source elle-même\u00a0; utilisez --in-place.")
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as file:  # a device or a pipe has no content to protect
                file.write(done.output)
        else:
            status = os.stat(source) if source != "-" else None
            atomic.write(os.path.realpath(target), done.output, status)
            sweep_beside(os.path.realpath(target))
        if done.links:
            write_assets(job, os.path.dirname(os.path.realpath(target)))
    except OSError as error:
        complain(path_error(error), target)
        return 1
    if not values["quiet"]:
        totals = Totals()
        totals.add(Outcome(source, CHANGED, target, done.links, done.terms, done.removed))
        say(f"{target}\u00a0: {_deeds(job, totals)}")
    return 0


def show_diff(diff: str) -> None:
    """Write a unified diff on stdout, in colours on a terminal."""
    if not wants_colour(sys.stdout):
        click.echo(diff, nl=False)
        return
    colours = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
    for line in diff.rstrip("\n").split("\n"):
        colour = colours.get(line[:1], "")
        click.echo(f"{colour}{line}\x1b[0m" if colour else line, color=True)


def _plan(job: Job, values: Values) -> Run:
    return Run(
        sources=values["sources"],
        output=values["output"],
        text_suffix=_text_suffix(job),
        selection=Selection(values["include"], values["exclude"], texts=job.action == "clean"),
        jobs=values["jobs"],
        timeout=values["timeout"],
        state=_record(values),
        resume=values["resume"],
        identity=_identity(job),
    )


def _text_suffix(job: Job) -> str:
    """Return what is added to the name of a text that becomes HTML."""
    html = job.action == "annotate" and getattr(job.renderer, "markup", "html") == "html"
    return ".html" if html else ""


def _record(values: Values) -> str | None:
    """Return where the record of this folder of results is kept, in the user's cache."""
    if not (values["output"] or values["in_place"]):
        return None
    from hashlib import blake2b

    from esslink.cli.stored import cache_folder

    places = [values["output"] or "", *values["sources"]]
    key = "\n".join(os.path.realpath(place) for place in places)
    return os.path.join(
        cache_folder(),
        "runs",
        blake2b(key.encode(errors="surrogateescape"), digest_size=20).hexdigest() + ".jsonl",
    )


def _identity(job: Job) -> str:
    """Describe a job: two jobs of the same description give the same bytes."""
    import esslink

    return f"{esslink.__version__} {job._replace(report=False)!r}"


def _progress(values: Values) -> Shown:
    def show(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
        return shown(outcomes, total, quiet=values["quiet"])

    return show


def _tell(outcome: Outcome, values: Values) -> None:
    """Say what there is to say about one file, on stdout or stderr."""
    if values["as_json"]:
        _write_json(_as_dict(outcome))
    elif outcome.diff:
        show_diff(outcome.diff)
    elif values["check"] and outcome.status == CHANGED and not values["quiet"]:
        click.echo(f"{outcome.name}\u00a0: changerait")
    if outcome.status == FAILED:
        complain(outcome.error, outcome.name)
    elif not values["quiet"]:
        for note in outcome.notes:
            complain(note, outcome.name)


def _as_dict(outcome: Outcome) -> dict[str, object]:
    report: dict[str, object] = {"file": outcome.name, "status": outcome.status}
    if outcome.target:
        report["target"] = outcome.target
    if outcome.error:
        report["error"] = outcome.error
    for key in ("links", "terms", "removed", "notes"):
        if value := getattr(outcome, key):
            report[key] = value
    report["bytes"] = outcome.size
    return report


def _summary(totals: Totals) -> dict[str, object]:
    return {
        "pages": totals.pages,
        "changed": totals.changed,
        "copied": totals.copied,
        "packed": totals.packed,
        "failed": totals.failed,
        "links": totals.links,
        "terms": len(totals.terms),
        "removed": totals.removed,
        "bytes": totals.size,
    }


def _write_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False))


def _sentence(job: Job, totals: Totals, seconds: float) -> str:
    """Return the line that closes a run."""
    verb = "changerait" if not job.write else "changée"
    parts = [count(totals.pages, "page")]
    if job.write:
        parts.append(f"dont {totals.changed} {verb}{'s' * (totals.changed > 1)}")
    else:
        parts.append(f"dont {totals.changed} à changer")
    parts.append(_deeds(job, totals))
    if totals.copied:
        parts.append(count(totals.copied, "fichier copié", "fichiers copiés"))
    if totals.packed:
        one, several = "version compressée", "versions compressées"
        parts.append(count(totals.packed, one, several))
    if totals.failed:
        parts.append(count(totals.failed, "échec"))
    text = ", ".join(part for part in parts if part)
    return f"esslink\u00a0: {text} ({seconds:.1f}\u00a0s)".replace(".", ",")


def _deeds(job: Job, totals: Totals) -> str:
    if job.action == "annotate":
        return f"{count(totals.links, 'lien')} vers {count(len(totals.terms), 'terme')}"
    if job.action == "clean":
        return count(totals.removed, "définition retirée", "définitions retirées")
    return "marques d’esslink retirées" if totals.changed else ""
