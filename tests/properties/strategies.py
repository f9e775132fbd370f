"""Random French-like texts, glossaries, typography and broken pages, for the properties."""

from __future__ import annotations

import os
import unicodedata

from hypothesis import settings
from hypothesis import strategies as st

from esslink.fold import squeeze
from esslink.index import EXACT, NEVER, Index
from esslink.matcher import Matcher
from esslink.terms import Term
from reference import Form

_TIMES = 10 if os.environ.get("ESSLINK_HYPOTHESIS") == "explore" else 1


def tries(count: int) -> settings:
    """Try *count* examples, ten times more when exploring."""
    return settings(max_examples=count * _TIMES)


WORDS = (
    "dépôt", "garantie", "de", "g", "économie", "sociale", "solidaire", "œuvre", "cœur",
    "l'été", "d'été", "trou", "noir", "énergie", "énergies", "tiers-lieu", "lieu", "puits", "ç",
    "à", "île", "ÿ", "naïf", "ESS", "AI", "C++", "E.S.S.", ".NET", "a", "b", "aa", "ab",
)  # fmt: skip
GLUE = (
    " ", "  ", "\n", "\t ", "\u00a0", "\u202f", "\u2009", " - ", "-", "\u2011", "--", "’", "'",
    ".", ", ", " « ", " », ", "(", ")", "_", "-là", "-t-il", "-ci ", "-la-", "s", "é", "E", "1",
    "²", "ſ", "Ω", "あ", "😀", "\x1c", "\x1d", "\x1e", "\x1f", "\u0301", "\u00ad", "\u200b", "\ufeff",
    "\x00", "\ud800", "?", "€", "", "…", "–", "ﬁ",
)  # fmt: skip
BARE = str.maketrans("ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸ", "AAACEEEEIIOOUUUY")

phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


def rarely(one_in: int) -> st.SearchStrategy[bool]:
    return st.sampled_from([False] * (one_in - 1) + [True])


@st.composite
def glossaries(draw) -> tuple[list[Form], list[int]]:
    """
    Make the forms of up to six terms, and the priorities of the terms.

    Some forms are exact, some are there only to mean something else, some are shared.
    """
    count = draw(st.integers(1, 6))
    chosen = draw(st.lists(phrases, min_size=count, max_size=2 * count, unique=True))
    forms = []
    for number, text in enumerate(chosen):
        never = draw(rarely(10))
        forms.append(Form(text, number % count, not never and draw(rarely(5)), never))
        if draw(rarely(8)):
            forms.append(Form(text, (number + 1) % count))
    priorities = draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    return forms, priorities


def compiled(forms: list[Form], priorities: list[int]) -> Matcher:
    """Compile *forms* as they are: what French does to terms is another room's."""
    terms = [
        Term(f"terme {number}", id=f"t{number}", definition="Un sens.", priority=priority)
        for number, priority in enumerate(priorities)
    ]
    rows = []
    for form in dict.fromkeys(forms):
        kind = EXACT * form.exact | NEVER * form.never
        key = squeeze(form.text).text.strip()
        rows.append((key, form.text, form.term, kind, 0, form.text, "given"))
    return Matcher(Index.build(terms, rows))


def _spaced(word: str) -> str:
    return word.replace(" ", " \n ")


def _soft(word: str) -> str:
    return "\u00ad".join(word)


SPELLINGS = (
    str,
    str,
    str.upper,
    str.title,
    str.capitalize,
    lambda word: word.upper().translate(BARE),
    lambda word: word.capitalize().translate(BARE),
    lambda word: "".join(
        c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f"
    ),
    lambda word: unicodedata.normalize("NFD", word),
    lambda word: word.replace("'", "’"),
    lambda word: word.replace("'", "‘").replace("-", "\u2011"),
    lambda word: word.replace(" ", "\u00a0"),
    lambda word: word.replace(" ", "-"),
    _spaced,
    _soft,
    lambda word: word[:1] + "\u200b" + word[1:],
    lambda word: word[:-1],
    lambda word: word + "s",
)
"""What typing, typesetting and mistakes do to a form."""


@st.composite
def texts(draw, forms: list[Form]) -> str:
    """Draw a text where most words are forms, in some spelling, between blanks or other things."""
    known = st.sampled_from([form.text for form in forms])
    words = st.one_of(known, known, known, st.sampled_from(WORDS))
    glue = st.one_of(st.just(" "), st.sampled_from((" ", ", ", "’", "\n")), st.sampled_from(GLUE))
    spellings = st.one_of(st.just(str), st.sampled_from(SPELLINGS))
    pieces = []
    for _ in range(draw(st.integers(1, 7))):
        pieces += (draw(spellings)(draw(words)), draw(glue))
    return "".join(pieces)


OURS = (
    '<a class="esslink" role="doc-glossref" href="#esslink-cooperative">', "</a>", "<!--esslink-->",
    "<!--esslink-->\n", '<div class="esslink-text" data-esslink="text">', "\n</div>\n",
    '<aside class="esslink-glossary esslink-footer" role="doc-glossary" aria-labelledby="esslink-title"'
    ' data-esslink="glossary" data-nosnippet>', "</aside>", "</aside>\n",
    '<style data-esslink="style">', '<script data-esslink="script">', 'data-esslink="glossary"',
    "esslink", '<dfn class="esslink">', "</dfn>", "<!--esslink", "<!-- esslink:off -->",
    "<!-- esslink:on -->", '<meta name="esslink" content="off">', ' class="noesslink"',
    '<div data-esslink="glossary">', '<p data-noesslink>', '<a class="esslink" href="x">',
)  # fmt: skip
"""Our own markers, whole and in pieces, that a page may hold before we ever saw it."""

TAGS = (
    "p", "b", "em", "a", "i", "div", "span", "h1", "h2", "table", "tr", "td", "th", "caption",
    "ul", "li", "select", "option", "button", "svg", "math", "title", "head", "body", "html",
    "script", "style", "textarea", "template", "noscript", "iframe", "plaintext", "pre", "code",
    "br", "img", "hr", "frameset", "ruby", "rt", "section", "summary", "label", "object",
    "foreignObject", "mi", "form", "q", "abbr",
)  # fmt: skip
SHARDS = (
    "<", ">", "</", "/>", "<!", "<!--", "-->", "--!>", "<!-", "<?", "?>", "<![CDATA[", "]]>",
    "&", "&#", "&#x", "&eacute", "&eacute;", "&nbsp;", "&rsquo;", "&amp;", "&#233;", "&#xE9;",
    "&shy;", "&#0;", "&#128;", "&#xD800;", "&#9999999999;", "&notit;", "&NotEqualTilde;", '"',
    "'", "=", " title='", ' title="x>y"', "<!DOCTYPE html>", "<!doctype", "\x00", "\r", "\r\n",
    "\n", "\t", "\f", "\ufeff", "\ud800", "\udc80", "\udfff", "\u2028", "\x85", "\x1d", "\x1e",
    "\x1f", "İ", "ß", "{{x}}", "<%", "<?php ?>", "</>", "< p>", "<p/>", "<svg/>", "<a ",
    "<a href=", "<td", "</p", "<p lang=en>", "<html lang='en'>", "<i lang=en>", "<b contenteditable>", " ", "\u00a0",
)  # fmt: skip
PROSE = (
    "coopérative", "Coopératives", "coop&eacute;ratives", "l’ESS", "l&rsquo;ESS", "économie ",
    "sociale et solidaire", "économie sociale et solidaire",
    "économie <b>sociale</b> et solidaire", "puits de carbone", "puits</b> de carbone",
    "coope\u0301rative", "coopé\u00adrative", "société d’intérêt", "La mer.", "x", "mot ",
)  # fmt: skip


def _tag(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from((f"<{name}>", f"</{name}>", f"<{name.upper()} id=a>", f"<{name}\n/>"))


soup_pieces = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(PROSE),
    st.sampled_from(TAGS).flatmap(_tag),
    st.sampled_from(SHARDS),
    st.sampled_from(OURS),
)
soups = st.lists(soup_pieces, max_size=14).map("".join)
"""Pages broken in every way, where terms, our own markers and their pieces stand."""

ODD = st.text(
    st.characters()
    | st.sampled_from("\x00\r\n\x1d\x1e\x1f\u0300\u0301\u00ad\u200b\ud800\udfffﬁœ’'-–<>&"),
    max_size=40,
)
