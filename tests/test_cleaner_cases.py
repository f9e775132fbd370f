"""
The cases of ``tests/cases/clean``: a title, a page, what it must read once cleaned.

One file for each system of tooltips, and four for text.

A case is ``title / . / page / . / expected / .`` on lines of their own; ``=`` as
what is expected means that nothing moves. Words in braces in the title are
options: ``{text}``, ``{html}``, ``{keep-links}``, ``{abbreviations}``, ``{sure 0.5}``
and ``{lexicon}``, which gives the terms of ``lexicon.toml`` beside the cases.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from esslink.cleaner import Cleaner
from esslink.cleaner.markup import RULES
from esslink.sources.kind import kind
from esslink.splice import splice
from esslink.terms import Term

CASES = Path(__file__).parent / "cases" / "clean"
_BLOCK = re.compile(r"^([^\n.][^\n]*)\n\.\n(.*?)\n\.\n(.*?)\n\.$", re.MULTILINE | re.DOTALL)


def read_cases():
    for path in sorted(CASES.glob("*.md")):
        for number, found in enumerate(_BLOCK.finditer(path.read_text(encoding="utf-8")), 1):
            title, page, expected = found.groups()
            yield pytest.param(title, page, expected, id=f"{path.stem}-{number}-{title[:40]}")


CASE_LIST = list(read_cases())


def lexicon():
    with (CASES / "lexicon.toml").open("rb") as file:
        return [
            Term(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()})
            for entry in tomllib.load(file)["term"]
        ]


def options_of(title):
    words = re.findall(r"\{([^{}]*)\}", title)
    sure = next((float(w.split()[1]) for w in words if w.startswith("sure ")), 0.8)
    cleaner = Cleaner(
        lexicon() if "lexicon" in words else None,
        min_confidence=sure,
        keep_links="keep-links" in words,
        abbreviations="abbreviations" in words,
    )
    return cleaner, next((w for w in words if w in ("text", "html")), None)


@pytest.mark.parametrize(("title", "page", "expected"), CASE_LIST)
def test_case(title, page, expected):
    cleaner, form = options_of(title)
    cleaned = cleaner.clean(page, form)
    assert cleaned == (page if expected == "=" else expected)


@pytest.mark.parametrize(("title", "page", "expected"), CASE_LIST)
def test_case_is_clean_once_cleaned(title, page, expected):
    cleaner, form = options_of(title)
    once = cleaner.clean(page, form)
    assert cleaner.clean(once, form) == once


@pytest.mark.parametrize(("title", "page", "expected"), CASE_LIST)
def test_edits_only_cut(title, page, expected):
    cleaner, form = options_of(title)
    edits = cleaner.edits(page, form)
    assert all(edit.replacement == "" and edit.start < edit.end and edit.reason for edit in edits)
    assert splice(page, edits) == cleaner.clean(page, form)


def test_there_are_enough_cases():
    assert len(CASE_LIST) >= 150


SYSTEMS = [rule.name for rule in RULES]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_has_its_file(system):
    known = {"couteau-suisse-bubble": "couteau-suisse"}
    assert (CASES / f"{known.get(system, system)}.md").is_file()


@pytest.mark.parametrize(("title", "page", "expected"), CASE_LIST)
def test_keeping_links_keeps_the_words_and_the_links(title, page, expected):
    cleaner, form = options_of(title)
    if (form or kind(page)) != "html" or "keep-links" in title:
        return
    sure = float(found[1]) if (found := re.search(r"sure ([0-9.]+)", title)) else 0.8
    keeper = Cleaner(
        lexicon() if "{lexicon}" in title else None,
        min_confidence=sure,
        keep_links=True,
        abbreviations="{abbreviations}" in title,
    )
    kept, bare = keeper.clean(page, form), cleaner.clean(page, form)
    links = re.compile(r"</?a\b[^>]*>", re.IGNORECASE)
    assert links.sub("", kept) == links.sub("", bare)
    for removal in cleaner.explain(page, form):
        # A question mark after a term is a link of its own: it goes with its definition.
        if removal.removed and removal.url and removal.surface != "?":
            assert removal.url in kept
