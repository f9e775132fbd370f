"""
The reasons of a verdict in French, with the example sentence of the rule that gave it.

Read when somebody asks for reasons, never on the way of a run.
"""

from __future__ import annotations

import os
from functools import lru_cache

from esslink.context.table import rules

__all__ = ["example", "wording"]

_GUARDS = {
    "address": "adresse, courriel ou nom de fichier",
    "number": "nombre ou chiffre romain",
    "name: institution": "nom d’une institution",
    "name, set phrase": "expression figée",
}
_LIMITS = {
    "first": "une fois dans la page",
    "section": "une fois sous chaque titre",
    "paragraph": "une fois dans chaque paragraphe",
    "per_term": "pour ce terme",
    "per_page": "pour la page",
}


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    """Return the French wording of each rule by its name."""
    path = os.path.join(os.path.dirname(__file__), "wording.tsv")
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file.read().split("\n") if line and not line.startswith("#")]
    rows = dict(line.split("\t") for line in lines)
    # The file has plain guillemets; French wants no-break blanks inside them.
    return {
        name: text.replace("«", "«\u00a0").replace("»", "\u00a0»") for name, text in rows.items()
    }


def wording(reason: str, detail: str) -> str:
    """
    Return what an editor reads of the detail of a verdict; the detail itself when unknown.

    Args:
        reason: a key of :data:`esslink.policy.REASONS`.
        detail: what came with it: a rule, a guard, terms, a limit.

    >>> wording("context", "object pronoun"), wording("guard", "name: crédit [coopératif]")
    ('verbe après un pronom complément', 'nom propre (crédit [coopératif])')

    """
    if reason == "context":
        return _table().get(detail, detail)
    if reason == "guard":
        if detail.startswith("name: ") and detail not in _GUARDS:
            return f"nom propre ({detail.removeprefix('name: ').strip()})"
        return _GUARDS.get(detail, detail)
    if reason == "shorter":
        return f"«\u00a0{detail}\u00a0»"
    if reason in ("repeated", "limit"):
        return _LIMITS.get(detail, detail)
    return detail


def example(reason: str, detail: str) -> str:
    """
    Return the sentence that shows a rule of context, the word in brackets; empty without one.

    >>> example("context", "object pronoun"), example("guard", "address")
    ('il la [ferme]', '')
    """
    if reason != "context":
        return ""
    found = next((rule.example for rule in rules() if rule.name == detail), "")
    return found.replace("'", "’").replace(" ?", "\u00a0?")
