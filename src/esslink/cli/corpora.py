"""Web archives, JSON Lines, Parquet, Arrow and compressed pages: one file, many pages."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from esslink.batch.corpora import Corpus, Outcome, rewrite_all
from esslink.batch.jobs import Job
from esslink.batch.kinds import kind_of
from esslink.batch.streams import suffix_of
from esslink.batch.table import Columns
from esslink.cli.messages import complain, count, path_error, say
from esslink.cli.options import Values
from esslink.cli.report import finish
from esslink.errors import OptionError

if TYPE_CHECKING:
    from esslink.matcher import Matcher
    from esslink.report.tally import Tally

__all__ = ["columns_of", "run_corpora", "show_notes"]


def run_corpora(
    job: Job, matcher: Matcher | None, values: Values, tally: Tally | None = None
) -> int:
    """Do *job* to every source, each a corpus, add up in *tally*; return the exit code."""
    gc.enable()
    _check(job, values)
    columns = columns_of(values)
    corpora = [
        Corpus(
            source, _target(source, values), columns, values["check"], tally.size if tally else 0
        )
        for source in values["sources"]
    ]
    failed = changed = False
    for outcome in rewrite_all(corpora, job, matcher, values["jobs"]):
        show_notes(outcome.corpus.source, outcome.notes, outcome.more)
        error = outcome.error
        if isinstance(error, OSError):
            error = path_error(error)
        if error:
            complain(error, outcome.corpus.source)
        if tally and error:
            tally.fail(outcome.corpus.source, error)
        elif tally and outcome.account.tally:
            tally.merge(outcome.account.tally)
        failed = failed or bool(error or outcome.account.failed)
        changed = changed or outcome.account.changed > 0
        _report(outcome, error, values)
    if tally:
        finish(tally, values)
    return 1 if failed or (values["check"] and changed) else 0


def _check(job: Job, values: Values) -> None:
    """Refuse what means nothing for a corpus; raises :class:`click.UsageError`."""
    sources = values["sources"]
    if others := [source for source in sources if not kind_of(source)]:
        raise click.UsageError(
            f"{others[0]} est une page ou un dossier, et {len(sources) - len(others)} autres"
            " sources des corpus\u00a0; traitez-les séparément."
        )
    if values["resume"]:
        raise click.UsageError("--resume reprend un dossier\u00a0; un corpus se refait en entier.")
    if values["link"]:
        raise click.UsageError("--link est pour un dossier, dont des fichiers ne changent pas.")
    if values["diff"]:
        raise click.UsageError(
            "--diff montre des pages\u00a0; pour un corpus, --check ou «\u00a0esslink find\u00a0»."
        )
    output = values["output"]
    for source in sources:
        kind, goal = kind_of(source), _target(source, values)
        if goal is None and kind in ("warc", "table") and not values["check"]:
            raise click.UsageError(f"{source} demande un fichier de sortie (-o) ou --in-place.")
        same_form = kind != "warc" or (goal and suffix_of(goal) == suffix_of(source))
        if goal and kind != "stream" and (kind_of(goal) != kind or not same_form):
            raise click.UsageError(
                f"{output} n’est pas un nom pour ce que devient {os.path.basename(source)}\u00a0;"
                " gardez le même suffixe."
            )
        if goal and not values["in_place"] and _same(source, goal):
            raise click.UsageError("-o désigne la source elle-même\u00a0; utilisez --in-place.")
    if kind_of(sources[0]) == "warc" and getattr(job.renderer, "markup", "html") != "html":
        raise OptionError("une archive web porte des pages HTML", place="--to")


def _same(one: str, other: str) -> bool:
    return os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)


def _target(source: str, values: Values) -> str | None:
    """Return where the result goes; None for stdout or nowhere."""
    if values["check"]:
        return None
    if values["in_place"]:
        return source
    output: str | None = values["output"]
    if not output or output == "-":
        return None
    if len(values["sources"]) > 1 or os.path.isdir(output) or output.endswith("/"):
        os.makedirs(output, exist_ok=True)
        return os.path.join(output, os.path.basename(source))
    return output


def columns_of(values: Values) -> Columns:
    """Return the columns that the options name."""
    return Columns(
        text=values.get("text_column") or "text",
        id=values.get("id_column"),
        spans=values.get("spans_column"),
        error=values.get("error_column"),
        format=values.get("format"),
    )


def show_notes(source: str, notes: Iterable[tuple[str, str]], more: int) -> None:
    """Say what is wrong with pages of one file, and how many notes are not shown."""
    for place, cause in notes:
        complain(cause, f"{source}, {place}" if place else source)
    if more:
        complain(f"et {count(more, 'autre remarque', 'autres remarques')}", source)


def _report(outcome: Outcome, error: str, values: Values) -> None:
    """Say what was done to one file."""
    source, target = outcome.corpus[:2]
    account = outcome.account
    if values["as_json"]:
        import json

        row: dict[str, object] = {"file": source, "status": "failed" if error else "done"}
        if target:
            row["target"] = target
        if error:
            row["error"] = error
        for key in ("records", "pages", "changed", "failed", "links", "removed"):
            row[key] = getattr(account, key)
        row["terms"] = sorted(account.terms)
        click.echo(json.dumps(row, ensure_ascii=False))
    if error or values["quiet"]:
        return
    if target is None and not values["check"]:
        return  # the result is on stdout, and speaks for itself
    verb = "à changer" if values["check"] else "changées" if account.changed > 1 else "changée"
    parts = [
        count(account.records, "enregistrement"),
        f"{count(account.pages, 'page')} dont {account.changed} {verb}",
    ]
    if account.links:
        parts.append(f"{count(account.links, 'lien')} vers {count(len(account.terms), 'terme')}")
    if account.removed:
        parts.append(count(account.removed, "définition retirée", "définitions retirées"))
    if account.failed:
        parts.append(count(account.failed, "échec"))
    took = f"{outcome.seconds:.1f}".replace(".", ",")
    say(f"{target or source}\u00a0: {', '.join(parts)} ({took}\u00a0s)")
