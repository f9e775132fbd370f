"""``--report``: what a run found, written as one page, or as JSON or CSV."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from esslink.batch.jobs import Job
from esslink.cli.options import Values

if TYPE_CHECKING:
    from esslink.batch.work import Outcome
    from esslink.matcher import Matcher
    from esslink.report.seen import Seen
    from esslink.report.tally import Tally

__all__ = ["REPORT", "add_outcome", "add_page", "begin", "finish"]

SUFFIXES = (".html", ".htm", ".json", ".csv")

REPORT = click.Option(
    ["--report"],
    metavar="FICHIER",
    help="Écrit aussi un rapport\u00a0: fréquence des termes, pages, contextes, formes laissées."
    " Une page pour .html, les mêmes données pour .json et .csv. Avec --resume, ce qui était"
    " déjà fait y est aussi.",
)


def begin(job: Job, matcher: Matcher, values: Values) -> Tally | None:
    """
    Return the report to be filled when the options ask for one; None otherwise.

    Raises :class:`click.UsageError` now, rather than after hours of work, for a report
    that could not be written.
    """
    path = values["report"]
    if not path:
        return None
    if not path.lower().endswith(SUFFIXES):
        raise click.UsageError(f"--report {path}\u00a0: donnez un nom en .html, .json ou .csv.")
    folder = os.path.dirname(path) or "."
    inside = job.action == "annotate" and values["output"] and _within(folder, values["output"])
    if os.path.isdir(path) or not (inside or os.path.isdir(folder)):
        raise click.UsageError(f"--report {path}\u00a0: ce dossier n’existe pas\u00a0; créez-le.")
    from esslink.policy import Policy
    from esslink.report.tally import Tally

    name = os.path.basename(values["lexicon"] or "ess")
    return Tally(matcher.terms, job.policy or Policy(), name, job.action)


def add_outcome(tally: Tally, outcome: Outcome, values: Values) -> None:
    """Add one file of a run."""
    from esslink.batch.work import FAILED

    if outcome.status == FAILED:
        tally.fail(outcome.name, outcome.error)
        return
    name, output = outcome.name, values.get("output")
    if tally.action == "annotate" and output and outcome.target:
        name = os.path.relpath(outcome.target, output).replace(os.sep, "/")
    add_page(tally, name, outcome.target, outcome.seen, values)


def add_page(tally: Tally, name: str, path: str, seen: tuple[Seen, ...], values: Values) -> None:
    """Add what was seen of the page *name*, which its readers find in the file *path*."""
    from esslink.report.tally import address

    href = address(path, values["report"]) if path else ""
    for one in seen:
        tally.add(name, href, one)


def finish(tally: Tally, values: Values) -> None:
    """
    Write the report, whole or not at all.

    Raises :class:`OSError`.
    """
    from esslink.batch import atomic

    path = values["report"]
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".json":
        from esslink.report.tables import as_json as written
    elif suffix == ".csv":
        from esslink.report.tables import as_csv as written
    else:
        from esslink.report.page import as_html as written
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    atomic.write(os.path.realpath(path), written(tally))


def _within(folder: str, output: str) -> bool:
    here, there = (os.path.realpath(one) + os.sep for one in (folder, output))
    return here.startswith(there)
