"""
The ``epub`` profile: links that reading systems open as a note, and a glossary document.

Thorium and Readium open a bubble for ``noteref`` only, so the links are that as well
as ``glossref`` (EPUB Structural Semantics Vocabulary 1.1). They show the inside of the
link's target, so the id stands on the ``div`` that holds name and definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from esslink.render import Page
from esslink.render.entries import french_order, meanings, more, speech
from esslink.render.links import relative
from esslink.render.marks import anchor
from esslink.render.safe import escape, safe_html
from esslink.terms import Term

__all__ = ["Epub", "glossary_document"]

_NAMESPACE = 'xmlns:epub="http://www.idpf.org/2007/ops"'


@dataclass(frozen=True, slots=True)
class Epub:
    """
    Links to the book's glossary document.

    The namespace stands on each link, since a chapter need not declare it.

    >>> Epub().reference(Term("sel"), Page(path="text/ch1.xhtml"))[0].split(" href=")[1]
    '"../glossaire.xhtml#esslink-sel">'
    """

    address: str = "glossaire.xhtml"
    """Path of the glossary document, from the folder that chapters' paths start from."""

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a link to the term's entry."""
        target = f"{escape(relative(self.address, page.path))}#{anchor(term.id)}"
        return (
            f'<a class="esslink" {_NAMESPACE} epub:type="glossref noteref"'
            f' role="doc-glossref" href="{target}">',
            "</a>",
        )

    def head(self, page: Page) -> str:
        """Return nothing: reading systems have a style of their own for notes."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return nothing: the definitions are in the glossary document."""
        return ""


def glossary_document(terms: Iterable[Term], lang: str = "fr", title: str | None = None) -> str:
    """
    Return the book's glossary as an XHTML content document (EPUB 3.3).

    >>> text = glossary_document([Term("sel", definition="Corps&nbsp;blanc.")])
    >>> '<div id="esslink-sel">' in text, "&nbsp;" in text
    (True, False)
    """
    voice = speech(lang, lang)
    shown = escape(voice.words.glossary if title is None else title)
    here = {term.id: term for term in terms if meanings(term)}
    entries = "\n".join(
        _entry(term, more(term, here, {}, voice))
        for term in sorted(here.values(), key=french_order)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" {_NAMESPACE}'
        f' lang="{escape(lang)}" xml:lang="{escape(lang)}">\n'
        f'<head>\n<meta charset="utf-8"/>\n<title>{shown}</title>\n</head>\n<body>\n'
        '<section epub:type="glossary" role="doc-glossary" aria-labelledby="esslink-title"'
        ' data-esslink="page">\n'
        f'<h1 id="esslink-title">{shown}</h1>\n<dl>{entries}</dl>\n</section>\n</body>\n</html>\n'
    )


def _entry(term: Term, rest: str) -> str:
    name = f"<dfn>{escape(term.headword)}</dfn>"
    if term.abbreviation:
        name += f" (<abbr>{escape(term.abbreviation)}</abbr>)"
    lang = f' lang="{escape(term.lang)}" xml:lang="{escape(term.lang)}"' if term.lang else ""
    rows = [f'<dt epub:type="glossterm">{name}</dt>']
    for definition, domain in meanings(term):
        label = f"<i>({escape(domain)})</i> " if domain else ""
        body = safe_html(definition, xhtml=True)
        rows.append(f'<dd epub:type="glossdef"{lang}>{label}{body}</dd>')
    if rest:
        rows.append(f"<dd>{rest}</dd>")
    listed = "\n".join(rows)
    return f'<div id="{anchor(term.id)}">{listed}</div>'
