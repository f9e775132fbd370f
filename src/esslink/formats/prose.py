"""
Headwords and definitions as people write them in pages, Markdown and wikis.

What these formats share: a headword may carry its abbreviation in brackets, a
colon at its end, several names for one definition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

from esslink.formats.bounds import MAX_TERMS, too_many_terms
from esslink.formats.document import Document, Place, Source
from esslink.formats.gather import Entry, gathered
from esslink.formats.table import looks_abridged
from esslink.terms import Term

__all__ = ["Found", "document_of", "fields_of", "written"]


class Found(NamedTuple):
    """A definition that a reader found: its names, its HTML, its line, the id the file gives."""

    names: list[str]
    definition: str
    line: int
    id: str = ""
    see: tuple[str, ...] = ()


# One bracketed group at the end, of characters that are no bracket.
_BRACKETED = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]{1,60})[)\]]$", re.DOTALL)


def fields_of(name: str) -> tuple[str, str | None]:
    """
    Part a headword from its abbreviation, whichever is in the brackets.

    >>> fields_of("Économie sociale et solidaire (ESS) :"), fields_of("SCOP (société coopérative)")
    (('Économie sociale et solidaire', 'ESS'), ('société coopérative', 'SCOP'))
    >>> fields_of("grand modèle de langage (Large Language Model, LLM)")
    ('grand modèle de langage (Large Language Model)', 'LLM')
    >>> fields_of("écraser (s')")
    ("écraser (s')", None)
    """
    text = " ".join(name[:2000].split()).rstrip(": \xa0").strip()
    found = _BRACKETED.match(text)
    if found and looks_abridged(found[2].strip()):
        return found[1], found[2].strip()
    if found and "," in found[2]:
        rest, _, last = found[2].rpartition(",")
        if looks_abridged(last.strip()) and rest.strip():
            return f"{found[1]} ({rest.strip()})", last.strip()
    if found and looks_abridged(found[1]) and len(found[2]) > len(found[1]):
        return found[2].strip(), found[1]
    return text, None


def _term_of(found: Found, fields: frozenset[str | None]) -> Term | None:
    """Make a term of what was found; None when it has no name. *fields* are no abbreviations."""
    names = [parted for parted in map(fields_of, found.names) if parted[0]]
    if not names:
        return None
    headword, abbreviation = names[0]
    domain = abbreviation if abbreviation in fields else None
    abbreviation = None if domain else abbreviation
    aliases: list[str] = []
    for name, short in names[1:]:
        if abbreviation is None and looks_abridged(name):
            abbreviation = name
        else:
            aliases.append(name)
        abbreviation = abbreviation or short
    if abbreviation is None and looks_abridged(headword) and aliases:
        headword, abbreviation = aliases.pop(0), headword
    made: dict[str, Any] = {"id": found.id} if found.id else {}
    return Term(
        headword,
        definition=found.definition,
        abbreviation=abbreviation,
        domain=domain,
        aliases=tuple(aliases),
        see=found.see,
        **made,
    )


def document_of(found: Iterable[Found], source: Source, **about: Any) -> Document:
    """
    Make a glossary of what a reader found.

    Capitals in the brackets of several names, as in *Annotation (IA)* and *Agent
    (IA)*, are the field of these names and no abbreviation of any.

    Raises:
        LexiconError: too many terms, or one name with two definitions.

    """
    entries: list[Entry] = []
    every = list(islice(found, MAX_TERMS + 1))
    short = Counter(fields_of(one.names[0])[1] for one in every if one.names)
    fields = frozenset(name for name, count in short.items() if name and count > 1)
    for one in every:
        term = _term_of(one, fields)
        if term:
            if len(entries) >= MAX_TERMS:
                raise too_many_terms(source.at(one.line))
            entries.append(Entry(term, Place(source.path, one.line), bool(one.id)))
    terms, places, notices = gathered(entries)
    return Document(terms, places, notices=tuple(notices), **about)


def written(term: Term) -> tuple[str, list[str]]:
    """Give the headword as it is written with its abbreviation, and what the text cannot hold."""
    lost = [
        name
        for name, value in (
            ("la nature", term.pos),
            ("le genre", term.gender),
            ("l’invariabilité", term.invariable),
            ("les exclusions", term.never),
            ("les formes", term.forms),
            ("la casse", term.case),
            ("la priorité", term.priority),
            ("les catégories", term.categories),
            ("la note", term.note),
            ("la langue", term.lang),
            ("les synonymes", term.synonyms),
        )
        if value
    ]
    headword = f"{term.headword} ({term.abbreviation})" if term.abbreviation else term.headword
    return headword, lost
