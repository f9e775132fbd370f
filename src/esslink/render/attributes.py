"""The ``attributes`` profile: what a corpus needs, the term's id on each occurrence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esslink.render import Page
from esslink.render.safe import escape
from esslink.terms import Term

__all__ = ["Attributes"]


@dataclass(frozen=True, slots=True)
class Attributes:
    """
    ``<span data-term="id">`` around the words: data in the page, nothing to see.

    >>> Attributes().reference(Term("sel", pos="noun"), Page())
    ('<span class="esslink" data-term="sel" data-esslink="term">', '</span>')
    """

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a span with the term's id."""
        term_id = escape(term.id)
        return f'<span class="esslink" data-term="{term_id}" data-esslink="term">', "</span>"

    def head(self, page: Page) -> str:
        """Return nothing."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return nothing."""
        return ""
