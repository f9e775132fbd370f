"""
What decides, at run time, whether a hit is the term or another word written the same.

:func:`guard` for every hit (:func:`refused` for all of a text at once), :func:`judge`
(rules) or :func:`judge_all` (model) for those whose form may be something else. Each
comes from its module at first use, as most pages need one or none: the rules' tables
and the tagger cost time to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esslink.context.names import guard, refused
    from esslink.context.rulebook import Verdict, judge
    from esslink.context.tagger import judge_all

__all__ = ["Verdict", "guard", "judge", "judge_all", "refused"]

_PLACES = {
    "guard": "names",
    "refused": "names",
    "judge": "rulebook",
    "judge_all": "tagger",
    "Verdict": "rulebook",
}


def __getattr__(name: str) -> object:
    """Import the module that holds *name*, at first use."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value
