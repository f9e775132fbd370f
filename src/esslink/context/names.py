"""
Guards: hits that are part of a proper name, of an address or of a number.

Asked about every hit, so the common case (a small first letter between blanks or
commas, no word of a set phrase) is a few lookups. A reason that begins with "name" is
about proper names and set phrases, which a policy may link all the same; the others
are never a term.
"""

from __future__ import annotations

import os
from functools import lru_cache

__all__ = ["guard", "refused"]

_PLAIN = frozenset(" \n\t\f\r\u00a0\u202f,;:!?()[]«»“”\"'’…\x1d\x1e\x1f*|–—")
"""Neighbours that no address or number has; the hyphen and the dot are looked at."""
_STOPS = frozenset((". ", ".\n", ".\f", ".\u00a0", ".\x1e", ".\x1f"))
"""The end of a sentence: a stop that is in no address."""
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüœæ")
"""First letters that neither a name nor a Roman number has."""
_ROMAN = frozenset("IVXLCDM")
_NUMERALS = frozenset(("", *_ROMAN, "e", "è", "E"))
"""What the second letter of a Roman number is, of *Ve* or *IVE* too; empty for none."""
_REACH = 120
"""Code points read around a hit when its neighbours look like an address."""
_GENERIC = frozenset(
    ["fondation", "banque", "caisse", "mutuelle", "crédit", "secours", "confédération"]
)
"""
Words that, with a capital and a name after them, are one institution. Kept short:
*Université de Louvain* is a university, and may be linked as one.
"""
_NAMED = frozenset(
    ["louis", "henri", "charles", "napoléon", "jean", "pie", "françois", "philippe", "léon", "paul"]
)
_PARTS = frozenset(
    ["article", "chapitre", "tome", "titre", "volume", "annexe", "livre", "partie", "acte", "scène"]
)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return, for each word in lower case, the (before, after, reason) of its set phrases."""
    path = os.path.join(os.path.dirname(__file__), "names.tsv")
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    found: dict[str, list[tuple[str, str, str]]] = {}
    for line in lines:
        if line and not line.startswith("#"):
            phrase, reason = line.split("\t")
            before, _, rest = phrase.partition("[")
            word, _, after = rest.partition("]")
            found.setdefault(word.lower(), []).append((before, word + after, reason))
    return {word: tuple(rows) for word, rows in found.items()}


def _straight(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ")


def _in_phrase(text: str, start: int, end: int, word: str) -> str | None:
    """Tell whether the hit stands in one of the phrases of names.tsv."""
    rows = _phrases().get(word)
    if rows is None:
        return None
    left = _straight(text[max(0, start - 24) : start])
    right = _straight(text[start : end + 24])
    for before, after, reason in rows:
        if not left.endswith(before) or not right.startswith(after):
            continue
        edge = left[: len(left) - len(before)]
        if (before and edge[-1:].isalnum()) or right[len(after) : len(after) + 1].isalnum():
            continue
        return f"name: {before}{after}" if reason == "name" else f"name, {reason}"
    return None


def _chunk(text: str, start: int, end: int) -> str:
    """Return what stands around the hit without a blank, within reach."""
    left = text[max(0, start - _REACH) : start].replace("\x1e", " ").replace("\x1f", " ")
    right = text[end : end + _REACH].replace("\x1e", " ").replace("\x1f", " ")
    before = left.split()[-1] if left and not left[-1].isspace() else ""
    after = right.split(None, 1)[0] if right and not right[0].isspace() else ""
    return before + text[start:end] + after


def _in_address(text: str, start: int, end: int, before: str, after: str) -> bool:
    """Tell whether the hit is part of a URL, of a mail address or of a file name."""
    if before == "@" or after == "@" or before == "#":
        return True
    if before == "." and start > 1 and text[start - 2].isalnum() and text[start].islower():
        return True
    if after == "." and end + 1 < len(text) and text[end + 1].isalnum():
        # «fin.Le» is a blank that someone forgot, «coop.fr» is an address.
        return not text[end + 1].isupper()
    if before not in "/\\=&?%@_.~-" and after not in "/\\=&?%@_.~-":
        return False
    chunk = _chunk(text, start, end)
    return "://" in chunk or "www." in chunk or "@" in chunk or chunk.count("/") > 2


def _ordinal(text: str, start: int, end: int) -> bool:
    """Tell whether the hit is a Roman number: *VIe siècle*, *Louis XV*, *article IV*."""
    surface = text[start:end]
    if surface[1:2] not in _NUMERALS:
        return False  # most words with a capital, at once
    following = text[end : end + 8].lower().lstrip(" \u00a0")
    bare = surface[:-1]
    if surface[-1] in "eè" and len(surface) > 1 and all(c in _ROMAN for c in bare):
        return True
    if not all(c in _ROMAN for c in surface.rstrip("E")) or not surface.isupper():
        return False
    if following.startswith(("siècle", "siecle")):
        return True
    words = text[max(0, start - 24) : start].rsplit(None, 1)
    return bool(words) and words[-1].lower() in _NAMED | _PARTS


def _institution(text: str, start: int, end: int, form: str) -> bool:
    """
    Tell whether a capital makes the hit the head of one institution's name.

    *Fondation de France*, *Fondation Abbé-Pierre*: the word is of a kind that names
    places and institutions, has a capital where no sentence starts, and a name follows.
    """
    if form.lower() not in _GENERIC or text[start:end].isupper():
        return False
    left = text[max(0, start - 4) : start].rstrip(" \u00a0\n(«\"'’")
    if not left or left[-1] in ".!?:;…\x1d\x1e•":
        return False
    words = _straight(text[end : end + 40]).split(" ", 3)
    if len(words) < 2 or words[0]:
        return False
    rest = [word for word in words[1:] if word]
    while rest and rest[0] in ("de", "du", "des", "la"):
        rest = rest[1:]
    name = rest[0].removeprefix("d'").removeprefix("l'") if rest else ""
    return name[:1].isupper()


def guard(text: str, start: int, end: int, form_text: str) -> str | None:
    """
    Return why the hit must be left alone, None when nothing speaks against it.

    Args:
        text: raw text of a page.
        start: where the hit starts, in code points.
        end: where it ends.
        form_text: the form that was found, as the glossary writes it.

    >>> guard("La Fondation de France", 3, 12, "fondation")
    'name: institution'
    >>> guard("au VIe siècle", 3, 6, "vie"), guard("www.coop.fr", 4, 8, "coop")
    ('number', 'address')
    >>> guard("une fondation", 4, 13, "fondation") is None
    True

    """
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if (before not in _PLAIN or after not in _PLAIN) and _in_address(
        text, start, end, before, after
    ):
        return "address"
    if text[start].isupper():
        if text[start] in _ROMAN and _ordinal(text, start, end):
            return "number"
        if _institution(text, start, end, form_text):
            return "name: institution"
    return _in_phrase(text, start, end, form_text.lower())


def refused(
    text: str, hits: list[tuple[int, int, int]], forms: list[str]
) -> list[tuple[tuple[int, int, int], str]]:
    """
    Return the hits that :func:`guard` has a reason against, and that reason.

    Args:
        text: raw text of a page.
        hits: start, minus the end, number of the form, as the matcher finds them.
        forms: the forms by number.

    >>> refused("coop, www.coop.fr", [(0, -4, 0), (10, -14, 0)], ["coop"])
    [((10, -14, 0), 'address')]

    """
    small, plain, phrases = _SMALL, _PLAIN, _phrases()
    found = []
    text += " "  # so that the last hit has a neighbour
    for hit in hits:
        start, minus_end, form = hit
        word = forms[form]
        if (
            text[start] in small
            and (text[-minus_end] in plain or text[-minus_end : 2 - minus_end] in _STOPS)
            and text[start - 1] in plain
            and word not in phrases
            and word.islower()
        ):
            continue
        reason = guard(text, start, -minus_end, word)
        if reason is not None:
            found.append((hit, reason))
    return found
