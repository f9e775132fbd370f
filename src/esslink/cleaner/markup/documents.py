"""Makers of documentation: Docusaurus, Sphinx, HonKit, MkDocs, Rspress, Obsidian."""

from __future__ import annotations

from collections.abc import Iterator

from esslink.cleaner.finding import Removal
from esslink.cleaner.markup.page import Element, Page
from esslink.cleaner.markup.tooltip import Options, Rule, Shape, remove, unwrapped

__all__ = ["RULES"]


def _has_prefix(element: Element, prefix: str) -> bool:
    """Tell whether a class starts with *prefix*: bundlers add a hash to the names."""
    return any(name.startswith(prefix) for name in element.classes)


def docusaurus_glossary(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``[class*=glossaryTermWrapper]``: a link and, beside it, ``[role=tooltip]``."""
    for wrapper in page.elements:
        if not _has_prefix(wrapper, "glossaryTermWrapper"):
            continue
        held = list(page.inside(wrapper))
        tips = [e for e in held if e.get("role") == "tooltip"]
        terms = [e for e in held if _has_prefix(e, "glossaryTerm") and e.name in ("a", "span")]
        if not tips or not terms:
            continue
        strong = [e for e in page.inside(tips[0]) if e.name == "strong"]
        title = page.text(strong[0]) if strong else ""
        text = page.text(tips[0])
        definition = text.removeprefix(title).lstrip(" .:") if title else text
        shape = Shape(terms[0], (wrapper, terms[0]), (tips[0],), title, definition, wrapper)
        yield from remove(page, "docusaurus-glossary", shape, options)


def docusaurus_terminology(page: Page, options: Options) -> Iterator[Removal]:
    """
    Point at the placeholder that stands where a term should: nothing can be given back.

    A candidate without cuts, so that ``explain`` shows the place.
    """
    phrase = "The fallback content to display on prerendering"
    place = page.source.find(phrase)
    while place >= 0:
        yield Removal((), "docusaurus-terminology", 1.0, phrase, "", "", note="le terme est perdu")
        place = page.source.find(phrase, place + len(phrase))


def rspress(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``a.term-link`` with ``.rspress-plugin-terminology-tooltip`` beside or inside it."""
    for tip in page.classed("rspress-plugin-terminology-tooltip"):
        links = [
            e for e in page.elements[max(0, tip.index - 40) : tip.index] if "term-link" in e.classes
        ]
        if not links:
            continue
        link = links[-1]
        shape = Shape(link, (link,), (tip,), "", page.text(tip))
        yield from remove(page, "rspress", shape, options)


def sphinx(page: Page, options: Options) -> Iterator[Removal]:
    """
    Find Sphinx's ``span.std-term`` with the link to ``#term-…`` around it.

    The pilcrow of a glossary's own entries goes too: scrapers glue it to the term.
    """
    for span in page.classed("std-term"):
        link = span.parent
        linked = link is not None and link.name == "a" and "#term-" in link.get("href")
        unwrap = (link, span) if linked and link is not None else (span,)
        yield from remove(page, "sphinx", Shape(span, unwrap), options)
    for mark in page.classed("headerlink"):
        entry = mark.parent
        if entry is not None and entry.name == "dt" and entry.get("id").startswith("term-"):
            yield from remove(page, "sphinx", Shape(entry, (), (mark,)), options)
    for link in page.classed("hxr-hoverxref"):
        if "#term-" in link.get("href") and not page.with_class(link, "std-term"):
            yield from remove(page, "sphinx", Shape(link, (link,)), options)


def honkit(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``.glossary-term[title]``, HonKit's, GitBook's and many a home-made script's."""
    names = ("a", "abbr", "button", "dfn", "span")
    found = [e for e in page.classed("glossary-term") if e.get("title") and e.name in names]
    yield from unwrapped(page, "honkit", found, options)


def glossarizer(page: Page, options: Options) -> Iterator[Removal]:
    """Find glossarizer's ``.glossarizer_replaced``, an ``abbr`` unless set otherwise."""
    yield from unwrapped(page, "glossarizer", page.classed("glossarizer_replaced"), options)


def ezglossary(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``a.mkdocs-ezglossary-link``; the lists of a glossary page stay."""
    yield from unwrapped(page, "ezglossary", page.classed("mkdocs-ezglossary-link"), options)


def virtual_linker(page: Page, options: Options) -> Iterator[Removal]:
    """Find Obsidian's ``span.virtual-link`` and the sign it sets after the term."""
    for span in page.classed("virtual-link"):
        if span.name != "span":
            continue
        links = [e for e in page.inside(span) if "virtual-link-a" in e.classes]
        signs = page.with_class(span, "linker-suffix-icon")
        shown = links[0] if links else span
        yield from remove(
            page, "virtual-linker", Shape(shown, (span, *links), tuple(signs)), options
        )


RULES = (
    Rule("docusaurus-glossary", ("glossarytermwrapper",), docusaurus_glossary),
    Rule(
        "docusaurus-terminology",
        ("the fallback content to display on prerendering",),
        docusaurus_terminology,
    ),
    Rule("rspress", ("rspress-plugin-terminology-tooltip",), rspress),
    Rule("sphinx", ("std-term", "hxr-hoverxref", "#term-"), sphinx),
    Rule("honkit", ("glossary-term",), honkit),
    Rule("glossarizer", ("glossarizer_replaced",), glossarizer),
    Rule("ezglossary", ("mkdocs-ezglossary-link",), ezglossary),
    Rule("virtual-linker", ("virtual-link",), virtual_linker),
)
