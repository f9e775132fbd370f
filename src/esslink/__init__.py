"""
Find glossary terms in French HTML or text and link each to its definition.

    >>> import esslink
    >>> lexicon = esslink.Lexicon([
    ...     esslink.Term("coopérative", definition="Société détenue par ses membres."),
    ... ])
    >>> matcher = esslink.compile(lexicon)
    >>> page = "<p>Deux coopératives.</p>"
    >>> esslink.strip(esslink.annotate(page, matcher)) == page
    True

The names here are the whole of the everyday library; each is loaded when it is
first used, so that importing esslink costs next to nothing. Everything else is
public by its module's path, such as :mod:`esslink.render.web`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esslink.annotator import Annotator, annotate
    from esslink.cleaner import Cleaner, clean
    from esslink.compiler import compile
    from esslink.errors import EsslinkError
    from esslink.lexicon import Lexicon
    from esslink.matcher import Matcher
    from esslink.policy import Match, Policy
    from esslink.spans import Edit
    from esslink.terms import Term
    from esslink.undo import strip

__all__ = [
    "Annotator",
    "Cleaner",
    "Edit",
    "EsslinkError",
    "Lexicon",
    "Match",
    "Matcher",
    "Policy",
    "Term",
    "annotate",
    "clean",
    "compile",
    "strip",
]

__version__ = "0.1.0"

_ROOMS = {
    "Annotator": "annotator",
    "Cleaner": "cleaner",
    "Edit": "spans",
    "EsslinkError": "errors",
    "Lexicon": "lexicon",
    "Match": "policy",
    "Matcher": "matcher",
    "Policy": "policy",
    "Term": "terms",
    "annotate": "annotator",
    "clean": "cleaner",
    "compile": "compiler",
    "strip": "undo",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module 'esslink' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"esslink.{room}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
