"""SPIP: the glossary of the Couteau Suisse in all its generations, and Dictionnaires."""

from __future__ import annotations

from collections.abc import Iterator

from esslink.cleaner.finding import Removal, squeezed
from esslink.cleaner.markup.page import BLOCKS, Element, Page
from esslink.cleaner.markup.tooltip import Options, Rule, Shape, remove, text_of_html
from esslink.spans import Edit

__all__ = ["RULES"]

_SHOWN = ("gl_mot", "mot")
_TITLE = ("gl_dt", "dt", "gl_js")
_DEFINITION = ("gl_dd", "dd", "gl_jst")
_NOISE = ("gl_dl", "dl", "gl_js", "gl_jst", "gl_dt", "gl_dd", "dt", "dd")


def couteau_suisse(page: Page, options: Options) -> Iterator[Removal]:
    """
    Find ``a.cs_glossaire``: ``.gl_mot`` is shown, the rest is title and definition.

    Versions differ: ``.mot`` and ``.dl`` in 2007; ``.gl_mot`` and ``.gl_dl`` without
    script; ``.gl_js`` and ``.gl_jst`` with it, as text or in ``title``.
    """
    names: dict[str, list[Element]] = {}
    for link in page.classed("cs_glossaire"):
        if link.name == "a" and link.closed:
            names.setdefault(link.get("name"), []).append(link)
    for name, links in names.items():
        done = -1
        for index, link in enumerate(links):
            if link.index <= done:
                continue
            shown = page.with_class(link, *_SHOWN)
            if not shown:
                continue
            drop = tuple(page.with_class(link, *_NOISE))
            shape = Shape(
                shown[0],
                (link, *shown),
                drop,
                _said(page, link, _TITLE),
                _said(page, link, _DEFINITION),
                link,
            )
            moved = _moved(page, link, links[index + 1 : index + 200]) if name else None
            done = link.last
            for removal in remove(page, "couteau-suisse", shape, options):
                yield _with_moved(removal, moved) if moved else removal


def _said(page: Page, link: Element, classes: tuple[str, ...]) -> str:
    """Give the text or the ``title`` of the first part with one of the classes."""
    for name in classes:
        for part in page.with_class(link, name):
            text = page.text(part) or text_of_html(part.get("title"))
            if text:
                return text
    return ""


def _moved(page: Page, link: Element, others: list[Element]) -> tuple[list[Edit], str] | None:
    """
    Find what an HTML parser moved out of the definition: blocks that hold the same link again.

    A paragraph in the definition closes the paragraph it stands in, and the
    parser opens the link again in each block (HTML standard, 13.2.4.3). The last
    block is followed by the rest of the sentence and an empty paragraph.
    """
    block = link.parent
    while block is not None and block.name not in BLOCKS:
        block = block.parent
    pieces: list[Element] = []
    end = link.end
    for other in others:
        if page.with_class(other, *_SHOWN) or not other.closed:
            break
        piece = other
        while piece.parent is not None and piece.parent is not (block and block.parent):
            piece = piece.parent
        if piece.start < end:
            if pieces and piece is pieces[-1]:
                continue
            break
        limit = block.end if block is not None and not pieces else end
        if not piece.closed or page.text_between(limit, piece.start):
            break
        pieces.append(piece)
        end = piece.end
    if not pieces:
        return None
    edits = [Edit(p.start, p.end, "", "couteau-suisse") for p in pieces]
    edits += _rejoined(page, link, block, pieces)
    return edits, " ".join(page.text(piece) for piece in pieces)


def _rejoined(
    page: Page, link: Element, block: Element | None, pieces: list[Element]
) -> Iterator[Edit]:
    """Cut the tags that part the sentence from its end: ``</p>`` before, ``<p>`` after."""
    if block is None or block.name != "p" or not block.closed or block.end > pieces[0].start:
        return
    if page.text_between(link.end, block.close_start):
        return
    following = page.elements[pieces[-1].last + 1 : pieces[-1].last + 60]
    for element in following:
        if element.name == "p" and element.closed and element.open_end == element.close_start:
            yield Edit(block.close_start, pieces[0].start, "", "couteau-suisse")
            yield Edit(element.start, element.open_end, "", "couteau-suisse")
            return
        if element.name in BLOCKS and element.name != "br":
            return


def _with_moved(removal: Removal, moved: tuple[list[Edit], str]) -> Removal:
    """Give *removal* with the pieces of its definition that stand outside."""
    edits, text = moved
    merged: list[Edit] = []
    for edit in sorted((*removal.edits, *edits)):
        if merged and edit.start <= merged[-1].end:
            last = merged.pop()
            merged.append(Edit(last.start, max(last.end, edit.end), "", last.reason))
        else:
            merged.append(edit)
    definition = f"{removal.definition} {text}".strip()
    return Removal(
        tuple(merged),
        removal.rule,
        removal.confidence,
        removal.surface,
        removal.title,
        definition,
        url=removal.url,
    )


def couteau_suisse_bubble(page: Page, options: Options) -> Iterator[Removal]:
    """Find the one bubble that the script fills: ``#glossOverDiv``, once ``#overDiv``."""
    for name in ("glossOverDiv", "overDiv"):
        bubble = page.by_id(name)
        if bubble is None or (name == "overDiv" and "cs_glossaire" not in bubble.classes):
            continue
        shape = Shape(
            bubble,
            (),
            (bubble,),
            _said(page, bubble, ("gl_dt", "dt")),
            _said(page, bubble, ("gl_dd", "dd")),
        )
        yield from remove(page, "couteau-suisse-bubble", shape, options)


def dictionnaires(page: Page, options: Options) -> Iterator[Removal]:
    """Find ``<sup><a title="Définition : …">?</a></sup>`` after a term."""
    for link in page.elements:
        title = link.get("title")
        if link.name != "a" or not title.startswith("Définition"):
            continue
        raised = link.parent
        if raised is None or raised.name != "sup" or page.text(raised) != "?":
            continue
        definition = title.removeprefix("Définition").lstrip(" \u00a0:")
        shape = Shape(link, (), (raised,), "", squeezed(definition))
        yield from remove(page, "dictionnaires", shape, options)


RULES = (
    Rule("couteau-suisse", ("cs_glossaire",), couteau_suisse),
    Rule("couteau-suisse-bubble", ("overdiv",), couteau_suisse_bubble),
    Rule("dictionnaires", ("finition",), dictionnaires),
)
