"""
What is done to one page that stands in a larger file: a WARC record, a line, a cell.

The folder runner gives pages as bytes and takes bytes; here a page may be text, comes
with what its container knows of it (an HTTP header, a media type), and what was found
is given back as spans, for those who want no markup.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from esslink.batch.jobs import Found, Job
from esslink.errors import EsslinkError, OptionError, SourceError
from esslink.sources.kind import refuse_binary

if TYPE_CHECKING:
    from esslink.annotator import Annotator
    from esslink.matcher import Matcher
    from esslink.report.seen import Seen
    from esslink.result import Result

__all__ = ["Cell", "Change", "change", "changer"]


class Cell(NamedTuple):
    """A page changed, and what was done to it."""

    value: str | bytes
    """Of the type the page came in; the page itself when nothing changed."""
    links: int = 0
    """Places of terms: links, when it was annotated."""
    terms: tuple[str, ...] = ()
    """Ids of the terms that have a place."""
    found: tuple[Found, ...] = ()
    """Where they stand, in code points of the page without esslink's marks; when asked for."""
    removed: int = 0
    """Definitions taken out of the text."""
    notes: tuple[str, ...] = ()
    error: str = ""
    """Why the page was left as it came, in French."""
    seen: Seen | None = None
    """What a report needs of the page, when the job asks for it."""


Change = Callable[[str | bytes, str | None, str | None], Cell]
"""From a page, its format and its encoding, None where unknown, to the page changed."""


def changer(
    job: Job, matcher: Matcher | None = None, *, text: bool = False, spans: bool = True
) -> Change:
    """
    Return the function that changes a page; make it once for each process.

    Args:
        job: what to do; its format and encoding win over what a container says.
        matcher: the compiled glossary, when it is loaded already.
        text: give the words of each place found too (``find``); not needed to count.
        spans: give the places; how many there are is told without.

    Raises:
        ArtefactError: the compiled glossary cannot be read.
        OptionError: an option of the policy or of the renderer, or an action that
            means nothing for a page of a corpus.

    """
    if job.action not in _ACTIONS:
        raise OptionError(
            f"«\u00a0{job.action}\u00a0» ne se fait pas sur un corpus\u00a0;"
            f" valeurs\u00a0: {', '.join(_ACTIONS)}",
            place="action",
        )
    return _ACTIONS[job.action](job, matcher, text, spans)


def change(act: Change, page: str | bytes, format: str | None, encoding: str | None) -> Cell:
    """Change one page; whatever is wrong with it becomes :attr:`Cell.error`, never a raise."""
    if not page or page.isspace():
        return Cell(page)
    try:
        return act(page, format, encoding)
    except EsslinkError as error:
        return Cell(page, error=error.message)
    except Exception as error:
        return Cell(
            page,
            error=f"erreur interne ({type(error).__name__}: {error})\u00a0;"
            " signalez-la avec la page",
        )


def _annotating(job: Job, matcher: Matcher | None, text: bool, spans: bool) -> Change:
    from esslink.annotator import Annotator

    annotator = Annotator(matcher or _loaded(job.matcher), job.policy, job.renderer, job.scope)
    html_only = getattr(job.renderer, "markup", "html") != "html"

    def act(page: str | bytes, format: str | None, encoding: str | None) -> Cell:
        _refuse_binary(page)
        result = annotator.run(page, format=job.format or format, encoding=job.encoding or encoding)
        if html_only and result.format not in ("text", "markdown"):
            raise SourceError("c’est une page HTML\u00a0; cette sortie est pour les textes")
        terms = tuple([term.id for term in result.terms])
        return Cell(
            result.output,
            len(result.matches),
            terms,
            tuple(_places(result, text=text)) if spans else (),
            notes=result.notes,
            seen=_seen(annotator, result.source, result.format, terms) if job.report else None,
        )

    return act


def _places(result: Result, *, text: bool) -> Iterator[Found]:
    source, line, reached = result.source, 1, 0
    for start, end, match in result.matches:
        if text:
            line += source.count("\n", reached, start)
            reached = start
        term = match.term
        words = source[start:end] if text else ""
        yield Found(start, end, line, words, term.id, term.headword, match.form, match.lemma)


def _cleaning(job: Job, matcher: Matcher | None, text: bool, spans: bool) -> Change:
    from esslink.cleaner import Cleaner
    from esslink.cleaner.finding import DEFAULT_CONFIDENCE, edits_of
    from esslink.sources.encoding import decode
    from esslink.splice import splice

    if matcher is None and job.matcher:
        matcher = _loaded(job.matcher)
    least = DEFAULT_CONFIDENCE if job.min_confidence is None else job.min_confidence
    cleaner = Cleaner(
        matcher.terms if matcher else None, min_confidence=least, keep_links=job.keep_links
    )

    def act(page: str | bytes, format: str | None, encoding: str | None) -> Cell:
        _refuse_binary(page)
        decoded = decode(page, job.encoding or encoding) if isinstance(page, bytes) else None
        source = decoded.text if decoded else str(page)
        found = cleaner.explain(source, _simple(job.format or format))
        edits = edits_of(found)
        if not edits:
            return Cell(page)
        cleaned = splice(source, edits)
        value = decoded.encode(cleaned) if decoded else cleaned
        return Cell(value, removed=sum(bool(one.removed) for one in found))

    return act


def _stripping(job: Job, matcher: Matcher | None, text: bool, spans: bool) -> Change:
    from esslink.sources.encoding import decode
    from esslink.undo import may_be_annotated, original

    def act(page: str | bytes, format: str | None, encoding: str | None) -> Cell:
        if isinstance(page, str):
            return Cell(original(page)[0])
        if not may_be_annotated(page):
            return Cell(page)
        decoded = decode(page, job.encoding or encoding)
        stripped, _ = original(decoded.text)
        return Cell(page if stripped is decoded.text else decoded.encode(stripped))

    return act


def _finding(job: Job, matcher: Matcher | None, text: bool, spans: bool) -> Change:
    from esslink.annotator import Annotator
    from esslink.policy import Match
    from esslink.sources.encoding import decode
    from esslink.undo import original

    annotator = Annotator(matcher or _loaded(job.matcher), job.policy, scope=job.scope)

    def act(page: str | bytes, format: str | None, encoding: str | None) -> Cell:
        _refuse_binary(page)
        known = job.encoding or encoding
        source = decode(page, known).text if isinstance(page, bytes) else page
        line, reached, found = 1, 0, []
        for start, end, one in annotator.explain(source, format=job.format or format):
            if not isinstance(one, Match):
                continue
            line += source.count("\n", reached, start)
            reached = start
            term = one.term
            place = (start, end, line, source[start:end])
            found.append(Found(*place, term.id, term.headword, one.form, one.lemma))
        seen = _seen(annotator, original(source)[0], job.format or format) if job.report else None
        terms = tuple(dict.fromkeys(one.term for one in found))
        return Cell(page, len(found), terms, tuple(found), seen=seen)

    return act


def _seen(
    annotator: Annotator, source: str, format: str | None, linked: Container[str] = ()
) -> Seen | None:
    """Look again at a page, for a report."""
    from esslink.report.seen import look

    return look(annotator, source, format, linked=linked)


def _loaded(path: str) -> Matcher:
    from esslink.matcher import Matcher

    return Matcher.load(path)


def _simple(format: str | None) -> str | None:
    """Return the format as the cleaner knows it: it reads XHTML as HTML."""
    return {"xhtml": "html", "markdown": "text"}.get(format or "", format)


def _refuse_binary(page: str | bytes) -> None:
    if isinstance(page, bytes):
        refuse_binary(page)


_ACTIONS: Mapping[str, Callable[[Job, Matcher | None, bool, bool], Change]] = {
    "annotate": _annotating,
    "clean": _cleaning,
    "strip": _stripping,
    "find": _finding,
}
