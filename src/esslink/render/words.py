"""The words that esslink itself puts on a page, by language."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["RIGHT_TO_LEFT", "WORDS", "Words", "primary"]


class Words(NamedTuple):
    """Interface words of one language; those before a value end as it needs."""

    glossary: str
    see: str
    source: str


WORDS = {
    "fr": Words("Glossaire", "Voir aussi\u00a0: ", "Source\u00a0: "),
    "en": Words("Glossary", "See also: ", "Source: "),
}
"""Words by primary language subtag."""

RIGHT_TO_LEFT = frozenset(("ar", "arc", "dv", "fa", "ha", "he", "ks", "ku", "ps", "sd", "ur", "yi"))
"""Languages whose usual script runs from right to left (CLDR 45, layout/orientation)."""


def primary(lang: str) -> str:
    """
    Return the primary subtag of a language tag.

    >>> primary("fr-CA"), primary("EN_us")
    ('fr', 'en')
    """
    return lang.replace("_", "-").split("-", 1)[0].lower()
