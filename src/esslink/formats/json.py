"""
JSON: ``{"lexicon": {…}, "terms": [{…}]}`` with the keys of TOML, or a bare list of terms.

A plain object of texts, ``{"coopérative": "Société…"}``, is read as terms and
their definitions. Terms are decoded one by one, so that each has its line and
a foreign key stops the reading there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from esslink.errors import LexiconError
from esslink.formats.bounds import MAX_MARKS, MAX_TERMS, remedy, text_of, too_many_terms
from esslink.formats.document import Document, Place, Source, excerpt
from esslink.formats.schema import META, mapping_of, meta_of, suggestion, term_of

__all__ = ["read", "write"]

_CAUSES = {
    "Expecting property name": "il manque une clé entre guillemets, ou une virgule est en trop",
    "Expecting ',' delimiter": "il manque une virgule, ou un guillemet n’est pas précédé de \\",
    "Expecting ':' delimiter": "il manque «\xa0:\xa0» après la clé",
    "Expecting value": "il manque une valeur",
    "Extra data": "il y a du texte après la fin",
    "Unterminated string": "un texte n’est pas fermé\xa0; ajoutez le guillemet de fin",
    "Invalid control character": "un retour à la ligne est dans un texte\xa0; écrivez \\n",
    "Invalid \\": "une barre oblique inverse est seule dans un texte\xa0; doublez-la",
    "Illegal trailing comma": "une virgule est en trop à la fin",
}


_BLANKS = re.compile(r"[ \t\r\n]*+")  # one class, so linear


class _TwiceError(ValueError):
    """A key given twice in one object, which ``json`` lets pass."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, refusing a key given twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwiceError(key)
            seen.add(key)
    return found


class _Cursor:
    """A place in a JSON text, with the line it is on."""

    def __init__(self, text: str, source: Source) -> None:
        import json

        self.text, self.source = text, source
        self.at, self.line, self.counted = 0, 1, 0
        self._decode = json.JSONDecoder(object_pairs_hook=_once).raw_decode

    def mark(self) -> int:
        """Count the lines up to here, each character once, and give the line."""
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def peek(self) -> str:
        """Step over blanks and give the next character, or nothing at the end."""
        self.at = _BLANKS.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def take(self, character: str, cause: str) -> None:
        """Step over *character*, or refuse with *cause*."""
        if self.peek() != character:
            raise LexiconError(f"JSON mal formé\xa0: {cause}", place=self.source.at(self.mark()))
        self.at += 1

    def value(self) -> Any:
        """Decode the value here and step over it."""
        import json

        self.peek()
        line = self.mark()
        try:
            value, self.at = self._decode(self.text, self.at)
        except json.JSONDecodeError as error:
            cause = next((v for k, v in _CAUSES.items() if error.msg.startswith(k)), error.msg)
            place = self.source.at(error.lineno)
            raise LexiconError(
                f"JSON mal formé, colonne {error.colno}\xa0: {cause}", place=place
            ) from None
        except _TwiceError as error:
            place = self.source.at(self._line_of_second(str(error)))
            raise LexiconError(
                f"la clé {excerpt(error)} est donnée deux fois\xa0; gardez-en une", place=place
            ) from None
        except (RecursionError, MemoryError, ValueError) as error:
            cause = (
                "un nombre est hors de toute mesure"
                if isinstance(error, ValueError)
                else "trop imbriqué"
            )
            raise LexiconError(
                f"JSON illisible\xa0: {cause}\xa0; simplifiez-le", place=self.source.at(line)
            ) from None
        return value

    def _line_of_second(self, key: str) -> int:
        """Give the line of the second *key* from here: near enough in an object just refused."""
        import json

        first = self.text.find(json.dumps(key, ensure_ascii=False), self.at)
        second = (
            self.text.find(json.dumps(key, ensure_ascii=False), first + 1) if first >= 0 else -1
        )
        return self.line + self.text.count("\n", self.at, max(second, self.at))

    def items(self) -> Iterator[None]:
        """Yield at each element of the array that begins here, and step over its end."""
        yield from self._parts("[", "]")

    def members(self) -> Iterator[str]:
        """Yield each key of the object that begins here; its value is next."""
        seen: set[str] = set()
        for _ in self._parts("{", "}"):
            if self.peek() != '"':
                self.take('"', "une clé s’écrit entre guillemets")
            key = self.value()
            if key in seen:
                raise LexiconError(
                    f"la clé {excerpt(key)} est donnée deux fois\xa0; gardez-en une",
                    place=self.source.at(self.mark()),
                )
            seen.add(key)
            self.take(":", "il manque «\xa0:\xa0» après une clé")
            yield key

    def _parts(self, opening: str, closing: str) -> Iterator[None]:
        """Yield at each part of an array or an object."""
        self.take(opening, f"il manque «\xa0{opening}\xa0»")
        if self.peek() == closing:
            self.at += 1
            return
        while True:
            yield
            if self.peek() == closing:
                self.at += 1
                return
            self.take(",", f"il manque une virgule ou «\xa0{closing}\xa0»")


def read(source: Source) -> Document:
    r"""
    Read a JSON glossary.

    Raises:
        LexiconError: with the line, for syntax, bounds, keys and values alike.

    >>> read(Source(b'{"SCOP": "Soci\xc3\xa9t\xc3\xa9."}', "a.json")).terms[0].definition
    'Société.'

    """
    # JSON files are often one line, and json's scanner is not slow on long lines.
    text = text_of(source, line_limit=None)
    marks = text.count(",") + text.count("[") + text.count("{")
    if marks > MAX_MARKS:
        raise LexiconError(
            f"le fichier a plus de {MAX_MARKS} valeurs\xa0; {remedy()}",
            place=source.at(),
        )
    cursor = _Cursor(text, source)
    entries: list[_Entry] = []
    meta: dict[str, str] = {}
    if cursor.peek() == "[":
        _read_terms(cursor, entries)
    else:
        meta = _read_object(cursor, entries)
    if cursor.peek():
        cursor.take("", "il y a du texte après la fin")
    places = [Place(source.path, e.line, _lines(text, e)) for e in entries]
    return Document(
        terms=tuple(term_of(e.values, place) for e, place in zip(entries, places, strict=True)),
        places=tuple(places),
        **meta,  # type: ignore[arg-type]
    )


class _Entry(NamedTuple):
    """A term as decoded, and where it stands in the text."""

    values: dict[str, Any]
    start: int
    end: int
    line: int


def _read_object(cursor: _Cursor, entries: list[_Entry]) -> dict[str, str]:
    """Read the object that is the file: its ``lexicon`` and ``terms``, or texts only."""
    meta: dict[str, str] = {}
    plain = named = False
    for key in cursor.members():
        place = Place(cursor.source.path, cursor.mark())
        after = cursor.peek()
        if key == "terms" and after == "[":
            named = True
            _read_terms(cursor, entries)
        elif key == "lexicon" and after == "{":
            named = True
            meta = meta_of(cursor.value(), place)
        elif after == '"' and not named and key not in ("headword", "title"):
            plain = True
            values = {"headword": key, "definition": cursor.value()}
            entries.append(_Entry(values, 0, 0, cursor.line))
        else:
            near = suggestion(key, ["lexicon", "terms"])
            raise LexiconError(
                f"la clé {excerpt(key)} n’a pas sa place ici\xa0; {near}", place=place.of()
            )
        if plain and named:
            raise LexiconError(
                "des définitions sont à côté de «\xa0lexicon\xa0» et «\xa0terms\xa0»"
                "\xa0; mettez-les dans «\xa0terms\xa0»",
                place=place.of(),
            )
        if len(entries) > MAX_TERMS:
            raise too_many_terms(place.of())
    return meta


def _read_terms(cursor: _Cursor, entries: list[_Entry]) -> None:
    """Read the array of terms, each with its line and those of its keys."""
    for _ in cursor.items():
        cursor.peek()
        start, line = cursor.at, cursor.mark()
        values = cursor.value()
        if not isinstance(values, dict):
            raise LexiconError(
                f'un terme s’écrit {{"headword": "…"}}, pas {excerpt(values)}',
                place=cursor.source.at(line),
            )
        if len(entries) >= MAX_TERMS:
            raise too_many_terms(cursor.source.at(line))
        if names := cursor.source.columns:
            values = {names.get(key, key): value for key, value in values.items()}
        entries.append(_Entry(values, start, cursor.at, line))


# A key, its colon: the quoted part ends at the first quote that no backslash precedes.
_MEMBER = re.compile(r'"((?:[^"\\]++|\\.)*+)"([ \t\r\n]*+:)?+', re.DOTALL)


def _lines(text: str, entry: _Entry) -> dict[str, int]:
    """Give the line of each key of an object that spans several lines."""
    found: dict[str, int] = {}
    _, start, end, line = entry
    if text.find("\n", start, end) < 0:
        return found
    at = start
    for member in _MEMBER.finditer(text, start, end):
        line += text.count("\n", at, member.start())
        at = member.start()
        if member[2]:
            found.setdefault(member[1], line)
    return found


def write(document: Document) -> tuple[bytes, list[str]]:
    """
    Write a glossary as JSON, indented; the format holds everything, so there is no notice.

    >>> from esslink.terms import Term
    >>> print(write(Document((Term("coopérative"),)))[0].decode())
    {
      "terms": [
        {
          "headword": "coopérative"
        }
      ]
    }
    <BLANKLINE>
    """
    import json

    meta = {key: value for key in META if (value := getattr(document, key)) is not None}
    if meta.get("language") == "fr":
        del meta["language"]
    tree: dict[str, Any] = {"lexicon": meta} if meta else {}
    tree["terms"] = [mapping_of(term) for term in document.terms]
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode(), []
