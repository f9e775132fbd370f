"""
Where a tooltip may have left its text: a term, then the same term again.

A site is a shown form, a title that says the same, and the place where a
definition would start. Most doublings of French («nous nous», «Bora Bora») are
none; a site is only where the other rules look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress, count
from operator import eq
from typing import NamedTuple

from esslink.cleaner.skeleton import Skeleton

__all__ = ["FUNCTION_WORDS", "Site", "bare", "opens_prose", "sites"]

_ARTICLES = frozenset(("L", "Le", "La", "Les", "Un", "Une", "Des"))
MAX_TITLE = 10
"""Longest title looked for, in tokens; a glossary's titles have one to six."""
MAX_TITLE_LETTERS = 120

_CLOSED_CLASSES = (
    "a à afin apres après au aux avant avec car ce ces cet cette chez comme contre d dans de "
    "depuis des donc dont du elle elles en entre est et eu il ils j je jusque l la le les leur "
    "leurs lors lui m ma mais me même mes mon n ne ni nos notre nous on ont or ou où par pas "
    "pendant plus pour puis qu quand que quel quelle quels quelles qui quoi s sa sans se selon "
    "sera ses si sinon soit son sont sous sur t ta te tes toi ton tous tout toute toutes tu un "
    "une vers via vos votre vous y"
)
FUNCTION_WORDS = frozenset(_CLOSED_CLASSES.split())
"""Words that no definition ends with and no title is made of (French closed classes)."""
_FOLDED = frozenset(w.translate({0xE0: "a", 0xF9: "u", 0xEA: "e"}) for w in FUNCTION_WORDS)

# What may stand between a shown form and its title: blanks, emphasis marks of
# Markdown, the bracket that ends the form, nothing; before a definition also what
# opens it. Each class is left by the first sign outside it.
_JOINT = re.compile(r"[\s\x00*_\u200b\u2060\ufeff]*\Z")
_OPENING = re.compile(r"[\s\x00*_\u200b\u2060\ufeff]*(?:[•–-]\s+)?[\s\x00*_\"«“(\[]*\Z")
_INNER = re.compile(r"(?:\.|[\s\x00*_]{0,4}[’'‘`\-‐‑(/«]?[\s\x00*_]{0,4}|[)»]?[\s\x00*_]{0,4})\Z")


class Site(NamedTuple):
    """Places in the skeleton's letters: a form, the title that says it again, what follows."""

    form: int
    title: int
    definition: int
    """Where the definition would start; equal to *title* when there is no title."""


def sites(sk: Skeleton) -> list[Site]:
    """
    Find every doubled title, in page order; of several at one place the longest form.

    >>> sk = Skeleton("la coopérative Coopérative Une société. de consommation, DLADLADispositif")
    >>> [sk.letters[s.form : s.definition] for s in sites(sk)]
    ['cooperativecooperative', 'dladla']
    """
    found: dict[int, Site] = {}
    for site in (*_doubled(sk), *_announced(sk), *_glued(sk), *_initials(sk)):
        known = found.get(site.definition)
        if known is None or site.form < known.form:
            found[site.definition] = site
    return [found[key] for key in sorted(found)]


def bare(sk: Skeleton, titled: list[Site]) -> list[Site]:
    """
    Find capitals in the middle of sentences: where a definition without a title may start.

    Proper nouns are most of them, so these places count only where the same long
    text follows twice, ends with a stop and the sentence resumes. The form is
    known to end there; its last word stands for it. Places of *titled* sites are
    not given again.

    >>> sk = Skeleton("une coopérative Société de personnes. de Lyon")
    >>> [(sk.letters[s.form : s.title], s.title == s.definition) for s in bare(sk, [])]
    [('cooperative', True)]
    """
    text, starts, ends = sk.text, sk.starts, sk.ends
    taken = {place for site in titled for place in (site.title, site.definition)}
    found = []
    for token in range(1, len(sk)):
        place = starts[token]
        numbered = text[place] == "1" and _is_numbered(sk, token)
        if not (text[place].isupper() or numbered) or place - ends[token - 1] > 1:
            continue
        if place > ends[token - 1] and text[place - 1] not in " \n\x00":
            continue
        before = sk.shown(token - 1)
        if not (before.islower() or (before.isupper() and len(before) > 1)):
            continue
        if sk.word(token - 1) in _FOLDED or sk.offsets[token] in taken:
            continue
        if sk.shown(token).isupper() and sk.shown(token) not in _ARTICLES:
            continue
        glued = place == ends[token - 1]
        if numbered or (opens_prose(sk, token) if glued else not _is_name(sk, token, taken)):
            found.append(Site(sk.offsets[token - 1], sk.offsets[token], sk.offsets[token]))
    return found


_NUMBER = re.compile(r"[ \u00a0]?[.)°–-]+[ \u00a0]+\Z")


def _is_numbered(sk: Skeleton, token: int) -> bool:
    """Tell whether *token* numbers the first of several senses: «format 1. Agencement…»."""
    if sk.shown(token) != "1" or token + 1 >= len(sk) or not _NUMBER.match(sk.gap(token + 1)):
        return False
    return sk.shown(token + 1)[0].isupper()


_FINITE = (
    "n ne a ont est sont etait etaient sera seront peut peuvent doit doivent permet permettent"
)
_VERBS = frozenset(_FINITE.split())
"""What follows a name (*automaticBars est*), and not the first noun of a definition."""


def opens_prose(sk: Skeleton, token: int) -> bool:
    """Tell whether *token* is a capitalised word, a blank or an elision, and a small letter."""
    if token + 1 >= len(sk) or len(sk.word(token - 1)) < 2 or sk.word(token + 1) in _VERBS:
        return False
    gap = sk.gap(token + 1)
    return gap.strip(" \x00\u00a0*_\n") in ("", "’", "'", ",") and (
        gap != "" and not sk.shown(token + 1)[0].isupper()
    )


_NAME = 8


def _is_name(sk: Skeleton, token: int, taken: set[int]) -> bool:
    """
    Tell whether a capital belongs to the term itself: «espaces France services Réseau…».

    It does when the word after it has a capital too, or when what looks like a title's
    end or a definition's start comes within a few words and no mark stands between.
    """
    for at in range(token + 1, min(token + _NAME, len(sk))):
        if sk.gap(at).strip(" \x00*_’'-"):
            return False
        capital = sk.shown(at)[0].isupper()
        if sk.offsets[at] in taken or (capital and sk.gap(at) == ""):
            return True
        if capital and at == token + 1 and sk.shown(token) not in _ARTICLES:
            return not sk.shown(at).isupper()
    return False


def _runs(stems: list[int], shift: int, size: int) -> Iterator[int]:
    """Yield each i where the *size* tokens that end at i come again *shift* tokens later."""
    run, previous = 0, -2
    # The list is made by C loops and is short in real text, where words rarely repeat so near.
    for i in compress(count(), map(eq, stems, stems[shift:])):
        run = run + 1 if i == previous + 1 else 1
        previous = i
        # Four times the same and more is a pattern (verses, rulers, test data), no tooltip.
        if size <= run < 3 * shift:
            yield i


def _doubled(sk: Skeleton) -> Iterator[Site]:
    """Yield tokens that repeat the tokens before them, number and capitals aside."""
    for size in range(1, MAX_TITLE + 1):
        for last in _runs(sk.stems, size, size):
            form, title, definition = last - size + 1, last + 1, last + size + 1
            if (
                _JOINT.match(_after_bracket(sk, form, title))
                and _OPENING.match(_after_bracket(sk, title, definition))
                and _stands_apart(sk, form)
                and not _is_identifier(sk, title, definition)
                and _has_content(sk, title, definition)
                and _inner(sk, form, title)
                and _inner(sk, title, definition)
            ):
                yield Site(sk.offsets[form], sk.offsets[title], sk.offsets[definition])


def _announced(sk: Skeleton) -> Iterator[Site]:
    """Yield a form and, at once, the article and the form: «coopérative Une coopérative est…»."""
    for size in range(1, 5):
        for last in _runs(sk.stems, size + 1, size):
            form, article = last - size + 1, last + 1
            if (
                sk.shown(article) in _ARTICLES
                and _JOINT.match(sk.gap(article))
                and _stands_apart(sk, form)
                and _has_content(sk, form, article)
                and _inner(sk, form, article)
            ):
                yield Site(sk.offsets[form], sk.offsets[article], sk.offsets[article])


def _glued(sk: Skeleton) -> Iterator[Site]:
    """Yield a form and a small-letter title, glued: «pôle localpôle localLe pôle»."""
    text, letters, offsets = sk.text, sk.letters, sk.offsets
    for token in sk.marks:
        if token == len(sk) or sk.ends[token - 1] != sk.starts[token]:
            continue
        if not text[sk.starts[token]].isupper():
            continue
        end = offsets[token]
        tries = 0
        for size in range(2, min(MAX_TITLE_LETTERS, end // 2) + 1):
            if letters[end - size : end] != letters[end - 2 * size : end - size]:
                continue
            tries += 1
            if tries > 3:
                break  # a pattern: every period of it would match
            form = sk.token_at(end - 2 * size)
            if offsets[form] == end - 2 * size and _stands_apart(sk, form):
                # What is on an edge _doubled has seen.
                if not sk.is_edge(end - size) and not _is_one_word(sk, form, token):
                    yield Site(end - 2 * size, end - size, end)
                break


_BABBLE = 4
"""Letters up to which a word of two equal halves is a word (*tutu*, *papa*, *cancan*)."""


def _is_one_word(sk: Skeleton, form: int, token: int) -> bool:
    """Tell whether form and title are the halves of one word, by accident: *tête*."""
    if token - form > 1:
        return False
    word = sk.shown(form)
    half = len(word) // 2
    return half < _BABBLE or word[:half].lower() != word[half:].lower()


def _initials(sk: Skeleton) -> Iterator[Site]:
    """Yield a long form and, as its title, its acronym: «entreprise d’insertion EI Entreprise…»."""
    for token in range(2, len(sk) - 1):
        if not 2 <= sk.ends[token] - sk.starts[token] <= 8 or not sk.shown(token).isupper():
            continue
        acronym = sk.word(token)
        if not acronym.isalpha() or not _JOINT.match(sk.gap(token)):
            continue
        if not sk.shown(token + 1)[0].isupper() or not _OPENING.match(sk.gap(token + 1)):
            continue
        form = _long_form(sk, token, acronym)
        if form >= 0 and _stands_apart(sk, form) and _inner(sk, form, token):
            yield Site(sk.offsets[form], sk.offsets[token], sk.offsets[token + 1])


def _long_form(sk: Skeleton, token: int, acronym: str) -> int:
    """Give the first token of the words before *token* that the acronym shortens, or -1."""
    left = len(acronym)
    at = token
    while at > 0 and left and token - at < 20:
        at -= 1
        word = sk.word(at)
        if sk.shown(at).isupper() and len(word) > 1:
            return -1
        if word[0] == acronym[left - 1]:
            left -= 1
        elif word not in _FOLDED:
            return -1
    return at if not left else -1


def _after_bracket(sk: Skeleton, first: int, last: int) -> str:
    """Give the gap before *last*, without the bracket that closes what opened since *first*."""
    gap = sk.gap(last)
    if gap[:1] == ")" and "(" in sk.text[sk.starts[first] : sk.ends[last - 1]]:
        return gap[1:]
    return gap


def _is_identifier(sk: Skeleton, title: int, definition: int) -> bool:
    """Tell whether a title apart from its form only starts a name like *midiChannel*."""
    return (
        _stands_apart(sk, title)
        and not _stands_apart(sk, definition)
        and sk.shown(definition - 1).islower()
    )


def _stands_apart(sk: Skeleton, token: int) -> bool:
    """Tell whether *token* is not glued to the one before it."""
    return token in (0, len(sk)) or sk.ends[token - 1] != sk.starts[token]


def _has_content(sk: Skeleton, first: int, last: int) -> bool:
    """Tell whether some token is a word of its own, not a function word or a number."""
    for token in range(first, last):
        word = sk.word(token)
        if (
            len(word) > 1
            and not word.isdigit()
            and (word not in _FOLDED or sk.shown(token).isupper())
        ):
            return True
    return False


def _inner(sk: Skeleton, first: int, last: int) -> bool:
    """Tell whether the tokens hang together as one phrase."""
    return all(_INNER.match(sk.gap(token)) for token in range(first + 1, last))
