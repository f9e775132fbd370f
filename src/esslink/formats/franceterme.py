"""
FranceTerme, the official French terminology, in the XML that data.culture.gouv.fr gives.

One ``Article`` for each notion: a preferred ``Terme``, synonyms, variants, domains,
a definition, ``Voir`` links by number. Foreign equivalents and discouraged words
have no place in a Term; their number is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from esslink.errors import LexiconError
from esslink.formats.bounds import MAX_TERMS, too_many_terms
from esslink.formats.document import Document, Place, Source
from esslink.formats.gather import Entry, gathered
from esslink.formats.grammar import grammar_of
from esslink.formats.table import looks_abridged
from esslink.formats.xml import Element, fragment_of, hold_size, root_of, text_of
from esslink.terms import Term

__all__ = ["document_of", "read"]

_INLINE = {tag: tag for tag in ("sub", "sup", "i", "em", "b", "strong")}
_LOST = {
    "nature": "mots d’une nature sans nom ici (interj., symb.…)",
    "Voir": "renvois à des fiches absentes du fichier",
    "Equivalent": "équivalents étrangers",
    "A-interroger": "listes de termes déconseillés",
    "antonyme": "antonymes",
    "annule": "fiches annulées",
    "sans terme": "fiches sans terme",
}
# A part of speech after the last comma: words of a few letters, one of them dotted.
_GRAMMAR = re.compile(r",\s*((?:[a-zéè]{1,7}\.?\s?){1,4}\.)$")
_NUMBER = re.compile(r"FIC_ID=([0-9]{1,9})")


def read(source: Source) -> Document:
    """
    Read FranceTerme's XML.

    Raises:
        LexiconError: not well formed, not FranceTerme, over a bound.

    """
    return document_of(root_of(source), source)


def document_of(root: Element, source: Source) -> Document:
    """
    Make a glossary of the root of FranceTerme's file.

    Raises:
        LexiconError: not FranceTerme, over a bound.

    """
    if root.tag != "CRITER":
        raise LexiconError(
            f"ce n’est pas un fichier FranceTerme\xa0: la racine est {root.tag}, pas CRITER",
            place=source.at(root.sourceline),
        )
    lost: Counter[str] = Counter()
    entries: list[Entry] = []
    headwords: dict[str, str] = {}
    for number, article in enumerate(root.iterfind("Article")):
        place = Place(source.path, article.sourceline)
        if number >= MAX_TERMS:
            raise too_many_terms(place.of())
        hold_size(article, place)
        term = _term_of(article, lost)
        if term:
            headwords.setdefault(article.get("id", ""), term.headword)
            entries.append(Entry(term, place))
    terms, places, notices = gathered(entries)
    ids = {term.headword: term.id for term in terms}
    numbers = {number: ids[headword] for number, headword in headwords.items()}
    lost["Voir"] += sum(n not in numbers for term in terms for n in term.see)
    lost = +lost  # without those that count none
    terms = tuple(
        replace(term, see=tuple(numbers[n] for n in term.see if numbers.get(n, term.id) != term.id))
        if term.see
        else term
        for term in terms
    )
    notices += [f"{count}\xa0{_LOST[key]} non retenus" for key, count in sorted(lost.items())]
    return Document(
        terms,
        places,
        title="FranceTerme",
        licence=text_of(root.find("Mentions-legales")) or None,
        notices=tuple(notices),
    )


def _term_of(article: Element, lost: Counter[str]) -> Term | None:
    """Make a term of an article; None when it is cancelled or has no term."""
    if article.get("annule") == "1":
        lost["annule"] += 1
        return None
    named = [(_name(term), term) for term in article.iterfind("Terme")]
    named = [(name, term) for name, term in named if name and term.get("statut") != "antonyme"]
    lost["antonyme"] += sum(t.get("statut") == "antonyme" for t in article.iterfind("Terme"))
    for child in article:
        if child.tag in ("Equivalent", "A-interroger"):
            lost[child.tag] += 1
    if not named:
        lost["sans terme"] += 1
        return None
    named.sort(key=lambda pair: pair[1].get("statut") != "privilegie")
    headword, first = named[0]
    grammar = grammar_of(first.get("categorie", ""))
    if not grammar.whole:
        lost["nature"] += 1
    others = [name for name, _ in named[1:]]
    others += [_bare(text_of(v)) for _, term in named for v in term.iterfind("variantes/variante")]
    abbreviation = next(filter(looks_abridged, others), None)
    definition = article.find("Definition")
    fields = [text_of(domain) for domain in article.iterfind("Domaine/Dom")]
    narrower = [text_of(domain) for domain in article.iterfind("Domaine/S-dom")]
    return Term(
        headword,
        definition=fragment_of(definition, _INLINE) if definition is not None else "",
        abbreviation=abbreviation,
        aliases=tuple(a for a in dict.fromkeys(others) if a and a not in (headword, abbreviation)),
        pos=grammar.pos,
        gender=grammar.gender,
        invariable=grammar.invariable,
        domain="\xa0; ".join(filter(None, fields)) or None,
        categories=tuple(dict.fromkeys(filter(None, [*fields, *narrower]))),
        source=_source(article),
        note="\n".join(filter(None, map(text_of, _children(article, "Notes", "Attention"))))
        or None,
        see=tuple(
            found[1]
            for link in article.iterfind("Voir/A")
            if (found := _NUMBER.search(link.get("href", "")))
        ),
    )


def _source(article: Element) -> str | None:
    """Say where the notion was published, and what that revised."""
    date, revised = text_of(article.find("DatePub")), text_of(article.find("Source"))
    said = f"Journal officiel du {date}" if date else ""
    return (f"{said} ({revised})" if said and revised else said or revised) or None


def _children(article: Element, *names: str) -> Iterator[Element]:
    """Yield the children of these names, in the order of the names."""
    for name in names:
        yield from article.iterfind(name)


def _name(term: Element) -> str:
    """Give the name of a ``Terme``: its attribute, or the text that follows its variants."""
    named = term.get("Terme") or (term.text or "") + "".join(child.tail or "" for child in term)
    return " ".join(named.split())


def _bare(variant: str) -> str:
    """
    Take away the part of speech that ends a variant.

    >>> _bare("point à rejouer !, interj."), _bare("absorbeur, n.m."), _bare("coût, assurance")
    ('point à rejouer !', 'absorbeur', 'coût, assurance')
    """
    return _GRAMMAR.sub("", variant[-600:]).strip()
