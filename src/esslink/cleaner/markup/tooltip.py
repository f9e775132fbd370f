"""From a tooltip's elements to a removal: what is dropped, what is unwrapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from esslink.cleaner.finding import Removal, squeezed
from esslink.cleaner.markup.page import Element, Page
from esslink.spans import Edit

__all__ = ["Options", "Rule", "Shape", "is_link", "remove", "text_of_html", "unwrapped"]


class Options(NamedTuple):
    """What the caller chose for markup."""

    keep_links: bool = False
    """Leave the link to the old glossary page around the term."""
    abbreviations: bool = False
    """Unwrap every ``<abbr title>``, not only those that a tooltip program signed."""


class Rule(NamedTuple):
    """One system: its name, what its pages always contain, and how to find its tooltips."""

    name: str
    needles: tuple[str, ...]
    """Source text of which one must be there, in small letters."""
    find: Callable[[Page, Options], Iterator[Removal]]


@dataclass(frozen=True)
class Shape:
    """The parts of one tooltip in a page."""

    shown: Element
    """What holds the term."""
    unwrap: tuple[Element, ...] = ()
    """Elements whose tags go and whose content stays."""
    drop: tuple[Element, ...] = ()
    """Elements that go with their content."""
    title: str = ""
    definition: str = ""
    wrapper: Element | None = None
    """What holds all of it: blanks that only part its pieces go too."""


def is_link(element: Element) -> bool:
    """Tell whether *element* is a link that leads somewhere else than this page."""
    target = element.get("href").strip().lower()
    return element.name == "a" and bool(target) and not target.startswith(("#", "javascript:"))


def remove(
    page: Page, rule: str, shape: Shape, options: Options, confidence: float = 1.0
) -> Iterator[Removal]:
    """
    Yield the removal of one tooltip, or nothing when an element of it is not closed.

    Links among what is unwrapped stay when the options say so.
    """
    parts = (*shape.unwrap, *shape.drop)
    if not all(part.closed for part in parts):
        return
    links = [e for e in (*shape.unwrap, shape.shown) if is_link(e)]
    edits: list[Edit] = []
    for element in shape.unwrap:
        if options.keep_links and is_link(element):
            continue
        edits.append(Edit(element.start, element.open_end, "", rule))
        edits.append(Edit(element.close_start, element.end, "", rule))
    edits += [Edit(e.start, e.end, "", rule) for e in shape.drop]
    if shape.wrapper is not None:
        edits += _blanks(page, shape.wrapper, shape.shown, rule)
    yield Removal(
        tuple(_joined(edits, rule)),
        rule,
        confidence,
        page.text(shape.shown),
        shape.title,
        shape.definition,
        url=links[0].get("href") if links else "",
    )


def _blanks(page: Page, wrapper: Element, shown: Element, rule: str) -> Iterator[Edit]:
    """Cut the blanks between the pieces of a tooltip that is laid out over several lines."""
    source = page.source
    places = [wrapper.open_end]
    places += [
        place
        for e in page.inside(wrapper)
        if not (shown.index < e.index <= shown.last)
        for place in (e.end, *((e.open_end,) if e.index < shown.index <= e.last else ()))
    ]
    for place in places:
        after = page.blank_after(place, wrapper.close_start)
        if after > place and source[after : after + 1] == "<":
            yield Edit(place, after, "", rule)


def _joined(edits: Iterable[Edit], rule: str) -> Iterator[Edit]:
    """Yield *edits* in order, with those that touch or overlap made one."""
    start = end = -1
    for edit in sorted(edits):
        if edit.start <= end:
            end = max(end, edit.end)
            continue
        if start >= 0:
            yield Edit(start, end, "", rule)
        start, end = edit.start, edit.end
    if start >= 0:
        yield Edit(start, end, "", rule)


def text_of_html(html: str) -> str:
    """
    Give the text of HTML that stood in an attribute, blanks squeezed.

    >>> text_of_html("<b>Secteur</b> &amp; plus.<br>Suite")
    'Secteur & plus. Suite'
    """
    if "<" not in html and "&" not in html:
        return squeezed(html)
    page = Page(html)
    return page.text_between(0, len(html))


def unwrapped(
    page: Page, rule: str, elements: Iterable[Element], options: Options, attribute: str = "title"
) -> Iterator[Removal]:
    """
    Yield the removal of elements that only wrap a term, its definition in an attribute.

    Elements of *elements* that stand inside another are unwrapped with it.
    """
    done = -1
    for element in sorted(elements, key=lambda e: e.index):
        if element.index <= done:
            continue
        done = element.last
        inner = tuple(e for e in page.inside(element) if e in elements or _is_holder(e, element))
        definition = ""
        for holder in (element, *inner):
            definition = definition or text_of_html(holder.get(attribute))
        shape = Shape(element, (element, *inner), (), "", definition)
        yield from remove(page, rule, shape, options)


def _is_holder(inner: Element, outer: Element) -> bool:
    """Tell whether *inner* only carries the definition of the tooltip that *outer* is."""
    return (
        inner.name in ("abbr", "acronym", "dfn")
        and bool(inner.get("title"))
        and outer.name in ("a", "span")
    )
