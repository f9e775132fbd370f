"""A text shown on a terminal: terms stand out, definitions follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from esslink.render import Page
from esslink.terms import Term

__all__ = ["Terminal"]


class Terminal(NamedTuple):
    """
    Terms in colour, or with the asterisk that print uses where colours are not wanted.

    >>> Terminal(colour=False).reference(Term("sel"), Page())
    ('', '*')
    """

    colour: bool = True
    markup: str = "terminal"

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return what switches the colour on and off, or an asterisk after the words."""
        return ("\x1b[1;36m", "\x1b[0m") if self.colour else ("", "*")

    def head(self, page: Page) -> str:
        """Return nothing: a text has no head."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return the definitions, one paragraph each, in French alphabetical order."""
        from esslink.render.entries import french_order
        from esslink.render.safe import plain

        before, after = ("\x1b[1;36m", "\x1b[0m") if self.colour else ("", "")
        entries = [
            f"{before}{term.headword}{after}\u00a0: {plain(term.definition)}"
            for term in sorted(terms, key=french_order)
        ]
        return "\n\n" + "\n\n".join(entries) + "\n" if entries else ""
