"""Definitions that are missing, that define nothing, or that do not fit the part of speech."""

from __future__ import annotations

import re
from collections.abc import Iterator

from esslink.checks.finding import Finding, Study
from esslink.checks.references import cycles
from esslink.fold import squeeze
from esslink.formats.document import excerpt
from esslink.french.forms import canonical
from esslink.french.lookups import dictionary, inflected
from esslink.french.readings import CLOSED
from esslink.sanitise import text_of_html
from esslink.terms import Term

__all__ = ["circular_definitions", "missing_definitions", "unfit_definitions"]


def missing_definitions(study: Study) -> Iterator[Finding]:
    """Find terms without definition; a term that only refers to another is worth a note."""
    for term in study.lexicon:
        if text_of_html(term.definition) or term.senses:
            continue
        refers = bool(term.see or term.synonyms)
        yield study.finding(
            ("definition-absente", "note" if refers else "warning"),
            term,
            "definition",
            "le terme renvoie ailleurs et n’a pas de définition\xa0; il ne sera pas relié."
            if refers
            else "le terme n’a pas de définition et ne sera pas relié.",
            "Faites-en un alias du terme visé." if refers else "Écrivez-la en une à trois phrases.",
        )


def circular_definitions(study: Study) -> Iterator[Finding]:
    """Find definitions that use the term they define, and those that only send to one another."""
    names: dict[str, str] = {}
    for term in study.lexicon:
        for form in study.forms[term.id]:
            names.setdefault(_bare(form.text), term.id)
    edges: dict[str, tuple[str, ...]] = {}
    for term in study.lexicon:
        text = text_of_html(term.definition)
        if used := _own_form(study, term, text):
            yield study.finding(
                ("definition-circulaire", "warning"),
                term,
                "definition",
                f"la définition emploie le terme qu’elle définit ({excerpt(used)}).",
                "Dites-le avec d’autres mots.",
            )
        elif target := names.get(_bare(_LEAD.sub("", text))):
            edges[term.id] = (target,)
    for circle in cycles(edges):
        term = study.lexicon[circle[0]]
        others = " → ".join(study.lexicon[id].headword for id in [*circle[:6], circle[0]])
        yield study.finding(
            ("definition-circulaire", "warning"),
            term,
            "definition",
            f"les définitions se renvoient l’une à l’autre ({others}).",
            "Définissez l’un de ces termes avec d’autres mots.",
        )


# What stands before the other term in a definition that is only its name:
# each alternative begins with a different word, and the whole is anchored.
_LEAD = re.compile(
    r"^(?:(?:voir(?: aussi)?|même sens que|(?:synonyme|autre nom|variante|équivalent) d[e’'u]s?)"
    r"\s*:?\s*)?(?:(?:une?|les?|la|des)\s+|[ld][’'])?",
    re.IGNORECASE,
)


def _bare(text: str) -> str:
    """Give a text as the matcher sees it, without blanks at its ends."""
    return squeeze(text).text.strip()


def _own_form(study: Study, term: Term, text: str) -> str | None:
    """
    Give the form of the headword or abbreviation that the definition holds, if any.

    The whole headword: *association d’insertion* may be defined as an
    association. Aliases do not count, a wider word is often one.
    """
    folded = f" {_bare(text)} "
    own = canonical(term.headword).lower()
    for form in study.forms[term.id]:
        if form.exact:
            # An abbreviation is looked for as it is written: «sel» is not SEL.
            if form.origin == "abbreviation" and re.search(
                rf"(?<!\w){re.escape(form.text)}(?!\w)", text
            ):
                return form.text
        elif form.lemma.lower() != own or (term.pos == "verb" and form.text.lower() != own):
            continue  # «amorce», in the definition of *amorcer*, is most often the noun
        elif f" {_bare(form.text)} " in folded and form.text.lower() in canonical(text).lower():
            return form.text
    return None


_WORD = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")
_DETERMINERS = frozenset(["un", "une", "le", "la", "les", "l", "des", "tout", "toute", "ensemble"])
_ADJECTIVE_STARTS = re.compile(
    r"^(?:se dit|qui\b|qualifie|relatif|propre à|dont\b|que l’on)", re.IGNORECASE
)


def unfit_definitions(study: Study) -> Iterator[Finding]:
    """
    Find definitions whose beginning does not fit the part of speech that the term is given.

    A noun is defined by a noun, a verb by an infinitive, an adjective by «Qui…»,
    «Se dit…», «Relatif à…» or another adjective.
    """
    for term in study.lexicon:
        text = text_of_html(term.definition)
        first = _WORD.search(text[:200])
        if not first or not study.is_french(term):
            continue
        said = _misfit(term.pos, text, first[0].lower())
        if said:
            yield study.finding(
                ("definition-nature", "warning"),
                term,
                "definition",
                f"la définition commence par {excerpt(first[0])}, {said}.",
                "Tournez-la autrement, ou corrigez «\xa0pos\xa0».",
            )


def _misfit(pos: str | None, text: str, first: str) -> str | None:
    """Say how the first word does not fit *pos*; None when it does, or when in doubt."""
    infinitive = first in dictionary("verb") and not inflected(first, "noun")
    if pos == "noun":
        if _ADJECTIVE_STARTS.match(text):
            return "comme celle d’un adjectif, alors que le terme est un nom"
        if infinitive and first not in dictionary("noun") and first not in dictionary("adj"):
            return "comme celle d’un verbe, alors que le terme est un nom"
    elif pos == "verb":
        second = _WORD.findall(text[:200])[1:2]
        reflexive = (
            first in ("se", "s", "ne") and bool(second) and second[0].lower() in dictionary("verb")
        )
        noun = first in _DETERMINERS or (first in dictionary("noun") and first not in CLOSED)
        if noun and not infinitive and not reflexive:
            return "comme celle d’un nom, alors que le terme est un verbe"
    elif pos == "adj":
        if first in _DETERMINERS:
            return "comme celle d’un nom, alors que le terme est un adjectif"
        if infinitive and first not in dictionary("adj"):
            return "comme celle d’un verbe, alors que le terme est un adjectif"
    return None
