"""
French typography in glossaries: what to look for, and how to set it right.

The rules are those of the Imprimerie nationale's *Lexique des règles
typographiques*: a no-break space before ``; : ! ? »`` and after ``«``, the curved
apostrophe, guillemets, one character for the ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from esslink.checks.finding import Finding, Study
from esslink.formats.document import excerpt
from esslink.lexicon import Lexicon
from esslink.terms import Sense, Term

__all__ = ["FIXED", "FIXES", "Fix", "fix_lexicon", "fix_term", "fix_typography", "typography"]


FIXED = ("headword", "aliases", "definition", "senses", "source")
"""The keys of which the texts are looked at and set right."""

Edit = tuple[int, int, str]
"""Start, end and what comes there, in code points."""


class Fix(NamedTuple):
    """One rule of typography: its code, what to tell, and the edits it makes of a plain text."""

    code: str
    message: str
    edits: Callable[[str], Iterator[Edit]]


def _by(pattern: str, replacement: str) -> Callable[[str], Iterator[Edit]]:
    """Make a rule that puts *replacement* for every match of *pattern*."""
    compiled = re.compile(pattern)

    def edits(text: str) -> Iterator[Edit]:
        for found in compiled.finditer(text):
            if found[0] != replacement:
                yield found.start(), found.end(), replacement

    return edits


def _guillemets(text: str) -> Iterator[Edit]:
    """Turn pairs of straight quotes into guillemets; an odd quote is left, as an inch may be."""
    places = [at for at, character in enumerate(text) if character == '"']
    if len(places) % 2:
        return
    for opening, closing in zip(places[::2], places[1::2], strict=True):
        if text[opening + 1 : closing].strip():
            yield opening, opening + 1, "«\xa0"
            yield closing, closing + 1, "\xa0»"


# Each pattern is of fixed length, or repeats one class between fixed characters:
# linear. The guillemets come first, what they become matters to the others.
FIXES: tuple[Fix, ...] = (
    Fix("guillemets-droits", "des guillemets sont droits", _guillemets),
    Fix(
        "apostrophe-droite",
        "une apostrophe est droite",
        _by(r"(?<=[^\W\d_])'(?=[^\W_]|[«“])", "’"),
    ),
    Fix("points-de-suspension", "trois points se suivent", _by(r"(?<!\.)\.\.\.(?!\.)", "…")),
    Fix(
        "tiret",
        "un trait d’union sert de tiret",
        # Between letters: beside a digit it may be a minus.
        _by(r"(?<=[^\W\d_][ \xa0])-(?=[ \xa0][^\W\d_])", "–"),
    ),
    Fix(
        "espace-insecable",
        "une espace insécable manque entre guillemets",
        _by(r"(?<=«)[ \t\u2009]*+(?=[^\s«»])|(?<=[^\s«»])[ \t\u2009]*+(?=»)", "\xa0"),
    ),
    Fix(
        "espace-insecable",
        "une espace insécable manque devant un signe double (; : ! ?)",
        _by(
            r"(?<=[\w)»\]…”’%€])(?:[ \t\u2009]++(?=[;!?:])|(?=[;!?])|(?<=[^\W\d_])(?=:\s))"
            r"(?=[;!?:]++(?:[\s»)”\]]|$))",
            "\xa0",
        ),
    ),
)
"""The rules, in the order they are applied."""

# Tags and addresses are not prose; a reference is one character of it.
_NOT_PROSE = re.compile(
    r"<[a-zA-Z/!][^<>]*+>|(?:https?://|mailto:)[^\s<>\"]++|&(?:#[0-9]{1,7}|[a-zA-Z]{1,8});"
)


def _prose(text: str) -> tuple[str, list[int]]:
    """
    Give the prose of an HTML fragment, and where each of its characters begins in it.

    Tags are left out, so that a rule sees the words around them; an address or a
    reference stands as one letter, which no rule touches.
    """
    characters: list[str] = []
    starts: list[int] = []
    at = 0
    for held in _NOT_PROSE.finditer(text):
        characters.append(text[at : held.start()])
        starts += range(at, held.start())
        if not held[0].startswith("<"):
            characters.append("\xa0" if held[0] == "&nbsp;" else "x")
            starts.append(held.start())
        at = held.end()
    characters.append(text[at:])
    starts += range(at, len(text) + 1)
    return "".join(characters), starts


def _edits(fix: Fix, text: str) -> list[Edit]:
    """Give the edits of one rule on an HTML fragment, those that would cross a tag left out."""
    if "<" not in text and "&" not in text and "://" not in text:
        return list(fix.edits(text))
    plain, starts = _prose(text)
    found = []
    for start, end, new in fix.edits(plain):
        # An insertion goes where the character before it ends, inside its element.
        first = starts[start] if start < end or not start else starts[start - 1] + 1
        last = first + end - start
        if end == start or starts[end - 1] + 1 == last:
            found.append((first, last, new))
    return found


def _applied(edits: list[Edit], text: str) -> str:
    """Apply edits, which are in order and apart."""
    pieces, at = [], 0
    for start, end, new in edits:
        pieces += [text[at:start], new]
        at = end
    return "".join([*pieces, text[at:]])


def fix_typography(text: str) -> str:
    r"""
    Set a French text right, or the prose of an HTML fragment.

    Doing it twice changes nothing more; letters and digits never change.

    >>> fix_typography('L\'association "loi 1901"... Pourquoi?').replace("\xa0", "~")
    'L’association «~loi 1901~»… Pourquoi~?'
    >>> fix_typography('<a href="https://x.fr/?a=1">L\'État</a> ; 12:30').replace("\xa0", "~")
    '<a href="https://x.fr/?a=1">L’État</a>~; 12:30'
    """
    for fix in FIXES:
        text = _applied(_edits(fix, text), text)
    return text


def _texts(term: Term) -> Iterator[tuple[str, str]]:
    """Yield the texts of a term that readers see, each with its key."""
    yield "headword", term.headword
    for alias in term.aliases:
        yield "aliases", alias
    yield "definition", term.definition
    for sense in term.senses:
        yield "senses", sense.definition
    if term.source:
        yield "source", term.source


def typography(study: Study) -> Iterator[Finding]:
    """Find texts that :func:`fix_typography` would change, one finding for each rule and key."""
    for term in study.lexicon:
        if not study.is_french(term):
            continue
        seen: set[tuple[str, str]] = set()
        for key, text in _texts(term):
            now = text
            for fix in FIXES:
                edits = _edits(fix, now)
                if edits and (key, fix.message) not in seen:
                    seen.add((key, fix.message))
                    around = now[max(0, edits[0][0] - 12) : edits[0][1] + 12].replace("\n", " ")
                    yield study.finding(
                        (fix.code, "warning"),
                        term,
                        key,
                        f"{fix.message} ({excerpt(around)}).",
                        "Corrigez à la main ou avec --fix.",
                    )
                now = _applied(edits, now)


def fix_term(term: Term) -> Term:
    """Give the term with its texts set right, the same object when nothing changes."""
    fixed = replace(
        term,
        headword=fix_typography(term.headword),
        aliases=tuple(map(fix_typography, term.aliases)),
        definition=fix_typography(term.definition),
        senses=tuple(Sense(fix_typography(s.definition), s.domain) for s in term.senses),
        source=fix_typography(term.source) if term.source else term.source,
    )
    return term if fixed == term else fixed


def fix_lexicon(lexicon: Lexicon) -> Lexicon:
    """Give the glossary with the French texts of its terms set right, ids unchanged."""
    french = Study(lexicon).is_french
    return Lexicon(
        (fix_term(term) if french(term) else term for term in lexicon),
        title=lexicon.title,
        language=lexicon.language,
        description=lexicon.description,
        licence=lexicon.licence,
        version=lexicon.version,
        places=lexicon.places,
        notices=lexicon.notices,
    )
