"""The stylesheet and the script, as files to copy and as text to insert."""

from __future__ import annotations

import functools
import os

__all__ = ["SCRIPT", "STYLESHEET", "asset", "compact"]

STYLESHEET = "esslink.css"
"""Name of the stylesheet in ``esslink/assets`` and beside the pages that link it."""
SCRIPT = "esslink.js"
"""Name of the script, likewise."""


@functools.cache
def asset(name: str) -> str:
    """
    Return an asset's text, ASCII only: no page's encoding can damage it.

    Raises :class:`OSError` when the installation is damaged.

    >>> asset("esslink.css").isascii(), asset("esslink.js").isascii()
    (True, True)
    """
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "assets")
    # Not pathlib: it takes 5 ms to load, and a page may need no asset at all.
    with open(os.path.join(folder, name), encoding="ascii") as file:
        return file.read()


@functools.cache
def compact(name: str) -> str:
    """
    Return an asset without its indentation and its lines of comment.

    The assets are written so that this is safe: no string or template runs over a
    line, and a comment has its lines to itself.
    """
    lines = (line.strip() for line in asset(name).split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))
