"""
The words around a hit, each told by its classes: what the rules look at.

Only a slice of the page is read, so a judgement costs the same on any page.
"""

from __future__ import annotations

from functools import lru_cache

from esslink.context.table import bit, classes

__all__ = ["left_of", "right_of"]

LEFT, RIGHT = 44, 28
"""Code points read on each side: three ordinary words on the left, one on the right."""

_CLASSES = classes()
_START, _COMMA, _OPEN, _CLOSE, _GAP = (
    bit(name) for name in ("start", "comma", "open", "close", "gap")
)
_DIGITS, _NAME, _WORD, _PLURAL, _SINGULAR = (
    bit(name) for name in ("digits", "name", "word", "plural", "singular")
)
_ORDINAL = bit("prenominal")
_CLITIC, _DEICTIC, _CAPS = bit("clitic"), bit("deictic"), bit("caps")

_MARKS = dict.fromkeys(".!?:;…•·|\x1d\x1e=<>*", _START)
_MARKS.update(dict.fromkeys(",–—/-", _COMMA))
_MARKS.update(dict.fromkeys('(«"“[{„', _OPEN))
_MARKS.update(dict.fromkeys(")»”]}%", _CLOSE))
_MARKS["\x1f"] = _GAP

_ADJECTIVE, _INFINITIVE_RE = bit("adjective-shape"), bit("infinitive-re")
_ADJECTIVE_ENDINGS = (
    *("ique", "ques", "ales", "eaux", "naux", "raux", "caux", "iaux", "taux", "aux", "al", "ale"),
    *("ive", "ives", "if", "ifs", "elle", "el", "els", "eux", "euse", "uses", "aire", "ires"),
    *("able", "ible", "bles", "ien", "iens", "enne", "nnes", "ois", "oise", "ais", "aise"),
    *("ain", "ains", "aine"),
)
_SUFFIXES = dict.fromkeys(_ADJECTIVE_ENDINGS, _ADJECTIVE)
_SUFFIXES |= dict.fromkeys(
    ("lité", "cité", "vité", "rité", "nité", "sité", "iété", "auté", "erté"), _WORD
)
_SUFFIXES |= dict.fromkeys(("dre", "tre", "ire", "oir"), _INFINITIVE_RE)
_SUFFIXES |= {
    "ment": bit("adverb-shape"),
    "er": bit("infinitive-shape"), "ir": bit("infinitive-shape"),
    "ait": bit("finite-shape"), "ient": bit("finite-shape"), "rent": bit("finite-shape"),
    "era": bit("finite-shape"), "ont": bit("finite-shape"), "sent": bit("finite-shape"),
    "é": bit("participle-shape"), "ée": bit("participle-shape"),
    "és": bit("participle-shape"), "ées": bit("participle-shape"),
}  # fmt: skip


_SEAM = "\ue000"
"""Stands for skipped inline content once \x1f, a blank to str.split, is out of the way."""
_MARKS[_SEAM] = _GAP


def _last_block(window: str) -> str:
    """Cut *window* at the last block boundary, which str.split takes for a blank."""
    for mark in "\x1e\x1d":
        if mark in window:
            window = window[window.rindex(mark) + 1 :]
    return window.replace("\x1f", f" {_SEAM} ") if "\x1f" in window else window


def _first_block(window: str) -> str:
    """Cut *window* at the first block boundary."""
    for mark in "\x1e\x1d":
        if mark in window:
            window = window[: window.index(mark)]
    return window.replace("\x1f", f" {_SEAM} ") if "\x1f" in window else window


def _shape(word: str, raw: str) -> int:
    """Classify a word that no list holds."""
    first = raw[0]
    if first.isdigit():
        return _DIGITS if word[-1].isdigit() else _ORDINAL
    mask = _WORD | (_PLURAL if word[-1] in "sx" else _SINGULAR)
    if first != word[0]:
        # A capital: of a name, unless all of the word has them.
        mask |= _NAME if raw[-1] == word[-1] else _CAPS
    found = (
        _SUFFIXES.get(word[-4:])
        or _SUFFIXES.get(word[-3:])
        or _SUFFIXES.get(word[-2:])
        or _SUFFIXES.get(word[-1:])
    )
    return mask | found if found else mask


_REMEMBERED = 8192
"""Words whose classes are kept: a text says the same words again and again."""


@lru_cache(_REMEMBERED)
def _word(raw: str) -> int:
    """Classify one chunk between blanks, that a blank separates from the hit."""
    last = raw[-1]
    if last in _MARKS:
        return _MARKS[last]
    raw = raw.replace("’", "'")
    cut = raw.rfind("'", 0, -1)
    if cut >= 0:
        # «d'entrée», «l'arrivée»: what an elided word introduces is a noun, whatever its shape.
        word = raw[cut + 1 :].lower()
        return _CLASSES.get(word) or _WORD | _SINGULAR
    while raw and raw[0] in _MARKS:
        raw = raw[1:]
    if not raw:
        return _COMMA
    word = raw.lower()
    return _CLASSES.get(word) or _shape(word, raw)


def _new_line(text: str, start: int, window: str) -> bool:
    """
    Tell whether the hit begins a line that is one of its own: a title, an item.

    After a blank line, or with a capital that the end of the line before does not
    have: text wrapped at a margin goes on in small letters.
    """
    gap = window[len(window.rstrip()) :]
    newlines = gap.count("\n")
    if newlines > 1:
        return True
    return newlines == 1 and text[start].isupper() and text[start + 1 : start + 2].islower()


def _line_ends(window: str) -> bool:
    """Tell whether a line ends at the hit: a blank line, or one that begins with a capital."""
    rest = window.lstrip()
    newlines = window[: len(window) - len(rest)].count("\n")
    return newlines > 1 or (newlines == 1 and rest[:1].isupper() and rest[1:2].islower())


def left_of(text: str, start: int) -> tuple[int, int]:
    """
    Classify the two words before *start*: the second, then the nearest.

    >>> from esslink.context.table import bit
    >>> second, first = left_of("Il la ferme", 6)
    >>> second & bit("subject") > 0, first & bit("article-f") > 0
    (True, True)
    """
    if not start:
        return _START, _START
    near = text[start - 1]
    window = text[start - LEFT if start > LEFT else 0 : start]
    if near in "'’":
        chunks = window[:-1].rsplit(None, 2)
        if not chunks:
            return _START, _START
        clitic = chunks[-1].lower().replace("’", "'")
        inner = clitic.rpartition("'")[2]
        first = _CLASSES.get(inner.lstrip('(«"[') + "'", _WORD)
        if inner != clitic:
            return _CLASSES.get(clitic[: -len(inner)], _WORD), first
        second = _word(chunks[-2]) if len(chunks) > 1 else _START
        return second, first
    if near in _MARKS:
        return _START, _MARKS[near]
    if "\x1e" in window or "\x1d" in window or "\x1f" in window:
        window = _last_block(window)
    chunks = window.rsplit(None, 2)
    if not chunks or ("\n" in window and _new_line(text, start, window)):
        return _START, _START
    tail = chunks[-1]
    first = _word(tail)
    if "'" in tail[:-1] or "’" in tail[:-1]:
        head = tail.replace("’", "'").rpartition("'")[0].lower() + "'"
        return _CLASSES.get(head.rpartition("(")[2].rpartition("«")[2], _WORD), first
    if len(chunks) < 2 or (first == _DIGITS and text[start].isupper()):
        # A capital after a number begins a title: «2.4 Mise en œuvre».
        return _START, _START if first == _DIGITS and text[start].isupper() else first
    return _word(chunks[-2]), first


def right_of(text: str, end: int) -> int:
    """
    Classify the word or the mark after *end*.

    >>> from esslink.context.table import bit
    >>> right_of("compte-t-il", 6) == bit("clitic"), right_of("compte.", 6) == bit("start")
    (True, True)
    """
    window = text[end : end + RIGHT]
    if not window:
        return _START
    near = window[0]
    if near == "-":
        if window[1:2] == "-":
            return _COMMA
        return _DEICTIC if window[1:3].lower() in ("là", "la", "ci", "mê", "me") else _CLITIC
    if near in _MARKS:
        return _MARKS[near]
    if "\x1e" in window or "\x1d" in window or "\x1f" in window:
        window = _first_block(window)
    chunks = window.split(None, 1)
    if not chunks or ("\n" in window and _line_ends(window)):
        return _START
    return _next_word(chunks[0])


@lru_cache(_REMEMBERED)
def _next_word(chunk: str) -> int:
    """Classify what stands after the hit, from a blank to the next."""
    raw = chunk.replace("’", "'")
    cut = raw.find("'")
    if cut >= 0:
        raw = raw[: cut + 1]
    elif raw[-1] in _MARKS or raw[-1] in ",":
        raw = raw.rstrip(".,;:!?…)»”")
    while raw and raw[0] in _MARKS and raw[0] not in "\x1e\x1d":
        raw = raw[1:]
    if not raw:
        return _MARKS.get(chunk[0], _START)
    if raw[0] in _MARKS:
        return _START
    word = raw.lower()
    return _CLASSES.get(word) or _shape(word, raw)


def shouted(text: str, start: int, end: int) -> bool:
    """
    Tell whether words in capitals stand around an abbreviation that spells a word.

    Other abbreviations do not count (*ETTI, ACI, EI, AI*): a function word or a word
    of six letters in capitals does.

    >>> shouted("CE QUE J'AI VU", 9, 11), shouted("les ACI, EI et AI", 15, 17)
    (True, False)
    """
    around = text[max(0, start - RIGHT) : start] + " " + text[end : end + RIGHT]
    if around.islower():
        return False
    for raw in around.replace("’", "'").replace("'", "' ").split():
        word = raw.strip(".,;:!?()«»\x1e\x1f")
        if word.isupper() and (len(word) > 5 or word.lower() in _CLASSES) and len(word) > 1:
            return True
    return False
