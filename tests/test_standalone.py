"""A text that becomes a whole page, and becomes the text again."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import esslink
from esslink.annotator import Annotator
from esslink.render.document import PAGE_BODY, PAGE_CLOSE, PAGE_OPEN
from esslink.render.profiles import profile
from esslink.undo import TEXT_CLOSE, TEXT_OPEN

PIECES = (
    *("coopérative", "ESS", "\n", "\r\n", "\n\n", " ", "# ", "é", "œ", "<p>", "</p>", "&amp;", "&"),
    *("</div>", "<", ">", "\x00", "\ufeff", "\u2028", "…", "😀", "</body>", "-->", "\t"),
    *(PAGE_OPEN, PAGE_BODY, PAGE_CLOSE, TEXT_OPEN, TEXT_CLOSE),
)
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


class _Read(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.title, self.charset = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.charset = dict(attrs).get("charset") or self.charset

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "title" and self.title is None:
            self.title = data


def whole(matcher, source, **options):
    return Annotator(matcher, standalone=True).run(source, **options).output


@given(texts)
def test_strip_gives_the_text_back(matcher, text):
    if esslink.strip(text) != text:
        return  # it is an annotated page already
    page = whole(matcher, text, format="text")
    assert page.startswith("<!DOCTYPE html>\n") and page.endswith("</html>\n")
    assert esslink.strip(page) == text
    assert whole(matcher, page) == page


@given(texts.filter(lambda text: "😀" not in text and "\u2028" not in text), st.data())
def test_strip_gives_the_bytes_back_in_every_encoding(matcher, text, data):
    name = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "iso8859-15", "utf-16"]))
    try:
        source = text.encode(name)
    except UnicodeEncodeError:
        return
    told = name if name == "iso8859-15" else None
    if esslink.strip(source) != source:
        return
    page = whole(matcher, source, format="text", encoding=told)
    assert esslink.strip(page) == source


def test_a_complete_document_titled_by_the_first_line(matcher):
    page = whole(
        matcher, "\n# Les <coopératives>  & l’ESS\n\nUne coopérative.\n", format="markdown"
    )
    read = _Read(page)
    assert read.title == "Les <coopératives> & l’ESS" and read.charset == "utf-8"
    assert page.startswith('<!DOCTYPE html>\n<html lang="fr">\n') and read.tags[0] == "html"
    assert read.tags.index("style") < read.tags.index("body") < read.tags.index("a")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "Texte"),
        (" \n\n", "Texte"),
        ("mot " * 100, "mot " * 19 + "mot…"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_any_text_has_a_title(matcher, text, title):
    assert f"<title>{title}</title>" in whole(matcher, text, format="text")


def test_the_encoding_is_told_as_it_is(matcher):
    page = whole(matcher, "Une coopérative, é".encode("cp1252"))
    assert b'<meta charset="windows-1252">' in page and "é".encode("cp1252") in page
    assert b"charset" not in whole(matcher, "Une coopérative".encode("utf-16"))


def test_pages_and_other_outputs_stay_what_they_are(matcher):
    page = "<!DOCTYPE html><title>x</title><p>Une coopérative"
    assert whole(matcher, page) == esslink.annotate(page, matcher)
    markdown = Annotator(matcher, renderer=profile("markdown"), standalone=True)
    assert "<html" not in markdown.run("Une coopérative").text


def test_a_standalone_page_becomes_a_piece_again_and_back(matcher):
    text = "Une coopérative.\n"
    page, piece = whole(matcher, text), esslink.annotate(text, matcher)
    assert esslink.annotate(page, matcher) == piece
    assert whole(matcher, piece) == page
