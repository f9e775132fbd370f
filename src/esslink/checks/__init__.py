"""
What a glossary should hold: the checks of ``esslink lexicon check``.

Each is a function from a :class:`Study` to findings; :data:`CHECKS` is the list.
Nothing here refuses a glossary: that is :mod:`esslink.rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from esslink.checks.collisions import colliding_forms, empty_forms, idle_exclusions
from esslink.checks.corpus import unseen_terms
from esslink.checks.definitions import (
    circular_definitions,
    missing_definitions,
    unfit_definitions,
)
from esslink.checks.finding import SEVERITIES, Finding, Study
from esslink.checks.references import circular_references, own_references, unknown_references
from esslink.checks.repair import repaired
from esslink.checks.typography import fix_lexicon, fix_typography, typography
from esslink.checks.words import common_terms, word_abbreviations
from esslink.lexicon import Lexicon

__all__ = [
    "CHECKS",
    "SEVERITIES",
    "Finding",
    "Study",
    "check",
    "fix_lexicon",
    "fix_typography",
    "repaired",
]

CHECKS: tuple[Callable[[Study], Iterator[Finding]], ...] = (
    empty_forms,
    colliding_forms,
    idle_exclusions,
    unknown_references,
    own_references,
    circular_references,
    missing_definitions,
    circular_definitions,
    unfit_definitions,
    typography,
    common_terms,
    word_abbreviations,
)
"""The checks of a glossary by itself."""


def check(lexicon: Lexicon, corpus: Iterable[str] | None = None) -> list[Finding]:
    """
    Check a glossary.

    Args:
        lexicon: the glossary.
        corpus: texts in which each term should be found at least once; without
            them, that is not looked at.

    Returns:
        findings in the order of the glossary's terms.

    >>> from esslink.terms import Term
    >>> [f.code for f in check(Lexicon([Term("coopérative", definition="Voir SCOP.", see=("x",))]))]
    ['renvoi-inconnu']

    """
    study = Study(lexicon)
    found = [finding for run in CHECKS for finding in run(study)]
    if corpus is not None:
        found += unseen_terms(study, corpus)
    order = {term.id: number for number, term in enumerate(lexicon)}
    return sorted(found, key=lambda finding: order[finding.term])
