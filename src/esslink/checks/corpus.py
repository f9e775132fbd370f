"""Terms that a corpus never uses, and those of their names that it never uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from esslink.checks.finding import Finding, Study
from esslink.formats.document import listed

__all__ = ["unseen_terms"]


def unseen_terms(study: Study, corpus: Iterable[str]) -> Iterator[Finding]:
    """
    Find the terms of which no form stands in any text of *corpus*, and their names that do not.

    A name is the headword, the abbreviation or an alias, in any of its forms.
    Texts are scanned one after the other, so the corpus may be larger than memory.
    """
    from esslink.compiler import compile
    from esslink.policy import Policy

    matcher = compile(study.lexicon)
    policy = Policy(occurrences="all", context="off")
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for text in corpus:
        for match in matcher.find(text, policy):
            seen[match.term.id].add(match.lemma)
    for term in study.lexicon:
        if term.id not in seen:
            yield study.finding(
                ("terme-jamais-vu", "note"),
                term,
                None,
                "aucune forme du terme ne se trouve dans les textes donnés.",
                "Vérifiez sa graphie, ou ajoutez un alias.",
            )
            continue
        names = dict.fromkeys(form.lemma for form in study.forms[term.id])
        if unseen := [name for name in names if name not in seen[term.id]]:
            yield study.finding(
                ("forme-jamais-vue", "note"),
                term,
                None,
                f"{listed(unseen)} ne se trouve dans aucun des textes donnés, sous aucune forme."
                if len(unseen) == 1
                else f"{listed(unseen)} ne se trouvent dans aucun des textes donnés.",
                "Vérifiez la graphie, ou enlevez ce qui ne sert pas.",
            )
