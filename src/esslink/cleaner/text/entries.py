"""
What is known of a tooltip: its titles and its definition, and how surely.

Entries come from a lexicon, from other pages, or from a first look at this page.
:class:`Known` finds the definitions of any number of them in one pass over the
letters of a text, so that blanks, quotes and markup cannot hide one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from esslink.cleaner.finding import Removal
from esslink.cleaner.skeleton import Skeleton, common_length, stem
from esslink.cleaner.text.edges import cut, in_sentence, is_wrapped, resume, tail_like
from esslink.terms import Term

__all__ = ["Entry", "Known", "entries_of"]

_PREFIX = 24
_SHORTEST = 12
_TAG = re.compile(r"<[^<>]*>")  # starts and stops at "<" and ">": each is read once
_REFERENCES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " "}


@dataclass(frozen=True, slots=True)
class Entry:
    """A title in all its forms, and the definition that tooltips show with it."""

    titles: tuple[str, ...]
    definition: str
    rule: str
    confidence: float


def plain(definition: str) -> str:
    """
    Give the text of a definition that may hold small HTML.

    >>> plain("<b>Secteur</b> &amp; plus.")
    'Secteur & plus.'
    """
    if "<" in definition:
        definition = _TAG.sub("", definition)
    if "&" in definition:
        for reference, sign in _REFERENCES.items():
            definition = definition.replace(reference, sign)
    return definition


def entries_of(lexicon: Iterable[Term]) -> Iterator[Entry]:
    """Yield what the terms of *lexicon* can have left in a page."""
    for term in lexicon:
        titles = (term.headword, *filter(None, (term.abbreviation,)), *term.aliases, *term.forms)
        for definition in (term.definition, *(sense.definition for sense in term.senses)):
            if definition:
                yield Entry(titles, plain(definition), "lexicon", 0.99)


def _plural(words: list[str], count: int) -> str:
    """Give the letters of a title whose first *count* words are put in the plural."""
    return "".join(
        word
        if i >= count or len(word) < 3 or word[-1] in "sxz"
        else word[:-2] + "aux"
        if word.endswith("al")
        else word + "x"
        if word.endswith(("eau", "eu"))
        else word + "s"
        for i, word in enumerate(words)
    )


def _forms(titles: Iterable[str]) -> tuple[str, ...]:
    """Give the letters of every title, singular and plural, the longest first."""
    forms: set[str] = set()
    for title in titles:
        sk = Skeleton(title)
        if not 0 < len(sk) <= 12:
            continue
        words = [sk.word(i) for i in range(len(sk))]
        forms.add(sk.letters)
        forms.add("".join(stem(word) for word in words))
        forms.update(_plural(words, n) for n in range(1, min(4, len(words)) + 1))
        forms.add(_plural(words, len(words)))
    return tuple(sorted((f for f in forms if len(f) > 1), key=lambda f: (-len(f), f)))


class Known:
    """
    Entries, ready to be looked for: one pass whatever their number.

    >>> known = Known([Entry(("ESS",), "Secteur de l’économie.", "lexicon", 0.99)])
    >>> sk = Skeleton("l’ESS ESS Secteur de l’économie. , donc")
    >>> [(r.start, r.end) for r in known.find(sk)]
    [(5, 33)]
    """

    __slots__ = ("_automaton", "_entries", "_forms", "_letters", "_tails")

    def __init__(self, entries: Iterable[Entry]) -> None:
        import ahocorasick

        self._entries: list[Entry] = []
        self._letters: list[str] = []
        self._forms: list[tuple[str, ...]] = []
        self._tails: list[str] = []
        keys: dict[str, list[int]] = {}
        for entry in entries:
            sk = Skeleton(entry.definition)
            if len(sk.letters) < 4:
                continue
            keys.setdefault(sk.letters[:_PREFIX], []).append(len(self._entries))
            self._entries.append(entry)
            self._letters.append(sk.letters)
            self._forms.append(_forms(entry.titles))
            self._tails.append(entry.definition[sk.ends[-1] :])
        self._automaton: Any = ahocorasick.Automaton()
        for key, numbers in keys.items():
            # The longest definition first, so that a short version never hides it.
            numbers.sort(key=lambda n: -len(self._letters[n]))
            self._automaton.add_word(key, (len(key), tuple(numbers[:64])))
        if keys:
            self._automaton.make_automaton()

    def __len__(self) -> int:
        """Give the number of entries."""
        return len(self._entries)

    def find(self, sk: Skeleton) -> Iterator[Removal]:
        """Yield every place where a form of an entry is followed by its definition."""
        if not self._entries or not sk.letters:
            return
        found = list(self._places(sk))
        listed = _listed(sk, found)
        for removal in found:
            yield replace(removal, confidence=0.4) if removal.entry in listed else removal

    def _places(self, sk: Skeleton) -> Iterator[Removal]:
        for last, (size, numbers) in self._automaton.iter(sk.letters):
            at = last - size + 1
            for number in numbers:
                found = self._at(sk, at, number)
                if found is not None:
                    yield found
                    break

    def _at(self, sk: Skeleton, at: int, number: int) -> Removal | None:
        """Judge the definition of entry *number* where its first letters stand."""
        definition = self._letters[number]
        same = common_length(sk.letters, at, definition, 0, len(definition))
        whole = same == len(definition)
        if not whole and not (same >= 40 and _ELLIPSIS.match(sk.text, sk.place_after(at + same))):
            return None
        titles = self._titles(sk, at, self._forms[number])
        if titles is None:
            return None
        form, form_end, repeated = titles
        fits = _AFTER_TITLE if repeated else _BEFORE_DEFINITION
        if not fits.match(_gap(sk, at)):
            return None
        if same < _SHORTEST and not repeated:
            return None
        return self._removal(sk, (form, form_end, at, at + same), number, whole, repeated)

    def _titles(
        self, sk: Skeleton, at: int, forms: tuple[str, ...]
    ) -> tuple[int, int, bool] | None:
        """
        Give where the shown form before letter *at* starts and ends, and if a title follows it.

        Forms are read backwards: those of the title are all different, and the
        first that comes again is the one the sentence shows.
        """
        end = at
        seen: set[str] = set()
        spans: list[tuple[int, int]] = []
        while len(spans) < 6:
            start, form = _form_before(sk, end, forms)
            if start < 0 or (spans and not _joined(sk, end, spans[-1][1])):
                break
            spans.append((start, end))
            key = stem(form)
            end = start
            if key in seen:
                break
            seen.add(key)
        while spans and not _apart(sk, spans[-1][0]):
            spans.pop()
        if not spans:
            return None
        return (*spans[-1], len(spans) > 1)

    def _removal(
        self, sk: Skeleton, at: tuple[int, int, int, int], number: int, whole: bool, titled: bool
    ) -> Removal:
        form, form_end, start, end = at
        text, entry = sk.text, self._entries[number]
        shown, opens = sk.place(form), sk.place(start)
        cut_from = close(text, shown, sk.place_after(form_end))
        stops = sk.place_after(end)
        last = tail_like(text, stops, self._tails[number]) if whole else truncation(text, stops)
        if not titled and end - start >= 30 and _closes_sentence(text, stops, last):
            last, confidence = stops, entry.confidence * _unended(sk, form, opens)
        else:
            confidence = entry.confidence * _certainty(sk, form, (cut_from, opens, last), titled)
        return Removal(
            cut(text, (shown, cut_from, last), entry.rule, is_spaced(sk, form_end, start)),
            entry.rule,
            round(confidence, 3),
            text[shown:cut_from],
            entry.titles[0] if entry.titles else "",
            entry.definition,
            entry=(cut_from, last),
        )


_LIST = 3
"""Entries in a row, with no word between, that are a glossary's own list."""


def _listed(sk: Skeleton, found: list[Removal]) -> set[tuple[int, int] | None]:
    """Give the entries that follow each other as in a glossary, with no word between."""
    listed: set[tuple[int, int] | None] = set()
    run: list[Removal] = []
    for removal in found:
        if removal.entry is None:
            continue
        if run and run[-1].entry:
            if removal.entry[0] < run[-1].entry[1]:
                continue  # another reading of the same place
            between = sk.text[run[-1].entry[1] : removal.entry[0] - len(removal.surface)]
            if any(sign.isalnum() or sign in ",;" for sign in between):
                run = []
        run.append(removal)
        if len(run) == _LIST:
            listed.update(one.entry for one in run)
        elif len(run) > _LIST:
            listed.add(removal.entry)
    return listed


def _form_before(sk: Skeleton, end: int, forms: tuple[str, ...]) -> tuple[int, str]:
    """Give where the longest of *forms* that ends at letter *end* starts, or -1."""
    for form in forms:
        start = end - len(form)
        if start >= 0 and sk.letters.startswith(form, start):
            return start, form
    return -1, ""


# What may stand between two titles, and between the title and the definition.
# One class each, one pass.
_BETWEEN = re.compile(r"[\s\x00*_\[\]|/()]*\Z")
_BEFORE_DEFINITION = re.compile(r"[\s\x00*_\[\]|/()\"«“”»'’‘•.…\-]*\Z")
_AFTER_TITLE = re.compile(r"[\s\x00*_\[\]|/()\"«“”»'’‘•.…:–—\-]*\Z")


def _gap(sk: Skeleton, letter: int) -> str:
    """Give what stands in the text before the letter at *letter*."""
    return sk.text[sk.place_after(letter) : sk.place(letter)]


def _joined(sk: Skeleton, letter: int, end: int) -> bool:
    """Tell whether the title from *letter* to *end* is of one tooltip with what is before it."""
    gap = _gap(sk, letter)
    return _BETWEEN.match(gap) is not None and ("(" not in gap or ")" in _gap(sk, end))


def _apart(sk: Skeleton, letter: int) -> bool:
    """Tell whether a word of the sentence starts at *letter*, glued to nothing before."""
    token = sk.token_at(letter)
    return sk.offsets[token] == letter and (token == 0 or sk.gap(token) != "")


def close(text: str, start: int, end: int) -> int:
    """
    Give the end of a shown form with the bracket that it opened.

    >>> close("économie (ESS) suite", 0, 13)
    14
    """
    if text[end : end + 1] == ")" and "(" in text[start:end]:
        return end + 1
    return end


def is_spaced(sk: Skeleton, form_end: int, start: int) -> bool:
    """Tell whether the extractor put blanks between form, title and definition."""
    return any(sign.isspace() for sign in _gap(sk, form_end) + _gap(sk, start))


def truncation(text: str, place: int) -> int:
    """Give the end of the ellipsis that stands at *place*, or *place*."""
    found = _ELLIPSIS.match(text, place)
    return found.end() if found else place


_ELLIPSIS = re.compile(r"[^\S\n]{0,2}\[?(?:…|\.\.\.)\]?")


def _after_comma(sk: Skeleton, form: int) -> bool:
    """Tell whether a comma stands before the form, and a word in small letters before that."""
    token = sk.token_at(form)
    return token > 0 and sk.gap(token).rstrip(" ") == "," and not sk.shown(token - 1).isupper()


def _closes_sentence(text: str, stops: int, last: int) -> bool:
    """Tell whether the one stop after a definition may be the sentence's own."""
    return text[stops:last] == "." and resume(text, last).kind in ("capital", "end")


def _unended(sk: Skeleton, form: int, opens: int) -> float:
    """Weigh a long definition known word for word that takes the sentence's last place."""
    token = sk.token_at(form)
    before = sk.text[sk.starts[max(0, token - 3)] : sk.place(form)]
    inside = in_sentence(sk, form) and not any(sign in ".!?:\n" for sign in before)
    inside = inside or _is_glued(sk, form, opens)
    return 0.85 if inside and not sk.flat and "\n" not in sk.text[sk.place(form) : opens] else 0.5


def _certainty(sk: Skeleton, form: int, places: tuple[int, int, int], titled: bool) -> float:
    """
    Weigh the sentence around a definition that is known word for word.

    A glossary's own entry has the same words in the same order; there, nothing
    goes on after the definition.
    """
    start, opens, last = places
    text = sk.text
    after = resume(text, last)
    within = in_sentence(sk, form) or _after_comma(sk, form)
    broken = _is_broken(text, start, opens)
    if titled:
        if broken:
            return 1.0 if after.sure else 0.4
        if within or after.sure or _is_glued(sk, form, opens):
            return 1.0
        return 0.85 if _is_mid_line(sk, form) else 0.75
    if after.sure:
        return 0.9 if broken else 1.0 if within else 0.93
    if broken:
        return 0.3
    joint = _is_glued(sk, form, opens) or (_joint(sk, form, opens) and after.kind != "end")
    if within:
        return 0.85 if joint or after.kind in ("opener", "number") else 0.5
    return 0.85 if joint and not sk.flat else 0.3


def _is_broken(text: str, start: int, opens: int) -> bool:
    """Tell whether a line ends between two places, other than one of wrapped text."""
    line = text.find("\n", start, opens)
    return line >= 0 and not is_wrapped(text, line)


def _is_mid_line(sk: Skeleton, form: int) -> bool:
    """Tell whether a word stands before the form in its line, with no mark between."""
    token = sk.token_at(form)
    return token > 0 and not sk.flat and not sk.gap(token).strip(" \x00\u00a0")


def _is_glued(sk: Skeleton, form: int, opens: int) -> bool:
    """Tell whether a term within a line is glued to the capital of what was put after it."""
    text, token = sk.text, sk.token_at(form)
    if not token or not text[opens : opens + 1].isupper() or not text[opens - 1].isalpha():
        return False
    gap = sk.gap(token)
    if "\n" in gap and not is_wrapped(text, text.find("\n", sk.ends[token - 1])):
        return False
    return gap != "" and (gap[-1].isspace() or gap[-1] in "’'(«\"\xa0-")


def _joint(sk: Skeleton, form: int, opens: int) -> bool:
    """
    Tell whether a term in a line of text and a capital show that something was put there.

    The term has a small letter and no stop or dash before it, and nothing but a blank
    parts it from the capital: an entry of a glossary has its own line, or a colon.
    """
    token = sk.token_at(form)
    gap = sk.gap(token)
    if not token or "\n" in gap or gap.strip(" \x00\u00a0,;’'(«\"-/"):
        return False
    if not sk.shown(token)[0].islower() or not sk.text[opens : opens + 1].isupper():
        return False
    before = sk.text[sk.ends[sk.token_from(opens) - 1] : opens]
    return not before.strip(" \x00\u00a0)")
