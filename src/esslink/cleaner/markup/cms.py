"""MediaWiki, Drupal, TYPO3, Contao, Moodle, GlotPress and two public services."""

from __future__ import annotations

from collections.abc import Iterator

from esslink.cleaner.finding import Removal
from esslink.cleaner.markup.page import Element, Page
from esslink.cleaner.markup.tooltip import Options, Rule, Shape, remove, text_of_html, unwrapped

__all__ = ["RULES"]


def lingo(page: Page, options: Options) -> Iterator[Removal]:
    """
    Find ``.mw-lingo-term`` in the sentence and its ``div.mw-lingo-tooltip`` at the end.

    Before version 2 the definition stood in the sentence, in ``.mw-lingo-tooltip-tip``.
    """
    used: set[str] = set()
    for term in page.classed("mw-lingo-term"):
        name = term.get("data-lingo-term-id")
        store = page.by_id(name) if name else None
        drop: tuple[Element, ...] = ()
        definition = ""
        if store is not None and "mw-lingo-tooltip" in store.classes:
            body = page.with_class(store, "mw-lingo-definition-text") or [store]
            definition = page.text(body[0])
            if name not in used:
                drop = (store,)
                used.add(name)
        yield from remove(page, "lingo", Shape(term, (term,), drop, "", definition), options)
    for wrapper in page.classed("mw-lingo-tooltip", "tooltip_abbr"):
        shown = page.with_class(wrapper, "mw-lingo-tooltip-abbr")
        tips = page.with_class(wrapper, "mw-lingo-tooltip-tip", "mw-lingo-tooltip-definition")
        if shown and tips:
            shape = Shape(shown[0], (wrapper, *shown), tuple(tips), "", page.text(tips[0]), wrapper)
            yield from remove(page, "lingo", shape, options)


def glossify(page: Page, options: Options) -> Iterator[Removal]:
    """Find Drupal's ``.glossify-tooltip-tip`` and ``.glossify-tooltip-link``."""
    found = page.classed("glossify-tooltip-tip", "glossify-tooltip-link", "taxonomy-tooltip")
    yield from unwrapped(page, "glossify", [e for e in found if e.get("title")], options)
    links = [e for e in found if not e.get("title") and e.name == "a"]
    yield from unwrapped(page, "glossify", links, options)


def dpn_glossary(page: Page, options: Options) -> Iterator[Removal]:
    """Find TYPO3's ``a.dpnglossary.link`` with the ``abbr`` or ``dfn`` in it."""
    yield from unwrapped(page, "dpn-glossary", page.classed("dpnglossary"), options)


def contao(page: Page, options: Options) -> Iterator[Removal]:
    """Find Contao's ``[data-glossary-id][glc]`` and the hovercard of a saved page."""
    found = [
        e for e in page.elements if "data-glossary-id" in e.attributes and "glc" in e.attributes
    ]
    yield from unwrapped(page, "contao", found, options)
    card = page.by_id("gs-hovercard")
    if card is not None:
        titles = page.with_class(card, "g_hovercard-keyword")
        texts = page.with_class(card, "g_hovercard-text")
        title, text = (page.text(e[0]) if e else "" for e in (titles, texts))
        yield from remove(page, "contao", Shape(card, (), (card,), title, text), options)


def moodle(page: Page, options: Options) -> Iterator[Removal]:
    """Find Moodle's ``a.glossary.autolink``; its title names the glossary, not the meaning."""
    for link in page.classed("autolink"):
        if link.name != "a" or "glossary" not in link.classes:
            continue
        title = link.get("title").partition(":")[2].strip()
        yield from remove(page, "moodle", Shape(link, (link,), (), title), options)


def glotpress(page: Page, options: Options) -> Iterator[Removal]:
    """Find GlotPress's ``span.glossary-word[data-translations]``."""
    found = [e for e in page.classed("glossary-word") if "data-translations" in e.attributes]
    for word in found:
        yield from remove(page, "glotpress", Shape(word, (word,)), options)


def cancer_gov(page: Page, options: Options) -> Iterator[Removal]:
    """Find the ``a.definition[data-glossary-id^=CDR]`` of the National Cancer Institute."""
    found = [e for e in page.classed("definition") if e.get("data-glossary-id").startswith("CDR")]
    yield from unwrapped(page, "cancer-gov", [e for e in found if e.name == "a"], options)


def spotlight(page: Page, options: Options) -> Iterator[Removal]:
    """Find DBpedia Spotlight's links, which RDFa attributes sign."""
    for link in page.elements:
        if link.name == "a" and "dbpedia.org/" in link.get("href") and link.get("about"):
            shape = Shape(link, (link,), (), text_of_html(link.get("title")))
            yield from remove(page, "spotlight", shape, options)


RULES = (
    Rule("lingo", ("mw-lingo",), lingo),
    Rule("glossify", ("glossify-tooltip", "taxonomy-tooltip"), glossify),
    Rule("dpn-glossary", ("dpnglossary",), dpn_glossary),
    Rule("contao", ("data-glossary-id", "gs-hovercard"), contao),
    Rule("moodle", ("autolink",), moodle),
    Rule("glotpress", ("glossary-word",), glotpress),
    Rule("cancer-gov", ("data-glossary-id",), cancer_gov),
    Rule("spotlight", ("dbpedia.org/",), spotlight),
)
