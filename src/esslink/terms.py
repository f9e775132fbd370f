"""
A term: what a glossary says about one word.

Rules for the values are held when a glossary is read (:mod:`esslink.lexicon`),
so that a message can name the file and the line; a :class:`Term` made by hand
is held to the same rules by :class:`esslink.Lexicon`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

__all__ = ["POS", "Sense", "Term", "slug"]

POS = ("noun", "verb", "adj", "adv", "propn")
"""Parts of speech a term may have (Universal Dependencies names, lower case)."""


_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalnum()}


def slug(text: str) -> str:
    """
    Give the identifier that *text* gets in URLs: lower case, ASCII, hyphens.

    >>> slug("Économie sociale et solidaire"), slug("Œuvre d’intérêt général")
    ('economie-sociale-et-solidaire', 'oeuvre-d-interet-general')
    """
    if text.isascii():
        return "-".join(text.lower().translate(_NO_LETTERS).split()) or "terme"
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in letters).split()
    return "-".join(words) or "terme"


@dataclass(frozen=True, slots=True)
class Sense:
    """One more meaning of a term: its definition and the field it belongs to."""

    definition: str
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """
    An entry of a glossary.

    Only *headword* is needed to find a term; a definition, or senses, to link it.

    >>> Term("coopérative", definition="Société détenue par ses membres.").id
    'cooperative'
    """

    headword: str
    """Citation form: singular, lower case but for proper names."""
    id: str = ""
    """Identifier in links, ASCII; the slug of the headword when not given."""
    definition: str = ""
    """What the reader reads: text, or the small HTML of :mod:`esslink.lexicon`."""
    abbreviation: str | None = None
    """Short form (*ESS*), matched in exact case."""
    aliases: tuple[str, ...] = ()
    """Other citation forms for the same thing, inflected like the headword."""
    pos: str | None = None
    """Part of speech of the head word, one of :data:`POS`; None is read as noun."""
    gender: str | None = None
    """``"f"``, ``"m"`` or None."""
    source: str | None = None
    """Where the definition comes from, as the reader should see it."""
    see: tuple[str, ...] = ()
    """Ids of related terms."""
    source_url: str | None = None
    """Address of the source, http or https."""
    categories: tuple[str, ...] = ()
    """Free labels, for the glossary page and for the policy."""
    senses: tuple[Sense, ...] = ()
    """Further meanings, after the main one."""
    domain: str | None = None
    """Field of the main definition, when a term has several senses."""
    synonyms: tuple[str, ...] = ()
    """Ids of terms of their own that mean the same."""
    never: tuple[str, ...] = ()
    """Phrases that hold the term but mean something else (key ``not`` in files)."""
    case: str | None = None
    """``"exact"``: only as written; ``"any"``: any capitals; None: exact for abbreviations only."""
    priority: int = 0
    """The higher wins when two terms share a form."""
    lang: str | None = None
    """Language of the definition when it is not the glossary's."""
    note: str | None = None
    """For editors; never shown to readers."""
    forms: tuple[str, ...] = ()
    """Forms given by hand, matched as they are, besides the generated ones."""
    invariable: bool = False
    """The headword has one form, no plural and no feminine: *gagnant-gagnant*, *porte-autos*."""

    @property
    def defined(self) -> bool:
        """Whether there is something to read: a term without is found, and never linked."""
        return bool(self.definition or self.senses)

    def __post_init__(self) -> None:
        """Give the term an id when it has none (None or empty), and freeze its lists."""
        if not self.id:
            object.__setattr__(self, "id", slug(self.headword))
        for name in ("aliases", "see", "categories", "senses", "synonyms", "never", "forms"):
            value = getattr(self, name)
            if type(value) is list:
                object.__setattr__(self, name, tuple(value))
