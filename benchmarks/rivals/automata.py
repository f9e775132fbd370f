"""
Bare automata over text that is folded already: what a scan costs and nothing else.

All three give every hit, overlaps included (words are whole because keys have their
blanks), so their counts are equal or one of them is wrong. None of them looks at
accents, chooses the longest, or knows where the text stood before the fold.
"""

from __future__ import annotations

from corpora import Glossary

from rivals import Rival, Run


def _pyahocorasick(glossary: Glossary) -> Run:
    return pyahocorasick(glossary.keys)


def pyahocorasick(keys: list[str]) -> Run:
    """Make pyahocorasick's automaton and a loop over its hits."""
    import ahocorasick

    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for number, key in enumerate(keys):
        automaton.add_word(key, number)
    automaton.make_automaton()
    return lambda text: sum(1 for _ in automaton.iter(text))


def _ahocorasick_rs(glossary: Glossary) -> Run:
    return ahocorasick_rs(glossary.keys)


def ahocorasick_rs(keys: list[str]) -> Run:
    """Make ahocorasick_rs' automaton; its hits come as one list."""
    import ahocorasick_rs as rs

    # The default turns to a DFA for few patterns, 2 GB for many: the contiguous NFA is its best.
    automaton = rs.AhoCorasick(
        keys, matchkind=rs.MatchKind.Standard, implementation=rs.Implementation.ContiguousNFA
    )
    return lambda text: len(automaton.find_matches_as_indexes(text, overlapping=True))


def _daachorse(glossary: Glossary) -> Run:
    return daachorse(glossary.keys)


def daachorse(keys: list[str]) -> Run:
    """Make daachorse's automaton; its hits come as one list."""
    import daachorse as da

    # Folded text is Latin-1, and the automaton of bytes is faster than that of characters.
    automaton = da.DoubleArrayAhoCorasick([key.encode("latin-1") for key in keys])
    return lambda text: len(automaton.find_overlapping(text.encode("latin-1")))


PYAHOCORASICK = Rival(_pyahocorasick, "folded", ("pyahocorasick",))
AHOCORASICK_RS = Rival(_ahocorasick_rs, "folded", ("ahocorasick_rs",))
DAACHORSE = Rival(_daachorse, "folded", ("daachorse",))
BY_NAME = {
    "pyahocorasick": pyahocorasick,
    "ahocorasick_rs": ahocorasick_rs,
    "daachorse": daachorse,
}
