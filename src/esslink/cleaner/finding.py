"""What the cleaner found: a definition inside a sentence, the rule that saw it, how sure it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from esslink.spans import Edit

__all__ = ["DEFAULT_CONFIDENCE", "Removal", "edits_of", "settle", "squeezed"]

DEFAULT_CONFIDENCE = 0.8
"""Below this nothing is removed, unless the caller asks for less."""


@dataclass(frozen=True, slots=True)
class Removal:
    """
    One tooltip found in a page: what to cut, why, and what it said.

    >>> found = Removal((Edit(3, 12, "", "repeated"),), "repeated", 0.95, "ESS", "ESS", "Secteur.")
    >>> found.start, found.end, found.removed
    (3, 12, None)
    """

    edits: tuple[Edit, ...]
    """Cuts in the source, disjoint, in order; empty when nothing is to be cut."""
    rule: str
    """The name of the rule, as the stage lists write it."""
    confidence: float
    """From 0 (a guess) to 1 (the markup says so)."""
    surface: str
    """The term as the sentence shows it; it stays."""
    title: str
    """The title of the tooltip, empty when it had none."""
    definition: str
    """The definition, blanks squeezed."""
    removed: bool | None = None
    """Whether it was cut; None as long as nobody decided."""
    note: str = ""
    """Why it was left, for a reader."""
    entry: tuple[int, int] | None = None
    """Span that title and definition take in the source, for text."""
    url: str = ""
    """Where the old link led, if there was one."""

    @property
    def start(self) -> int:
        """The place of the first cut (code points of the source); -1 without cuts."""
        return self.edits[0].start if self.edits else -1

    @property
    def end(self) -> int:
        """The place after the last cut; -1 without cuts."""
        return self.edits[-1].end if self.edits else -1


_BLANKS = re.compile(r"[ \t\n\r\f\v\x00]+")  # one class, one pass


def squeezed(text: str) -> str:
    """
    Give *text* with each run of blanks as one; no-break spaces are the author's, and stay.

    >>> squeezed(" Un  secteur\\u00a0: le\\n nôtre. ")
    'Un secteur\\xa0: le nôtre.'
    """
    return _BLANKS.sub(" ", text).strip()


def settle(found: Iterable[Removal], min_confidence: float) -> list[Removal]:
    """
    Decide which candidates are cut; of two that overlap the surer wins, then the longer.

    Returns:
        All candidates in page order, with ``removed`` and ``note`` filled in.
        A candidate that says the same cuts as a surer one is dropped.

    """
    ranked = sorted(found, key=lambda r: (-r.confidence, r.start - r.end, r.start))
    decided: list[Removal] = []
    cuts = _Cuts()
    seen: set[tuple[Edit, ...]] = set()
    for candidate in ranked:
        spans = tuple(Edit(e.start, e.end, "", "") for e in candidate.edits)
        if spans in seen:
            continue
        seen.add(spans)
        note = ""
        if not candidate.edits:
            note = candidate.note or "rien à retirer"
        elif candidate.confidence < min_confidence:
            note = f"sous le seuil de {min_confidence:.2f}".replace(".", ",")
        elif not cuts.free(candidate.edits):
            if candidate.entry is not None:
                continue
            note = "recouvre une suppression plus sûre"
        if not note:
            cuts.take(candidate.edits)
        decided.append(_decide(candidate, note))
    decided.sort(key=lambda r: (r.start, r.end))
    return decided


def _decide(found: Removal, note: str) -> Removal:
    return Removal(
        found.edits,
        found.rule,
        found.confidence,
        found.surface,
        found.title,
        found.definition,
        removed=not note,
        note=note,
        entry=found.entry,
        url=found.url,
    )


class _Cuts:
    """Disjoint cuts, kept in order, so that an overlap is found by bisection."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def free(self, edits: Iterable[Edit]) -> bool:
        for edit in edits:
            at = bisect_left(self.starts, edit.end)
            if at and self.ends[at - 1] > edit.start:
                return False
        return True

    def take(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            at = bisect_left(self.starts, edit.start)
            self.starts.insert(at, edit.start)
            self.ends.insert(at, edit.end)


def edits_of(found: Iterable[Removal]) -> list[Edit]:
    """Give the edits of the removals that were decided, in page order."""
    edits = [edit for removal in found if removal.removed for edit in removal.edits]
    edits.sort()
    return edits
