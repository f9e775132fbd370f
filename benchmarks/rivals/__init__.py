"""
What esslink is measured beside: each rival is made once of a glossary, then run on items.

A rival takes one item (a page's bytes, a text, or a text already folded) and gives
how many places it found, or links it made. Rivals whose package is not installed are
reported as absent.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from corpora import Glossary

Run = Callable[[Any], int]
"""From an item to the number of places found."""


class Rival(NamedTuple):
    """How a rival is made, and what it is run on."""

    make: Callable[[Glossary], Run]
    takes: str
    """``"page"`` (bytes), ``"text"``, or ``"folded"`` (text after the fold)."""
    packages: tuple[str, ...]
    """Distributions whose versions belong in the record."""


PLACES = {
    "esslink": "own:TEXT",
    "esslink, all": "own:ALL",
    "esslink, all, without [fast]": "own:ALL_PLAIN",
    "esslink, no context": "own:PLAIN",
    "pyahocorasick": "automata:PYAHOCORASICK",
    "ahocorasick_rs": "automata:AHOCORASICK_RS",
    "daachorse": "automata:DAACHORSE",
    "re": "words:RE",
    "FlashText": "words:FLASHTEXT",
    "PhraseMatcher LOWER": "phrases:LOWER",
    "PhraseMatcher LEMMA": "phrases:LEMMA",
    "fr_core_news_sm LEMMA": "phrases:MODEL",
    "esslink annotate": "own:PAGE",
    "esslink annotate, no context": "own:PAGE_PLAIN",
    "tokeniser alone": "own:TOKENS",
    "fold and scan alone": "own:SCAN",
    "lxml parse and print": "trees:LXML_PRINT",
    "lxml walk + pyahocorasick": "trees:LXML_WALK",
    "BeautifulSoup walk + FlashText": "trees:SOUP_WALK",
}
"""Name of a rival to its module here and its name in it."""


def rival(name: str) -> Rival:
    """
    Give the rival called *name*.

    Raises:
        ImportError: what it needs is not installed.

    """
    module, _, attribute = PLACES[name].partition(":")
    found: Rival = getattr(import_module(f"rivals.{module}"), attribute)
    return found
