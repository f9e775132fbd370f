r"""
Marks: how an insertion is told from the page, by its first tag alone.

Only a tag that is letter for letter what a renderer writes is one. A page that
happens to use the class ``esslink`` in markup of its own keeps it.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["GLOSSARY_CLASS", "PREFIX", "anchor", "block_element", "reference_element"]

PREFIX = "esslink-"
"""Start of every id that is written into a page."""
GLOSSARY_CLASS = "esslink-glossary esslink-footer"
"""
Classes of the glossary block. Programs that look for a page's article leave out what has
``footer`` in a class (readability-lxml ``unlikelyCandidatesRe``, trafilatura
``BASIC_CLEAN_XPATH``); else the glossary of a short page is taken for its article.
"""

# Linear: every repeat is of one negated class that cannot cross the quote or the
# bracket that ends it, and a list of attributes can be read in one way only. The
# last shape is that of a user's own renderer.
_REFERENCE = (
    r'<(?:(a) class="esslink" role="doc-glossref" href="[^"<>]+"'
    r'|(a) class="esslink" xmlns:epub="http://www\.idpf\.org/2007/ops"'
    r' epub:type="glossref noteref" role="doc-glossref" href="[^"<>]+"'
    r'|(a) class="esslink" href="[^"<>]+"'
    r'|(dfn|abbr) class="esslink"(?: (?:title|style)="[^"<>]+")?'
    r'|([a-z][a-z0-9-]*) class="esslink"(?: [A-Za-z:_][A-Za-z0-9:._-]*="[^"<>]*")*'
    r' data-esslink="term")>'
)

_BLOCK = (
    r'<(?:(aside) class="esslink-glossary esslink-footer" role="doc-glossary"'
    r' aria-labelledby="esslink-title"'
    r' data-esslink="glossary" data-nosnippet(?:="")?(?: lang="[a-z]+")?(?: dir="[a-z]+")?'
    r'|(div) class="esslink-glossary esslink-footer" data-esslink="glossary"'
    r'(?: lang="[a-z]+")?(?: dir="[a-z]+")?'
    r'|(div) class="esslink-text" data-esslink="text"'
    r'|(style) data-esslink="style"'
    r'|(link) rel="stylesheet" href="[^"<>]*" data-esslink="style"/?'
    r'|(script)(?: src="[^"<>]*" defer(?:="defer")?)? data-esslink="script")>'
)


@cache  # compiled for the first page that may be annotated: start-up is counted
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


# What an id keeps as it is; the tilde is left out because it marks what is encoded.
_OTHER = re.compile(r"[^A-Za-z0-9_.-]")


def anchor(term_id: str) -> str:
    """
    Return the id of a term's entry, the same text in ``id`` and after ``#``.

    Ids of a glossary are ASCII letters, digits and hyphens and stay as they are;
    anything else (a compiled file may hold anything) becomes ``~hex~``, so two ids
    never meet and no quote, blank or percent sign gets through.

    >>> anchor("puits-de-carbone"), anchor('a"b'), anchor("title")
    ('esslink-puits-de-carbone', 'esslink-a~22~b', 'esslink-title~')
    """
    if term_id == "title":
        return PREFIX + "title~"  # "esslink-title" is the id of the section's heading
    return PREFIX + _OTHER.sub(lambda found: f"~{ord(found[0]):x}~", term_id)


def reference_element(tag: str) -> str | None:
    """
    Return the element's name when *tag*, a verbatim start tag, opens a reference.

    >>> reference_element('<a class="esslink" role="doc-glossref" href="#esslink-sel">')
    'a'
    >>> reference_element('<a class="esslink beau" href="#sel">') is None
    True
    """
    found = _pattern(_REFERENCE).fullmatch(tag)
    return next(filter(None, found.groups())) if found else None


def block_element(tag: str) -> str | None:
    """
    Return the element's name when *tag*, a verbatim start tag, opens an inserted block.

    A block ends at its own end tag (``link`` has none) and one newline after it.

    >>> block_element('<style data-esslink="style">'), block_element("<style>")
    ('style', None)
    """
    found = _pattern(_BLOCK).fullmatch(tag)
    return next(filter(None, found.groups())) if found else None
