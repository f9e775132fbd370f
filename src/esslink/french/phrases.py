"""
Number in a term of several words: what agrees with the head, what may vary, what stays.

The head group runs up to the first linking word (*à, de, en, par…*) and goes to
the plural as a whole: *entreprises sociales et solidaires*. After a linking word
without article French hesitates over the number of the noun (*taux d'intérêt* or
*d'intérêts*), and an adjective at the end may belong to the head (*mises en garde
spéciales*), so both are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

from esslink.french import lookups
from esslink.french.inflect import PREFIXES, exceptions, feminines, plurals, singulars
from esslink.french.words import words

__all__ = ["Phrase", "genders", "is_verb", "numbers", "split"]

LINKS = words("link")
"""Words that end the head group."""

FREE_LINKS = words("free link")
"""Linking words after which a noun may stand without article, in either number."""

MOST = 16
"""Combinations of plurals or feminines of one phrase: each word may have two."""

ARTICLES = words("article")
STARTERS = LINKS | ARTICLES | frozenset(["s'", "n'", "se", "ne", "non"]) - frozenset(("a",))
_CONTRACTED = frozenset(["au", "aux", "du", "des"])
_APPOSED = words("noun above all")
INVARIABLE = words("invariable")
CLITICS = ("d'", "l'", "qu'", "jusqu'", "n'", "s'", "j'", "m'", "t'", "c'")


_ADJECTIVE_ENDINGS = (
    *(
        ("ale", "al"),
        ("elle", "el"),
        ("ive", "if"),
        ("euse", "eux"),
        ("ière", "ier"),
        ("ère", "er"),
    ),
    *(("ienne", "ien"), ("enne", "en"), ("trice", "teur"), ("que", "c"), ("ète", "et")),
    *(("aux", "al"), ("e", "")),
)


_TYPICAL_ADJECTIVES = (
    *("ique", "al", "ale", "el", "elle", "if", "ive", "eux", "euse", "able", "ible", "ant", "ante"),
    *("ent", "ente", "ien", "ienne", "aire", "é", "ée"),
)


class Phrase(NamedTuple):
    """A form of several words (or one) and the rule that made it."""

    text: str
    origin: str


def split(text: str) -> list[str]:
    """
    Cut *text* into words; an elided word is one of its own.

    >>> split("contrat d'engagement"), split("prud'homme")
    (['contrat', "d'", 'engagement'], ["prud'homme"])
    """
    words: list[str] = []
    for chunk in text.split(" "):
        rest = chunk
        for clitic in CLITICS:
            if rest.lower().startswith(clitic) and len(rest) > len(clitic):
                words.append(rest[: len(clitic)])
                rest = rest[len(clitic) :]
                break
        words.append(rest)
    return words


def join(words: list[str]) -> str:
    """Undo :func:`split`."""
    return "".join(word if word.lower() in CLITICS else word + " " for word in words).rstrip(" ")


def _is_adverb(word: str) -> bool:
    if word in _APPOSED or word in lookups.dictionary("noun") or word in lookups.dictionary("adj"):
        return False
    if word in lookups.dictionary("adv") or word.endswith(("amment", "emment")):
        return True
    return word.endswith("ment") and len(word) > 6 and is_adjective(word[:-4])


def varies(word: str) -> bool:
    """Tell whether *word* may take a plural at all (no number, adverb, abbreviation, name)."""
    if not word or word.lower() in INVARIABLE or not word[-1].isalpha():
        return False
    return not word[0].isupper() and not _is_adverb(word)


def is_adjective(word: str) -> bool:
    """Tell whether *word*, as it stands in a citation form, is an adjective or a participle."""
    plain = lookups.without_ligature(word.lower().rpartition("-")[2])
    if plain in _APPOSED or plain.removesuffix("s") in _APPOSED:
        return False
    if plain in lookups.dictionary("adj") or lookups.inflected(plain, "adj"):
        return True
    if plain.endswith(("é", "ée", "és", "ées")) and plain not in lookups.dictionary("noun"):
        return True
    single = plain.removesuffix("s")
    adjectives = lookups.dictionary("adj")
    if single in adjectives or any(
        single.endswith(end) and single[: -len(end)] + new in adjectives
        for end, new in _ADJECTIVE_ENDINGS
    ):
        return True
    return single not in lookups.dictionary("noun") and _looks_adjective(single)


def _looks_adjective(word: str) -> bool:
    """Tell whether an unknown *word* has the ending of an adjective, or is one with a prefix."""
    if len(word) > 5 and word.endswith(_TYPICAL_ADJECTIVES) and not word.endswith("ment"):
        return True
    return any(
        word[:size] in PREFIXES and word[size:] in lookups.dictionary("adj") for size in range(3, 8)
    )


def head_length(words: list[str]) -> int:
    """Return how many of *words* stand before the first linking word."""
    for place, word in enumerate(words):
        if place and word.lower() in LINKS | ARTICLES:
            return place
        if place and word.endswith("ant") and _is_gerund(words, place):
            return place
    return len(words)


def _is_gerund(words: list[str], place: int) -> bool:
    """Tell whether a word in -ant is a verb, for an adverb follows (*agissant faiblement*)."""
    return place + 1 < len(words) and _is_adverb(words[place + 1])


def _quoted(words: list[str]) -> range:
    """Return the places between quotation marks, where nothing varies."""
    if "«" in words and "»" in words:
        return range(words.index("«"), words.index("»") + 1)
    return range(0)


def _leads(words: list[str], place: int) -> bool:
    """Tell whether the word at *place* is a first noun that :func:`varies` is too shy about."""
    word = words[place].lower()
    if place or (len(words) > 1 and _is_adverb(word)):
        return False
    return len(words) == 1 or word not in INVARIABLE or word in lookups.dictionary("noun")


def _appositions(words: list[str], choices: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """
    Yield the plurals in which a second noun, and what follows it, stays singular.

    *jeux vidéo*, *chèques emploi associatif*: usage hesitates, both are made.
    """
    if len(words) > 4 or is_adjective(words[0]):
        return
    apposed = [
        place for place, w in enumerate(words) if place and varies(w) and not is_adjective(w)
    ]
    if not apposed:
        return
    options = [
        forms[:1] if place < apposed[0] else tuple(dict.fromkeys((word, forms[0])))
        for place, (word, forms) in enumerate(zip(words, choices, strict=True))
    ]
    yield from product(*options)


def _head_variants(words: list[str]) -> list[tuple[list[str], str]]:
    """Return the head group in the singular (as given) and in its plurals."""
    quoted = _quoted(words)
    choices = [
        plurals(w) if place not in quoted and (varies(w) or _leads(words, place)) else (w,)
        for place, w in enumerate(words)
    ]
    if words[0].isupper() and len(words[0]) > 1:
        choices[0] = (words[0],)
    made = [(words, "citation")]
    limit = [options[:2] for options in choices]
    made += [(list(combination), "plural") for combination in islice(product(*limit), MOST)]
    made += [(list(variant), "apposition") for variant in _appositions(words, choices)]
    return made


def _complements(tail: list[str]) -> list[list[str]]:
    """Cut what follows the head into runs that each begin with a linking word."""
    runs: list[list[str]] = []
    for word in tail:
        if not runs or word.lower() in LINKS:
            runs.append([word])
        else:
            runs[-1].append(word)
    return runs


def _other_number(words: list[str]) -> list[str]:
    """Put a complement without article in the other number; the same list when it has none."""
    if words[0].lower() not in FREE_LINKS or len(words) < 2:
        return words
    noun = words[1]
    if noun.lower() in ARTICLES or noun[0].isupper() or not noun[-1].isalpha():
        return words
    if _is_infinitive(noun) or not varies(noun):
        return words
    single = singulars(noun)[0]
    turn = singulars if single != noun else plurals
    changed = [turn(w)[0] if varies(w) else w for w in words[1:]]
    if turn is singulars and changed[1:] == words[2:]:
        # The adjective is singular already: it belongs to the head, the noun varies alone.
        return [words[0], single, *words[2:]]
    return [words[0], *changed]


def _is_infinitive(word: str) -> bool:
    return word in lookups.dictionary("verb") and word not in lookups.dictionary("noun")


def _tail_variants(tail: list[str]) -> list[tuple[list[str], str]]:
    """Return the complements as given, then with the number of each noun changed in turn."""
    runs = _complements(tail)
    options: list[list[list[str]]] = []
    for run in runs:
        other = _other_number(run)
        options.append([run] if other == run or len(options) > 2 else [run, other])
    made = []
    for combination in product(*options):
        flat = [word for run in combination for word in run]
        made.append((flat, "citation" if flat == tail else "complement number"))
    return made


def _with_head_adjective(tail: list[str]) -> list[tuple[list[str], str]]:
    """Let the adjectives that end the first complement, or the last, agree with a plural head."""
    made = []
    first = len(_complements(tail)[0])
    for end in dict.fromkeys((first, len(tail))):  # *titres de créance adossés* à des prêts
        start = end
        while start > 2 and varies(tail[start - 1]) and is_adjective(tail[start - 1]):
            start -= 1
        if start == end or tail[start - 1].lower() in LINKS | ARTICLES:
            continue
        if any(word.lower() in ARTICLES | _CONTRACTED for word in tail[:start]):
            continue  # *gestion de la chaîne logistique*: a complement with its article is whole
        agreeing = [plurals(w)[0] for w in tail[start:end]]
        made.append(([*tail[:start], *agreeing, *tail[end:]], "head adjective"))
    return made


def numbers(text: str) -> list[Phrase]:
    """
    Return the citation form *text* and its plurals, with the rule that made each.

    A phrase that begins with a preposition or an article does not vary, nor does
    an enumeration (*premier entré, premier sorti*).

    >>> [form.text for form in numbers("entreprise sociale")]
    ['entreprise sociale', 'entreprises sociales']
    >>> [form.text for form in numbers("taux d'intérêt")]
    ["taux d'intérêt", "taux d'intérêts"]
    >>> [form.text for form in numbers("jeu vidéo")]
    ['jeu vidéo', 'jeux vidéos', 'jeux vidéo']
    """
    words = split(text)
    length = head_length(words)
    adverb = length < len(words) and words[0].endswith("ment") and _is_adverb(words[0].lower())
    listing = any(word.endswith((",", "!")) for word in [*words[:length], words[-1]])
    if words[0].lower() in STARTERS or adverb or listing:
        return [Phrase(text, "citation")]
    listed = exceptions().get(text.lower(), ())
    tails = _tail_variants(words[length:]) if words[length:] else [([], "citation")]
    agreeing = _with_head_adjective(words[length:]) if words[length:] else []
    found: dict[str, str] = {text: "citation"}
    if listed:
        found.update((form, "plural") for form in listed if form != text)
        return [Phrase(form, origin) for form, origin in found.items()]
    for head, origin in _head_variants(words[:length]):
        extra = agreeing if origin != "citation" else []
        for tail, change in [*tails, *extra]:
            found.setdefault(join([*head, *tail]), origin if change == "citation" else change)
    return [Phrase(form, origin) for form, origin in found.items()]


def _prefixed_noun(word: str) -> bool:
    """Tell whether *word* is a prefix and a noun: an adjective of one gender (*multisupport*)."""
    lower = word.lower()
    if lower in lookups.dictionary("adj") or lower.endswith(_TYPICAL_ADJECTIVES):
        return False
    nouns, adjectives = lookups.dictionary("noun"), lookups.dictionary("adj")
    return any(
        lower[:size] in PREFIXES and lower[size:] in nouns and lower[size:] not in adjectives
        for size in range(3, 8)
    )


def is_verb(text: str) -> bool:
    """
    Tell whether a phrase without part of speech begins with an infinitive.

    An infinitive that is a noun too (*lancer*) is one before an article only.

    >>> is_verb("lancer une alerte"), is_verb("lancer franc"), is_verb("rendre anonyme")
    (True, False, True)
    """
    first, *rest = split(text)
    if not rest or not first.endswith(("er", "ir", "re")):
        return False
    if first not in lookups.dictionary("verb") and not lookups.verb_forms(first):
        return False
    return rest[0].lower() in ARTICLES or first not in lookups.dictionary("noun")


def genders(text: str) -> tuple[str, ...]:
    """
    Return the feminines of an adjective, alone or in a phrase; masculine forms not included.

    >>> genders("socialement responsable"), genders("numérique"), genders("interactif")
    (('socialement responsable',), ('numérique',), ('interactive',))
    """
    words = split(text)
    if words[0].lower() in STARTERS:
        return (text,)
    length = head_length(words)
    choices = [
        feminines(w) if varies(w) and not _prefixed_noun(w) else (w,) for w in words[:length]
    ]
    return tuple(join([*head, *words[length:]]) for head in islice(product(*choices), MOST))
