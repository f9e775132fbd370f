"""
The ``epub`` profile: links that reading systems open as a note, and a glossary document.

Thorium and Readium open a bubble for ``noteref`` only, so the links are that as well
as ``glossref`` (EPUB Structural Semantics Vocabulary 1.1). They show the inside of the
link's target, so the id stands on the ``div`` that holds name and definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from esslink.render import Page
from esslink.render.entries import Voice, french_order, meanings, more, speech
from esslink.render.links import relative
from esslink.render.marks import anchor
from esslink.render.safe import escape, plain, safe_html
from esslink.render.words import filled, of_file, primary
from esslink.terms import Term

__all__ = ["Epub", "Place", "glossary_document", "location"]

_NAMESPACE = 'xmlns:epub="http://www.idpf.org/2007/ops"'
_SHOWN = 3
"""Most documents that an entry leads back to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A document of the book where a term is linked."""

    path: str
    """From the folder that chapters' paths start from, with slashes."""
    title: str
    """As its ``<title>`` says."""


@dataclass(frozen=True, slots=True)
class Epub:
    """
    Links to the book's glossary document.

    The namespace stands on each link, since a chapter need not declare it.

    >>> Epub().reference(Term("sel"), Page(path="text/ch1.xhtml"))[0].split(" href=")[1]
    '"../glossaire.xhtml#esslink-sel">'
    >>> Epub(version=2).reference(Term("sel"), Page())
    ('<a class="esslink" href="glossaire.xhtml#esslink-sel">', '</a>')
    """

    address: str = "glossaire.xhtml"
    """Path of the glossary document, from the folder that chapters' paths start from."""
    version: int = 3
    """Of the package; EPUB 2 knows neither ``epub:type`` nor ``role``: its links are plain."""
    title: str | None = None
    """Heading of the glossary, as text; None for «Glossaire» in the book's language."""
    lang: str = "fr"
    """Language of the definitions when a term does not say."""
    words: str = ""
    """A catalogue (``.po``, ``.mo``) with interface words: :mod:`esslink.render.words`."""

    def __post_init__(self) -> None:
        """Refuse a catalogue that cannot be read."""
        if self.words:
            of_file(self.words)

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return a link to the term's entry."""
        href = f'href="{location(self.address, page.path)}#{anchor(term.id)}"'
        if self.version < 3:
            return f'<a class="esslink" {href}>', "</a>"
        kind = f'{_NAMESPACE} epub:type="glossref noteref" role="doc-glossref"'
        return f'<a class="esslink" {kind} {href}>', "</a>"

    def head(self, page: Page) -> str:
        """Return nothing: reading systems have a style of their own for notes."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return nothing: the definitions are in the glossary document."""
        return ""

    def heading(self, book_lang: str) -> str:
        """
        Return the heading of the glossary, for a book in that language.

        >>> Epub().heading("en-GB")
        'Glossary'
        """
        return self.title or speech(book_lang, self.lang, self.words).words.glossary

    def document(
        self,
        places: Mapping[Term, Sequence[Place]],
        known: Mapping[str, Term],
        book_lang: str,
    ) -> str:
        """
        Return the glossary document, well-formed XHTML: EPUB 3.3, or 2.0.1 by version.

        Args:
            places: each term linked and the documents that link it, in reading order.
            known: every term of the glossary by id.
            book_lang: language of the book, as its package says.

        """
        here = {term.id: term for term in places}
        list_ = _List(self, here, known, speech(book_lang, self.lang, self.words))
        write = _entry if self.version >= 3 else _plain_entry
        entries = "\n".join(
            write(list_, term, places[term]) for term in sorted(places, key=french_order)
        )
        return (_DOCUMENT if self.version >= 3 else _PLAIN).format(
            lang=escape(book_lang),
            title=escape(self.heading(book_lang)),
            entries=entries,
            namespace=_NAMESPACE,
        )


def glossary_document(terms: Iterable[Term], lang: str = "fr", title: str | None = None) -> str:
    """
    Return the book's glossary as an XHTML content document (EPUB 3.3).

    >>> text = glossary_document([Term("sel", definition="Corps&nbsp;blanc.")])
    >>> '<div id="esslink-sel">' in text, "&nbsp;" in text
    (True, False)
    """
    return Epub(title=title, lang=lang).document(dict.fromkeys(terms, ()), {}, lang)


@dataclass(frozen=True, slots=True)
class _List:
    """What the entries of one document share."""

    options: Epub
    here: Mapping[str, Term]
    known: Mapping[str, Term]
    voice: Voice


def _entry(list_: _List, term: Term, places: Sequence[Place]) -> str:
    voice = list_.voice
    name = f"<dfn{_lang(voice.lang, voice.around)}>{escape(term.headword)}</dfn>"
    if term.abbreviation:
        name += f" (<abbr>{escape(term.abbreviation)}</abbr>)"
    mark = _lang(term.lang or voice.lang, voice.around)
    rows = [f'<dt epub:type="glossterm">{name}</dt>']
    for definition, domain in meanings(term):
        label = f"<i>({escape(domain)})</i> " if domain else ""
        body = safe_html(definition, xhtml=True)
        rows.append(f'<dd epub:type="glossdef"{mark}>{label}{body}</dd>')
    rest = _rest(list_, term, places, 'role="doc-backlink" epub:type="backlink" ')
    if rest or len(rows) == 1:  # a name without any dd would not be a valid list
        rows.append(f"<dd>{rest}</dd>")
    listed = "\n".join(rows)
    return f'<div id="{anchor(term.id)}">{listed}</div>'


def _plain_entry(list_: _List, term: Term, places: Sequence[Place]) -> str:
    """Return an entry in XHTML 1.1, which has none of the elements of HTML 5."""
    short = f" ({escape(term.abbreviation)})" if term.abbreviation else ""
    rows = [f'<dt id="{anchor(term.id)}"><dfn>{escape(term.headword)}</dfn>{short}</dt>']
    for definition, domain in meanings(term):
        label = f"({escape(domain)}) " if domain else ""
        rows.append(f"<dd>{label}{escape(plain(definition))}</dd>")
    rest = _rest(list_, term, places, "")
    if rest or len(rows) == 1:
        rows.append(f"<dd>{rest}</dd>")
    return "\n".join(rows)


def _rest(list_: _List, term: Term, places: Sequence[Place], back: str) -> str:
    """Return what follows the definitions: related terms, source, the way back."""
    words, own = list_.voice.words, list_.options.address
    links = ", ".join(
        f'<a {back}href="{location(place.path, own)}">{escape(place.title)}</a>'
        for place in places[:_SHOWN]
    )
    if len(places) > _SHOWN:
        links += f", {escape(filled(words.others, len(places) - _SHOWN))}"
    used = f"{escape(words.used)}{links}." if links else ""
    return " ".join(filter(None, (more(term, list_.here, list_.known, list_.voice), used)))


_DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" {namespace} lang="{lang}" xml:lang="{lang}">
<head>
<meta charset="utf-8"/>
<title>{title}</title>
</head>
<body>
<section epub:type="glossary" role="doc-glossary" aria-labelledby="esslink-title"
 data-esslink="page">
<h1 id="esslink-title">{title}</h1>
<dl>{entries}</dl>
</section>
</body>
</html>
"""
_PLAIN = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{lang}">
<head>
<title>{title}</title>
</head>
<body>
<h1 id="esslink-title">{title}</h1>
<dl>{entries}</dl>
</body>
</html>
"""


@lru_cache(maxsize=1024)  # every link of a chapter asks for the same one
def location(target: str, path: str | None) -> str:
    """
    Return the address of *target* from *path*, both paths in the archive, for an attribute.

    >>> location("Œuvre/a b.xhtml", "Œuvre/texte/c.xhtml"), location("a:b.xhtml", "c.xhtml")
    ('../a%20b.xhtml', 'a%3Ab.xhtml')
    """
    from urllib.parse import quote

    # Quoted first: a colon in a name must not be read as a scheme.
    return relative(quote(target), quote(path) if path else None)


def _lang(lang: str, around: str) -> str:
    """Return the attributes that a piece in *lang* needs inside text in *around*."""
    if primary(lang) == primary(around):
        return ""
    return f' lang="{escape(lang)}" xml:lang="{escape(lang)}"'
