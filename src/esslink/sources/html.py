"""
HTML in, one region out: the prose of a page, and the way back to its source.

There is no tree. A walk over the tokens joins the text of a line whatever
inline tags stand in it, marks where blocks end, and leaves out what may not be
touched. When it cannot be sure what a browser makes of a place (foreign
content, text loose in a table, an element never closed) it leaves that out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from esslink.fold import BREAK, GAP, SEAM, SECTION
from esslink.sources.context import (
    ACTIONS,
    BLOCK,
    CELL,
    EDGE,
    HEADING,
    INLINE,
    INLINE_GAP,
    LINE,
    ROW,
    RUBY,
    SINGLE,
    SKIP,
    TABLE,
    VOID,
    Scope,
)
from esslink.sources.survey import RAW, Look, ended
from esslink.sources.tokens import (
    COMMENT,
    DOCTYPE,
    END,
    INSTRUCTION,
    REFERENCE,
    START,
    TEXT,
    placed_tokens,
)
from esslink.spans import OffsetMap, Region

if TYPE_CHECKING:
    from esslink.sources.ancestry import Ancestry

__all__ = ["Page", "read"]


class Page(NamedTuple):
    """What the walk learnt of a page."""

    region: Region
    head: int | None
    """Where a stylesheet may be put: just before ``</head>``; None without one."""
    foot: int | None
    """Where the glossary may be put; None when no place is safe."""
    fragment: bool
    """Neither doctype nor html, head or body tag."""
    h1: int | None
    """Where the first ``h1`` starts."""
    switched_off: bool
    """The page asks to be left alone: ``<meta name="esslink" content="off">``."""


def read(
    source: str,
    scope: Scope | None = None,
    *,
    xml: bool = False,
    watch: bool | None = None,
    even: bool = True,
) -> Page:
    """
    Read the prose of *source*.

    Args:
        source: HTML as text; never refused, however broken.
        scope: which parts count.
        xml: it is XHTML that will be read as XML (EPUB, ``.xhtml``), where
            ``<a id="x"/>`` is a whole element. A browser that is sent such a
            page as HTML reads it otherwise, so content cannot tell.
        watch: elements may ask, by their attributes, to be left alone. By default, where
            :meth:`Look.asks` tells so. A page of which nothing but :meth:`Look.apart` is
            true holds, unwatched, every term that it holds watched, and perhaps more.
        even: places in the source will be asked for. Without, the text is the same, and
            what follows an empty end tag (``</>``) in one run of text is not told from it.

    >>> page = read("<p>l’<b>éco</b>nomie &amp; <code>x</code></p>")
    >>> page.region.text.strip(BREAK)
    'l’économie & \\x1f'

    """
    scope = scope or Scope()
    if watch is None:
        watch = Look(source).asks(scope)
    walk = _Walk(source, scope, watch, xml=xml, even=even)
    walk.run()
    return walk.page()


def _ancestry(scope: Scope) -> Ancestry:
    from esslink.sources.ancestry import Ancestry  # most pages ask nothing, and start-up counts

    return Ancestry(scope)


class _Walk:
    """The state of one walk: pieces of text, where they came from, what is open."""

    def __init__(
        self, source: str, scope: Scope, watch: bool, *, xml: bool = False, even: bool = True
    ) -> None:
        if xml:
            from esslink.sources.xhtml import html_copy  # books only, and start-up counts

            source = html_copy(source)
        self.source = source
        self.scope = scope
        self.ancestry = _ancestry(scope) if watch else None
        self.xml = xml
        self.even = even
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.ends: dict[int, int] = {}
        """Number of a piece to the end of its source, where it is not as long as its text."""
        self.held: dict[str, int] = {}
        """Open elements whose text is left alone, by name, and how many of each."""
        self.loose = False
        """Inside a table but outside its cells, where a parser moves text away."""
        self.tables: list[bool] = []
        self.off = False
        self.head: int | None = None
        self.head_ended = False
        self.foot: int | None = None
        self.foot_seen = False
        self.frames = False
        self.fragment = True
        self.h1: int | None = None
        self.switched_off = False

    def run(self) -> None:  # noqa: PLR0912, PLR0915 - one loop, for speed
        """
        Walk the tokens.

        Newlines are blanked in the copy that is tokenised (same length), so that
        a token's column is its place in the source. This loop is most of the time
        that a page takes: text, inline tags and blocks never leave it.
        """
        add, place, actions = self.pieces.append, self.starts.append, ACTIONS
        held, xml = self.held, self.xml
        plain = quiet = False
        parted = 2  # 2 after a block's edge, 1 after a gap, 0 after text
        token = None
        unwatched = self.ancestry is None
        for token in placed_tokens(self.source, attributes=not unwatched, even=self.even):
            name = token.tag
            if name is None:
                kind = token.type
                if kind is TEXT:
                    if quiet:
                        continue
                    data = token.data
                    if parted and data.isspace():
                        continue  # blanks between blocks, half of all text tokens
                    add(data)
                    place(token.col)
                    parted = 0
                    continue
                if kind is REFERENCE:
                    if not quiet:
                        self.ends[len(self.pieces)] = token.col + len(token.source)
                        add(token.data)
                        place(token.col)
                        parted = 0
                    continue
                if kind is COMMENT:
                    self._comment(token)
                elif kind is DOCTYPE:
                    self.fragment = False
            else:
                try:
                    action = actions[name]
                except KeyError:  # a custom element, inline like any unknown one
                    action = INLINE
                if plain or (unwatched and action in _IN_HEADS and name != "head"):
                    if action == INLINE:
                        continue
                    if action == BLOCK:
                        if parted != 2:
                            add(BREAK)
                            place(token.col)
                            parted = 2
                        continue
                    if action == SKIP:
                        if not parted:
                            add(GAP)
                            place(token.col)
                            parted = 1
                        if xml and token.self_closing and name not in RAW:
                            continue
                        if token.type is START:
                            held[name] = 1 if name in SINGLE else held.get(name, 0) + 1
                            quiet = True
                        elif name in held:
                            if held[name] == 1 and name != "select":
                                del held[name]
                            else:
                                self._close(name)
                            quiet = True if held else self.loose or self.off
                        continue
                    if action >= ROW:
                        if parted != 2:
                            add(BREAK)
                            place(token.col)
                            parted = 2
                        if self.tables:
                            self.loose = action == ROW or token.type is not START
                            quiet = bool(held) or self.loose or self.off
                        continue
                    if action < SKIP:
                        if not parted:
                            add("\n" if action == LINE else GAP)
                            place(token.col)
                            parted = 1
                        continue
                    if action == HEADING:
                        self._heading(name, token.type is START, token.col)
                        parted = 2
                        quiet = True if held else self.loose or self.off
                        continue
                self._tag(name, action, token)
            parted = 0
            quiet = self._quiet()
            plain = unwatched and self.head_ended
        self._finish(token)

    def _finish(self, last: Any) -> None:
        """Find the foot of a page that has neither ``</body>`` nor ``</html>``."""
        if self.foot_seen:
            return
        if last is None:
            self.foot = 0
            return
        source = self.source
        end = last.col + len(last.data if last.source is None else last.source)
        open_end = (
            end < len(source)  # a tag that the end of the file cuts
            or (last.type == TEXT and source.endswith("</"))
            or (last.type == COMMENT and not ended(last.source))
            or (last.type in (DOCTYPE, INSTRUCTION) and not source.endswith(">"))
        )
        if not open_end and not _blocked(self.held) and not self.tables:
            self.foot = len(source)

    def _put(self, mark: str, place: int) -> None:
        self.pieces.append(mark)
        self.starts.append(place)

    def _quiet(self) -> bool:
        """Tell whether text is to be left alone here."""
        return bool(
            self.held
            or self.loose
            or self.off
            or (self.ancestry is not None and self.ancestry.quiet)
        )

    def _tag(self, name: str, action: int, token: Any) -> None:
        """Do what one tag asks."""
        starting = token.type is START
        place = token.col
        block = action in _BLOCKS
        if starting and block and not self.head_ended:
            self._end_head(place)
        if self.ancestry is not None:
            self._watched(self.ancestry, name, action, token)
        if action == BLOCK:
            self._put(BREAK, place)
        elif action == EDGE:
            self._put(BREAK, place)
            self._edge(name, token)
        elif action == SKIP:
            self._skip(name, starting, token)
        elif action == INLINE_GAP:
            self._put(GAP, place)
        elif action == LINE:
            self._put("\n", place)
        elif action == RUBY:
            self._ruby(name, starting, place)
        elif action == HEADING:
            self._heading(name, starting, place)
        elif action != INLINE:
            self._put(BREAK, place)
            self._table(action, starting)

    def _watched(self, ancestry: Ancestry, name: str, action: int, token: Any) -> None:
        """Follow the open elements, where an attribute may matter."""
        quiet, apart = ancestry.quiet, ancestry.apart
        if token.type is not START:
            ancestry.close(name)
        elif name not in VOID and not (self.xml and token.self_closing):
            whole = action in _BLOCKS or action >= EDGE
            ancestry.open(name, token.attrs or [], block=whole)
        elif name == "meta":
            values = {key: (value or "").strip().lower() for key, value in token.attrs or ()}
            if values.get("name") == "esslink" and values.get("content") == "off":
                self.switched_off = True
        if ancestry.quiet != quiet:
            # A word that goes on in another language is no word of this one.
            seam = action == INLINE and ancestry.apart != apart
            self._put(SEAM if seam else GAP, token.col)

    def _close(self, name: str) -> None:
        """Count the end of a skipped element."""
        held = self.held
        count = held.pop(name)
        if count > 1:
            held[name] = count - 1
        elif name == "select":  # its options need no end tags
            held.pop("option", None)
            held.pop("optgroup", None)

    def _skip(self, name: str, starting: bool, token: Any) -> None:
        place = token.col
        self._put(GAP, place)
        if name == "head":
            self.fragment = False
            if not starting:
                self._end_head(place)
        if starting:
            if self.xml and token.self_closing and name not in RAW:
                return
            self.held[name] = 1 if name in SINGLE else self.held.get(name, 0) + 1
        elif name in self.held:
            self._close(name)

    def _ruby(self, name: str, starting: bool, place: int) -> None:
        """Read the words under a ruby, leave its readings; their end tags are optional."""
        self._put(GAP, place)
        self.held.pop("rt", None)
        self.held.pop("rp", None)
        if starting and name != "ruby":
            self.held[name] = 1

    def _heading(self, name: str, starting: bool, place: int) -> None:
        if self.h1 is None and name == "h1" and starting:
            self.h1 = place
        self._put(SECTION if starting else BREAK, place)
        if not self.scope.headings:
            # Any heading's end tag closes whichever heading is open (HTML standard, 13.2.6.4.7).
            if starting:
                self.held["h"] = 1
            else:
                self.held.pop("h", None)

    def _table(self, action: int, starting: bool) -> None:
        """Follow tables: text outside their cells is text that a parser moves away."""
        if action == TABLE:
            if starting:
                self.tables.append(self.loose)
                self.loose = True
            elif self.tables:
                self.loose = self.tables.pop()
        elif self.tables:
            self.loose = action != CELL or not starting

    def _edge(self, name: str, token: Any) -> None:
        """Note html and body tags: where the page's parts begin and end."""
        self.fragment = False
        place = token.col
        if name == "frameset":
            self.frames = self.foot_seen = True  # a page of frames has no body to end
            self.foot = None
        elif self.frames:
            return
        elif token.type == END:
            safe = not _blocked(self.held) and not self.tables
            if name == "body" or not self.foot_seen:
                self.foot = place if safe else None
            self.foot_seen = True
        elif name == "body":
            self._end_head(place)

    def _end_head(self, place: int) -> None:
        """End the head at *place* if nothing ended it before."""
        if not self.head_ended and not _blocked(self.held) and self._nothing_yet():
            self.head = place
        self.head_ended = True
        self.held.pop("head", None)

    def _nothing_yet(self) -> bool:
        """Tell whether no text came before, which would have ended the head."""
        return not any(piece.strip(_NOTHING) for piece in self.pieces)

    def _comment(self, token: Any) -> None:
        words = (token.data or "").strip()
        if words == "esslink:off":
            self.off = True
            self._put(GAP, token.col)
        elif words == "esslink:on":
            self.off = False
            self._put(GAP, token.col)

    def page(self) -> Page:
        """Put together what was learnt."""
        places = OffsetMap(self.pieces, self.starts, self.ends)
        return Page(
            Region("".join(self.pieces), places),
            self.head,
            self.foot,
            self.fragment,
            self.h1,
            self.switched_off,
        )


_NOTHING = " \t\n\r\f\ufeff" + SECTION + BREAK + GAP
_BLOCKS = frozenset((BLOCK, HEADING, TABLE))
_IN_HEADS = frozenset((INLINE_GAP, SKIP))
"""What a head is made of, and what never ends one."""


def _blocked(held: dict[str, int]) -> bool:
    return bool(held.keys() - {"head"})
