"""
The glossary that a page holds: in its noise, in its lists and tables, under its headings.

What comes out is raw material for a lexicon: titles as they stand, definitions
word for word, and where they were found. :func:`merge` adds up many pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from esslink.cleaner.finding import DEFAULT_CONFIDENCE, Removal, edits_of, squeezed
from esslink.cleaner.lists import glossary_entries, is_labelled, reads_as_glossary
from esslink.cleaner.markup.page import Element, Page
from esslink.cleaner.skeleton import Skeleton, letters, stem
from esslink.cleaner.text.sites import FUNCTION_WORDS
from esslink.sources.kind import kind
from esslink.splice import splice
from esslink.terms import Term

if TYPE_CHECKING:
    from esslink.cleaner import Cleaner

__all__ = ["Found", "Versions", "concluded", "gather", "merge", "mine"]


@dataclass(frozen=True, slots=True)
class Found:
    """One entry, as one page gives it, or as several do once merged."""

    headword: str
    definition: str
    where: str
    """``"noise"``, ``"headings"``, ``"list"`` or ``"table"``."""
    variants: tuple[str, ...] = ()
    abbreviation: str | None = None
    source: str | None = None
    see: tuple[str, ...] = ()
    """Headwords that the entry sends to."""
    count: int = 1
    pages: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    """Other definitions that pages give for the same headword."""

    def term(self) -> Term:
        """Give the entry as a term, ready for a lexicon."""
        return Term(
            self.headword,
            definition=self.definition,
            abbreviation=self.abbreviation,
            aliases=self.variants,
            source=self.source,
        )


Versions = dict[str, dict[str, Found]]
"""By headword, then by definition: what several pages give."""


def mine(
    source: str, format: str | None = None, *, page: str = "", cleaner: Cleaner | None = None
) -> list[Found]:
    """
    Recover the entries that *source* holds.

    Args:
        source: a page, HTML or text.
        format: ``"html"`` or ``"text"``; told by content when None.
        page: a name for the page, kept in :attr:`Found.pages`.
        cleaner: finds the noise, by what other pages say too; None for the page alone.

    Returns:
        Entries from the page's noise first, then those that it shows as such.

    >>> [(f.headword, f.definition) for f in mine("<dl><dt>Ruche<dd>Abri d’abeilles.</dl>")]
    [('Ruche', 'Abri d’abeilles.')]

    """
    if cleaner is None:
        from esslink.cleaner import Cleaner  # the facade, which this module is a client of

        cleaner = Cleaner()
    format = format or kind(source)
    removals = cleaner.explain(source, format)
    clean = splice(source, edits_of(removals))
    found = list(_from_noise(removals))
    if format == "html":
        tree = Page(clean)
        found += (*_from_lists(tree), *_from_tables(tree), *_from_html_headings(tree))
    else:
        found += _from_headings(_sections(clean), clean)
    return [replace(entry, pages=(page,) if page else ()) for entry in found]


def merge(found: Iterable[Found]) -> list[Found]:
    """
    Add up entries of many pages: one for each headword, the most frequent definition first.

    >>> merge([Found("ESS", "Un.", "noise"), Found("ESS", "Deux.", "list"),
    ...        Found("ESS", "Un.", "list")])[0].conflicts
    ('Deux.',)
    """
    versions: Versions = {}
    gather(versions, found)
    return concluded(versions)


def gather(versions: Versions, found: Iterable[Found]) -> None:
    """Add the entries of one page to those of others, in place."""
    for entry in found:
        same = versions.setdefault(_key(entry.headword), {})
        key = letters(entry.definition)
        known = same.get(key)
        same[key] = _added(known, entry) if known else entry


def concluded(versions: Versions) -> list[Found]:
    """Give one entry for each headword, in the order seen: the most frequent definition."""
    merged = []
    for same in versions.values():
        first, *others = sorted(same.values(), key=lambda e: (-e.count, -len(e.definition)))
        for other in others:
            first = replace(
                first,
                variants=tuple(dict.fromkeys((*first.variants, *other.variants))),
                abbreviation=first.abbreviation or other.abbreviation,
                source=first.source or other.source,
                see=tuple(dict.fromkeys((*first.see, *other.see))),
                conflicts=(*first.conflicts, other.definition),
            )
        merged.append(first)
    return list(_with_acronyms(merged))


def _with_acronyms(entries: list[Found]) -> Iterator[Found]:
    """
    Yield *entries*, an acronym that a tooltip only expands put with its long form's entry.

    >>> tip = Found("EI", "Entreprise d’insertion.", "noise", abbreviation="EI")
    >>> own = Found("Entreprise d’insertion", "Elle embauche.", "list", abbreviation="EI")
    >>> [(e.headword, e.abbreviation, e.definition, e.count) for e in _with_acronyms([tip, own])]
    [('Entreprise d’insertion', 'EI', 'Elle embauche.', 2)]
    """
    named = {_key(e.headword): i for i, e in enumerate(entries) if not e.headword.isupper()}
    joined: dict[int, list[Found]] = {}
    gone: set[int] = set()
    for index, entry in enumerate(entries):
        if not entry.headword.isupper() or entry.conflicts:
            continue
        own = named.get(_key(_without_acronym(entry.definition, "")))
        if own is not None and entries[own].abbreviation in (None, entry.headword):
            joined.setdefault(own, []).append(entry)
            gone.add(index)
    for index, entry in enumerate(entries):
        whole = entry
        for tip in joined.get(index, ()):
            whole = replace(_added(whole, tip), abbreviation=tip.headword)
        if index not in gone:
            yield whole


def _added(one: Found, other: Found) -> Found:
    return replace(
        one,
        count=one.count + other.count,
        variants=tuple(dict.fromkeys((*one.variants, *other.variants))),
        pages=tuple(dict.fromkeys((*one.pages, *other.pages))),
        abbreviation=one.abbreviation or other.abbreviation,
        source=one.source or other.source,
        see=tuple(dict.fromkeys((*one.see, *other.see))),
    )


def _key(headword: str) -> str:
    sk = Skeleton(headword)
    return " ".join(stem(sk.word(token)) for token in range(len(sk)))


# --- noise ---------------------------------------------------------------------------


def _from_noise(removals: list[Removal]) -> Iterator[Found]:
    """Yield one entry for each title and definition that was cut, with how often."""
    counted: dict[tuple[str, str], Found] = {}
    for removal in removals:
        if not removal.definition:
            continue
        if not removal.removed and removal.confidence < DEFAULT_CONFIDENCE:
            continue
        if removal.removed is False and removal.entry is None:
            continue
        headword = removal.title or removal.surface
        if not letters(headword):
            continue
        acronym = headword if headword.isupper() else None
        entry = Found(headword, removal.definition, "noise", abbreviation=acronym)
        if letters(removal.surface) != letters(headword):
            entry = replace(entry, variants=(removal.surface,))
        key = (_key(headword), letters(removal.definition))
        counted[key] = _added(counted[key], entry) if key in counted else entry
    yield from counted.values()


# --- lists and tables ----------------------------------------------------------------


def _from_lists(page: Page) -> Iterator[Found]:
    """Yield ``dt`` and ``dd`` of the definition lists that are glossaries."""
    for titles, definition in glossary_entries(page):
        yield _entry(titles[0], [definition], "list", tuple(titles[1:]))


def _from_tables(page: Page) -> Iterator[Found]:
    """Yield rows of tables whose header says term and definition."""
    for table in page.elements:
        if table.name != "table":
            continue
        rows = [e for e in page.elements[table.index : table.last + 1] if e.name == "tr"]
        columns = _columns(page, rows[0]) if rows else None
        if columns is None:
            continue
        for row in rows[1:]:
            cells = _cells(page, row)
            if len(cells) > max(columns) and cells[columns[0]] and cells[columns[1]]:
                yield _entry(cells[columns[0]], [cells[columns[1]]], "table", ())


def _cells(page: Page, row: Element) -> list[str]:
    return [page.text(e) for e in page.inside(row) if e.name in ("td", "th")]


def _columns(page: Page, row: Element) -> tuple[int, int] | None:
    """Give the columns of the term and of the definition, by the words of the header."""
    words = [letters(cell) for cell in _cells(page, row)]
    names = ("terme", "termes", "mot", "mots", "sigle", "acronyme", "notion", "expression")
    term = next((i for i, word in enumerate(words) if word in names), -1)
    meaning = next(
        (
            i
            for i, word in enumerate(words)
            if word in ("definition", "definitions", "sens", "signification")
        ),
        -1,
    )
    return (term, meaning) if term >= 0 and meaning >= 0 else None


# --- headings and paragraphs ---------------------------------------------------------

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")  # newlines and blanks in turn: one pass
_BULLET = re.compile(r"^[\s•*–-]+")
_LABEL = re.compile(r"(?:D[ée]finition|Description)s?\s*:?\Z", re.IGNORECASE)
_SOURCE = re.compile(r"Sources?\s*:\s*(.+)", re.DOTALL)
_SEE = re.compile(
    r"Voir\s+(?:aussi\s*:?|(?:aussi\s+)?(?:la d[ée]finition (?:de|du|d[’'])|l[’']entrée|le terme))"
    r"\s*([^\n]+)"
)
_MAX_WORDS = 8
_FEWEST = 4
_MANY = 12


def _sections(text: str) -> list[tuple[str, list[str]]]:
    """Give the blocks that may be headings, each with the blocks up to the next."""
    sections: list[tuple[str, list[str]]] = []
    for block in _BLANK_LINE.split(text):
        stripped = block.strip()
        if not stripped:
            continue
        if _is_heading(stripped):
            sections.append((stripped, []))
        elif sections:
            sections[-1][1].append(stripped)
    return sections


def _is_heading(block: str) -> bool:
    """Tell whether a block is one short line that no mark ends."""
    if "\n" in block or len(block) > 70 or block[-1] in ".:;!?,…" or not block[0].isalpha():
        return False
    words = block.split()
    return len(block) > 1 and len(words) <= _MAX_WORDS and ">" not in block and "|" not in block


def _from_html_headings(page: Page) -> Iterator[Found]:
    """Yield entries under ``h2`` to ``h6``, by the same rules as text."""
    sections: list[tuple[str, list[str]]] = []
    for element in page.elements:
        if element.name in ("h2", "h3", "h4", "h5", "h6"):
            sections.append((page.text(element).rstrip("¶ "), []))
        elif element.name in ("p", "li", "blockquote") and sections:
            sections[-1][1].append(page.text(element))
    yield from _from_headings([s for s in sections if s[0][:1].isalpha()], page.source)


def _from_headings(sections: list[tuple[str, list[str]]], text: str) -> Iterator[Found]:
    """
    Yield entries of a glossary laid out as headings in alphabetical order.

    The order is what tells a glossary from another page: the longest run of
    headings that goes up the alphabet, repeated ones («Pour aller plus loin»)
    left out, must hold most of them. Sections of a manual are in order by chance too, so
    a heading must say that the page is a glossary, or most texts read as definitions.
    """
    sections = _with_long_forms(sections)
    seen: dict[str, int] = {}
    for title, _ in sections:
        seen[letters(title)] = seen.get(letters(title), 0) + 1
    candidates = [i for i, (title, _) in enumerate(sections) if seen[letters(title)] == 1]
    keys = [letters(sections[i][0]) for i in candidates]
    chosen = [candidates[i] for i in _ascending(keys)]
    if len(chosen) < _FEWEST:
        return
    within = [i for i in candidates if chosen[0] <= i <= chosen[-1]]
    # Of few headings most are in order by chance.
    if len(chosen) * 5 < len(within) * (4 if len(within) < _MANY else 3):
        return
    found = []
    for number, index in enumerate(chosen):
        following = chosen[number + 1] if number + 1 < len(chosen) else len(sections)
        blocks = list(sections[index][1])
        for title, body in sections[index + 1 : following]:
            blocks += (title, *body)
        if blocks:
            found.append((sections[index][0], _entry(sections[index][0], blocks, "headings", ())))
    if is_labelled(title for title, _ in sections) or reads_as_glossary(
        [(title, entry.definition) for title, entry in found]
    ):
        yield from (entry for _, entry in found)


def _with_long_forms(
    sections: list[tuple[str, list[str]]],
) -> list[tuple[str, list[str]]]:
    """Give *sections* with the long form of an acronym put under it, where it stood as a title."""
    joined: list[tuple[str, list[str]]] = []
    for title, body in sections:
        if joined and not joined[-1][1] and _is_long_form(joined[-1][0], title):
            joined[-1][1].extend((title, *body))
        else:
            joined.append((title, list(body)))
    return joined


def _ascending(keys: list[str]) -> list[int]:
    """
    Give the indexes of a longest strictly ascending run of *keys*, gaps allowed.

    >>> _ascending(["l", "cooperative", "coworking", "contrat", "cress"])
    [1, 2, 4]
    """
    tails: list[str] = []
    ends: list[int] = []
    before: list[int] = []
    for index, key in enumerate(keys):
        at = bisect_left(tails, key)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(key)
            ends.append(index)
        else:
            tails[at], ends[at] = key, index
    run: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(index)
        index = before[index]
    return run[::-1]


def _entry(title: str, blocks: list[str], where: str, variants: tuple[str, ...]) -> Found:
    """Make an entry of a title and what stands under it."""
    headword, abbreviation = title, title if title.isupper() and len(title) > 1 else None
    definition, source = "", None
    see: list[str] = []
    for block in blocks:
        text = _BULLET.sub("", block).strip()
        if "\n" in text and block.lstrip()[:1] in "•*-–":
            text = text.split("\n", 1)[0].strip()
        named, sent = _SOURCE.match(text), _SEE.match(text)
        if named:
            source = source or squeezed(named[1]).rstrip(".")
        elif sent and len(text) < 200:
            see.append(sent[1].strip(' \u00a0."«»“”'))
        elif _LABEL.match(text):
            continue
        elif abbreviation and headword == title and not definition and _is_long_form(title, text):
            headword = _without_acronym(text, title)
        elif not definition:
            definition = text
    return Found(
        headword,
        definition or (headword if headword != title else ""),
        where,
        variants,
        abbreviation,
        source,
        tuple(see),
    )


def _without_acronym(text: str, acronym: str) -> str:
    """Give a long form without the acronym or the translation in brackets after it."""
    return re.sub(r"\s*\([^()]*\)\s*\Z", "", text.rstrip(" .")) or acronym


def _is_long_form(acronym: str, text: str) -> bool:
    """
    Tell whether the words of *text* have the acronym's letters as initials, in order.

    >>> _is_long_form("DPVI", "Délégation à la politique de la ville et à l’intégration")
    True
    >>> _is_long_form("EI", "Un tout autre texte.")
    False
    """
    if not acronym.isupper() or len(text) > 160:
        return False
    wanted = letters(acronym)
    sk = Skeleton(_without_acronym(text, ""))
    if not 2 <= len(sk) <= 16:
        return False
    done = 0
    for token in range(len(sk)):
        word = sk.word(token)
        if done < len(wanted) and word[0] == wanted[done]:
            done += 1
        elif word not in FUNCTION_WORDS:
            return False
    return done == len(wanted)
