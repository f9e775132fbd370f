"""
A report as data: JSON for programs, CSV for spreadsheets, and the way back from JSON.

JSON has stable English names. CSV has French ones, ``;`` and a byte order mark, as
French Excel opens it: one table, whose first column says what a line is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from esslink.errors import OptionError
from esslink.policy import REASONS
from esslink.report.tally import BANDS, Form, Line, PageRow, Tally, TermRow

__all__ = ["COLUMNS", "as_csv", "as_json", "as_mapping", "uses"]

FORMAT = 1
"""Version of the JSON; a reader refuses a later one."""
LARGEST = 256 << 20
"""Bytes of a JSON report that is read back, at most."""

COLUMNS = (
    *("tableau", "id", "terme", "forme", "raison", "règle", "occurrences", "liens", "pages"),
    *("page", "titre", "mots", "termes", "densité", "avant", "texte", "après"),
)
"""Of the CSV."""


def as_mapping(tally: Tally) -> dict[str, Any]:
    """Return the whole report as plain data, the same for the same pages in any order."""
    pages = tally.listed()
    return {
        "esslink-report": FORMAT,
        "glossary": tally.glossary,
        "action": tally.action,
        "totals": {
            "pages": tally.pages,
            "pages_with_terms": tally.with_terms,
            "failed": tally.failed,
            "words": tally.words,
            "occurrences": tally.occurrences,
            "links": tally.links,
        },
        "density": [
            {"above": low, "pages": count}
            for low, count in zip((None, *BANDS), tally.bands, strict=True)
        ],
        "terms": [_term(row) for row in tally.found()],
        "never": [{"term": term.id, "headword": term.headword} for term in tally.never()],
        "left": [_left(row) for row in tally.left()],
        "pages": [_page(page) for page in pages],
        "pages_left_out": tally.pages - len(pages),
        "failed": [{"page": name, "error": error} for name, error in tally.failures()],
    }


def _term(row: TermRow) -> dict[str, Any]:
    return {
        "term": row.term.id,
        "headword": row.term.headword,
        "categories": list(row.term.categories),
        "occurrences": row.occurrences,
        "links": row.links,
        "pages": row.pages,
        "forms": dict(row.forms),
        "contexts": [_line(line) for line in row.lines],
        "used": [
            {**_named(page), "title": page.title, "occurrences": count} for page, count in row.used
        ],
    }


def _left(row: Form) -> dict[str, Any]:
    return {
        "term": row.term.id,
        "headword": row.term.headword,
        "form": row.form,
        "reason": row.reason,
        "rule": row.detail,
        "occurrences": row.occurrences,
        "pages": row.pages,
        "contexts": [_line(line) for line in row.lines],
    }


def _page(page: PageRow) -> dict[str, Any]:
    return {
        **_named(page),
        "href": page.href,
        "title": page.title,
        "words": page.words,
        "occurrences": page.occurrences,
        "links": page.links,
        "terms": page.terms,
        "density": page.density,
    }


def _named(page: PageRow) -> dict[str, str]:
    return {"page": page.name, "part": page.part} if page.part else {"page": page.name}


def _line(line: Line) -> dict[str, str]:
    return {**_named(line.page), **line.context._asdict()}


def as_json(tally: Tally) -> bytes:
    """Return the report as JSON in UTF-8; a name that is not in UTF-8 is escaped."""
    import json

    text = json.dumps(as_mapping(tally), ensure_ascii=False, indent=1)
    # Only lone surrogates cannot be encoded, and JSON writes them as Python does.
    return (text + "\n").encode("utf-8", "backslashreplace")


def as_csv(tally: Tally) -> bytes:
    """Return the report as CSV; a cell that a spreadsheet would compute gets an apostrophe."""
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    for row in _rows(tally):
        writer.writerow([_cell(row.get(name, "")) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: object) -> str:
    """
    Return a cell that shows *value*: French decimals, and no formula (OWASP, CSV injection).

    >>> _cell(2.5), _cell("=1+1")
    ('2,5', "'=1+1")
    """
    if isinstance(value, float):
        return str(value).replace(".", ",")
    text = str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _rows(tally: Tally) -> Iterator[Mapping[str, object]]:
    """Yield the lines of the CSV, table after table."""
    for row in tally.found():
        name = {"id": row.term.id, "terme": row.term.headword}
        counts = {"occurrences": row.occurrences, "liens": row.links, "pages": row.pages}
        yield {"tableau": "terme", **name, **counts}
        for form, count in row.forms:
            yield {"tableau": "forme", **name, "forme": form, "occurrences": count}
        for line in row.lines:
            yield {"tableau": "contexte", **name, **_shown(line)}
        for page, count in row.used:
            where = {"page": page.shown, "titre": page.title}
            yield {"tableau": "emploi", **name, **where, "occurrences": count}
    for term in tally.never():
        yield {"tableau": "jamais trouvé", "id": term.id, "terme": term.headword}
    for left in tally.left():
        why = {"id": left.term.id, "terme": left.term.headword, "forme": left.form}
        why |= {"raison": REASONS[left.reason], "règle": left.detail}
        yield {"tableau": "laissé", **why, "occurrences": left.occurrences, "pages": left.pages}
        for line in left.lines:
            yield {"tableau": "contexte d’une forme laissée", **why, **_shown(line)}
    for page in tally.listed():
        yield {
            "tableau": "page",
            "page": page.shown,
            "titre": page.title,
            "mots": page.words,
            "occurrences": page.occurrences,
            "liens": page.links,
            "termes": page.terms,
            "densité": page.density,
        }
    for failed, error in tally.failures():
        yield {"tableau": "échec", "page": failed, "raison": error}


def _shown(line: Line) -> dict[str, str]:
    before, text, after = line.context
    return {"page": line.page.shown, "avant": before, "texte": text, "après": after}


Uses = dict[str, list[tuple[str, str]]]
"""For a term's id, the addresses of the pages that use it, from the site's root, and titles."""


def uses(path: str) -> tuple[Uses, dict[str, int]]:
    """
    Read a JSON report for the back-links of a glossary page.

    Returns:
        The pages that use each term, and how many there are in all.

    Raises:
        OptionError: *path* cannot be read or is no report of this version.

    """
    import json

    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise OptionError(f"rapport illisible ({error.strerror})", place=path) from error
    try:
        report: Any = json.loads(data) if len(data) <= LARGEST else None
        terms: Any = report["terms"] if report["esslink-report"] == FORMAT else None
        used = {str(row["term"]): [_use(page) for page in row["used"]] for row in terms}
        return used, {str(row["term"]): int(row["pages"]) for row in terms}
    except (ValueError, TypeError, LookupError, RecursionError):
        raise OptionError(
            "ce n’est pas un rapport JSON d’esslink\u00a0; écrivez-en un avec"
            " «\u00a0esslink annotate EXPORT/ -o SITE/ --report rapport.json\u00a0»",
            place=path,
        ) from None


def _use(page: Mapping[str, object]) -> tuple[str, str]:
    """Return the address and the title of a page; quoted whole, so that it has no scheme."""
    name = str(page["page"])
    address = quote(name.encode("utf-8", "surrogateescape"), safe="/").lstrip("/")
    return address, str(page.get("title") or name)
