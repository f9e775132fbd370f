"""A text in pieces gives what the whole gives: places, links, limits, paragraphs, bytes."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

import esslink
from esslink import stream
from esslink.errors import SourceError
from esslink.render.markdown import Markdown
from esslink.sources import text as text_source
from esslink.sources.encoding import decode
from esslink.sources.pieces import REACH, chunks, pieces, surveyed
from properties.strategies import ODD, PROSE, tries

SIZE = 300
"""Code points of a piece in these tests; what stands around it keeps its real length."""

words = st.sampled_from(
    (*PROSE, "mot", "ferme", "l’ESS", "un", "\n", "\r\n", "  ", " \n ", "# Titre", "<", "&", "…")
)
ends = st.sampled_from(("\n\n", "\n", "\r\n\r\n", "\n \t\n\n", " \n# Titre\n", "\n\n## T\n", " "))


@st.composite
def long_texts(draw) -> str:
    """A few paragraphs, drawn, then in turns until the text is longer than several pieces."""
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        parts.append(" ".join(draw(st.lists(words, min_size=1, max_size=8))))
        parts.append(draw(st.one_of(ends, ODD)))
    block = "".join(parts)
    filler = draw(st.sampled_from(("x ", "La mer est bleue. ", "mot\n", "mot\n\n", "économie ")))
    block += filler * draw(st.integers(1, 200))
    return block * (1 + (2 * REACH + 6 * SIZE) // len(block))


policies = st.builds(
    esslink.Policy,
    occurrences=st.sampled_from(("first", "section", "paragraph", "all")),
    context=st.sampled_from(("off", "rules")),
    per_term=st.sampled_from((None, None, 2)),
    per_page=st.sampled_from((None, None, 3)),
)


def in_parts(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]


@tries(60)
@given(long_texts(), st.sampled_from((77, 1000, 10**6)))
def test_pieces_are_the_whole(text, length):
    made = list(pieces(in_parts(text, length), lambda _: [], size=SIZE))
    assert "".join(p.text[p.start : p.end] for p in made) == text
    place = 0
    for one in made:
        assert one.offset + one.start == place
        assert text[one.offset : one.offset + len(one.text)] == one.text
        place += one.end - one.start
    assert len(made) > 1 or length > len(text)


@tries(30)
@given(long_texts(), policies, st.sampled_from((77, 1000)))
def test_what_is_found_is_what_the_whole_gives(matcher, text, policy, length):
    whole = matcher.find(text_source.read(text).text, policy)
    found = stream.Stream(matcher, policy, size=SIZE).find(in_parts(text, length))
    places = [
        (match.start + piece.offset, match.end + piece.offset, match.form)
        for piece, matches in found
        for match in matches
    ]
    assert places == [(match.start, match.end, match.form) for match in whole]


@tries(30)
@given(long_texts(), policies, st.booleans())
def test_what_is_annotated_is_what_the_whole_gives(matcher, text, policy, markdown):
    renderer = Markdown() if markdown else None
    whole = esslink.annotate(text, matcher, policy, renderer=renderer, format="text")
    made = stream.Stream(matcher, policy, renderer, size=SIZE).annotate(in_parts(text, 1000))
    assert "".join(made) == whole


def test_the_texts_are_cut_inside_paragraphs_too(matcher):
    """What is tested above has both kinds of pieces, or it proves nothing of one of them."""
    text = "Une coopérative et un puits de carbone, puits de " * 300
    made = list(stream.Stream(matcher, size=SIZE).find(in_parts(text, 100)))
    assert len(made) > 10
    assert not any(piece.closes for piece, _ in made[:-1])
    text = "Une coopérative.\n\nUn puits de carbone.\n\n" * 300
    assert all(piece.closes for piece, _ in stream.Stream(matcher, size=SIZE).find([text]))


@pytest.mark.parametrize("piece", ["coopérative ", "é", " ", "\n", "économie sociale et "])
def test_a_text_of_one_paragraph_stays_within_bounds(matcher, piece):
    text = piece * (40_000 // len(piece))
    found = list(stream.Stream(matcher, size=SIZE).find(in_parts(text, 500)))
    assert max(len(one.text) for one, _ in found) < SIZE + 2 * REACH + 500
    assert sum(one.end - one.start for one, _ in found) == len(text)


def test_a_long_text_takes_little_memory(matcher):
    """What is held is some pieces, however long the text: a megabyte here."""
    paragraph = "Une mer bleue, l’ESS & les autres. " * 20 + "\n\n"
    made = stream.Stream(matcher, size=10_000)
    count = 1_000_000 // len(paragraph)
    list(made.annotate([paragraph]))
    tracemalloc.start()
    length = sum(map(len, made.annotate(paragraph for _ in range(count))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > count * len(paragraph)
    assert peak < 700_000, peak


# ── files ───────────────────────────────────────────────────────────────────

FILES = {
    "UTF-8": "L’été, cœur.".encode(),
    "ASCII": b"Une mer.",
    "UTF-8 with its mark": b"\xef\xbb\xbf" + "été".encode(),
    "windows-1252": "L’été, 5 €.".encode("cp1252"),
    "cut UTF-8": "été".encode()[:-1],
    "five bytes that cp1252 lacks": bytes([0xE9, 0x81, 0x8D, 0x8F, 0x90, 0x9D]),
    "empty": b"",
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("times", [1, 50_000])
def test_a_file_is_read_as_the_whole_is(name, times):
    data = FILES[name] + b" mot\r\n" * times + (FILES[name] if "mark" not in name else b"")
    told = surveyed(io.BytesIO(data), None)
    whole = decode(data)
    assert (told.encoding, told.bom) == (whole.encoding, whole.bom)
    text = "".join(chunks(io.BytesIO(data), told))
    assert text == whole.text
    assert told.encode(text) == data


@pytest.mark.parametrize(
    "data",
    [
        b"<p>x",
        b"x" * 70_000 + b" &eacute; ",
        b"x" * (2 << 20) + b"<!-- esslink -->",
        b"\xff\xfex\0",
        b"\0\1",
        "été".encode("utf-16"),
    ],
)
def test_what_must_be_read_whole_is_told(data):
    assert surveyed(io.BytesIO(data), None) is None


def test_a_tag_between_two_blocks_is_seen():
    for shift in range(8):
        data = b"x" * ((1 << 16) - shift) + b"<span >"
        assert surveyed(io.BytesIO(data), None) is None
        assert surveyed(io.BytesIO(data), "text") is not None


def test_an_encoding_of_the_far_east_is_read_whole():
    assert surveyed(io.BytesIO(b"x"), None, "gbk") is None
    with pytest.raises(SourceError):
        surveyed(io.BytesIO(b"x"), None, "klingon")
