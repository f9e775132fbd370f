"""
What one page holds for a report: its terms, the words around them, the forms left alone.

Gathered where the page is annotated, small enough to travel to the process that adds up.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from esslink.annotator import Annotator
from esslink.fold import BREAK, SECTION
from esslink.policy import Dropped, Match
from esslink.sources.kind import kind
from esslink.sources.tokens import REFERENCE, TEXT, tokens

__all__ = ["CONTEXTS", "LEFT_ALONE", "Context", "Left", "Seen", "Tallied", "context", "look"]

CONTEXTS = 10
"""Occurrences of a term that one page shows, at most."""
EXAMPLES = 3
"""Places that one page shows for a form left alone, at most."""
REACH = 70
"""Code points shown on each side of the words."""
LONGEST = 120
"""Code points of the words themselves, of a title or of a rule's name, at most."""

UNLINKED = frozenset(("repeated", "limit", "distance", "undefined"))
"""Reasons that leave an occurrence without a link, but an occurrence all the same."""
LEFT_ALONE = ("context", "shared", "guard", "never")
"""Reasons that say: these words may not be the term."""

_TITLE_WITHIN = 8192
# Linear: each repeat is of one class that cannot hold what follows it.
_TITLE = re.compile(r"<title\b[^<>]*>[^<>]*</title\s*>", re.IGNORECASE)
_MARKDOWN_TITLE = re.compile(r"#[ \t]+([^\n]+)")
# Controls, and the marks that change the direction of what follows them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class Context(NamedTuple):
    """An occurrence and the words around it, on one line."""

    before: str
    text: str
    after: str


class Tallied(NamedTuple):
    """A term on one page."""

    term: str
    """Its id."""
    occurrences: int
    links: int
    forms: dict[str, int]
    """Occurrences of each form, as the glossary writes it."""
    contexts: tuple[Context, ...]
    """The first ones."""


class Left(NamedTuple):
    """A form that was left alone on one page."""

    term: str
    form: str
    reason: str
    """One of :data:`LEFT_ALONE`."""
    detail: str
    """The rule, or the terms that share the form."""
    occurrences: int
    contexts: tuple[Context, ...]


class Seen(NamedTuple):
    """What a report keeps of one page, or of one part of a book."""

    title: str
    words: int
    """Words of the text that was searched, told apart by blanks."""
    terms: tuple[Tallied, ...]
    left: tuple[Left, ...]
    part: str = ""
    """Path of the part inside a book; empty for a page."""


def look(
    annotator: Annotator,
    source: str,
    format: str | None = None,
    *,
    linked: Container[str] = frozenset(),
) -> Seen | None:
    """
    Return what a report keeps of *source*.

    Args:
        annotator: glossary, policy and scope of the run.
        source: a page as text, without marks of an earlier run.
        format: one of :data:`esslink.annotator.FORMATS`; told by content when None.
        linked: ids of the terms that were linked where the policy keeps them.

    Returns:
        None for a page that asks to be left alone.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société.")])
    >>> page = "<title>Un</title><p>Deux mutuelles, une mutuelle"
    >>> seen = look(Annotator(matcher), page, linked={"mutuelle"})
    >>> seen.title, seen.words, [(t.occurrences, t.links, t.contexts[0]) for t in seen.terms]
    ('Un', 4, [(2, 1, Context(before='Deux ', text='mutuelles', after=', une mutuelle'))])

    """
    format = format or kind(source)
    region, found = annotator.searched(source, format)
    if region is None:
        return None
    title = _html_title(source) if format in ("html", "xhtml") else _text_title(source)
    words = len(region.text.split())
    return Seen(title, words, *_sorted(region.text, found, linked=linked))


def _sorted(
    text: str, found: Iterable[Match | Dropped], *, linked: Container[str]
) -> tuple[tuple[Tallied, ...], tuple[Left, ...]]:
    """Part what was found into terms and forms left alone, each counted."""
    terms: dict[str, tuple[list[int], dict[str, int], list[Context]]] = {}
    left: dict[tuple[str, str, str, str], tuple[list[int], list[Context]]] = {}
    for one in found:
        if isinstance(one, Dropped) and one.reason not in UNLINKED:
            if one.reason in LEFT_ALONE:
                key = (one.term.id, one.form, one.reason, _cut(one.detail))
                number, places = left.setdefault(key, ([0], []))
                number[0] += 1
                if len(places) < EXAMPLES:
                    places.append(context(text, one.start, one.end))
            continue
        numbers, forms, places = terms.setdefault(one.term.id, ([0, 0], {}, []))
        numbers[0] += 1
        numbers[1] += isinstance(one, Match) and one.term.id in linked
        forms[one.form] = forms.get(one.form, 0) + 1
        if len(places) < CONTEXTS:
            places.append(context(text, one.start, one.end))
    return (
        tuple(
            Tallied(term, n[0], n[1], forms, tuple(places))
            for term, (n, forms, places) in terms.items()
        ),
        tuple(Left(*key, n[0], tuple(places)) for key, (n, places) in left.items()),
    )


def context(text: str, start: int, end: int) -> Context:
    """
    Return the line around ``text[start:end]``, within its block, whole words only.

    >>> context("Titre\\x1eDans la  ferme\\nbio.", 15, 20)
    Context(before='Dans la ', text='ferme', after=' bio.')
    """
    before = text[max(0, start - REACH) : start]
    cut = max(before.rfind(BREAK), before.rfind(SECTION))
    if cut >= 0:
        before = before[cut + 1 :]
    elif start > REACH:
        before = "…" + before[before.find(" ") + 1 :]
    after = text[end : end + REACH]
    cuts = [place for place in (after.find(BREAK), after.find(SECTION)) if place >= 0]
    if cuts:
        after = after[: min(cuts)]
    elif end + REACH < len(text) and " " in after:
        after = after[: after.rfind(" ")] + "…"
    return Context(_line(before).lstrip(), _cut(_line(text[start:end])), _line(after).rstrip())


def _line(text: str) -> str:
    """Return *text* with each run of blanks and controls as one blank, its ends included."""
    words = " ".join(_UNSEEN.sub(" ", text).split())
    if not words:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _html_title(source: str) -> str:
    """Return the text of ``<title>``, references resolved."""
    found = _TITLE.search(source, 0, _TITLE_WITHIN)
    if found is None:
        return ""
    parts = (one.data for one in tokens(found[0]) if one.kind in (TEXT, REFERENCE))
    return _cut(_line("".join(parts)).strip())


def _text_title(source: str) -> str:
    """Return the heading that a Markdown text begins with."""
    found = _MARKDOWN_TITLE.match(source)
    return _cut(_line(found[1]).strip()) if found else ""
