"""
Text files too large to be held: ``annotate`` and ``find`` read them in pieces.

HTML, an annotated text and encodings of several bytes are read whole, whatever their
size; so is standard input, which cannot be read twice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from esslink.batch.jobs import Found, Job
from esslink.batch.shared import write_assets
from esslink.cli.messages import count, say

if TYPE_CHECKING:
    from esslink.matcher import Matcher
    from esslink.sources.encoding import Decoded

__all__ = ["LARGE", "annotate_large", "can_stream", "find_large", "is_large"]

LARGE = 32 << 20
"""Bytes from which a text is read in pieces; below, the whole is held, and 12 times its size."""


_WHOLE = ("check", "diff", "in_place", "as_json", "report", "standalone", "clean")
"""Options of ``annotate`` that look at the whole result."""


def can_stream(source: str, values: Mapping[str, Any]) -> bool:
    """Tell whether *source* is large and the options of ``annotate`` allow pieces."""
    target = values["output"]
    if not is_large(source) or any(values.get(name) for name in _WHOLE):
        return False
    if not target or target == "-":
        return True
    return not os.path.exists(target) or (
        os.path.isfile(target) and not os.path.samefile(source, target)
    )


def is_large(source: str) -> bool:
    """Tell whether *source* is a file of that size."""
    return os.path.isfile(source) and os.path.getsize(source) >= LARGE


@contextmanager
def _opened(source: str, job: Job) -> Iterator[tuple[BinaryIO, Decoded | None]]:
    from esslink.sources.pieces import surveyed

    with open(source, "rb") as file:
        yield file, surveyed(file, job.format, job.encoding)


def annotate_large(
    job: Job, matcher: Matcher, source: str, target: str | None, *, quiet: bool
) -> bool:
    """
    Annotate a large text into *target*, or on standard output.

    Returns False, and does nothing, when the file must be read whole. Raises
    :class:`OSError` for what cannot be read or written; a target is replaced at the
    end only, by the whole result.
    """
    from esslink.sources.pieces import chunks
    from esslink.stream import Stream

    with _opened(source, job) as (file, decoded):
        if decoded is None:
            return False
        stream = Stream(matcher, job.policy, job.renderer, decoded.fit)
        with _written(target) as output:
            output.write(decoded.bom)
            for text in stream.annotate(chunks(file, decoded)):
                output.write(text.encode(decoded.encoding, "surrogateescape"))
    if target is None or target == "-":
        return True
    if stream.links:
        write_assets(job, os.path.dirname(os.path.realpath(target)))
    if not quiet:
        terms = count(len(stream.terms), "terme")
        say(f"{target}\u00a0: {count(stream.links, 'lien')} vers {terms}")
    return True


@contextmanager
def _written(target: str | None) -> Iterator[BinaryIO]:
    """Open *target*'s draft and put it in its place when all is written; else standard output."""
    if target is None or target == "-":
        yield sys.stdout.buffer
        return
    draft = f"{target}.{os.getpid()}.tmp"
    try:
        with open(draft, "wb") as output:
            yield output
            output.flush()
            os.fsync(output.fileno())
        os.replace(draft, target)
    finally:
        if os.path.exists(draft):
            os.unlink(draft)


def find_large(
    job: Job, matcher: Matcher, sources: Sequence[str], take: Callable[..., None]
) -> list[str]:
    """Give what large texts hold to *take* as it is found; return the sources that are left."""
    left = []
    for source in sources:
        decoded = None
        if is_large(source):
            with _opened(source, job) as (_, decoded):
                pass
        if decoded is None:
            left.append(source)
            continue
        found = _finding(job, matcher, source, decoded)
        while batch := tuple(islice(found, _TOGETHER)):
            take(source, "", batch)
    return left


_TOGETHER = 1000
"""Matches of a large text that are shown together, in columns of one width."""


def _finding(job: Job, matcher: Matcher, source: str, decoded: Decoded) -> Iterator[Found]:
    from esslink.sources.pieces import chunks
    from esslink.stream import Stream

    line = 1
    with open(source, "rb") as file:
        for piece, matches in Stream(matcher, job.policy).find(chunks(file, decoded)):
            reached = piece.start
            for match in matches:
                line += piece.text.count("\n", reached, match.start)
                reached = match.start
                yield Found(
                    match.start + piece.offset,
                    match.end + piece.offset,
                    line,
                    piece.text[match.start : match.end],
                    match.term.id,
                    match.term.headword,
                    match.form,
                    match.lemma,
                )
            line += piece.text.count("\n", reached, piece.end)
