"""
What to do with each file of a folder: the plan, made by names and first bytes alone.

Nothing outside the folder is read or written. A symbolic link that stays inside is made
again as a link; one that leaves is refused and named. Folders come in sorted order, so
that two runs do the same things in the same order.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from esslink.batch.atomic import is_leftover

__all__ = [
    "COPY",
    "LINK",
    "PAGE",
    "REFUSED",
    "SIBLING",
    "Item",
    "Selection",
    "is_page",
    "sweep",
    "sweep_beside",
    "walk",
]

PAGE, COPY, LINK, REFUSED, SIBLING = "page", "copy", "link", "refused", "sibling"
"""
Annotate it, copy it, make the same symbolic link, say why it is left out, or compress anew
the page that it is a compressed copy of.
"""

_HTML = (".html", ".htm", ".xhtml", ".xht", ".shtml", ".shtm")
_BOOKS = (".epub",)
_PACKED = tuple(f"{page}{suffix}" for page in _HTML for suffix in (".gz", ".br", ".zst"))
_SOURCES = (".md", ".rst", ".txt")
"""What a reader sees as text even when it begins like a page."""
_SNIFF = 512
_SWEPT = 1000
_STARTS = (b"<!doctype html", b"<html")


class Item(NamedTuple):
    """A file and what becomes of it."""

    action: str
    """One of :data:`PAGE`, :data:`COPY`, :data:`LINK`, :data:`REFUSED`, :data:`SIBLING`."""
    source: str
    target: str
    """Where the result goes; empty when nothing is written."""
    name: str
    """Path from the folder's root, with slashes: for messages and for relative links."""
    size: int = 0
    """Bytes of the source, as the plan saw it."""
    mtime: int = 0
    """When the source was last written, in nanoseconds."""
    site: str = ""
    """Path from the folder that holds the shared assets, when that is not *name*."""
    note: str = ""
    """Why it is refused, in French."""
    in_place: bool = False
    """The result takes the file's own place."""


@dataclass(frozen=True, slots=True)
class Selection:
    """
    Which files may be changed, by globs on the path from the folder's root.

    ``*`` also matches slashes; a pattern without a slash is tried on the file's name
    and on each folder's. Files that are not selected are copied.

    >>> chosen = Selection(include=("articles/*",), exclude=("brouillons",))
    >>> chosen.takes("articles/2024/a.html"), chosen.takes("articles/brouillons/b.html")
    (True, False)
    """

    include: tuple[str, ...] = ()
    """Only these, and whatever their suffix; empty for every page."""
    exclude: tuple[str, ...] = ()
    texts: bool = False
    """Also take plain text and Markdown."""

    def takes(self, name: str) -> bool:
        """Tell whether the file may be changed."""
        if self.include and not any(_fits(name, glob) for glob in self.include):
            return False
        return not any(_fits(name, glob) for glob in self.exclude)


def is_page(path: str, *, texts: bool = False) -> bool:
    """
    Tell whether a file is an HTML page or a book: by its suffix, else by how it begins.

    With another suffix or none (``spip.php?article12``), the first 512 bytes are looked
    at. Raises :class:`OSError`.
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix in _HTML or suffix in _BOOKS:
        return True
    if suffix in _SOURCES:
        return texts
    with open(path, "rb") as file:
        start = file.read(_SNIFF).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith(_STARTS)


def walk(root: str, output: str | None, selection: Selection) -> Iterator[Item]:
    """
    Yield what to do with each file under *root*, in sorted order.

    *output* is the folder of results; None to change the files where they are, when
    only pages are yielded. Leftovers of a run that died are removed where results go.
    A folder that cannot be read is yielded as refused, and the others still come.
    """
    root = root.rstrip("/" + os.sep) or root
    skipped = os.path.realpath(output) if output else None
    base = os.path.realpath(root)
    output = output and (output.rstrip("/" + os.sep) or output)
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        here = os.path.join(root, folder) if folder else root
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            note = f"dossier illisible ({error.strerror})\u00a0; vérifiez ses droits"
            yield Item(REFUSED, here, "", folder or here, note=note)
            continue
        folders = []
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if skipped is None or os.path.realpath(entry.path) != skipped:
                    folders.append(name)
            elif (item := _item(entry, name, base, output, selection)) is not None:
                yield item
        waiting.extend(reversed(folders))


def sweep(folder: str) -> None:
    """Remove from *folder* what runs that died left half-written; nothing else is touched."""
    for here, _, names in os.walk(folder):
        for name in filter(is_leftover, names):
            os.unlink(os.path.join(here, name))


def sweep_beside(path: str) -> None:
    """Do the same in the folder of one file, among its first entries: it may hold millions."""
    with os.scandir(os.path.dirname(path) or ".") as listing:
        for entry in itertools.islice(listing, _SWEPT):
            if is_leftover(entry.name):
                os.unlink(entry.path)


def _item(
    entry: os.DirEntry[str], name: str, base: str, output: str | None, selection: Selection
) -> Item | None:
    """Return what to do with one entry that is not a folder; None to pass over it."""
    # Not os.path.join, which is slow: the name has no empty part and no part of a path above.
    target = output + os.sep + name.replace("/", os.sep) if output else ""
    if is_leftover(entry.name):
        if not output:
            os.unlink(entry.path)
        return None
    if entry.is_symlink():
        return _link(entry.path, name, base, target)
    try:
        status = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            return Item(REFUSED, entry.path, "", name, note="ni fichier ni dossier\u00a0: laissé")
        page = selection.takes(name) and (
            bool(selection.include) or is_page(entry.path, texts=selection.texts)
        )
    except OSError as error:
        note = f"fichier illisible ({error.strerror})\u00a0; vérifiez ses droits"
        return Item(REFUSED, entry.path, "", name, note=note)
    facts = (name, status.st_size, status.st_mtime_ns)
    if not page and _is_sibling(entry, name, selection):
        return Item(SIBLING, entry.path, target or entry.path, *facts, in_place=not output)
    if page:
        return Item(PAGE, entry.path, target or entry.path, *facts, in_place=not output)
    return Item(COPY, entry.path, target, *facts) if output else None


def _is_sibling(entry: os.DirEntry[str], name: str, selection: Selection) -> bool:
    """Tell whether a file is the compressed copy of a page beside it that may be changed."""
    if not entry.name.lower().endswith(_PACKED):
        return False
    page = os.path.splitext(entry.path)[0]
    return (
        selection.takes(os.path.splitext(name)[0])
        and os.path.isfile(page)
        and not os.path.islink(page)
    )


def _link(path: str, name: str, base: str, target: str) -> Item | None:
    """Return what to do with a symbolic link: only those that stay inside are kept."""
    goal = os.readlink(path)
    written = os.path.normpath(os.path.join(os.path.dirname(name), goal))
    leaves = os.path.isabs(goal) or written.split(os.sep)[0] == os.pardir
    if leaves or not (os.path.realpath(path) + os.sep).startswith(base + os.sep):
        note = "lien symbolique qui sort du dossier\u00a0: laissé de côté"
        return Item(REFUSED, path, "", name, note=note)
    return Item(LINK, path, target, name) if target else None


def _fits(name: str, glob: str) -> bool:
    if "/" in glob:
        return fnmatchcase(name, glob.lstrip("/"))
    return any(fnmatchcase(part, glob) for part in name.split("/"))
