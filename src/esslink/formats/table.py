"""
Rows and columns to terms and back: what CSV, TSV, XLSX and ODS have in common.

Columns are found by their names (:mod:`esslink.formats.columns`), in the first row or
in one of the next :data:`TITLES`, below a title. A cell of several values separates
them by ``|`` or, without any ``|``, by ``;`` or by lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any, NamedTuple

from esslink.errors import LexiconError
from esslink.formats.bounds import MAX_TERMS, too_many_terms
from esslink.formats.columns import NAMES, key_of
from esslink.formats.document import Document, Place, Source, excerpt, listed, unheld
from esslink.formats.gather import Entry, gathered
from esslink.formats.grammar import gender_of, grammar_of
from esslink.formats.schema import TERM, mapping_of, suggestion
from esslink.terms import POS, Sense, Term

__all__ = ["Row", "document_of", "header_of", "keys_of", "looks_abridged", "rows_of", "split_cell"]


MAX_COLUMNS = 1000
"""Columns in a table."""
TITLES = 30
"""Rows among which the one that names the columns is looked for."""


class Row(NamedTuple):
    """One row: the line (or row number) where it begins, and its cells."""

    line: int
    cells: Sequence[str]


def keys_of(names: Sequence[str], columns: Mapping[str, str]) -> list[str | None]:
    """
    Give the key of each column, None where the name means nothing or comes again.

    >>> keys_of(["Terme", "Définition", "prix"], {})
    ['headword', 'definition', None]
    """
    keys: list[str | None] = []
    for name in names:
        key = columns.get(name.strip()) or key_of(name)
        keys.append(key if key is None or key not in keys else None)
    return keys


def header_of(rows: Sequence[Row], columns: Mapping[str, str]) -> int | None:
    """
    Give which of the first rows names the columns, None when no row names one of terms.

    Below the top, where a title, an author or a date often stand, a row must name
    another column too.

    >>> rows = [Row(1, ["Notre lexique", ""]), Row(3, ["Notion", "Description"])]
    >>> header_of(rows, {})
    1
    """
    for number, row in enumerate(rows):
        keys = [key for key in keys_of(row.cells[:MAX_COLUMNS], columns) if key]
        if "headword" in keys and (not number or len(keys) > 1):
            return number
    return None


def split_cell(text: str) -> tuple[str, ...]:
    r"""
    Separate the values of a cell, by ``|``, or else by ``;`` and the lines of the cell.

    >>> split_cell("SCOP | société coopérative"), split_cell("a; b\nc"), split_cell("a; b |")
    (('SCOP', 'société coopérative'), ('a', 'b', 'c'), ('a; b',))
    """
    parts = text.split("|") if "|" in text else text.replace("\n", ";").split(";")
    return tuple(part for raw in parts if (part := raw.strip()))


def document_of(rows: Iterable[Row], source: Source) -> Document:
    """
    Make a glossary of rows, one of the first of which names the columns.

    Raises:
        LexiconError: no column of terms, a value that its key cannot hold,
            the same headword twice without domain or id to tell them apart.

    """
    rows = iter(rows)
    first = [row for row in islice(rows, TITLES) if any(cell.strip() for cell in row.cells)]
    above = header_of(first, source.columns) or 0
    header = first[above] if first else Row(1, ())
    rows = chain(first[above + 1 :], rows)
    if len(header.cells) > MAX_COLUMNS:
        raise LexiconError(
            f"la table a plus de {MAX_COLUMNS} colonnes ({len(header.cells)})\xa0; enlevez-en",
            place=source.at(header.line),
        )
    for key in source.columns.values():
        if key not in TERM:
            raise LexiconError(
                f"la clé {excerpt(key)} n’existe pas\xa0; {suggestion(key, TERM)}", place="--map"
            )
    keys = keys_of(header.cells, source.columns)
    if "headword" not in keys:
        raise LexiconError(_no_headword(header.cells), place=source.at(header.line))
    ignored = [
        name for name, key in zip(header.cells, keys, strict=True) if key is None and name.strip()
    ]
    notices = (
        [f"{above}\xa0lignes de titre, au-dessus des colonnes, ne sont pas lues"] if above else []
    )
    notices += [
        f"colonne {excerpt(name)} ignorée\xa0: son nom n’est pas connu" for name in ignored[:50]
    ]
    lost: Counter[str] = Counter()
    terms, places, merged = gathered(_entries(rows, keys, source, lost))
    notices += [
        f"nature {excerpt(text)} retenue en partie seulement ({count}\xa0fois)"
        for text, count in sorted(lost.items())
    ]
    return Document(terms=terms, places=places, notices=(*notices, *merged))


def _no_headword(names: Sequence[str]) -> str:
    """Say that no column holds the terms, and what to do."""
    found = listed([name for name in names if name.strip()]) or "aucune"
    return (
        f"aucune colonne de termes (colonnes lues\xa0: {found})\xa0; la première ligne doit nommer "
        f"les colonnes, comme {listed(('terme', 'définition'))}, ou dites leur sens avec --map"
    )


def _entries(
    rows: Iterable[Row], keys: Sequence[str | None], source: Source, lost: Counter[str]
) -> Iterator[Entry]:
    """Make an entry of each row that is not empty."""
    kept = []
    for row in rows:
        if any(cell.strip() for cell in row.cells):
            kept.append(row)
            if len(kept) > MAX_TERMS:
                raise too_many_terms(source.at(row.line))
    for row in kept:
        if any(cell.strip() for cell in row.cells[len(keys) :]):
            raise LexiconError(
                f"la ligne a {len(row.cells)} cellules pour {len(keys)} colonnes"
                "\xa0; mettez entre guillemets les textes qui contiennent le séparateur",
                place=source.at(row.line),
            )
        values = {
            key: text
            for key, cell in zip(keys, row.cells, strict=False)
            if key and (text := _unguarded(cell.strip()))
        }
        place = Place(source.path, row.line)
        if "headword" not in values:
            raise LexiconError(
                "la ligne n’a pas de terme\xa0; ajoutez-le ou supprimez-la", place=place.of()
            )
        named = "id" in values
        term = _term_of(values, place, lost)
        if "abbreviation" not in keys:
            term = _with_abbreviation(term)
        yield Entry(term, place, named)


def _term_of(values: dict[str, str], place: Place, lost: Counter[str]) -> Term:
    """Make a term of the cells of a row."""
    headword = values.pop("headword")
    made: dict[str, Any] = {}
    senses: dict[str, dict[str, str]] = {}
    for key, text in values.items():
        stem, _, number = key.partition("-")
        if number:
            senses.setdefault(number, {})[stem] = text
        elif key == "pos":
            made.update(_grammar(text, lost))
        elif key == "gender":
            made["gender"] = text if text in ("f", "m") else gender_of(text)
        elif TERM[key] == "texts":
            made["never" if key == "not" else key] = split_cell(text)
        elif key == "priority":
            made[key] = _integer(text, place)
        elif key == "invariable":
            made[key] = _told(text, place)
        else:
            made[key] = text
    for number in sorted(senses, key=int):
        if "definition" not in senses[number]:
            raise LexiconError(
                f"le domaine {number} n’a pas de définition {number}\xa0; ajoutez-la",
                place=place.of(),
            )
        made["senses"] = (*made.get("senses", ()), Sense(**senses[number]))
    return Term(headword, **made)


def _with_abbreviation(term: Term) -> Term:
    """Take for the abbreviation the first alias that looks like one."""
    found = next(filter(looks_abridged, term.aliases), None)
    rest = tuple(alias for alias in term.aliases if alias != found)
    return replace(term, abbreviation=found, aliases=rest)


_CAPITALS = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý0-9.&/-]{1,9}")  # ten characters at most


def looks_abridged(alias: str) -> bool:
    """Tell whether an alias is an abbreviation: capitals, two of them at least."""
    return bool(_CAPITALS.fullmatch(alias)) and sum(c.isupper() for c in alias) > 1


def _grammar(text: str, lost: Counter[str]) -> dict[str, str | bool | None]:
    """Read a part of speech, counting those that are not held whole."""
    if text in POS:
        return {"pos": text}
    grammar = grammar_of(text)
    if not grammar.whole:
        lost[text[:60]] += 1
    found = {"pos": grammar.pos, "gender": grammar.gender, "invariable": grammar.invariable}
    return {key: value for key, value in found.items() if value}


def _told(text: str, place: Place) -> bool:
    """Read a yes or a no."""
    word = text.lower()
    if word not in ("oui", "non", "vrai", "faux", "true", "false", "x", "1", "0", "inv", "inv."):
        raise LexiconError(
            f"«\xa0invariable\xa0» est oui ou non, pas {excerpt(text)}", place=place.of()
        )
    return word not in ("non", "faux", "false", "0")


def _integer(text: str, place: Place) -> int:
    """Read a small whole number."""
    if not re.fullmatch(r"[-+]?[0-9]{1,6}", text):
        raise LexiconError(
            f"la priorité {excerpt(text)} n’est pas un nombre entier", place=place.of()
        )
    return int(text)


# A cell that a spreadsheet would run as a formula is written with an apostrophe
# before it (OWASP, «CSV injection»), and so is one that already looks guarded.
_FORMULA = re.compile(r"'*+[=+\-@\t\r]")
_GUARDED = re.compile(r"'++[=+\-@\t\r]")


def _unguarded(cell: str) -> str:
    """Take away the apostrophe that keeps a cell from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def rows_of(document: Document) -> tuple[list[list[str]], list[str]]:
    """
    Lay a glossary out in rows, the columns named in French; give what they cannot hold.

    >>> rows_of(Document((Term("coopérative", definition="Société…"),)))[0]
    [['terme', 'définition'], ['coopérative', 'Société…']]
    """
    notices = unheld(document, "colonne")
    records = [_record(term, notices) for term in document.terms]
    used = {key for record in records for key in record}
    most = max((len(term.senses) for term in document.terms), default=0)
    # Where there is no column for them, abbreviations are looked for among the aliases.
    used |= {"abbreviation"} if "aliases" in used else set()
    keys = [key for key in TERM if key in used]
    keys += [f"{key}-{number}" for number in range(2, most + 2) for key in ("definition", "domain")]
    keys = [key for key in keys if key in used]
    head = []
    for key in keys:
        stem, _, number = key.partition("-")
        head.append(f"{NAMES[stem][0]} {number}".strip())
    return [head] + [[record.get(key, "") for key in keys] for record in records], notices


def _record(term: Term, notices: list[str]) -> dict[str, str]:
    """Give the cells of a term by key."""
    cells: dict[str, str] = {}
    for key, value in mapping_of(term).items():
        if key == "senses":
            for number, sense in enumerate(value, 2):
                cells |= {f"{name}-{number}": text for name, text in sense.items()}
        elif isinstance(value, list):
            if any("|" in item for item in value):
                notices.append(
                    f"{excerpt(term.headword)}\xa0: la barre «\xa0|\xa0» sépare les valeurs"
                )
            cells[key] = " | ".join(value) + (" |" if len(value) == 1 and ";" in value[0] else "")
        else:
            cells[key] = "oui" if value is True else str(value)
    return {key: "'" + text if _FORMULA.match(text) else text for key, text in cells.items()}
