"""Tooltip markup of known systems: a literal list of rules, one for each system."""

from __future__ import annotations

from esslink.cleaner.finding import Removal
from esslink.cleaner.markup import cms, documents, plain, spip, wordpress
from esslink.cleaner.markup.page import Page
from esslink.cleaner.markup.tooltip import Options, Rule

__all__ = ["RULES", "Options", "Rule", "find"]

RULES: tuple[Rule, ...] = (
    *spip.RULES,
    *wordpress.RULES,
    *cms.RULES,
    *documents.RULES,
    *plain.RULES,
)
"""Every system that is known, in the order of the markup table of the documentation."""


def find(source: str, options: Options | None = None) -> list[Removal]:
    """
    Give the tooltips of every known system in *source*.

    A page that has none of the names the systems use is not even read.

    >>> found = find("<p>l’<a class='glossaryLink' data-cmtooltip='Secteur.'>ESS</a></p>")
    >>> [(r.rule, r.surface, r.definition) for r in found]
    [('cm-tooltip', 'ESS', 'Secteur.')]
    """
    options = options or Options()
    small = source.lower()
    rules = [rule for rule in RULES if any(needle in small for needle in rule.needles)]
    if not rules:
        return []
    page = Page(source)
    return [removal for rule in rules for removal in rule.find(page, options)]
