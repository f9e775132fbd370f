"""TBX version 3 in DCA style, from a glossary; read back by :mod:`esslink.formats.tbx`."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from esslink.formats.document import Document
from esslink.formats.tbx import DIALECT, POS_NAMES
from esslink.sanitise import plain_of, text_of_html
from esslink.terms import Term

__all__ = ["write"]

_GENDER = {"f": "feminine", "m": "masculine"}


def write(document: Document) -> tuple[bytes, list[str]]:
    """
    Write a glossary as TBX v3 (DCA); the dialect holds everything, so there is no notice.

    >>> from esslink.terms import Term
    >>> b'<term>SCOP</term>' in write(Document((Term("SCOP"),)))[0]
    True
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<tbx style="dca" type="{DIALECT}" xml:lang={quoteattr(document.language)} '
        'xmlns="urn:iso:std:iso:30042:ed-2">',
        "<tbxHeader><fileDesc>",
        f"<titleStmt><title>{escape(document.title or 'Glossaire')}</title></titleStmt>",
        "<sourceDesc><p>Écrit par esslink.</p>",
    ]
    for key in ("title", "language", "description", "licence", "version"):
        value = getattr(document, key)
        if value is not None:
            lines.append(_typed("p", f"esslink-{key}", value))
    lines += ["</sourceDesc>", "</fileDesc></tbxHeader>", "<text><body>"]
    for term in document.terms:
        lines += _concept(term, document.language)
    lines += ["</body></text>", "</tbx>", ""]
    return "\n".join(lines).encode(), []


def _typed(name: str, kind: str, text: str) -> str:
    """Write an element of a type."""
    return f'<{name} type="{kind}">{escape(text)}</{name}>'


def _concept(term: Term, language: str) -> Iterator[str]:
    """Write a term as a concept."""
    yield f'<conceptEntry id="esslink-{term.id}">'
    if term.domain:
        yield _typed("descrip", "subjectField", term.domain)
    if term.definition:
        yield f"<descripGrp>{_definition(term.definition)}</descripGrp>"
    for sense in term.senses:
        domain = _typed("admin", "esslink-domain", sense.domain) if sense.domain else ""
        mark = _typed("admin", "esslink-sense", "+")
        yield f"<descripGrp>{_definition(sense.definition)}{mark}{domain}</descripGrp>"
    if term.source:
        yield _typed("admin", "source", term.source)
    if term.source_url:
        target = quoteattr(term.source_url)
        yield f'<xref type="externalCrossReference" target={target}>source</xref>'
    for target in term.see:
        yield f'<ref type="crossReference" target="esslink-{escape(target)}">{escape(target)}</ref>'
    yield from _own(term)
    if term.note:
        yield f"<note>{escape(term.note)}</note>"
    yield f"<langSec xml:lang={quoteattr(language)}>"
    yield from _termsec(term.headword, "preferredTerm-admn-sts", "", term)
    if term.abbreviation:
        yield from _termsec(term.abbreviation, "admittedTerm-admn-sts", "abbreviation", None)
    for alias in term.aliases:
        yield from _termsec(alias, "admittedTerm-admn-sts", "", None)
    yield "</langSec>"
    yield "</conceptEntry>"


def _definition(text: str) -> str:
    """Write a definition in plain text, and its HTML beside it when it has any."""
    plain = plain_of(text)
    if plain is not None:
        return _typed("descrip", "definition", plain)
    marked = _typed("admin", "esslink-html", text)
    return _typed("descrip", "definition", text_of_html(text)) + marked


def _own(term: Term) -> Iterator[str]:
    """Write what TBX-Basic has no category for."""
    if term.priority:
        yield _typed("admin", "esslink-priority", str(term.priority))
    if term.invariable:
        yield _typed("admin", "esslink-invariable", "+")
    for key in ("case", "lang"):
        if value := getattr(term, key):
            yield _typed("admin", f"esslink-{key}", value)
    for kind, values in (
        ("category", term.categories),
        ("synonym", term.synonyms),
        ("not", term.never),
        ("form", term.forms),
    ):
        for value in values:
            yield _typed("admin", f"esslink-{kind}", value)


def _termsec(text: str, status: str, kind: str, term: Term | None) -> Iterator[str]:
    """Write one form; the grammar goes with the headword."""
    yield f"<termSec><term>{escape(text)}</term>"
    if term and term.pos:
        yield _typed("termNote", "partOfSpeech", POS_NAMES[term.pos])
    if term and term.gender:
        yield _typed("termNote", "grammaticalGender", _GENDER[term.gender])
    if kind:
        yield _typed("termNote", "termType", kind)
    yield _typed("termNote", "administrativeStatus", status) + "</termSec>"
