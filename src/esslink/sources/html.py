"""
HTML in, one region out: the prose of a page, and the way back to its source.

There is no tree. A walk over the tokens joins the text of a line whatever
inline tags stand in it, marks where blocks end, and leaves out what may not be
touched. When it cannot be sure what a browser makes of a place (foreign
content, text loose in a table, an element never closed) it leaves that out.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from esslink.fold import BREAK, GAP, SECTION
from esslink.sources.context import (
    ACTIONS,
    BLOCK,
    CELL,
    EDGE,
    HEADING,
    INLINE,
    INLINE_GAP,
    LINE,
    SKIP,
    TABLE,
    VOID,
    Scope,
)
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

__all__ = ["Page", "read"]

# Attributes that ask for a tag to be left alone. Searched in lower case; each
# alternative starts with a literal of its own and repeats one class only.
_LANG = rb"lang(?<!hreflang)\s*=\s*[\"']?\s*([a-z]*)"


class Page(NamedTuple):
    """What the walk learnt of a page."""

    region: Region
    head: int | None
    """Where a stylesheet may be put: just before ``</head>``; None without one."""
    foot: int | None
    """Where the glossary may be put; None when no place is safe."""
    lang: str | None
    """Language of the ``html`` element, lower case."""
    fragment: bool
    """Neither doctype nor html, head or body tag."""
    xhtml: bool
    switched_off: bool
    """The page asks to be left alone: ``<meta name="esslink" content="off">``."""


def read(source: str, scope: Scope | None = None, *, quick: bool = False) -> Page:
    """
    Read the prose of *source*.

    Args:
        source: HTML as text; never refused, however broken.
        scope: which parts count.
        quick: attributes are not looked at, so parts that ask to be left alone
            are read too; enough to know that nothing is to be found.

    >>> page = read("<p>l’<b>éco</b>nomie &amp; <code>x</code></p>")
    >>> page.region.text.strip(BREAK)
    'l’économie & \\x1f'

    """
    scope = scope or Scope()
    walk = _Walk(source, scope, not quick and needs_attributes(source, scope))
    walk.run()
    return walk.page()


def needs_attributes(source: str, scope: Scope) -> bool:
    """Tell whether an element may ask, by an attribute, to be left alone."""
    lower = source.encode("utf-8", "surrogatepass").lower()  # three times as fast as str.lower
    if b"esslink" in lower or b"contenteditable" in lower:
        return True
    if not scope.lang:
        return False
    here = scope.lang.encode()
    return any(found[1] not in (b"", here) for found in re.finditer(_LANG, lower))


class _Walk:
    """The state of one walk: pieces of text, where they came from, what is open."""

    def __init__(self, source: str, scope: Scope, watch: bool) -> None:
        self.source = source
        self.scope = scope
        self.watch = watch
        start = source[:512]
        self.xhtml = start.lstrip("\ufeff \t\r\n").startswith("<?xml") or "//DTD XHTML" in start
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.ends: dict[int, int] = {}
        """Number of a piece to the end of its source, where it is not as long as its text."""
        self.held: dict[str, int] = {}
        """Open elements whose text is left alone, by name, and how many of each."""
        self.loose = 0
        """1 inside a table but outside its cells, where a parser moves text away."""
        self.tables: list[int] = []
        self.off = False
        self.head: int | None = None
        self.head_ended = False
        self.foot: int | None = None
        self.foot_seen = False
        self.lang: str | None = None
        self.fragment = True
        self.switched_off = False

    def run(self) -> None:  # noqa: PLR0912, PLR0915 - one loop, for speed
        """
        Walk the tokens.

        Newlines are blanked in the copy that is tokenised (same length), so that
        a token's column is its place in the source. This loop is most of the time
        that a page takes: text, inline tags and blocks never leave it.
        """
        add, place, actions = self.pieces.append, self.starts.append, ACTIONS
        held = self.held
        plain = quiet = False
        parted = 2  # 2 after a block's edge, 1 after a gap, 0 after text
        token = None
        for token in placed_tokens(self.source, attributes=self.watch):
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
            name = token.tag
            if name is not None:
                try:
                    action = actions[name]
                except KeyError:  # a custom element, inline like any unknown one
                    action = INLINE
                if plain:
                    if action == INLINE:
                        continue
                    if action == BLOCK:
                        if parted != 2:
                            add(BREAK)
                            place(token.col)
                            parted = 2
                        continue
                    if action <= SKIP:
                        if not parted:
                            add("\n" if action == LINE else GAP)
                            place(token.col)
                            parted = 1
                        if action == SKIP and not (self.xhtml and token.self_closing):
                            if token.type is START:
                                # A link inside a link ends the first; all other elements nest.
                                held[name] = 1 if name == "a" else held.get(name, 0) + 1
                                quiet = True
                            elif name in held:
                                self._close(name, False)
                                quiet = bool(held or self.loose or self.off)
                        continue
                self._tag(name, action, token)
            elif kind is REFERENCE:
                if not quiet:
                    self.ends[len(self.pieces)] = token.col + len(token.source)
                    add(token.data)
                    place(token.col)
                    parted = 0
                continue
            elif kind is COMMENT:
                self._comment(token)
            elif kind is DOCTYPE:
                self.fragment = False
            parted = 0
            quiet = bool(held or self.loose or self.off)
            plain = not self.watch and self.head_ended
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
            or (last.type == COMMENT and not _closed(last.source))
            or (last.type in (DOCTYPE, INSTRUCTION) and not source.endswith(">"))
        )
        if not open_end and not _blocked(self.held) and not self.tables:
            self.foot = len(source)

    def _put(self, mark: str, place: int) -> None:
        self.pieces.append(mark)
        self.starts.append(place)

    def _tag(self, name: str, action: int, token: Any) -> None:
        """Do what one tag asks."""
        starting = token.type == START
        place = token.col
        if starting and action in _BLOCKS:
            if not self.head_ended:
                self._end_head(place)
            self.held.pop("p", None)  # no paragraph holds a block
        if starting and self.watch and self._refused(name, token.attrs):
            if name not in VOID and not (self.xhtml and token.self_closing):
                self.held[name] = self.held.get(name, 0) + 1
            self._put(GAP, place)
        elif action == INLINE:
            self._close(name, starting)
        elif action == BLOCK:
            self._put(BREAK, place)
            self._close(name, starting)
        elif action == EDGE:
            self._put(BREAK, place)
            self._edge(name, token)
            self._close(name, starting)
        elif action == SKIP:
            self._skip(name, starting, token)
        elif action == INLINE_GAP:
            self._put(GAP, place)
        elif action == LINE:
            self._put("\n", place)
        elif action == HEADING:
            self._heading(starting, place)
        else:
            self._table(action, starting, place)
            self._close(name, starting)

    def _close(self, name: str, starting: bool) -> None:
        """Count an element that is held by its attributes: nested ones, then its end."""
        if name in self.held:
            count = self.held[name] + (1 if starting else -1)
            if count:
                self.held[name] = count
            else:
                del self.held[name]

    def _skip(self, name: str, starting: bool, token: Any) -> None:
        place = token.col
        self._put(GAP, place)
        if name == "head":
            self.fragment = False
            if not starting:
                self._end_head(place)
        if starting:
            if self.xhtml and token.self_closing:
                return
            self.held[name] = 1 if name == "a" else self.held.get(name, 0) + 1
        elif name in self.held:
            self._close(name, False)

    def _heading(self, starting: bool, place: int) -> None:
        self._put(SECTION if starting else BREAK, place)
        if not self.scope.headings:
            # Any heading's end tag closes whichever heading is open (HTML standard, 13.2.6.4.7).
            if starting:
                self.held["h"] = 1
            else:
                self.held.pop("h", None)

    def _table(self, action: int, starting: bool, place: int) -> None:
        self._put(BREAK, place)
        if action == TABLE:
            if starting:
                self.tables.append(self.loose)
                self.loose = 1
            elif self.tables:
                self.loose = self.tables.pop()
        elif self.tables:
            self.loose = 0 if action == CELL and starting else 1

    def _edge(self, name: str, token: Any) -> None:
        """Note html and body tags: where the page's parts begin and end."""
        self.fragment = False
        place = token.col
        if token.type == END:
            safe = not _blocked(self.held) and not self.tables
            if name == "body" or not self.foot_seen:
                self.foot = place if safe else None
            self.foot_seen = True
            return
        if name == "body":
            self._end_head(place)
            return
        for attribute, value in token.attrs or ():
            if attribute in ("lang", "xml:lang"):
                self.lang = (value or "").strip().lower() or None
            elif attribute == "xmlns":
                self.xhtml = self.xhtml or (value or "").endswith("/xhtml")
        wanted = self.scope.lang
        if self.lang and wanted and self.lang.split("-")[0] != wanted:
            self.held["html"] = 1

    def _end_head(self, place: int) -> None:
        """End the head at *place* if nothing ended it before."""
        if not self.head_ended and not _blocked(self.held) and self._nothing_yet():
            self.head = place
        self.head_ended = True
        self.held.pop("head", None)

    def _nothing_yet(self) -> bool:
        """Tell whether no text came before, which would have ended the head."""
        return not any(piece.strip(_NOTHING) for piece in self.pieces)

    def _refused(self, name: str, attributes: list[tuple[str, str]] | None) -> bool:
        """Tell whether a start tag's attributes ask that its text be left alone."""
        for attribute, value in attributes or ():
            if attribute == "contenteditable":
                if (value or "").lower() != "false":
                    return True
            elif attribute in ("data-esslink", "data-noesslink"):
                return True
            elif attribute == "class":
                if "noesslink" in (value or "").split():
                    return True
            elif attribute in ("lang", "xml:lang"):
                if name == "html":
                    continue  # _edge() reads it
                wanted = self.scope.lang
                code = (value or "").strip().lower()
                if wanted and code and code.split("-")[0] != wanted:
                    return True
            elif attribute == "name" and name == "meta" and (value or "").lower() == "esslink":
                content = dict(attributes or ()).get("content") or ""
                self.switched_off = self.switched_off or content.strip().lower() == "off"
        return False

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
            self.lang,
            self.fragment,
            self.xhtml,
            self.switched_off,
        )


_NOTHING = " \t\n\r\f\ufeff" + SECTION + BREAK + GAP
_BLOCKS = frozenset((BLOCK, HEADING, TABLE))


def _closed(comment: str) -> bool:
    """Tell whether a comment's source has its end, not the file's."""
    if comment.startswith("<!--"):
        return comment.endswith(("-->", "--!>"))
    return comment.endswith(">")


def _blocked(held: dict[str, int]) -> bool:
    return bool(held.keys() - {"head"})
