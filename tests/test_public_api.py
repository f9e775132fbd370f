"""The public names are these and no others, typed, documented and loaded when first used."""

from __future__ import annotations

import inspect
import pathlib

import pytest

import esslink

NAMES = {
    "Annotator", "Cleaner", "Edit", "EsslinkError", "Lexicon", "Match", "Matcher", "Policy", "Term",
    "annotate", "clean", "compile", "strip",
}  # fmt: skip


def test_the_names():
    assert set(esslink.__all__) == NAMES
    assert set(dir(esslink)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_name_is_documented(name):
    thing = getattr(esslink, name)
    assert inspect.getdoc(thing)
    assert thing.__module__.startswith("esslink.")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="frobnicate"):
        esslink.frobnicate  # noqa: B018


def test_same_type_out_as_in(matcher):
    for work in (lambda page: esslink.annotate(page, matcher), esslink.strip, esslink.clean):
        assert type(work("<p>Une coopérative.")) is str
        assert type(work("<p>Une coopérative.".encode())) is bytes


def test_a_page_without_terms_is_given_back_itself(matcher):
    for page in ("<p>La mer.</p>", b"<p>La mer.</p>"):
        assert esslink.annotate(page, matcher) == page
        assert esslink.strip(page) is page


def test_what_is_neither_text_nor_bytes_is_refused_with_the_remedy(matcher):
    import bs4
    import lxml.html

    page = "<p>Une coopérative.</p>"
    works = (lambda page: esslink.annotate(page, matcher), esslink.strip, esslink.clean)
    for given, remedy in [
        (bs4.BeautifulSoup(page, "lxml"), "esslink.trees.soup"),
        (lxml.html.fromstring(page), "esslink.trees.lxml"),
        (pathlib.Path("page.html"), "read_bytes"),
        (bytearray(page.encode()), "bytes"),
        (None, "le texte de la page"),
    ]:
        for work in works:
            with pytest.raises(esslink.EsslinkError, match=remedy):
                work(given)


def test_every_error_has_one_root():
    from esslink import errors

    for name in errors.__all__:
        assert issubclass(getattr(errors, name), esslink.EsslinkError)


def test_terms_inside_terms_are_counted_when_asked_and_never_linked():
    terms = [
        esslink.Term(name, definition="Un sens.")
        for name in ("action", "action sociale", "sociale")
    ]
    matcher = esslink.compile(
        [*terms, esslink.Term("sel", definition="Un sens.", never=("sel marin",))]
    )
    text = "Une action sociale, du sel marin."
    keep = esslink.Policy(occurrences="all", nested="keep", context="off")
    assert [text[m.start : m.end] for m in matcher.find(text)] == ["action sociale"]
    assert [text[m.start : m.end] for m in matcher.find(text, keep)] == [
        "action sociale",
        "action",
        "sociale",
    ]
    assert esslink.annotate(f"<p>{text}", matcher, keep).count("<a ") == 1
