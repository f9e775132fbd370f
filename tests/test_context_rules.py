"""The table of context rules: each row is decided by its own example."""

import pytest

from esslink.context import judge
from esslink.context import readings as r
from esslink.context.table import rules
from esslink.french.forms import forms
from esslink.terms import Term


def readings_of(word, pos):
    for form in forms(Term(word, pos=pos)):
        if form.text == word.lower():
            return form.readings
    raise AssertionError(word)


def hit(sentence):
    before, _, rest = sentence.partition("[")
    word, _, after = rest.partition("]")
    return before + word + after, len(before), len(before) + len(word), word


def lemma(word, pos):
    """The rows show forms; a plural is looked up among the forms of its singular."""
    from esslink.french.inflect import singulars

    for citation in (word.lower(), *singulars(word)):
        for form in forms(Term(citation, pos=pos)):
            if form.text == word.lower() and (citation != word.lower() or not _plural(word)):
                return form.readings
    return readings_of(word, pos)


def _plural(word):
    from esslink.french.inflect import singulars

    return singulars(word)[0] != word.lower()


def own(rule):
    if rule.readings.some & r.OWN_VERB:
        return "verb"
    if rule.readings.some & r.OWN_ADJ:
        return "adj"
    return "adv" if rule.readings.some & r.OWN_ADV else "noun"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_example_of_a_rule_is_decided_by_it(rule):
    text, start, end, word = hit(rule.example)
    assert judge(text, start, end, lemma(word, own(rule))) == (rule.keep, rule.name)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_example_reads_the_same_in_capitals_and_curly_apostrophes(rule):
    text, start, end, word = hit(rule.example)
    bits = lemma(word, own(rule))
    assert judge(text.upper(), start, end, bits).keep == rule.keep
    assert judge(text.replace("'", "’"), start, end, bits).keep == rule.keep
    assert judge(text.replace(" ", "\u00a0"), start, end, bits).keep == rule.keep


def test_names_of_rules_are_unique():
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names))


def test_only_readings_and_left_ask_for_two_classes_at_once():
    assert not any(rule.left2.every or rule.right.every for rule in rules())
