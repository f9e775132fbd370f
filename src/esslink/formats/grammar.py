"""Parts of speech as French dictionaries abridge them: «n.m.», «loc.adj.», «v. tr.»."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Grammar", "gender_of", "grammar_of"]

_POS = {
    "noun": ("n", "nom", "noun", "s", "subst", "substantif", "nc", "nominale", "nominal"),
    "verb": ("v", "verbe", "verb", "vb", "vt", "vi", "verbale"),
    "adj": ("a", "adj", "adjectif", "adjective", "adjectival", "adjectivale"),
    "adv": ("adv", "adverbe", "adverb", "adverbial", "adverbiale"),
    "propn": ("np", "propn", "npr", "propre"),
}
_GENDER = {
    "m": ("m", "masc", "masculin", "masculine"),
    "f": ("f", "fem", "fém", "féminin", "feminine"),
}
_POS_OF = {name: pos for pos, names in _POS.items() for name in names}
_GENDER_OF = {name: gender for gender, names in _GENDER.items() for name in names}
_INVARIABLE = {"inv", "invar", "invariable", "invariant"}
_STILL = _INVARIABLE | {"interj", "interjection", "symb", "symbole"}
"""Words by which a headword has one form."""
_WORDS = re.compile(r"[^\W\d_]++")  # one class, so linear


class Grammar(NamedTuple):
    """What an abridged part of speech says, and whether esslink can hold all of it."""

    pos: str | None
    gender: str | None
    whole: bool
    """False when something in it has no place in a Term, such as *interj.*"""
    invariable: bool = False
    """Whether it says so of all it says: *n.m.inv.*, not *n.m. ou adj.inv.*"""


_NOTHING = Grammar(None, None, True)


def grammar_of(text: str) -> Grammar:
    """
    Read an abridged part of speech.

    >>> grammar_of("n.f.pl.")
    Grammar(pos='noun', gender='f', whole=True, invariable=False)
    >>> grammar_of("adj.inv.").invariable, grammar_of("n.m. ou adj.inv.").invariable
    (True, False)
    >>> grammar_of("loc.adj.")[:2], grammar_of("n.m. ou adj.")[:2]
    (('adj', None), ('noun', 'm'))
    >>> grammar_of("interj.")
    Grammar(pos=None, gender=None, whole=False, invariable=True)
    """
    if not text:
        return _NOTHING
    words = [word.lower() for word in _WORDS.findall(text[:200])]
    kinds = list(dict.fromkeys(_POS_OF[word] for word in words if word in _POS_OF))
    genders = {_GENDER_OF[word] for word in words if word in _GENDER_OF}
    pos = "propn" if "propn" in kinds else next(iter(kinds), None)
    if pos is None and genders and ("loc" in words or "locution" in words):
        pos = "noun"
    ignored = {
        "loc",
        "locution",
        "et",
        "ou",
        "pl",
        "plur",
        "pluriel",
        "sing",
        "tr",
        "intr",
        "transitif",
        "pron",
        "commun",
    }
    invariable = len(kinds) <= 1 and not _STILL.isdisjoint(words)
    known = _POS_OF.keys() | _GENDER_OF.keys() | ignored | _INVARIABLE
    whole = all(word in known for word in words) and len(kinds) <= 1
    return Grammar(pos, genders.pop() if len(genders) == 1 else None, whole, invariable)


def gender_of(text: str) -> str | None:
    """
    Read a gender; both at once, or neither, is None.

    >>> gender_of("Féminin"), gender_of("m."), gender_of("m. ou f.")
    ('f', 'm', None)
    """
    return grammar_of(text).gender
