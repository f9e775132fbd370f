"""Ten times the input costs at most some twelve times the time, on hostile input too."""

from __future__ import annotations

import gc
import time

import pytest

from esslink.cleaner import Cleaner
from esslink.terms import Term

HOSTILE = {
    "one word": ("ESS ", "text"),
    "glued acronym": ("ESS", "text"),
    "one small word": ("mot ", "text"),
    "two words": ("mot Mot ", "text"),
    "a definition again and again": (
        "l’ESS ESS Le terme désigne un secteur de structures solidaires. est là, ",
        "text",
    ),
    "sites without end": ("une coopérative Coopérative Société ", "text"),
    "capitals": ("aB", "text"),
    "stops": (". ", "text"),
    "glued definitions": ("motSociété de gens qui sont là. de ", "text"),
    "glued names": ("motA de gens qui sont là, motB ", "text"),
    "two blanks": ("un  mot Société de gens qui sont là.  de ", "text"),
    "blanks without end": ("un  mot Société de gens qui sont là ", "text"),
    "tooltips alike": (
        "une merÉtendue d’eau salée de la terre. borde le portAbri que l’on fait aux navires. de "
        "Brest, un golfeVaste avancée de la mer. Gascogne ",
        "text",
    ),
    "tooltips alike without end": (
        "une merÉtendue d’eau salée de la terre. borde le portAbri que l’on fait aux navires. de "
        "Brest, un golfeVaste avancée de la mer, des capsPointes de terre et de roc de ",
        "text",
    ),
    "two blanks before and after": (
        "la  chaîne Suite de signes que l’on lit comme un tout  de caractères, ",
        "text",
    ),
    "numbered senses": ("mot 1. Agencement de gens ", "text"),
    "stops and brackets": ("mot Mot Une chose. (de ", "text"),
    "known entries in a row": ("mot " * 401 + "mot ", "text"),
    "open brackets": ("mot Mot ( ", "text"),
    "headings": ("mot\n\nmot Mot\n\n", "text"),
    "long acronyms": ("A B A B AB Ab ", "text"),
    "marks": ("e\u0301\u00ad", "text"),
    "open spans": ('<a class="cs_glossaire" name=a><span class="gl_mot">', "html"),
    "spans": (
        '<a class="cs_glossaire" name=a><span class="gl_mot">x</span>'
        '<span class="gl_jst">y</span></a>',
        "html",
    ),
    "moved": ('<p><a class="cs_glossaire" name="a">x</a></p>', "html"),
    "tooltips": ("<b aria-describedby=x>a</b><i role=tooltip id=x>b c d e</i>", "html"),
    "nested wrappers": ('<span class="glossary-tooltip"><b class="glossary-link">', "html"),
}


def cost(cleaner, page, form):
    """The best of two, with the garbage collector off, as timeit measures."""
    best = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(2):
            start = time.process_time()
            cleaner.edits(page, form)
            best = min(best, time.process_time() - start)
    finally:
        gc.enable()
    return best


@pytest.mark.parametrize("name", HOSTILE)
def test_linear(name):
    piece, form = HOSTILE[name]
    lexicon = [Term("mot", definition="mot " * 400), Term("ESS", definition="ESS " * 400)]
    cleaner = Cleaner(lexicon)
    size = 12_000
    for _ in range(6):  # a busy machine is no quadratic program: six tries
        small = cost(cleaner, piece * (size // len(piece)), form)
        large = cost(cleaner, piece * (10 * size // len(piece)), form)
        if large < 12 * small + 0.05:
            return
    pytest.fail(f"{name}: {small:.3f} s for {size}, {large:.3f} s for {10 * size}")


def test_thousands_of_entries_in_a_row_are_linear():
    """As many as in a glossary that is one long list; a run of them was once gone through anew."""
    cleaner = Cleaner([Term("coopérative", definition="Société détenue par ses membres.")])
    piece = "coopérative (Société détenue par ses membres) "
    for _ in range(6):
        small = cost(cleaner, f"<p>{piece * 1000}", "html")
        large = cost(cleaner, f"<p>{piece * 10_000}", "html")
        if large < 12 * small + 0.05:
            return
    pytest.fail(f"{small:.3f} s for a thousand entries, {large:.3f} s for ten thousand")


def test_lexicon_size_costs_little():
    def terms(count):
        return [
            Term(f"terme {i}", definition=f"Le terme numéro {i} désigne la chose numéro {i}.")
            for i in range(count)
        ]

    page = "la vie est là, simple et tranquille, le terme 7 désigne. " * 2000
    small, large = Cleaner(terms(300)), Cleaner(terms(3000))
    for _ in range(6):
        if cost(large, page, "text") < 2 * cost(small, page, "text") + 0.05:
            return
    pytest.fail("ten times the terms cost more than twice the time")
