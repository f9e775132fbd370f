"""
Tooltip noise in text that has lost its markup: a literal list of kinds of evidence.

Every stage looks at the same skeleton and the same sites and gives candidates;
what they find of a title and its definition is then looked for on the whole page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from esslink.cleaner.finding import Removal
from esslink.cleaner.skeleton import Skeleton
from esslink.cleaner.text.alone import alone
from esslink.cleaner.text.entries import Entry, Known
from esslink.cleaner.text.evidence import headed, repeated
from esslink.cleaner.text.likeness import alike
from esslink.cleaner.text.sites import Site, sites

__all__ = ["STAGES", "find"]

STAGES: tuple[tuple[str, Callable[[Skeleton, list[Site]], Iterator[Removal]]], ...] = (
    ("headed", headed),
    ("repeated", repeated),
    ("alone", alone),
)
"""Evidence from the page alone, from strong to weak."""


def find(text: str, known: Iterable[Known] = (), min_confidence: float = 0.8) -> list[Removal]:
    """
    Give every candidate in *text*, sure or not, in no order.

    Args:
        text: a page's text, or a same-length copy of its source without markup.
        known: entries of a lexicon or of other pages.
        min_confidence: what an entry must have to be looked for elsewhere on the page.

    >>> {r.rule for r in find("le CTE CTE Contrats de Transition Écologique. est une démarche")}
    {'expansion'}

    """
    sk = Skeleton(text)
    found = [removal for entries in known for removal in entries.find(sk)]
    places = sites(sk)
    local = [removal for _, stage in STAGES for removal in stage(sk, places)]
    first_end: dict[int, int] = {}
    for start, end in (one.entry for one in found if one.entry):
        first_end[start] = min(end, first_end.get(start, end))
    local = [one for one in local if not _goes_past(one, first_end)]
    if local:
        local += alike(sk, places, local)
        ends = {removal.entry for removal in local}
        again = Known(_entries(local, min_confidence)).find(sk)
        local += [removal for removal in again if removal.entry not in ends]
        found += local
    return found


def _goes_past(one: Removal, first_end: dict[int, int]) -> bool:
    """Tell whether a repeated definition without a last stop runs past one that is known."""
    if one.rule != "repeated" or one.entry is None or one.definition.endswith(_STOPS):
        return False
    start, end = one.entry
    return first_end.get(start, end) < end


_STOPS = tuple('.!?…»"”)')


def _entries(found: list[Removal], min_confidence: float) -> Iterator[Entry]:
    """Yield one entry for each title and definition that is sure enough."""
    seen: set[tuple[str, str]] = set()
    for removal in sorted(found, key=lambda r: -r.confidence):
        key = (removal.title.lower(), removal.definition)
        if removal.confidence >= min_confidence and removal.title and key not in seen:
            seen.add(key)
            titles = tuple(dict.fromkeys((removal.title, removal.surface)))
            yield Entry(titles, removal.definition, "page", min(removal.confidence, 0.93))
