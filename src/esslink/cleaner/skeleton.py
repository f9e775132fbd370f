"""
The skeleton of a text: its letters and digits, folded, and the way back.

Extractors put blanks between the pieces of a tooltip, or none, or newlines, and
treat the same definition differently each time. Letters and digits are what they
all keep, so definitions are compared there. A token is a run of letters of one
case shape or a run of digits: ``coopérationCoopération`` is two tokens, glued.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from itertools import accumulate

__all__ = ["Skeleton", "letters", "stem"]

_UPPER = "A-ZÀ-ÖØ-ÞŒŸ"
_LOWER = "a-zß-öø-ÿœ"
# A run of capitals (without the last one when a small letter follows), or a word
# with at most its first letter capital, or digits. An acronym glued to an elided
# article comes first: «ODDL’un». Each alternative gives a run back once at most, so
# matching is linear.
_TOKEN = re.compile(
    rf"[{_UPPER}]{{2,}}(?=[LD][’'][{_LOWER}])"
    rf"|[{_UPPER}]+(?![{_LOWER}\u0300-\u036f])"
    rf"|(?:[{_UPPER}][\u0300-\u036f\u00ad]*)?[^\W\d_{_UPPER}]"
    rf"(?:[^\W\d_{_UPPER}]|[\u0300-\u036f\u00ad])*|\d+|[{_UPPER}]"
)
_LINE = 1_000
"""Characters of the average line above which no paragraph is recognised."""
_MARKS = re.compile("[\u0300-\u036f\u00ad]+")


def _fold_table() -> dict[int, str]:
    """Accented letters of Latin script to their base, one character for one."""
    table = {0x130: "i"}  # the only letter whose lower case is two characters long
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base.lower()
    return table


_FOLD = _fold_table()


def letters(text: str) -> str:
    """
    Give the letters and digits of *text*, small and without accents.

    >>> letters("L’Économie sociale, et solidaire (ESS) !")
    'leconomiesocialeetsolidaireess'
    """
    return Skeleton(text).letters


def stem(word: str) -> str:
    """
    Give the singular of a folded French word, near enough to compare titles.

    The rules are those of the regular plurals (-s, -x, -aux from -al or -ail),
    applied to forms of four letters and more.

    >>> [stem(w) for w in ("territoriaux", "territorial", "cooperatives", "ess", "reseaux")]
    ['territorial', 'territorial', 'cooperative', 'ess', 'reseau']
    """
    if len(word) < 4:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return word[:-3] + "al"
    return word[:-1] if word[-1] in "sx" else word


class Skeleton:
    """
    The tokens of a text and its letters, each with its place in the text.

    >>> sk = Skeleton("l’ESSESSLe terme")
    >>> [sk.text[a:b] for a, b in zip(sk.starts, sk.ends)], sk.letters
    (['l', 'ESS', 'ESS', 'Le', 'terme'], 'lessessleterme')
    """

    __slots__ = (
        "_marks",
        "ends",
        "flat",
        "is_source",
        "letters",
        "offsets",
        "starts",
        "stems",
        "text",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        starts = array("q")
        ends = array("q")
        for found in _TOKEN.finditer(text):
            start, end = found.span()
            if end - start > 3 and not (end - start) % 2:
                middle = (start + end) // 2
                half = text[start:middle]
                if half == text[middle:end] and half.isupper() and half != half[0] * len(half):
                    starts.append(start)  # ESSESS: an acronym glued to itself
                    ends.append(middle)
                    start = middle
            starts.append(start)
            ends.append(end)
        self.starts = starts
        self.ends = ends
        folded = text.translate(_FOLD).lower() if not text.isascii() else text.lower()
        words = [folded[a:b] for a, b in zip(starts, ends, strict=True)]
        if _MARKS.search(folded):
            words = [_MARKS.sub("", word) for word in words]
        self.letters = "".join(words)
        self.offsets = array("q", accumulate(map(len, words), initial=0))
        ids: dict[str, int] = {}
        stems: dict[str, int] = {}
        for word in set(words):
            ids[word] = stems.setdefault(stem(word), len(stems))
        self.stems = [ids[word] for word in words]
        self._marks: array[int] | None = None
        self.flat = len(text) > 1.5 * _LINE and text.count("\n") * _LINE < len(text)
        """Whether an extractor laid the page out in one line, or nearly."""
        self.is_source = "\x00" in text
        """Whether it is the source of a page, its tags filled."""

    def __len__(self) -> int:
        """Give the number of tokens."""
        return len(self.starts)

    def word(self, token: int) -> str:
        """Give the letters of *token*."""
        return self.letters[self.offsets[token] : self.offsets[token + 1]]

    def shown(self, token: int) -> str:
        """Give *token* as the text writes it."""
        return self.text[self.starts[token] : self.ends[token]]

    def gap(self, token: int) -> str:
        """Give what stands between *token* and the one before it, fillers left out."""
        before = self.ends[token - 1] if token else 0
        after = self.starts[token] if token < len(self.starts) else len(self.text)
        gap = self.text[before:after]
        return gap.replace("\x00", "") if "\x00" in gap else gap

    @property
    def marks(self) -> array[int]:
        """The tokens before which something else than one plain blank stands, in order."""
        if self._marks is None:
            text = self.text
            self._marks = array(
                "q",
                [
                    i
                    for i, (end, start) in enumerate(
                        zip(self.ends, self.starts[1:], strict=False), 1
                    )
                    if start != end + 1 or text[end] != " "
                ],
            )
            self._marks.append(len(self.starts))
        return self._marks

    def token_at(self, letter: int) -> int:
        """Give the token that holds the letter at *letter* of the skeleton."""
        return bisect_right(self.offsets, letter) - 1

    def token_from(self, place: int) -> int:
        """Give the first token that starts at or after *place* in the text."""
        return bisect_left(self.starts, place)

    def is_edge(self, letter: int) -> bool:
        """Tell whether a token starts (or the text ends) at *letter* of the skeleton."""
        return self.offsets[self.token_at(letter)] == letter or letter == len(self.letters)

    def place(self, letter: int) -> int:
        """Give where the letter at *letter* of the skeleton stands in the text."""
        token = self.token_at(letter)
        if token >= len(self.starts):
            return len(self.text)
        return self.starts[token] + letter - self.offsets[token]

    def place_after(self, letter: int) -> int:
        """Give the place after the letter that ends at *letter* of the skeleton."""
        if letter <= 0:
            return 0
        token = self.token_at(letter - 1)
        if self.offsets[token + 1] == letter:
            return self.ends[token]
        return self.starts[token] + letter - self.offsets[token]

    def common(self, one: int, other: int, limit: int) -> int:
        """Give how many letters from *one* and from *other* are the same, at most *limit*."""
        return common_length(self.letters, one, self.letters, other, limit)


def common_length(a: str, i: int, b: str, j: int, limit: int) -> int:
    """
    Give the length of the common start of ``a[i:]`` and ``b[j:]``, at most *limit*.

    By doubling, then halving, so that the comparison itself runs in C.

    >>> common_length("abcdef", 1, "xbcdxx", 1, 100)
    3
    """
    limit = min(limit, len(a) - i, len(b) - j)
    good, step = 0, 32
    while good < limit:
        size = min(step, limit - good)
        if a[i + good : i + good + size] != b[j + good : j + good + size]:
            break
        good += size
        step *= 2
    else:
        return good
    low, high = 0, size
    while high - low > 1:
        middle = (low + high) // 2
        if a[i + good + low : i + good + middle] == b[j + good + low : j + good + middle]:
            low = middle
        else:
            high = middle
    return good + low
