"""
Tooltips that no program signed: ``role=tooltip``, popovers, class names of tutorials.

Interfaces use the same markup to explain their buttons. A tooltip is a
glossary's when it stands in running text, its trigger is a word and its text is
a definition: longer than a label, with nothing in it to press.
"""

from __future__ import annotations

from collections.abc import Iterator

from esslink.cleaner.finding import Removal
from esslink.cleaner.markup.page import BLOCKS, Element, Page
from esslink.cleaner.markup.tooltip import Options, Rule, Shape, remove, unwrapped
from esslink.spans import Edit

__all__ = ["RULES"]

_CONTROLS = frozenset(
    ("button", "input", "select", "textarea", "form", "img", "svg", "video", "audio", "iframe")
)
_INTERFACE = frozenset(("nav", "form", "header", "footer", "menu", "label", "fieldset", "button"))
_NEAR = 1_000
"""Characters of markup and blanks that may part a term and its tooltip."""
_SHORTEST = 25
"""Letters of the shortest text taken for a definition; labels are shorter."""


def _is_glossary(page: Page, shown: Element, tip: Element, trigger: str = "") -> bool:
    """Tell whether *shown* is a term in a sentence and *tip* its definition."""
    if any(e.name in _CONTROLS for e in (*page.inside(tip), *page.inside(shown))):
        return False
    if shown.name in _CONTROLS and shown.name != trigger:
        return False
    term, text = page.text(shown), page.text(tip)
    if not 1 < len(term) <= 80 or len(text) < max(_SHORTEST, len(term)) or text.count(" ") < 3:
        return False
    block = shown.parent
    while block is not None and block.name not in BLOCKS:
        if block.name in _INTERFACE:
            return False
        block = block.parent
    if block is None:
        return _has_text_around(page, shown, tip, 0, len(page.source))
    above: Element | None = block
    for _ in range(40):
        if above is None:
            break
        if above.name in _INTERFACE:
            return False
        above = above.parent
    return _has_text_around(page, shown, tip, block.open_end, block.close_start)


def _has_text_around(page: Page, shown: Element, tip: Element, start: int, end: int) -> bool:
    """Tell whether a sentence stands around: words before the term, or after the tooltip."""
    first, last = min(shown.start, tip.start), max(shown.end, tip.end)
    before = page.text_between(max(start, first - 400), first)
    after = page.text_between(last, min(end, last + 400))
    return sum(c.isalpha() for c in before) > 1 or sum(c.isalpha() for c in after) > 1


def _next_to(page: Page, one: Element, other: Element) -> bool:
    """Tell whether only blanks and tags stand between two elements."""
    first, last = (one, other) if one.start < other.start else (other, one)
    if last.start < first.end:
        return True
    return last.start - first.end < _NEAR and not page.text_between(first.end, last.start)


def role_tooltip(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``[role=tooltip]`` next to the element that ``aria-describedby`` it."""
    triggers: dict[str, Element] = {}
    for element in page.elements:
        for name in element.get("aria-describedby").split()[:4]:
            triggers.setdefault(name, element)
    for tip in page.elements:
        if tip.get("role") != "tooltip":
            continue
        shown = triggers.get(tip.get("id"))
        if shown is None or not _next_to(page, shown, tip):
            continue
        if shown.index < tip.index <= shown.last:
            continue  # the tooltip is inside its trigger: a widget of its own kind
        rule = "dsfr" if "fr-tooltip" in tip.classes else "role-tooltip"
        unwrap = (shown,) if shown.name in ("span", "abbr", "dfn") else ()
        shape = Shape(shown, unwrap, (tip,), "", page.text(tip))
        if _is_glossary(page, shown, tip):
            yield from remove(page, rule, shape, options, 0.92)


def tooltip_text(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``.tooltip > .tooltiptext``, the pattern that W3Schools teaches."""
    for wrapper in page.classed("tooltip"):
        tips = page.with_class(wrapper, "tooltiptext", "tooltip-text", "tooltip__text")
        tips = [e for e in tips if e.parent is wrapper]
        if len(tips) != 1 or wrapper.name in BLOCKS - {"div"}:
            continue
        tip = tips[0]
        if any(e.name in _CONTROLS for e in page.inside(wrapper)):
            continue
        term = page.text_between(wrapper.open_end, tip.start)
        term = term or page.text_between(tip.end, wrapper.close_start)
        text = page.text(tip)
        if not 1 < len(term) <= 80 or len(text) < _SHORTEST or text.count(" ") < 3:
            continue
        for removal in remove(
            page, "tooltip-text", Shape(wrapper, (wrapper,), (tip,), "", text), options, 0.92
        ):
            yield Removal(
                removal.edits, removal.rule, removal.confidence, term, "", text, url=removal.url
            )


def popover(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``button[popovertarget]`` with its ``[popover]`` next to it."""
    for button in page.elements:
        target = page.by_id(button.get("popovertarget")) if button.get("popovertarget") else None
        if target is None or "popover" not in target.attributes or button.name != "button":
            continue
        if _next_to(page, button, target) and _is_glossary(page, button, target, "button"):
            shape = Shape(button, (button,), (target,), "", page.text(target))
            yield from remove(page, "popover", shape, options, 0.9)


def details(page: Page, options: Options) -> Iterator[Removal]:
    """
    Point at ``details`` whose summary is a term in the middle of a sentence.

    Confidence 0.5: a disclosure is what the author wrote, more often than not.
    """
    for element in page.elements:
        if element.name != "details" or not element.closed:
            continue
        summaries = [e for e in page.inside(element) if e.name == "summary"]
        if not summaries or not summaries[0].closed:
            continue
        summary = summaries[0]
        text = page.text_between(summary.end, element.close_start)
        before = page.text_between(max(0, element.start - 200), element.start)
        if not before or before[-1] in ".!?:" or len(page.text(summary)) > 80:
            continue
        edits = (
            Edit(element.start, summary.open_end, "", "details"),
            Edit(summary.close_start, element.end, "", "details"),
        )
        yield Removal(edits, "details", 0.5, page.text(summary), "", text)


def abbreviations(page: Page, options: Options) -> Iterator[Removal]:
    """Find every ``<abbr title>``, when the caller asks for it; a machine's date stays."""
    if options.abbreviations:
        found = [
            e
            for e in page.elements
            if e.name == "abbr" and any(c.isalpha() for c in e.get("title")) and not _is_date(e)
        ]
        yield from unwrapped(page, "abbreviations", found, options)


def _is_date(element: Element) -> bool:
    """Tell whether the title is a date for programs (microformats' ``abbr`` pattern)."""
    return element.get("title")[:4].isdigit()


RULES = (
    Rule("role-tooltip", ("tooltip",), role_tooltip),
    Rule("tooltip-text", ("tooltip",), tooltip_text),
    Rule("popover", ("popovertarget",), popover),
    Rule("details", ("<details",), details),
    Rule("abbreviations", ("<abbr",), abbreviations),
)
