"""The shape of a tooltip's text: from a site and an end to a removal."""

from __future__ import annotations

import re

from esslink.cleaner.finding import Removal, squeezed
from esslink.cleaner.skeleton import Skeleton, stem
from esslink.cleaner.text.edges import cut
from esslink.cleaner.text.entries import close, is_spaced
from esslink.cleaner.text.sites import FUNCTION_WORDS, Site, opens_prose

__all__ = [
    "apart",
    "glued_capitals",
    "goes_on",
    "is_code",
    "is_glued",
    "is_named",
    "is_parted",
    "is_prose",
    "removal",
    "site_key",
    "starts_sentence",
    "unnamed",
]


def removal(
    sk: Skeleton, site: Site, end: tuple[int, int], rule: str, confidence: float
) -> Removal:
    """Make the removal of a title and a definition; *end* in letters and in the text."""
    text = sk.text
    shown = sk.place(site.form)
    start = close(text, shown, sk.place_after(site.title))
    opens = start if site.title == site.definition else sk.place_after(site.definition)
    title = text[start:opens].strip()
    return Removal(
        cut(text, (shown, start, end[1]), rule, is_spaced(sk, site.title, site.definition)),
        rule,
        round(confidence, 3),
        text[shown:start],
        squeezed(title),
        squeezed(text[opens : end[1]]),
        entry=(start, end[1]),
    )


def site_key(sk: Skeleton, site: Site) -> str:
    """Give what two sites of one term have in common: the singular of the title's words."""
    first, last = sk.token_at(site.form), sk.token_at(site.title)
    if sk.offsets[last] != site.title:
        return sk.letters[site.title : site.definition]
    return " ".join(stem(sk.word(token)) for token in range(first, last))


_NUMBERED = re.compile(r"[0-9]{1,2}[^\S\n]?[.)°–-]+[^\S\n]*[A-ZÀ-ÖØ-ÞŒ«“\"]")


def starts_sentence(sk: Skeleton, site: Site) -> bool:
    """Tell whether a capital or the number of a list opens the definition."""
    place = sk.place(site.definition)
    opened = sk.text[place : place + 1]
    return opened.isupper() or _NUMBERED.match(sk.text, place) is not None


# One character at a time; an underscore at a word's edge is Markdown's emphasis.
_CODE_SIGNS = re.compile(r"[\\{}#<>|^=@]|(?<=[^\W_])_(?=[^\W_])")


def is_code(sample: str) -> bool:
    """Tell whether *sample* has the signs of a program, of which a definition has one at most."""
    return len(_CODE_SIGNS.findall(sample[:2000])) > 1


def is_prose(sk: Skeleton, start: int, end: int) -> bool:
    """
    Tell whether the letters from *start* to *end* read as a definition's sentence.

    Six words at least (four where the extractor glued them to the term), closed-class
    words among them, and few capitals: menus, indexes and tables of contents have one
    at each item.
    """
    first, last = sk.token_at(start), sk.token_at(end)
    size = last - first
    if size < (4 if first and sk.ends[first - 1] == sk.starts[first] else 6):
        return False
    last = min(last, first + 200)
    small = capitals = 0
    for token in range(first, last):
        small += sk.word(token) in FUNCTION_WORDS
        capitals += token > first and sk.text[sk.starts[token]].isupper()
    ending = sk.shown(sk.token_at(end) - 1)
    if ending[0].isupper() and not ending.isupper():
        return False  # the last item of a menu, not the last word of a sentence
    return small * 8 >= last - first and capitals * 6 <= last - first


def goes_on(sk: Skeleton, place: int) -> bool:
    """
    Tell whether what follows *place* reads as the rest of a French sentence.

    A closed-class word among the next four, and only blanks, commas and
    apostrophes between: lists of names, code and tables have none.
    """
    first = sk.token_from(place)
    for token in range(first, min(first + 4, len(sk))):
        if token > first and sk.gap(token).strip(" \x00\u00a0,:’'-\n"):
            return False
        word, after = sk.word(token), sk.gap(token + 1)
        whole = len(word) > 1 or word in "ay" or "’" in after or "'" in after
        if whole and word in FUNCTION_WORDS and not after.strip(" \x00\u00a0,’'-\n"):
            return True
    return False


def unnamed(sk: Skeleton, places: list[Site]) -> list[Site]:
    """
    Leave out the bare sites whose form takes names: *menu Format*, *menu Fichier*.

    A word that several different capitals follow on one page is followed by names, not
    by its definition; nor is what is glued to one (*voiceOne*, *voiceTwo*). The two
    are counted apart: an extractor that glues does so everywhere.
    """
    names: dict[tuple[int, bool], set[int]] = {}
    keys = []
    for site in places:
        token = sk.token_at(site.definition)
        key = (sk.stems[token - 1], is_glued(sk, site))
        keys.append(key)
        names.setdefault(key, set()).add(sk.stems[token])
    return [site for site, key in zip(places, keys, strict=True) if len(names[key]) == 1]


def is_named(sk: Skeleton, site: Site) -> bool:
    r"""
    Tell whether a sign of a program stands just before the form: *\partCombine*, *@itemText*.

    >>> sk = Skeleton(r"la fonction \partCombine")
    >>> is_named(sk, Site(10, 14, 14))
    True
    """
    place = sk.place(site.form)
    return place > 0 and sk.text[place - 1] in "\\_#@/=<.{$%&"


def is_glued(sk: Skeleton, site: Site) -> bool:
    """Tell whether the extractor put nothing between the form or title and the definition."""
    return sk.place_after(site.definition) == sk.place(site.definition)


def apart(sk: Skeleton, places: list[Site]) -> set[Site]:
    """
    Give the bare sites that an extractor's joints show, whatever the definition's first word.

    Nothing between a small letter and a capital, or two blanks around the term, where
    the blank of the sentence met the extractor's.
    """
    return {
        site
        for site in places
        if is_glued(sk, site)
        or (is_parted(sk, site) and opens_prose(sk, sk.token_at(site.definition)))
    }


def glued_capitals(sk: Skeleton) -> list[int]:
    """
    Give the tokens with a capital that nothing parts from the word before, in order.

    Names with a capital inside (*LibreOffice*) are none: the word before has no capital.
    """
    starts, ends, text = sk.starts, sk.ends, sk.text
    return [
        token
        for token in sk.marks
        if 0 < token < len(starts)
        and starts[token] == ends[token - 1]
        and text[starts[token]].isupper()
        and (sk.shown(token - 1)[0].islower() or sk.shown(token - 1).isupper())
    ]


_MAX_FORM = 7


def is_parted(sk: Skeleton, site: Site) -> bool:
    """
    Tell whether the term comes after two blanks, or after a blank behind an elision.

    In the source of a page two blanks are its layout, and say nothing.
    """
    if sk.is_source:
        return False
    token = sk.token_at(site.title)
    for at in range(token - 1, max(token - 1 - _MAX_FORM, 0), -1):
        gap = sk.gap(at)
        if gap.endswith("  ") or gap in ("’ ", "' "):
            return "\n" not in gap
        if gap.strip(" ’'-"):
            return False
    return False
