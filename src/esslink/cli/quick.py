"""
The commonest command line, ``esslink annotate PAGE``, without the machinery of options.

Half of a run on one page is importing click and describing forty options to it. A
command line that has none needs neither; any other one, and whatever is not plain
about the page, is left to :mod:`esslink.cli.root`, which says what there is to say.
"""

from __future__ import annotations

import os
import re

__all__ = ["annotated"]

# A settings file that may speak of esslink; read for good by esslink.cli.settings.
_SETTINGS = re.compile(rb"^\s*\[?\s*[\"']?tool\b", re.MULTILINE)

_OTHERS = (".epub", ".xhtml", ".xht")
"""Suffixes of what is not read as a page of HTML or a text."""


def annotated(arguments: list[str]) -> bytes | None:
    """
    Return the page annotated with the shipped glossary; None when that is not all there is to do.

    >>> annotated(["annotate", "--help"]) is None, annotated(["find", "page.html"]) is None
    (True, True)
    """
    if len(arguments) != 2 or arguments[0] != "annotate" or arguments[1].startswith("-"):
        return None
    source = arguments[1]
    if "_ESSLINK_COMPLETE" in os.environ or not os.path.isfile(source) or _has_settings():
        return None
    from esslink.batch.kinds import kind_of
    from esslink.errors import EsslinkError

    if kind_of(source) or source.lower().endswith(_OTHERS):
        return None
    try:
        with open(source, "rb") as file:
            data = file.read()
        from esslink.annotator import Annotator
        from esslink.cli.stored import stored_matcher
        from esslink.sources.kind import refuse_binary

        refuse_binary(data)
        matcher, _ = stored_matcher("ess", fast=False)  # for one page
        result = Annotator(matcher).run(data, path=os.path.basename(source))
    except (OSError, EsslinkError):
        return None
    return None if result.notes or not isinstance(result.output, bytes) else result.output


def _has_settings() -> bool:
    """Tell whether the working folder may hold settings of ours."""
    if os.path.isfile("esslink.toml"):
        return True
    try:
        with open("pyproject.toml", "rb") as file:
            data = file.read()
    except OSError:
        return False
    return b"esslink" in data and _mentions_tool(data)


def _mentions_tool(data: bytes) -> bool:
    """Tell whether a table of tools may be ours: ``[tool.esslink]``, ``[tool]``, ``tool = …``."""
    for found in _SETTINGS.finditer(data):
        end = data.find(b"\n", found.end())
        rest = data[found.end() : end if end >= 0 else len(data)]
        named = rest.lstrip(b" \t\"'").startswith(b".")
        if not named or b"esslink" in rest:
            return True
    return False
