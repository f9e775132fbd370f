"""SKOS in Turtle, from a glossary; read back by :mod:`esslink.formats.skos`. Needs no package."""

from __future__ import annotations

import re
from collections.abc import Iterator

from esslink.formats.document import Document
from esslink.formats.skos import DCT, NAMESPACE, RDF, SKOS
from esslink.sanitise import plain_of
from esslink.terms import Term

__all__ = ["write"]


def write(document: Document) -> tuple[bytes, list[str]]:
    """
    Write a glossary as SKOS in Turtle; our own properties hold the rest, so there is no notice.

    >>> from esslink.terms import Term
    >>> b'skos:prefLabel "SCOP"@fr' in write(Document((Term("SCOP"),)))[0]
    True
    """
    language = document.language
    lines = [
        f"@prefix skos: <{SKOS}> .",
        f"@prefix rdf: <{RDF}> .",
        f"@prefix dct: <{DCT}> .",
        f"@prefix esslink: <{NAMESPACE}> .",
        "",
        f"<{NAMESPACE}scheme> a skos:ConceptScheme ;",
    ]
    for key, name in (("title", "title"), ("description", "description"), ("licence", "license")):
        if (value := getattr(document, key)) is not None:
            lines.append(f"  dct:{name} {_literal(value)} ;")
    for key in ("title", "language", "description", "licence", "version"):
        if (value := getattr(document, key)) is not None:
            lines.append(f"  esslink:{key} {_literal(value)} ;")
    lines[-1] = lines[-1].removesuffix(";") + "."
    for term in document.terms:
        lines += ["", *_concept(term, language)]
    return ("\n".join(lines) + "\n").encode(), []


def _concept(term: Term, language: str) -> Iterator[str]:
    """Write a term, then its further senses, as subjects of their own."""
    subject = f"{NAMESPACE}term:{term.id}"
    pairs = [*_standard(term, language), *_own(term, subject)]
    yield f"<{subject}> a skos:Concept ;"
    yield f"  skos:inScheme <{NAMESPACE}scheme> ;"
    for number, (name, value) in enumerate(pairs, 1):
        yield f"  {name} {value} {'.' if number == len(pairs) else ';'}"
    for number, sense in enumerate(term.senses, 2):
        yield f"<{subject}#{number}> skos:definition {_definition(sense.definition, language)} ."
        if sense.domain:
            yield f"<{subject}#{number}> esslink:domain {_literal(sense.domain)} ."


def _standard(term: Term, language: str) -> Iterator[tuple[str, str]]:
    """Yield what SKOS and Dublin Core have properties for."""
    yield "skos:prefLabel", _literal(term.headword, language)
    if term.abbreviation:
        yield "esslink:abbreviation", _literal(term.abbreviation)
    for alias in term.aliases:
        yield "skos:altLabel", _literal(alias, language)
    for form in term.forms:
        yield "skos:hiddenLabel", _literal(form, language)
    if term.definition:
        yield "skos:definition", _definition(term.definition, language)
    if term.note:
        yield "skos:note", _literal(term.note, language)
    for target in term.see:
        yield "skos:related", f"<{NAMESPACE}term:{target}>"
    for target in term.synonyms:
        yield "skos:exactMatch", f"<{NAMESPACE}term:{target}>"
    if term.source:
        yield "dct:source", _literal(term.source)
    if term.source_url:
        yield "dct:source", f"<{_iri(term.source_url)}>"


def _own(term: Term, subject: str) -> Iterator[tuple[str, str]]:
    """Yield what only esslink has properties for."""
    for key in ("pos", "gender", "domain", "case", "lang"):
        if value := getattr(term, key):
            yield f"esslink:{key}", _literal(value)
    if term.invariable:
        yield "esslink:invariable", _literal("+")
    if term.priority:
        yield "esslink:priority", _literal(str(term.priority))
    for category in term.categories:
        yield "esslink:category", _literal(category)
    for phrase in term.never:
        yield "esslink:not", _literal(phrase)
    for number in range(2, 2 + len(term.senses)):
        yield "esslink:sense", f"<{subject}#{number}>"


def _definition(text: str, language: str) -> str:
    """Write a definition: its text, or its HTML when it has elements."""
    plain = plain_of(text)
    return _literal(text) + "^^rdf:HTML" if plain is None else _literal(plain, language)


# One class, so linear.
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_NOT_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def _literal(text: str, language: str = "") -> str:
    """Write a literal, with its language when it has one."""
    inside = _ESCAPED.sub(
        lambda m: f"\\u{ord(m[0]):04X}" if m[0] < " " or m[0] == "\x7f" else "\\" + m[0], text
    )
    return f'"{inside}"' + (f"@{language}" if language else "")


def _iri(text: str) -> str:
    """Write an address, percent-encoding what Turtle refuses."""
    return _NOT_IRI.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), text)
