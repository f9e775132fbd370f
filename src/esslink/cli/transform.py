"""``esslink annotate``, ``clean`` and ``strip``: a source in, the same source changed out."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from esslink.batch.actions import prepare
from esslink.batch.jobs import Done, Job
from esslink.batch.kinds import kind_of
from esslink.cli.messages import complain, path_error
from esslink.cli.options import (
    COLUMN_OPTIONS,
    FOLDER_OPTIONS,
    LEXICON,
    OUTPUT_OPTIONS,
    POLICY_OPTIONS,
    READING_OPTIONS,
    SCOPE_OPTIONS,
    SOURCES,
    SPANS_COLUMN,
    Values,
    check_encoding,
    check_targets,
    choice,
    policy_of,
    renderer_of,
    scope_of,
)
from esslink.cli.report import REPORT, add_page, begin, finish
from esslink.cli.root import Command
from esslink.errors import EsslinkError

if TYPE_CHECKING:
    from esslink.matcher import Matcher
    from esslink.report.tally import Tally

__all__ = ["annotate_command", "clean_command", "strip_command"]


def _annotate(values: Values) -> int:
    from esslink.cli.stored import stored_matcher

    _check(values)
    if values["standalone"] and values["to"] != "html":
        raise click.UsageError(
            f"--standalone fait une page HTML\u00a0; retirez --to {values['to']}."
        )
    if values["clean"] and not values["lexicon"]:
        from esslink.cli.mine import mined_glossary

        values["lexicon"] = mined_glossary(values)
    matcher, path = stored_matcher(values["lexicon"] or "ess")
    job = Job(
        "annotate",
        path,
        policy_of(values),
        renderer_of(values, site=_is_site(values)),
        values["format"],
        values["encoding"],
        scope=scope_of(values),
        report=bool(values["report"]),
        standalone=values["standalone"],
        min_confidence=values["min_confidence"],
        clean=values["clean"],
    )
    return _run(job, matcher, values, begin(job, matcher, values))


def _clean(values: Values) -> int:
    if values["explain"]:
        check_encoding(values["encoding"])
    else:
        _check(values)
    matcher, path = None, ""
    if values["lexicon"]:
        from esslink.cli.stored import stored_matcher

        matcher, path = stored_matcher(values["lexicon"])
    job = Job(
        "clean",
        path,
        format=values["format"],
        encoding=values["encoding"],
        min_confidence=values["min_confidence"],
        keep_links=values["keep_links"],
    )
    if values["explain"]:
        from esslink.cli.folders import explain_cleaning

        return explain_cleaning(job, matcher, values)
    return _run(job, matcher, values)


def _strip(values: Values) -> int:
    _check(values)
    return _run(Job("strip"), None, values)


def _check(values: Values) -> None:
    check_targets(values["sources"], values)
    check_encoding(values.get("encoding"))


def _is_site(values: Values) -> bool:
    """Tell whether the results share a folder, so that pages can share their assets."""
    sources = values["sources"]
    if any(map(kind_of, sources)):
        return False  # each page of a corpus stands alone
    if values["in_place"]:
        return all(os.path.isdir(source) for source in sources)
    return len(sources) > 1 or os.path.isdir(sources[0])


def _run(job: Job, matcher: Matcher | None, values: Values, tally: Tally | None = None) -> int:
    """Do one source here, and leave the rest to the runner of folders, or of corpora."""
    source = values["sources"][0]
    if any(map(kind_of, values["sources"])):
        from esslink.cli.corpora import run_corpora

        return run_corpora(job, matcher, values, tally)
    if len(values["sources"]) > 1 or os.path.isdir(source) or values["as_json"]:
        from esslink.cli.folders import run_folders

        return run_folders(job, matcher, values, tally)
    try:
        if matcher and job.action == "annotate" and _in_pieces(job, matcher, values):
            return 0
        data = _read(source)
        done = prepare(job, matcher)(data, os.path.basename(source))
    except OSError as error:
        complain(path_error(error), source)
        return 1
    except EsslinkError as error:
        complain(error.message, source)
        return 1
    if not values["quiet"]:
        for note in done.notes:
            complain(note, source)
    if tally:
        name = os.path.basename(source)
        add_page(tally, name, _place(source, done, values), done.seen, values)
        finish(tally, values)
    if values["check"] or values["diff"]:
        return _look(source, data, done, values)
    return _put(job, source, done, values)


def _in_pieces(job: Job, matcher: Matcher, values: Values) -> bool:
    """Annotate a text too large to be held; tell whether that was done."""
    source = values["sources"][0]
    if source == "-" or job.clean or os.path.getsize(source) < _LARGE:
        return False
    from esslink.cli.large import annotate_large, can_stream

    return can_stream(source, values) and annotate_large(
        job, matcher, source, values["output"], quiet=values["quiet"]
    )


_LARGE = 32 << 20
"""Bytes from which a text is read in pieces (:mod:`esslink.cli.large`), imported for it only."""


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    with open(source, "rb") as file:
        return file.read()


def _place(source: str, done: Done, values: Values) -> str:
    """Return the file where a reader finds the page; empty when it is in none."""
    target = values["output"] or ""
    if not target or target == "-":
        return "" if source == "-" else source
    if os.path.isdir(target):
        name = os.path.basename(source) if source != "-" else "page"
        target = os.path.join(target, name + (".html" if done.converted else ""))
    return target


def _look(source: str, data: bytes, done: Done, values: Values) -> int:
    """Say whether *source* would change, and how; 1 for ``--check`` when it would."""
    if done.output == data:
        return 0
    if values["diff"]:
        from esslink.batch.work import unified
        from esslink.cli.folders import show_diff

        show_diff(unified(source, data, done))
    elif not values["quiet"]:
        click.echo(f"{source}\u00a0: changerait")
    return 1 if values["check"] else 0


def _put(job: Job, source: str, done: Done, values: Values) -> int:
    """Write the result where the options say: standard output, a file, the source itself."""
    target = values["output"]
    if values["in_place"]:
        if done.converted:
            complain("un texte annoté devient du HTML\u00a0; donnez un fichier à -o", source)
            return 1
        target = os.path.realpath(source)
    if not target or target == "-":
        if done.output.startswith(b"PK") and sys.stdout.isatty():
            raise click.UsageError(
                "Un livre ne se lit pas dans un terminal\u00a0; ajoutez -o LIVRE.epub."
            )
        sys.stdout.buffer.write(done.output)
        return 0
    from esslink.cli.folders import put_file

    return put_file(job, source, target, done, values)


_TO = click.Option(
    ["--to"],
    type=choice("html", "markdown", "terminal"),
    default="html",
    show_default=True,
    help="Ce que devient un texte\u00a0: une page HTML, du Markdown, ou un texte en couleurs.",
)
_STANDALONE = click.Option(
    ["--standalone"],
    is_flag=True,
    help="Un texte devient une page entière (doctype, codage, titre)\u00a0; strip rend le texte.",
)
_ASSETS = click.Option(
    ["--assets"],
    type=choice("auto", "inline", "linked", "none"),
    help="Feuille de style et script\u00a0: dans la page, liés, ou absents."
    " Par défaut\u00a0: dans la page pour un fichier, liés pour un dossier.",
)

_PROFILE = click.Option(
    ["--profile"],
    metavar="PROFIL",
    help="Forme des liens\u00a0: web (par défaut), page, title, mail, feed, markdown, attributes.",
)
_OPTION = click.Option(
    ["--option"],
    multiple=True,
    metavar="CLÉ=VALEUR",
    help="Réglage du profil, par exemple title=Lexique ou address=/glossaire/. Répétable.",
)
_CONFIDENCE = click.Option(
    ["--min-confidence"],
    type=click.FloatRange(0, 1),
    metavar="0…1",
    help="Certitude en dessous de laquelle rien n’est retiré\u00a0; par défaut 0,8.",
)
_KEEP_LINKS = click.Option(
    ["--keep-links"], is_flag=True, help="Garde les liens vers l’ancien glossaire."
)

_EXPLAIN = click.Option(
    ["--explain"],
    is_flag=True,
    help="N’écrit rien\u00a0; montre chaque définition trouvée, retirée ou laissée, et pourquoi.",
)
_CLEAN = click.Option(
    ["--clean"],
    is_flag=True,
    help="Retire d’abord les anciennes infobulles. Sans --lexicon, leur glossaire sert.",
)

annotate_command = Command(
    "annotate",
    callback=_annotate,
    params=[
        SOURCES,
        LEXICON,
        *OUTPUT_OPTIONS,
        *POLICY_OPTIONS,
        *SCOPE_OPTIONS,
        REPORT,
        _CLEAN,
        _CONFIDENCE,
        _TO,
        _STANDALONE,
        _PROFILE,
        _OPTION,
        _ASSETS,
        *READING_OPTIONS,
        *COLUMN_OPTIONS,
        SPANS_COLUMN,
        *FOLDER_OPTIONS,
    ],
    help=(
        "Relie les termes d’un glossaire à leurs définitions, écrites une fois en fin de page.\n\n"
        "Un fichier ou «\u00a0-\u00a0» (l’entrée standard) va sur la sortie standard, sauf avec"
        " -o\u00a0; un dossier demande -o ou --in-place. Sans --lexicon, le glossaire fourni de"
        " l’économie sociale et solidaire sert."
    ),
)
"""``esslink annotate``."""

clean_command = Command(
    "clean",
    callback=_clean,
    params=[
        SOURCES,
        LEXICON,
        *OUTPUT_OPTIONS,
        _CONFIDENCE,
        _KEEP_LINKS,
        _EXPLAIN,
        *READING_OPTIONS,
        *COLUMN_OPTIONS,
        *FOLDER_OPTIONS,
    ],
    help=(
        "Retire les définitions que des infobulles ont laissées dans les phrases.\n\n"
        "Aucun glossaire n’est nécessaire\u00a0; avec --lexicon, ses définitions sont"
        " aussi reconnues. Pour un dossier, ce que disent toutes ses pages sert à chacune."
    ),
)
"""``esslink clean``."""

strip_command = Command(
    "strip",
    callback=_strip,
    params=[SOURCES, *OUTPUT_OPTIONS, *COLUMN_OPTIONS, *FOLDER_OPTIONS],
    help="Retire tout ce qu’esslink a ajouté\u00a0: rend la page d’origine, à l’octet près.",
)
"""``esslink strip``."""
