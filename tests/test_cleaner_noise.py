"""
Generated noise: six systems, six extractors; what is removed, what is lost.

The small version of ``benchmarks/cleaning.py``, on sentences that come back again and again
with a term in every one, which is harder than real pages: the aims are those of the
benchmark, and what is asked here is what this text allows. One definition in six ends without
a stop; when such a one stands once, nothing in the text says where it ends.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

import noise_generator as noise
from esslink.cleaner import Cleaner
from esslink.cleaner.learn import Learner
from esslink.lexicon import Lexicon

ROOT = Path(__file__).parent.parent
PROSE = (ROOT / "tests/cases/clean/prose.txt").read_text(encoding="utf-8").strip()
FRAMES = (ROOT / "tests/cases/clean/frames.txt").read_text(encoding="utf-8").strip().split("\n")
PAGES = 8
TERMS = 40
"""Terms that the frames speak of: each stands in some ten sentences of a site."""


@pytest.fixture(scope="module")
def terms():
    return list(Lexicon.read(ROOT / "lexicon" / "ess.toml"))


@pytest.fixture(scope="module")
def sites(terms):
    """Texts by system and extractor: each system is one site of 8 pages."""
    entries = noise.entries_from(terms)
    rng = random.Random(7)
    words = [rng.choice(entry.forms) for entry in rng.sample(entries, TERMS)]
    texts = [
        " ".join(frame.format(rng.choice(words)) for frame in rng.sample(FRAMES, 3))
        for _ in range(400)
    ]
    paragraphs = noise.located(texts, entries)
    found = {}
    for system in noise.TITLED + noise.UNTITLED:
        rng = random.Random(f"7 {system.__name__}")
        clothes = {}
        for _ in range(PAGES):
            drawn = rng.sample(paragraphs, rng.randrange(4, 10))
            page, used = noise.compose(rng, drawn, system, clothes)
            for extractor in noise.EXTRACTORS:
                text = noise.extracted(page, used, system, extractor)
                found.setdefault((text.system, text.extractor), []).append(text)
    return found


def total(sites, cleaner_of):
    score = noise.Score()
    for pages in sites.values():
        cleaner = cleaner_of(pages)
        for page in pages:
            score += noise.score(page, cleaner.edits(page.text, "text"))
    return score


def learned(pages):
    learner = Learner()
    for page in pages:
        learner.add(page.text, Cleaner().explain(page.text, "text"))
    return Cleaner(learned=learner.entries())


def test_the_generator_makes_noise(sites):
    assert sum(len(page.noise) for pages in sites.values() for page in pages) > 3000
    assert {extractor for _, extractor in sites} == {e.__name__ for e in noise.EXTRACTORS}


def test_with_the_lexicon(sites, terms):
    cleaner = Cleaner(terms)
    score = total(sites, lambda pages: cleaner)
    assert score.recall >= 0.995 and score.loss <= 0.0001, score


def test_from_the_corpus_alone(sites):
    score = total(sites, learned)
    assert score.recall >= 0.75 and score.loss <= 0.004, score


def test_from_each_page_alone(sites):
    cleaner = Cleaner()
    score = total(sites, lambda pages: cleaner)
    assert score.recall >= 0.65 and score.loss <= 0.004, score


@pytest.mark.parametrize("prose", [PROSE, "\n".join(FRAMES)])
def test_nothing_is_removed_from_the_prose_itself(prose):
    for text in (prose, prose.replace("\n", "\n\n"), prose.replace("\n", " ")):
        assert Cleaner().edits(text, "text") == []


CHROMIUM = os.environ.get("ESSLINK_CHROMIUM", "/usr/bin/chromium")


@pytest.mark.skipif(not Path(CHROMIUM).is_file(), reason="Chromium est absent")
def test_inner_text_is_what_a_browser_gives(terms):
    """The generator's stand-in against the real one, so that the fast one may be used here."""
    from playwright.sync_api import sync_playwright

    paragraphs = noise.located(PROSE.split("\n"), noise.entries_from(terms))
    rng = random.Random(7)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        for system in noise.TITLED + noise.UNTITLED:
            page, _ = noise.compose(rng, rng.sample(paragraphs, 6), system, {})
            tab.set_content(page, wait_until="commit")
            shown = tab.evaluate("document.body.innerText")
            assert noise.inner_text(page).split("\n") == shown.strip("\n").split("\n")
        browser.close()
