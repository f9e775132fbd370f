"""References of a term to others: *voir aussi* and synonyms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from esslink.checks.finding import Finding, Study
from esslink.formats.document import excerpt, listed

__all__ = ["circular_references", "cycles", "own_references", "unknown_references"]

_NAMES = {"see": "renvoi", "synonyms": "synonyme"}


def unknown_references(study: Study) -> Iterator[Finding]:
    """Find references to ids that no term has, with the nearest one that exists."""
    from difflib import get_close_matches

    ids = [term.id for term in study.lexicon]
    for term in study.lexicon:
        for key, name in _NAMES.items():
            for reference in getattr(term, key):
                if reference in study.lexicon:
                    continue
                near = get_close_matches(reference, ids, 1, 0.75)
                yield study.finding(
                    ("renvoi-inconnu", "error"),
                    term,
                    key,
                    f"le {name} {excerpt(reference)} ne désigne aucun terme.",
                    f"Vouliez-vous dire {excerpt(near[0])}\xa0?"
                    if near
                    else "Ajoutez ce terme ou enlevez le renvoi.",
                )


def own_references(study: Study) -> Iterator[Finding]:
    """Find terms that refer to themselves, or twice to the same term."""
    for term in study.lexicon:
        for key, name in _NAMES.items():
            if term.id in getattr(term, key):
                yield study.finding(
                    ("renvoi-a-soi", "warning"),
                    term,
                    key,
                    f"le {name} désigne le terme lui-même.",
                    "Enlevez-le.",
                )
        if both := set(term.see) & set(term.synonyms):
            yield study.finding(
                ("renvoi-double", "note"),
                term,
                "see",
                f"{listed(sorted(both))} est à la fois renvoi et synonyme.",
                "Gardez le synonyme.",
            )


def cycles(edges: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """
    Give the circles of a graph, each once, from its first member in the order of the keys.

    A depth-first walk without recursion: a chain of 100,000 terms is no problem.

    >>> cycles({"a": ("b",), "b": ("a", "c"), "c": ()})
    [['a', 'b']]
    """
    done: set[str] = set()
    found = []
    for start in edges:
        path: list[str] = []
        places: dict[str, int] = {}
        stack = [(start, iter((start,)))] if start not in done else []
        while stack:
            _, following = stack[-1]
            node = next(following, None)
            if node is None:
                stack.pop()
                if path and len(path) > len(stack) - 1 >= 0:
                    done.add(path[-1])
                    del places[path.pop()]
            elif node in places:
                found.append(path[places[node] :])
            elif node in edges and node not in done:
                places[node] = len(path)
                path.append(node)
                stack.append((node, iter(edges[node])))
    return found


def circular_references(study: Study) -> Iterator[Finding]:
    """
    Find circles of terms without definition, which send the reader round for ever.

    Two defined terms that refer to each other are no circle: that is what *voir
    aussi* is for.
    """
    edges = {t.id: (*t.see, *t.synonyms) for t in study.lexicon if not t.definition}
    for circle in cycles(edges):
        if len(circle) < 2:
            continue
        term = study.lexicon[circle[0]]
        yield study.finding(
            ("renvoi-circulaire", "error"),
            term,
            "see",
            f"le renvoi tourne en rond ({_round(study, circle)}) sans jamais de définition.",
            "Définissez l’un de ces termes.",
        )


def _round(study: Study, circle: list[str]) -> str:
    """Write a circle as its terms, the first one again at the end."""
    names = [study.lexicon[id].headword for id in [*circle, circle[0]]]
    return " → ".join(names if len(names) < 8 else [*names[:6], "…", names[-1]])
