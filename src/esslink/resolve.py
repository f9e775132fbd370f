"""
The stages that make matches of hits, in order, and nothing else.

Hits come from :mod:`esslink.matcher` with their boundaries and their accents
checked. :data:`STAGES` is the whole of what happens to them; each stage takes
the hits left and tells, for each that it drops, the reason.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from esslink.fold import BREAK, SECTION
from esslink.index import EXACT, NEVER, Index
from esslink.policy import Drop, Hit, Policy
from esslink.spans import Room

__all__ = ["STAGES", "Limits", "State", "part_marks", "resolve"]


class State:
    """What every stage sees."""

    __slots__ = ("drop", "index", "policy", "room", "text")

    def __init__(self, text: str, index: Index, policy: Policy, drop: Drop) -> None:
        self.text = text
        self.index = index
        self.policy = policy
        self.drop = drop
        self.room: Room | None = None


def _forget(_hit: Hit, _reason: str, _detail: str) -> None:
    """Take a dropped hit and keep nothing: the ordinary run."""


def _longest(hits: list[Hit], state: State) -> list[Hit]:
    """Keep the leftmost, then the longest; settle forms that several terms share."""
    kept: list[Hit] = []
    inner: list[Hit] = []
    keeps = state.policy.nested == "keep"
    reached = -1
    best: Hit = (0, 0, 0)
    rivals: list[Hit] = []  # hits on the span of the best one, when there are several
    hits.sort()
    for hit in hits:
        start, minus_end, _ = hit
        if start >= reached:
            if rivals:
                kept[-1:] = _winner(rivals, state)
                rivals = []
            kept.append(hit)
            best = hit
            reached = -minus_end
        elif start == best[0] and -minus_end == reached:
            rivals = rivals or [best]
            rivals.append(hit)
        elif keeps and -minus_end <= reached and not _never(rivals or [best], state):
            inner.append(hit)
        else:
            state.drop(hit, "shorter", state.index.texts[best[2]])
    if rivals:
        kept[-1:] = _winner(rivals, state)
    return sorted(kept + _longest(inner, state)) if inner else kept


def _never(hits: list[Hit], state: State) -> bool:
    """Tell whether one of *hits* is a phrase that means something else."""
    return any(state.index.kinds[hit[2]] & NEVER for hit in hits)


def _winner(rivals: list[Hit], state: State) -> list[Hit]:
    """
    Choose among hits on one span: at most one is given back.

    A phrase that means something else beats all; a form found with its exact
    capitals beats one found in any, one with the accents shown beats one without
    them; then priority; then, if the policy says so,
    the order of the glossary.
    """
    index = state.index
    kinds = index.kinds
    for hit in rivals:
        if kinds[hit[2]] & NEVER:
            return [hit]
    exact = [hit for hit in rivals if kinds[hit[2]] & EXACT] or rivals
    # Capitals may lack accents, but «CÔTE» is «côte» before it is «côté».
    shown = state.text[exact[0][0] : -exact[0][1]].upper()
    exact = [hit for hit in exact if index.texts[hit[2]].upper() == shown] or exact
    best = max(index.terms[index.term_numbers[hit[2]]].priority for hit in exact)
    first = [hit for hit in exact if index.terms[index.term_numbers[hit[2]]].priority == best]
    numbers = sorted({index.term_numbers[hit[2]] for hit in first})
    if len(numbers) == 1:
        return first[:1]
    if state.policy.shared == "first":
        return [hit for hit in first if index.term_numbers[hit[2]] == numbers[0]][:1]
    others = ", ".join(index.terms[number].id for number in numbers)
    for hit in first:
        state.drop(hit, "shared", others)
    return []


def _phrases(hits: list[Hit], state: State) -> list[Hit]:
    """Drop the phrases that were there only to take a term's place."""
    if not state.index.has_phrases:
        return hits
    kinds = state.index.kinds
    for hit in hits:
        if kinds[hit[2]] & NEVER:
            state.drop(hit, "never", "")
    return [hit for hit in hits if not kinds[hit[2]] & NEVER]


def _guarded(hits: list[Hit], state: State) -> list[Hit]:
    """Drop what is part of a name, an address or a number."""
    from esslink.context import refused

    reasons = dict(refused(state.text, hits, state.index.texts))
    if not reasons:
        return hits
    if state.policy.names == "link":
        reasons = {hit: why for hit, why in reasons.items() if not why.startswith("name")}
    for hit, why in reasons.items():
        state.drop(hit, "guard", why)
    return [hit for hit in hits if hit not in reasons]


def _in_context(hits: list[Hit], state: State) -> list[Hit]:
    """Drop ambiguous forms that the context shows to be another part of speech."""
    readings = state.index.readings
    if state.policy.context == "off":
        return hits
    if state.policy.context == "model":
        return _asked(hits, state)
    from esslink.context import judge

    text, numbers = state.text, state.index.term_numbers
    # Once a term is found, the first-occurrence policy drops its other hits
    # whatever they are: they are judged only for a reader who wants reasons.
    hasty = state.policy.occurrences == "first" and state.drop is _forget
    room = state.room
    found: set[int] = set()
    kept = []
    for hit in hits:
        if hasty:
            number = numbers[hit[2]]
            if number in found:
                continue
        bits = readings[hit[2]]
        if bits:
            keep, rule = judge(text, hit[0], -hit[1], bits)
            if not keep:
                state.drop(hit, "context", rule)
                continue
        if hasty and (room is None or room.roomy(hit[0], -hit[1])):
            found.add(number)
        kept.append(hit)
    return kept


def _asked(hits: list[Hit], state: State) -> list[Hit]:
    """Ask the tagger about all ambiguous hits at once."""
    from esslink.context import judge_all

    readings = state.index.readings
    doubtful = [hit for hit in hits if readings[hit[2]]]
    verdicts = judge_all(state.text, [(hit[0], -hit[1], readings[hit[2]]) for hit in doubtful])
    rejected = {}
    for hit, (keep, rule) in zip(doubtful, verdicts, strict=True):
        if not keep:
            rejected[hit] = rule
            state.drop(hit, "context", rule)
    return [hit for hit in hits if hit not in rejected]


def _selected(hits: list[Hit], state: State) -> list[Hit]:
    """Keep the terms and categories that the policy names."""
    policy, index = state.policy, state.index
    if not (policy.only or policy.without or policy.stop):
        return hits
    only, without, stop = set(policy.only), set(policy.without), set(policy.stop)
    kept = []
    for hit in hits:
        term = index.terms[index.term_numbers[hit[2]]]
        labels = set(term.categories)
        if term.id in stop:
            state.drop(hit, "stopped", term.id)
        elif labels & without or (only and not labels & only):
            state.drop(hit, "category", ", ".join(term.categories))
        else:
            kept.append(hit)
    return kept


def _places(text: str, mark: str) -> list[int]:
    """Give every place of *mark* in *text*."""
    places = []
    at = text.find(mark)
    while at >= 0:
        places.append(at)
        at = text.find(mark, at + 1)
    return places


def _limited(hits: list[Hit], state: State) -> list[Hit]:
    """Apply the limits of number and distance, in reading order."""
    policy, numbers = state.policy, state.index.term_numbers
    unlimited = policy.occurrences == "all" and policy.per_term is None and not policy.distance
    if unlimited and state.room is None:
        return _first_ones(hits, state)
    cuts = sorted(place for mark in part_marks(policy) for place in _places(state.text, mark))
    limits = Limits(policy, state.room)
    kept = []
    for hit in hits:
        refusal = limits.refusal(numbers[hit[2]], hit[0], -hit[1], bisect_right(cuts, hit[0]))
        if refusal is None:
            kept.append(hit)
        else:
            state.drop(hit, *refusal)
    return _first_ones(kept, state)


class Limits:
    """
    What was linked so far, for the limits of number and distance, in reading order.

    It is asked about each match once; what it lets through, it remembers, and no
    more of it than the rest of the text may need.

    >>> limits = Limits(Policy(occurrences="paragraph"))
    >>> [limits.refusal(7, at, at + 3, part) for at, part in [(0, 0), (9, 0), (20, 1)]]
    [None, ('repeated', 'paragraph'), None]
    """

    __slots__ = ("_count", "_last", "_part", "_policy", "_room", "_seen")

    def __init__(self, policy: Policy, room: Room | None = None) -> None:
        self._policy = policy
        self._room = room
        self._part = -1
        self._seen: set[int] = set()
        """Terms linked in this part of the text."""
        self._count: dict[int, int] = {}
        self._last: dict[int, int] = {}

    def refusal(self, term: int, start: int, end: int, part: int) -> tuple[str, str] | None:
        """
        Give why a match may not be linked (name of the reason, detail), or None, and note it.

        Args:
            term: a number for the term.
            start: where the match starts, in code points.
            end: where it ends.
            part: number of the section or paragraph, as the policy's *occurrences*
                cuts the text; ascending.

        """
        policy = self._policy
        if part != self._part:
            self._part = part
            self._seen.clear()
        if term in self._seen and policy.occurrences != "all":
            return "repeated", policy.occurrences
        if policy.per_term is not None and self._count.get(term, 0) >= policy.per_term:
            return "limit", "per_term"
        if policy.distance and term in self._last and start - self._last[term] < policy.distance:
            return "distance", ""
        if self._room is not None and not self._room.takes(start, end):
            return "crowded", ""
        self._seen.add(term)
        self._count[term] = self._count.get(term, 0) + 1
        self._last[term] = end
        return None


def part_marks(policy: Policy) -> tuple[str, ...]:
    """Give the marks of :mod:`esslink.fold` that part a text for *policy*'s occurrences."""
    return {"section": (SECTION,), "paragraph": (SECTION, BREAK)}.get(policy.occurrences, ())


def _first_ones(hits: list[Hit], state: State) -> list[Hit]:
    """Cut at the page's limit."""
    limit = state.policy.per_page
    if limit is None:
        return hits
    for hit in hits[limit:]:
        state.drop(hit, "limit", "per_page")
    return hits[:limit]


STAGES: tuple[tuple[str, Callable[[list[Hit], State], list[Hit]]], ...] = (
    ("longest", _longest),
    ("phrases", _phrases),
    ("guards", _guarded),
    ("context", _in_context),
    ("selection", _selected),
    ("limits", _limited),
)


def resolve(
    hits: Iterable[Hit], text: str, index: Index, policy: Policy, drop: Drop = _forget, *,
    room: Room | None = None,
) -> Sequence[Hit]:  # fmt: skip
    """
    Keep the hits that *policy* allows, in reading order.

    Overlaps go to the leftmost hit, then to the longest. Boundaries were already
    checked, so a long form that ends inside a word cannot hide a shorter one:
    with the terms *dépôt* and *dépôt de g*, «dépôt de garantie» gives *dépôt*.

    Args:
        hits: as the matcher found them, any order.
        text: what they were found in.
        index: the tables their forms are in.
        policy: what to keep.
        drop: told of every hit that is not kept, with the reason.
        room: what knows how many links each place can take; None for no limit.

    """
    left = list(hits)
    state = State(text, index, policy, drop)
    state.room = room
    for _, stage in STAGES:
        left = stage(left, state)
    return left
