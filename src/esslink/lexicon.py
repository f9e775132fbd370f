"""
A glossary: terms that have been checked, from a file or from Python.

Only :class:`Lexicon` is public. It holds what all terms together must keep
(one id each); what one term may hold is in :mod:`esslink.rules`, and what a
glossary should hold is in :mod:`esslink.checks`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Self

from esslink.errors import LexiconError
from esslink.formats.document import Document, Place, Source, excerpt, listed
from esslink.rules import tidy
from esslink.terms import Sense, Term, slug

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Lexicon", "bundled_names", "bundled_path", "digest_of_file"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Lexicon:
    """
    The terms of a glossary, in order, each with an id of its own.

    Args:
        terms: the terms. Their texts are tidied (single blanks, NFC), their
            definitions sanitised, and their references to other terms turned
            into ids where a headword was given.
        title: name of the glossary, for people.
        language: of the definitions, as in HTML's ``lang``.
        description: what the glossary covers.
        licence: name or address of its licence.
        version: of the glossary.
        places: where each term comes from, in the order of *terms*.
        notices: what the reader could not keep of the file.

    Raises:
        LexiconError: a term that breaks a rule, or the same id twice.

    >>> lexicon = Lexicon([Term("coopérative", see=["mutuelle"]), Term("Mutuelle", id="m")])
    >>> len(lexicon), lexicon["cooperative"].see
    (2, ('m',))

    """

    terms: tuple[Term, ...]
    title: str | None
    language: str
    description: str | None
    licence: str | None
    version: str | None
    places: tuple[Place, ...] = field(compare=False)
    notices: tuple[str, ...] = field(compare=False)
    _by_id: Mapping[str, Term] = field(compare=False)

    def __init__(
        self,
        terms: Iterable[Term],
        *,
        title: str | None = None,
        language: str = "fr",
        description: str | None = None,
        licence: str | None = None,
        version: str | None = None,
        places: Sequence[Place] = (),
        notices: Iterable[str] = (),
    ) -> None:
        places = tuple(places)
        tidied: list[Term] = []
        by_id: dict[str, int] = {}
        for number, term in enumerate(terms):
            tidied.append(_tidied(term, number, places))
            first = by_id.setdefault(tidied[-1].id, number)
            if first != number:
                raise _twice(tidied, first, places)
        resolved = _resolved(tidied)
        for name, value in (
            ("terms", tuple(resolved)),
            ("title", _title("title", title)),
            ("language", _title("language", language) or "fr"),
            ("description", _title("description", description)),
            ("licence", _title("licence", licence)),
            ("version", _title("version", version)),
            ("places", places),
            ("notices", tuple(notices)),
            ("_by_id", {term.id: term for term in resolved}),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def read(
        cls,
        path: str | os.PathLike[str],
        format: str | None = None,
        *,
        columns: Mapping[str, str] | None = None,
    ) -> Self:
        """
        Read a glossary file.

        Args:
            path: the file; its suffix tells the format.
            format: a name of :data:`esslink.formats.FORMATS`, when the suffix does not tell.
            columns: from names of columns in the file to keys of a term.

        Raises:
            LexiconError: the file is missing, unreadable, empty or not valid;
                the message says ``path:line``, cause and remedy.
            MissingExtraError: the format needs an optional package.

        """
        from esslink.formats import format_of, named
        from esslink.formats.bounds import MAX_SIZE, load

        name = os.fspath(path)
        if format is None and not os.path.isfile(name):
            load(name)  # that says what it is, where a name without suffix would be blamed
        form = named(format or format_of(name))
        return cls.from_bytes(load(name, MAX_SIZE[form]), form, path=name, columns=columns)

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        format: str,
        *,
        path: str = "<glossaire>",
        columns: Mapping[str, str] | None = None,
    ) -> Self:
        """
        Read a glossary from bytes; *path* is the name that messages give it.

        Raises:
            LexiconError: as :meth:`read`.

        >>> Lexicon.from_bytes(b'{"SCOP": "..."}', "json").terms[0].headword
        'SCOP'

        """
        from esslink.formats import decode

        document = decode(Source(data, path, columns or {}), format)
        if not document.terms:
            example = _FIRST.get(format, _FIRST["toml"])
            raise LexiconError(
                f"le glossaire n’a aucun terme\xa0; ajoutez-en un, par exemple {example}",
                place=f"{path}:1",
            )
        return cls(
            document.terms,
            title=document.title,
            language=document.language,
            description=document.description,
            licence=document.licence,
            version=document.version,
            places=document.places,
            notices=document.notices,
        )

    @classmethod
    def bundled(cls, name: str) -> Self:
        """
        Read a glossary that comes with esslink.

        Raises:
            LexiconError: no such glossary; the message lists them.

        """
        return cls.read(bundled_path(name))

    def write(self, path: str | os.PathLike[str], format: str | None = None) -> tuple[str, ...]:
        """
        Write the glossary to a file, whole or not at all.

        Returns:
            what the format could not hold, one sentence each.

        Raises:
            LexiconError: a suffix without format, or a folder that refuses the file.
            OptionError: a format that can only be read.

        """
        from esslink.formats import format_of
        from esslink.formats.bounds import save

        name = os.fspath(path)
        data, notices = self.to_bytes(format or format_of(name, writing=True))
        save(name, data)
        return notices

    def to_bytes(self, format: str) -> tuple[bytes, tuple[str, ...]]:
        """Give the glossary in a format, and what that format could not hold."""
        from esslink.formats import encode
        from esslink.formats.bounds import MAX_SIZE, MAX_TERMS

        document = Document(
            self.terms,
            self.places,
            self.title,
            self.language,
            self.description,
            self.licence,
            self.version,
        )
        data, notices = encode(document, format)
        if len(data) > MAX_SIZE[format] or len(self) > MAX_TERMS:
            notices.append(
                "le fichier dépasse ce qui se lit sans précaution\xa0; pour le relire, mettez "
                "ESSLINK_LARGE=1 dans l’environnement"
            )
        return data, tuple(dict.fromkeys(notices))

    def digest(self) -> str:
        """
        Give a digest of all that the glossary says: 40 hexadecimal digits.

        The same on every machine and Python; places and notices do not count.

        >>> Lexicon([Term("SCOP")]).digest() == Lexicon([Term("SCOP")], title="Autre").digest()
        False
        """
        import hashlib

        state = hashlib.blake2b(digest_size=20)
        for item in (self.title, self.language, self.description, self.licence, self.version):
            state.update(_netstring(item))
        for term in self.terms:
            state.update(b"".join(_netstring(getattr(term, f.name)) for f in fields(Term)))
        return state.hexdigest()

    def place_of(self, id: str) -> Place | None:
        """Give the place of a term in the file it comes from."""
        for number, term in enumerate(self.terms[: len(self.places)]):
            if term.id == id:
                return self.places[number]
        return None

    def get(self, id: str, default: Term | None = None) -> Term | None:
        """Give the term of that id, or *default*."""
        return self._by_id.get(id, default)

    def __getitem__(self, id: str) -> Term:
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        return f"<Lexicon {self.title or ''}: {len(self.terms)} terms>".replace(" :", ":")


_FIRST = {
    "toml": 'une ligne [[term]] puis headword = "…" et definition = "…"',
    "json": '{"terms": [{"headword": "…", "definition": "…"}]}',
    "csv": "une ligne «\xa0terme;définition\xa0» puis une ligne par terme",
    "tsv": "une ligne «\xa0terme\xa0» et «\xa0définition\xa0» puis une ligne par terme",
}
"""How to write the first term of an empty file."""


def _where(number: int, term: object, places: Sequence[Place]) -> Place:
    """Give the place of a term, or its number when it comes from no file."""
    if number < len(places):
        return places[number]
    headword = getattr(term, "headword", "")
    return Place(f"terme n°\xa0{number + 1}" + (f" ({excerpt(headword)})" if headword else ""))


def _tidied(term: Term, number: int, places: Sequence[Place]) -> Term:
    """Check one term, errors bearing its place."""
    place = _where(number, term, places)
    if not isinstance(term, Term):
        raise LexiconError(
            f"ce n’est pas un Term mais {excerpt(type(term).__name__)}", place=place.of()
        )

    def refuse(message: str, key: str) -> LexiconError:
        return LexiconError(message, place=place.of(key))

    return tidy(term, refuse)


def _twice(terms: Sequence[Term], first: int, places: Sequence[Place]) -> LexiconError:
    """Give the error for an id that two terms have."""
    last = len(terms) - 1
    one, two = terms[first], terms[last]
    where = _where(first, one, places)
    if one.headword == two.headword:
        cause = f"le terme {excerpt(two.headword)} est déjà défini en {where}"
    else:
        cause = (
            f"l’identifiant {excerpt(two.id)} est déjà celui de {excerpt(one.headword)}, en {where}"
        )
    return LexiconError(
        f"{cause}\xa0; réunissez les deux, ou donnez à chacun un «\xa0id\xa0» différent",
        place=_where(last, two, places).of("id" if two.id != slug(two.headword) else None),
    )


def _resolved(terms: list[Term]) -> list[Term]:
    """Turn references by headword or abbreviation into ids; leave those that name nothing."""
    if not any(term.see or term.synonyms for term in terms):
        return terms
    ids = {term.id for term in terms}
    names: dict[str, str] = {}
    for term in terms:
        for name in (term.headword, term.abbreviation):
            if name:
                names.setdefault(slug(name), term.id)

    def resolved(references: tuple[str, ...]) -> tuple[str, ...]:
        found = (r if r in ids else names.get(slug(r), r) for r in references)
        return tuple(dict.fromkeys(found))

    return [
        replace(term, see=resolved(term.see), synonyms=resolved(term.synonyms))
        if term.see or term.synonyms
        else term
        for term in terms
    ]


def _title(name: str, value: str | None) -> str | None:
    """Check a text about the glossary itself."""
    if value is None:
        return None
    if (
        not isinstance(value, str)
        or len(value) > 4096
        or any(ord(c) < 32 and c not in "\t\n" for c in value)
    ):
        raise LexiconError(
            f"«\xa0{name}\xa0» doit être un texte de 4096 caractères au plus", place=name
        )
    return value.replace("\r", "\n").strip() or None


def _netstring(value: object) -> bytes:
    """Write a value of a term so that no two values are written alike."""
    if value is None:
        return b"-"
    if isinstance(value, tuple):
        return b"%d[" % len(value) + b"".join(map(_netstring, value))
    if isinstance(value, Sense):
        return _netstring(value.definition) + _netstring(value.domain)
    data = str(value).encode()
    return b"%d:" % len(data) + data


def digest_of_file(path: str | os.PathLike[str], format: str | None = None) -> str:
    """
    Give a digest of a glossary file as it is, without reading it as a glossary.

    Quicker than :meth:`Lexicon.digest` by the whole reading: it finds a
    compiled glossary in the cache in a millisecond.

    Raises:
        LexiconError: the file is missing, unreadable or too big.

    """
    import hashlib

    from esslink.formats import format_of
    from esslink.formats.bounds import load

    name = os.fspath(path)
    state = hashlib.blake2b((format or format_of(name)).encode(), digest_size=20)
    state.update(load(name))
    return state.hexdigest()


def _bundle() -> Path:
    """Find the folder of the glossaries: in the package, or beside ``src`` in a checkout."""
    from pathlib import Path

    here = Path(__file__).resolve().parent
    installed, checkout = here / "lexicon_data", here.parent.parent / "lexicon"
    return checkout if checkout.is_dir() and not installed.is_dir() else installed


def bundled_names() -> tuple[str, ...]:
    """Give the names of the glossaries that come with esslink."""
    return tuple(sorted(path.stem for path in _bundle().glob("*.toml")))


def bundled_path(name: str) -> str:
    """
    Give the file of a glossary that comes with esslink.

    Raises:
        LexiconError: no such glossary; the message lists them.

    """
    if name not in bundled_names():
        known = listed(bundled_names()) or "aucun"
        raise LexiconError(
            f"aucun glossaire fourni ne s’appelle {excerpt(name)}\xa0; il y a {known}", place=name
        )
    return str(_bundle() / f"{name}.toml")
