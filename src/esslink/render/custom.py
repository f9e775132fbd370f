"""
A user's own markup: a function, or a Jinja2 template, for the tag around the words.

The tag is written by esslink from what the function gives, so that whatever it
gives, the page stays well formed, nothing can execute, and :func:`esslink.strip`
knows the insertion again: the class ``esslink`` comes first and a mark last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from esslink.errors import MissingExtraError, OptionError
from esslink.render import Page, Renderer
from esslink.render.safe import escape
from esslink.render.web import Web
from esslink.terms import Term

__all__ = ["Custom", "template"]

Tag = tuple[str, Mapping[str, str]]
"""Name of an element and its attributes, values not escaped."""

ELEMENTS = frozenset(("a", "abbr", "b", "dfn", "em", "i", "mark", "span", "strong"))
"""Elements that may stand around words; those with a hyphen (custom elements) may too."""
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ATTRIBUTE = re.compile(r"[A-Za-z_:][A-Za-z0-9:._-]*")
# An address with a scheme other than these three could be code.
_ADDRESS = re.compile(r"(?:https?:|mailto:|[^:]*$|[^:]*[/?#])", re.IGNORECASE)
_ADDRESSES = frozenset(("href", "src", "cite", "action", "formaction", "xlink:href", "data"))


@dataclass(frozen=True, slots=True)
class Custom:
    """
    The function's tag around the words; the rest is another renderer's.

    >>> def tag(term, page):
    ...     return "x-term", {"data-id": term.id, "lang": page.lang or "fr"}
    >>> Custom(tag).reference(Term("sel"), Page())
    ('<x-term class="esslink" data-id="sel" lang="fr" data-esslink="term">', '</x-term>')
    """

    tag: Callable[[Term, Page], Tag]
    """
    Gets the term and the page, gives the element's name and its attributes.

    ``page.match`` is the match being linked, with its ``form`` and its ``lemma``.
    """
    rest: Renderer = field(default_factory=lambda: Web(assets="none"))
    """Writes the stylesheet, the glossary and the script."""

    @property
    def wants_match(self) -> bool:
        """The function may look at what was matched."""
        return True

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """
        Return the tag that the function describes.

        Raises :class:`OptionError` for an element that cannot stand around words, and
        for an attribute that runs code.
        """
        name, attributes = self.tag(term, page)
        if not _NAME.fullmatch(name) or (name not in ELEMENTS and "-" not in name):
            raise OptionError(
                f"l’élément «\u00a0{name}\u00a0» ne peut pas entourer des mots", place="tag"
            )
        return f'<{name} class="esslink"{_written(attributes)} data-esslink="term">', f"</{name}>"

    def head(self, page: Page) -> str:
        """Return what the other renderer puts in the head."""
        return self.rest.head(page)

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return what the other renderer puts at the end."""
        return self.rest.glossary(terms, page, known)


def _written(attributes: Mapping[str, str]) -> str:
    """Return the attributes, escaped; refuse those that run code or are esslink's own."""
    parts = []
    for name, value in attributes.items():
        low = name.lower()
        if not _ATTRIBUTE.fullmatch(name) or low.startswith("on") or low in _OWN:
            raise OptionError(f"l’attribut «\u00a0{name}\u00a0» n’est pas admis", place="tag")
        if low in _ADDRESSES and not _ADDRESS.match(value.strip()):
            raise OptionError(f"l’adresse «\u00a0{value}\u00a0» n’est pas admise", place="tag")
        parts.append(f' {name}="{escape(value)}"')
    return "".join(parts)


_OWN = frozenset(("class", "data-esslink", "style", "srcdoc"))


def template(source: str) -> Callable[[Term, Page], Tag]:
    """
    Make a function for :class:`Custom` of a Jinja2 template of one empty element.

    The template gets ``term``, ``page`` and ``match``; values are escaped by Jinja2.

    Raises:
        MissingExtraError: Jinja2 is not installed.
        OptionError: the template does not give one start tag, with or without an end tag.

    >>> tag = template('<span data-id="{{ term.id }}" title="{{ term.headword }}"></span>')
    >>> Custom(tag).reference(Term("sel & eau"), Page())[0]
    '<span class="esslink" data-id="sel-eau" title="sel &amp; eau" data-esslink="term">'

    """
    try:
        from jinja2 import StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment
    except ImportError:
        raise MissingExtraError(
            "Jinja2 n’est pas installé\u00a0; essayer pip install jinja2", place="template"
        ) from None
    compiled = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined).from_string(source)

    def tag(term: Term, page: Page) -> Tag:
        from esslink.sources.tokens import END, START, tokens

        row = list(tokens(compiled.render(term=term, page=page, match=page.match).strip()))
        if not row or row[0].kind != START or any(one.kind != END for one in row[1:]):
            raise OptionError("le gabarit doit donner une balise, vide", place="template")
        return row[0].name, dict(row[0].attributes)

    return tag
