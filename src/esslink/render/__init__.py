"""
From a match to its markup: what a renderer is, and how its marks are known again.

A renderer writes four things and nothing else: the opening and the closing of a
reference around words that stay as they are, an insertion at the end of
``<head>`` and one at the end of ``<body>``. Each insertion can be told from its
first tag alone (:mod:`esslink.render.marks`), so that it can be taken out again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from esslink.terms import Term

__all__ = ["Found", "Page", "Renderer", "page_for"]


class Found(Protocol):
    """What is needed of a match: :class:`esslink.Match` has it."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """One after the last code point."""

    @property
    def term(self) -> Term:
        """The term found."""

    @property
    def form(self) -> str:
        """The form found, as the glossary writes it."""

    @property
    def lemma(self) -> str:
        """The citation form found."""


@dataclass(frozen=True, slots=True)
class Page:
    """
    What a renderer may know of the page it writes into.

    >>> Page(lang="fr").fragment
    False
    """

    lang: str | None = None
    """Of ``<html lang>``, lower case; None when the page does not say."""
    fragment: bool = False
    """No doctype, html, head or body tag in the source: a piece of another page."""
    xhtml: bool = False
    """An XML declaration, doctype or namespace: what is inserted must be well-formed XML."""
    path: str | None = None
    """Where the page will stand, from the site's root and with slashes, for relative links."""
    match: Found | None = None
    """What is being linked, for a renderer that asks for it (:func:`page_for`)."""


class Renderer(Protocol):
    """
    Anything that writes references and what belongs to them.

    *known* holds every term of the glossary by id: a see-also link to a term that
    is not on the page needs its name. A renderer must give the same text for the
    same arguments, or a second run would change the page.
    """

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return the markup before and after the shown words."""

    def head(self, page: Page) -> str:
        """Return what goes at the end of ``<head>``; empty for nothing."""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return what goes at the end of ``<body>`` for *terms*; empty for nothing."""


def page_for(renderer: Renderer, page: Page, match: Found) -> Page:
    """Return *page*, with the match when *renderer* has ``wants_match``: a copy costs 2 µs."""
    return replace(page, match=match) if getattr(renderer, "wants_match", False) else page
