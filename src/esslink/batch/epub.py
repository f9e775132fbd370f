"""
EPUB in, EPUB out: links in the chapters, one glossary document more.

Every entry of the archive stays byte for byte but the chapters that got links and the
documents that list the glossary (package, table of contents). :func:`strip` gives the
book back as it was: from the record of :mod:`esslink.batch.restore`, or, when the book
was edited since, by taking out the marks and leaving the edits.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from esslink.batch import zips
from esslink.batch.jobs import Done, Found, Job, Transform
from esslink.batch.package import Package, patches, read_package, refuse_locked, unpatched
from esslink.batch.restore import RECORD, record, restored
from esslink.batch.xhtml import wrong
from esslink.batch.zips import Archive
from esslink.errors import SourceError
from esslink.render.epub import Epub, Place
from esslink.terms import Term

if TYPE_CHECKING:
    from esslink.annotator import Annotator
    from esslink.cleaner import Cleaner
    from esslink.matcher import Matcher
    from esslink.policy import Policy
    from esslink.report.seen import Seen
    from esslink.sources.context import Scope

__all__ = ["annotate", "changes", "clean", "find", "prepare", "strip"]

_GLOSSARY = "esslink-glossaire"
# Linear: each repeat is of one class that cannot hold what follows it.
_ENCODING = re.compile(rb"<\?xml\s[^<>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_TITLE = re.compile(r"<title\b[^<>]*>[^<>]*</title\s*>", re.IGNORECASE)
_NO_PROSE = re.compile(
    rb"<(?:body|section|nav)\b[^<>]*epub:type\s*=\s*[\"'][^\"'<>]*"
    rb"\b(?:glossary|index|toc|landmarks|page-list|titlepage|copyright-page|cover)\b"
)
_START = 8192
"""Bytes or code points within which a document says what it is."""


class _Chapter(NamedTuple):
    """A document that got links."""

    path: str
    data: bytes
    title: str
    terms: tuple[Term, ...]
    links: int


def annotate(
    data: bytes,
    matcher: Matcher,
    policy: Policy | None = None,
    options: Epub | None = None,
    *,
    scope: Scope | None = None,
    undo: bool = True,
) -> Done:
    """
    Link the terms of *matcher* in the chapters of a book and add a glossary document.

    Chapters are pages to the policy: by default the first occurrence in each is linked.
    A book annotated before is annotated afresh; one without a term comes back as it came.

    Args:
        data: the EPUB, version 2 or 3.
        matcher: the compiled glossary.
        policy: what to link.
        options: heading and language of the glossary; its address and version are the
            book's.
        scope: where links may stand.
        undo: keep in the book what :func:`strip` needs to give the very file back; it
            costs as much as the changed chapters take, compressed.

    Raises:
        ArchiveError: the archive is damaged, hostile, locked, or no EPUB.

    """
    archive, package = _before(zips.read(data, verify=False))
    options = options or Epub()
    path = _free_path(archive, package)
    options = Epub(path, package.version, options.title, options.lang)
    notes = list(package.notes)
    chapters = list(_linked(archive, package, _annotator(matcher, policy, options, scope), notes))
    zips.check_content(archive, package.documents)
    if not chapters:
        return Done(archive.data, notes=tuple(notes))
    places: dict[Term, list[Place]] = {}
    for chapter in chapters:
        for term in chapter.terms:
            places.setdefault(term, []).append(Place(chapter.path, chapter.title))
    glossary = options.document(places, matcher.index.known, package.lang).encode("utf-8")
    changed = patches(archive, package, path, options.heading(package.lang))
    changed |= {chapter.path: chapter.data for chapter in chapters}
    if archive.find("mimetype") and not zips.is_first(archive, "mimetype"):
        notes.append(
            "mimetype n’était pas la première entrée, sans compression\u00a0: remis en tête"
        )
    output = _written(archive, changed, {path: glossary}, package)
    if undo:
        after = zips.read(output, verify=False)
        known = {**changed, path: glossary}
        kept = {RECORD: record(archive, after, known)}
        output = _written(after, {}, kept, package, stored=True)
    return Done(
        output,
        sum(chapter.links for chapter in chapters),
        tuple(term.id for term in places),
        notes=tuple(notes),
    )


def strip(data: bytes) -> bytes:
    """
    Give a book as it was before annotation: the same file, byte for byte.

    When the book was edited after annotation, or annotated without its record, marks,
    glossary and listings are taken out instead, and all else stays as it is.

    Raises :class:`ArchiveError` when the archive is damaged, hostile or no EPUB.
    """
    return _before(zips.read(data))[0].data


def clean(data: bytes, cleaner: Cleaner) -> Done:
    """
    Take the definitions that tooltips left out of the chapters' sentences.

    A chapter that would not stay well-formed XML is left as it is, and said.
    Raises :class:`ArchiveError` like :func:`annotate`.
    """
    from esslink.cleaner.finding import edits_of
    from esslink.sources.encoding import decode
    from esslink.sources.xhtml import html_copy
    from esslink.splice import splice_bytes

    archive = zips.read(data)
    refuse_locked(archive)
    package = read_package(archive)
    changed: dict[str, bytes] = {}
    notes = list(package.notes)
    removed = 0
    for path, source, encoding in _documents(archive, package):
        try:
            page = decode(source, encoding)
        except SourceError as error:
            notes.append(_left(path, error.message))
            continue
        copy = html_copy(page.text)
        found = cleaner.explain(copy, "html")
        edits = edits_of(found)
        if not edits:
            continue
        new = splice_bytes(page.text, edits, page)
        if any(copy[one.start : one.end] != page.text[one.start : one.end] for one in edits):
            notes.append(_left(path, "du bruit s’y mêle à du XML qui n’est pas du texte"))
        elif cause := wrong(new, links=False):
            notes.append(_left(path, cause))
        else:
            changed[path] = new
            removed += sum(bool(one.removed) for one in found)
    output = _written(archive, changed, {}, package) if changed else data
    return Done(output, removed=removed, notes=tuple(notes))


def find(data: bytes, annotator: Annotator, *, dropped: bool = False) -> Iterator[Found]:
    """
    Yield each place of a term in a book; :attr:`Found.part` is the chapter's path.

    With *dropped*, the places that the policy does not keep come too, with the reason.
    Raises :class:`ArchiveError` like :func:`annotate`.
    """
    from esslink.batch.places import found

    archive, package = _before(zips.read(data, verify=False))
    for path, source, encoding in _documents(archive, package):
        try:
            for one in found(annotator, source, "xhtml", encoding, dropped=dropped):
                yield one._replace(part=path)
        except SourceError:
            continue  # said by annotate; here the other chapters are what matters


def changes(before: bytes, after: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """
    Yield the entries that two versions of a book do not share: path, bytes in each.

    An entry that one of them lacks is empty there; the record for :func:`strip` is left
    out. Raises :class:`ArchiveError` like :func:`annotate`.
    """
    old, new = zips.read(before, verify=False), zips.read(after, verify=False)
    for name in sorted(old.names.keys() | new.names.keys()):
        pair = [
            zips.content(archive, entry) if (entry := archive.find(name)) else b""
            for archive in (old, new)
        ]
        if pair[0] != pair[1] and name != RECORD:
            yield name, pair[0], pair[1]


def prepare(job: Job, matcher: Matcher | None = None) -> Transform:
    """
    Return the function that changes a book, as :func:`esslink.batch.actions.prepare` does.

    *matcher* is only left out for an action that needs none.
    """
    if job.action == "strip":
        return lambda data, name: Done(strip(data))
    if job.action == "clean":
        from esslink.cleaner import Cleaner
        from esslink.cleaner.finding import DEFAULT_CONFIDENCE

        least = DEFAULT_CONFIDENCE if job.min_confidence is None else job.min_confidence
        terms = matcher.terms if matcher else None
        cleaner = Cleaner(terms, min_confidence=least, keep_links=job.keep_links)
        return lambda data, name: clean(data, cleaner)
    assert matcher is not None, job.action
    if job.action == "annotate":
        renderer, loaded = job.renderer, matcher
        title = getattr(renderer, "title", None)
        options = renderer if isinstance(renderer, Epub) else Epub(title=title)
        annotator = _annotator(matcher, job.policy, options, job.scope)

        def link(data: bytes, name: str) -> Done:
            done = annotate(data, loaded, job.policy, options, scope=job.scope)
            return done._replace(seen=_seen(data, annotator, done)) if job.report else done

        return link
    annotator = _annotator(matcher, job.policy, Epub(), job.scope)

    def look(data: bytes, name: str) -> Done:
        found = tuple(find(data, annotator, dropped=job.action == "explain"))
        done = Done(data, len(found), found=found)
        return done._replace(seen=_seen(data, annotator, None)) if job.report else done

    return look


def _seen(data: bytes, annotator: Annotator, done: Done | None) -> tuple[Seen, ...]:
    """Look again at the chapters of a book, for a report; *done* is what annotation did."""
    from esslink.report.seen import look
    from esslink.sources.encoding import decode
    from esslink.undo import original

    chapters = []
    archive, package = _before(zips.read(data, verify=False))
    for path, source, encoding in _documents(archive, package):
        if done and _NO_PROSE.search(source, 0, _START):
            continue
        try:
            text, _ = original(decode(source, encoding).text)
        except SourceError:
            continue  # said by annotate
        seen = look(annotator, text, "xhtml", linked=done.terms if done else ())
        if seen:
            chapters.append(seen._replace(part=path))
    return tuple(chapters)


def _annotator(
    matcher: Matcher, policy: Policy | None, options: Epub, scope: Scope | None
) -> Annotator:
    from esslink.annotator import Annotator

    return Annotator(matcher, policy, options, scope)


def _linked(
    archive: Archive, package: Package, annotator: Annotator, notes: list[str]
) -> Iterator[_Chapter]:
    """Yield the chapters with links; say in *notes* which were left alone and why."""
    for path, data, encoding in _documents(archive, package):
        if b"epub:type" in data[:_START] and _NO_PROSE.search(data, 0, _START):
            continue
        try:
            result = annotator.run(data, format="xhtml", encoding=encoding, path=path)
        except SourceError as error:
            notes.append(_left(path, error.message))
            continue
        notes += [f"{path}\u00a0: {note}" for note in result.notes]
        if not result.matches:
            continue
        new = result.output
        assert isinstance(new, bytes)
        cause = wrong(new)
        if cause:
            notes.append(_left(path, cause))
            continue
        title = _title(result.source) or os.path.splitext(os.path.basename(path))[0]
        yield _Chapter(path, new, title, result.terms, len(result.matches))


def _left(path: str, cause: str) -> str:
    return f"{path}\u00a0: laissé tel quel, {cause}"


def _documents(archive: Archive, package: Package) -> Iterator[tuple[str, bytes, str]]:
    """Yield the chapters: path, bytes, encoding."""
    for path in package.documents:
        data = zips.content(archive, archive.names[path])
        # XML's own rule: a mark, the declaration, else UTF-8; a <meta> says nothing.
        told = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
        yield path, data, told[1].decode("ascii") if told else "utf-8"


def _title(text: str) -> str:
    """Return the text of ``<title>``, references resolved, at most 80 characters."""
    from esslink.sources.tokens import REFERENCE, TEXT, tokens

    found = _TITLE.search(text, 0, _START)
    if found is None:
        return ""
    parts = (one.data for one in tokens(found[0]) if one.kind in (TEXT, REFERENCE))
    words = " ".join("".join(parts).split())
    return words if len(words) <= 80 else words[:79] + "…"


def _before(archive: Archive) -> tuple[Archive, Package]:
    """Return the book without what an earlier run put in; itself when it is not annotated."""
    refuse_locked(archive)
    old = restored(archive)
    if old is not None:
        refuse_locked(old)
        return old, read_package(old)
    package = read_package(archive)
    listings = unpatched(archive, package)
    if package.path not in listings and archive.find(RECORD) is None:
        return archive, package
    archive = _unmarked(archive, package, listings)
    return archive, read_package(archive)


def _unmarked(archive: Archive, package: Package, listings: Mapping[str, bytes]) -> Archive:
    """Take marks, glossary and listings out of a book that has no record that fits."""
    from esslink.sources.encoding import decode
    from esslink.undo import original

    own = [e.name for e in archive.entries if e.name == RECORD or _is_glossary(e.name)]
    changed: dict[str, bytes | None] = {**listings, **dict.fromkeys(own)}
    for path, data, encoding in _documents(archive, package):
        if path in changed or b"esslink" not in data.replace(b"\0", b""):
            continue
        try:
            page = decode(data, encoding)
        except SourceError:
            continue  # nothing was put there
        text, _ = original(page.text)
        if text is not page.text:
            changed[path] = page.encode(text)
    return zips.read(zips.write(archive, changed, {}, b"\0\0\0\0"))


def _is_glossary(name: str) -> bool:
    return os.path.basename(name).startswith(_GLOSSARY) and name.endswith(".xhtml")


def _free_path(archive: Archive, package: Package) -> str:
    """Return a path for the glossary beside the package, free whatever the capitals."""
    taken = {entry.name.lower() for entry in archive.entries}
    folder = os.path.dirname(package.path)
    names: Iterable[str] = (f"{_GLOSSARY}{'' if n == 1 else f'-{n}'}.xhtml" for n in range(1, 1000))
    paths = (f"{folder}/{name}" if folder else name for name in names)
    return next(path for path in paths if path.lower() not in taken)


def _written(
    archive: Archive,
    changed: Mapping[str, bytes],
    added: Mapping[str, bytes],
    package: Package,
    *,
    stored: bool = False,
) -> bytes:
    """Write the book; what is new has the date of its package document."""
    stamp = archive.names[package.path].stamp
    return zips.write(archive, {**changed}, added, stamp, first="mimetype", stored=stored)
