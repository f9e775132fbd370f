"""
Forms of a verb: the regular first group by rule, everything else from spaCy's table.

The table lists every form of irregular verbs and of those whose stem changes
(*acheter, céder, placer*); 114,000 of them. Regular verbs in *-er* are not in it.
"""

from __future__ import annotations

from esslink.french import lookups

__all__ = ["conjugation"]

# Endings of every form: present, imperfect, past, future, conditional, subjunctive, participles.
_REGULAR = tuple(
    ending
    for endings in (
        ("er", "e", "es", "ons", "ez", "ent"),
        ("ais", "ait", "ions", "iez", "aient"),
        ("ai", "as", "a", "âmes", "âtes", "èrent"),
        ("erai", "eras", "era", "erons", "erez", "eront"),
        ("erais", "erait", "erions", "eriez", "eraient"),
        ("asse", "asses", "ât", "assions", "assiez", "assent"),
        ("ant", "é", "ée", "és", "ées"),
    )
    for ending in endings
)
_SECOND_GROUP = tuple(
    ending
    for endings in (
        ("ir", "is", "it", "issons", "issez", "issent"),
        ("issais", "issait", "issions", "issiez", "issaient"),
        ("îmes", "îtes", "irent"),
        ("irai", "iras", "ira", "irons", "irez", "iront"),
        ("irais", "irait", "irions", "iriez", "iraient"),
        ("isse", "isses", "ît", "issant", "i", "ie", "ies"),
    )
    for ending in endings
)


def _first_group(stem: str) -> list[str]:
    """Conjugate a verb in -er, with the spelling of -ger and -cer."""
    forms = []
    for ending in _REGULAR:
        written = stem
        if ending[0] in "aâo":
            if stem.endswith("g"):
                written = stem + "e"
            elif stem.endswith("c"):
                written = stem[:-1] + "ç"
        forms.append(written + ending)
    return forms


def conjugation(infinitive: str) -> list[str]:
    """
    Return the one-word forms of a verb, the infinitive first; only itself when unknown.

    A verb the table does not know is conjugated by its ending (*-er*, *-ir*).

    >>> conjugation("mutualiser")[:4], "relançait" in conjugation("relancer")
    (['mutualiser', 'mutualise', 'mutualises', 'mutualisons'], True)
    >>> {"finissons", "fini"} <= set(conjugation("finir")), "pris" in conjugation("prendre")
    (True, True)
    """
    listed = lookups.verb_forms(lookups.without_ligature(infinitive))
    forms = [infinitive]
    if infinitive.endswith("er") and (not listed or "é" not in infinitive[-5:-2]):
        regular = _first_group(infinitive[:-2])
        forms += regular if not listed else [form for form in regular if form in listed]
    elif infinitive.endswith("ir") and not listed:
        forms += [infinitive[:-2] + ending for ending in _SECOND_GROUP]
    if "œ" in infinitive:
        listed = [form.replace("oe", "œ") for form in listed]
    return list(dict.fromkeys([*forms, *sorted(listed)]))
