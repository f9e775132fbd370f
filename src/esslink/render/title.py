"""
The ``title`` profile: the definition in a ``title``, for systems that keep nothing else.

Not accessible: no keyboard and no finger reaches a ``title``, most screen readers
leave it out, and the definition stands again in the source at every occurrence.
Use it only where a system takes out links, sections and scripts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esslink.errors import OptionError
from esslink.render import Page
from esslink.render.safe import escape, plain
from esslink.terms import Term

__all__ = ["Title"]


@dataclass(frozen=True, slots=True)
class Title:
    """
    ``<dfn title>`` around the words, nothing at the end of the page.

    Where the words are the term's abbreviation, ``<abbr title>``, whose title gives
    the long form first (HTML standard, 4.5.9).

    >>> sel = Term("sel", definition="Corps <b>soluble</b> dans l’eau.")
    >>> Title(limit=20).reference(sel, Page())
    ('<dfn class="esslink" title="Corps soluble dans…">', '</dfn>')
    """

    limit: int = 200
    """Most characters of a definition that are shown; it is cut between words."""

    def __post_init__(self) -> None:
        """Refuse a limit under which nothing can be read."""
        if self.limit < 10:
            raise OptionError("il faut au moins 10 caractères", place="limit")

    @property
    def wants_match(self) -> bool:
        """An abbreviation and its long form are marked differently."""
        return True

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a ``dfn`` that holds the definition as text, or the name when it has none."""
        text = plain(term.definition) or term.headword
        if page.match and term.abbreviation and page.match.lemma == term.abbreviation:
            text = f"{term.headword}\u00a0: {text}" if term.definition else term.headword
            shown = escape(shortened(text, self.limit))
            return f'<abbr class="esslink" title="{shown}">', "</abbr>"
        return f'<dfn class="esslink" title="{escape(shortened(text, self.limit))}">', "</dfn>"

    def head(self, page: Page) -> str:
        """Return nothing."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return nothing: each definition is at its words."""
        return ""


def shortened(text: str, limit: int) -> str:
    """
    Return *text* in at most *limit* characters, cut between words, with an ellipsis.

    >>> shortened("Corps soluble dans l’eau", 14), shortened("court", 14)
    ('Corps soluble…', 'court')
    """
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", 0, limit)
    return text[: cut if cut > 0 else limit - 1].rstrip(" ,;:\u00a0") + "…"
