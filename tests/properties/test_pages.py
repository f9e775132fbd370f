"""Pages of any kind: nothing else moves, it can be undone, and it is where the oracle says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import esslink
from esslink.annotator import Annotator
from esslink.errors import SourceError
from esslink.policy import Match, Policy
from esslink.render.profiles import PROFILES, profile
from esslink.sources.html import read
from esslink.sources.tokens import tokens
from esslink.spans import Edit
from esslink.splice import splice
from esslink.undo import original
from properties.strategies import ODD, PROSE, compiled, soups, tries
from reference import Form, Node, find, printed, undone

ALL = Policy(occurrences="all", context="off", names="link")
HTML_PROFILES = sorted(set(PROFILES) - {"markdown"})


@pytest.fixture(scope="module")
def annotator(matcher) -> Annotator:
    return Annotator(matcher, ALL)


# ── broken pages ────────────────────────────────────────────────────────────


@tries(1500)
@given(soups)
@example("<p>coopérative")
@example("<p>coopérative</p><!--esslink-->")
@example('<div class="esslink-glossary esslink-footer" data-esslink="glossary"><p>coopérative')
@example("coopérative\r<b>coopérative\r\n")
@example("<p>coopérative</p></")
@example("<p>coopérative</p><a <!--esslink-->")
def test_strip_undoes_annotate(annotator, page):
    """What strip() of a page gives never changes again, and annotation is the same on both."""
    clean = esslink.strip(page)
    result = annotator.run(clean, format="html")
    assert esslink.strip(result.text) == clean
    assert annotator.run(result.text, format="html").text == result.text
    if not original(page)[1]:  # a page that was a text is a text again
        assert annotator.run(page, format="html").text == result.text


def test_the_soup_is_annotated_often_enough(annotator):
    """A good part of the random pages get links, or nothing above proves anything."""
    linked = []

    @tries(300)
    @given(soups)
    def count(page):
        linked.append(bool(annotator.run(page, format="html").edits))

    count()
    assert sum(linked) > len(linked) // 10


@tries(800)
@given(soups)
def test_strip_leaves_alone_what_was_never_annotated(page):
    """Without a whole mark of ours, lookalikes are the author's own."""
    page = page.replace("data-esslink", "data-x").replace("<!--esslink-->", "<!---->")
    assert esslink.strip(page) is page


@tries(600)
@given(soups)
def test_edits_are_insertions_in_order(annotator, page):
    result = annotator.run(page, format="html")
    places = [edit.start for edit in sorted(result.edits, key=lambda edit: edit.start)]
    assert all(0 <= place <= len(result.source) for place in places)
    assert all(edit.start == edit.end and edit.reason for edit in result.edits)
    assert splice(result.source, result.edits) == result.text
    ordered = sorted(result.edits, key=lambda edit: edit.start)
    assert undone(result.text, [(e.start, e.replacement) for e in ordered]) == result.source
    for one in result.matches:
        assert 0 <= one.start < one.end <= len(result.source)


@tries(600)
@given(soups)
def test_the_words_of_a_match_are_its_own(annotator, page):
    """The source of a match, read as HTML by itself, holds the letters of its form."""
    for one in annotator.run(page, format="html").matches:
        shown = read(f"<p>{_words(page, one)}</p>").region.text
        assert [m.form for m in annotator.matcher.find(shown, ALL)] == [one.match.form]


def _words(page: str, one) -> str:
    source = esslink.strip(page)
    return source[one.start : one.end]


@tries(1000)
@given(st.one_of(soups, ODD))
def test_tokens_cover_the_source(page):
    done = 0
    for token in tokens(page):
        assert token.start == done
        assert token.end > token.start
        done = token.end
    assert done == len(page)


@tries(1500)
@given(soups)
@example("<p>coopérative<i lang=en>s</i> et mots")
@example("<p>La <b contenteditable>re</b>coopérative")
@example("<p lang=en>coopérative</p>coopérative")
@example("<p>La </>coopérative</p>une coopérative")
def test_the_short_way_finds_what_the_long_way_finds(annotator, page):
    """Annotation leaves out what few pages need; an explanation looks at all of it."""
    result = annotator.run(page, format="html")
    if not result.notes:
        whole = annotator.explain(page, format="html")
        kept = [one for one in whole if isinstance(one[2], Match)]
        assert [tuple(one) for one in result.matches] == kept


def test_an_end_tag_without_a_name_shifts_nothing(matcher):
    for page in ("<p>La </> coopérative est là</p>", "<p>coopérative</>", "<p>coopérative</p>x</>"):
        result = Annotator(matcher).run(page)
        assert [result.source[one.start : one.end] for one in result.matches] == ["coopérative"]
        assert result.edits[-1].start == len(page)


@tries(800)
@given(st.one_of(soups, ODD))
def test_regions_lead_back_to_the_source(page):
    region = read(page).region
    last = 0
    for at, character in enumerate(region.text):
        start, end = region.source_span(at, at + 1)
        assert last <= start <= len(page)
        last = start
        if character in "\x1c\x1d\x1e\x1f":
            continue
        assert start < end <= len(page)
        if page[start] not in "&<" and character != "\ufffd":
            assert page[start:end] == character or (page[start] in "\r\n" and character == "\f")


@tries(400)
@given(soups, st.sampled_from(HTML_PROFILES))
def test_every_profile_can_be_undone(matcher, page, name):
    page = esslink.strip(page)
    annotator = Annotator(matcher, ALL, profile(name))
    once = annotator.run(page, format="html").text
    assert esslink.strip(once) == page
    assert annotator.run(once, format="html").text == once


@tries(400)
@given(soups)
def test_explain_never_raises_and_stays_inside(annotator, page):
    for start, end, _ in annotator.explain(page, format="html"):
        assert 0 <= start < end <= len(page)


@tries(400)
@given(soups)
def test_clean_only_cuts(page):
    edits = esslink.Cleaner().edits(page)
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        assert done <= edit.start < edit.end <= len(page)
        assert edit.replacement == ""
        done = edit.end


# ── bytes ───────────────────────────────────────────────────────────────────

CHARSETS = ("utf-8", "cp1252", "latin-1", "iso-8859-15")


@tries(800)
@given(soups, st.sampled_from(CHARSETS), st.booleans(), st.booleans())
def test_bytes_come_back(annotator, page, charset, declared, hinted):
    data = page.encode(charset, "ignore")
    if declared:
        data = f"<meta charset={charset}>".encode() + data
    _holds_for_bytes(annotator, data, charset if hinted else None)


@tries(500)
@given(st.binary(max_size=60), soups)
def test_random_bytes_come_back(annotator, noise, page):
    """Text in no encoding at all between text in UTF-8."""
    _holds_for_bytes(annotator, page.encode("utf-8", "ignore") + noise, None)
    _holds_for_bytes(annotator, b"\xef\xbb\xbf<p>" + noise + "coopérative".encode(), None)


def _holds_for_bytes(annotator: Annotator, data: bytes, encoding: str | None) -> None:
    try:
        clean = esslink.strip(data)
        once = annotator.run(clean, format="html", encoding=encoding).output
        assert type(once) is bytes
        back = esslink.strip(once)
    except SourceError:
        return  # refused in words: UTF-16 in halves, or a charset that does not give bytes back
    assert back == clean
    assert annotator.run(once, format="html", encoding=encoding).output == once
    if not annotator.run(clean, format="html", encoding=encoding).edits:
        assert once == clean


# ── plain text ──────────────────────────────────────────────────────────────

text_pieces = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(
        ("\n\n", "\n", "\r\n\r\n", "<", "&", ">", "&amp;", "<p>", "</p>", "# ", "\n# ", "  ", "\f")
    ),
    ODD.map(lambda text: text[:5]),
)
plain_texts = st.lists(text_pieces, max_size=12).map("".join)


@tries(800)
@given(plain_texts)
@example("coopérative\n\n<p>\n")
@example("\n</div>\ncoopérative")
def test_text_becomes_html_and_text_again(annotator, text):
    text = esslink.strip(text)
    once = annotator.run(text, format="text").text
    assert esslink.strip(once) == text
    assert annotator.run(once).text == once


@tries(500)
@given(plain_texts)
def test_markdown_can_be_undone(matcher, text):
    annotator = Annotator(matcher, ALL, profile("markdown"))
    text = esslink.strip(text)
    once = annotator.run(text, format="markdown")
    ordered = sorted(once.edits, key=lambda edit: edit.start)
    assert undone(once.text, [(edit.start, edit.replacement) for edit in ordered]) == text


# ── splice ──────────────────────────────────────────────────────────────────


@given(ODD)
def test_splice_without_edits_is_the_source(text):
    assert splice(text, []) is text


@tries(300)
@given(ODD, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), ODD), max_size=5))
def test_splice_does_what_edits_say_or_refuses(text, wanted):
    edits = [Edit(start, end, new, "essai") for start, end, new in wanted]
    places = sorted((edit.start, edit.end) for edit in edits)
    good = all(0 <= start <= end <= len(text) for start, end in places) and all(
        before[1] <= after[0] for before, after in pairwise(places)
    )
    if not good:
        with pytest.raises(ValueError, match="overlaps or lies outside"):
            splice(text, edits)
        return
    expected = text
    for _, edit in sorted(enumerate(edits), key=lambda one: (one[1][:2], one[0]), reverse=True):
        expected = expected[: edit.start] + edit.replacement + expected[edit.end :]
    assert splice(text, edits) == expected


# ── whole pages against the naive annotator ─────────────────────────────────

BLOCKS = {"p", "div", "li", "section", "h2"}
SKIPPED = {"a", "code", "button"}
FORMS = [
    Form("économie sociale", 0),
    Form("économie", 1),
    Form("mutuelle", 2),
    Form("ESS", 3, exact=True),
]
words = st.sampled_from(
    (
        "économie",
        "sociale",
        " ",
        " ",
        "l’",
        "ESS",
        "mutuelle",
        "ÉCONOMIE",
        "Economie",
        ", ",
        "s",
        "-",
        "\n",
        "x",
    )
)
runs = st.lists(words, min_size=1, max_size=4).map("".join)


def _inline(name: str, children: list) -> Node:
    return Node(name, tuple(children))


inline = st.recursive(
    runs,
    lambda inner: st.builds(
        _inline, st.sampled_from(("b", "em", "span", "code", "button")), st.lists(inner, max_size=3)
    ),
    max_leaves=6,
)
links = st.builds(_inline, st.just("a"), st.lists(runs, max_size=2))
blocks = st.builds(
    _inline, st.sampled_from(sorted(BLOCKS - {"h2"})), st.lists(inline | links, max_size=5)
)
headings = st.builds(_inline, st.just("h2"), st.lists(runs, max_size=2))
pages = st.lists(blocks | blocks | headings, max_size=4).map(tuple)


@tries(1200)
@given(pages, st.sampled_from(["all", "first", "section", "paragraph"]))
def test_annotator_equals_the_naive_one(page, occurrences):
    source, prose, places = printed(page, BLOCKS, SKIPPED | {"h2"}, {"h2"})
    expected = [
        (places[found.start], places[found.end - 1] + 1, found.term)
        for found in find(prose, FORMS, [0, 0, 0, 0], occurrences)
    ]
    policy = Policy(occurrences=occurrences, context="off", names="link")
    result = Annotator(compiled(FORMS, [0, 0, 0, 0]), policy).run(source, format="html")
    assert [(one.start, one.end, int(one.match.term.id[1:])) for one in result.matches] == expected
    _only_pieces_of_words_are_wrapped(result)


def _only_pieces_of_words_are_wrapped(result) -> None:
    """No tag is opened inside a reference and closed outside, nor the other way round."""
    opened: list[str] = []
    for token in tokens(result.text):
        if token.name and token.name not in ("br", "hr"):
            if token.kind == 1:
                opened.append(token.name)
            else:
                assert opened.pop() == token.name
    assert not opened
