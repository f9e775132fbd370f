"""
Spellings of one form: ligatures, the reform of 1990, compounds with hyphen, space or joined.

Typography (apostrophes, blanks, Unicode hyphens, capitals) is the matcher's: it
costs no form there.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from esslink.french import lookups
from esslink.french.inflect import LINKS as COMPOUND_LINKS
from esslink.french.inflect import PREFIXES, VERB_PARTS
from esslink.french.phrases import is_adjective
from esslink.french.words import words

__all__ = ["compounds", "spellings"]

OE_STEMS = (
    "coeur", "oeuvr", "oeil", "oeuf", "boeuf", "soeur", "noeud", "voeu", "moeurs", "oecum", "oeno",
    "oestro", "foet", "oedip", "oesoph", "oedèm", "oeuvé", "choeur", "oenol", "oekoum", "oeillet",
    "oeillèr", "oeillad", "rancoeur", "foehn", "phoen", "coelac", "moell",
)  # fmt: skip
"""Beginnings, or insides after a prefix (*manoeuvre*), where ``oe`` is one letter in print."""

PARTICLES = words("particle")
"""English second parts: *start-up*, *week-end*; written with hyphen, space or joined."""

SPACED = words("spaced")
"""First parts that, followed by a space, are prepositions or adverbs of the sentence."""


@lru_cache(maxsize=1)
def _pairs() -> dict[str, list[tuple[str, str]]]:
    """Return the pairs of stems by their first two letters."""
    table: dict[str, list[tuple[str, str]]] = {}
    text = Path(__file__).with_name("spellings.tsv").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            one, other, _reason = line.split("\t")
            table.setdefault(one[:2], []).append((one, other))
            table.setdefault(other[:2], []).append((other, one))
    return table


def _respell(text: str) -> list[str]:
    made = []
    starts = [0, *(i + 1 for i, c in enumerate(text) if c in " '-")]
    lower = text.lower()
    for start in starts:
        for stem, other in _pairs().get(lower[start : start + 2], ()):
            if lower.startswith(stem, start):
                made.append(text[:start] + other + text[start + len(stem) :])
                break
    return made


def spellings(text: str) -> list[tuple[str, str]]:
    """
    Return the other spellings of *text* with the rule of each; not *text* itself.

    >>> spellings("œuvre"), spellings("événement"), spellings("coefficient")
    ([('oeuvre', 'oe')], [('évènement', '1990')], [])
    """
    made: list[tuple[str, str]] = []
    if "œ" in text or "Œ" in text:
        made.append((text.replace("œ", "oe").replace("Œ", "Oe"), "oe"))
    elif "oe" in text.lower() and any(stem in text.lower() for stem in OE_STEMS):
        made.append((text.replace("oe", "œ").replace("Oe", "Œ"), "oe"))
    if "æ" in text:
        made.append((text.replace("æ", "ae"), "oe"))
    made += [(form, "1990") for form in _respell(text) if form not in (text, *dict(made))]
    return made


def _known(word: str) -> bool:
    return lookups.is_word(word) or lookups.is_word(word.removesuffix("s"))


def _join(first: str, rest: str) -> str:
    """Weld a prefix and a word, unless two vowels would then be read as one sound."""
    if first[-1:] in "aeéio" and rest[:1] in "iuïü":
        return ""
    return first + rest


def compounds(text: str) -> list[str]:
    """
    Return *text* with each hyphen compound written the other ways French has.

    >>> compounds("micro-entreprise"), compounds("tiers-lieu"), compounds("savoir-faire")
    (['micro entreprise', 'microentreprise'], ['tiers lieu'], [])
    >>> compounds("chef-d'œuvre"), compounds("microentreprise"), compounds("entreprise sociale")
    (["chef d'œuvre"], ['micro-entreprise'], [])
    """
    if "-" in text:
        return _from_hyphen(text)
    words = text.split(" ")
    made: list[str] = []
    if len(words) == 2 and _takes_hyphen(words[0].lower(), words[1].lower()):
        made.append("-".join(words))
    if len(words) > 2 and lookups.is_word("-".join(words)):
        made.append("-".join(words))
    if len(words) == 1 or not made:
        made += _from_joined(words)
    return made


def _from_hyphen(text: str) -> list[str]:
    made: list[str] = []
    words = text.split(" ")
    for place, word in enumerate(words):
        if "-" not in word.strip("-"):
            continue
        for other in _unhyphened(word):
            made.append(" ".join([*words[:place], other, *words[place + 1 :]]))
    return made


def _unhyphened(word: str) -> list[str]:
    parts = word.split("-")
    first, lower = parts[0], [part.lower() for part in parts]
    if any(any(c.isupper() for c in part[1:]) or not part for part in parts):
        return []
    linked = any(part in COMPOUND_LINKS or part.startswith(("d'", "l'")) for part in lower[1:])
    if lower[0] in VERB_PARTS and lower[0] not in ("aide", "garde"):
        return []
    if linked:
        return [] if lower[0] in SPACED else [" ".join(parts)]
    if len(parts) > 2:
        return []
    made = []
    singular = lower[0].removesuffix("s")
    if lower[0] not in SPACED and len(first) > 2:
        made.append(" ".join(parts))
    if (
        lower[0] in PREFIXES and lower[0] not in SPACED | {"ex", "vice", "plus", "moins", "tout"}
    ) or (lower[-1].removesuffix("s") in PARTICLES and singular == lower[0]):
        made.append(_join(first, parts[1]))
    return [form for form in made if form]


def _takes_hyphen(first: str, second: str) -> bool:
    """Tell whether two words are also seen as one compound: a prefix, or noun and noun."""
    if second.removesuffix("s") in PARTICLES and not lookups.is_word(first):
        return True
    if first in PREFIXES and first not in SPACED | {"est", "ouest", "nord", "sud", "pro", "tout"}:
        return len(second) > 3 and not second.startswith(("d'", "l'"))
    if first == "tiers" or lookups.is_word(f"{first}-{second}"):
        return True
    if is_adjective(first):
        return False
    return not is_adjective(second) and second.removesuffix("s") in lookups.dictionary("noun")


def _from_joined(words: list[str]) -> list[str]:
    """Give the hyphen back to a welded word that no dictionary lists: *microentreprise*."""
    made = []
    for place, word in enumerate(words):
        lower = word.lower()
        if len(word) < 9 or word[1:] != lower[1:] or _known(lower):
            continue
        for size in range(min(8, len(word) - 4), 2, -1):
            if lower[:size] in PREFIXES and _known(lower[size:]) and len(lower[size:]) > 4:
                other = f"{word[:size]}-{word[size:]}"
                made.append(" ".join([*words[:place], other, *words[place + 1 :]]))
                break
    return made
