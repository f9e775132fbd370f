"""
Judging one ambiguous hit by the table of rules; no model, about two microseconds.

The words around the hit become sets of classes, and a set of sets is judged once:
the verdict is remembered, as French has few of them and a text has many hits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from esslink.context import readings as r
from esslink.context.table import Mask, bit, rules
from esslink.context.windows import left_of, right_of, shouted

__all__ = ["Verdict", "judge", "sure_rules"]


class Verdict(NamedTuple):
    """Whether the hit is the term, and the name of the rule that said so ("" when none did)."""

    keep: bool
    rule: str


_UNDECIDED = Verdict(True, "")
_REMEMBERED = 100_000
_memory: dict[tuple[int, int, int, int], Verdict] = {}

_CLASH = bit("clash")
_BITS = {name: bit(name) for name in (
    "det-m", "det-f", "det-s", "det-p", "article-m", "article-f", "article-s", "article-p"
)}  # fmt: skip


def _clashes(readings: int, left: int) -> bool:
    """Tell whether the determiner *left* cannot stand before the term's own form."""
    own_gender = readings & (r.MASCULINE | r.FEMININE)
    own_number = readings & (r.SINGULAR | r.PLURAL)
    if own_gender == r.FEMININE and left & (_BITS["det-m"] | _BITS["article-m"]):
        return not left & (_BITS["det-f"] | _BITS["article-f"])
    if own_gender == r.MASCULINE and left & (_BITS["det-f"] | _BITS["article-f"]):
        return not left & (_BITS["det-m"] | _BITS["article-m"])
    if own_number == r.SINGULAR and left & (_BITS["det-p"] | _BITS["article-p"]):
        return not left & (_BITS["det-s"] | _BITS["article-s"])
    if own_number == r.PLURAL and left & (_BITS["det-s"] | _BITS["article-s"]):
        return not left & (_BITS["det-p"] | _BITS["article-p"])
    return False


_ANY = -1
"""What a cell ``*`` is laid flat as: every class is in it."""


@lru_cache(maxsize=4096)
def _rules_for(readings: int) -> list[tuple[Verdict, Mask, int, int, int, int, int]]:
    """
    Return the rules that forms with these *readings* may meet, their masks laid flat.

    A page has hits of few readings, and each key is judged once: most of the cost of
    a first page is here.
    """
    return [
        (
            Verdict(rule.keep, rule.name),
            rule.left,
            rule.left.some or _ANY,
            *(rule.right.some or _ANY, rule.right.refused),
            *(rule.left2.some or _ANY, rule.left2.refused),
        )
        for rule in rules()
        if rule.readings.fits(readings)
    ]


def _decide(readings: int, left2: int, left: int, right: int) -> Verdict:
    if _clashes(readings, left):
        left |= _CLASH
    for verdict, mask, near, after, not_after, far, not_far in _rules_for(readings):
        if (
            left & near
            and right & after
            and left2 & far
            and not right & not_after
            and not left2 & not_far
            and mask.fits(left)
        ):
            return verdict
    return _UNDECIDED


CAPITALS = Verdict(False, "word in capitals")
"""An abbreviation that spells a word, amid words in capitals: *J'AI VU*."""


@lru_cache(maxsize=1)
def sure_rules() -> frozenset[str]:
    """Return the names of the rules that no tagger overrules."""
    return frozenset((CAPITALS.rule, *(rule.name for rule in rules() if rule.sure)))


def judge(text: str, start: int, end: int, readings: int) -> Verdict:
    """
    Tell whether ``text[start:end]`` is the term, by the words around it.

    Args:
        text: raw text of a page, any typography, any capitals.
        start: where the hit starts, in code points.
        end: where it ends.
        readings: what else the form may be (:mod:`esslink.context.readings`), not 0.

    >>> judge("Il la ferme.", 6, 11, r.VERB | r.FEMININE | r.SINGULAR).keep
    False
    >>> judge("Dans la ferme.", 8, 13, r.VERB | r.FEMININE | r.SINGULAR).keep
    True

    """
    if readings & r.WORD:
        return CAPITALS if shouted(text, start, end) else _UNDECIDED
    left2, left = left_of(text, start)
    key = (readings, left2, left, right_of(text, end))
    verdict = _memory.get(key)
    if verdict is None:
        if len(_memory) > _REMEMBERED:
            _memory.clear()
        verdict = _memory[key] = _decide(*key)
    return verdict
