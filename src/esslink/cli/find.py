"""``esslink find`` and ``explain``: what the matcher sees on a page, and why it is kept or not."""

from __future__ import annotations

import gc
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from esslink.batch.jobs import Found, Job
from esslink.batch.kinds import kind_of
from esslink.batch.runner import Run, run
from esslink.batch.tree import Selection
from esslink.batch.work import FAILED
from esslink.cli.messages import complain, wants_colour
from esslink.cli.options import (
    FIND_OPTIONS,
    FOLDER_OPTIONS,
    LEXICON,
    POLICY_OPTIONS,
    READING_OPTIONS,
    SCOPE_OPTIONS,
    SOURCES,
    Values,
    check_encoding,
    policy_of,
    scope_of,
)
from esslink.cli.report import REPORT, add_outcome, add_page, begin, finish
from esslink.cli.root import Command
from esslink.errors import OptionError

if TYPE_CHECKING:
    from esslink.cli.matches import Take
    from esslink.matcher import Matcher
    from esslink.report.tally import Tally

__all__ = ["explain_command", "find_command"]


def _find(values: Values) -> int:
    return _show("find", values)


def _explain(values: Values) -> int:
    return _show("explain", values)


def _show(action: str, values: Values) -> int:
    """Look at every source; return 1 when one could not be read."""
    from esslink.cli.stored import stored_matcher

    gc.enable()
    check_encoding(values["encoding"])
    matcher, path = stored_matcher(values["lexicon"] or "ess")
    job = Job(
        action,
        path,
        policy_of(values),
        None,
        values["format"],
        values["encoding"],
        write=False,
        report=bool(values.get("report")),
        scope=scope_of(values),
    )
    if action == "explain":
        values = {**values, "asked": _term_ids(values["term"], matcher)}
    tally = begin(job, matcher, values) if job.report else None
    if values["sources"] == ("-",):
        from esslink.batch.actions import prepare

        done = prepare(job, matcher)(sys.stdin.buffer.read(), "-")
        with _taker(action, values) as take:
            take("-", "", done.found)
        if tally:
            add_page(tally, "-", "", done.seen, values)
            finish(tally, values)
        return 0
    with _taker(action, values) as take:
        failed = _look(job, matcher, take, tally, values)
    if tally:
        finish(tally, values)
    return 1 if failed else 0


def _look(job: Job, matcher: Matcher, take: Take, tally: Tally | None, values: Values) -> bool:
    """Give what every source holds to *take*; tell whether one could not be read."""
    corpora = [one for one in values["sources"] if job.action == "find" and kind_of(one)]
    failed = False
    if corpora:
        from esslink.cli.matches import find_in_corpora

        failed = not find_in_corpora(corpora, job, matcher, take, values, tally=tally)
    pages = [one for one in values["sources"] if one not in corpora]
    if job.action == "find" and not tally:
        from esslink.cli.large import find_large

        pages = find_large(job, matcher, pages, take)
    plan = Run(
        pages,
        selection=replace(Selection(values["include"], values["exclude"]), texts=True),
        jobs=values["jobs"],
        timeout=values["timeout"],
    )
    for outcome in run(job, plan, matcher=matcher):
        if outcome.status == FAILED:
            complain(outcome.error, outcome.name)
            failed = True
        if tally:
            add_outcome(tally, outcome, values)
        take(outcome.name, "", outcome.found)
    return failed


def _taker(action: str, values: Values) -> AbstractContextManager[Take]:
    """Return what takes what is found: a file, or standard output."""
    if action == "find" and values["output"]:
        from esslink.cli.matches import match_sink

        return match_sink(values["output"])
    asked = values.get("asked")

    def take(file: str, page: str, found: tuple[Found, ...]) -> None:
        if asked:
            found = tuple(one for one in found if one.term in asked)
        _write(file, found, values, page)

    return nullcontext(take)


def _term_ids(names: tuple[str, ...], matcher: Matcher) -> frozenset[str]:
    """
    Return the ids of terms given by id, name, alias or abbreviation.

    Raises :class:`OptionError` for a name that the glossary does not hold.
    """
    if not names:
        return frozenset()
    from esslink.terms import slug

    known: dict[str, set[str]] = {}
    for term in matcher.terms:
        for name in (term.id, term.headword, term.abbreviation or "", *term.aliases):
            if name:
                known.setdefault(slug(name), set()).add(term.id)
    for name in names:
        if slug(name) not in known:
            raise OptionError(
                f"«\u00a0{name}\u00a0» n’est pas dans le glossaire\u00a0;"
                " «\u00a0esslink lexicon forms\u00a0» en donne les termes",
                place="--term",
            )
    return frozenset().union(*(known[slug(name)] for name in names))


def _write(name: str, found: tuple[Found, ...], values: Values, page: str = "") -> None:
    if values["as_json"]:
        import json

        for one in found:
            line = {"file": name, **({"page": page} if page else {}), **one._asdict()}
            for optional in ("reason", "part", "rule"):
                if not line[optional]:
                    del line[optional]
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    if found:
        place, colour = f"{name}:{page}" if page else name, wants_colour(sys.stdout)
        click.echo(_table(place, found, colour=colour, explained="asked" in values))


def _table(name: str, found: tuple[Found, ...], *, colour: bool, explained: bool) -> str:
    """Return one line for each place, in columns: where, the words, the term, the reason."""
    rows = [
        (
            f"{name}{':' * bool(one.part)}{one.part}:{one.line}",
            _shortened(one.text),
            one.headword,
            _verdict(one),
        )
        for one in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = []
    for place, text, term, reason in rows:
        words = text.ljust(widths[1])
        if colour:
            words = f"\x1b[1m{words}\x1b[0m"
        cells = [place.ljust(widths[0]), words, term.ljust(widths[2])]
        if explained:
            cells.append(reason)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _verdict(one: Found) -> str:
    """Say whether a place is linked, else why not: the rule, and a sentence that shows it."""
    if not one.reason:
        return "relié"
    from esslink.batch.leftout import LEFT_OUT
    from esslink.context.wording import example, wording
    from esslink.policy import REASONS

    said, shown = wording(one.reason, one.rule), example(one.reason, one.rule)
    if shown:
        said += f", comme dans «\u00a0{shown}\u00a0»"
    return {**REASONS, **LEFT_OUT}[one.reason] + (f" ({said})" if said else "")


def _shortened(text: str) -> str:
    """Return *text* on one line, cut to what a terminal shows."""
    text = " ".join(text.split())
    return text if len(text) <= 48 else text[:47] + "…"


_JSON = click.Option(["--json", "as_json"], is_flag=True, help="Un objet JSON par ligne.")
_TERM = click.Option(
    ["--term"],
    multiple=True,
    metavar="TERME",
    help="N’expliquer que ce terme (nom, sigle ou identifiant). Répétable.",
)
_FOLDER = [option for option in FOLDER_OPTIONS if option.name not in {"resume", "link"}]


def _policy_options() -> list[click.Option]:
    """Return the options of the policy, with every occurrence by default: nothing is written."""
    occurrences, *rest = POLICY_OPTIONS
    shown = click.Option(
        ["--occurrences"],
        type=occurrences.type,
        default="all",
        show_default=True,
        help="Montrer la première occurrence d’un terme dans la page, sous chaque titre,"
        " dans chaque paragraphe, ou toutes.",
    )
    return [shown, *rest]


find_command = Command(
    "find",
    callback=_find,
    params=[
        SOURCES,
        LEXICON,
        _JSON,
        *FIND_OPTIONS,
        *_policy_options(),
        *SCOPE_OPTIONS,
        REPORT,
        *READING_OPTIONS,
        *_FOLDER,
    ],
    help=(
        "Montre les termes d’un glossaire que contiennent des pages ou des textes, sans rien"
        " changer\u00a0: fichier et ligne, mots trouvés, terme.\n\n"
        "Avec --json, un objet par occurrence\u00a0; ses champs start et end comptent les"
        " caractères depuis le début du fichier."
    ),
)
"""``esslink find``."""

explain_command = Command(
    "explain",
    callback=_explain,
    params=[
        SOURCES,
        LEXICON,
        _JSON,
        _TERM,
        *POLICY_OPTIONS,
        *SCOPE_OPTIONS,
        *READING_OPTIONS,
        *_FOLDER,
    ],
    help=(
        "Dit, pour chaque endroit où un terme pourrait être relié, s’il l’est, et sinon pourquoi."
    ),
)
"""``esslink explain``."""
