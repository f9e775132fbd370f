"""
The facade of annotation: source in, edits out, and their exact undoing.

Regions (from :mod:`esslink.sources`) meet matches (from :mod:`esslink.matcher`)
here and nowhere else; both become edits on the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from esslink.errors import OptionError
from esslink.matcher import Matcher, Scanned
from esslink.policy import Dropped, Match, Policy
from esslink.render import Page, Renderer, page_for
from esslink.render.document import PAGE_CLOSE, page_before
from esslink.render.web import Web
from esslink.result import Placed, Result
from esslink.sources import html as html_source
from esslink.sources import survey
from esslink.sources import text as text_source
from esslink.sources.context import Scope
from esslink.sources.encoding import Decoded, decode
from esslink.sources.kind import check_source, kind
from esslink.sources.tokens import EMPTY
from esslink.sources.wrappable import wrappable
from esslink.spans import Edit, Region, Room
from esslink.terms import Term
from esslink.undo import (
    MARK,
    TEXT_CLOSE,
    TEXT_OPEN,
    lookalikes,
    original,
)

__all__ = ["Annotator", "Result", "annotate"]

Source = TypeVar("Source", str, bytes)

FORMATS = ("html", "xhtml", "text", "markdown")
"""
Kinds of source that may be given: told by content when not. ``xhtml`` is HTML that
will be read as XML (EPUB, ``.xhtml``), which content cannot tell.
"""


_MARKUP = ("html", "xhtml")
_TITLES = Policy(occurrences="all", context="off", names="link", shared="first")


class Annotator:
    """
    A matcher, a policy and a renderer, ready for any number of pages.

    Args:
        matcher: the compiled glossary.
        policy: what to link; by default the first occurrence of each term.
        renderer: how a link looks, of :mod:`esslink.render`; by default
            :class:`esslink.render.web.Web`.
        scope: where links may stand.
        standalone: a text becomes a whole page, with doctype, encoding and title,
            rather than a piece of one; a page stays what it is.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société de personnes.")])
    >>> result = Annotator(matcher).run("<p>Une mutuelle.")
    >>> [placed.match.term.id for placed in result.matches], result.text[:20]
    (['mutuelle'], '<p>Une <a class="ess')

    """

    def __init__(
        self,
        matcher: Matcher,
        policy: Policy | None = None,
        renderer: Renderer | None = None,
        scope: Scope | None = None,
        *,
        standalone: bool = False,
    ) -> None:
        self.matcher = matcher
        self.standalone = standalone
        self.policy = policy or Policy()
        self.renderer: Renderer = renderer or Web()
        self.scope = scope or Scope()

    def run(
        self,
        source: str | bytes,
        *,
        format: str | None = None,
        encoding: str | None = None,
        path: str | None = None,
    ) -> Result:
        """
        Annotate one page or text.

        Args:
            source: HTML, text or Markdown.
            format: one of :data:`FORMATS`; told by content when None.
            encoding: of bytes, when known (an HTTP header); a byte order mark wins.
            path: where the page will stand on its site, for relative links.

        Raises:
            OptionError: *format* is none of those, or *source* neither text nor bytes.
            SourceError: the bytes are in no encoding that gives them back.

        """
        if format is not None and format not in FORMATS:
            raise OptionError(
                f"« {format} » n’est pas admis ; valeurs : {', '.join(FORMATS)}", place="format"
            )
        check_source(source)
        decoded = None
        if isinstance(source, bytes):
            decoded = decode(source, encoding, markup=format in (None, *_MARKUP))
        text = decoded.text if decoded else str(source)
        came = source if isinstance(source, bytes) else None
        look = survey.Look(_in_ascii(text, decoded, came))
        if look.named:
            text, was_text = original(text)
            look = survey.Look(text)
            if was_text and format != "markdown":
                format = "text"
        return self._annotated(text, format or kind(text), (decoded, came), path, look)

    def explain(
        self, source: str | bytes, *, format: str | None = None, encoding: str | None = None
    ) -> list[tuple[int, int, Match | Dropped]]:
        """Give every hit of the page, kept or dropped and why, with its place in the source."""
        check_source(source)
        text = decode(source, encoding).text if isinstance(source, bytes) else source
        text, _ = original(text)
        region, hits = self.searched(text, format or kind(text))
        return [(*region.source_span(one.start, one.end), one) for one in hits] if region else []

    def searched(self, source: str, format: str) -> tuple[Region | None, list[Match | Dropped]]:
        """
        Give the text of a page that is searched and every hit on it, kept or dropped and why.

        Args:
            source: a page without marks of an earlier run.
            format: one of :data:`FORMATS`.

        Returns:
            None for the text when the page asks to be left alone.

        """
        policy = self.policy
        if format in _MARKUP:
            read = html_source.read(source, self.scope, xml=format == "xhtml")
            if read.switched_off:
                return None, []
            region, policy = read.region, self._policy_on(source, read)
            room = _room(source, region, policy)
        else:
            region, room = text_source.read(source), None
        found = self.matcher.explain(region.text, policy, room)
        return region, [_explained(one) for one in found]

    def _annotated(
        self,
        source: str,
        format: str,
        page: tuple[Decoded | None, bytes | None],
        path: str | None,
        look: survey.Look,
    ) -> Result:
        decoded, came = page
        note = ""
        if format in _MARKUP:
            _check_writes_html(self.renderer)
            xml = format == "xhtml"
            read, placed = self._on_page(source, look, xml)
            note = _reason(source, read, look) if placed or read.switched_off else ""
            placed = [] if note else placed
            edits = self._html_edits(source, read, placed, path, xml)
        else:
            edits = []
            encoding = decoded.encoding if decoded else None
            if _in_html(self.renderer, format) or "[^esslink-" not in source:
                placed = self._text_edits(source, edits, encoding, path)
            else:
                # Marks that :func:`esslink.strip` would take for ours.
                placed, note = [], _ISOLATED
        if decoded is not None and not decoded.encoding.startswith("utf-"):
            # Markdown reads character references too.
            edits = [edit._replace(replacement=decoded.fit(edit.replacement)) for edit in edits]
        return Result(
            source=source,
            edits=tuple(edits),
            matches=tuple(placed),
            terms=_terms(placed),
            format=format,
            encoding=decoded.encoding if decoded else None,
            notes=(note,) if note else (),
            _decoded=decoded,
            _came=came,
        )

    def _on_page(
        self, source: str, look: survey.Look, xml: bool
    ) -> tuple[html_source.Page, list[Placed]]:
        """
        Read a page and find what to link.

        Most pages hold no form of a term. What may only take forms away, or change their
        places, is looked for on the others: elements in another language, empty end tags.
        """

        def searched(*, even: bool) -> tuple[html_source.Page, Scanned]:
            read = html_source.read(source, self.scope, xml=xml, watch=watch, even=even)
            return read, self.matcher.scan("" if read.switched_off else read.region.text)

        watch = bool(self.scope.skip or self.scope.only or look.named)
        read, scanned = searched(even=False)
        if scanned.hits and not watch and look.apart(self.scope):
            watch = True
            read, scanned = searched(even=False)
        placed = self._settled(source, read, scanned)
        if placed and _uneven(source, read, placed):
            read, scanned = searched(even=True)
            placed = self._settled(source, read, scanned)
        return read, placed

    def _settled(self, source: str, read: html_source.Page, scanned: Scanned) -> list[Placed]:
        """Choose what to link among the forms found on a page."""
        if not scanned.hits:
            return []
        policy = self._policy_on(source, read)
        room = _room(source, read.region, policy)
        return self._placed(read.region, self.matcher.settle(scanned, policy, room))

    def _placed(self, region: Region, matches: Iterable[Match]) -> list[Placed]:
        placed: list[Placed] = []
        reached = 0
        for match in matches:
            # A link to an empty entry helps nobody, and links do not nest.
            if match.term.defined and match.start >= reached:
                placed.append(Placed(*region.source_span(match.start, match.end), match))
                reached = match.end
        return placed

    def _policy_on(self, source: str, read: html_source.Page) -> Policy:
        """Give the policy for a page, which may bear the name of a term."""
        policy = self.policy
        if policy.own_page == "link" or read.h1 is None:
            return policy
        title = survey.heading(source, read.h1)
        names = {title, title.rsplit(" (", 1)[0] if title.endswith(")") else title}
        own = [
            match.term.id
            for name in sorted(names)
            for match in self.matcher.find(name, _TITLES)
            if match.end - match.start == len(name)
        ]
        return replace(policy, stop=(*policy.stop, *own)) if own else policy

    def _html_edits(
        self,
        source: str,
        read: html_source.Page,
        placed: list[Placed],
        path: str | None,
        xml: bool,
    ) -> list[Edit]:
        edits: list[Edit] = []
        if not placed or read.foot is None:
            return edits
        page = Page(
            lang=survey.language(source),
            fragment=read.fragment,
            xhtml=xml or _looks_xhtml(source),
            path=path,
        )
        for one in placed:
            edits += self._wrapped(source, one, page)
        head = self.renderer.head(page)
        glossary = self.renderer.glossary(_terms(placed), page, self.matcher.index.known)
        if read.head is None:
            glossary, head = head + glossary, ""
        if head and read.head is not None:
            edits.append(Edit(read.head, read.head, head, "head"))
        edits.append(Edit(read.foot, read.foot, _with_mark(glossary), "glossary"))
        return edits

    def _wrapped(self, source: str, placed: Placed, page: Page) -> Iterator[Edit]:
        """Yield the wrapper of a match: one when its tags are balanced, else one a piece."""
        page = page_for(self.renderer, page, placed.match)
        before, after = self.renderer.reference(placed.match.term, page)
        reason = placed.match.term.id
        for start, end in wrappable(source, placed.start, placed.end):
            yield Edit(start, start, before, reason)
            yield Edit(end, end, after, reason)

    def _text_edits(
        self, source: str, edits: list[Edit], encoding: str | None, path: str | None
    ) -> list[Placed]:
        region = text_source.read(source)
        placed = self._placed(region, self.matcher.find(region.text, self.policy))
        converting = _in_html(self.renderer, "text")
        whole = converting and self.standalone
        page = Page(lang="fr", path=path) if whole else Page(fragment=True)
        paragraphs = list(text_source.paragraphs(source))
        if converting:
            head = self.renderer.head(page) if placed else ""
            before = page_before(source, encoding, head) if whole else ""
            edits.append(Edit(0, 0, before + TEXT_OPEN, "text"))
            edits += _escapes(source)
            edits += [Edit(at, at, "<p>", "paragraph") for at, _ in paragraphs]
        for one in placed:
            own = page_for(self.renderer, page, one.match)
            before, after = self.renderer.reference(one.match.term, own)
            edits.append(Edit(one.start, one.start, before, one.match.term.id))
            edits.append(Edit(one.end, one.end, after, one.match.term.id))
        if converting:
            edits += [Edit(at, at, "</p>", "paragraph") for _, at in paragraphs]
        foot = self.renderer.glossary(_terms(placed), page, self.matcher.index.known)
        if whole:
            foot = TEXT_CLOSE + _with_mark(foot if placed else "") + PAGE_CLOSE
        elif converting:
            foot = TEXT_CLOSE + _with_mark(self.renderer.head(page) + foot if placed else "")
        if foot:
            edits.append(Edit(len(source), len(source), foot, "glossary"))
        return placed


def _room(source: str, region: Region, policy: Policy) -> Room | None:
    """Give what counts the links of a page's boxes; None where any number may stand."""
    if policy.link_share >= 1:
        return None
    from esslink.sources.crowd import Crowd  # by option only, and start-up counts

    return Crowd(source, region, policy.link_share)


def _in_ascii(source: str, decoded: Decoded | None, came: bytes | None) -> bytes:
    """Give a page as bytes of an encoding that has ASCII in it: as it came, if that will do."""
    if came is None or decoded is None or decoded.text is not source:
        return source.encode("utf-8", "surrogatepass")
    if decoded.encoding.startswith("utf-16"):
        return source.encode("utf-8", "surrogatepass")
    return came


def _uneven(source: str, read: html_source.Page, placed: list[Placed]) -> bool:
    """Tell whether an empty end tag may have moved a place: those of a match, or the foot."""
    places = read.region.places
    if places is None:
        return False
    for one in placed:
        # A tag before the match in its run of text lets its place seem that much too small.
        if source.find(EMPTY, places.piece_start(one.match.start), one.end + len(EMPTY)) >= 0:
            return True
    return read.foot is None and EMPTY in source


def _reason(source: str, read: html_source.Page, look: survey.Look) -> str:
    """Give why a page with terms is left as it is, for the reader of the run; often empty."""
    if read.switched_off:
        return "la page demande à rester telle quelle (meta esslink)"
    if read.foot is None:
        return "la page finit dans un élément ouvert\xa0: où mettre le glossaire\xa0?"
    if look.two_readings(source):
        return "un «\xa0noscript\xa0» ouvre ce qu’il ne ferme pas\xa0: la page a deux lectures"
    if look.named and lookalikes(source):
        return _ISOLATED
    return ""


_ISOLATED = "la page contient des marques d’esslink isolées\xa0: elle reste telle quelle"


def _check_writes_html(renderer: Renderer) -> None:
    """Refuse a renderer of text for a page."""
    if getattr(renderer, "markup", "html") != "html":
        raise OptionError(
            "la source est une page HTML, et ce profil écrit du texte\u00a0; choisissez le profil"
            ' web, ou précisez format="markdown" si c’est du Markdown',
            place="renderer",
        )


def _explained(found: Match | Dropped) -> Match | Dropped:
    """Give what was found as the annotator treats it: a term without definition is no link."""
    if isinstance(found, Dropped) or found.term.defined:
        return found
    return Dropped(found.start, found.end, found.term, found.form, "undefined", "")


def _in_html(renderer: Renderer, format: str) -> bool:
    """Tell whether what *renderer* writes is HTML; a text is then turned into HTML too."""
    return format in _MARKUP or getattr(renderer, "markup", "html") == "html"


def _looks_xhtml(source: str) -> bool:
    """Tell whether the page says it is XHTML, so that insertions must be well-formed XML."""
    start = source[:1024]
    return start.lstrip("\ufeff \t\r\n").startswith("<?xml") or "//www.w3.org/1999/xhtml" in start


def _with_mark(glossary: str) -> str:
    """Give *glossary* with a mark that tells the page is annotated when it has none."""
    return glossary if 'data-esslink="glossary"' in glossary else glossary + MARK


def _terms(placed: list[Placed]) -> tuple[Term, ...]:
    return tuple({id(one.match.term): one.match.term for one in placed}.values())


def _escapes(source: str) -> Iterator[Edit]:
    """Yield the escaping of characters that HTML would read as markup."""
    for found in _SPECIAL.finditer(source):
        yield Edit(found.start(), found.end(), _ESCAPES[found[0]], "escape")


_SPECIAL = re.compile("[&<>]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def annotate(
    source: Source,
    matcher: Matcher,
    policy: Policy | None = None,
    *,
    renderer: Renderer | None = None,
    format: str | None = None,
    encoding: str | None = None,
) -> Source:
    """
    Link the terms of *matcher* in *source* and add their definitions once, at the end.

    Every character of the source stays as it is; :func:`esslink.strip` takes the
    insertions out again, and a page annotated before is annotated afresh.

    Args:
        source: HTML, or text, which becomes HTML; told by content.
        matcher: the compiled glossary.
        policy: what to link; by default the first occurrence of each term.
        renderer: how links and glossary look: :mod:`esslink.render`.
        format: ``"html"``, ``"text"`` or ``"markdown"`` when content might mislead.
        encoding: of bytes, when known.

    Returns:
        The annotated page in the type it came in; a page without a term, or one
        that cannot be touched safely, as it came.

    Raises:
        OptionError: *format* is none of those, or *source* neither text nor bytes
            (trees have :mod:`esslink.trees`).
        SourceError: the bytes are in no encoding that gives them back.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société de personnes.")])
    >>> annotate("<p>Deux mutuelles</p>", matcher).split("<aside")[0]
    '<p>Deux <a class="esslink" role="doc-glossref" href="#esslink-mutuelle">mutuelles</a></p>'

    """
    result = Annotator(matcher, policy, renderer).run(source, format=format, encoding=encoding)
    return result.output  # type: ignore[return-value]
