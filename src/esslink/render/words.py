"""The words that esslink itself puts on a page, by language."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["RIGHT_TO_LEFT", "WORDS", "Words", "primary"]


class Words(NamedTuple):
    """Interface words of one language; those before a value end as it needs."""

    glossary: str
    see: str
    source: str
    also: str
    field: str
    used: str
    others: str
    """Follows the pages that are named; ``{}`` is the number of those that are not."""
    letters: str
    filter: str
    found: str
    """Announced while the reader types; ``{}`` is a number, zero and one included."""


WORDS = {
    "fr": Words(
        glossary="Glossaire",
        see="Voir aussi\u00a0: ",
        source="Source\u00a0: ",
        also="On dit aussi\u00a0: ",
        field="Domaine\u00a0: ",
        used="Dans les pages\u00a0: ",
        others="et {}\u00a0de plus",
        letters="Lettres",
        filter="Filtrer les termes",
        found="Termes trouvés\u00a0: {}",
    ),
    "en": Words(
        glossary="Glossary",
        see="See also: ",
        source="Source: ",
        also="Also called: ",
        field="Field: ",
        used="On these pages: ",
        others="and {} more",
        letters="Letters",
        filter="Filter the terms",
        found="Terms found: {}",
    ),
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
