"""
The fuzz target on its seeds, on mutations of them and on random bytes; no fuzzer is needed.

``tests/fuzz/run.py`` looks for more, guided by coverage; what it found stands here.
"""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("fuzz_target", Path(__file__).parent / "target.py")
target = importlib.util.module_from_spec(spec)
spec.loader.exec_module(target)

CHOICES = range(32)
FOUND = {
    "a raw element closed in its own tag, which holds a less-than sign, in XHTML": (
        b"\x13x<style E<a />ESS<td>"
    ),
    "an instruction, then a cut tag, in XHTML": b"\x13ESS<?SS></",
    "a comment that never ends, in XHTML": b"\x13ESS<!-- a >",
    "taking a mark out makes another mark": b"\x10x <<!--esslink-->!--esslink--> y",
    "a text that holds a meta with an encoding, escaped the first time": (
        b"\x01\xff ESS <meta charset=iso-8859-11> ESS"
    ),
}
"""What the fuzzer found, mended since."""
WORDS = [word.encode("utf-8", "surrogatepass") for word in target.WORDS]


@pytest.fixture(scope="module")
def check():
    return target.Check()


@pytest.mark.parametrize("seed", target.SEEDS, ids=range(len(target.SEEDS)))
def test_seeds(check, seed):
    for choice in CHOICES:
        check(bytes([choice]) + seed)


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_is_mended(check, name):
    check(FOUND[name])


def mutated(draw: random.Random) -> bytes:
    """Cut, join and repeat seeds, and put in words that the code looks for."""
    data = draw.choice(target.SEEDS)
    for _ in range(draw.randint(1, 6)):
        at = draw.randint(0, len(data))
        kind = draw.randint(0, 4)
        if kind == 0:
            data = data[:at] + draw.choice(WORDS) + data[at:]
        elif kind == 1:
            data = data[:at] + draw.randbytes(draw.randint(1, 4)) + data[at:]
        elif kind == 2:
            data = data[:at] + data[at + draw.randint(1, 8) :]
        elif kind == 3:
            data = data[:at] + draw.choice(target.SEEDS)
        else:
            data = data[:at] + data[at : at + 20] + data[at:]
    return data


def test_mutations(check):
    draw = random.Random(4)
    for _ in range(2000):
        check(bytes([draw.choice(CHOICES)]) + mutated(draw))


def test_random_bytes(check):
    draw = random.Random(5)
    for _ in range(1000):
        check(draw.randbytes(draw.randint(0, 60)))


def test_the_check_can_fail(check):
    """A renderer whose marks strip() does not know breaks the first promise."""

    class Odd:
        markup = "html"

        def reference(self, term, page):
            return "<u>", "</u>"

        def glossary(self, terms, page, known=None):
            return ""

        def head(self, page):
            return ""

    annotator = esslink_annotator(check, Odd())
    with pytest.raises(AssertionError):
        check.of_text("<p>ESS", "html", annotator, check.cleaners[0])


def esslink_annotator(check, renderer):
    return target.Annotator(check.annotators[0].matcher, check.annotators[0].policy, renderer)
