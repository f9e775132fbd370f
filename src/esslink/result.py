"""What one run did to one source: the edits, what they link, and the page that comes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from esslink.policy import Match
from esslink.sources.encoding import Decoded
from esslink.spans import Edit
from esslink.splice import splice, splice_bytes
from esslink.terms import Term

__all__ = ["Placed", "Result"]


class Placed(NamedTuple):
    """A match and where it stands in the source."""

    start: int
    end: int
    match: Match


@dataclass(frozen=True, slots=True)
class Result:
    """What one run did to one source."""

    source: str
    """What the edits mean: the source without marks of an earlier run."""
    edits: tuple[Edit, ...]
    matches: tuple[Placed, ...]
    terms: tuple[Term, ...]
    """The terms linked, each once, in order of first appearance."""
    format: str
    encoding: str | None
    """Python's name of the codec; None when the source came as text."""
    notes: tuple[str, ...] = ()
    """What was left alone and why, for the reader of the run."""
    _decoded: Decoded | None = field(default=None, repr=False)
    _came: bytes | None = field(default=None, repr=False)
    _made: list[str] = field(default_factory=list, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The new source, as text; made when first asked for."""
        if not self._made:
            self._made.append(splice(self.source, self.edits) if self.edits else self.source)
        return self._made[0]

    @property
    def output(self) -> str | bytes:
        """The new source in the type and encoding it came in."""
        decoded = self._decoded
        if decoded is None:
            return self.text
        if self._came is not None and not self.edits and self.source is decoded.text:
            return self._came
        return splice_bytes(self.source, self.edits, decoded)
