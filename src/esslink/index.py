"""
The compiled glossary: plain tables, and the file they are kept in.

The file is a header, then named sections, under one digest. There is no pickle
and no automaton in it: one flipped byte in a pickled automaton can crash the
interpreter or change what is found, and a rebuild takes 20 ms for 5,000 forms.

::

    8 bytes   magic
    4 bytes   version of the format, little endian
    32 bytes  BLAKE2b of all that follows
    then for each section: 4 bytes name, 8 bytes length, content
"""

from __future__ import annotations

import os
import struct
from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from esslink.errors import ArtefactError, CompileError
from esslink.terms import Sense, Term

__all__ = ["FORMAT_VERSION", "Index", "Row", "dump", "load"]

MAGIC = b"ESSLINK\n"
FORMAT_VERSION = 3
"""Raised when a file written before can no longer be read."""

_HEADER = struct.Struct("<8sI32s")
_SECTION = struct.Struct("<4sQ")
_RECORD, _PAIR, _ITEM, _FIELD = "\x1c", "\x1d", "\x1e", "\x1f"

EXACT, NEVER, EDGED = 1, 2, 4
"""Bits of :attr:`Index.kinds`: only with these capitals; a phrase that means something
else; punctuation at an end (*C++*, *E.S.S.*)."""


Row = tuple[str, str, int, int, int, str, str]
"""
One form: its key (folded, what the automaton looks for), its text, the number of
its term, its kind (bits), its readings (bits of :mod:`esslink.context.readings`),
the citation form it belongs to and the rule that made it.
"""


class Index:
    """
    Compiled forms, sorted by key, as columns; terms are read when asked for.

    Forms with the same key are neighbours: those of key *k* are the rows from
    ``firsts[k]`` to ``firsts[k + 1]``.
    """

    __slots__ = (
        "_known",
        "_phrases",
        "firsts",
        "keys",
        "kinds",
        "lemmas",
        "origins",
        "readings",
        "records",
        "term_numbers",
        "terms",
        "texts",
        "title",
    )  # fmt: skip

    def __init__(self) -> None:
        self.title = ""
        self.keys: list[str] = []
        self.firsts: array[int] = array("I")
        self.texts: list[str] = []
        self.term_numbers: array[int] = array("I")
        self.kinds: array[int] = array("I")
        self.readings: array[int] = array("I")
        self.lemmas: list[str] = []
        self.origins: list[str] = []
        self.records: list[str] = []
        self.terms = _Terms(self)
        self._known: _ById | None = None
        self._phrases: bool | None = None

    @classmethod
    def build(cls, terms: list[Term], rows: list[Row], title: str = "") -> Index:
        """Make an index of *rows*, whose term numbers are places in *terms*."""
        index = cls()
        index.title = title
        index.records = [_to_record(term) for term in terms]
        index.terms.update(enumerate(terms))
        for number, (key, text, term, kind, readings, lemma, origin) in enumerate(sorted(rows)):
            if not index.keys or index.keys[-1] != key:
                index.keys.append(key)
                index.firsts.append(number)
            edged = 0 if text[:1].isalnum() and text[-1:].isalnum() else EDGED
            index.texts.append(text)
            index.term_numbers.append(term)
            index.kinds.append(kind | edged)
            index.readings.append(readings)
            index.lemmas.append(lemma)
            index.origins.append(origin)
        index.firsts.append(len(index.texts))
        return index

    @property
    def has_phrases(self) -> bool:
        """Whether there are phrases that mean something else (``not`` in a glossary)."""
        if self._phrases is None:
            self._phrases = any(kind & NEVER for kind in self.kinds)
        return self._phrases

    @property
    def known(self) -> Mapping[str, Term]:
        """The terms by id, each read when it is asked for."""
        if self._known is None:
            self._known = _ById(self)
        return self._known


class _Terms(dict[int, Term]):
    """The terms by number, each made of its record when it is first asked for."""

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index

    def __missing__(self, number: int) -> Term:
        try:
            term = self[number] = _from_record(self._index.records[number])
        except (ValueError, TypeError) as error:
            raise ArtefactError(
                f"le terme n° {number + 1} du glossaire compilé est illisible ; recompilez-le"
            ) from error
        return term


class _ById(Mapping[str, Term]):
    """The terms of an index by id; a glossary of 50,000 is not read for one see-also."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._numbers = {
            record.split(_FIELD, 2)[1]: number for number, record in enumerate(index.records)
        }

    def __getitem__(self, term_id: str) -> Term:
        return self._index.terms[self._numbers[term_id]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


# ── the file ────────────────────────────────────────────────────────────────

_TEXT_COLUMNS = (
    (b"keys", "keys"),
    (b"text", "texts"),
    (b"lemm", "lemmas"),
    (b"orig", "origins"),
    (b"term", "records"),
)
_NUMBER_COLUMNS = (
    (b"frst", "firsts"),
    (b"numb", "term_numbers"),
    (b"kind", "kinds"),
    (b"read", "readings"),
)


def dump(index: Index) -> bytes:
    """Give the compiled file's bytes; the same index gives the same bytes."""
    sections: list[tuple[bytes, bytes]] = [(b"titl", index.title.encode())]
    for name, attribute in _TEXT_COLUMNS:
        sections.append((name, _RECORD.join(getattr(index, attribute)).encode()))
    for name, attribute in _NUMBER_COLUMNS:
        column: array[int] = getattr(index, attribute)
        sections.append((name, struct.pack(f"<{len(column)}I", *column)))
    body = b"".join(_SECTION.pack(name, len(data)) + data for name, data in sections)
    return _HEADER.pack(MAGIC, FORMAT_VERSION, _digest(body)) + body


def load(data: bytes, place: str) -> Index:
    """
    Read a compiled file.

    Args:
        data: the whole file.
        place: its path, for messages.

    Raises:
        ArtefactError: it is damaged, not one of ours, or from a newer version.

    """
    body = _checked_body(data, place)
    try:
        return _read_sections(body)
    except (ValueError, KeyError, IndexError, struct.error) as error:
        raise ArtefactError(
            "le glossaire compilé est incohérent ; recompilez-le avec « esslink compile »",
            place=place,
        ) from error


def _checked_body(data: bytes, place: str) -> bytes:
    if data[: len(MAGIC)] != MAGIC:
        raise ArtefactError(
            "ce fichier n’est pas un glossaire compilé par esslink ; "
            "donnez un fichier .esslink, ou compilez le glossaire avec « esslink compile »",
            place=place,
        )
    if len(data) < _HEADER.size:
        raise ArtefactError("le glossaire compilé est tronqué ; recompilez-le", place=place)
    _, version, digest = _HEADER.unpack_from(data)
    if version != FORMAT_VERSION:
        raise ArtefactError(
            f"le glossaire compilé est au format {version}, cette version d’esslink lit le "
            f"format {FORMAT_VERSION} ; recompilez-le avec « esslink compile », "
            "ou mettez esslink à jour",
            place=place,
        )
    body = data[_HEADER.size :]
    if _digest(body) != digest:
        raise ArtefactError(
            "le glossaire compilé est abîmé (son empreinte ne correspond pas) ; recompilez-le",
            place=place,
        )
    return body


def _read_sections(body: bytes) -> Index:
    sections: dict[bytes, bytes] = {}
    place = 0
    while place < len(body):
        name, length = _SECTION.unpack_from(body, place)
        place += _SECTION.size
        if length > len(body) - place:
            raise ValueError(name)
        sections[name] = body[place : place + length]
        place += length
    index = Index()
    index.title = sections[b"titl"].decode()
    for name, attribute in _TEXT_COLUMNS:
        text = sections[name].decode()
        setattr(index, attribute, text.split(_RECORD) if text else [])
    for name, attribute in _NUMBER_COLUMNS:
        data = sections[name]
        setattr(index, attribute, array("I", struct.unpack(f"<{len(data) // 4}I", data)))
    _hold_together(index)
    return index


def _hold_together(index: Index) -> None:
    """Refuse tables that point outside each other: a search must not be where it shows."""
    forms = len(index.texts)
    columns = (index.term_numbers, index.kinds, index.readings, index.lemmas, index.origins)
    if any(len(column) != forms for column in columns):
        raise ValueError("columns")
    firsts = list(index.firsts)
    if len(firsts) != len(index.keys) + 1 or firsts != sorted(firsts) or firsts[-1] != forms:
        raise ValueError("keys")
    if forms and max(index.term_numbers) >= len(index.records):
        raise ValueError("terms")


def _digest(body: bytes) -> bytes:
    try:
        from _blake2 import blake2b  # what hashlib gives out; hashlib itself takes 2 ms
    except ImportError:
        from hashlib import blake2b

    return bytes(blake2b(body, digest_size=32).digest())


def read_file(path: str | os.PathLike[str]) -> bytes:
    """Give the bytes of a compiled file, or an ArtefactError that names it."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ArtefactError(
            f"lecture impossible ({error.strerror}) ; vérifiez le chemin", place=os.fspath(path)
        ) from error


# ── terms as records ────────────────────────────────────────────────────────


def _text(value: str | None) -> str:
    return value or ""


def _items(values: tuple[str, ...]) -> str:
    return _ITEM.join(values)


def _senses(senses: tuple[Sense, ...]) -> str:
    return _ITEM.join(f"{sense.definition}{_PAIR}{sense.domain or ''}" for sense in senses)


def _mark(value: bool) -> str:
    return "1" if value else ""


def _optional(text: str) -> str | None:
    return text or None


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(_ITEM)) if text else ()


def _sensed(text: str) -> tuple[Sense, ...]:
    pairs = (item.split(_PAIR) for item in _listed(text))
    return tuple(Sense(definition, domain or None) for definition, domain in pairs)


_FIELDS: tuple[tuple[str, Callable[[Any], str], Callable[[str], Any]], ...] = (
    ("headword", _text, str),
    ("id", _text, str),
    ("definition", _text, str),
    ("abbreviation", _text, _optional),
    ("aliases", _items, _listed),
    ("pos", _text, _optional),
    ("gender", _text, _optional),
    ("source", _text, _optional),
    ("see", _items, _listed),
    ("source_url", _text, _optional),
    ("categories", _items, _listed),
    ("senses", _senses, _sensed),
    ("domain", _text, _optional),
    ("synonyms", _items, _listed),
    ("never", _items, _listed),
    ("case", _text, _optional),
    ("priority", str, int),
    ("lang", _text, _optional),
    ("note", _text, _optional),
    ("forms", _items, _listed),
    ("invariable", _mark, bool),
)


def _to_record(term: Term) -> str:
    record = _FIELD.join(write(getattr(term, name)) for name, write, _ in _FIELDS)
    if record.count(_FIELD) != len(_FIELDS) - 1 or _RECORD in record:
        raise CompileError(
            "un caractère de contrôle (U+001C à U+001F) se trouve dans le terme ; retirez-le",
            place=term.id,
        )
    return record


def _from_record(record: str) -> Term:
    values = record.split(_FIELD)
    return Term(
        **{name: read(value) for (name, _, read), value in zip(_FIELDS, values, strict=True)}
    )
