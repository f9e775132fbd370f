r"""
The ``markdown`` profile: footnotes, so that the words of the text stay as they are.

For text that will be read as Markdown with footnotes (Pandoc, Python-Markdown,
GitHub, MkDocs…). The reference follows the words and the definitions stand in a
block at the end, between two comments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esslink.render import Page
from esslink.render.entries import french_order, meanings, speech
from esslink.render.marks import anchor
from esslink.render.safe import plain
from esslink.render.words import of_file
from esslink.terms import Term

__all__ = ["Markdown", "strip_markdown"]

OPEN = "<!-- esslink -->"
CLOSE = "<!-- /esslink -->"

# Linear: the label is one class without the bracket that ends it.
_REFERENCE = re.compile(r"\[\^esslink-[A-Za-z0-9_.~-]+\]")
# What Markdown would read in a definition. Letters, digits and the marks of a
# French sentence stay bare, so that the text can be read as it is.
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~^$!&]")


@dataclass(frozen=True, slots=True)
class Markdown:
    """
    A footnote after the words, its text at the end.

    >>> markdown, sel = Markdown(), Term("sel", definition="Corps <b>soluble</b>.")
    >>> markdown.reference(sel, Page())
    ('', '[^esslink-sel]')
    >>> print(markdown.glossary((sel,), Page()))
    <BLANKLINE>
    <BLANKLINE>
    <!-- esslink -->
    [^esslink-sel]: **sel** : Corps soluble.
    <!-- /esslink -->
    <BLANKLINE>
    """

    lang: str = "fr"
    """Language of the glossary."""
    words: str = ""
    """A catalogue (``.po``, ``.mo``) with interface words: :mod:`esslink.render.words`."""

    def __post_init__(self) -> None:
        """Refuse a catalogue that cannot be read."""
        if self.words:
            of_file(self.words)

    @property
    def markup(self) -> str:
        """What is written is Markdown: a text stays a text."""
        return "markdown"

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        """Return nothing before the words and a footnote mark after them."""
        return "", f"[^{anchor(term.id)}]"

    def head(self, page: Page) -> str:
        """Return nothing."""
        return ""

    def glossary(
        self, terms: Sequence[Term], page: Page, known: Mapping[str, Term] | None = None
    ) -> str:
        """Return a footnote for each of *terms*, in alphabetical order, one line each."""
        if not terms:
            return ""
        voice = speech(page.lang, self.lang, self.words)
        rows = []
        for term in sorted(terms, key=french_order):
            name = f"**{_literal(term.headword)}**"
            if term.abbreviation:
                name += f" ({_literal(term.abbreviation)})"
            texts = [
                (f"({_literal(domain)}) " if domain else "") + _literal(plain(definition))
                for definition, domain in meanings(term)
            ]
            known_here = known or {}
            see = [_literal(known_here[one].headword) for one in term.see if one in known_here]
            if see:
                texts.append(f"{_literal(voice.words.see)}{', '.join(see)}.")
            rows.append(f"[^{anchor(term.id)}]: {name}{voice.words.colon}{' '.join(texts)}")
        listed = "\n".join(rows)
        return f"\n\n{OPEN}\n{listed}\n{CLOSE}\n"


def strip_markdown(source: str) -> str:
    r"""
    Take out of *source* what the profile put in; a text without its block stays as it is.

    >>> end = "\n\n<!-- esslink -->\n[^esslink-sel]: …\n<!-- /esslink -->\n"
    >>> strip_markdown("Du sel[^esslink-sel].\n" + end)
    'Du sel.\n'
    """
    end = f"\n{CLOSE}\n"
    start = source.rfind(f"\n\n{OPEN}\n")
    if start < 0 or not source.endswith(end):
        return source
    return _REFERENCE.sub("", source[:start])


def _literal(text: str) -> str:
    """Escape what Markdown would read, on one line."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split("\n")))
