"""What a check finds, and what every check is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from esslink.formats.document import excerpt
from esslink.french.forms import Form, forms
from esslink.lexicon import Lexicon
from esslink.terms import Term

__all__ = ["SEVERITIES", "Finding", "Study"]

SEVERITIES = ("error", "warning", "note")
"""A link that will be wrong or missing; something a reader will see; something to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing to look at in a glossary.

    >>> finding = Finding("renvoi-inconnu", "error", "g.toml:3", "scop", "Rien.", "Enlevez-le.")
    >>> str(finding)
    'g.toml:3: Rien. Enlevez-le. [renvoi-inconnu]'
    """

    code: str
    """Name of the check, in French as all the rest: ``renvoi-inconnu``."""
    severity: str
    """One of :data:`SEVERITIES`."""
    place: str
    """``path:line``, or the number of the term when it comes from no file."""
    term: str
    """Id of the term."""
    message: str
    """What is the matter, a sentence."""
    remedy: str
    """What to do, a sentence."""

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.remedy} [{self.code}]"


class Study:
    """A glossary under check, with what several checks need of it, computed once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._places = dict(zip((term.id for term in lexicon), lexicon.places, strict=False))
        self._numbers = {term.id: number for number, term in enumerate(lexicon, 1)}

    @cached_property
    def forms(self) -> Mapping[str, list[Form]]:
        """The forms of each term, by its id."""
        return {term.id: forms(term) for term in self.lexicon}

    @cached_property
    def french(self) -> bool:
        """Whether the definitions are in French."""
        return self.lexicon.language.split("-")[0] == "fr"

    def is_french(self, term: Term) -> bool:
        """Tell whether the texts of *term* are in French."""
        return self.french if term.lang is None else term.lang.split("-")[0] == "fr"

    def place(self, term: Term, key: str | None = None) -> str:
        """Give the place of *key* of a term, or of the term."""
        if place := self._places.get(term.id):
            return place.of(key)
        return f"terme n°\xa0{self._numbers[term.id]}"

    def finding(
        self, kind: tuple[str, str], term: Term, key: str | None, message: str, remedy: str
    ) -> Finding:
        """Make a finding of *kind* (code, severity) about *key* of a term."""
        code, severity = kind
        message = f"{excerpt(term.headword)}\xa0: {message}"
        return Finding(code, severity, self.place(term, key), term.id, message, remedy)
