"""An entry of a glossary: the ``dt`` and ``dd`` that every profile with a list writes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from esslink.render.marks import anchor
from esslink.render.safe import escape, is_web_address, safe_html
from esslink.render.words import FRENCH, RIGHT_TO_LEFT, Words, of_language, primary
from esslink.terms import Term

__all__ = [
    "Voice",
    "entry",
    "french_order",
    "lang_mark",
    "letter",
    "meanings",
    "more",
    "own_list",
    "speech",
]


_KEPT = 4096
"""Entries kept between pages: the terms of a site come back on page after page."""


class Voice(NamedTuple):
    """In which languages a section speaks."""

    words: Words
    """Interface words."""
    mark: str
    """``lang`` and ``dir`` attributes of the section, with a blank before; often empty."""
    around: str
    """Language of what surrounds the entries."""
    lang: str
    """Language of the entries when a term does not say."""


def speech(page_lang: str | None, lang: str, words: str = "") -> Voice:
    """
    Choose the words for a page: in its own language, else in the glossary's, else in French.

    *words* is a catalogue of the user's (:func:`esslink.render.words.of_file`).

    >>> speech("en-gb", "fr").words.glossary, speech("de", "fr").mark, speech(None, "fr").mark
    ('Glossary', ' lang="fr"', '')
    """
    page = primary(page_lang) if page_lang else lang
    for spoken in (page, primary(lang)):
        found = of_language(spoken, words)
        if found:
            return Voice(found, lang_mark(spoken, page), spoken, lang)
    return Voice(FRENCH, lang_mark("fr", page), "fr", lang)


def french_order(term: Term) -> tuple[str, str]:
    """
    Return the key of French alphabetical order: letters first, accents to decide a tie.

    >>> words = ["zèbre", "œuvre", "étude", "oubli", "État", "eau"]
    >>> [t.headword for t in sorted(map(Term, words), key=french_order)]
    ['eau', 'État', 'étude', 'œuvre', 'oubli', 'zèbre']
    """
    return _order(term.headword)


@lru_cache(_KEPT)
def _order(headword: str) -> tuple[str, str]:
    lower = headword.lower().replace("œ", "oe").replace("æ", "ae")
    letters = (
        c if c.isalnum() else " "
        for c in unicodedata.normalize("NFD", lower)
        if not unicodedata.combining(c)
    )
    return " ".join("".join(letters).split()), lower


def letter(term: Term) -> str:
    """
    Return the letter that a term stands under: ``a`` to ``z``, or ``0`` for any other start.

    >>> letter(Term("Œuvre")), letter(Term("État")), letter(Term("2e pilier"))
    ('o', 'e', '0')
    """
    first = french_order(term)[0][:1]
    return first if first.isascii() and first.isalpha() else "0"


def entry(
    term: Term,
    here: Mapping[str, Term],
    known: Mapping[str, Term],
    voice: Voice,
    *,
    xhtml: bool = False,
) -> str:
    """
    Return the entry of *term*: its name, a ``dd`` for each meaning, one for its sources.

    *here* holds the terms that have an entry in the same list, by id: see-also terms
    among them are links, others are text, under the name that *known* gives them.

    >>> print(entry(Term("sel", definition="Du <b>sel</b>."), {}, {}, speech("fr", "fr")))
    <dt id="esslink-sel"><dfn>sel</dfn></dt>
    <dd>Du <b>sel</b>.</dd>
    """
    if not term.see:
        return _lonely(term, voice, xhtml)
    return _entry(term, here, known, voice, xhtml)


@lru_cache(_KEPT)
def _lonely(term: Term, voice: Voice, xhtml: bool) -> str:
    """Return the entry of a term without related ones, the same on every page."""
    return _entry(term, {}, {}, voice, xhtml)


def _entry(
    term: Term, here: Mapping[str, Term], known: Mapping[str, Term], voice: Voice, xhtml: bool
) -> str:
    name = f"<dfn>{escape(term.headword)}</dfn>"
    if term.abbreviation:
        name += f" (<abbr>{escape(term.abbreviation)}</abbr>)"
    own = term.lang or voice.lang
    parts = [f'<dt id="{anchor(term.id)}"{lang_mark(voice.lang, voice.around)}>{name}</dt>']
    for definition, domain in meanings(term):
        label = f'<span class="esslink-domain">({escape(domain)})</span> ' if domain else ""
        body = safe_html(definition, xhtml=xhtml)
        parts.append(f"<dd{lang_mark(own, voice.around)}>{label}{body}</dd>")
    rest = more(term, here, known, voice)
    if rest or len(parts) == 1:
        # A name without any dd would not be a valid list (HTML, 4.4.9).
        parts.append(f'<dd class="esslink-more">{rest}</dd>')
    # No div around: readability-lxml takes one without a block inside for a paragraph.
    return "\n".join(parts)


def meanings(term: Term) -> list[tuple[str, str | None]]:
    """Return the definitions of a term, each with its domain."""
    main = [(term.definition, term.domain)] if term.definition else []
    return main + [(sense.definition, sense.domain) for sense in term.senses]


def own_list(term: Term) -> str:
    """Return the address of a term's entry in the same list, escaped."""
    return f"#{anchor(term.id)}"


def more(
    term: Term,
    here: Mapping[str, Term],
    known: Mapping[str, Term],
    voice: Voice,
    *,
    address: Callable[[Term], str] | None = own_list,
) -> str:
    """
    Return what follows the definitions: related terms, then the source; may be empty.

    Related terms that are *here* are links to what *address* gives for them; with
    None, they are text.
    """
    parts = []
    related = [_related(other, here, known, address) for other in term.see if other != term.id]
    if any(related):
        parts.append(f"{escape(voice.words.see)}{', '.join(filter(None, related))}.")
    source = escape(term.source or "")
    if term.source_url is not None and is_web_address(term.source_url):
        shown = source or escape(term.source_url.split("/", 3)[2])
        source = f'<a href="{escape(term.source_url)}">{shown}</a>'
    if source:
        parts.append(f"{escape(voice.words.source)}{source}{'' if source.endswith('.') else '.'}")
    return " ".join(parts)


def _related(
    other: str,
    here: Mapping[str, Term],
    known: Mapping[str, Term],
    address: Callable[[Term], str] | None,
) -> str:
    """Return a related term as a link or as text; empty when nothing names it."""
    term = here.get(other) or known.get(other)
    if term is None:
        return ""
    name = escape(term.headword)
    return f'<a href="{address(term)}">{name}</a>' if address and other in here else name


def lang_mark(lang: str, around: str) -> str:
    """Return the attributes that a piece in *lang* needs inside text in *around*."""
    if primary(lang) == primary(around):
        return ""
    to_left = primary(lang) in RIGHT_TO_LEFT
    turn = (
        f' dir="{"rtl" if to_left else "ltr"}"'
        if to_left != (primary(around) in RIGHT_TO_LEFT)
        else ""
    )
    return f' lang="{escape(lang)}"{turn}'
