"""What to put into a tree, and where: the plan that both kinds of tree carry out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from esslink.errors import OptionError
from esslink.matcher import Matcher
from esslink.policy import Policy
from esslink.render import Page, Renderer, page_for
from esslink.render.web import Web
from esslink.sources.context import VOID
from esslink.sources.tokens import COMMENT, END, REFERENCE, START, TEXT, tokens
from esslink.trees.prose import Prose
from esslink.undo import MARK

__all__ = ["CONTAINERS", "Hands", "Links", "Wrap", "build", "plan"]

_FLOW = (
    "article aside blockquote body center dd details dialog div fieldset figcaption figure "
    "footer form header li main nav search section td th"
)
CONTAINERS = frozenset(_FLOW.split())
"""Elements that a glossary section may stand in (HTML standard: flow content)."""


class Wrap(NamedTuple):
    """An element to put around a span of the prose."""

    span: tuple[int, int, int, int]
    """See :meth:`Prose.spans`."""
    name: str
    attributes: Mapping[str, str]


class Links(NamedTuple):
    """All that one tree gets."""

    wraps: list[Wrap]
    """In reading order; carry them out from the last, so that offsets stay true."""
    head: str
    foot: str


class Hands(NamedTuple):
    """How a kind of tree makes nodes, at the end of a parent."""

    element: Callable[[Any, str, Mapping[str, str]], Any]
    text: Callable[[Any, str], None]
    comment: Callable[[Any, str], None]


def plan(
    prose: Prose, matcher: Matcher, policy: Policy | None, renderer: Renderer | None
) -> Links | None:
    """
    Say what to put into a tree; None when it stays as it is.

    Raises:
        OptionError: the renderer writes something else than HTML.

    """
    renderer = renderer or Web()
    if getattr(renderer, "markup", "html") != "html":
        raise OptionError("un arbre ne peut recevoir que du HTML", place="renderer")
    if prose.left_alone or (prose.whole and prose.body is None):
        return None
    matches = [match for match in matcher.find(prose.text, policy) if match.term.defined]
    if not matches:
        return None
    page = Page(lang=prose.lang, fragment=not prose.whole)
    wraps = []
    for match in matches:
        own = page_for(renderer, page, match)
        name, attributes = _tag(renderer.reference(match.term, own)[0])
        wraps += [Wrap(span, name, attributes) for span in prose.spans(match.start, match.end)]
    terms = tuple(dict.fromkeys(match.term for match in matches))
    head = renderer.head(page)
    foot = renderer.glossary(terms, page, matcher.index.known)
    if 'data-esslink="glossary"' not in foot:
        foot += MARK
    return Links(wraps, head, foot) if prose.head is not None else Links(wraps, "", head + foot)


def _tag(markup: str) -> tuple[str, dict[str, str]]:
    row = list(tokens(markup))
    if len(row) != 1 or row[0].kind != START:
        raise OptionError("un lien dans un arbre est un seul élément", place="renderer")
    return row[0].name, dict(row[0].attributes)


def build(markup: str, parent: Any, hands: Hands) -> None:
    """
    Make the nodes of *markup* at the end of *parent*.

    Args:
        markup: what a renderer wrote: well nested, every element closed.
        parent: a node of the tree.
        hands: how this kind of tree makes nodes.

    """
    opened = [parent]
    for token in tokens(markup):
        if token.kind == START:
            node = hands.element(opened[-1], token.name, dict(token.attributes))
            if token.name not in VOID:
                opened.append(node)
        elif token.kind == END:
            opened.pop()
        elif token.kind in (TEXT, REFERENCE):
            hands.text(opened[-1], token.data)
        elif token.kind == COMMENT:
            hands.comment(opened[-1], token.data)
