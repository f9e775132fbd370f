"""
Tooltip noise as it happens: French prose, a glossary, a system, an extractor.

Each generated page knows where its noise is: rare brackets enclose the title
and the definition in the HTML, go through the extractor with the text, and are
taken out at the end. All draws come from the given :class:`random.Random`.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

OPEN, CLOSE = "⟦", "⟧"


class Entry(NamedTuple):
    title: str
    forms: tuple[str, ...]
    definition: str


class Page(NamedTuple):
    system: str
    extractor: str
    text: str
    noise: list[tuple[int, int]]
    entries: list[Entry]


# --- systems: shown form, title and definition (HTML) to the markup that is served ----


def couteau_suisse(shown, title, definition):
    return (
        f"<a name='mot{len(title)}_0' href='/glossaire' class='cs_glossaire'>"
        f"<span class='gl_mot'>{shown}</span><span class=\"gl_js\">{OPEN}{title}</span>"
        f'<span class="gl_jst">{definition}{CLOSE}</span></a>'
    )


def couteau_suisse_css(shown, title, definition):
    return (
        f'<a name="mot1" href="/glossaire" class="cs_glossaire"><span class="gl_mot">{shown}</span>'
        f'<span class="gl_dl"><span class="gl_dt">{OPEN}{title}</span>'
        f'<span class="gl_dd">{definition}{CLOSE}</span></span></a>'
    )


def docusaurus(shown, title, definition):
    return (
        f'<span class="glossaryTermWrapper_x"><a href="/g" aria-describedby="t">{shown}</a>'
        f'<span id="t" role="tooltip">{OPEN}<strong>{title}</strong> {definition}{CLOSE}</span></span>'
    )


def codeat(shown, title, definition):
    return (
        f'<span class="glossary-tooltip"><span class="glossary-link"><a href="/g">{shown}</a></span>'
        f'<span class="hidden glossary-tooltip-content clearfix">'
        f'<span class="glossary-tooltip-text">{OPEN}{definition}{CLOSE}</span></span></span>'
    )


def dsfr(shown, title, definition):
    return (
        f'<a class="fr-link" aria-describedby="t1" href="/g">{shown}</a>'
        f'<span class="fr-tooltip" id="t1" role="tooltip">{OPEN}{definition}{CLOSE}</span>'
    )


def tutorial(shown, title, definition):
    return f'<span class="tooltip">{shown}<span class="tooltiptext">{OPEN}{definition}{CLOSE}</span></span>'


TITLED = (couteau_suisse, couteau_suisse_css, docusaurus)
UNTITLED = (codeat, dsfr, tutorial)


# --- extractors: HTML to text ---------------------------------------------------------


def soup_joined(page):
    from bs4 import BeautifulSoup

    return BeautifulSoup(page, "html.parser").get_text()


def soup_spaced(page):
    from bs4 import BeautifulSoup

    return BeautifulSoup(page, "html.parser").get_text(" ")


def lxml_content(page):
    from lxml import html as reader

    # Bytes, since lxml refuses a str that has an XML declaration.
    return reader.fromstring(
        page.encode(), parser=reader.HTMLParser(encoding="utf-8")
    ).text_content()


def trafilatura_text(page):
    import trafilatura

    return trafilatura.extract(page, favor_recall=True, include_comments=False) or ""


def html2text_markdown(page):
    import html2text

    maker = html2text.HTML2Text()
    maker.ignore_links = True
    return maker.handle(page)


_BLOCK = re.compile(r"</?(?:p|h[1-6]|div|li|ul|ol|article|body)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")


def inner_text(page):
    """Do what a browser's innerText does with blocks, line breaks and inline elements."""
    body = page[page.index("<body") :]
    body = re.sub(r"[ \t\r\n\f]+", " ", body)
    body = _TAG.sub("", _BLOCK.sub("\n\n", re.sub(r"<br ?/?>", "\n", body)))
    lines = [line.strip(" ") for line in html.unescape(body).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


EXTRACTORS = (
    soup_joined,
    soup_spaced,
    lxml_content,
    trafilatura_text,
    html2text_markdown,
    inner_text,
)


# --- pages ----------------------------------------------------------------------------


def entries_from(terms):
    """Make entries from glossary terms: title as a site shows it, forms as sentences have it."""
    found = []
    for term in terms:
        forms = [term.headword, *term.aliases]
        forms += [plural(form) for form in forms]
        if term.abbreviation:
            forms.append(term.abbreviation)
        title = term.abbreviation or term.headword[0].upper() + term.headword[1:]
        found.append(Entry(title, tuple(dict.fromkeys(forms)), term.definition))
    return found


def plural(form):
    """Put the first word in the plural, and an adjective right after it."""
    words = form.split(" ")
    if words[0][-1] in "sxz" or words[0].isupper():
        return form
    joined = len(words) != 2 or any(sign in words[1] for sign in "’'") or len(words[1]) < 4
    return " ".join(_plural(w) if not i or not joined else w for i, w in enumerate(words))


def _plural(word):
    if word[-1] in "sxz":
        return word
    return word[:-2] + "aux" if word.endswith("al") else word + "s"


class Paragraph(NamedTuple):
    text: str
    spans: tuple[tuple[int, int, Entry], ...]


_WORD = re.compile(r"[^\W\d_]+")


def located(prose, entries):
    """Find the forms of *entries* in each paragraph, longest first, none inside another."""
    starts = {}
    for entry in entries:
        for form in entry.forms:
            first = _WORD.search(form)
            if first and first.start() == 0:
                starts.setdefault(first[0], []).append((form, entry))
    for candidates in starts.values():
        candidates.sort(key=lambda c: -len(c[0]))
    return [Paragraph(text, tuple(_spans(text, starts))) for text in prose]


def _spans(text, starts):
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done:
            continue
        for form, entry in starts.get(word[0], ()):
            end = word.start() + len(form)
            if text.startswith(form, word.start()) and not text[end : end + 1].isalnum():
                yield word.start(), end, entry
                done = end
                break


def dressed(definition, rng, unstopped):
    """Give a definition as a site writes it: emphasis, a link, a line break, no last stop."""
    text = html.escape(definition, quote=False)
    words = text.split(" ")
    if len(words) > 6 and rng.random() < 0.3:
        at = rng.randrange(2, len(words) - 2)
        tag = rng.choice(("em", "strong", "a href='/x'"))
        words[at] = f"<{tag}>{words[at]}</{tag.split()[0]}>"
        text = " ".join(words)
    if rng.random() < 0.1:
        text = text.replace(". ", ".<br />", 1)
    if rng.random() < unstopped and text.endswith("."):
        text = text[:-1]
    return text


UNSTOPPED = 0.15
"""Share of definitions that have lost their last stop: a site's authors forget it."""


def compose(rng, paragraphs, system, clothes, *, rate=0.7):
    """
    Write one page of HTML with tooltips and the marks around their titles and definitions.

    Args:
        rng: gives all draws.
        paragraphs: what :func:`located` gave, those of this page.
        system: one of the functions above.
        clothes: definitions as the site writes them; filled in, so that one site
            writes one definition the same way on all its pages.
        rate: probability that a term found gets its tooltip.
    """
    used = []
    blocks = ["<h1>Nouvelles du réseau</h1>"]
    for paragraph in paragraphs:
        pieces, done = [], 0
        for start, end, entry in paragraph.spans:
            if rng.random() > rate:
                continue
            if entry not in clothes:
                clothes[entry] = dressed(entry.definition, rng, UNSTOPPED)
            used.append(entry)
            pieces.append(html.escape(paragraph.text[done:start], quote=False))
            shown = html.escape(paragraph.text[start:end], quote=False)
            pieces.append(system(shown, html.escape(entry.title, quote=False), clothes[entry]))
            done = end
        pieces.append(html.escape(paragraph.text[done:], quote=False))
        blocks.append(f"<p>{''.join(pieces)}</p>")
    page = (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Nouvelles</title></head>'
        "<body><article>\n" + "\n".join(blocks) + "\n</article></body></html>"
    )
    return page, list(dict.fromkeys(used))


def extracted(page, used, system, extractor):
    """Give the text of a page of :func:`compose`, and where its noise stands."""
    return unmark(extractor(page), system.__name__, extractor.__name__, used)


def unmark(text, system, extractor, used):
    """Take the marks out of *text* and remember where they stood."""
    pieces, noise, size, start = [], [], 0, None
    for piece in re.split(f"([{OPEN}{CLOSE}])", text):
        if piece == OPEN:
            start = size
        elif piece == CLOSE:
            if start is not None:
                noise.append((start, size))
            start = None
        else:
            pieces.append(piece)
            size += len(piece)
    return Page(system, extractor, "".join(pieces), noise, used)


class Score(NamedTuple):
    noise: int = 0
    removed: int = 0
    clean: int = 0
    lost: int = 0

    def __add__(self, other):
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def recall(self):
        return self.removed / self.noise if self.noise else 1.0

    @property
    def loss(self):
        return self.lost / self.clean if self.clean else 0.0


def score(page, edits):
    """Count letters, digits and signs (blanks aside): noise removed, clean lost."""
    marks = bytearray(len(page.text))
    for start, end in page.noise:
        marks[start:end] = b"\1" * (end - start)
    cut = bytearray(len(page.text))
    for edit in edits:
        cut[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
    noise = removed = clean = lost = 0
    for sign, is_noise, is_cut in zip(page.text, marks, cut, strict=True):
        if sign.isspace():
            continue
        if is_noise:
            noise += 1
            removed += is_cut
        else:
            clean += 1
            lost += is_cut
    return Score(noise, removed, clean, lost)
