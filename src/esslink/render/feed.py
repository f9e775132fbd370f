"""
The ``feed`` profile: what RSS and Atom readers keep of an article.

Readers' allowlists keep ``a[href]`` and ids of ``dt`` and headings, and drop
``section``, ``role``, ``class``, scripts and styles (Miniflux, sanitizer.go).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esslink.errors import OptionError
from esslink.render import Page
from esslink.render.entries import speech
from esslink.render.lists import plain_list
from esslink.render.marks import anchor
from esslink.render.safe import escape, is_web_address
from esslink.render.words import of_file
from esslink.terms import Term

__all__ = ["Feed"]


@dataclass(frozen=True, slots=True)
class Feed:
    """
    Links to entries of a plain list at the end of the item, or to pages on the web.

    >>> Feed().reference(Term("sel"), Page())
    ('<a class="esslink" href="#esslink-sel">', '</a>')
    >>> Feed(site="https://exemple.fr/").reference(Term("sel"), Page(path="2024/a.html"))[0]
    '<a class="esslink" href="https://exemple.fr/2024/a.html#esslink-sel">'
    """

    site: str | None = None
    """
    Address of the site, with ``/`` at its end: links go to the annotated article there,
    at the page's path, and no list is added. None: links stay in the item.
    """
    title: str | None = None
    """Heading of the list, as text; None for «Glossaire» in the feed's language."""
    lang: str = "fr"
    """Language of the glossary."""
    words: str = ""
    """A catalogue (``.po``, ``.mo``) with interface words: :mod:`esslink.render.words`."""

    def __post_init__(self) -> None:
        """Refuse an address that a reader could not open."""
        if self.words:
            of_file(self.words)
        if self.site is not None and not is_web_address(self.site):
            raise OptionError(
                "une adresse entière est attendue, qui commence par https://", place="site"
            )

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a link to the entry, in the item or on the site."""
        article = escape(self.site + (page.path or "").lstrip("/")) if self.site else ""
        return f'<a class="esslink" href="{article}#{anchor(term.id)}">', "</a>"

    def head(self, page: Page) -> str:
        """Return nothing."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return the list, with ids on ``dt``."""
        if self.site or not terms:
            return ""
        voice = speech(page.lang, self.lang, self.words)
        title = voice.words.glossary if self.title is None else self.title
        return plain_list(terms, known or {}, voice, title, ids=True, xhtml=page.xhtml)
