"""``esslink clean --explain``: what the cleaner saw in each source, cut or left, and why."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import click

from esslink.cli.messages import complain, count, path_error, say
from esslink.cli.options import Values
from esslink.cli.pages import page_text, pages
from esslink.errors import EsslinkError

if TYPE_CHECKING:
    from esslink.batch.jobs import Job
    from esslink.batch.runner import Run
    from esslink.cleaner import Removal
    from esslink.matcher import Matcher

__all__ = ["show_candidates"]

_SHOWN = 300
"""Characters of a definition that are shown; ``--json`` has all of it."""

RULES = {
    "lexicon": "une définition du glossaire donné",
    "page": "la même définition ailleurs dans la page",
    "corpus": "la même définition dans d’autres pages",
    "headed": "la définition que la page donne sous son titre",
    "repeated": "un titre et une définition répétés dans la page",
    "expansion": "un sigle redoublé, puis sa forme longue",
    "quoted": "un titre redoublé, puis une citation",
    "resumed": "une définition après laquelle la phrase reprend",
}
"""Rules of text in words of a reader; a rule of markup has the name of its system."""


def show_candidates(job: Job, matcher: Matcher | None, plan: Run, values: Values) -> int:
    """Write every candidate of the sources on stdout; return the exit code."""
    from esslink.cleaner import Cleaner
    from esslink.cleaner.finding import DEFAULT_CONFIDENCE

    least = DEFAULT_CONFIDENCE if job.min_confidence is None else job.min_confidence
    lexicon = matcher.terms if matcher else None
    cleaner = Cleaner(lexicon, min_confidence=least, keep_links=job.keep_links, learned=job.learned)
    cut = left = failed = 0
    for name, path in pages(plan):
        try:
            text = page_text(path, job)
        except (OSError, EsslinkError) as error:
            complain(path_error(error) if isinstance(error, OSError) else error.message, name)
            failed += 1
            continue
        format = {"markdown": "text", "xhtml": "html"}.get(job.format or "", job.format)
        for one in _told(cleaner.explain(text, format), values):
            cut, left = cut + bool(one.removed), left + (not one.removed)
            _write(one, name, text, values)
    if not values["quiet"]:
        say(
            f"esslink\u00a0: {count(cut, 'définition à retirer', 'définitions à retirer')},"
            f" {count(left, 'candidate laissée', 'candidates laissées')}"
        )
    return 1 if failed else 0


def _told(found: list[Removal], values: Values) -> list[Removal]:
    """Leave out other readings of what is cut, but for ``--json``."""
    if values["as_json"]:
        return found
    cuts = [(edit.start, edit.end) for one in found if one.removed for edit in one.edits]
    cuts.sort()
    told = []
    for one in found:
        at = bisect_left(cuts, (one.end, -1))
        if one.removed or not at or cuts[at - 1][1] <= one.start:
            told.append(one)
    return told


def _write(one: Removal, name: str, text: str, values: Values) -> None:
    """Write one candidate: where, whether, by what rule, and what it says."""
    start = max(one.start, 0)
    line = text.count("\n", 0, start) + 1
    if values["as_json"]:
        import json

        report = {
            "file": name,
            "line": line,
            "start": one.start,
            "end": one.end,
            "removed": bool(one.removed),
            "rule": one.rule,
            "confidence": one.confidence,
            "term": one.surface,
            "title": one.title,
            "definition": one.definition,
            "note": one.note,
        }
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    verdict = "retirée" if one.removed else f"laissée ({one.note})"
    why = RULES.get(one.rule, f"infobulle de {one.rule}")
    shown = " ".join(one.definition.split())
    shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN].rstrip() + "…"
    title = f" [{one.title}]" if one.title and one.title != one.surface else ""
    sure = f"{one.confidence:.2f}".replace(".", ",")
    click.echo(
        f"{name}:{line}\u00a0: «\u00a0{one.surface}\u00a0»{title} {verdict},"
        f" certitude {sure}\u00a0: {why}\n    {shown}"
    )
