"""Links in a BeautifulSoup tree, changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, Script, Stylesheet

from esslink.errors import OptionError
from esslink.matcher import Matcher
from esslink.policy import Policy
from esslink.render import Renderer
from esslink.sources.context import Scope
from esslink.trees.links import CONTAINERS, Hands, Wrap, build, plan
from esslink.trees.prose import COMMENT, END, FOREIGN, OTHER, START, TEXT, Event, read
from esslink.trees.prose import is_block as _is_block
from esslink.trees.prose import is_reference as _is_reference
from esslink.undo import MARK

__all__ = ["annotate", "strip"]

Soup = TypeVar("Soup", bound=Tag)
_XHTML = "http://www.w3.org/1999/xhtml"
_RAW: dict[str, type[NavigableString]] = {"style": Stylesheet, "script": Script}


def annotate(
    soup: Soup,
    matcher: Matcher,
    policy: Policy | None = None,
    *,
    renderer: Renderer | None = None,
    scope: Scope | None = None,
) -> Soup:
    """
    Link the terms of *matcher* in *soup* and add their definitions at the end of its body.

    Args:
        soup: a whole document or an element of one; changed in place.
        matcher: the compiled glossary.
        policy: what to link; by default the first occurrence of each term.
        renderer: how links and glossary look; by default :class:`esslink.render.web.Web`.
        scope: where links may stand.

    Returns:
        *soup* itself. Bytes are not promised: they are what BeautifulSoup writes
        (attributes sorted, so only this module's :func:`strip` knows them again),
        and a text that got a link is in several strings.

    Raises:
        OptionError: *soup* is an element that cannot hold the glossary section, or
            the renderer writes something else than HTML.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société de personnes.")])
    >>> soup = BeautifulSoup("<p>Deux <b>mutuelles</b></p>", "html.parser")
    >>> print(annotate(soup, matcher).p)
    <p>Deux <b><a class="esslink" href="#esslink-mutuelle" role="doc-glossref">mutuelles</a></b></p>
    >>> print(strip(soup))
    <p>Deux <b>mutuelles</b></p>

    """
    strip(soup)
    prose = read(_events(soup), scope or Scope())
    links = plan(prose, matcher, policy, renderer)
    if links is None:
        return soup
    foot = prose.body if prose.body is not None else soup
    if not isinstance(foot, BeautifulSoup) and foot.name not in CONTAINERS:
        raise OptionError(
            f"l’élément « {foot.name} » ne peut pas tenir le glossaire ; donnez son parent",
            place="soup",
        )
    hands = _hands(soup)
    nodes = [piece.node for piece in prose.pieces]
    for wrap in reversed(links.wraps):
        _wrap(wrap, nodes, hands)
    if links.head:
        build(links.head, prose.head, hands)
    build(links.foot, foot, hands)
    return soup


def strip(soup: Soup) -> Soup:
    """
    Take out of *soup* all that annotation put in; a tree that is not annotated stays as it is.

    Strings that a link had parted are joined again.
    """
    events = [e for e in _events(soup) if e.kind in (START, COMMENT) and e.node is not soup]
    blocks = [event.node for event in events if event.kind == START and _is_block(event)]
    marks = [event.node for event in events if event.kind == COMMENT and _is_mark(event.name)]
    if not marks and not any(node.get("data-esslink") == "glossary" for node in blocks):
        return soup
    for node in (*blocks, *marks):
        node.extract()
    parents = {}
    for event in events:
        if event.kind == START and _is_reference(event) and event.node.parent is not None:
            parents[id(event.node.parent)] = event.node.parent
            event.node.unwrap()
    for parent in parents.values():
        _join(parent)
    return soup


def _is_mark(comment: str) -> bool:
    return f"<!--{comment}-->" == MARK


def _events(root: Tag) -> Iterator[Event]:
    """Walk a tree without recursion: pages nest deeper than Python's stack."""
    if not isinstance(root, BeautifulSoup):
        yield _start(root)
    open_tags = [(root, iter(root.contents))]
    while open_tags:
        tag, children = open_tags[-1]
        child = next(children, None)
        if child is None:
            open_tags.pop()
            if not isinstance(tag, BeautifulSoup):
                yield Event(END, _name(tag), {}, tag, tag.parent)
        elif isinstance(child, Tag):
            yield _start(child)
            open_tags.append((child, iter(child.contents)))
        elif type(child) is NavigableString:
            yield Event(TEXT, str(child), {}, child, tag)
        elif isinstance(child, Comment):
            yield Event(COMMENT, str(child), {}, child, tag)
        else:
            yield Event(OTHER, "", {}, child, tag)


def _start(tag: Tag) -> Event:
    attributes = {
        key: " ".join(value) if isinstance(value, list) else str(value or "")
        for key, value in tag.attrs.items()
    }
    return Event(START, _name(tag), attributes, tag, tag.parent)


def _name(tag: Tag) -> str:
    if tag.prefix and tag.namespace != _XHTML:
        return FOREIGN
    return tag.name.rpartition(":")[2].lower()


def _hands(soup: Tag) -> Hands:
    """Give what makes nodes for the document that *soup* belongs to."""
    root = [soup, *soup.parents][-1]
    maker = root if isinstance(root, BeautifulSoup) else BeautifulSoup("", "html.parser")

    def element(parent: Tag | None, name: str, attributes: Mapping[str, str]) -> Tag:
        node = maker.new_tag(name, attrs=dict(attributes))
        if parent is not None:
            parent.append(node)
        return node

    def text(parent: Tag, words: str) -> None:
        parent.append(_RAW.get(parent.name, NavigableString)(words))

    def comment(parent: Tag, words: str) -> None:
        parent.append(Comment(words))

    return Hands(element, text, comment)


def _wrap(wrap: Wrap, nodes: list[Any], hands: Hands) -> None:
    """Put an element around a span; *nodes* then has what is left before it."""
    first, start, last, end = wrap.span
    nodes[last], _ = _cut(nodes[last], end)
    final = nodes[last]
    nodes[first], inner = _cut(nodes[first], start)
    if first == last:
        final = inner
    element = hands.element(None, wrap.name, wrap.attributes)
    inner.insert_before(element)
    while True:
        following = inner.next_sibling
        element.append(inner)
        if inner is final:
            break
        inner = following


def _cut(node: NavigableString, at: int) -> tuple[Any, Any]:
    """Cut a string in two; a part that would be empty is None and is not in the tree."""
    if at == 0:
        return None, node
    if at == len(node):
        return node, None
    before, after = NavigableString(node[:at]), NavigableString(node[at:])
    node.replace_with(before, after)
    return before, after


def _join(parent: Tag) -> None:
    """Join strings that stand side by side."""
    run: list[NavigableString] = []
    for child in [*parent.contents, None]:
        if type(child) is NavigableString:
            run.append(child)
            continue
        if len(run) > 1:
            run[0].replace_with(NavigableString("".join(run)))
            for node in run[1:]:
                node.extract()
        run = []
