"""WordPress: CM Tooltip and its footnotes, Codeat, iThoughts, Encyclopedia, Pressbooks."""

from __future__ import annotations

from collections.abc import Iterator

from esslink.cleaner.finding import Removal
from esslink.cleaner.markup.page import Element, Page
from esslink.cleaner.markup.tooltip import (
    Options,
    Rule,
    Shape,
    remove,
    text_of_html,
    unwrapped,
)

__all__ = ["RULES"]


def cm_tooltip(page: Page, options: Options) -> Iterator[Removal]:
    """
    Find ``.glossaryLink`` with CM Tooltip's own attributes.

    The class alone is MDN's and Apache's too; those stay.
    """
    done = -1
    for link in page.classed("glossaryLink"):
        said = link.get("data-cmtooltip")
        signed = (
            said
            or link.get("title").startswith(("Glossary:", "Glossaire:", "Glossaire :"))
            or link.get("onmouseover").startswith("tooltip.show")
        )
        if not signed or link.index <= done:
            continue
        done = link.last
        title, definition = _cm_parts(said) if said else ("", _shown_by(link))
        shape = Shape(link, (link,), (), title, definition)
        yield from remove(page, "cm-tooltip", shape, options)


def _cm_parts(html: str) -> tuple[str, str]:
    """Give title and body of what CM Tooltip shows."""
    inner = Page(html)
    parts = [inner.classed("glossaryItemTitle"), inner.classed("glossaryItemBody")]
    title, body = (inner.text(found[0]) if found else "" for found in parts)
    return title, body or text_of_html(html)


def _shown_by(link: Element) -> str:
    """Give the text that an old version's ``onmouseover="tooltip.show('…')"`` shows."""
    call = link.get("onmouseover")
    start, end = call.find("'"), call.rfind("'")
    return text_of_html(call[start + 1 : end].replace("\\'", "'")) if 0 <= start < end else ""


def cm_footnotes(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``.cmtt-footnote`` marks and the ``.cmtt-footnote-def`` they lead to."""
    definitions = {e.get("id"): e for e in page.classed("cmtt-footnote-def")}
    used: set[str] = set()
    for mark in page.classed("cmtt-footnote"):
        links = page.with_class(mark, "cmtt-footnote-deflink", "cmtt_footnote_link")
        name = links[0].get("href").removeprefix("#") if links else ""
        target = definitions.get(name)
        drop: tuple[Element, ...] = (mark,)
        if target is not None and name not in used:
            used.add(name)
            drop = (mark, target)
        text = _footnote(page, target) if target is not None else ""
        yield from remove(page, "cm-footnotes", Shape(mark, (), drop, "", text), options)


def _footnote(page: Page, target: Element) -> str:
    """Give a footnote's text without its number."""
    number = page.with_class(target, "cmtt-footnote-def-number")
    start = number[0].end if number else target.open_end
    return page.text_between(start, target.close_start)


def codeat(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``.glossary-tooltip``: ``.glossary-link`` stays, ``.glossary-tooltip-content`` goes."""
    for wrapper in page.classed("glossary-tooltip"):
        shown = page.with_class(wrapper, "glossary-link")
        drop = page.with_class(
            wrapper,
            "glossary-tooltip-content",
            "glossary-tooltip-item",
            "glossary-tooltip-content-mobile",
        )
        if not shown or not drop:
            continue
        links = tuple(e for e in page.inside(shown[0]) if e.name == "a")
        texts = page.with_class(wrapper, "glossary-tooltip-text") or drop
        definition = _without_more(page, texts[0])
        shape = Shape(shown[0], (wrapper, shown[0], *links), tuple(drop), "", definition, wrapper)
        yield from remove(page, "codeat", shape, options)


def _without_more(page: Page, element: Element) -> str:
    """Give an element's text up to a last link («Lire la suite»)."""
    links = [e for e in page.inside(element) if e.name == "a" and e.closed]
    if links and not page.text_between(links[-1].end, element.close_start):
        return page.text_between(element.open_end, links[-1].start)
    return page.text(element)


def ithoughts(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``.itg-gloss`` and, from old versions, ``data-ithoughts_tt_gl-…`` attributes."""
    found = page.classed("itg-gloss", "itg-invalid", "ithoughts_tooltip_glossary-glossary")
    found += [
        e
        for e in page.elements
        if "data-ithoughts_tt_gl-glossary-slug" in e.attributes
        or ("data-tooltip-content" in e.attributes and "itg-tooltip" in e.classes)
    ]
    for attribute in ("data-gloss-content", "data-tooltip-content"):
        some = [e for e in found if attribute in e.attributes]
        yield from unwrapped(page, "ithoughts", some, options, attribute)
        found = [e for e in found if attribute not in e.attributes]
    yield from unwrapped(page, "ithoughts", found, options, "data-ithoughts_tt_gl-content")


def encyclopedia(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``a.encyclopedia[title]``: the beginning of the definition is in ``title``."""
    found = [e for e in page.classed("encyclopedia") if e.name == "a" and e.get("title")]
    yield from unwrapped(page, "encyclopedia", found, options)


def pressbooks(page: Page, options: Options) -> Iterator[Removal]:
    """
    Find ``.glossary-term`` with a dialog, and the definitions in ``div.glossary`` at the end.

    Exports keep a bare ``span.glossary-term``.
    """
    for term in page.classed("glossary-term"):
        dialog = term.get("aria-haspopup") == "dialog"
        bare = term.name == "span" and set(term.attributes) == {"class"}
        if not (dialog or bare):
            continue
        target = page.by_id(term.get("href").removeprefix("#")) if dialog else None
        bodies = page.with_class(target, "glossary__definition") if target else []
        definition = _dialog(page, bodies[0]) if bodies else ""
        yield from remove(page, "pressbooks", Shape(term, (term,), (), "", definition), options)
    for store in page.classed("glossary"):
        held = list(page.inside(store))
        if (
            store.name == "div"
            and any(e.name == "template" for e in held)
            and any("glossary__definition" in e.classes for e in held)
        ):
            yield from remove(page, "pressbooks", Shape(store, (), (store,)), options)


def _dialog(page: Page, body: Element) -> str:
    """Give a dialog's text without its button."""
    buttons = [e for e in page.inside(body) if e.name == "button"]
    end = buttons[0].start if buttons else body.close_start
    return page.text_between(body.open_end, end)


RULES = (
    Rule("cm-tooltip", ("glossarylink",), cm_tooltip),
    Rule("cm-footnotes", ("cmtt-footnote",), cm_footnotes),
    Rule("codeat", ("glossary-tooltip",), codeat),
    Rule("ithoughts", ("itg-", "ithoughts"), ithoughts),
    Rule("encyclopedia", ("encyclopedia",), encyclopedia),
    Rule("pressbooks", ("glossary-term", "glossary__definition"), pressbooks),
)
