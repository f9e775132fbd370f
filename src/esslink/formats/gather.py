"""
Entries of formats that have no ids: homonyms made one term, identifiers made unique.

FranceTerme has *transfert* three times, once for each domain. One form that
belongs to three terms could never be linked; one term of three senses can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from esslink.errors import LexiconError
from esslink.formats.document import Place, excerpt
from esslink.terms import Sense, Term

__all__ = ["Entry", "gathered"]


MAX_MERGED = 256
"""Senses and aliases of one headword, gathered from all its entries."""


class Entry(NamedTuple):
    """A term as a reader met it."""

    term: Term
    place: Place
    named: bool = False
    """True when the file itself gives the id, which is then kept as it is."""


def gathered(entries: Iterable[Entry]) -> tuple[tuple[Term, ...], tuple[Place, ...], list[str]]:
    """
    Merge entries of one headword and give every term an id of its own.

    Entries merge when a domain tells their senses apart, or when they say the
    same. Ids that two headwords share (*côte*, *coté*) take a number, in the
    order of the file.

    Returns:
        terms, their places, notices.

    Raises:
        LexiconError: one headword twice with two definitions and nothing to
            tell them apart.

    """
    kept: dict[tuple[str, str], Entry] = {}
    merged = 0
    for entry in entries:
        key = (entry.term.headword, entry.term.id if entry.named else "")
        first = kept.get(key)
        if first is None or entry.named:
            # Two entries of one given id are left for the lexicon to refuse.
            kept[key if first is None else (*key, entry.place.of())] = entry  # type: ignore[index]
        elif first.term != entry.term:
            kept[key] = first._replace(term=_merged(first, entry))
            merged += 1
    terms = _identified(list(kept.values()))
    notice = f"{merged}\xa0entrées de même vedette sont réunies en termes de plusieurs sens"
    return terms, tuple(entry.place for entry in kept.values()), [notice] if merged else []


def _merged(first: Entry, second: Entry) -> Term:
    """Add the second entry to the first as further senses."""
    one, two = first.term, second.term
    if len(one.senses) + len(one.aliases) > MAX_MERGED:
        raise LexiconError(
            f"le terme {excerpt(two.headword)} revient plus de {MAX_MERGED}\xa0fois"
            "\xa0; réunissez ses définitions",
            place=second.place.of(),
        )
    same = one.definition == two.definition and one.domain == two.domain
    told_apart = one.domain or two.domain or not one.definition or not two.definition
    if not same and not told_apart:
        raise LexiconError(
            f"le terme {excerpt(two.headword)} est déjà défini en {first.place}"
            "\xa0; réunissez les deux, ou donnez à chacun un domaine ou un identifiant (id)",
            place=second.place.of(),
        )
    senses = [*one.senses]
    if two.definition and not same:
        senses.append(Sense(two.definition, two.domain))
    senses += two.senses
    both = {
        name: tuple(dict.fromkeys([*getattr(one, name), *getattr(two, name)]))
        for name in ("aliases", "see", "categories", "synonyms", "never", "forms")
    }
    if not one.definition and two.definition:
        one, senses = replace(one, definition=two.definition, domain=two.domain), senses[:-1]
    return replace(
        one,
        senses=tuple(senses),
        abbreviation=one.abbreviation or two.abbreviation,
        gender=one.gender if one.gender == two.gender else None,
        invariable=one.invariable and two.invariable,
        note="\n".join(filter(None, dict.fromkeys([one.note, two.note]))) or None,
        **both,  # type: ignore[arg-type]
    )


def _identified(entries: list[Entry]) -> tuple[Term, ...]:
    """Give numbers to the ids that would come twice, leaving those the file gives."""
    taken = {entry.term.id for entry in entries if entry.named}
    last: dict[str, int] = {}
    terms = []
    for entry in entries:
        term = entry.term
        if not entry.named and term.id in taken:
            number = last.get(term.id, 1) + 1
            while f"{term.id}-{number}" in taken:
                number += 1
            last[term.id] = number
            term = replace(term, id=f"{term.id}-{number}")
        if not entry.named:
            taken.add(term.id)
        terms.append(term)
    return tuple(terms)
