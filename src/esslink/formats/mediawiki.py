"""
MediaWiki glossaries: ``; terme : définition`` lists, templates and links made text.

A page without such a list is read by its tables of two columns (``|terme`` then
``|définition``), then by its headings, each with the text below it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from esslink.errors import LexiconError
from esslink.formats.bounds import MAX_TERMS, hold_markup, text_of
from esslink.formats.document import Document, Source
from esslink.formats.prose import Found, document_of
from esslink.sanitise import text_of_html

__all__ = ["read", "wiki_html"]


def read(source: Source) -> Document:
    """
    Read the definition lists of a wiki page.

    Raises:
        LexiconError: the page has no definition list.

    >>> data = "; [[SCOP]] : Société ''de production''.".encode()
    >>> read(Source(data, "a.wiki")).terms[0].definition
    'Société <i>de production</i>.'

    """
    text = text_of(source, fallback="cp1252").replace("\r\n", "\n").replace("\r", "\n")
    hold_markup(text, "'[{<", source)
    lines = text.split("\n")
    for reader in (_found, _tables, _headings):
        found = list(islice(reader(lines), MAX_TERMS + 1))
        if found:
            return document_of(found, source)
    raise LexiconError(
        "aucune liste de définitions\xa0: écrivez «\xa0; terme : définition\xa0»",
        place=source.at(1),
    )


def _tables(lines: list[str]) -> Iterator[Found]:
    """
    Yield the rows of tables that have two cells; a row of headers (``!``) is none.

    >>> [one.names for one in _tables(["{|", "!Mot!!Sens", "|-", "|bail", "|Contrat.", "|}"])]
    [['bail']]
    """
    cells: list[list[str]] = []
    """The lines of each cell of the row."""
    inside = headed = False
    first = 0
    for number, line in enumerate(map(str.strip, lines), 1):
        if line.startswith(("{|", "|-", "|}")):
            texts = [" ".join(cell).strip() for cell in cells]
            if inside and not headed and len(texts) == 2 and all(texts):
                yield Found([text_of_html(wiki_html(texts[0]))], wiki_html(texts[1]), first)
            inside, cells, headed = not line.startswith("|}"), [], False
        elif inside and line.startswith("!"):
            headed = True
        elif inside and line.startswith("|") and not line.startswith("|+"):
            first = first if cells else number
            cells += [[_CELL.sub("", cell)] for cell in line[1:].split("||")]
        elif inside and cells and line:
            cells[-1].append(line)


# The attributes of a cell: a run up to the first bar, that no link or template begins.
_CELL = re.compile(r"^[^\[\]{}|=]{1,40}=[^\[\]{}|]{0,400}\|(?!\|)")
_HEADING = re.compile(r"(={1,6})([^=].*?)\1\s*$")


def _headings(lines: list[str]) -> Iterator[Found]:
    """
    Yield the headings of the level that has most, each with the text below it.

    >>> page = ["= Mots =", "== Bail ==", "Contrat.", "", "Écrit.", "== Loyer ==", "Prix."]
    >>> [(one.names, one.definition) for one in _headings(page)]
    [(['Bail'], 'Contrat.<br>Écrit.'), (['Loyer'], 'Prix.')]
    """
    titles = [
        (number, len(found[1]), found[2].strip())
        for number, line in enumerate(lines)
        if (found := _HEADING.match(line.strip()))
    ]
    levels = Counter(level for _, level, _ in titles)
    if not levels:
        return
    most, count = max(levels.items(), key=lambda pair: (pair[1], pair[0]))
    if count < 2:
        return
    ends = [number for number, _, _ in titles[1:]] + [len(lines)]
    for (number, level, name), end in zip(titles, ends, strict=True):
        paragraphs = " ".join(line.strip() or "\n" for line in lines[number + 1 : end]).split("\n")
        said = [wiki_html(" ".join(text.split())) for text in paragraphs if text.strip()]
        if level == most and said:
            yield Found([text_of_html(wiki_html(name))], "<br>".join(said), number + 1)


def _found(lines: list[str]) -> Iterator[Found]:
    """Yield the entries of lists: names after ``;``, definitions after ``:``."""
    names: list[str] = []
    texts: list[str] = []
    first = 0
    for number, line in enumerate(map(str.strip, [*lines, ""]), 1):
        if line.startswith(":") and names:
            texts.append(wiki_html(line.lstrip(":*# ")))
            continue
        if texts:
            yield Found(names, "<br>".join(texts), first)
            names, texts = [], []
        if not line.startswith(";"):
            names = []
            continue
        first = first if names else number
        name, definition = _parted(line.lstrip("; "))
        names.append(text_of_html(wiki_html(name)))
        if definition:
            texts.append(wiki_html(definition))


def _parted(line: str) -> tuple[str, str]:
    """
    Part a line at its first colon between blanks that is in no link or template.

    >>> _parted("[[Aide:x|terme]] : définition : suite")
    ('[[Aide:x|terme]]', 'définition : suite')
    """
    depth = 0
    for match in re.finditer(r"\[\[|\]\]|\{\{|\}\}|:", line):
        if match[0] in ("[[", "{{"):
            depth += 1
        elif match[0] in ("]]", "}}"):
            depth = max(0, depth - 1)
        elif not depth and line[match.start() - 1 : match.start()] in (" ", "\xa0"):
            return line[: match.start()].strip(), line[match.end() :].strip()
    return line.strip(), ""


# Bounded runs of characters that cannot begin the next part: linear.
_INLINE = re.compile(
    r"\{\{([^{}|]{1,200})(?:\|([^{}]{0,2000}))?\}\}"
    r"|\[\[(?:[^\[\]|]{0,500}\|)?([^\[\]|]{1,500})\]\]"
    r"|\[(https?://[^\s\[\]]{1,2000})(?: ([^\[\]]{1,1000}))?\]"
    r"|'''''|'''|''",
    re.DOTALL,
)


def wiki_html(text: str) -> str:
    """
    Turn wiki markup into HTML: links to their text, templates to their last parameter.

    >>> wiki_html("'''a''' [[B|b]] {{abr|ESS|éco}} [https://x.fr c]<ref>d</ref>")
    '<b>a</b> b éco <a href="https://x.fr">c</a>'
    """
    opened: list[str] = []

    def quote(tags: str) -> str:
        if opened and opened[-1] == tags:
            opened.pop()
            return "".join(f"</{tag}>" for tag in reversed(tags))
        opened.append(tags)
        return "".join(f"<{tag}>" for tag in tags)

    def markup(match: re.Match[str]) -> str:
        if match[0].startswith("''"):
            return quote({"''": "i", "'''": "b", "'''''": "bi"}[match[0]])
        template, parameters, link, url, name = match.groups()
        if template:
            # The last parameter that is not named is the text of most templates.
            plain = [p for p in (parameters or "").split("|") if p.strip() and "=" not in p]
            return plain[-1].strip() if plain else ""
        if link:
            return link
        return f'<a href="{html.escape(url)}">{name or html.escape(url)}</a>' if url else ""

    return _INLINE.sub(markup, _unnoted(text)).strip()


_NOTE = re.compile(r"<!--|<ref\b[^<>]{0,500}>")


def _unnoted(text: str) -> str:
    """
    Take away footnotes and comments; one that never ends is left as it stands.

    >>> _unnoted('a<ref name="x"/> b<ref>note</ref><!-- c --> d<ref>e')
    'a b d<ref>e'
    """
    pieces: list[str] = []
    at = 0
    ends = {"<!--": "-->", "<ref": "</ref>"}
    for found in _NOTE.finditer(text):
        end = ends.get(found[0][:4])
        if found.start() < at or end is None:
            continue
        place = found.end()
        if not found[0].endswith("/>"):
            place = text.find(end, found.end())
            if place < 0:
                del ends[found[0][:4]]  # nor does any that follows: looked for once
                continue
            place += len(end)
        pieces.append(text[at : found.start()])
        at = place
    return "".join([*pieces, text[at:]])
