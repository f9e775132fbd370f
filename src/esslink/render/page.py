"""The ``page`` profile: definitions stand on one page of the site, links go there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esslink.render import Page
from esslink.render.entries import letter
from esslink.render.links import relative
from esslink.render.marks import anchor
from esslink.render.safe import escape
from esslink.terms import Term

__all__ = ["ToPage"]


@dataclass(frozen=True, slots=True)
class ToPage:
    """
    Links to a glossary page, nothing else: a page grows by its links only.

    Choose it when pages are many and short, or when an editor keeps the glossary
    as a page of its own (:mod:`esslink.render.glossary_page` writes one). There is
    no bubble: what a reader needs is one click away.

    >>> ToPage("aide/glossaire.html").reference(Term("sel"), Page(path="aide/a.html"))[0]
    '<a class="esslink" role="doc-glossref" href="glossaire.html#esslink-sel">'
    """

    address: str = "/glossaire/"
    """
    Of the glossary page: an address, or a path from the site's root. ``{letter}`` in it
    stands for the term's letter, for a glossary of one page a letter.
    """

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a link to the term's entry on the glossary page."""
        address = self.address.replace("{letter}", letter(term))
        target = f"{escape(relative(address, page.path))}#{anchor(term.id)}"
        return f'<a class="esslink" role="doc-glossref" href="{target}">', "</a>"

    def head(self, page: Page) -> str:
        """Return nothing: the site's own stylesheet is enough."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return nothing: the definitions are elsewhere."""
        return ""
