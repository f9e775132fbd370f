"""Matching against the oracle, and what must hold of fold, offsets and the compiled file."""

from __future__ import annotations

import string
from bisect import bisect_right

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import esslink.context
from esslink.automaton import double_array, trie
from esslink.errors import ArtefactError
from esslink.fold import BREAK, GAP, SECTION, agrees, canonical, fold, squeeze, unmark
from esslink.index import dump, load
from esslink.matcher import Matcher
from esslink.policy import Policy
from properties.strategies import ODD, WORDS, compiled, glossaries, texts, tries
from reference import Form, Found, find

EVERYWHERE = Policy(occurrences="all", context="off", names="link")


@pytest.fixture(autouse=True, scope="module")
def without_guards():
    """Leave out the guards on names and addresses: tables of their own, with cases of their own."""
    patch = pytest.MonkeyPatch()
    patch.setattr(esslink.context, "refused", lambda *_: [])
    yield
    patch.undo()


def found_by(matcher: Matcher, text: str, policy: Policy = EVERYWHERE) -> list[Found]:
    return [Found(m.start, m.end, int(m.term.id[1:])) for m in matcher.find(text, policy)]


@st.composite
def searches(draw):
    forms, priorities = draw(glossaries())
    return forms, priorities, draw(texts(forms))


# What random search found once.
FOUND_ONCE = (
    ("Crédit Agricole", True, "Crédit\x1eAgricole", 0),
    ("E. S.", True, "E.\x1eS.", 0),
    ("mutuelle", False, "mutuelleā", 0),
    ("mutuelle", False, "mutuelle-laœ", 0),
    ("mutuelle", False, "mutuelle\u030a", 0),
    ("dépôt", False, "dépôt\ufeffdépôt", 0),
    ("dépôt", False, "dé\ufeffpôt", 1),
    ("C++", False, "C++ſ", 0),
    ("C++", False, "C++s", 0),
    ("noir", False, "noir\u0301noir", 0),
    ("noir", False, "---noir", 1),
    ("noir", False, "noir---noir--", 2),
)


@pytest.mark.parametrize(("form", "exact", "text", "count"), FOUND_ONCE)
def test_what_was_found_once(form, exact, text, count):
    forms = [Form(form, 0, exact)]
    assert len(find(text, forms, [0])) == count
    assert len(found_by(compiled(forms, [0]), text)) == count


@tries(2500)
@given(searches(), st.sampled_from(["all", "first", "section", "paragraph"]))
def test_find_equals_the_oracle(search, occurrences):
    forms, priorities, text = search
    policy = Policy(occurrences=occurrences, context="off", names="link")
    assert found_by(compiled(forms, priorities), text, policy) == find(
        text, forms, priorities, occurrences
    )


@tries(600)
@given(searches())
def test_offsets_are_exact(search):
    """What stands between the offsets, read by itself, is the form that was found."""
    forms, priorities, text = search
    for match in compiled(forms, priorities).find(text, EVERYWHERE):
        surface = text[match.start : match.end]
        clean = unmark(surface)
        surface = clean[0] if clean else surface
        assert 0 <= match.start < match.end <= len(text)
        assert squeeze(surface).text.strip() == squeeze(match.form).text.strip()
        assert agrees(surface, match.form)
        assert not {BREAK, SECTION, GAP} & set(surface)


@tries(300)
@given(searches())
def test_matches_are_sorted_and_disjoint(search):
    forms, priorities, text = search
    done = 0
    for match in compiled(forms, priorities).find(text, EVERYWHERE):
        assert match.start >= done
        done = match.end


@tries(300)
@given(searches())
def test_explain_holds_what_find_gives(search):
    """Every match is explained, every drop has a reason, and nothing is told twice as kept."""
    from esslink.policy import REASONS, Match

    forms, priorities, text = search
    matcher = compiled(forms, priorities)
    told = matcher.explain(text, EVERYWHERE)
    assert [one for one in told if isinstance(one, Match)] == matcher.find(text, EVERYWHERE)
    for one in told:
        assert isinstance(one, Match) or one.reason in REASONS
        assert 0 <= one.start < one.end <= len(text)


@tries(300)
@given(searches(), searches())
def test_a_block_end_parts_what_is_found(one, other):
    """What stands in another block changes nothing: finding in two blocks is finding in each."""
    forms, priorities, text = one
    more = other[2]
    matcher = compiled(forms, priorities)
    shift = len(text) + 1
    joined = found_by(matcher, text + BREAK + more)
    assert joined == found_by(matcher, text) + [
        Found(start + shift, end + shift, term) for start, end, term in found_by(matcher, more)
    ]


def test_the_oracle_sees_what_it_should():
    """Random searches find something: the comparison is not of two empty lists."""
    counts = []

    @tries(300)
    @given(searches())
    def count(search):
        counts.append(len(find(search[2], search[0], search[1])))

    count()
    assert sum(map(bool, counts)) > len(counts) // 2
    assert max(counts) > 3


@tries(1500)
@given(ODD)
@example("\x00\ud800\udfff\U0010ffff")
@example("İßŉǰΐ")
def test_fold_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@tries(500)
@given(st.text(st.characters(), min_size=1, max_size=6))
def test_fold_is_by_character(text):
    """A character folds the same wherever it stands, hyphens aside: they look at what follows."""
    assume("-" not in text and "\u2010" not in text and "\u2011" not in text)
    assert fold(text) == "".join(map(fold, text))


@pytest.mark.parametrize("plane", range(17))
def test_fold_of_every_character(plane):
    start = plane << 16
    text = "".join(map(chr, range(start, start + 0x10000)))
    folded = fold(text)
    assert len(folded) == len(text)
    kept = "\x1c-_œæðþÐÞßµªº²³¹ƒ".encode("cp1252").decode("latin-1")
    assert set(folded) <= set(string.ascii_lowercase + string.digits + " " + kept)


@tries(800)
@given(ODD)
def test_unmark_gives_places_back(text):
    done = unmark(text)
    if done is None:
        return
    assert squeeze(text).marked  # or nobody would have asked
    clean, places = done
    last = 0
    for at in range(len(clean)):
        start, end = places.source_span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last or clean[at] in "fils t"  # a ligature's letters share a place
        last = start


@tries(500)
@given(ODD)
def test_squeeze_gives_places_back(text):
    squeezed = squeeze(text)
    starts, shifts = squeezed.places()
    folded = f" {fold(text)} "
    for at, character in enumerate(squeezed.text):
        if character != " ":
            place = at + shifts[bisect_right(starts, at) - 1]
            assert folded[place] == character


@given(ODD)
def test_canonical_is_stable(text):
    assert canonical(canonical(text)) == canonical(text)


# ── the compiled file ───────────────────────────────────────────────────────


@tries(150)
@given(searches())
def test_a_compiled_file_finds_the_same(search):
    forms, priorities, text = search
    matcher = compiled(forms, priorities)
    data = dump(matcher.index)
    again = Matcher(load(data, "x"))
    assert again.explain(text, EVERYWHERE) == matcher.explain(text, EVERYWHERE)
    assert dump(again.index) == data


@tries(300)
@given(searches())
def test_both_automata_find_the_same(search):
    """daachorse, where it is installed, finds what pyahocorasick finds."""
    forms, priorities, text = search
    index = compiled(forms, priorities).index
    fast, plain = (Matcher(index, fast=fast).explain(text, EVERYWHERE) for fast in (True, False))
    assert fast == plain


@tries(300)
@given(
    st.sets(st.text("a\x9c ", min_size=1, max_size=4), min_size=1), st.text("a\x9cc ", max_size=40)
)
def test_both_automata_give_every_place_of_every_key(keys, text):
    entries = [(key, number) for number, key in enumerate(sorted(keys))]
    expected = sorted(
        (start + len(key) - 1, number)
        for key, number in entries
        for start in range(len(text))
        if text.startswith(key, start)
    )
    for make in (trie, double_array):
        found = list(make(entries)(text.encode("latin-1")))
        assert sorted(found) == expected
        assert [place for place, _ in found] == sorted(place for place, _ in found)


@pytest.fixture(scope="module")
def small_file() -> bytes:
    forms = [Form(word, number % 3) for number, word in enumerate(WORDS[:8])]
    return dump(compiled(forms, [0, 1, 0]).index)


def test_every_truncation_is_refused(small_file):
    for length in range(len(small_file)):
        with pytest.raises(ArtefactError):
            load(small_file[:length], "coupé.esslink")


def test_every_changed_byte_is_refused(small_file):
    for place in range(len(small_file)):
        for change in (0x01, 0x80, 0xFF):
            damaged = bytearray(small_file)
            damaged[place] ^= change
            with pytest.raises(ArtefactError):
                load(bytes(damaged), "abîmé.esslink")


def test_bytes_too_many_are_refused(small_file):
    for more in (b"\0", b"x" * 100, small_file):
        with pytest.raises(ArtefactError):
            load(small_file + more, "long.esslink")


@tries(400)
@given(st.data())
def test_a_forged_file_is_refused_or_harmless(small_file, data):
    """
    A digest that fits proves nothing: anyone can make one.

    With its digest made anew, a damaged file is refused, or read as some glossary
    whose searches end in matches inside the text or in ArtefactError.
    """
    from hashlib import blake2b

    body = bytearray(small_file[44:])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    forged = small_file[:12] + blake2b(body, digest_size=32).digest() + bytes(body)
    text = "Dépôt de garantie, économie SOCIALE et g."
    try:
        found = Matcher(load(forged, "forgé.esslink")).find(text, EVERYWHERE)
    except ArtefactError:
        return
    for match in found:
        assert 0 <= match.start < match.end <= len(text)
