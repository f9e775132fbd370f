"""
What many pages of one site say together: a definition seen on several is noise on all.

A first pass adds pages to a :class:`Learner`; its entries then go to a
:class:`~esslink.cleaner.Cleaner` for the second. Learners of parts of a site can
be merged, so the first pass may run in parallel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from esslink.cleaner.finding import DEFAULT_CONFIDENCE, Removal
from esslink.cleaner.skeleton import Skeleton, common_length, letters
from esslink.cleaner.text.entries import Entry
from esslink.cleaner.text.evidence import repeated
from esslink.cleaner.text.shape import site_key, unnamed
from esslink.cleaner.text.sites import Site, bare, sites
from esslink.cleaner.visible import Visible
from esslink.sources.kind import kind

if TYPE_CHECKING:
    from esslink.cleaner import Cleaner

__all__ = ["Learner", "Lessons"]

_START = 24
"""Letters of a definition that make it the same one."""
_BEFORE = 60
_SAMPLE = 2_000
"""Characters kept of one occurrence; a longer definition is learned up to there."""
_SAMPLES = 4


class Lessons(tuple[Entry, ...]):
    """
    What a learner knows of a site, as it goes to the processes that clean it.

    Its ``repr`` is a digest: two runs that learned the same have the same one.

    >>> repr(Lessons())
    '<0 entries e3b0c44298fc1c14>'
    """

    __slots__ = ()

    def __repr__(self) -> str:
        from hashlib import sha256

        text = "".join(f"{e.titles}{e.definition}{e.rule}{e.confidence}" for e in self)
        return f"<{len(self)} entries {sha256(text.encode(errors='replace')).hexdigest()[:16]}>"


class _Seen(NamedTuple):
    pages: int
    samples: tuple[str, ...]
    """Text around occurrences, each different from the others."""
    first: str
    """Letters of the first occurrence's definition and of what follows it."""
    shared: int
    """Letters that all occurrences have in common: no definition is longer."""


class Learner:
    """
    Titles and definitions seen so far, in bounded memory.

    Args:
        limit: how many different beginnings of definitions to keep; when there are
            more, those seen on one page only go first. 20,000 take 100 MB at most.

    >>> learner = Learner()
    >>> for start, end in (("Par la", "restreinte."), ("Une", "(comme ici).")):
    ...     learner.add(f"{start} coopération Coopération Acteurs qui ont des intérêts "
    ...                 "semblables et qui planifient ensemble leurs efforts " + end)
    >>> [(entry.titles, entry.definition[-7:]) for entry in learner.entries()]
    [(('Coopération', 'coopération'), 'efforts')]

    """

    __slots__ = ("_exact", "_limit", "_seen")

    def __init__(self, limit: int = 20_000) -> None:
        self._limit = limit
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._exact: dict[tuple[str, str], tuple[Removal, int]] = {}

    def add(self, text: str, found: list[Removal] | None = None) -> None:
        """
        Learn from one page.

        Args:
            text: the page's text, or a same-length copy of its source without markup.
            found: what the page's own evidence or markup has shown.

        """
        for removal in found or ():
            if removal.confidence >= DEFAULT_CONFIDENCE and removal.definition:
                self._add_exact(removal)
        sk = Skeleton(text)
        here: set[tuple[str, str]] = set()
        places = sites(sk)
        for site in (*places, *(() if sk.flat else unnamed(sk, bare(sk, places)))):
            start = sk.letters[site.definition : site.definition + _START]
            if len(start) < _START:
                continue
            key = (site_key(sk, site), start)
            after = sk.letters[site.definition : site.definition + _SAMPLE]
            one = _Seen(1, (_sample(sk, site),), after, len(after))
            self._add_sample(key, one, key not in here)
            here.add(key)
        if len(self._seen) > self._limit:
            self._forget()

    def read(self, source: str, cleaner: Cleaner, format: str | None = None) -> None:
        """
        Learn from one page as it stands, HTML or text.

        Args:
            source: the page.
            cleaner: finds what the page shows by itself.
            format: ``"html"`` or ``"text"``; told by content when None.

        """
        format = format or kind(source)
        found = cleaner.explain(source, format)
        self.add(Visible(source).text if format == "html" else source, found)

    def _add_exact(self, removal: Removal) -> None:
        key = (letters(removal.title or removal.surface), letters(removal.definition))
        known, count = self._exact.get(key, (removal, 0))
        if len(self._exact) < self._limit or count:
            best = known if known.confidence >= removal.confidence else removal
            self._exact[key] = (best, count + 1)

    def _add_sample(self, key: tuple[str, str], one: _Seen, new_page: bool) -> None:
        seen = self._seen.get(key)
        self._seen[key] = _joined(seen, one)._replace(pages=seen.pages + new_page) if seen else one

    def _forget(self) -> None:
        """Drop what one page alone has said, the oldest first, down to three quarters."""
        excess = len(self._seen) - self._limit * 3 // 4
        lone = [key for key, seen in self._seen.items() if seen.pages == 1][:excess]
        for key in lone or list(self._seen)[:excess]:
            del self._seen[key]

    def merge(self, other: Learner) -> None:
        """Add all that *other* has learned."""
        for key, theirs in other._seen.items():
            ours = self._seen.get(key)
            self._seen[key] = _joined(ours, theirs) if ours else theirs
        for exact, (removal, count) in other._exact.items():
            known, before = self._exact.get(exact, (removal, 0))
            self._exact[exact] = (known, before + count)
        if len(self._seen) > self._limit:
            self._forget()

    def entries(self, min_confidence: float = DEFAULT_CONFIDENCE) -> list[Entry]:
        """
        Give the entries that two occurrences or more agree on, and those that were exact.

        Occurrences are laid side by side as one text, and judged as repetitions on
        one page are.
        """
        shared: dict[tuple[tuple[str, ...], str], Entry] = {}
        for removal in self._shared(min_confidence):
            self._keep(shared, removal, 0.95)
        starts: dict[str, list[_Seen]] = {}
        for (_, start), seen in self._seen.items():
            starts.setdefault(start, []).append(seen)
        for removal, count in self._exact.values():
            if _is_longer(removal.definition, starts):
                continue
            if count > 1:
                self._keep(shared, removal, 0.95)
            elif removal.confidence > 0.94:
                self._keep(shared, removal, 0.93)
        return list(shared.values())

    @staticmethod
    def _keep(
        shared: dict[tuple[tuple[str, ...], str], Entry], removal: Removal, confidence: float
    ) -> None:
        titles = tuple(dict.fromkeys(filter(None, (removal.title, removal.surface))))
        key = (titles[:1], letters(removal.definition))
        if key not in shared:
            shared[key] = Entry(titles, removal.definition, "corpus", confidence)

    def _shared(self, min_confidence: float) -> Iterator[Removal]:
        """Yield one removal for each title and definition that occurrences share."""
        for (_, start), seen in self._seen.items():
            if len(seen.samples) < 2:
                continue
            sk = Skeleton("\n\n".join(seen.samples))
            places = sites(sk)
            places += bare(sk, places)
            places = [site for site in places if sk.letters.startswith(start, site.definition)]
            # Other definitions in the samples have lost what stands before them.
            found = (r for r in repeated(sk, places) if letters(r.definition).startswith(start))
            best = max(found, key=lambda r: r.confidence, default=None)
            if best is not None and best.confidence >= min_confidence:
                yield best


def _joined(ours: _Seen, theirs: _Seen) -> _Seen:
    """
    Add what two learners, or one and a new occurrence, know of one definition.

    Of the samples the last is the one that goes its own way first: there the definition
    has ended, and sentences that go on alike («chaîne de caractères») do not hide it.
    """
    limit = min(ours.shared, theirs.shared)
    shared = common_length(ours.first, 0, theirs.first, 0, limit)
    samples = tuple(dict.fromkeys((*ours.samples, *theirs.samples)))
    if len(samples) > _SAMPLES:
        last = theirs if shared < ours.shared else ours
        samples = (*[s for s in samples if s != last.samples[-1]][: _SAMPLES - 1], last.samples[-1])
    return _Seen(ours.pages + theirs.pages, samples, ours.first, shared)


_STOPS = tuple('.!?…»"”)')


def _is_longer(definition: str, seen: dict[str, list[_Seen]]) -> bool:
    """Tell whether a definition without a last stop goes on where other occurrences do not."""
    known = letters(definition)
    if definition.endswith(_STOPS):
        return False
    return any(
        one.shared < len(known) and one.first.startswith(known[: one.shared])
        for one in seen.get(known[:_START], ())
    )


def _sample(sk: Skeleton, site: Site) -> str:
    """Give the text around an occurrence: what stands before, and the definition's beginning."""
    start = max(0, sk.place(site.form) - _BEFORE)
    return sk.text[start : sk.place(site.definition) + _SAMPLE]
