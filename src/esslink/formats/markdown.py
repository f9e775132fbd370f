"""
Markdown glossaries: definition lists, MyST and Sphinx directives, bold terms, headings.

A definition list is a line, then lines that begin with ``:``; a directive is
``.. glossary::`` or a fence ``{glossary}``, terms at the margin and definitions
indented under them. Emphasis, code and links in definitions become HTML.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from esslink.errors import LexiconError
from esslink.formats.bounds import MAX_TERMS, hold_markup, text_of
from esslink.formats.document import Document, Source, unheld
from esslink.formats.prose import Found, document_of, written
from esslink.sanitise import text_of_html

__all__ = ["inline_html", "read", "write"]

_FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})\s*(\{?[\w.-]*\}?)")
_OPENING = re.compile(r"\.\.\s+glossary::|(?:`{3,}|~{3,}|:{3,})\s*\{glossary\}")
_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*(?:\s*\{#([A-Za-z0-9._-]{1,200})\})?$")
_BOLD = re.compile(r"(?:[-*+]\s+)?(\*\*|__)([^*_]{1,300})\1\s*(?:\xa0|\s)*([:–—-])\s*(\S.*)$")
_ANCHOR = re.compile(r"\s*\{#([A-Za-z0-9._-]{1,200})\}\s*$")


def read(source: Source) -> Document:
    r"""
    Read a Markdown glossary.

    Raises:
        LexiconError: no glossary is recognised in the text.

    >>> read(Source(b"SCOP\n: Cooperative *de production*.\n", "a.md")).terms[0].definition
    'Cooperative <em>de production</em>.'

    """
    text = text_of(source, fallback="cp1252").replace("\r\n", "\n").replace("\r", "\n")
    hold_markup(text, "*_`[\\{", source)
    lines = text.split("\n")
    for reader in (_directives, _definition_lists, _bold_terms, _headings):
        found = list(islice(reader(lines), MAX_TERMS + 1))
        if found:
            return document_of(found, source)
    raise LexiconError(
        "aucun glossaire n’est reconnu\xa0: écrivez chaque terme sur une ligne, puis sa définition "
        "sur la suivante après «\xa0: \xa0»",
        place=source.at(1),
    )


def _indent(line: str) -> int:
    """Count the blanks a line begins with, a tab for four."""
    return len(line[: len(line) - len(line.lstrip())].replace("\t", "    "))


def _directives(lines: list[str]) -> Iterator[Found]:
    """Read Sphinx and MyST glossaries: terms at the margin, definitions indented."""
    at = 0
    while at < len(lines):
        opening = lines[at].strip()
        if not _OPENING.match(opening):
            at += 1
            continue
        fence = _FENCE.match(opening)
        base = _indent(lines[at])
        at += 1
        block: list[tuple[int, str]] = []
        while at < len(lines):
            line = lines[at]
            closed = (
                fence
                and line.strip()
                and set(line.strip()) == {fence[1][0]}
                and len(line.strip()) >= len(fence[1])
            )
            if closed or (not fence and line.strip() and _indent(line) <= base):
                break
            block.append((at + 1, line))
            at += 1
        yield from _indented(block)


def _indented(block: list[tuple[int, str]]) -> Iterator[Found]:
    """Read lines of which those at the margin are terms and the others definitions."""
    said = [(n, line) for n, line in block if line.strip() and not line.strip().startswith(":")]
    margin = min((_indent(line) for _, line in said), default=0)
    names: list[str] = []
    texts: list[str] = []
    first = 0
    for number, line in [*said, (0, "")]:
        at_margin = not line or _indent(line) == margin
        if at_margin and texts:
            yield Found(names, inline_html(" ".join(texts)), first)
            names, texts = [], []
        if at_margin:
            first = first if names else number
            # Sphinx: what follows « : » is a sorting key.
            names.append(inline_text(line.split(" : ")[0]))
        else:
            texts.append(line.strip())


def _definition_lists(lines: list[str]) -> Iterator[Found]:
    """Read lines followed by ``: definition``; several lines before it are several names."""
    at, fenced = 0, ""
    while at < len(lines):
        line = lines[at]
        fence = _FENCE.match(line.strip())
        if fence and (not fenced or line.strip().startswith(fenced)):
            fenced = "" if fenced else fence[1]
        if fenced or not re.match(r" {0,3}:[ \t]", line):
            at += 1
            continue
        above = at - 1
        while above >= 0 and not lines[above].strip() and at - above < 2:
            above -= 1
        names: list[str] = []
        while (
            above >= 0
            and lines[above].strip()
            and not re.match(r" {0,3}:[ \t]|    |#|---", lines[above])
        ):
            names.append(lines[above].strip())
            above -= 1
        names.reverse()
        first = above + 2
        texts: list[str] = []
        while at < len(lines) and (
            re.match(r" {0,3}:[ \t]", lines[at])
            or (lines[at].strip() and lines[at].startswith((" ", "\t")))
        ):
            marked = re.match(r" {0,3}:[ \t]", lines[at])
            text = lines[at][marked.end() :].strip() if marked else lines[at].strip()
            texts.append(("<br>" if marked and texts else " " if texts else "") + inline_html(text))
            at += 1
            ahead = at
            while ahead < len(lines) and ahead < at + 2 and not lines[ahead].strip():
                ahead += 1
            if (
                ahead < len(lines)
                and ahead > at
                and re.match(r" {0,3}:[ \t]|    |\t", lines[ahead])
            ):
                at = ahead
        if names:
            anchor = _ANCHOR.search(names[0])
            cleaned = [inline_text(_ANCHOR.sub("", name)) for name in names]
            yield Found(cleaned, "".join(texts), first, anchor[1] if anchor else "")


def _bold_terms(lines: list[str]) -> Iterator[Found]:
    """Read lines ``**terme** : définition``, when there are two at least."""
    found = [
        Found([inline_text(match[2])], inline_html(match[4]), number)
        for number, line in enumerate(lines, 1)
        if (match := _BOLD.match(line.strip()))
    ]
    # A label that comes back under every heading (**Voir** : …) is no term.
    if len(found) > 1 and 2 * len({one.names[0] for one in found}) > len(found):
        yield from found


def _headings(lines: list[str]) -> Iterator[Found]:
    """Read headings of the most frequent level with the paragraphs under them."""
    headings = [(n, m) for n, line in enumerate(lines) if (m := _HEADING.match(line))]
    # Terms differ: a heading that comes back under each of them is no term.
    levels = Counter(depth for depth, _ in {(len(match[1]), match[2]) for _, match in headings})
    if not levels:
        return
    level, count = max(levels.items(), key=lambda item: (item[1], item[0]))
    if count < 3:
        return
    for place, (number, match) in enumerate(headings):
        if len(match[1]) != level:
            continue
        end = headings[place + 1][0] if place + 1 < len(headings) else len(lines)
        text = " ".join(line.strip() for line in lines[number + 1 : end] if line.strip())
        if text:
            yield Found([inline_text(match[2])], inline_html(text), number + 1, match[3] or "")


# Each alternative begins with a different character and runs to a fixed end
# within bounds, so the text is read once.
_INLINE = re.compile(
    r"\\([\\`*_{}\[\]()#+.!<>&:|~^$-])"
    r"|`([^`]{1,2000})`"
    r"|\*\*([^*]{1,4000})\*\*|__([^_]{1,4000})__"
    r"|\*([^*\s][^*]{0,4000})\*|(?<!\w)_([^_\s][^_]{0,4000})_(?!\w)"
    r"|\[([^\[\]]{1,2000})\]\((https?://[^\s()<>]{1,2000}|mailto:[^\s()<>]{1,500})(?:\s+\"[^\"]{0,500}\")?\)"
    r"|\[([^\[\]]{1,2000})\](?:\([^()\s]{0,500}\)|\[[^\[\]]{0,500}\])"
    r"|\{term\}`([^`<]{1,500})(?:<[^`]{0,500}>)?`|:term:`([^`<]{1,500})(?:<[^`]{0,500}>)?`"
)


def inline_html(text: str) -> str:
    """
    Turn the emphasis, code and links of a line of Markdown into HTML.

    HTML that stands in it stays, and is sanitised with the rest.

    >>> inline_html("Une **SCOP**, cf. [loi](https://x.fr/a_b_c) et 2*3*4")
    'Une <strong>SCOP</strong>, cf. <a href="https://x.fr/a_b_c">loi</a> et 2<em>3</em>4'
    >>> inline_html("[Une loi][] et [un décret][jo]")
    'Une loi et un décret'
    """

    def markup(match: re.Match[str]) -> str:
        escaped, code, bold, bold2, italic, italic2, link, url, other, *terms = match.groups()
        if escaped:
            return html.escape(escaped, quote=False)
        if code:
            return f"<code>{html.escape(code, quote=False)}</code>"
        if bold or bold2:
            return f"<strong>{inline_html(bold or bold2)}</strong>"
        if italic or italic2:
            return f"<em>{inline_html(italic or italic2)}</em>"
        if link:
            return f'<a href="{html.escape(url)}">{inline_html(link)}</a>'
        return (
            inline_html(other)
            if other
            else html.escape(next(filter(None, terms)).strip(), quote=False)
        )

    return _INLINE.sub(markup, text)


def inline_text(text: str) -> str:
    """Give a line of Markdown without its markup."""
    return text_of_html(inline_html(text.strip()))


# Characters that would be markup; all others are as they are.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~{}])")


def write(document: Document) -> tuple[bytes, list[str]]:
    """
    Write a glossary as a Markdown definition list; give what it cannot hold.

    >>> from esslink.terms import Term
    >>> print(write(Document((Term("coopérative", definition="Société…"),)))[0].decode())
    coopérative {#cooperative}
    : Société…
    <BLANKLINE>
    """
    notices = unheld(document, "place dans une liste Markdown", ("title", "description"))
    blocks = []
    if document.title:
        blocks.append(f"# {_SPECIAL.sub(_escape, document.title)}\n")
    if document.description:
        blocks.append(f"{_SPECIAL.sub(_escape, document.description)}\n")
    ids = {term.id: term.headword for term in document.terms}
    for term in document.terms:
        headword, lost = written(term)
        notices += [f"{name} du terme n’a pas de place dans une liste Markdown" for name in lost]
        lines = [f"{_SPECIAL.sub(_escape, headword)} {{#{term.id}}}"]
        lines += [_SPECIAL.sub(_escape, alias) for alias in term.aliases]
        for text, domain in [
            (term.definition, term.domain),
            *((s.definition, s.domain) for s in term.senses),
        ]:
            said = " ".join(text.split())
            lines.append(
                f": {f'*({_SPECIAL.sub(_escape, domain)})* ' if domain else ''}{said}".rstrip()
            )
        if term.source:
            said = _SPECIAL.sub(_escape, term.source)
            lines.append(
                f": Source\xa0: {f'[{said}]({term.source_url})' if term.source_url else said}"
            )
        if term.see:
            lines.append(
                ": Voir aussi\xa0: "
                + ", ".join(_SPECIAL.sub(_escape, ids.get(s, s)) for s in term.see)
            )
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks).encode(), notices


def _escape(match: re.Match[str]) -> str:
    """Put a backslash before a character."""
    return "\\" + match[0]
