"""
The default profile: links in the text, every definition once at the end of the page.

A reference is a link to an entry of the page's own glossary section. Without the
script the link works; without the stylesheet it is a link and a list; with both,
one shared bubble shows the entry (WCAG 2.2, 1.4.13; RGAA 4.1.2, 10.13).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esslink.errors import OptionError
from esslink.render import Page
from esslink.render.entries import entry, french_order, speech
from esslink.render.links import relative
from esslink.render.marks import GLOSSARY_CLASS, anchor
from esslink.render.resources import SCRIPT, STYLESHEET, compact
from esslink.render.safe import escape
from esslink.render.words import of_file
from esslink.terms import Term

__all__ = ["ASSETS", "Web"]

ASSETS = ("auto", "inline", "linked", "none")
"""
Where the stylesheet and the script are.

``auto``
    In a whole page, inline; in a fragment, none: the page that takes the fragment
    in loads them once, whatever number of fragments it holds.
``inline``
    Inside the page, 5 kB. A page that stands alone; a content-security policy
    needs ``unsafe-inline`` or the hashes.
``linked``
    Two files beside the pages. A site; works under ``script-src 'self'; style-src 'self'``.
``none``
    Nothing: the site's own theme loads the files, or readers follow the links.
"""


@dataclass(frozen=True, slots=True)
class Web:
    """
    Options of the default profile, and its renderer.

    >>> web, page = Web(), Page(lang="fr")
    >>> web.reference(Term("puits de carbone"), page)
    ('<a class="esslink" role="doc-glossref" href="#esslink-puits-de-carbone">', '</a>')
    """

    assets: str = "auto"
    """One of :data:`ASSETS`."""
    assets_at: str = ""
    """Folder of linked assets: an address, or a path from the site's root; ends with ``/``."""
    title: str | None = None
    """Heading of the section, as text; None for «Glossaire» in the page's language."""
    heading: int = 2
    """Level of that heading, 1 to 6."""
    lang: str = "fr"
    """Language of the glossary: marked on entries when the page's is another one."""
    words: str = ""
    """A catalogue (``.po``, ``.mo``) with interface words: :mod:`esslink.render.words`."""

    def __post_init__(self) -> None:
        """Refuse values that the renderer does not take."""
        if self.words:
            of_file(self.words)
        if self.assets not in ASSETS:
            raise OptionError(
                f"«\u00a0{self.assets}\u00a0» n’existe pas\u00a0; "
                f"choisir parmi {', '.join(ASSETS)}",
                place="assets",
            )
        if not 1 <= self.heading <= 6:
            raise OptionError("le niveau d’un titre va de 1 à 6", place="heading")

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a link to the term's entry: its opening tag and its end tag."""
        return f'<a class="esslink" role="doc-glossref" href="#{anchor(term.id)}">', "</a>"

    def head(self, page: Page) -> str:
        """Return the stylesheet for the end of ``<head>``, with a newline after it."""
        mode = self._mode(page)
        if mode == "linked":
            address = escape(relative(self.assets_at + STYLESHEET, page.path))
            close = "/>" if page.xhtml else ">"
            return f'<link rel="stylesheet" href="{address}" data-esslink="style"{close}'
        if mode == "none" or page.fragment:
            return ""
        return _inline_style(page)

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """
        Return the section with an entry for each of *terms*, and the script.

        Entries stand in French alphabetical order, whatever the order of *terms*.
        """
        if not terms:
            return ""
        mode = self._mode(page)
        parts = [_inline_style(page)] if mode == "inline" and page.fragment else []
        parts.append(self._section(terms, page, known or {}))
        if mode == "linked":
            address = escape(relative(self.assets_at + SCRIPT, page.path))
            defer = 'defer="defer"' if page.xhtml else "defer"
            parts.append(f'<script src="{address}" {defer} data-esslink="script"></script>')
        elif mode == "inline":
            parts.append(_inline_script(page))
        return "".join(parts)

    def _mode(self, page: Page) -> str:
        if self.assets == "auto":
            return "none" if page.fragment else "inline"
        return self.assets

    def _section(self, terms: Sequence[Term], page: Page, known: Mapping[str, Term]) -> str:
        voice = speech(page.lang, self.lang, self.words)
        here = {term.id: term for term in terms}
        entries = "\n".join(
            entry(term, here, known, voice, xhtml=page.xhtml)
            for term in sorted(terms, key=french_order)
        )
        snippet = 'data-nosnippet=""' if page.xhtml else "data-nosnippet"
        title = escape(voice.words.glossary if self.title is None else self.title)
        return (
            f'<aside class="{GLOSSARY_CLASS}" role="doc-glossary"'
            f' aria-labelledby="esslink-title" data-esslink="glossary" {snippet}{voice.mark}>\n'
            f'<h{self.heading} id="esslink-title">{title}</h{self.heading}>\n'
            f"<dl>{entries}</dl>\n"
            "</aside>"
        )


def _inline_style(page: Page) -> str:
    text = compact(STYLESHEET)
    if page.xhtml:
        text = f"/*<![CDATA[*/\n{text}\n/*]]>*/"
    return f'<style data-esslink="style">{text}</style>'


def _inline_script(page: Page) -> str:
    text = compact(SCRIPT)
    if page.xhtml:
        text = f"//<![CDATA[\n{text}\n//]]>"
    return f'<script data-esslink="script">{text}</script>'
