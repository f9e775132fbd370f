"""
Inclusive writing, as pages have it: *salarié·e·s*, *adhérent-e-s*, *sociétaire(s)*.

Only marks inside one word are made: *coopérateurs et coopératrices* is two words,
each a form of its own. Every word of the head group takes the same mark.
"""

from __future__ import annotations

from esslink.french import lookups
from esslink.french.inflect import feminines, plurals
from esslink.french.phrases import head_length, join, split, varies

__all__ = ["attested_feminines", "inclusive_forms", "optional_plural"]

# (before the feminine ending, after it, singular or plural mark after that)
_MARKS = (
    ("·", "", ""), ("·", "·", "s"), ("·", "", "s"),
    ("(", ")", ""), ("(", ")", "s"), ("(", "", "s)"),
    ("-", "", ""), ("-", "-", "s"), ("-", "", "s"),
    (".", "", ""), (".", ".", "s"), (".", "", "s"),
    ("/", "", ""),
)  # fmt: skip

_ENDINGS = (
    ("teur", "trice", ("rice", "trice")),
    ("eur", "euse", ("euse", "se")),
    ("eur", "eure", ("e",)),
    ("eux", "euse", ("se", "euse")),
    ("er", "ère", ("ère",)),
    ("if", "ive", ("ve", "ive")),
    ("en", "enne", ("ne", "enne")),
    ("el", "elle", ("le", "elle")),
    ("et", "ette", ("te",)),
    ("on", "onne", ("ne",)),
    ("c", "que", ("que",)),
)


def attested_feminines(word: str) -> tuple[str, ...]:
    """
    Return the feminines of the noun *word* that spaCy's table lists as its own.

    >>> attested_feminines("salarié"), attested_feminines("association")
    (('salariée',), ())
    """
    plain = lookups.without_ligature(word)
    return tuple(
        made
        for made in feminines(word)
        if made != word and plain in lookups.inflected(made, "noun")
    )


def _endings(masculine: str, feminine: str) -> tuple[str, ...]:
    """Return the endings by which *feminine* may be abridged after *masculine*."""
    if feminine == masculine:
        return ("",)
    for old, new, endings in _ENDINGS:
        if masculine.endswith(old) and feminine == masculine[: -len(old)] + new:
            return endings
    if feminine.startswith(masculine):
        return (feminine[len(masculine) :],)
    return ()


def _written(word: str, ending: str, mark: tuple[str, str, str]) -> str | None:
    """Write *word* with a mark; an epicene word takes only the plural part of it."""
    before, after, plural = mark
    if ending:
        return f"{word}{before}{ending}{after}{plural}"
    if not plural or plurals(word)[0] == word:
        return word
    if plurals(word)[0] != word + "s":
        return None
    return f"{word}(s)" if before == "(" else f"{word}{before}s"


def _one(masculine: list[str], feminine: list[str], which: int, mark: tuple[str, str, str]) -> str:
    words = []
    for one, other in zip(masculine, feminine, strict=True):
        endings = _endings(one, other)
        if not endings:
            return ""
        written = (
            one if not varies(one) else _written(one, endings[min(which, len(endings) - 1)], mark)
        )
        if written is None:
            return ""
        words.append(written)
    return join(words)


def inclusive_forms(masculine: str, feminine: str) -> list[str]:
    """
    Return the inclusive spellings of a pair of citation forms.

    >>> inclusive_forms("salarié", "salariée")[:4]
    ['salarié·e', 'salarié·e·s', 'salarié·es', 'salarié(e)']
    >>> inclusive_forms("bénévole actif", "bénévole active")[2]
    'bénévole·s actif·ve·s'
    """
    ones, others = split(masculine), split(feminine)
    if len(ones) != len(others):
        return []
    length = head_length(ones)
    tail = ones[length:]
    made: list[str] = []
    for mark in _MARKS:
        for which in (0, 1):
            head = _one(ones[:length], others[:length], which, mark)
            if head:
                made.append(join([head, *tail]) if tail else head)
    return [form for form in dict.fromkeys(made) if form not in (masculine, feminine)]


def optional_plural(text: str) -> str | None:
    """
    Return *text* with its plural in brackets, None when the plural is no added letter.

    Not made beyond four words, where nobody writes it and each form has its cost.

    >>> optional_plural("sociétaire"), optional_plural("entreprise adaptée")
    ('sociétaire(s)', 'entreprise(s) adaptée(s)')
    >>> optional_plural("bureau"), optional_plural("journal")
    ('bureau(x)', None)
    """
    words = split(text)
    if len(words) > 4:
        return None
    length = head_length(words)
    made = []
    for word in words[:length]:
        plural = plurals(word)[0]
        if not varies(word) or plural == word:
            made.append(word)
        elif plural in (word + "s", word + "x"):
            made.append(f"{word}({plural[-1]})")
        else:
            return None
    return join([*made, *words[length:]]) if made != words[:length] else None
