"""
Where a definition that nobody knows ends: by the sentence that goes on after it.

Inside a definition a stop is followed by a capital. Where a stop is followed by
a small letter or by a second stop, where a bracket closes that the definition
did not open, the sentence has resumed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from esslink.cleaner.skeleton import Skeleton
from esslink.cleaner.text.edges import is_wrapped, tail

__all__ = ["ABBREVIATIONS", "End", "first_resume", "is_label", "opening"]

MAX_TOKENS = 1000
"""How far a definition is read; the longest seen (CADTM's glossary) has some 900 words."""

_SHORT_WORDS = (
    "cf ex m mm mme mr dr pr st ste art al av ap env p pp vol n no num chap fig éd ed coll "
    "s d c j h i e max min hab tél tel adr bd boul fr com org net"
)
ABBREVIATIONS = frozenset(_SHORT_WORDS.split())
"""Words after which a stop does not end a sentence."""


class End(NamedTuple):
    """Where a definition ends (letters, text) and what shows it."""

    letter: int
    place: int
    sign: str
    """``"stop"`` or ``"orphan"`` after a stop, ``"late"``, ``"bracket"``, ``"paragraph"``."""
    sentences: int
    """Sentences read before it."""


def first_resume(sk: Skeleton, start: int, limit: int) -> End | None:
    """
    Give the first place from letter *start* on where a sentence must have resumed.

    Args:
        sk: the text.
        start: letter where the definition starts, a token's first.
        limit: letter where to stop looking.

    Returns:
        None when nothing shows an end before *limit* or within 1,000 tokens.

    >>> sk = Skeleton("coopérative Une société. Elle est libre. de consommation")
    >>> first_resume(sk, 11, 99).place
    40

    """
    text = sk.text
    first = sk.token_at(start)
    opens = sk.place(start) - len(opening(text, sk.place_after(start), sk.place(start)))
    depth = sum(sign in _OPEN for sign in text[opens : sk.place(start)])
    sentences = 0
    marks = sk.marks
    for at in range(bisect_right(marks, first), len(marks)):
        token = marks[at]
        letter = sk.offsets[token]
        if letter > limit or token - first > MAX_TOKENS:
            return None
        gap = sk.gap(token)
        if not gap and token < len(sk):
            continue
        sign, depth, stopped = _judge(sk, token, gap, depth)
        sentences += stopped
        if not sign and (token == len(sk) or _is_paragraph(text, sk.ends[token - 1], gap)):
            sign, sentences = "paragraph", sentences + (not stopped)
        if sign:
            return End(letter, tail(text, sk.ends[token - 1], opens), sign, sentences)
    return None


_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")


def _is_paragraph(text: str, place: int, gap: str) -> bool:
    """
    Tell whether a paragraph ends in *gap*, which starts at *place*.

    It does at a blank line, and at a line end after a stop, unless the line is as
    long as those of text wrapped at some 70 to 80 columns.
    """
    if "\n" not in gap:
        return False
    if _PARAGRAPH.search(gap):
        return True
    return bool(_STOP.search(gap)) and not is_wrapped(text, text.find("\n", place))


_QUOTES = '"«“( \u00a0\u202f'


def opening(text: str, low: int, high: int) -> str:
    """Give the opening quotes and brackets just before *high*."""
    at = high
    while at > low and text[at - 1] in _QUOTES:
        at -= 1
    return text[at:high].lstrip()


# A stop with its closers, blanks, then a second mark with no word between. The gap
# is short of words by nature; each class is left by the first sign outside it.
_ORPHAN = re.compile(
    r"""[^.!?…]*(?:[.!?…]["”]?(?:[\x00\u00a0 ]?»)?[ \t\x00\u00a0]+[.,;:!?]"""
    r"""|\.(?:\.|,|;|\u00a0?:))(?!\.)|[»"”)]?\.[-/]\Z"""
)
# «etc.» keeps its stop before the mark that follows in the same sentence.
_ENUMERATED = re.compile(r"\.(?:,|;|\u00a0?:)")
# A mark after a blank, with no stop before: French has none there but ; : ! ? and ».
_LATE = re.compile(r"[\x00*_]*[ \t\x00]+[,.](?:[\s\x00\"”»)]|\Z)")
# A stop, then a bracket of the sentence that resumes: «son coût … . (en francs)».
_ASIDE = re.compile(r"[.!?…][^\S\n]+\(\Z")
# A stop, then a sign that opens no sentence: «un bloc … . \\score», «… . – comme».
_SIGN = re.compile(r"[.!?…][^\S\n]+[\\–+*/=&@#%](?:[^\S\n]|[^\w\s])*\Z")
_CLOSING = ' \t\r\n\x00\u00a0)]»”"'
_OPEN, _CLOSE = "(«", ")»"
_STOP = re.compile(r"[.!?…]+")


def is_label(sk: Skeleton, end: End) -> bool:
    """Tell whether the small letter after a stop starts a list's label: «. président : Luc»."""
    token = sk.token_at(end.letter)
    return end.sign == "stop" and sk.gap(token + 1).lstrip(" \u00a0\x00").startswith(":")


def _judge(sk: Skeleton, token: int, gap: str, depth: int) -> tuple[str, int, int]:
    """
    Judge the gap before *token*.

    Returns:
        the sign of an end or "", the depth of brackets, and 1 if a sentence stopped.

    """
    if depth == 0 and token < len(sk) and _ASIDE.match(gap) and sk.shown(token)[0].islower():
        return "stop", depth + 1, 1
    if depth == 0 and token < len(sk) and _SIGN.match(gap) and not sk.shown(token)[0].isupper():
        return "stop", depth, 1
    for at, sign in enumerate(gap):
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth -= 1
            if depth < 0:
                return "bracket", depth, 0
            return _judge(sk, token, gap[at + 1 :], depth)
    if _LATE.match(gap):
        return "late", depth, 0
    stop = _STOP.search(gap)
    word = sk.word(token - 1)
    if not stop or word in ABBREVIATIONS or (word.isdigit() and len(word) < 3):
        return "", depth, 0
    if _ORPHAN.match(gap) and not (word == "etc" and _ENUMERATED.match(gap)):
        return "orphan", depth, 1
    blank = gap[stop.end() :]
    if token < len(sk) and stop[0] == "." and depth == 0 and blank and blank[-1].isspace():
        line = sk.text.find("\n", sk.ends[token - 1], sk.starts[token])
        if line >= 0 and not is_wrapped(sk.text, line):
            return "", depth, 1
        resumed = not blank.strip(_CLOSING) and sk.shown(token)[0].islower()
        return "stop" if resumed else "", depth, 1
    return "", depth, int(bool(blank))
