"""
The shorthands that glossaries write in headwords, read as citation forms.

::

    acheteur, -euse potentiel, -elle     acheteur potentiel, acheteuse potentielle
    salarié(e)s   entrepreneur·e         salarié, salariée   entrepreneur, entrepreneure
    acteur/actrice, directeur ou directrice
    documentation intégrée (à)           à documentation intégrée
    fabriqué en, à, au                   fabriqué en, fabriqué à, fabriqué au
    économie circulaire, n.f.            économie circulaire
    costume (spectacle)                  costume
"""

from __future__ import annotations

import re
from typing import NamedTuple

from esslink.french.inflect import feminines
from esslink.french.phrases import genders
from esslink.french.words import words

__all__ = ["Citation", "citations", "feminine_from"]


class Citation(NamedTuple):
    """A citation form, its feminine when the headword gives one, and the rule that read it."""

    text: str
    feminine: str | None
    origin: str


DOTS = "·•‧⋅⸱․"
SUFFIXES = words("feminine ending")
"""Feminine endings that a shorthand may give, without their plural."""

# Linear on what canonical() gives (single blanks): a word is bounded and begins at its own
# start, so no place is tried twice, and no repeat stands inside another.
_GRAMMAR = re.compile(
    r"[,;]?\s+\(?(?:loc\.?\s?)?(?:n|nom|adj|v|adv|subst|prép)\.?\s?"
    r"(?:(?:m|f|masc|fém|pl|sing|tr|intr|inv|pron)\.?\s?)*\)?$"
)
_ENDING = f"(?:{'|'.join(sorted(SUFFIXES, key=len, reverse=True))}|)[sx]?"
_AFTER_COMMA = re.compile(rf"(?<!\w)(\w{{2,60}}),\s?[-‐‑–]({_ENDING})(?!\w)")
_WELDED = re.compile(
    rf"(?<!\w)(\w{{3,60}})(?:[{DOTS}.]({_ENDING})(?:[{DOTS}.][sx])?|[-‐‑]({_ENDING})(?:[-‐‑][sx])?"
    rf"|\(({_ENDING})\)[sx]?|/[-‐‑]?({_ENDING}))(?![\w'’])"
)
_PREPOSED = re.compile(r"(.+?)\s*\(((?:\w+['’]|\w+)(?:\s\w+){0,2})\)")
_QUALIFIED = re.compile(r"(.*[^\s(])\s+\([^()]{2,80}\)")
_LEADERS = words("leader")
_PREPOSITIONS = words("preposition")


def feminine_from(word: str, suffix: str) -> str:
    """
    Return the feminine of *word* that the ending *suffix* abridges.

    >>> feminine_from("acheteur", "euse"), feminine_from("acteur", "rice")
    ('acheteuse', 'actrice')
    >>> feminine_from("invité", "e"), feminine_from("professionnel", "le")
    ('invitée', 'professionnelle')
    >>> feminine_from("supporteur", "trice"), feminine_from("conseiller", "ère")
    ('supportrice', 'conseillère')
    """
    if suffix == "e":
        return word + "e"
    for made in feminines(word):
        if made.endswith(suffix):
            return made
    if suffix in ("rice", "ice") and word.endswith("eur"):
        return word[:-3] + "rice"
    if suffix in ("se", "ve") or (suffix == "sse" and word.endswith("se")):
        return word[:-1] + suffix
    if suffix[0] == word[-1] and len(suffix) == 2:
        return word + suffix
    start = suffix[0] if suffix[0] != "è" else "e"
    place = word.rfind(start)
    return word[:place] + suffix if place > 0 else word + suffix


def _take_grammar(text: str) -> str:
    """Drop a part of speech written after the term; a comma or a bracket must announce it."""
    found = _GRAMMAR.search(text)
    if found and (found.group()[0] in ",;" or "(" in found.group() or "." in found.group()):
        return text[: found.start()].rstrip(" ,")
    return text


def _with_preposed(text: str) -> str | None:
    """Put back in front what a glossary sorts behind: *secours (de)*, *écraser (s')*."""
    found = _PREPOSED.fullmatch(text)
    if not found:
        return None
    words = found.group(2).replace("’", "'").split(" ")
    if words[0] not in _LEADERS:
        return None
    if words == ["les"]:
        return found.group(1)
    lead = " ".join(words)
    return f"{lead}{'' if lead.endswith(chr(39)) else ' '}{found.group(1)}"


def _alternatives(text: str) -> list[str]:
    """Read *fabriqué en, à, au* and *administrateur de site, de serveur* as several terms."""
    head, *rest = text.split(", ")
    words = head.split(" ")
    places = [place for place, word in enumerate(words) if word in _PREPOSITIONS]
    if not rest or not places or not all(item.split(" ")[0] in _PREPOSITIONS for item in rest):
        return [text]
    if any(" et " in item for item in rest):
        return [text]
    stem = " ".join(words[: places[-1]])
    return [head, *(f"{stem} {item}" for item in rest)]


def _pair(text: str) -> Citation | None:
    """Read *acteur, actrice*, *acteur/actrice*, *acteur ou actrice*."""
    for mark in (" / ", "/", ", ", " ou "):
        one, found, other = text.partition(mark)
        if found and " " not in one and other in feminines(one) and other != one:
            return Citation(one, other, "shorthand")
        if found and other != one and other in genders(one):
            return Citation(one, other, "shorthand")
        words = other.split(" ")
        if found and " " not in one and len(words) > 1 and words[0] in feminines(one):
            return Citation(one + other[len(words[0]) :], other, "shorthand")
    return None


def _suffix(ending: str) -> str | None:
    """Return the feminine *ending* without plural mark, "" for a plural mark alone, None else."""
    if ending in ("s", "x"):
        return ""
    if ending not in SUFFIXES:
        ending = ending.removesuffix("s")
    return ending if ending in SUFFIXES else None


def _read_inline(text: str) -> Citation | None:
    """Read every shorthand inside *text*: *-euse* after a comma, *(e)s*, *·rice·s*, */trice*."""
    masculine: list[str] = []
    feminine: list[str] = []
    last, gendered = 0, False
    for found in sorted(
        [*_AFTER_COMMA.finditer(text), *_WELDED.finditer(text)], key=lambda match: match.start()
    ):
        read = _suffix(next((part for part in found.groups()[1:] if part), "-"))
        if read is None or found.start() < last:
            continue
        between = text[last : found.start()]
        ending = read
        word = found.group(1)
        masculine += [between, word]
        feminine += [between, feminine_from(word, ending) if ending else word]
        gendered, last = gendered or bool(ending), found.end()
    if not last:
        return None
    one, other = "".join(masculine) + text[last:], "".join(feminine) + text[last:]
    return Citation(one, other if gendered else None, "shorthand")


def citations(headword: str) -> list[Citation]:
    """
    Return the citation forms that *headword* stands for, in order; at least one.

    >>> citations("acheteur, -euse potentiel, -elle")[0][:2]
    ('acheteur potentiel', 'acheteuse potentielle')
    >>> [c[:2] for c in citations("salarié(e)s")], citations("secours (de)")[0].text
    ([('salarié', 'salariée')], 'de secours')
    >>> [c.text for c in citations("fabriqué en, à, au")]
    ['fabriqué en', 'fabriqué à', 'fabriqué au']
    >>> [c.text for c in citations("Bombarde (instrument de musique)")]
    ['Bombarde', 'Bombarde (instrument de musique)']
    """
    text = _take_grammar(headword.strip())
    preposed = _with_preposed(text)
    if preposed:
        return [Citation(preposed, None, "shorthand")]
    found = _pair(text) or _read_inline(text)
    if found:
        return [found]
    several = _alternatives(text)
    if qualified := _QUALIFIED.fullmatch(text):  # texts seldom write the field of a term
        several = [qualified[1], text]
    made = [
        Citation(item, None, "citation" if item == headword else "shorthand") for item in several
    ]
    if "«" in text:
        bare = " ".join(text.replace("«", " ").replace("»", " ").split())
        made.append(Citation(bare, None, "without quotes"))
    return made
