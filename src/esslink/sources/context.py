"""
Where the text of a page may be touched: what each element means to a reader of text.

The tables are the design's: links cannot hold links, code is not prose, form
controls have names that a link would change, foreign content has another parser.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ACTIONS", "Scope"]

INLINE, BLOCK, INLINE_GAP, LINE, SKIP, RUBY, HEADING, EDGE, TABLE, ROW, CELL = range(11)
"""What a tag does to the text: nothing; ends a block; stands between two words; is a
line break inside a block; holds text to be left alone; glosses a word; heads a section;
is ``html``, ``body`` or ``frameset``; starts a table, a part of one, a cell."""

_SKIPPED = (
    "a applet audio button canvas code head iframe kbd label map math nav noembed noframes "
    "noscript object option optgroup plaintext pre samp script select style summary svg "
    "template textarea title var video xmp datalist"
)
_BLOCKS = (
    "address article aside blockquote center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form hgroup legend li main menu ol p search section ul listing"
)
_GAPS = "area base embed frame hr img input keygen link meta meter param progress source sup track"
_ROWS = "tbody thead tfoot tr colgroup col"
_CELLS = "td th caption"

_INLINE = (
    "abbr acronym b bdi bdo big cite data del dfn em font i ins mark nobr q s small span "
    "strike strong sub time tt u wbr"
)

ACTIONS: dict[str, int] = {
    **dict.fromkeys(_INLINE.split(), INLINE),
    **dict.fromkeys(_SKIPPED.split(), SKIP),
    **dict.fromkeys(_BLOCKS.split(), BLOCK),
    **dict.fromkeys(_GAPS.split(), INLINE_GAP),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), HEADING),
    **dict.fromkeys(_ROWS.split(), ROW),
    **dict.fromkeys(_CELLS.split(), CELL),
    **dict.fromkeys(("ruby", "rt", "rp"), RUBY),
    "html": EDGE,
    "body": EDGE,
    "frameset": EDGE,
    "table": TABLE,
    "br": LINE,
}
"""Element name to action; an element that is not here is inline, as browsers have it."""

SINGLE = frozenset(("a", "option", "optgroup"))
"""Skipped elements that a new one of their kind ends: links do not nest, nor do options."""

_VOID = "area base br col embed frame hr img input keygen link meta param source track wbr"
VOID = frozenset(_VOID.split())
"""Elements that have no end tag (HTML standard, 13.1.2)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """
    Which parts of a page may be touched, besides what never may.

    >>> Scope(headings=True).lang
    'fr'
    """

    headings: bool = False
    """Link inside h1 to h6 too. Advice: leave them; a heading is often a link's target."""
    lang: str = "fr"
    """
    Language of the glossary: elements in another (``lang``) are left alone.

    ``""`` reads them all. Advice: for pages whose template says ``lang="en"``
    of French text.
    """
    skip: tuple[str, ...] = ()
    """Elements to leave alone, as CSS selectors (:mod:`esslink.sources.selectors`)."""
    only: tuple[str, ...] = ()
    """The only elements to touch, as CSS selectors; empty for all."""

    def __post_init__(self) -> None:
        """
        Refuse selectors that a walk without a tree cannot decide.

        Raises:
            OptionError: the selector and what is allowed.

        """
        for name in ("skip", "only"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        if self.skip or self.only:
            from esslink.sources.selectors import Selectors

            Selectors(self.skip, place="skip")
            Selectors(self.only, place="only")
