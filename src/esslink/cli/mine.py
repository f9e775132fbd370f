"""``esslink lexicon mine``: the glossary that pages hold, in their noise and in their lists."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from esslink.cli.messages import complain, count, path_error, say
from esslink.cli.options import Values, check_encoding
from esslink.cli.pages import page_text, pages
from esslink.errors import EsslinkError, LexiconError

if TYPE_CHECKING:
    from esslink.cleaner.mine import Found, Versions
    from esslink.lexicon import Lexicon
    from esslink.terms import Term

__all__ = ["mine_glossary", "mined_glossary"]

_PAGES = 5
"""Pages named in a comment; ``--json`` names all."""


def mine_glossary(values: Values) -> int:
    """Mine the sources and write a glossary; return the exit code."""
    check_encoding(values["encoding"])
    entries, failed = _mined(values)
    if values["as_json"]:
        _write_json(entries)
    lexicon, kept = _lexicon(entries, values["title"])
    target = values["output"]
    try:
        if target and target != "-" and not target.lower().endswith(".toml"):
            for lost in lexicon.write(target):
                complain(lost, target)
        elif target or not values["as_json"]:
            _put(_commented(lexicon, kept), target)
    except OSError as error:
        complain(path_error(error), target)
        return 2
    if not values["quiet"]:
        say(f"{target or 'esslink'}\u00a0: {_tally(kept)}")
        _say_conflicts(kept)
    return 1 if failed else 0


def mined_glossary(values: Values) -> str:
    """
    Mine the sources of a command, keep the glossary in the cache, and return its path.

    Raises :class:`LexiconError` when the pages hold none.
    """
    from hashlib import blake2b

    from esslink.cli.stored import cache_folder

    entries, _ = _mined(values)
    lexicon, kept = _lexicon(entries, "Glossaire retrouvé")
    if not kept:
        raise LexiconError(
            "ces pages n’ont ni infobulles ni glossaire à reprendre\u00a0;"
            " donnez un glossaire à --lexicon"
        )
    data, _ = lexicon.to_bytes("toml")
    key = blake2b(data, digest_size=20).hexdigest()
    path = os.path.join(cache_folder(), "mined", key + ".toml")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    _put(data, path)
    if not values["quiet"]:
        say(f"esslink\u00a0: glossaire retrouvé dans les pages, {_tally(kept)}")
    return path


def _mined(values: Values) -> tuple[list[Found], int]:
    """Read every page twice: what they say together, then what each holds."""
    from esslink.batch.jobs import Job
    from esslink.batch.lessons import lessons
    from esslink.batch.runner import Run
    from esslink.batch.tree import Selection
    from esslink.cleaner import Cleaner
    from esslink.cleaner.finding import DEFAULT_CONFIDENCE
    from esslink.cleaner.mine import concluded, gather, mine

    sure = values["min_confidence"]
    job = Job("clean", format=values["format"], encoding=values["encoding"], min_confidence=sure)
    selection = Selection(values["include"], values["exclude"], texts=True)
    plan = Run(values["sources"], selection=selection, jobs=values["jobs"])
    learned = lessons(job, plan) if values["sources"] != ("-",) else ()
    cleaner = Cleaner(min_confidence=DEFAULT_CONFIDENCE if sure is None else sure, learned=learned)
    versions: Versions = {}
    failed = 0
    for name, path in pages(plan):
        try:
            text = page_text(path, job)
        except (OSError, EsslinkError) as error:
            complain(path_error(error) if isinstance(error, OSError) else error.message, name)
            failed += 1
            continue
        format = {"markdown": "text", "xhtml": "html"}.get(job.format or "", job.format)
        gather(versions, mine(text, format, page=name, cleaner=cleaner))
    return concluded(versions), failed


def _lexicon(entries: list[Found], title: str | None) -> tuple[Lexicon, list[Found]]:
    """Make a lexicon of the entries that can be terms, and return those, in its order."""
    from esslink.lexicon import Lexicon
    from esslink.terms import slug

    known: dict[str, Found] = {}
    for entry in entries:
        name = slug(entry.headword)
        if name and name not in known:
            known[name] = entry
    terms: list[Term] = []
    kept: list[Found] = []
    for name, entry in known.items():
        see = tuple(n for one in entry.see if (n := slug(one)) in known and n != name)
        try:
            terms.append(replace(entry.term(), see=see))
            Lexicon([replace(terms[-1], see=())])
        except EsslinkError as error:
            terms = terms[: len(kept)]
            complain(error.message, entry.headword)
            continue
        kept.append(entry)
    names = {slug(entry.headword) for entry in kept}
    terms = [replace(term, see=tuple(n for n in term.see if n in names)) for term in terms]
    return Lexicon(terms, title=title), kept


def _commented(lexicon: Lexicon, entries: list[Found]) -> bytes:
    """Give TOML in which comments say where each entry was seen, and what others say."""
    data, _ = lexicon.to_bytes("toml")
    head, *blocks = data.decode().split("[[term]]\n")
    pieces = [head]
    for entry, block in zip(entries, blocks, strict=True):
        times = "une fois" if entry.count == 1 else f"{entry.count} fois"
        pages = ", ".join(entry.pages[:_PAGES]) + (" …" if len(entry.pages) > _PAGES else "")
        pieces.append(_comment(f"vu {times}\u00a0: {pages}" if pages else f"vu {times}"))
        pieces += [_comment(f"autre définition\u00a0: {text}") for text in entry.conflicts]
        pieces.append("[[term]]\n" + block)
    return "".join(pieces).encode()


def _comment(text: str) -> str:
    """Give a line of comment; TOML has no control characters in one."""
    from esslink.cleaner.finding import squeezed

    line = squeezed(text)
    return "# " + "".join(c if c.isprintable() or c == "\u00a0" else " " for c in line) + "\n"


def _put(data: bytes, target: str | None) -> None:
    from esslink.batch import atomic

    if not target or target == "-":
        sys.stdout.buffer.write(data)
    else:
        atomic.write(os.path.realpath(target), data)


def _write_json(entries: list[Found]) -> None:
    import json
    from dataclasses import asdict

    for entry in entries:
        click.echo(json.dumps(asdict(entry), ensure_ascii=False))


def _tally(entries: list[Found]) -> str:
    wrong = sum(bool(entry.conflicts) for entry in entries)
    if not wrong:
        return count(len(entries), "terme")
    conflicts = count(wrong, "avec plusieurs définitions", "avec plusieurs définitions")
    return f"{count(len(entries), 'terme')}, dont {conflicts}"


def _say_conflicts(entries: list[Found]) -> None:
    for entry in entries:
        if entry.conflicts:
            others = count(len(entry.conflicts), "autre définition", "autres définitions")
            complain(f"la plus fréquente est gardée, {others} en commentaire", entry.headword)
