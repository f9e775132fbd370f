"""
spaCy's French lemma tables, read lazily from ``spacy-lookups-data``.

They say what a written form may be besides the term it was made for (``index``
lists dictionary forms by part of speech, ``exc`` inflected forms with their
lemmas), and cross-check the inflection rules. They are never asked to *make* a
form: inverted, they give 84 % of attested plurals where the rules give all.

The files are read where that package keeps them: ``spacy.lookups`` gives the
same tables but importing spaCy takes a second, ``spacy.lang.fr`` four.
A test holds that both ways give the same tables.
"""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["dictionary", "inflected", "is_word", "lookup", "verb_forms", "without_ligature"]


def _table(name: str) -> Any:
    """Read the French table *name* of spacy-lookups-data (plain JSON, or gzipped as shipped)."""
    import spacy_lookups_data

    path = Path(str(spacy_lookups_data.fr[name]))
    packed = path.with_name(path.name + ".gz")
    data = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    return json.loads(data)


@lru_cache(maxsize=1)
def _index() -> dict[str, frozenset[str]]:
    return {pos: frozenset(words) for pos, words in _table("lemma_index").items()}


@lru_cache(maxsize=1)
def _exceptions() -> dict[str, dict[str, list[str]]]:
    tables: dict[str, dict[str, list[str]]] = _table("lemma_exc")
    return tables


@lru_cache(maxsize=1)
def _verb_forms() -> dict[str, list[str]]:
    inverse: dict[str, list[str]] = {}
    for form, lemmas in _exceptions()["verb"].items():
        for lemma in lemmas:
            inverse.setdefault(lemma, []).append(form)
    return inverse


@lru_cache(maxsize=1)
def lookup() -> dict[str, str]:
    """Return the table *form → its one lemma*, whatever the part of speech (half a second)."""
    table: dict[str, str] = _table("lemma_lookup")
    return table


def without_ligature(word: str) -> str:
    """Write *word* as the tables do: ``oe`` for ``œ``."""
    return word.replace("œ", "oe") if "œ" in word else word


def dictionary(pos: str) -> frozenset[str]:
    """
    Return the dictionary forms listed under *pos*: noun, adj, verb or adv.

    >>> "coopératif" in dictionary("adj"), "coopérative" in dictionary("adj")
    (True, False)
    """
    return _index()[pos]


def inflected(word: str, pos: str) -> list[str]:
    """
    Return the lemmas of the inflected form *word* under *pos* (also aux, pron, det, adp…).

    Only what the exceptions table lists: regular forms give nothing.

    >>> inflected("mutuelle", "adj"), inflected("travaux", "noun")
    (['mutuel'], ['travail'])
    """
    return _exceptions().get(pos, {}).get(without_ligature(word), [])


def verb_forms(lemma: str) -> list[str]:
    """Return the listed forms of the verb *lemma*, in no order that matters."""
    return _verb_forms().get(lemma, [])


def is_word(word: str) -> bool:
    """
    Tell whether the lower-case *word* stands anywhere in the tables.

    >>> is_word("sel"), is_word("scop")
    (True, False)
    """
    word = without_ligature(word)
    return any(word in words for words in _index().values()) or any(
        word in forms for forms in _exceptions().values()
    )
