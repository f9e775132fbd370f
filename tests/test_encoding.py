"""What encoding a page is in: the 19 ways that pages say it, and every byte back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import esslink
from esslink.errors import SourceError
from esslink.sources import encoding
from esslink.sources.encoding import declared, decode

TEXT = "<p>L’économie coopérative : une coopérative, 5 €, cœur.</p>"
PAD = b"<!-- " + b"x" * 1500 + b" -->"

CASES = {
    "UTF-8 with its mark": (b"\xef\xbb\xbf", "utf-8", "utf-8"),
    "UTF-16 little endian with its mark": (b"\xff\xfe", "utf-16-le", "utf-16-le"),
    "UTF-16 big endian with its mark": (b"\xfe\xff", "utf-16-be", "utf-16-be"),
    "the mark wins over a lying meta": (
        b"\xef\xbb\xbf<meta charset=windows-1251>",
        "utf-8",
        "utf-8",
    ),
    "meta charset": (b"<meta charset=utf-8>", "utf-8", "utf-8"),
    "an alias of a label": (b'<meta charset="Latin1">', "cp1252", "cp1252"),
    "iso-8859-1 is read as windows-1252": (b"<meta charset='ISO-8859-1'>", "cp1252", "cp1252"),
    "iso-8859-15 is itself": (b"<META CHARSET=iso-8859-15>", "iso8859-15", "iso8859-15"),
    "http-equiv before content": (
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">',
        "cp1252",
        "cp1252",
    ),
    "content before http-equiv": (
        b'<meta content="text/html; charset=iso-8859-15" http-equiv=content-type>',
        "iso8859-15",
        "iso8859-15",
    ),
    "content without http-equiv says nothing": (
        b'<meta content="text/html; charset=windows-1251">',
        "cp1252",
        "cp1252",
    ),
    "a meta with a name says nothing": (
        b'<meta name="description" content="charset=windows-1251">',
        "cp1252",
        "cp1252",
    ),
    "a meta that says UTF-16 means UTF-8": (b"<meta charset=utf-16>", "utf-8", "utf-8"),
    "x-user-defined means windows-1252": (b"<meta charset=x-user-defined>", "cp1252", "cp1252"),
    "a meta in a comment": (
        b"<!-- <meta charset=windows-1251> --><meta charset=iso-8859-15>",
        "iso8859-15",
        "iso8859-15",
    ),
    "a bracket in an attribute": (
        b'<meta name="a>b" charset="iso-8859-15">',
        "iso8859-15",
        "iso8859-15",
    ),
    "an unknown label, then a known one": (
        b"<meta charset=klingon><meta charset=iso-8859-15>",
        "iso8859-15",
        "iso8859-15",
    ),
    "an XML declaration": (
        b'<?xml version="1.0" encoding="ISO-8859-15"?>',
        "iso8859-15",
        "iso8859-15",
    ),
    "the first meta wins": (
        b"<meta charset=iso-8859-15><meta charset=utf-8>",
        "iso8859-15",
        "iso8859-15",
    ),
    "no declaration, valid UTF-8": (b"", "utf-8", "utf-8"),
    "no declaration, not UTF-8": (b"", "cp1252", "cp1252"),
    "a meta after 1,024 bytes": (PAD + b"<meta charset=iso-8859-15>", "iso8859-15", "iso8859-15"),
    "a lying meta: the bytes are UTF-8": (b"<meta charset=utf-8>", "cp1252", "utf-8"),
}
"""What the page says, what it is written in, what it is read in."""


def page(head: bytes, written: str) -> bytes:
    body = TEXT.encode(written, "xmlcharrefreplace")
    if written.startswith("utf-16"):
        return head + body
    return head + b"<title>x</title>" + body


@pytest.mark.parametrize("name", CASES)
def test_an_encoding_is_read_as_browsers_do(name):
    head, written, expected = CASES[name]
    data = page(head, written)
    decoded = decode(data)
    assert decoded.encoding == expected
    assert decoded.encode(decoded.text) == data


@pytest.mark.parametrize("name", CASES)
def test_every_byte_comes_back(name, matcher):
    head, written, _ = CASES[name]
    data = page(head, written)
    once = esslink.annotate(data, matcher)
    assert esslink.strip(once) == data
    assert esslink.annotate(once, matcher) == once
    if "lying" not in name:
        assert once != data
        assert decode(once).encoding == decode(data).encoding


STUDY = (
    "UTF-8 with its mark",
    "UTF-16 little endian with its mark",
    "UTF-16 big endian with its mark",
    "an alias of a label",
    "iso-8859-1 is read as windows-1252",
    "http-equiv before content",
    "content before http-equiv",
    "a meta that says UTF-16 means UTF-8",
    "x-user-defined means windows-1252",
    "a meta in a comment",
    "a meta with a name says nothing",
    "a bracket in an attribute",
    "an unknown label, then a known one",
    "an XML declaration",
    "the first meta wins",
    "no declaration, valid UTF-8",
    "no declaration, not UTF-8",
    "a meta after 1,024 bytes",
    "a lying meta: the bytes are UTF-8",
)
"""The nineteen ways of the study, in its order; the other cases are variants of them."""


def test_there_are_the_cases_of_the_study():
    assert len(set(STUDY)) == 19
    assert set(STUDY) <= set(CASES)


def test_the_caller_knows_better_than_a_meta():
    data = b"<meta charset=utf-8><p>coop\xe9rative</p>"
    assert decode(data, "windows-1252").text.endswith("<p>coopérative</p>")


def test_a_mark_wins_over_the_caller():
    assert decode(b"\xef\xbb\xbf\xc3\xa9", "windows-1252").text == "é"


@pytest.mark.parametrize("label", ["klingon", "", "utf-7", "rot13", "hex", "\0", "é"])
def test_a_label_unknown_to_the_standard_is_refused(label):
    if not label:
        assert decode(b"x", label).text == "x"
        return
    with pytest.raises(SourceError):
        decode(b"x", label)


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_windows_1252_lacks_come_back(byte, matcher):
    data = b"<p>coop\xe9rative " + bytes([byte]) + b"</p>"
    once = esslink.annotate(data, matcher)
    assert once != data
    assert bytes([byte]) in once
    assert esslink.strip(once) == data


def test_what_the_encoding_lacks_becomes_a_reference(matcher):
    data = "<meta charset=iso-8859-1><p>Une société d'intérêt.".encode("latin-1")
    once = esslink.annotate(data, matcher)
    assert esslink.strip(once) == data
    once.decode("latin-1")
    lacking = esslink.compile([esslink.Term("cœur", definition="Ω ≠ œ", forms=("coeur",))])
    once = esslink.annotate(b"<meta charset=iso-8859-15><p>Un coeur.", lacking)
    assert b"&#937; &#8800;" in once
    assert "œ".encode("iso-8859-15") in once


def test_an_ascii_page_gets_ascii(matcher):
    """Nobody knows what a reader assumes of a page that does not say: references are always right."""
    once = esslink.annotate(b"<p>Un puits de carbone.", matcher)
    assert once.isascii()
    assert b"R&#233;servoir" in once


def test_a_declared_utf8_page_gets_letters(matcher):
    assert "Réservoir".encode() in esslink.annotate(
        b"<meta charset=utf-8><p>puits de carbone", matcher
    )


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xff\xfe\x00\xd8", b"\xfe\xff\xdc\x00\x00x"])
def test_half_utf16_is_refused_in_words(data):
    with pytest.raises(SourceError, match="octets"):
        decode(data)


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "big5", "euc-kr", "gbk"])
def test_encodings_with_states_are_exact_or_refused(charset, matcher):
    for noise in (b"\x1b$B", b"\x81\xff", b"\xa1", b"\x80"):
        data = f"<meta charset={charset}><p>Un puits de carbone ".encode() + noise
        try:
            once = esslink.annotate(data, matcher)
        except SourceError:
            continue
        assert esslink.strip(once) == data


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_stay(newline, matcher):
    data = f"<p>Une{newline}économie sociale{newline}et solidaire{newline}</p>{newline}".encode()
    once = esslink.annotate(data, matcher)
    assert f"économie sociale{newline}et solidaire</a>".encode() in once
    assert esslink.strip(once) == data


def test_an_unclosed_comment_hides_the_rest():
    assert declared(b"<!-- <meta charset=iso-8859-15>") is None


_HEAD_PARTS = st.sampled_from(
    [
        b'<meta charset="utf-8">',
        b'<META CHARSET="UTF-8" />',
        b'<meta charset="utf-8"/>',
        b'<meta charset="utf-8" id=x>',
        b"<meta charset=iso-8859-15>",
        b'<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
        b'<meta name="viewport" content="width=device-width">',
        b"<!--",
        b"-->",
        b"<!-->",
        b"<!--->",
        b"<!-- charset -->",
        b"<title>",
        b"charset",
        b" " * 1000,
        b" " * 3000,
    ]
)


@given(st.lists(_HEAD_PARTS, max_size=9))
def test_the_quick_look_says_what_the_patterns_say(parts):
    head = b"".join(parts)
    said = declared(head)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_says_utf8", lambda head: False)
        assert said == declared(head)


HEADS = {"meta": b"<meta ", "comment": b"<!--", "quotes": b"<meta a='", "XML": b"<?xml "}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=()) if name in ("meta", "quotes") else name for name in HEADS],
)
def test_a_hostile_head_is_read_in_no_time(name):
    """A sixth of the 64 kB that are looked at; CPU time, the best of three."""
    head = HEADS[name] * 1_700
    times = []
    for _ in range(3):
        start = time.process_time()
        declared(head)
        times.append(time.process_time() - start)
    assert min(times) < 0.2
