"""
What to link among what was found: the policy, its fields, and the reasons to drop a hit.

:mod:`esslink.resolve` applies it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import NamedTuple

from esslink.errors import OptionError
from esslink.terms import Term

__all__ = ["POLICY_FIELDS", "REASONS", "Drop", "Dropped", "Hit", "Match", "Policy"]

Hit = tuple[int, int, int]
"""Start, minus the end (so that hits sort leftmost, then longest), number of the form."""

Drop = Callable[[Hit, str, str], None]
"""Called with a hit, the name of a reason of :data:`REASONS`, and a detail."""

REASONS = {
    "shorter": "une forme plus longue occupe la place",
    "never": "l’expression a un autre sens (clé « not » du glossaire)",
    "shared": "plusieurs termes ont cette forme et aucun n’est prioritaire",
    "guard": "le mot fait partie d’un nom, d’une adresse ou d’un nombre",
    "context": "dans ce contexte, le mot n’est pas un nom",
    "category": "la catégorie du terme n’est pas retenue",
    "stopped": "le terme est écarté pour cette exécution, ou la page porte son nom",
    "repeated": "le terme est déjà lié plus haut",
    "limit": "le nombre maximal de liens est atteint",
    "distance": "le terme est lié trop près",
    "crowded": "la liste, le tableau ou le bloc aurait trop de liens pour son texte",
    "undefined": "le terme n’a pas de définition à montrer",
}
"""Why a hit may be dropped: a name and what an editor reads."""


class Match(NamedTuple):
    """A place in a text where a term stands, in code points."""

    start: int
    end: int
    term: Term
    form: str
    """The form that was found, as the glossary writes it."""
    lemma: str
    """The citation form it belongs to: the headword, an alias or the abbreviation."""


class Dropped(NamedTuple):
    """A place where a term could stand, and why it is not a match."""

    start: int
    end: int
    term: Term
    form: str
    reason: str
    """A key of :data:`REASONS`."""
    detail: str
    """The rule, the longer form or the other terms; may be empty."""


@dataclass(frozen=True, slots=True)
class Policy:
    """
    What to link among what was found.

    >>> Policy(occurrences="all").context
    'rules'
    >>> Policy(occurrences="toutes")
    Traceback (most recent call last):
    esslink.errors.OptionError: occurrences: « toutes » n’est pas admis ; valeurs : first, ...
    """

    occurrences: str = "first"
    """
    How often a term is linked.

    ``"first"``: once per page. ``"section"``: once under each heading.
    ``"paragraph"``: once per block of text. ``"all"``: everywhere. With «La SCOP…
    Les coopératives… une SCOP», ``"first"`` links one of the two SCOP, since
    term and abbreviation are one entry. A heading counts as a section's start
    even where headings themselves are left alone. Advice: ``"first"`` for
    articles, ``"section"`` for long reference pages, ``"all"`` for corpora.
    """
    context: str = "rules"
    """
    How to settle forms that may be another part of speech (*il ferme la ferme*).

    ``"off"``: keep them all. ``"rules"``: a table of left and right contexts,
    no model. ``"model"``: spaCy's small French tagger on the words around each
    ambiguous hit (extra ``[model]``), fifty times slower. Limit: neither reads
    meaning, only grammar; a word with two meanings needs ``not`` phrases.
    """
    names: str = "leave"
    """
    Terms inside proper names (*Crédit coopératif*, *Fondation de France*).

    ``"leave"``: no link. ``"link"``: as any other place.
    """
    shared: str = "leave"
    """
    A form that belongs to several terms.

    ``"leave"``: no link unless one term has a higher priority. ``"first"``: the
    term that stands first in the glossary.
    """
    nested: str = "leave"
    """
    Terms inside longer terms (*économie* in *économie sociale*).

    ``"leave"``: the longest alone. ``"keep"``: each, for :meth:`Matcher.find` and
    counts; a page gets the longest alone, since links do not nest.
    """
    own_page: str = "link"
    """
    A term on the page that bears its name: whose first ``h1`` is the term and nothing else.

    ``"link"``: as on any other page. ``"leave"``: no link. Advice: ``"leave"`` for a
    site that has a page for each term, which is its definition.
    """
    per_term: int | None = None
    """At most so many links to one term on a page; None for no limit."""
    per_page: int | None = None
    """At most so many links on a page, the first ones; None for no limit."""
    distance: int = 0
    """At least so many code points of text between two links to one term."""
    link_share: float = 1.0
    """
    The largest share of a list's, a table's or another box's text that may be links, 0 to 1.

    ``1.0``: no limit. With ``0.2``, one «SCOP» of a list of eighty letters is linked, not four;
    a term without room is linked where it comes next. The page's own links count; a box of ten
    commas is prose, and one whose own links pass the share is as before. Limit: pages only, not
    trees nor text. Advice: ``0.2`` for programs that look for the article, which leave out a box
    above a fifth; ``1.0`` for readers: a cell is often a term's only place.
    """
    only: tuple[str, ...] = ()
    """Categories to link; empty for all. A term counts when one of its categories is here."""
    without: tuple[str, ...] = ()
    """Categories to leave alone; wins over *only*."""
    stop: tuple[str, ...] = ()
    """Ids of terms to leave alone on this run."""

    def __post_init__(self) -> None:
        """
        Refuse values outside those documented.

        Raises:
            OptionError: the field, the value and the values allowed.

        """
        for name, allowed in _ALLOWED.items():
            value = getattr(self, name)
            if value not in allowed:
                choices = ", ".join(allowed)
                raise OptionError(f"« {value} » n’est pas admis ; valeurs : {choices}", place=name)
        for name in ("per_term", "per_page", "distance"):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, int) or value < 0):
                raise OptionError(f"« {value} » n’est pas un nombre positif", place=name)
        share = self.link_share
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            raise OptionError(f"« {share} » n’est pas une part de 0 à 1", place="link_share")
        for name in ("only", "without", "stop"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise OptionError("donnez une liste de mots, non un seul texte", place=name)
            object.__setattr__(self, name, tuple(value))


_ALLOWED = {
    "occurrences": ("first", "section", "paragraph", "all"),
    "context": ("off", "rules", "model"),
    "names": ("leave", "link"),
    "nested": ("leave", "keep"),
    "own_page": ("leave", "link"),
    "shared": ("leave", "first"),
}
POLICY_FIELDS = tuple(field.name for field in fields(Policy))
