"""Sentences that a French reader can review: what is in brackets is the term, the rest is not."""

import re
from pathlib import Path

import pytest

import esslink

CASES = Path(__file__).with_name("cases") / "context"
POLICY = esslink.Policy(occurrences="all", context="rules")
LINE = re.compile(r"(.+?)(?: \((\w+)\))? \| (.+)")


def cases(*names):
    found = []
    for name in names:
        for line in (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                found.append(pytest.param(*LINE.fullmatch(line).groups(), id=f"{name}: {line}"))
    return found


def marked(headword, pos, plain):
    """Put brackets around what is found."""
    term = esslink.Term(headword, pos=pos or "noun", definition="-")
    matcher = esslink.compile([term])
    for match in reversed(matcher.find(plain, POLICY)):
        plain = f"{plain[: match.start]}[{plain[match.start : match.end]}]{plain[match.end :]}"
    return plain


def bare(sentence):
    return sentence.replace("[", "").replace("]", "")


GROUPS = sorted(path.stem for path in CASES.glob("*.txt") if path.stem != "known_failures")


@pytest.mark.parametrize(("headword", "pos", "sentence"), cases(*GROUPS))
def test_only_the_term_is_found(headword, pos, sentence):
    assert marked(headword, pos, bare(sentence)) == sentence


@pytest.mark.parametrize(("headword", "pos", "sentence"), cases(*GROUPS))
def test_typography_changes_nothing(headword, pos, sentence):
    curly = sentence.replace("'", "’").replace(" ", "\u00a0")
    assert marked(headword, pos, bare(curly)) == curly


@pytest.mark.parametrize(("headword", "pos", "sentence"), cases("known_failures"))
@pytest.mark.xfail(strict=True, reason="the rules see two words on the left and one on the right")
def test_known_failures(headword, pos, sentence):
    assert marked(headword, pos, bare(sentence)) == sentence
