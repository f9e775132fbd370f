"""Terms that a corpus never uses, and terms that it uses all the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from esslink.checks.finding import Finding, Study

__all__ = ["unseen_terms"]


def unseen_terms(study: Study, corpus: Iterable[str]) -> Iterator[Finding]:
    """
    Find the terms of which no form stands in any text of *corpus*.

    Texts are scanned one after the other, so the corpus may be larger than memory.
    """
    from esslink.compiler import compile
    from esslink.policy import Policy

    matcher = compile(study.lexicon)
    policy = Policy(occurrences="all", context="off")
    seen: Counter[str] = Counter()
    for text in corpus:
        seen.update(match.term.id for match in matcher.find(text, policy))
    for term in study.lexicon:
        if not seen[term.id]:
            yield study.finding(
                ("terme-jamais-vu", "note"),
                term,
                None,
                "aucune forme du terme ne se trouve dans les textes donnés.",
                "Vérifiez sa graphie, ou ajoutez un alias.",
            )
