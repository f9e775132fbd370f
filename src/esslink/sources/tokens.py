"""
The door to the HTML tokeniser: the only module that imports turbohtml.

turbohtml follows the WHATWG tokenisation rules and gives each token's verbatim
text, so the lengths of the tokens, added up, are positions in the source. Three
of its habits are evened out here, on a copy of the same length:

- it normalises CR, so each CR becomes a form feed (blank like it, no newline);
- it drops ``</>`` without a token, so that becomes ``<!>``, an empty bogus comment;
- it drops a tag that the end of the file cuts: :func:`tokens` gives it as *tail*.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

__all__ = [
    "COMMENT",
    "DOCTYPE",
    "EMPTY",
    "END",
    "INSTRUCTION",
    "REFERENCE",
    "START",
    "TAIL",
    "TEXT",
    "Token",
    "placed_tokens",
    "tokens",
]

TAIL = 7
"""What is left after the last token: a tag that the end of the file cuts."""


class Token(NamedTuple):
    """A token and where it stands, in code points of the source."""

    kind: int
    start: int
    end: int
    name: str
    """Lower-case name of a tag; empty for other kinds."""
    attributes: list[tuple[str, str]]
    """Names in lower case and values with references resolved, in source order."""
    data: str
    """Text, comment or the characters a reference stands for; empty for tags."""


def _load_tokenizer() -> Any:
    """
    Return turbohtml's C core without running the package's ``__init__``.

    That imports extractors and serialisers esslink has no use for: 45 of the
    50 ms it takes (Python 3.11, turbohtml 1.15), more than all of esslink. The C
    core is complete without them; when it is not where expected, the ordinary
    import serves.
    """
    loaded = sys.modules.get("turbohtml._html")
    if loaded is not None:
        return loaded
    name = "turbohtml._html"
    for folder in sys.path:
        for suffix in importlib.machinery.EXTENSION_SUFFIXES:
            path = os.path.join(folder, "turbohtml", "_html" + suffix)
            if os.path.isfile(path):
                loader = importlib.machinery.ExtensionFileLoader(name, path)
                spec = importlib.util.spec_from_file_location(name, path, loader=loader)
                if spec is None:
                    break
                module = importlib.util.module_from_spec(spec)
                loader.exec_module(module)
                sys.modules[name] = module
                return module
    import turbohtml

    return turbohtml


_core = _load_tokenizer()
_tokenize: Callable[..., Iterator[Any]] = _core.tokenize
TEXT, START, END, COMMENT, DOCTYPE, REFERENCE, INSTRUCTION = map(_core.TokenType, range(7))
"""Kinds of token: turbohtml's enumeration, so that ``is`` compares them."""


EMPTY = "</>"
"""An empty end tag, which the tokeniser drops. A look for it costs a tenth of the walk."""


def _same_length_copy(source: str) -> str:
    """Return *source* with what the tokeniser would drop or join evened out; same length."""
    if EMPTY in source:
        # An end tag without a name is dropped by the tokeniser; an empty bogus
        # comment is the same nothing in every state, and has a token.
        source = source.replace(EMPTY, "<!>")
    return source.replace("\r", "\f") if "\r" in source else source


def placed_tokens(source: str, *, attributes: bool, even: bool = True) -> Iterator[Any]:
    """
    Yield turbohtml's own tokens, whose ``col`` is their place in *source*.

    For the loop where speed counts. With every newline and CR blanked the source
    is one line, so the column, in code points, is the place. ``source`` is there
    for tags and references, attributes only when asked for. Without *even* the text on
    both sides of an empty end tag is one token, whose later places are too small.
    """
    if even:
        source = _same_length_copy(source)
    elif "\r" in source:
        source = source.replace("\r", "\f")
    copy = source.replace("\n", "\f")
    return _tokenize(
        copy, resolve_references=False, capture_source=True, capture_attributes=attributes
    )


def tokens(source: str) -> Iterator[Token]:
    """
    Yield every token of *source* with its place; together they cover all of it.

    >>> [(int(t.kind), t.start, t.end, t.name) for t in tokens("<p>l&rsquo;a</p>")][:3]
    [(1, 0, 3, 'p'), (0, 3, 4, ''), (5, 4, 11, '')]
    """
    place = 0
    copy = _same_length_copy(source)
    for raw in _tokenize(copy, resolve_references=False, capture_source=True):
        verbatim = raw.source
        data = raw.data or ""
        end = place + len(data if verbatim is None else verbatim)
        yield Token(raw.type, place, end, raw.tag or "", raw.attrs or [], data)
        place = end
    if place < len(source):
        yield Token(TAIL, place, len(source), "", [], "")
