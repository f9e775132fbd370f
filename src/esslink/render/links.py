"""Addresses from one page of a site to another, as plain string work."""

from __future__ import annotations

__all__ = ["relative"]


def relative(target: str, path: str | None) -> str:
    """
    Return the address of *target* for a page that stands at *path*.

    Both are paths from the site's root, with slashes. A target that is an address
    by itself (it starts with ``/`` or has a scheme) stays as it is, and so does any
    target when *path* is not known.

    >>> relative("esslink.css", "guide/intro/index.html")
    '../../esslink.css'
    >>> relative("guide/glossaire.html", "guide/intro.html"), relative("/a.css", "b/c.html")
    ('glossaire.html', '/a.css')
    """
    if not path or target.startswith("/") or ":" in target.split("/", 1)[0]:
        return target
    there = target.split("/")
    here = path.lstrip("/").split("/")[:-1]
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:])
