"""The share of links in a box: what it keeps for programs that read pages, and what it costs."""

import time

import pytest

import esslink
from esslink.annotator import Annotator
from esslink.policy import Dropped, Policy

TERMS = [
    esslink.Term("mutuelle", definition="Société de personnes."),
    esslink.Term("fondation", definition="Biens affectés à une œuvre."),
]
MATCHER = esslink.compile(TERMS)
FIFTH = Policy(link_share=0.2)


@pytest.mark.parametrize("context", ["off", "rules"])
def test_a_term_without_room_is_linked_where_it_comes_next_and_explained(context: str) -> None:
    page = "<ul><li>Mutuelle</li></ul><p>Ailleurs, une mutuelle de la région tient séance.</p>"
    annotator = Annotator(MATCHER, Policy(link_share=0.2, context=context))
    (placed,) = annotator.run(page).matches
    assert page[placed.start : placed.end] == "mutuelle"
    first, second = annotator.explain(page)
    assert isinstance(first[2], Dropped)
    assert first[2].reason == "crowded"
    assert second[:2] == (placed.start, placed.end)


def test_places_of_a_text_with_invisible_marks_are_those_of_the_page() -> None:
    page = "<ul><li>Mu\u00adtuelle</li></ul><p>Ailleurs, une mu\u00adtuelle tient séance.</p>"
    (placed,) = Annotator(MATCHER, FIFTH).run(page).matches
    assert page[placed.start : placed.end] == "mu\u00adtuelle"


@pytest.mark.parametrize("share", [-0.1, 1.5, "0.2"])
def test_a_share_is_from_nothing_to_the_whole(share: object) -> None:
    with pytest.raises(esslink.EsslinkError, match="link_share"):
        Policy(link_share=share)  # type: ignore[arg-type]


def test_no_share_no_links_in_boxes() -> None:
    page = "<div>Une mutuelle de la région.</div><p>Une fondation.</p>"
    (placed,) = Annotator(MATCHER, Policy(link_share=0)).run(page).matches
    assert placed.match.term.id == "fondation"


HOSTILE = {
    "nested": lambda n: "<div>" * n + "<p>mutuelle</p>" * n,
    "nested and closed": lambda n: "<div><p>mutuelle</p>" * n + "</div>" * n,
    "never opened": lambda n: "<ul>" * n + "</div>" * n + "<p>mutuelle</p>" * n,
    "links": lambda n: "<div>" + "<a>x</a><p>mutuelle</p>" * n,
    "brackets": lambda n: "<div " * n + "<p>mutuelle</p>" * n,
    "open links": lambda n: "<div><p>mutuelle</p>" + "<a " * n + "<a>" * n,
    "headings": lambda n: "<ul><li>mutuelle" + "<h2><a>x" * n,
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_time_grows_as_the_page_does(shape: str) -> None:
    annotator = Annotator(MATCHER, Policy(link_share=0.2, occurrences="all", context="off"))

    def spent(n: int) -> float:
        page = HOSTILE[shape](n)
        times = []
        for _ in range(3):
            start = time.process_time()
            annotator.run(page, format="html")
            times.append(time.process_time() - start)
        return min(times)

    assert spent(20_000) < 20 * spent(2_000) + 0.05
