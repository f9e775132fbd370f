"""The shape of a tooltip's text: from a site and an end to a removal."""

from __future__ import annotations

import re

from esslink.cleaner.finding import Removal
from esslink.cleaner.skeleton import Skeleton, stem
from esslink.cleaner.text.edges import cut
from esslink.cleaner.text.entries import close, is_spaced
from esslink.cleaner.text.sites import Site

__all__ = ["is_code", "removal", "site_key", "starts_sentence"]


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
        " ".join(title.split()),
        " ".join(text[opens : end[1]].split()),
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


_CODE_SIGNS = re.compile(r"[\\{}#<>|^=@_]")  # one character at a time


def is_code(sample: str) -> bool:
    """Tell whether *sample* has the signs of a program, of which a definition has one at most."""
    return len(_CODE_SIGNS.findall(sample[:2000])) > 1
