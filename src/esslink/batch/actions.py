"""
What is done to one page, for each action: from its bytes to its bytes changed.

:func:`prepare` turns a :class:`~esslink.batch.jobs.Job` into a function, once for each
process; the libraries that the action needs are imported there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from esslink.batch.jobs import Done, Job, Transform
from esslink.errors import ArchiveError, SourceError
from esslink.sources.kind import refuse_binary

if TYPE_CHECKING:
    from esslink.annotator import Annotator
    from esslink.cleaner import Removal
    from esslink.matcher import Matcher
    from esslink.report.seen import Seen
    from esslink.result import Result

__all__ = ["is_book", "prepare"]


def prepare(job: Job, matcher: Matcher | None = None) -> Transform:
    """
    Return the function that changes a page, or a book (EPUB, told by its first bytes).

    Args:
        job: what to do.
        matcher: the compiled glossary, when it is loaded already.

    Raises:
        ArtefactError: the compiled glossary cannot be read.
        OptionError: an option of the policy or of the renderer.

    """
    if matcher is None and job.matcher:
        from esslink.matcher import Matcher

        matcher = Matcher.load(job.matcher)
    page = _ACTIONS[job.action](job, matcher)
    book: Transform | None = None

    def transform(data: bytes, name: str) -> Done:
        nonlocal book
        if not is_book(data, name):
            return page(data, name)
        if book is None:
            from esslink.batch import epub

            book = epub.prepare(job, matcher)
        try:
            return book(data, name)
        except ArchiveError as error:
            if error.place is None:
                raise
            raise ArchiveError(f"{error.place}\u00a0: {error.message}") from error

    return transform


def is_book(data: bytes, name: str) -> bool:
    """
    Tell whether a file is an EPUB, by its name or by what every EPUB's archive names.

    >>> is_book(b"PK...META-INF/container.xml...", "livre"), is_book(b"<p>", "page.html")
    (True, False)
    """
    if name[-5:].lower() == ".epub":
        return True
    return data.startswith(b"PK") and b"META-INF/container.xml" in data


def _annotating(job: Job, matcher: Matcher | None) -> Transform:
    from esslink.annotator import Annotator

    assert matcher is not None, job.action
    annotator = Annotator(matcher, job.policy, job.renderer, job.scope, standalone=job.standalone)
    markup = getattr(job.renderer, "markup", "html")
    cleaned = _cleaning(job, matcher) if job.clean else None

    def transform(data: bytes, name: str) -> Done:
        refuse_binary(data)
        format = job.format or _told(name)
        before = cleaned(data, name) if cleaned else None
        data = before.output if before else data
        result = annotator.run(data, format=format, encoding=job.encoding, path=name)
        output = result.output
        text = result.format not in ("html", "xhtml")
        if markup != "html" and not text:
            raise SourceError("c’est une page HTML\u00a0; cette sortie est pour les textes")
        return Done(
            output if isinstance(output, bytes) else output.encode(),
            len(result.matches),
            tuple(term.id for term in result.terms),
            removed=before.removed if before else 0,
            notes=result.notes,
            encoding=result.encoding or "",
            converted=text and markup == "html",
            seen=_seen(annotator, result) if job.report else (),
        )

    return transform


def _seen(annotator: Annotator, result: Result) -> tuple[Seen, ...]:
    """Look again at an annotated page, for a report."""
    from esslink.report.seen import look

    linked = {term.id for term in result.terms}
    seen = look(annotator, result.source, result.format, linked=linked)
    return (seen,) if seen else ()


def _cleaning(job: Job, matcher: Matcher | None) -> Transform:
    from esslink.cleaner import Cleaner
    from esslink.cleaner.finding import DEFAULT_CONFIDENCE, edits_of
    from esslink.sources.encoding import decode
    from esslink.splice import splice_bytes

    least = DEFAULT_CONFIDENCE if job.min_confidence is None else job.min_confidence
    lexicon = matcher.terms if matcher else None
    cleaner = Cleaner(lexicon, min_confidence=least, keep_links=job.keep_links, learned=job.learned)

    def transform(data: bytes, name: str) -> Done:
        refuse_binary(data)
        page = decode(data, job.encoding)
        format = {"markdown": "text", "xhtml": "html"}.get(job.format or "", job.format)
        found = cleaner.explain(page.text, format)
        edits = edits_of(found)
        return Done(
            splice_bytes(page.text, edits, page) if edits else data,
            removed=sum(bool(one.removed) for one in found),
            notes=tuple(_left(one, page.text) for one in found if not one.removed),
            encoding=page.encoding,
        )

    return transform


def _left(one: Removal, text: str) -> str:
    """Say where something like a definition was left, and why."""
    line = text.count("\n", 0, max(one.start, 0)) + 1
    return f"ligne {line}, «\u00a0{one.surface}\u00a0» laissé\u00a0: {one.note}"


def _stripping(job: Job, matcher: Matcher | None) -> Transform:
    from esslink.undo import strip

    def transform(data: bytes, name: str) -> Done:
        return Done(strip(data))

    return transform


def _finding(job: Job, matcher: Matcher | None) -> Transform:
    from esslink.annotator import Annotator
    from esslink.batch.places import found as places

    assert matcher is not None, job.action
    annotator = Annotator(matcher, job.policy, scope=job.scope)

    def transform(data: bytes, name: str) -> Done:
        refuse_binary(data)
        format = job.format or _told(name)
        explains = job.action == "explain"
        found = tuple(places(annotator, data, format, job.encoding, dropped=explains))
        seen = None
        if job.report:
            from esslink.report.seen import look
            from esslink.sources.encoding import decode
            from esslink.undo import original

            seen = look(annotator, original(decode(data, job.encoding).text)[0], format)
        return Done(data, len(found), found=found, seen=(seen,) if seen else ())

    return transform


def _told(name: str) -> str | None:
    """Return the format that a name tells and content cannot: XML or HTML's rules."""
    return "xhtml" if name.lower().endswith((".xhtml", ".xht")) else None


_ACTIONS: Mapping[str, Callable[[Job, Matcher | None], Transform]] = {
    "annotate": _annotating,
    "clean": _cleaning,
    "strip": _stripping,
    "find": _finding,
    "explain": _finding,
}
