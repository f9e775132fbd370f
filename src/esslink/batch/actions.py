"""
What is done to one page, for each action: from its bytes to its bytes changed.

:func:`prepare` turns a :class:`~esslink.batch.jobs.Job` into a function, once for each
process; the libraries that the action needs are imported there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from esslink.batch.jobs import Done, Found, Job, Transform
from esslink.errors import SourceError

if TYPE_CHECKING:
    from esslink.annotator import Annotator, Result
    from esslink.cleaner import Removal
    from esslink.matcher import Matcher
    from esslink.policy import Dropped, Match
    from esslink.report.seen import Seen

__all__ = ["prepare"]


def prepare(job: Job, matcher: Matcher | None = None) -> Transform:
    """
    Return the function that changes a page.

    Args:
        job: what to do.
        matcher: the compiled glossary, when it is loaded already.

    Raises:
        ArtefactError: the compiled glossary cannot be read.
        OptionError: an option of the policy or of the renderer.

    """
    return _ACTIONS[job.action](job, matcher)


def _annotating(job: Job, matcher: Matcher | None) -> Transform:
    from esslink.annotator import Annotator
    from esslink.matcher import Matcher

    matcher = matcher or Matcher.load(job.matcher)
    annotator = Annotator(matcher, job.policy, job.renderer, job.scope)
    markup = getattr(job.renderer, "markup", "html")

    def transform(data: bytes, name: str) -> Done:
        _refuse_binary(data)
        result = annotator.run(data, format=job.format, encoding=job.encoding, path=name)
        output = result.output
        text = result.format != "html"
        if markup != "html" and not text:
            raise SourceError("c’est une page HTML\u00a0; cette sortie est pour les textes")
        return Done(
            output if isinstance(output, bytes) else output.encode(),
            len(result.matches),
            tuple(term.id for term in result.terms),
            notes=result.notes,
            encoding=result.encoding or "",
            converted=text and markup == "html",
            seen=_seen(annotator, result) if job.report else (),
        )

    return transform


def _seen(annotator: Annotator, result: Result) -> tuple[Seen, ...]:
    """Look again at an annotated page, for a report."""
    from esslink.report.seen import look

    seen = look(annotator, result.source, result.format, linked=bool(result.matches))
    return (seen,) if seen else ()


def _cleaning(job: Job, matcher: Matcher | None) -> Transform:
    from esslink.cleaner import Cleaner
    from esslink.cleaner.finding import DEFAULT_CONFIDENCE, edits_of
    from esslink.sources.encoding import decode
    from esslink.splice import splice

    if matcher is None and job.matcher:
        from esslink.matcher import Matcher

        matcher = Matcher.load(job.matcher)
    least = DEFAULT_CONFIDENCE if job.min_confidence is None else job.min_confidence
    lexicon = matcher.terms if matcher else None
    cleaner = Cleaner(lexicon, min_confidence=least, keep_links=job.keep_links)

    def transform(data: bytes, name: str) -> Done:
        _refuse_binary(data)
        page = decode(data, job.encoding)
        found = cleaner.explain(page.text, job.format)
        edits = edits_of(found)
        return Done(
            page.encode(splice(page.text, edits)) if edits else data,
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
    from esslink.matcher import Matcher
    from esslink.sources.encoding import decode

    annotator = Annotator(matcher or Matcher.load(job.matcher), job.policy, scope=job.scope)

    def transform(data: bytes, name: str) -> Done:
        _refuse_binary(data)
        text = decode(data, job.encoding).text
        found: list[Found] = []
        line, reached = 1, 0
        for start, end, one in annotator.explain(text, format=job.format):
            line += text.count("\n", reached, start)
            reached = start
            where = _found(one, start, end, line, text)
            if job.action == "explain" or not where.reason:
                found.append(where)
        seen = None
        if job.report:
            from esslink.report.seen import look
            from esslink.undo import original

            seen = look(annotator, original(text)[0], job.format)
        return Done(data, len(found), found=tuple(found), seen=(seen,) if seen else ())

    return transform


def _found(one: Match | Dropped, start: int, end: int, line: int, text: str) -> Found:
    from esslink.policy import REASONS, Match

    place = (start, end, line, text[start:end], one.term.id, one.term.headword, one.form)
    if isinstance(one, Match):
        return Found(*place, one.lemma)
    detail = f" ({one.detail})" if one.detail else ""
    return Found(*place, one.term.headword, REASONS[one.reason] + detail)


def _refuse_binary(data: bytes) -> None:
    from esslink.sources.kind import is_binary

    if is_binary(data):
        raise SourceError("fichier binaire\u00a0; donnez une page HTML ou un texte")


_ACTIONS: Mapping[str, Callable[[Job, Matcher | None], Transform]] = {
    "annotate": _annotating,
    "clean": _cleaning,
    "strip": _stripping,
    "find": _finding,
    "explain": _finding,
}
