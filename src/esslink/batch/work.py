"""
What is done to one file: read it, change it, put the result in its place.

A file that cannot be changed is copied as it was and reported; no file stops the others.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from esslink.batch import atomic
from esslink.batch.actions import is_book
from esslink.batch.jobs import Done, Found, Job, Transform
from esslink.batch.tree import COPY, LINK, REFUSED, SIBLING, Item
from esslink.errors import EsslinkError

__all__ = [
    "CHANGED",
    "COPIED",
    "FAILED",
    "PACKED",
    "SAME",
    "Outcome",
    "process",
    "spared",
    "unified",
]

CHANGED, SAME, COPIED, FAILED, PACKED = "changed", "same", "copied", "failed", "packed"
"""
The page changed; it had nothing to change; no page; an error, and the file as it was; a
compressed copy of a page, which holds what the page holds.
"""


class Outcome(NamedTuple):
    """What became of one file; small, since it crosses from a worker to its parent."""

    name: str
    status: str
    """One of :data:`CHANGED`, :data:`SAME`, :data:`COPIED`, :data:`FAILED`, :data:`PACKED`."""
    target: str = ""
    links: int = 0
    terms: tuple[str, ...] = ()
    removed: int = 0
    notes: tuple[str, ...] = ()
    error: str = ""
    """Cause and remedy, in French."""
    size: int = 0
    """Bytes read."""
    written: int = 0
    """Bytes written."""
    diff: str = ""
    found: tuple[Found, ...] = ()
    seen: tuple[Any, ...] = ()
    """What a report needs of the page, when the job asks for it."""
    again: bool = False
    """It failed for a cause that may pass (disk, memory, a fault of ours): worth another try."""


def process(item: Item, transform: Transform, job: Job) -> Outcome:
    """Do to one file what the plan says; never raises for what is wrong with the file."""
    try:
        if item.action == REFUSED:
            return Outcome(item.name, FAILED, error=item.note)
        if item.action == LINK:
            return _link(item, job)
        if item.action == COPY:
            return _copy(item, job)
        if item.action == SIBLING:
            from esslink.batch.siblings import process_sibling

            return process_sibling(item, transform, job)
        return _page(item, transform, job)
    except OSError as error:
        said = _system(error)
        return Outcome(item.name, FAILED, item.target, error=said, size=item.size, again=True)


def _page(item: Item, transform: Transform, job: Job) -> Outcome:
    with open(item.source, "rb", buffering=0) as file:
        data = file.readall()
        status = os.fstat(file.fileno())
    try:
        done = transform(data, item.site or item.name)
    except EsslinkError as error:
        return spared(item, job, error.message)
    except Exception as error:
        message = (
            f"erreur interne ({type(error).__name__}: {error})\u00a0; signalez-la avec la page"
        )
        return spared(item, job, message)._replace(again=True)
    changed = done.output != data
    in_place = item.in_place
    if done.converted and in_place and job.write:
        return spared(item, job, "un texte annoté devient du HTML\u00a0; donnez un dossier à -o")
    if job.write and item.target and (changed or not in_place):
        if job.link and not changed:
            atomic.link(item.source, item.target, durable=False)
        else:
            atomic.write(item.target, done.output, status, durable=in_place)
    diff = unified(item.name, data, done) if job.diff and changed else ""
    return Outcome(
        item.name,
        CHANGED if changed else SAME,
        item.target,
        done.links,
        done.terms,
        done.removed,
        done.notes,
        size=len(data),
        written=len(done.output),
        diff=diff,
        found=done.found,
        seen=done.seen,
    )


def spared(item: Item, job: Job, message: str) -> Outcome:
    """Report a page that could not be changed, and let it through as it was."""
    try:
        if item.action != SIBLING:
            _copy(item, job)
    except OSError as error:
        message = f"{message}\u00a0; copie impossible\u00a0: {_system(error)}"
    return Outcome(item.name, FAILED, item.target, error=message, size=item.size)


def _copy(item: Item, job: Job) -> Outcome:
    if job.write and item.target and not item.in_place:
        (atomic.link if job.link else atomic.copy)(item.source, item.target, durable=False)
    return Outcome(item.name, COPIED, item.target, size=item.size, written=item.size)


def _link(item: Item, job: Job) -> Outcome:
    """Make the same link in the results; an older one of the same name is replaced."""
    if job.write:
        goal = os.readlink(item.source)
        if os.path.lexists(item.target):
            os.unlink(item.target)
        os.symlink(goal, item.target)
    return Outcome(item.name, COPIED, item.target)


def unified(name: str, before: bytes, done: Done) -> str:
    """
    Return a unified diff, read in the page's encoding; lines end at newlines only.

    Of a book, the diffs of the entries that differ.
    """
    if is_book(before, name):
        from esslink.batch import epub

        return "".join(
            unified(f"{name}/{path}", old, Done(new))
            for path, old, new in epub.changes(before, done.output)
        )
    from difflib import unified_diff

    encoding = done.encoding or "utf-8"
    old, new = (
        data.decode(encoding, "replace").replace("\r\n", "\n").split("\n")
        for data in (before, done.output)
    )
    return "\n".join(unified_diff(old, new, f"a/{name}", f"b/{name}", n=2, lineterm="")) + "\n"


def _system(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{reason} ({os.path.basename(error.filename or '')})".replace(" ()", "")
