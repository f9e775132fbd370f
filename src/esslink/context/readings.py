"""
What a form may be besides the term it was made for: bits, set at compile time.

:mod:`esslink.french` sets them for each form; :func:`esslink.context.judge` reads
them at run time. 0 means: never anything else, keep every hit. The upper bits say
what the term itself is, and are set only when a lower bit is.

>>> names(VERB | FEMININE | SINGULAR)
'VERB FEMININE SINGULAR'
"""

from __future__ import annotations

VERB = 1 << 0
"""A finite verb form: *ferme*, *marchent*."""
INFINITIVE = 1 << 1
"""An infinitive: *pouvoir*, *devoir*."""
PARTICIPLE = 1 << 2
"""A past participle: *salarié*, *arrivée*."""
PRESENT = 1 << 3
"""A present participle: *représentant*."""
ADJ = 1 << 4
"""An adjective: *mutuelle*, *publics*."""
ADV = 1 << 5
"""An adverb: *bien*, *mal*."""
NOUN = 1 << 6
"""Another noun, when the term is no noun: *ferme* for the adjective."""
CLOSED = 1 << 7
"""A function word: *pendant*, *personne*."""
WORD = 1 << 8
"""An ordinary word, for an abbreviation: *AI*, *EI*, *AU*."""

MASCULINE = 1 << 16
FEMININE = 1 << 17
SINGULAR = 1 << 18
PLURAL = 1 << 19
OWN_VERB = 1 << 20
"""The term is a verb."""
OWN_ADJ = 1 << 21
"""The term is an adjective."""
OWN_ADV = 1 << 22
"""The term is an adverb."""
PRENOMINAL = 1 << 23
"""The adjective it may be stands before nouns: *nouvelle*, *moyen*."""

ELSE = (1 << 16) - 1
"""Every bit that says what else a form may be."""

_NAMES = {
    name: value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value, int) and name != "ELSE"
}


def names(readings: int) -> str:
    """Spell the bits of *readings*, for messages and tests."""
    return " ".join(name for name, bit in _NAMES.items() if readings & bit)
