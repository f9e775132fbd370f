"""Links in an lxml tree, HTML or XHTML, changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from lxml import etree

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

Tree = TypeVar("Tree")
_XHTML = "{http://www.w3.org/1999/xhtml}"
_PREFIXES = {
    "{http://www.w3.org/XML/1998/namespace}": "xml:",
    "{http://www.idpf.org/2007/ops}": "epub:",
}


class Slot(NamedTuple):
    """Where lxml keeps a text: in an element, or after one."""

    element: Any
    after: bool


def annotate(
    tree: Tree,
    matcher: Matcher,
    policy: Policy | None = None,
    *,
    renderer: Renderer | None = None,
    scope: Scope | None = None,
) -> Tree:
    """
    Link the terms of *matcher* in *tree* and add their definitions at the end of its body.

    Args:
        tree: an element or an element tree of lxml, HTML or XHTML; changed in place.
        matcher: the compiled glossary.
        policy: what to link; by default the first occurrence of each term.
        renderer: how links and glossary look; by default :class:`esslink.render.web.Web`.
        scope: where links may stand.

    Returns:
        *tree* itself. Bytes are not promised: they are what lxml writes.

    Raises:
        OptionError: *tree* is an element that cannot hold the glossary section, or
            the renderer writes something else than HTML.

    >>> import esslink
    >>> from lxml import html
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société de personnes.")])
    >>> tree = html.fromstring("<div><p>Deux <b>mutuelles</b></p></div>")
    >>> print(html.tostring(annotate(tree, matcher)[0], encoding="unicode"))
    <p>Deux <b><a class="esslink" role="doc-glossref" href="#esslink-mutuelle">mutuelles</a></b></p>
    >>> print(html.tostring(strip(tree), encoding="unicode"))
    <div><p>Deux <b>mutuelles</b></p></div>

    """
    root = _root(tree)
    if root is None:
        return tree
    strip(tree)
    prose = read(_events(root), scope or Scope())
    links = plan(prose, matcher, policy, renderer)
    if links is None:
        return tree
    foot = prose.body if prose.body is not None else root
    if _name(foot) not in CONTAINERS:
        raise OptionError(
            f"l’élément « {foot.tag} » ne peut pas tenir le glossaire ; donnez son parent",
            place="tree",
        )
    hands = _hands(root)
    slots = [piece.node for piece in prose.pieces]
    for wrap in reversed(links.wraps):
        _wrap(wrap, slots, hands)
    if links.head:
        build(links.head, prose.head, hands)
    build(links.foot, foot, hands)
    return tree


def strip(tree: Tree) -> Tree:
    """Take out of *tree* all that annotation put in; one that is not annotated stays as it is."""
    root = _root(tree)
    if root is None:
        return tree
    events = [e for e in _events(root) if e.kind in (START, COMMENT) and e.node is not root]
    blocks = [event.node for event in events if event.kind == START and _is_block(event)]
    marks = [event.node for event in events if event.kind == COMMENT and _is_mark(event.name)]
    if not marks and not any(node.get("data-esslink") == "glossary" for node in blocks):
        return tree
    for node in (*blocks, *marks):
        _remove(node)
    for event in events:
        if event.kind == START and _is_reference(event):
            _unwrap(event.node)
    return tree


def _root(tree: Any) -> Any:
    return tree.getroot() if hasattr(tree, "getroot") else tree


def _is_mark(comment: str) -> bool:
    return f"<!--{comment}-->" == MARK


def _events(root: Any) -> Iterator[Event]:
    """Walk a tree in document order; the text after *root* is not its own."""
    for kind, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if kind == "start" and isinstance(node.tag, str):
            yield Event(START, _name(node), _attributes(node), node, node.getparent())
            if node.text:
                yield Event(TEXT, node.text, {}, Slot(node, False), node)
            continue
        if kind == "end" and isinstance(node.tag, str):
            yield Event(END, _name(node), {}, node, node.getparent())
        elif kind == "comment":
            yield Event(COMMENT, node.text or "", {}, node, node.getparent())
        elif kind == "start":
            yield Event(OTHER, "", {}, node, node.getparent())
            continue
        if node is not root and node.tail:
            yield Event(TEXT, node.tail, {}, Slot(node, True), node.getparent())


def _name(node: Any) -> str:
    tag: str = node.tag
    if tag.startswith("{"):
        return tag[len(_XHTML) :].lower() if tag.startswith(_XHTML) else FOREIGN
    return tag.lower()


def _attributes(node: Any) -> dict[str, str]:
    found = {}
    for key, value in node.attrib.items():
        space, brace, name = key.rpartition("}")
        found[_PREFIXES.get(space + brace, space + brace) + name] = value
    return found


def _hands(root: Any) -> Hands:
    """Give what makes nodes like *root*'s, in its namespace."""
    space = _XHTML if root.tag.startswith("{") else ""
    spaces = {prefix: name for name, prefix in _PREFIXES.items()}

    def element(parent: Any, name: str, attributes: Mapping[str, str]) -> Any:
        node = root.makeelement(space + name)
        for key, value in attributes.items():
            prefix, colon, local = key.rpartition(":")
            node.set(spaces[prefix + colon] + local if space and prefix else key, value)
        if parent is not None:
            parent.append(node)
        return node

    def text(parent: Any, words: str) -> None:
        slot = Slot(parent[-1], True) if len(parent) else Slot(parent, False)
        _write(slot, _words(slot) + words)

    def comment(parent: Any, words: str) -> None:
        parent.append(etree.Comment(words))

    return Hands(element, text, comment)


def _words(slot: Slot) -> str:
    return (slot.element.tail if slot.after else slot.element.text) or ""


def _write(slot: Slot, words: str) -> None:
    if slot.after:
        slot.element.tail = words or None
    else:
        slot.element.text = words or None


def _wrap(wrap: Wrap, slots: list[Slot], hands: Hands) -> None:
    """Put an element around a span; the slots keep the text before it."""
    first, start, last, end = wrap.span
    element = hands.element(None, wrap.name, wrap.attributes)
    opening, closing = slots[first], slots[last]
    rest = _words(closing)[end:]
    _write(closing, _words(closing)[:end])
    words = _words(opening)
    element.text = words[start:]
    _write(opening, "")
    if opening.after:
        opening.element.addnext(element)
    else:
        opening.element.insert(0, element)
    _write(opening, words[:start])
    if first != last:
        while True:
            child = element.getnext()
            element.append(child)  # its tail comes with it
            if child is closing.element:
                break
    element.tail = rest or None


def _before(node: Any) -> Slot:
    """Give the slot of the text before *node*."""
    previous = node.getprevious()
    return Slot(node.getparent(), False) if previous is None else Slot(previous, True)


def _remove(node: Any) -> None:
    """Take a block out, with the newline that follows it; the text after stays."""
    slot = _before(node)
    after = node.tail or ""
    node.getparent().remove(node)
    _write(slot, _words(slot) + after)


def _unwrap(node: Any) -> None:
    """Put an element's content in its place."""
    slot = _before(node)
    _write(slot, _words(slot) + (node.text or ""))
    after = node.tail or ""
    node.tail = None
    for child in list(node):
        node.addprevious(child)
    slot = _before(node)
    node.getparent().remove(node)
    _write(slot, _words(slot) + after)
