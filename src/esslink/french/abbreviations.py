"""
Forms of an abbreviation: dotted, plural, and the small letters of one read as a word.

Abbreviations match in their very capitals: *AI* is not *ai*. One that is read as a
word (*SCOP, ESAT, AMAP*) is also written *Scop*, *scops*; those are made only when
nothing else in French is written so.
"""

from __future__ import annotations

from itertools import pairwise

from esslink.context import readings as r
from esslink.french import lookups
from esslink.french.readings import CLOSED

__all__ = ["abbreviation_forms", "is_abbreviation", "plain"]

_VOWELS = frozenset("AEIOUYÉÈ")
_HARD = frozenset("BCDFGHJKPQTVWXZ")


def plain(text: str) -> str:
    """
    Take the dots and blanks out of an abbreviation written with dots.

    >>> plain("E. S. S."), plain("SCOP")
    ('ESS', 'SCOP')
    """
    bare = text.replace(" ", "").replace("\u00a0", "")
    if "." in bare and all(len(part) <= 1 for part in bare.split(".")):
        return bare.replace(".", "") or text
    return text


def is_abbreviation(text: str) -> bool:
    """
    Tell whether *text* is written like an abbreviation: one word, mostly capitals.

    >>> [is_abbreviation(word) for word in ("ESS", "E.S.S.", "SaaS", "CO2", "Crédit", "A")]
    [True, True, True, True, False, False]
    """
    text = plain(text)
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return (
        " " not in text and 2 <= len(text) <= 12 and capitals >= 2 and capitals * 2 >= len(letters)
    )


def read_as_word(text: str) -> bool:
    """
    Tell whether the capitals *text* are read as a word: four letters or more, vowels between.

    >>> [read_as_word(word) for word in ("SCOP", "AMAP", "ESAT", "CTE", "HTML", "SIAE")]
    [True, True, True, False, False, True]
    """
    if len(text) < 4 or not text.isalpha() or not text.isupper():
        return False
    clusters = "".join("v" if c in _VOWELS else "c" for c in text)
    hard_pair = any(a in _HARD and b in _HARD for a, b in pairwise(text))
    return "v" in clusters and "ccc" not in clusters and "vvvv" not in clusters and not hard_pair


def abbreviation_forms(text: str) -> list[tuple[str, str, int]]:
    """
    Return (form, rule, readings) for each way of writing the abbreviation *text*.

    >>> [form for form, _, _ in abbreviation_forms("ESS")]
    ['ESS', 'E.S.S.', 'E. S. S.']
    >>> [form for form, _, _ in abbreviation_forms("SCOP")][3:]
    ['SCOPs', 'SCOPS', 'Scop', 'Scops', 'scop', 'scops']
    """
    text = plain(text)
    if not text:
        return []
    lower = text.lower()
    readings = r.WORD if _spells_a_word(lower) else 0
    made = [(text, "abbreviation", readings)]
    if text.isalpha() and text.isupper() and len(text) <= 8:
        made += [(".".join(text) + ".", "dotted", 0), (". ".join(text) + ".", "dotted", 0)]
    plural = text[-1] not in "sSxX" and text[-1].isalpha()
    if plural:
        made.append((text + "s", "abbreviation plural", 0))
    if read_as_word(text) and not readings and not _spells_a_word(lower + "s"):
        if plural:
            made.append((text + "S", "abbreviation plural", 0))
        for form in (text[0] + lower[1:], lower):
            made.append((form, "abbreviation as a word", 0))
            if plural:
                made.append((form + "s", "abbreviation as a word", 0))
    return made


def _spells_a_word(lower: str) -> bool:
    return lower in CLOSED or lookups.is_word(lower)
