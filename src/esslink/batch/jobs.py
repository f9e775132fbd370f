"""
What a run does to a page, and what it gives back: plain data that travels to workers.

This module is on the way of every start of the command, so it imports next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = ["Done", "Found", "Job", "Transform"]


class Found(NamedTuple):
    """A place where a term stands, or could."""

    start: int
    end: int
    """Code points from the start of the file."""
    line: int
    """From 1."""
    text: str
    """The words as they stand in the source, tags included."""
    term: str
    """Id of the term."""
    headword: str
    form: str
    lemma: str
    reason: str = ""
    """Why it is not linked: a key of :data:`esslink.policy.REASONS`, or ``"element"``."""
    part: str = ""
    """Path of the chapter, in a book."""
    rule: str = ""
    """What came with the reason: the rule, the longer form, the other terms, the element."""


class Done(NamedTuple):
    """A changed page and what was done to it."""

    output: bytes
    links: int = 0
    terms: tuple[str, ...] = ()
    """Ids of the terms linked."""
    removed: int = 0
    """Definitions taken out of the text."""
    notes: tuple[str, ...] = ()
    encoding: str = ""
    converted: bool = False
    """It came as text and goes as HTML."""
    found: tuple[Found, ...] = ()
    seen: tuple[Any, ...] = ()
    """A :class:`esslink.report.seen.Seen` for the page, or for each part of a book."""


Transform = Callable[[bytes, str], Done]
"""From a page's bytes and its path from the site's root to the page changed."""


class Job(NamedTuple):
    """What a run does to every page."""

    action: str
    """``"annotate"``, ``"clean"``, ``"strip"``, ``"find"`` or ``"explain"``."""
    matcher: str = ""
    """Path of a compiled glossary; empty where none is needed."""
    policy: Any = None
    """A :class:`esslink.Policy`; None for the default one."""
    renderer: Any = None
    """What writes the links; None for the default profile. Must be picklable."""
    format: str | None = None
    """``"html"``, ``"text"`` or ``"markdown"``; None to tell by content."""
    encoding: str | None = None
    min_confidence: float | None = None
    """How sure the cleaner must be, from 0 to 1; None for its own default."""
    keep_links: bool = False
    """The cleaner leaves the links to an old glossary."""
    write: bool = True
    """False only to look: nothing is written (``--check``, ``--diff``)."""
    diff: bool = False
    """Add a unified diff to each outcome."""
    report: bool = False
    """Gather what a report needs from each page."""
    scope: Any = None
    """A :class:`esslink.sources.context.Scope`; None for the default one."""
    standalone: bool = False
    """A text becomes a whole page."""
    learned: Any = ()
    """What all pages of a site say of their tooltips: :class:`esslink.cleaner.learn.Lessons`."""
    link: bool = False
    """What does not change is linked (hard links) rather than copied, where that can be."""
    clean: bool = False
    """Take old tooltips out before new links are put in."""
