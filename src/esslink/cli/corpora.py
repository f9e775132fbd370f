"""Web archives, JSON Lines, Parquet, Arrow and compressed pages: one file, many pages."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import click

from esslink.batch.cells import Cell, Change, change, changer
from esslink.batch.corpus import Account, Sink, Tell, written
from esslink.batch.jobs import Job
from esslink.batch.kinds import kind_of
from esslink.batch.streams import compressing, opened, suffix_of
from esslink.batch.table import Columns
from esslink.cli.messages import complain, count, path_error, say
from esslink.cli.options import Values
from esslink.errors import ArchiveError, EsslinkError, OptionError

if TYPE_CHECKING:
    from esslink.matcher import Matcher

__all__ = ["Notes", "columns_of", "run_corpora", "whole_page"]

_MOST_NOTES = 20
"""Notes that are shown for one file; the others are counted."""
LARGEST_PAGE = 256 << 20
"""Bytes of a page that comes compressed; beyond it is a bomb, or no page."""


def run_corpora(job: Job, matcher: Matcher | None, values: Values) -> int:
    """Do *job* to every source, each a corpus; return the exit code."""
    gc.enable()
    _check(job, values)
    act = changer(job, matcher)
    failed = changed = False
    for source in values["sources"]:
        started = time.monotonic()
        way = _Way(source, _target(source, values), job.action == "clean")
        notes = Notes(source, quiet=values["quiet"])
        error = ""
        account = Account()
        try:
            account = _run(way, act, notes.tell, values)
        except EsslinkError as wrong:
            error = f"{wrong.place}\u00a0: {wrong.message}" if wrong.place else wrong.message
        except OSError as wrong:
            error = path_error(wrong)
        notes.close()
        if error:
            complain(error, source)
        failed = failed or bool(error or account.failed)
        changed = changed or account.changed > 0
        _report(way, account, error, time.monotonic() - started, values)
    return 1 if failed or (values["check"] and changed) else 0


def _check(job: Job, values: Values) -> None:
    """Refuse what means nothing for a corpus; raises :class:`click.UsageError`."""
    sources = values["sources"]
    if others := [source for source in sources if not kind_of(source)]:
        raise click.UsageError(
            f"{others[0]} est une page ou un dossier, et {len(sources) - len(others)} autres"
            " sources des corpus\u00a0; traitez-les séparément."
        )
    if values.get("report"):
        raise click.UsageError("--report lit des pages et des dossiers, pas des corpus.")
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
    if len(values["sources"]) > 1 or os.path.isdir(output):
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


class _Way(NamedTuple):
    """From a corpus to what becomes of it."""

    source: str
    target: str | None
    """None for stdout, or for nowhere when only looking."""
    texts: bool
    """The plain texts of a web archive are pages too."""


def _run(way: _Way, act: Change, tell: Tell, values: Values) -> Account:
    source, target, texts = way
    kind, columns = kind_of(source), columns_of(values)
    to_stdout = target is None and not values["check"]
    place: AbstractContextManager[Sink]
    place = nullcontext(sys.stdout.buffer.write) if to_stdout else written(source, target)
    with place as sink:
        if kind == "warc":
            from esslink.batch.warc import rewrite as rewrite_warc

            with open(source, "rb") as file:
                return rewrite_warc(file, sink, act, tell, texts=texts)
        if kind == "table":
            return _table(way, sink, act, tell, columns)
        with opened(source) as file, compressing(sink, suffix_of(target or "")) as packed:
            if kind == "lines":
                from esslink.batch.jsonlines import rewrite as rewrite_lines

                return rewrite_lines(file, packed, act, tell, columns)
            return _page(file, packed, act, tell)


def _table(way: _Way, sink: Sink, act: Change, tell: Tell, columns: Columns) -> Account:
    from esslink.batch import parquet
    from esslink.batch.arrow import annotated_schema, change_batches

    table = parquet.opened(way.source)
    account = Account()
    format = table.format
    before, after = (os.path.splitext(path or "")[1].lower() for path in way[:2])
    if after and after != before:
        format = {".parquet": "parquet", ".arrows": "stream"}.get(after, "arrow")
    schema = annotated_schema(table.schema, columns)
    with parquet.writing(sink, schema, format, table.compression) as take:
        for batch in change_batches(table.batches(), act, columns, account, tell):
            take(batch)
    return account


def _page(file: BinaryIO, sink: Sink, act: Change, tell: Tell) -> Account:
    """Change the one page that a compressed file is."""
    page, cell = whole_page(file, act)
    account = Account(records=1)
    account.add(page, cell)
    for note in (*cell.notes, *filter(None, [cell.error])):
        tell("", note)
    assert isinstance(cell.value, bytes)
    sink(cell.value)
    return account


def whole_page(file: BinaryIO, act: Change) -> tuple[bytes, Cell]:
    """Change the one page of a compressed file; :class:`ArchiveError` when it is too large."""
    page: bytes = file.read(LARGEST_PAGE + 1)
    if len(page) > LARGEST_PAGE:
        raise ArchiveError(f"la page dépasse {LARGEST_PAGE >> 20}\u00a0Mio une fois décompressée")
    return page, change(act, page, None, None)


class Notes:
    """What is said of one file's pages: the first ones, and how many more."""

    def __init__(self, source: str, *, quiet: bool) -> None:
        self._source = source
        self._quiet = quiet
        self.count = 0

    def tell(self, place: str, cause: str) -> None:
        """Say what is wrong at *place* of the file."""
        self.count += 1
        if self.count <= _MOST_NOTES:
            complain(cause, f"{self._source}, {place}" if place else self._source)

    def close(self) -> None:
        """Say how many notes were not shown."""
        if self.count > _MOST_NOTES:
            more = self.count - _MOST_NOTES
            complain(f"et {count(more, 'autre remarque', 'autres remarques')}", self._source)


def _report(way: _Way, account: Account, error: str, seconds: float, values: Values) -> None:
    """Say what was done to one file."""
    source, target, _ = way
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
    took = f"{seconds:.1f}".replace(".", ",")
    say(f"{target or source}\u00a0: {', '.join(parts)} ({took}\u00a0s)")
