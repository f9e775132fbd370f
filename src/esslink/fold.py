"""
Folding: what the automaton sees of a text, at the same length.

``len(fold(text)) == len(text)`` always, so a place in the folded text is a place
in the text. A few passes in C do it: put what windows-1252 has beyond Latin-1 at its
byte there, encode to Latin-1 (thirty times as fast as Python's windows-1252), translate
the bytes. What the fold forgets (accents, kinds of apostrophe, which
punctuation stood there) is looked at again at a hit, by :func:`agrees`.

Three things would change the length and are kept out of :func:`fold`:

- runs of blanks are squeezed by :func:`squeeze`, which remembers where;
- decomposed accents, soft hyphens, zero-width marks and ligatures are taken out
  by :func:`unmark`, which gives a map, and only for texts that have some;
- œ and oe, elision and plurals are forms, made when the glossary is compiled.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import accumulate, count
from operator import add, sub

from esslink.spans import OffsetMap

__all__ = [
    "BREAK",
    "GAP",
    "SEAM",
    "SECTION",
    "agrees",
    "canonical",
    "crosses",
    "fold",
    "joins",
    "squeeze",
    "unmark",
]

SECTION, BREAK, GAP = "\x1d", "\x1e", "\x1f"
"""What a reader of sources puts where a section starts, where a block ends, and
where inline content was left out: no match crosses one of them."""
SEAM = "\x1c"
"""What it puts inside a line where the text goes over to another language and back: no
match crosses it either, nor ends there, since a word that goes on is not the word."""

FOLD_ROWS: tuple[tuple[str, str, str], ...] = (
    ("ÀÂÄÁÃÅàâäáãå", "a", "capitals may lack their accent; agrees() looks at it again"),
    ("Çç", "c", "same"),
    ("ÈÉÊËèéêë", "e", "same"),
    ("ÌÍÎÏìíîï", "i", "same"),
    ("Ññ", "n", "same"),
    ("ÒÓÔÕÖØòóôõöø", "o", "same"),
    ("ÙÚÛÜùúûü", "u", "same"),
    ("ÝŸýÿ", "y", "same"),
    ("Šš", "s", "same"),
    ("Žž", "z", "same"),
    ("Œœ", "œ", "one character here; «oe» is another form"),
    ("Ææ", "æ", "same"),
    ("ÐðÞþßµªº²³¹ƒ", "", "letters and digits of their own: kept, they make a word longer"),
    ("-", "-", "the hyphen joins: «vice-président» holds no «président»"),
    ("_", "_", "joins identifiers"),
    (SEAM, "", "joins: what touches text in another language is not a whole word"),
)
"""The fold of letters: characters, what they become ("" keeps each), the reason.
ASCII letters become lower case, digits stay; all else becomes a blank, apostrophes
among it, since words end there."""

# Hyphens that French typing and typesetting use for the hyphen-minus, outside windows-1252.
_HYPHENS = ("\u2010", "\u2011")
# Dots that inclusive writing has for the middle dot: bullet, hyphenation point, dot
# operator, word separator.
_DOTS = "\u2022\u2027\u22c5\u2e31"
# What French typography uses outside windows-1252, and what it stands for here.
_STAND_INS = (
    ("-", _HYPHENS),
    (" ", "\u202f\u2009\u2003\u2002\u200a\u2008\u2007\u2006"),
)


@cache  # compiled when a page first needs it: most never do, and start-up is counted
def _marked() -> re.Pattern[str]:
    """Give the pattern of what unmark() takes out or joins: one step a character."""
    return re.compile("[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufb00-\ufb06\ufeff]")


@cache
def _clusters() -> re.Pattern[str]:
    """Give the pattern of a base with its combining marks; each character is read once."""
    return re.compile(
        "([^\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff\x1c-\x1f]?)([\u0300-\u036f]+)"
        "|[\ufb00-\ufb06]|[\u00ad\u200b-\u200d\u2060\ufeff]+"
    )


_SOFT_HYPHEN = "\u00ad"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def _may_be_marked(text: str) -> bool:
    """Tell whether *text* is worth a search by :func:`_marked`, at a third of its cost."""
    if any(character in text for character in _INVISIBLE):
        return True
    high = text.encode("utf-16-be", "surrogatepass")[::2]
    return b"\x03" in high or b"\xfb" in high  # rows of the combining marks, of the ligatures


# Hyphens that part words: two or more are a typed dash, and clitics after one end a word
# («cette coopérative-là», «la région finance-t-elle»). Each hyphen is looked at once.
_PARTING = re.compile(
    rb"-(?:(?<=--)|(?=-|(?:ci|la|meme|memes|t-(?:il|elle|on)s?|ils?|elles?|on|je|tu|nous|vous|ce"
    rb"|le|les|lui|leur|moi|toi|y|en)(?=[\x01\x20]|--|\Z)))"
)


_BLANKS = " \t\n\r\f\v\u00a0"
_APART = 1
"""What punctuation is while blanks are squeezed: it parts two blanks."""


def _table() -> bytes:
    table = bytearray([_APART]) * 256
    for byte in b"0123456789abcdefghijklmnopqrstuvwxyz":
        table[byte] = byte
    for byte in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        table[byte] = byte + 32
    for blank in _BLANKS:
        table[blank.encode("cp1252")[0]] = 0x20
    for letters, folded, _ in FOLD_ROWS:
        for letter in letters:
            table[letter.encode("cp1252")[0]] = (folded or letter).encode("cp1252")[0]
    return bytes(table)


_TABLE = _table()
_APART_TO_BLANK = bytes([0x20 if byte == _APART else byte for byte in range(256)])


_TYPESET = dict(
    [(mark, meant) for meant, marks in _STAND_INS for mark in marks]
    + [
        (bytes([byte]).decode("cp1252"), chr(byte))
        for byte in (*range(0x82, 0x8D), 0x80, 0x8E, *range(0x91, 0x9D), 0x9E, 0x9F)
    ]
)
"""Characters beyond Latin-1 that the fold knows, and the character of Latin-1 that is
their byte in windows-1252 or that they stand for."""
_COMMON = (("\u2019", "'"), ("œ", "\x9c"))
"""What most French pages have of those, so that they need no more than two looks."""
_FEW = 6
"""Other characters beyond Latin-1 that are met one by one; a text in another script has more."""


def joins(character: str) -> bool:
    """
    Tell whether a character that the fold does not know makes a word longer.

    >>> [joins(character) for character in "ω\u0301→"]
    [True, True, False]
    """
    return character.isalnum() or "\u0300" <= character <= "\u036f"


def _encoded(text: str) -> tuple[bytes, bool, bool]:
    """
    Give *text* in windows-1252, "?" for what that lacks, and what it lacked.

    The second value tells whether one of those may make a word longer, the third whether
    *text* may hold marks that unmark() takes out. A control character of Latin-1 (U+0080 to
    U+009F) becomes its byte: what it stands for in a page whose encoding was mistaken. No
    form agrees with it at a hit.
    """
    for mark, meant in _COMMON:
        if mark in text:
            text = text.replace(mark, meant)
    foreign, marked = False, _SOFT_HYPHEN in text
    for _ in range(_FEW):  # one after the other, as they come
        try:
            return text.encode("latin-1"), foreign, marked
        except UnicodeEncodeError as error:
            mark = text[error.start]
        if mark not in _TYPESET:
            foreign = foreign or joins(mark)
            marked = marked or _marked().match(mark) is not None
        text = text.replace(mark, _TYPESET.get(mark, "?"))
    for mark, meant in _TYPESET.items():
        if mark in text:
            text = text.replace(mark, meant)
    try:
        return text.encode("latin-1"), foreign, marked
    except UnicodeEncodeError:
        return text.encode("latin-1", "replace"), True, True


def _folded(text: str) -> tuple[bytes, bool, bool]:
    """
    Fold *text* with punctuation still told from blanks.

    The second value tells whether one of the characters that the charset lacks may make a
    word longer, the third whether *text* may hold marks that unmark() takes out.
    """
    encoded, foreign, marked = _encoded(text)
    folded = encoded.translate(_TABLE)
    if b"-" in folded:
        folded = _PARTING.sub(b"\x01", folded)
    return folded, foreign, marked


def fold(text: str) -> str:
    """
    Fold *text* for the automaton, character by character.

    >>> fold("L’ÉCONOMIE sociale-là (ESS)")
    'l economie sociale la  ess '
    >>> len(fold("Ω İ 😀 e\u0301")) == len("Ω İ 😀 e\u0301")
    True
    """
    return _folded(text)[0].translate(_APART_TO_BLANK).decode("latin-1")


class Squeezed:
    """
    A folded text without runs of blanks, a blank at each end, and the way back.

    >>> squeezed = Squeezed("économie\\n  sociale")
    >>> squeezed.text
    ' economie sociale '
    >>> from bisect import bisect_right
    >>> starts, shifts = squeezed.places()
    >>> [at - 1 + shifts[bisect_right(starts, at) - 1] for at in (1, 10, 16)]
    [0, 11, 17]
    """

    __slots__ = ("_between", "_runs", "foreign", "has_runs", "latin", "marked")

    def __init__(self, text: str) -> None:
        folded, self.foreign, self.marked = _folded(text)
        """Whether a character that the fold does not know may make a word longer; whether
        the text may hold marks that :func:`unmark` takes out."""
        folded = b"\x01" + folded + b"\x01"
        self.has_runs = b"  " in folded
        self._between: list[bytes] = []
        """What stands between the runs of blanks."""
        self._runs: list[int] = []
        """How long they are."""
        if self.has_runs:
            self._between, self._runs = _parted(folded)
            folded = b" ".join(self._between)
        self.latin = folded.translate(_APART_TO_BLANK)
        """The squeezed text in Latin-1, a byte for each code point."""

    @property
    def text(self) -> str:
        """The squeezed text."""
        return self.latin.decode("latin-1")

    def places(self) -> tuple[list[int], list[int]]:
        """
        Give where the distance to the text changes, and by how much, from there on.

        With the blank put before the text, the character at *at* of the squeezed
        text stands at ``at - 1 + shifts[bisect_right(starts, at) - 1]`` of the text.
        """
        # Each piece but the first has one blank before it.
        lengths = accumulate(map(len, self._between[:-1]), initial=0)
        starts = list(map(add, lengths, count()))
        return starts, list(map(sub, accumulate(self._runs, initial=0), count()))


def _parted(folded: bytes) -> tuple[list[bytes], list[int]]:
    """
    Part a folded text, which begins and ends with no blank, at its runs of two or more.

    Gives what is between the runs, and how long they are. On paragraphs of sentences a third
    faster than a pattern; on indented text as fast.

    >>> _parted(b"a  b c     d")
    ([b'a', b'b c', b'd'], [2, 5])
    """
    first, *pieces = folded.split(b"  ")
    between, runs = [first], []
    length = 2
    for piece in pieces:
        if not piece:
            length += 2
            continue
        odd = piece[0] == 0x20
        between.append(piece[1:] if odd else piece)
        runs.append(length + odd)
        length = 2
    return between, runs


def squeeze(text: str) -> Squeezed:
    """Fold *text*, squeeze its runs of blanks and keep the way back."""
    return Squeezed(text)


def unmark(text: str) -> tuple[str, OffsetMap] | None:
    """
    Compose accents, take out invisible characters, open ligatures.

    Returns:
        None when *text* has none of those, else the text without them and the
        map from its places to those of *text*; a cluster is never cut.

    >>> clean, places = unmark("coope\u0301ra\u00adtive")
    >>> clean, places.source_span(0, 11)
    ('coopérative', (0, 13))
    >>> unmark("coopérative") is None
    True

    """
    if text.isascii() or not _may_be_marked(text) or not _marked().search(text):
        return None
    pieces: list[str] = []
    starts: list[int] = []
    ends: dict[int, int] = {}
    done = 0
    for found in _clusters().finditer(text):
        start, end = found.span()
        if start > done:
            pieces.append(text[done:start])
            starts.append(done)
        if found[2]:
            ends[len(pieces)] = end
            pieces.append(unicodedata.normalize("NFC", found[0]))
            starts.append(start)
        elif "\ufb00" <= found[0][0] <= "\ufb06":
            ends[len(pieces)] = end
            pieces.append(unicodedata.normalize("NFKC", found[0]))
            starts.append(start)
        done = end
    if done < len(text):
        pieces.append(text[done:])
        starts.append(done)
    return "".join(pieces), OffsetMap(pieces, starts, ends)


def canonical(text: str) -> str:
    """
    Write *text* the way forms are written.

    NFC, straight apostrophe, single blanks, hyphen-minus, the middle dot of *salarié·e*.

    >>> canonical("L’économie\u00a0 d‘échelle, tiers\u2011lieu")
    "L'économie d'échelle, tiers-lieu"
    """
    if not text.isascii():
        clean = unmark(text)
        if clean is not None:
            text = clean[0]
        for apostrophe in "’‘ʼ′`´":
            if apostrophe in text:
                text = text.replace(apostrophe, "'")
        for hyphen in _HYPHENS:
            if hyphen in text:
                text = text.replace(hyphen, "-")
        for dot in _DOTS:
            if dot in text:
                text = text.replace(dot, "\u00b7")
    return " ".join(text.split())


def crosses(surface: str) -> bool:
    """Tell whether *surface* goes over the end of a block or over something left out."""
    return BREAK in surface or GAP in surface or SECTION in surface or SEAM in surface


def agrees(surface: str, form: str) -> bool:
    """
    Tell whether *surface* writes *form*, its capitals and their accents aside.

    Args:
        surface: a piece of text that folds to the same key as *form*.
        form: as :func:`canonical` writes it.

    >>> [agrees(s, "économie") for s in ("ÉCONOMIE", "Economie", "ECONOMIE", "economie")]
    [True, True, True, False]

    """
    if surface == form:
        return True
    lower = form.lower()
    if surface.lower() == lower:
        return True
    if crosses(surface):
        return False
    surface = canonical(surface)
    if surface.lower() == lower:
        return True
    if len(surface) != len(form):
        return False
    for shown, meant in zip(surface, lower, strict=True):
        if shown != meant and shown.lower() != meant and not _bare_capital(shown, meant):
            return False
    return True


def _bare_capital(shown: str, meant: str) -> bool:
    """Tell whether *shown* is the capital of *meant* without its accent."""
    return (
        "A" <= shown <= "Z"
        and unicodedata.normalize("NFD", meant)[0] == shown.lower()
        and meant != shown.lower()
    )
