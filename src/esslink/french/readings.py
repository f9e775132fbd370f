"""
What else a form may be, from spaCy's tables and from suffix rules.

The tables list dictionary forms and irregular inflected forms; regular ones
(*commune* of *commun*, *marche* of *marcher*) come from suffixes looked up in
the list of dictionary forms. Verbs that are not in ``verbs_at_issue.txt`` are left
out when a noun is written like their present tense: they exist, but a reader meets
the noun a thousand times more often (*boutiquer*, *musiquer*).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from esslink.context import readings as r
from esslink.context.table import words_of
from esslink.french import lookups
from esslink.french.words import words

__all__ = ["CLOSED", "gender", "readings"]

CLOSED = words("closed")
"""Function words and common short adverbs."""

_ADJECTIVE_ENDINGS = (
    ("ales", "al"), ("ale", "al"), ("aux", "al"),
    ("elles", "el"), ("elle", "el"), ("ives", "if"), ("ive", "if"),
    ("euses", "eux"), ("euse", "eux"), ("ières", "ier"), ("ière", "ier"),
    ("ères", "er"), ("ère", "er"), ("iennes", "ien"), ("ienne", "ien"),
    ("onnes", "on"), ("onne", "on"), ("ettes", "et"), ("ette", "et"), ("ètes", "et"), ("ète", "et"),
    ("trices", "teur"), ("trice", "teur"), ("ques", "c"), ("que", "c"),
    ("es", ""), ("e", ""), ("s", ""),
)  # fmt: skip

_FINITE_ENDINGS = (
    *("e", "ent", "ons", "ez", "ait", "aient", "ions"),
    *("a", "èrent", "era", "eront", "erait", "eraient", "asse", "assent"),
)
_PARTICIPLE_ENDINGS = ("é", "ée", "és", "ées")
_FEMININE_ENDINGS = (
    *("tion", "sion", "xion", "aison", "té", "tié", "ence", "ance", "tude", "erie", "ogie", "tie"),
    *("phie", "mie", "esse", "ette", "euse", "trice", "ise", "ée", "ure"),
)
_MASCULINE_ENDINGS = (
    *("age", "ment", "isme", "eau", "teur", "oir", "ier", "al", "ard", "ège", "ail", "euil"),
    *("et", "ent", "ant", "at", "it", "ot", "as", "ais", "ois", "er", "if"),
)
_FEMININE_WORDS = words("feminine")
_MASCULINE_WORDS = words("masculine")
_COMPARATIVES = words("adjective in -eur")
"""The words in -eur that are adjectives as much as nouns; the rest name those who act."""

_EITHER_GENDER = words("either gender")

_ADJECTIVE_NOUNS = words("noun above all")
"""Nouns that the tables also call adjectives because they may stand in apposition."""


_NOUNS_NOT_ADVERBS = words("noun not adverb")
"""Nouns that the table also calls adverbs (*vendredi soir*)."""

_OLD_PARTICIPLES = words("old participle")
"""Participles whose verb is gone, so that no table has them."""

_AUXILIARIES = words("auxiliary")


_RARE_PARTICIPLES = words("rare verb")
"""Verbs whose participle is rarer than the noun by far: *député*, *entreprise*, *point*."""


@lru_cache(maxsize=1)
def verbs_at_issue() -> frozenset[str]:
    """Return the first-group verbs used enough to cast doubt on a noun written the same."""
    text = Path(__file__).with_name("verbs_at_issue.txt").read_text(encoding="utf-8")
    lines = (line for line in text.split("\n") if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def _verb_bits(form: str) -> int:
    bits = r.INFINITIVE if _is_infinitive(form) else 0
    if form in _OLD_PARTICIPLES:
        bits |= r.PARTICIPLE
    # «tu marches» is no rival for a plural: pages hardly speak so, and «tu» comes with it.
    second_person = r.VERB if form.endswith(("es", "as")) else 0
    for lemma in lookups.inflected(form, "verb") + lookups.inflected(form, "aux"):
        bit = 0 if lemma in _RARE_PARTICIPLES else _irregular_bit(form, lemma) & ~second_person
        if bit == r.VERB and lemma.endswith("er") and lemma not in verbs_at_issue():
            bit = 0
        bits |= bit
    for ending in _FINITE_ENDINGS:
        if form.endswith(ending) and form[: -len(ending)] + "er" in verbs_at_issue():
            bits |= r.VERB
    for ending in _PARTICIPLE_ENDINGS:
        if form.endswith(ending) and _is_verb(form[: -len(ending)] + "er"):
            bits |= r.PARTICIPLE
    if form.endswith("ant") and _is_verb(form[:-3] + "er"):
        bits |= r.PRESENT
    return bits


def _is_infinitive(form: str) -> bool:
    if form in _AUXILIARIES:
        return True
    return form in lookups.dictionary("verb") and form.endswith(("er", "ir", "re"))


def _is_verb(lemma: str) -> bool:
    return len(lemma) > 3 and lemma in lookups.dictionary("verb") and lemma not in _RARE_PARTICIPLES


def _irregular_bit(form: str, lemma: str) -> int:
    """Tell a participle from a finite form of the same verb, by its ending."""
    if form == lemma:
        return r.INFINITIVE
    if form.endswith("ant"):
        return r.PRESENT
    bare = form.removesuffix("s").removesuffix("e")
    if bare.endswith("é"):
        return r.PARTICIPLE
    if lemma.endswith(("er", "artir", "ortir", "entir")):
        return r.PARTICIPLE if bare.endswith("i") else r.VERB
    if lemma.endswith("oir") and not bare.endswith(("u", "û", "sis")):
        return r.VERB
    if not bare.endswith(("u", "i", "is", "it", "rt", "nt", "ct", "os", "û", "ï", "ris", "mis")):
        return r.VERB
    if form.endswith(("e", "es")):
        # «prise» is a participle, «dorme» and «offre» are not: the ending before -e tells.
        return r.PARTICIPLE
    return r.PARTICIPLE | r.VERB


def _is_adjective(form: str) -> bool:
    adjectives = lookups.dictionary("adj")
    single = form.removesuffix("s")
    if form in _ADJECTIVE_NOUNS or single in _ADJECTIVE_NOUNS:
        return False
    if single.endswith("eur") and single not in _COMPARATIVES:
        return False
    if form in lookups.dictionary("verb"):
        return False
    if form in adjectives:
        return True
    listed = lookups.inflected(form, "adj")
    if listed and not all(lemma.endswith("er") for lemma in listed):
        return True
    for ending, masculine in _ADJECTIVE_ENDINGS:
        if form.endswith(ending):
            stem = form[: -len(ending)] + masculine
            if stem in adjectives and stem not in _ADJECTIVE_NOUNS and len(stem) > 2:
                return True
    return False


def gender(word: str) -> int:
    """
    Return the gender of the singular noun *word* as a bit, 0 when its shape does not tell.

    >>> gender("association") == r.FEMININE, gender("bénévolat") == r.MASCULINE
    (True, True)
    """
    if word in _EITHER_GENDER or word.endswith("oire"):
        return 0
    if word in _FEMININE_WORDS:
        return r.FEMININE
    if word in _MASCULINE_WORDS:
        return r.MASCULINE
    if word.endswith(_FEMININE_ENDINGS):
        return r.FEMININE
    return r.MASCULINE if word.endswith(_MASCULINE_ENDINGS) else 0


@lru_cache(maxsize=65536)
def readings(form: str, pos: str, own: int) -> int:
    """
    Return the readings of the one-word *form* of a term whose part of speech is *pos*.

    *own* holds the gender and number bits of the form; they are kept only when
    the form may be something else. Several words are never anything else: in
    7,000 gold occurrences no multi-word term was found where it was not meant.

    >>> r.names(readings("ferme", "noun", r.FEMININE))
    'VERB ADJ ADV FEMININE'
    >>> readings("association", "noun", r.FEMININE)
    0
    """
    plain = lookups.without_ligature(form.lower())
    bits = 0
    if pos != "verb":
        bits |= _verb_bits(plain)
    if pos != "adj" and _is_adjective(plain):
        bits |= r.ADJ
    if pos != "adv" and plain in lookups.dictionary("adv") and plain not in _NOUNS_NOT_ADVERBS:
        bits |= r.ADV
    if plain in CLOSED:
        bits |= r.CLOSED
    if pos in ("verb", "adj", "adv") and _is_noun(plain):
        bits |= r.NOUN
    if not bits:
        return 0
    if bits & r.ADJ and plain in words_of("prenominal"):
        own |= r.PRENOMINAL
    return bits | own | {"verb": r.OWN_VERB, "adj": r.OWN_ADJ, "adv": r.OWN_ADV}.get(pos, 0)


def _is_noun(form: str) -> bool:
    nouns = lookups.dictionary("noun")
    return form in nouns or form.removesuffix("s") in nouns or bool(lookups.inflected(form, "noun"))
