"""
Where a sentence stops for a definition and where it goes on: the edges of a cut.

French spacing decides which blank goes with the cut: no blank stays before
``. , )``, the no-break space before ``: ; ! ? »`` stays, and two blanks never
meet.
"""

from __future__ import annotations

import re

from esslink.cleaner.skeleton import Skeleton
from esslink.spans import Edit

__all__ = ["Resume", "cut", "in_sentence", "is_wrapped", "resume", "tail", "tail_like"]

NO_BREAK = "\u00a0\u202f"
_BLANKS = " \t\n\r\f\v\u2028\u2029\x00" + NO_BREAK
_PAIRS = {")": "(", "]": "[", "»": "«", "”": "“"}

LOWER, PUNCTUATION, CLOSER, OPENER, CAPITAL, NUMBER, END, OTHER = (
    "lower",
    "punctuation",
    "closer",
    "opener",
    "capital",
    "number",
    "end",
    "other",
)


class Resume:
    """
    How the text goes on after a place: ``kind`` and whether it is the sentence that resumes.

    >>> resume("Le terme. s’intéresse", 9).kind, resume("identité . Les", 8).kind
    ('lower', 'punctuation')
    """

    __slots__ = ("kind", "newline", "place")

    def __init__(self, kind: str, place: int, newline: bool) -> None:
        self.kind = kind
        self.place = place
        self.newline = newline

    @property
    def sure(self) -> bool:
        """Tell whether a sentence goes on here, as no new sentence could."""
        return self.kind in (LOWER, PUNCTUATION, CLOSER) and not self.newline


def is_wrapped(text: str, place: int) -> bool:
    """
    Tell whether the line that ends at *place* is as long as wrapped text's.

    >>> is_wrapped("Une ligne.", 10), is_wrapped("mot " * 18, 72)
    (False, True)
    """
    return 56 <= place - text.rfind("\n", max(0, place - 101), place) <= 100


_HIDDEN = re.compile(r"[\s\x00*_]*")  # one class, one pass


def resume(text: str, place: int) -> Resume:
    """Tell how *text* goes on at *place*, blanks skipped; a blank line is an end."""
    found = _HIDDEN.match(text, place)
    at = found.end() if found else place
    blanks = text[place:at]
    # A new line is a blank where a paragraph is wrapped or a stop stands before it;
    # else it starts an item of a list, whose small letter proves nothing.
    newline = "\n" in blanks and text[place - 1 : place] not in tuple('.!?…)"»”')
    if newline and is_wrapped(text, place):
        newline = False
    if at >= len(text) or blanks.count("\n") > 1:
        return Resume(END, at, True)
    sign = text[at]
    if sign.islower():
        kind = LOWER
    elif sign in ",;:.?!…/%":
        kind = PUNCTUATION
    elif sign in ")]»”":
        kind = CLOSER
    elif sign in "([«“\"'":
        kind = OPENER
    elif sign.isupper():
        kind = CAPITAL
    elif sign.isdigit():
        kind = NUMBER
    else:
        kind = OTHER
    return Resume(kind, at, newline)


# What may stand between the word before a term and the term, when both are in
# one sentence: blanks of one line, an apostrophe, an opening bracket or quote.
_IN_SENTENCE = re.compile(
    r"(?:[^\S\n]|[\x00*_])*(?:[’'‘][^\S\n]?|[(\[«“\"/-][\s\x00*_]*)?\n?[ \t]*\Z"
)


def in_sentence(sk: Skeleton, form: int) -> bool:
    """
    Tell whether the term at letter *form* stands in the middle of a sentence.

    It does when a word in small letters, an elided article or an opening
    bracket stands just before it, and no stop between.

    >>> sk = Skeleton("Accueil ESS. Le Labo de l’ESS")
    >>> in_sentence(sk, 7), in_sentence(sk, 19)
    (False, True)
    """
    token = sk.token_at(form)
    if token == 0:
        return False
    gap = sk.gap(token)
    if not _IN_SENTENCE.match(gap):
        return False
    if "\n" in gap and gap[0] not in "’'‘" and not is_wrapped(sk.text, sk.ends[token - 1]):
        return False
    if gap.rstrip()[-1:] in ("(", "[", "’", "'", "«", "“"):
        return True
    before = sk.shown(token - 1)
    if before.isdigit():
        return sk.shown(token).islower() and "\n" not in gap
    return before.islower() or (before in _OPENING and "\n" not in gap)


_OPENING_WORDS = (
    "Le La Les Un Une Des Du De En Au Aux À A Ce Cet Cette Ces Son Sa Ses Leur Leurs Notre Nos "
    "Votre Vos Chaque Toute Tout Toutes Tous Par Pour Avec Sans Sous Sur Dans Chez Entre Vers "
    "Selon Comme Si Quand Où Aucun Aucune Quelques Plusieurs L D"
)
_OPENING = frozenset(_OPENING_WORDS.split())
"""Words that open a sentence and call for a noun: the term after them is inside it."""


def tail(text: str, place: int, start: int) -> int:
    """
    Give the place after the stops and closers that belong to ``text[start:place]``.

    A closing bracket or quote belongs to it only when it was opened inside.

    >>> text = '"La fondation." Ellen (CTE Contrats) sont'
    >>> tail(text, 13, 0), tail(text, 34, 24)
    (15, 34)
    """
    end = at = place
    inside = text[start:place]
    balance = {c: inside.count(o) - inside.count(c) for c, o in _PAIRS.items()}
    quotes = inside.count('"') % 2
    stopped = False
    while at < len(text) and at - place < 12:
        sign = text[at]
        if sign in NO_BREAK or sign == "\x00" or (sign == " " and text[at + 1 : at + 2] in "»!?)"):
            at += 1
            continue
        if sign in _PAIRS and balance[sign] > 0:
            balance[sign] -= 1
        elif sign == '"' and quotes:
            quotes = 0
        elif sign == "." and not stopped:
            stopped = True
            if text.startswith("...", at):
                at += 2
        elif sign in "!?…" and (not stopped or text[at - 1] in "!?"):
            stopped = True
        else:
            break
        at += 1
        end = at
    return end


_SAME = {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "\u202f": " ", "\u00a0": " "}


def tail_like(text: str, place: int, model: str) -> int:
    r"""
    Give the place after what *text* has, from *place*, of the signs of *model*.

    Blanks differ from one extractor to the next and are not compared.

    >>> tail_like("terme ». suite", 5, "\u00a0».")
    8
    """
    end = at = place
    for sign in model:
        if sign in _BLANKS:
            continue
        while at < len(text) and text[at] in _BLANKS and at - end < 4:
            at += 1
        if at >= len(text) or _SAME.get(text[at], text[at]) != _SAME.get(sign, sign):
            break
        at += 1
        end = at
    return end


_ELIDED = re.compile(r"(?:(?<![^\W\d_])[cdjlmnstCDJLMNST]|[Qq]u|usqu)[’'‘]\Z")
_HYPHENED = re.compile(r"[ \t\x00]+-(?:là|ci|t-(?:il|elle|on)|même|mêmes)\b")


def cut(text: str, at: tuple[int, int, int], reason: str, spaced: bool) -> tuple[Edit, ...]:
    """
    Make the cut of a title and a definition, with the blanks that must go with it.

    Args:
        text: the page.
        at: where the shown term starts, where it ends, where the definition ends.
        reason: the rule's name.
        spaced: whether the extractor put blanks around the pieces; if not, the
            blanks that follow are the sentence's own.

    >>> cut("l’ESS ESS Secteur. , donc", (2, 5, 18), "r", True)
    (Edit(start=5, end=19, replacement='', reason='r'),)

    """
    form, start, end = at
    edits = []
    if spaced:
        if form and text[form - 1] in " \t" and _is_joined(text, form):
            edits.append(Edit(form - 1, form, "", reason))
        end = _blanks(text, start, end)
    edits.append(Edit(start, end, "", reason))
    return tuple(edits)


def _is_joined(text: str, form: int) -> bool:
    """Tell whether the blank before *form* can only be an extractor's."""
    before = text[max(0, form - 7) : form - 1]
    return (
        before[-1:] in ("(", "[")
        or (before[-1:] in NO_BREAK and before[-2:-1] == "«")
        or _ELIDED.search(before) is not None
    )


def _blanks(text: str, start: int, end: int) -> int:
    """Give the end of a cut once the blanks after it are dealt with."""
    at = end
    while at < len(text) and text[at] in " \t\x00":
        at += 1
    if at == end:
        return end
    if at >= len(text) or text[at] in "\r\n":
        # Blanks at the end of a line were put there with the definition.
        return at if text[start - 1 : start] not in _BLANKS else end
    sign = text[at]
    if sign in ".,)]…" and not (sign == "." and text[at + 1 : at + 2].isalnum()):
        return at
    if sign in NO_BREAK and text[at + 1 : at + 2] in tuple(":;!?»%"):
        return at
    if sign == '"' and _open_quote(text, start):
        return at
    if _HYPHENED.match(text, end):
        return at
    return at - 1 if text[at - 1] in " \t" else end


def _open_quote(text: str, start: int) -> bool:
    """Tell whether a straight quote is open at *start* in its line."""
    line = text.rfind("\n", max(0, start - 2000), start) + 1
    return text.count('"', line, start) % 2 == 1
