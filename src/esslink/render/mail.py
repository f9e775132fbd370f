"""
The ``mail`` profile: what mail clients keep.

In-page links are broken in Orange, SFR, La Poste, Gmail on iOS and Yahoo, so there
is none; ``dfn`` is kept nearly everywhere, ``abbr`` and ``title`` are not (caniemail.com,
``html-anchor-links``, ``html-dfn``, ``html-abbr``). Styles are inline: many
clients drop ``style`` elements.
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

__all__ = ["Mail"]


@dataclass(frozen=True, slots=True)
class Mail:
    """
    A dotted line under each term and a plain list at the end, or links to a web page.

    >>> Mail().reference(Term("sel"), Page())
    ('<dfn class="esslink" style="font-style:inherit;border-bottom:1px dotted">', '</dfn>')
    >>> Mail("https://exemple.fr/glossaire").reference(Term("sel"), Page())[0]
    '<a class="esslink" href="https://exemple.fr/glossaire#esslink-sel">'
    """

    address: str | None = None
    """Of a glossary page on the web (http, https); terms then link to it and no list is added."""
    title: str | None = None
    """Heading of the list, as text; None for «Glossaire» in the message's language."""
    lang: str = "fr"
    """Language of the glossary."""
    words: str = ""
    """A catalogue (``.po``, ``.mo``) with interface words: :mod:`esslink.render.words`."""

    def __post_init__(self) -> None:
        """Refuse an address that a mail client could not open."""
        if self.words:
            of_file(self.words)
        if self.address is not None and not is_web_address(self.address):
            raise OptionError(
                "une adresse entière est attendue, qui commence par https://", place="address"
            )

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a ``dfn``, or a link when there is an address."""
        if self.address:
            return f'<a class="esslink" href="{escape(self.address)}#{anchor(term.id)}">', "</a>"
        style = "font-style:inherit;border-bottom:1px dotted"
        return f'<dfn class="esslink" style="{style}">', "</dfn>"

    def head(self, page: Page) -> str:
        """Return nothing."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return the list, without any id or link to the message itself."""
        if self.address or not terms:
            return ""
        voice = speech(page.lang, self.lang, self.words)
        title = voice.words.glossary if self.title is None else self.title
        return plain_list(terms, known or {}, voice, title, ids=False, xhtml=page.xhtml)
