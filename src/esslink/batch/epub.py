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
from esslink.batch.xhtml import html_copy, same_tree
from esslink.batch.zips import Archive
from esslink.errors import SourceError
from esslink.render.epub import Epub, Place
from esslink.terms import Term

if TYPE_CHECKING:
    from esslink.annotator import Annotator
    from esslink.cleaner import Cleaner
    from esslink.matcher import Matcher
    from esslink.policy import Policy
    from esslink.sources.context import Scope
    from esslink.sources.encoding import Decoded

__all__ = ["annotate", "clean", "find", "is_epub", "prepare", "strip"]

_GLOSSARY = "esslink-glossaire"
# Linear: each repeat is of one class that cannot hold what follows it.
_ENCODING = re.compile(rb"<\?xml\s[^<>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_TITLE = re.compile(r"<title\b[^<>]*>[^<>]*</title\s*>", re.IGNORECASE)
_NO_PROSE = re.compile(
    r"<(?:body|section|nav)\b[^<>]*epub:type\s*=\s*[\"'][^\"'<>]*"
    r"\b(?:glossary|index|toc|landmarks|page-list|titlepage|copyright-page|cover)\b"
)
_START = 8192
"""Code points within which a document says what it is."""


class _Chapter(NamedTuple):
    """A document that got links."""

    path: str
    data: bytes
    title: str
    terms: tuple[Term, ...]
    links: int


def is_epub(data: bytes) -> bool:
    """
    Tell whether *data* looks like an EPUB, damaged or not: a ZIP that names the container.

    >>> is_epub(b"PK\\x03\\x04"), is_epub(b"<html>")
    (False, False)
    """
    return data.startswith(b"PK") and b"META-INF/container.xml" in data


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
    archive = zips.read(data)
    refuse_locked(archive)
    data, archive = _before(archive)
    package = read_package(archive)
    options = options or Epub()
    path = _free_path(archive, package)
    options = Epub(path, package.version, options.title, options.lang)
    notes = list(package.notes)
    chapters = list(_linked(archive, package, _annotator(matcher, policy, options, scope), notes))
    if not chapters:
        return Done(data, notes=tuple(notes))
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
        output = _written(after, {}, {RECORD: record(archive, after)}, package)
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
    return _before(zips.read(data))[0]


def clean(data: bytes, cleaner: Cleaner) -> Done:
    """
    Take the definitions that tooltips left out of the chapters' sentences.

    A chapter that would not stay well-formed XML is left as it is, and said.
    Raises :class:`ArchiveError` like :func:`annotate`.
    """
    from esslink.cleaner.finding import edits_of
    from esslink.splice import splice

    archive = zips.read(data)
    refuse_locked(archive)
    package = read_package(archive)
    changed: dict[str, bytes] = {}
    notes = list(package.notes)
    removed = 0
    for path, page in _documents(archive, package, notes):
        found = cleaner.explain(page.text, "html")
        edits = edits_of(found)
        if not edits:
            continue
        new = page.encode(splice(page.text, edits))
        wrong = same_tree(new, new)
        if wrong:
            notes.append(f"{path}\u00a0: laissé tel quel, {wrong}")
            continue
        changed[path] = new
        removed += sum(bool(one.removed) for one in found)
    output = _written(archive, changed, {}, package) if changed else data
    return Done(output, removed=removed, notes=tuple(notes))


def find(data: bytes, annotator: Annotator, *, dropped: bool = False
         ) -> Iterator[tuple[str, Found]]:  # fmt: skip
    """
    Yield each place of a term in a book: the chapter's path, then where in its text.

    With *dropped*, the places that the policy does not keep come too, with the reason.
    Raises :class:`ArchiveError` like :func:`annotate`.
    """
    from esslink.batch.places import found

    archive = zips.read(data)
    refuse_locked(archive)
    _, archive = _before(archive)
    package = read_package(archive)
    for path, page in _documents(archive, package, []):
        for one in found(annotator, html_copy(page.text), "xhtml", dropped=dropped):
            yield path, one._replace(text=page.text[one.start : one.end])


def prepare(job: Job, matcher: Matcher | None = None) -> Transform:
    """
    Return the function that changes a book, as :func:`esslink.batch.actions.prepare` does.

    The job's action is ``annotate``, ``clean``, ``strip``, ``find`` or ``explain``; the
    places that the last two find are named by chapter in :attr:`Found.text`'s file, so
    callers that show them should use :func:`find`.
    """
    from esslink.annotator import Annotator
    from esslink.matcher import Matcher

    if job.action == "strip":
        return lambda data, name: Done(strip(data))
    loaded = matcher or (Matcher.load(job.matcher) if job.matcher else None)
    if job.action == "clean":
        from esslink.cleaner import Cleaner
        from esslink.cleaner.finding import DEFAULT_CONFIDENCE

        least = DEFAULT_CONFIDENCE if job.min_confidence is None else job.min_confidence
        terms = loaded.terms if loaded else None
        cleaner = Cleaner(terms, min_confidence=least, keep_links=job.keep_links)
        return lambda data, name: clean(data, cleaner)
    if loaded is None:
        loaded = Matcher.load(job.matcher)
    if job.action == "annotate":
        options = job.renderer if isinstance(job.renderer, Epub) else None
        final = loaded
        return lambda data, name: annotate(data, final, job.policy, options)
    annotator = Annotator(loaded, job.policy)

    def look(data: bytes, name: str) -> Done:
        places = find(data, annotator, dropped=job.action == "explain")
        found = tuple(one for _, one in places)
        return Done(data, len(found), found=found)

    return look


def _annotator(
    matcher: Matcher, policy: Policy | None, options: Epub, scope: Scope | None
) -> Annotator:
    from esslink.annotator import Annotator

    return Annotator(matcher, policy, options, scope)


def _linked(
    archive: Archive, package: Package, annotator: Annotator, notes: list[str]
) -> Iterator[_Chapter]:
    """Yield the chapters with links; say in *notes* which were left alone and why."""
    from esslink.splice import splice

    for path, page in _documents(archive, package, notes):
        if _NO_PROSE.search(page.text, 0, _START):
            continue
        result = annotator.run(html_copy(page.text), format="xhtml", path=path)
        notes += [f"{path}\u00a0: {note}" for note in result.notes]
        if not result.matches:
            continue
        new = page.encode(splice(page.text, result.edits))
        wrong = same_tree(page.encode(page.text), new)
        if wrong:
            notes.append(f"{path}\u00a0: laissé tel quel, {wrong}")
            continue
        title = _title(page.text) or os.path.splitext(os.path.basename(path))[0]
        yield _Chapter(path, new, title, result.terms, len(result.matches))


def _documents(
    archive: Archive, package: Package, notes: list[str]
) -> Iterator[tuple[str, Decoded]]:
    """Yield the chapters as text without marks of an earlier run."""
    from esslink.sources.encoding import decode
    from esslink.undo import original

    for path in package.documents:
        entry = archive.find(path)
        data = zips.content(archive, entry) if entry else b""
        told = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
        try:
            # XML's own rule: a mark, the declaration, else UTF-8; a <meta> says nothing.
            page = decode(data, told[1].decode("ascii") if told else "utf-8")
        except SourceError as error:
            notes.append(f"{path}\u00a0: laissé tel quel, {error.message}")
            continue
        text, _ = original(page.text)
        yield path, page if text is page.text else type(page)(text, page.encoding, page.bom, True)


def _title(text: str) -> str:
    """Return the text of ``<title>``, references resolved, at most 80 characters."""
    from esslink.sources.tokens import REFERENCE, TEXT, tokens

    found = _TITLE.search(text, 0, _START)
    if found is None:
        return ""
    parts = (one.data for one in tokens(found[0]) if one.kind in (TEXT, REFERENCE))
    words = " ".join("".join(parts).split())
    return words if len(words) <= 80 else words[:79] + "…"


def _before(archive: Archive) -> tuple[bytes, Archive]:
    """Return the book without what an earlier run put in; itself when it is not annotated."""
    data = restored(archive)
    if data is not None:
        return data, zips.read(data)
    return _unmarked(archive)


def _unmarked(archive: Archive) -> tuple[bytes, Archive]:
    """Take marks, glossary and listings out of a book that has no record that fits."""
    from esslink import undo

    package = read_package(archive)
    listings = unpatched(archive, package)
    if package.path not in listings and archive.find(RECORD) is None:
        return archive.data, archive
    own = [e.name for e in archive.entries if e.name == RECORD or _is_glossary(e.name)]
    changed: dict[str, bytes | None] = {**listings, **dict.fromkeys(own)}
    for path in package.documents:
        entry = archive.find(path)
        if entry is None or path in changed:
            continue
        data = zips.content(archive, entry)
        try:
            new = undo.strip(data)
        except SourceError:
            continue
        if new != data:
            changed[path] = new
    data = zips.write(archive, changed, {}, b"\0\0\0\0")
    return data, zips.read(data)


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
    archive: Archive, changed: Mapping[str, bytes], added: dict[str, bytes], package: Package
) -> bytes:
    """Write the book; what is new has the date of its package document."""
    entry = archive.find(package.path)
    stamp = entry.stamp if entry else b"\0\0\x21\0"
    return zips.write(archive, {**changed}, added, stamp, first="mimetype")
