"""
What looks like the tooltips already found on the page, and ends where a sentence shows it.

An extractor treats every tooltip of a site alike: where several are sure, glued to
their terms or parted by two blanks, the others on the page need fewer signs of
their own. A page without a sure one gains nothing here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from esslink.cleaner.finding import DEFAULT_CONFIDENCE, Removal
from esslink.cleaner.skeleton import Skeleton, letters
from esslink.cleaner.text.edges import tail
from esslink.cleaner.text.ends import ABBREVIATIONS, End, first_resume, is_label
from esslink.cleaner.text.entries import close
from esslink.cleaner.text.shape import (
    glued_capitals,
    is_code,
    is_parted,
    removal,
    starts_sentence,
    unnamed,
)
from esslink.cleaner.text.sites import FUNCTION_WORDS, Site, bare, opens_prose

__all__ = ["alike"]

_FEWEST = 2
"""Sure tooltips, with different definitions, that show how the page's are written."""
_SHARE = 3
"""Of so many places of one shape, one at least must be sure."""
_MAX_FORM = 5
"""Tokens of a term between two blanks and a definition; glossaries' terms have one to four."""
_CONFIDENCE = 0.84
_SHORTEST = 12
"""Letters of a definition."""
_SENTENCES = 3
_LONG_SENTENCE = 60
"""Tokens; one sentence in a hundred of FranceTerme's definitions is as long."""


class Shape(NamedTuple):
    """How an extractor put a tooltip's pieces together."""

    titled: bool
    title_glued: bool
    definition_glued: bool
    parted: bool


def _shape(sk: Skeleton, site: Site) -> Shape:
    titled = site.title != site.definition
    return Shape(
        titled,
        titled and sk.place_after(site.title) == sk.place(site.title),
        sk.place_after(site.definition) == sk.place(site.definition),
        _is_parted(sk, site),
    )


_AFTER_STOP = re.compile(r"[^.!?…]*[.!?…][»”\"]?[^\S\n]{2}\Z")


def _is_parted(sk: Skeleton, site: Site) -> bool:
    """
    Tell whether two blanks stand before the term that are not those after another definition.

    «… de vapeur.  de l’eau Étendue»: behind a stop, before a small letter, they end one.
    """
    if not is_parted(sk, site):
        return False
    first = sk.token_at(site.title)
    for token in range(first - 1, max(first - _MAX_FORM, 0), -1):
        gap = sk.gap(token)
        if gap.endswith("  ") or gap in ("’ ", "' "):
            return not (_AFTER_STOP.match(gap) and sk.shown(token)[0].islower())
    return False


def _says_joint(shape: Shape) -> bool:
    """Tell whether *shape* is one that sentences do not have."""
    return shape.title_glued or shape.definition_glued or shape.parted


def _start(sk: Skeleton, site: Site) -> int:
    """Give where the cut of a removal at *site* starts."""
    return close(sk.text, sk.place(site.form), sk.place_after(site.title))


def alike(sk: Skeleton, titled: list[Site], found: Iterable[Removal]) -> Iterator[Removal]:
    """
    Find definitions at places of the same shape as what was *found* surely on the page.

    Confidence 0.84: two other definitions of the page at least are sure, and so is one
    place of this shape in three.

    >>> from esslink.cleaner.text import find
    >>> page = (
    ...     "Cette valléeDépression allongée creusée par un cours d’eau. est belle. Une merÉtendue "
    ...     "d’eau salée qui communique avec l’océan. borde le portAbri naturel ou artificiel "
    ...     "aménagé pour les navires. de Brest (un golfeVaste avancée de la mer à l’intérieur "
    ...     "des terres.)."
    ... )
    >>> [(r.rule, r.surface) for r in find(page) if r.confidence >= 0.8]
    [('resumed', 'vallée'), ('resumed', 'mer'), ('resumed', 'port'), ('alike', 'golfe')]

    """
    sure = {r.entry[0]: r for r in found if r.entry and r.confidence >= DEFAULT_CONFIDENCE}
    if len(sure) < _FEWEST:
        return
    shapes: dict[Shape, list[Site]] = {}
    for site in sorted({*titled, *([] if sk.flat else unnamed(sk, bare(sk, titled)))}):
        shapes.setdefault(_shape(sk, site), []).append(site)
    known = [group for shape, group in shapes.items() if _says_joint(shape)]
    joints = sorted(
        {sk.offsets[token - 1] for token in glued_capitals(sk)}
        | {site.form for group in known for site in group}
    )
    for group in known:
        if not _are_tooltips(sk, group, sure):
            continue
        for site in _unfound(sk, group, sure.values()):
            following = bisect_right(joints, site.definition)
            limit = joints[following] if following < len(joints) else len(sk.letters)
            end = _end(sk, site, limit)
            if end:
                yield removal(sk, site, (end.letter, end.place), "alike", _CONFIDENCE)


def _are_tooltips(sk: Skeleton, group: list[Site], sure: dict[int, Removal]) -> bool:
    """Tell whether enough sites of one shape are sure, with different definitions."""
    known = [sure[at] for site in group if (at := _start(sk, site)) in sure]
    different = {letters(one.definition[:80]) for one in known}
    return len(different) >= _FEWEST and len(known) * _SHARE >= len(group)


def _unfound(sk: Skeleton, group: list[Site], sure: Iterable[Removal]) -> Iterator[Site]:
    """Yield the sites that stand neither where something sure was found nor inside it."""
    spans = sorted(one.entry for one in sure if one.entry)
    starts = [span[0] for span in spans]
    for site in group:
        start = _start(sk, site)
        at = bisect_right(starts, start) - 1
        if (at < 0 or start >= spans[at][1]) and _opens(sk, site):
            yield site


def _opens(sk: Skeleton, site: Site) -> bool:
    """Tell whether a term stands at *site*, and a definition may start."""
    before = sk.text[max(0, sk.place(site.form) - 1) : sk.place(site.form)]
    if before.strip(" \n\x00\u00a0’'(«\"“[-") or not starts_sentence(sk, site):
        return False
    titled = site.title != site.definition
    return titled or opens_prose(sk, sk.token_at(site.definition))


_PARTED_END = re.compile(r"[^\S\n]{2}|[^\S\n][^\w\s]|[^\S\n]?(?:\n|\Z)")


def _closes(sk: Skeleton, site: Site, end: End) -> bool:
    """Tell whether a stop ends the definition, and two blanks where it was parted from a term."""
    stop = sk.text[end.place - 1]
    if stop not in '.!?…»"”)' or (end.sign == "bracket" and stop not in ".!?…"):
        return False
    return not _is_parted(sk, site) or _PARTED_END.match(sk.text, end.place) is not None


def _end(sk: Skeleton, site: Site, limit: int) -> End | None:
    """Find the end of a definition on a page whose tooltips are known to look like this."""
    end = _named(sk, site, limit)
    resumed = first_resume(sk, site.definition, end.letter - 1 if end else limit)
    if resumed and resumed.sign != "paragraph":
        end = resumed
    if end is None or end.sign not in ("stop", "orphan", "bracket"):
        return None
    words = sk.token_at(end.letter) - sk.token_at(site.definition)
    if end.letter - site.definition < _SHORTEST or end.sentences > _SENTENCES:
        return None
    if words > _LONG_SENTENCE * max(end.sentences, 1) or is_code(
        sk.text[sk.place(site.form) : end.place]
    ):
        return None
    if (end.sign == "bracket" and end.sentences) or is_label(sk, end):
        return None
    return end if _closes(sk, site, end) else None


_STOPPED = re.compile(r"[.!?…]+[»”\"]?[^\S\n]+[«“\"(]?\Z")
_NAME = 3


def _named(sk: Skeleton, site: Site, limit: int) -> End | None:
    """
    Find the first stop after which a name comes, with which no definition goes on.

    The second sentence of a definition starts with a closed-class word or a number. The
    end is sure, an ``"orphan"``, where the sentence holds nothing but the name: «… . Brest.»
    """
    first, last = sk.token_at(site.definition), sk.token_at(limit)
    marks = sk.marks
    sentences = 0
    for at in range(bisect_right(marks, first), bisect_right(marks, last - 1)):
        token = marks[at]
        if token >= len(sk) or not _STOPPED.match(sk.gap(token)):
            continue
        before = sk.shown(token - 1)
        if before.lower() in ABBREVIATIONS or before.isdigit() or len(before) == 1:
            continue
        sentences += 1
        if sk.shown(token)[0].isupper() and sk.word(token) not in FUNCTION_WORDS:
            place = tail(sk.text, sk.ends[token - 1], sk.place(site.definition))
            sign = "orphan" if _is_name_alone(sk, token) else "name"
            return End(sk.offsets[token], place, sign, sentences)
    return None


def _is_name_alone(sk: Skeleton, token: int) -> bool:
    """Tell whether one to three words with a capital are all there is up to the next stop."""
    for at in range(token, min(token + _NAME, len(sk))):
        if not sk.shown(at)[0].isupper():
            return False
        gap = sk.gap(at + 1)
        if gap[:1] in tuple(".!?…") and (not gap[1:2] or gap[1:2].isspace()):
            return True
        if gap.strip(" \u00a0\x00-"):
            return False
    return False
