"""
Pages added up, in any order and in bounded memory.

Counts are exact. What cannot be kept whole (contexts, pages of a term, pages of the run)
is the lowest of an order that depends on the pages alone, so that 1, 2 or 8 processes,
whatever the order they finish in, give the same report.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import quote
from zlib import crc32

from esslink.policy import Policy
from esslink.report.seen import CONTEXTS, EXAMPLES, Context, Left, Seen, Tallied
from esslink.terms import Term

__all__ = ["BANDS", "Form", "Line", "Lowest", "PageRow", "Tally", "TermRow", "address"]

PAGES = 10_000
"""Pages that are kept; others are only counted."""
USED = 100
"""Pages that are kept for each term, at most; others are only counted."""
LEAST_USED = 20
FAILURES = 200
"""Failed pages that are named; others are only counted."""
BUDGET = 40_000
"""Contexts kept for all terms together, and pages likewise, about."""
SHORT = 100
"""Words below which a page's density says little: such pages are kept last."""
BANDS = (0, 1, 2, 5, 10, 20, 50)
"""Lower ends of the bands of density, in occurrences for 1,000 words; the first is none."""

T = TypeVar("T")


class Lowest(Generic[T]):
    """
    The values of the lowest keys, as many as *limit*; the others are forgotten.

    >>> few = Lowest(2)
    >>> for key in (5, 1, 9, 3):
    ...     few.add((key,), str(key))
    >>> few.values()
    ['1', '3']
    """

    __slots__ = ("_rows", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._rows: list[tuple[tuple[object, ...], T]] = []

    def add(self, key: tuple[object, ...], value: T) -> None:
        """Offer a value; keys are compared, and differ."""
        self._rows.append((key, value))
        if len(self._rows) >= 2 * self.limit + 8:
            self._settle()

    def merge(self, other: Lowest[T]) -> None:
        """Offer all that another one has kept."""
        self._rows += other._rows
        self._settle()

    def values(self) -> list[T]:
        """Return what is kept, lowest key first."""
        self._settle()
        return [value for _, value in self._rows]

    def _settle(self) -> None:
        self._rows.sort(key=_key)
        del self._rows[self.limit :]


def _key(row: tuple[tuple[object, ...], object]) -> tuple[object, ...]:
    return row[0]


class PageRow(NamedTuple):
    """A page and its counts."""

    name: str
    """Path of its file from the root of the site."""
    part: str
    """Path of a part inside a book; empty for a page."""
    href: str
    """Its address for a reader of the report; empty when it has none."""
    title: str
    words: int
    occurrences: int
    links: int
    terms: int

    @property
    def shown(self) -> str:
        """The page's path, as a reader of the report sees it."""
        return f"{self.name} › {self.part}" if self.part else self.name

    @property
    def density(self) -> float:
        """Occurrences for 1,000 words."""
        return round(1000 * self.occurrences / self.words, 2) if self.words else 0.0


class Line(NamedTuple):
    """An occurrence and its page."""

    context: Context
    page: PageRow


class Form(NamedTuple):
    """A form left alone."""

    term: Term
    form: str
    reason: str
    detail: str
    occurrences: int
    pages: int
    lines: list[Line]


class TermRow(NamedTuple):
    """A term and its counts."""

    term: Term
    occurrences: int
    links: int
    pages: int
    forms: list[tuple[str, int]]
    """Most frequent first."""
    lines: list[Line]
    used: list[tuple[PageRow, int]]
    """Pages with most occurrences, and how many."""


class _Term:
    """What is added up for one term."""

    __slots__ = ("forms", "lines", "links", "occurrences", "pages", "used")

    def __init__(self, lines: int, used: int) -> None:
        self.occurrences = self.links = self.pages = 0
        self.forms: dict[str, int] = {}
        self.lines: Lowest[Line] = Lowest(lines)
        self.used: Lowest[tuple[PageRow, int]] = Lowest(used)

    def add(self, one: Tallied, page: PageRow) -> None:
        self.occurrences += one.occurrences
        self.links += one.links
        self.pages += 1
        for form, count in one.forms.items():
            self.forms[form] = self.forms.get(form, 0) + count
        _draw(self.lines, one.contexts, one.term, page)
        self.used.add((-one.occurrences, page.name, page.part), (page, one.occurrences))

    def merge(self, other: _Term) -> None:
        self.occurrences += other.occurrences
        self.links += other.links
        self.pages += other.pages
        for form, count in other.forms.items():
            self.forms[form] = self.forms.get(form, 0) + count
        self.lines.merge(other.lines)
        self.used.merge(other.used)


class _Left:
    """What is added up for one form left alone."""

    __slots__ = ("lines", "occurrences", "pages")

    def __init__(self) -> None:
        self.occurrences = self.pages = 0
        self.lines: Lowest[Line] = Lowest(EXAMPLES)

    def add(self, one: Left, page: PageRow) -> None:
        self.occurrences += one.occurrences
        self.pages += 1
        _draw(self.lines, one.contexts, one.form, page)

    def merge(self, other: _Left) -> None:
        self.occurrences += other.occurrences
        self.pages += other.pages
        self.lines.merge(other.lines)


def _draw(lines: Lowest[Line], contexts: Sequence[Context], salt: str, page: PageRow) -> None:
    """Offer a page's contexts: the first of each page, by lot, before the second of any."""
    lot = crc32(f"{salt}\0{page.shown}".encode("utf-8", "surrogatepass"))
    for rank, one in enumerate(contexts):
        lines.add((rank, lot, page.shown), Line(one, page))


@dataclass(slots=True)
class Tally:
    """
    A report in the making.

    Args:
        terms: the glossary's, in its order.
        policy: of the run; terms that it leaves out are not called missing.
        glossary: name of the glossary, as an editor knows it.
        action: ``"annotate"`` or ``"find"``.
        size: how many terms the glossary has, for a part that is to be merged with others
            and needs none of them.

    """

    terms: Iterable[Term]
    policy: Policy
    glossary: str
    action: str
    size: int = 0
    pages: int = 0
    with_terms: int = 0
    words: int = 0
    failed: int = 0
    bands: list[int] = field(default_factory=lambda: [0] * (len(BANDS) + 1))
    """Pages in each band of :data:`BANDS`; the first is pages without any occurrence."""
    _known: dict[str, Term] = field(default_factory=dict)
    _terms: dict[str, _Term] = field(default_factory=dict)
    _left: dict[tuple[str, str, str, str], _Left] = field(default_factory=dict)
    _pages: Lowest[PageRow] = field(default_factory=lambda: Lowest(PAGES))
    _failures: Lowest[tuple[str, str]] = field(default_factory=lambda: Lowest(FAILURES))

    def __post_init__(self) -> None:
        """Index the glossary."""
        self._known = {term.id: term for term in self.terms}
        self.size = self.size or len(self._known)

    def add(self, name: str, href: str, seen: Seen) -> None:
        """
        Add a page.

        Args:
            name: its path from the site's root.
            href: its address for a reader of the report, quoted; empty for none.
            seen: what it holds.

        """
        count = sum(one.occurrences for one in seen.terms)
        links = sum(one.links for one in seen.terms)
        page = PageRow(
            *(name, seen.part, href, seen.title, seen.words, count, links, len(seen.terms))
        )
        self.pages += 1
        self.with_terms += count > 0
        self.words += seen.words
        self.bands[_band(page)] += 1
        self._pages.add((page.words < SHORT, -page.density, name, page.part), page)
        for one in seen.terms:
            self._term(one.term).add(one, page)
        for left in seen.left:
            self._left.setdefault(left[:4], _Left()).add(left, page)

    def _term(self, term: str) -> _Term:
        if term not in self._terms:
            share = BUDGET // max(1, self.size)
            lines, used = max(2, min(CONTEXTS, share)), max(LEAST_USED, min(USED, share))
            self._terms[term] = _Term(lines, used)
        return self._terms[term]

    def merge(self, part: Tally) -> None:
        """Add what another report in the making has gathered, of other pages."""
        self.pages += part.pages
        self.with_terms += part.with_terms
        self.words += part.words
        self.failed += part.failed
        self.bands = [a + b for a, b in zip(self.bands, part.bands, strict=True)]
        self._pages.merge(part._pages)
        self._failures.merge(part._failures)
        for term, one in part._terms.items():
            self._term(term).merge(one)
        for key, left in part._left.items():
            self._left.setdefault(key, _Left()).merge(left)

    def fail(self, name: str, error: str) -> None:
        """Note a page that could not be read or changed."""
        self.failed += 1
        self._failures.add((name, error), (name, error))

    @property
    def occurrences(self) -> int:
        """Occurrences on all pages."""
        return sum(one.occurrences for one in self._terms.values())

    @property
    def links(self) -> int:
        """Links on all pages."""
        return sum(one.links for one in self._terms.values())

    def found(self) -> list[TermRow]:
        """Return the terms found, most frequent first."""
        order = {term: place for place, term in enumerate(self._known)}
        rows = sorted(self._terms.items(), key=lambda row: (-row[1].occurrences, order[row[0]]))
        return [
            TermRow(
                self._known[term],
                one.occurrences,
                one.links,
                one.pages,
                sorted(one.forms.items(), key=lambda form: (-form[1], form[0])),
                one.lines.values(),
                one.used.values(),
            )
            for term, one in rows
        ]

    def never(self) -> list[Term]:
        """Return the terms of the glossary that no page holds, in its order."""
        only, without, stop = map(set, (self.policy.only, self.policy.without, self.policy.stop))
        return [
            term
            for term in self._known.values()
            if term.id not in self._terms
            and term.id not in stop
            and not without.intersection(term.categories)
            and (not only or only.intersection(term.categories))
        ]

    def left(self) -> list[Form]:
        """Return the forms left alone, most frequent first."""
        rows = sorted(self._left.items(), key=lambda row: (-row[1].occurrences, row[0]))
        return [
            Form(
                self._known[term],
                form,
                reason,
                detail,
                one.occurrences,
                one.pages,
                one.lines.values(),
            )
            for (term, form, reason, detail), one in rows
        ]

    def listed(self) -> list[PageRow]:
        """Return the pages that are kept, densest first, short ones last."""
        return self._pages.values()

    def failures(self) -> list[tuple[str, str]]:
        """Return the failed pages that are named, each with its error."""
        return self._failures.values()


def _band(page: PageRow) -> int:
    """Return the number of a page's band of density."""
    return max(1, sum(page.density > low for low in BANDS)) if page.occurrences else 0


def address(path: str, report: str) -> str:
    """
    Return the address of the file *path* for a page that stands at *report*.

    Relative, and quoted whole: a file may be called ``javascript:…``. Empty when
    there is no way from one to the other (two drives of Windows).

    >>> address("site/a b/javascript:x.html", "site/report.html")
    'a%20b/javascript%3Ax.html'
    """
    try:
        way = os.path.relpath(path, os.path.dirname(report) or ".")
    except ValueError:
        return ""
    return quote(os.fsencode(way.replace(os.sep, "/")), safe="/")
