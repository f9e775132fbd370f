"""Terms and abbreviations that are also everyday words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from esslink.checks.finding import Finding, Study
from esslink.formats.document import excerpt
from esslink.french.abbreviations import is_abbreviation, plain
from esslink.french.lookups import is_word
from esslink.french.readings import CLOSED

__all__ = ["common_terms", "is_common", "word_abbreviations"]

_VOWEL = re.compile("[aeiouyàâäéèêëîïôöùûüœæ]")
COMMON = 5.0
"""Zipf frequency from which a word is everyday: 100 times in a million words."""


@lru_cache(maxsize=1)
def _list() -> frozenset[str]:
    """Read the list that comes with esslink: one word on a line, ``#`` for comments."""
    lines = Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_common(word: str) -> bool:
    """
    Tell whether a single word is so common that linking it would cover a page with links.

    With the optional package wordfreq, by its frequency; without, by a list of
    general nouns, verbs and adjectives, and the function words.

    >>> is_common("chose"), is_common("coopérative")
    (True, False)
    """
    word = word.lower()
    if word in CLOSED or word in _list():
        return True
    try:
        frequency = import_module("wordfreq").zipf_frequency(word, "fr")
    except ImportError:
        return False
    return bool(frequency >= COMMON)


def common_terms(study: Study) -> Iterator[Finding]:
    """Find terms of which the headword or an alias is an everyday word."""
    for term in study.lexicon:
        for key, text in (("headword", term.headword), *(("aliases", a) for a in term.aliases)):
            if " " in text or is_abbreviation(text) or term.case == "exact" or not is_common(text):
                continue
            yield study.finding(
                ("terme-courant", "warning"),
                term,
                key,
                f"{excerpt(text)} est un mot de tous les jours et sera relié partout.",
                "Précisez-le, ou écrivez sous «\xa0not\xa0» ce qu’il ne faut pas relier.",
            )


def word_abbreviations(study: Study) -> Iterator[Finding]:
    """
    Find abbreviations that are words once in small letters.

    They match in capitals only, so this is a note: only a text all in capitals
    is concerned. A term with ``not`` phrases has been thought about.
    """
    for term in study.lexicon:
        for key, text in (
            ("abbreviation", term.abbreviation),
            *(("aliases", a) for a in term.aliases),
        ):
            if not text or not is_abbreviation(text) or term.never:
                continue
            lower = plain(text).lower()
            # The tables list abbreviations too: what has no vowel is no word.
            if lower in CLOSED or (is_word(lower) and _VOWEL.search(lower)):
                yield study.finding(
                    ("sigle-mot", "note"),
                    term,
                    key,
                    f"le sigle {excerpt(text)} est aussi un mot dans un titre en capitales.",
                    "Si ce mot se rencontre, écrivez sous «\xa0not\xa0» ses tournures.",
                )
