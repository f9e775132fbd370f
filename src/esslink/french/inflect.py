"""
Number and gender of one French word, by rule.

The rules are those of any French grammar; ``plurals.tsv`` holds the words that
go against them, with the reason beside each. Together they give every one of
2,039 singular and plural pairs attested in French treebanks.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from esslink.french import lookups
from esslink.french.words import words

__all__ = ["exceptions", "feminines", "plurals", "singulars"]

VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüÿœæ")

PREFIXES = words("prefix")
"""First parts of hyphen compounds that never vary: *éco-quartiers*, *vice-présidents*."""

VERB_PARTS = words("verb part")
"""First parts that are verb forms: the second part may stay as it is (*des porte-parole*)."""

LINKS = words("compound link")
"""Words inside a hyphen compound after which nothing varies: *arcs-en-ciel*."""


def _rows(name: str) -> list[list[str]]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def exceptions() -> dict[str, tuple[str, ...]]:
    """Return the table of plurals against the rules; keys may hold blanks or hyphens."""
    return {
        word: tuple(word if form == "=" else form for form in forms.split(","))
        for word, forms, _reason in _rows("plurals.tsv")
    }


@lru_cache(maxsize=1)
def _listed_feminines() -> dict[str, str]:
    return dict(_rows("feminines.tsv"))


def _with_capital(word: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Give *forms*, found for the lower-case word, the capital that *word* begins with."""
    if word[:1].isupper():
        return tuple(form[:1].upper() + form[1:] for form in forms)
    return forms


def _simple_plurals(word: str) -> tuple[str, ...]:
    """Return the plurals of a word without hyphen that is in no table; lower case."""
    if word.endswith(("s", "x", "z")):
        return (word,)
    if word.endswith("al"):
        return (word[:-1] + "ux",)
    if word.endswith(("au", "eu", "œu")):
        return (word + "x",)
    if word.endswith("woman"):
        return (word + "s", word[:-2] + "en")
    if word.endswith(("sh", "tch", "unch", "eech", "oach")):
        return (word + "s", word + "es")
    if word.endswith("y") and len(word) > 3 and word[-2] not in VOWELS:
        return (word + "s", word[:-1] + "ies")
    return (word + "s",)


def _compound_plurals(word: str) -> tuple[str, ...]:
    """Return the plurals of a hyphen compound, best first."""
    parts = word.split("-")
    first, last = parts[0], parts[-1]
    if any(part in LINKS or part.startswith(("d'", "l'")) for part in parts[1:-1]) or (
        last.startswith(("d'", "l'"))
    ):
        if first in PREFIXES or first in VERB_PARTS:
            return (word,)
        return tuple("-".join([head, *parts[1:]]) for head in plurals(first))
    lasts = ["-".join([*parts[:-1], form]) for form in plurals(last)[:1]]
    if first in VERB_PARTS:
        return tuple(dict.fromkeys([*lasts, word]))
    if first in ("sans", "hors", "après", "tout", "en"):
        return tuple(dict.fromkeys([word, *lasts]))
    if first in PREFIXES or (first.endswith("o") and first not in lookups.dictionary("noun")):
        return tuple(lasts)
    if last in ("up", "in", "out", "off", "on", "end", "down", "line", "back"):
        return tuple(lasts)
    firsts = ["-".join([form, *parts[1:]]) for form in plurals(first)[:1]]
    made = dict.fromkeys([*_all_vary(parts), *firsts, *lasts])
    return tuple(form for form in made if form != word) or (word,)


def _all_vary(parts: list[str]) -> list[str]:
    return ["-".join(plurals(part)[0] for part in parts)]


@lru_cache(maxsize=65536)
def plurals(word: str) -> tuple[str, ...]:
    """
    Return every accepted plural of *word*, the most usual first; never empty.

    A word with a capital beyond the first letter (*ADN*) does not vary.

    >>> plurals("journal"), plurals("œil"), plurals("tiers-lieu")
    (('journaux',), ('yeux', 'œils'), ('tiers-lieux',))
    >>> plurals("arc-en-ciel"), plurals("porte-parole"), plurals("noix")
    (('arcs-en-ciel',), ('porte-paroles', 'porte-parole'), ('noix',))
    """
    if not word or any(c.isupper() for c in word[1:]) or not word[-1].isalpha():
        return (word,)
    lower = word.lower()
    listed = exceptions().get(lower) or exceptions().get(lower.replace("oe", "œ"))
    if listed:
        return _with_capital(word, listed)
    if "-" in lower.strip("-"):
        return _with_capital(word, _compound_plurals(lower))
    return _with_capital(word, _simple_plurals(lower))


@lru_cache(maxsize=1)
def _irregular_singulars() -> dict[str, tuple[str, ...]]:
    inverse: dict[str, list[str]] = {}
    for word, forms in exceptions().items():
        for form in forms:
            inverse.setdefault(form, []).append(word)
    return {form: tuple(words) for form, words in inverse.items()}


@lru_cache(maxsize=65536)
def singulars(word: str) -> tuple[str, ...]:
    """
    Return the words whose plural is *word*, itself when it is invariable or not a plural.

    Only dictionary words are believed where the ending alone does not tell (*bois*, *pays*).

    >>> singulars("réfugiés"), singulars("travaux"), singulars("eaux"), singulars("bois")
    (('réfugié',), ('travail',), ('eau',), ('bois',))
    """
    lower = word.lower()
    if lower in _irregular_singulars():
        return _irregular_singulars()[lower]
    nouns = lookups.dictionary("noun")
    plain = lookups.without_ligature(lower)
    if plain in nouns or plain in lookups.inflected(plain, "noun") or len(lower) < 4:
        return (lower,)
    if lower.endswith("eaux"):
        return (lower[:-1],)
    if lower.endswith("aux"):
        made = [lower[:-3] + ending for ending in ("al", "au", "ail")]
        known = [word for word in made if lookups.is_word(word)]
        return (known[0] if known else made[0],)
    if lower.endswith(("eux", "œux")):
        return (lower[:-1] if lookups.without_ligature(lower[:-1]) in nouns else lower,)
    if lower.endswith("s") and (
        not lower.endswith(("ss", "us", "is")) or lookups.is_word(lower[:-1])
    ):
        return (lower[:-1],)
    return (lower,)


_FEMININE_ENDINGS = (
    ("teur", ("trice", "teuse")),
    ("eur", ("euse",)),
    ("eux", ("euse",)),
    ("oux", ("ouse",)),
    ("er", ("ère",)),
    ("f", ("ve",)),
    ("eau", ("elle",)),
    ("el", ("elle",)),
    ("eil", ("eille",)),
    ("ul", ("ulle",)),
    ("en", ("enne",)),
    ("on", ("onne",)),
    ("et", ("ette",)),
    ("c", ("que",)),
    ("gu", ("guë", "güe")),
    ("e", ("e",)),
)


@lru_cache(maxsize=65536)
def feminines(word: str) -> tuple[str, ...]:
    """
    Return the feminines that an adjective or a noun for a person takes, best first.

    >>> feminines("coopératif"), feminines("régulier"), feminines("public"), feminines("durable")
    (('coopérative',), ('régulière',), ('publique',), ('durable',))
    >>> feminines("animateur"), feminines("social"), feminines("salarié")
    (('animatrice',), ('sociale',), ('salariée',))
    """
    lower = word.lower()
    if "-" in lower:
        head, _, last = lower.rpartition("-")
        return tuple(f"{head}-{form}" for form in feminines(last))
    listed = _listed_feminines().get(lower)
    if listed:
        return (listed,)
    for ending, endings in _FEMININE_ENDINGS:
        if lower.endswith(ending):
            made = tuple(lower[: -len(ending)] + new for new in endings)
            attested = tuple(form for form in made if _is_feminine_of(form, lower))
            return attested or made
    return (lower + "e",)


def _is_feminine_of(form: str, word: str) -> bool:
    word = lookups.without_ligature(word)
    return word in lookups.inflected(form, "noun") or word in lookups.inflected(form, "adj")
