"""
Bounds on what a glossary file may be, held before any parser sees it.

The figures keep every reader under two seconds and 500 MB on hostile input, and on
a long file whose last line is bad: ``tomllib`` takes 18 s and 1.5 GB on a key of
20,000 parts, a JSON file of empty lists takes 28 times its size in memory. They are
far above real glossaries (the official French one has 8,309 terms in 8.8 MB of XML).

Who trusts a larger file sets ``ESSLINK_LARGE=1`` in the environment before esslink is
imported: sizes, lines, terms and marks may then be ten times as many, at ten times
the cost, and the messages say so.
"""

from __future__ import annotations

import os
import re
from itertools import islice

from esslink.errors import LexiconError
from esslink.formats.document import Source

__all__ = [
    "MAX_DEPTH",
    "MAX_FILE",
    "MAX_LINE",
    "MAX_LINES",
    "MAX_MARKS",
    "MAX_MARKUP",
    "MAX_PARTS",
    "MAX_SIZE",
    "MAX_TERMS",
    "hold_file",
    "hold_markup",
    "load",
    "remedy",
    "save",
    "text_of",
    "too_many_terms",
]

LARGE = os.environ.get("ESSLINK_LARGE", "0") not in ("", "0")
_TIMES = 10 if LARGE else 1

MIB = 1024 * 1024
MAX_SIZE = {
    name: size * MIB * _TIMES
    for names, size in (
        ("markdown mediawiki html", 4),
        ("csv tsv", 5),
        ("toml", 7),
        ("json xlsx ods", 12),
        ("tbx", 10),
        ("skos", 20),
        ("franceterme xml", 20),
    )
    for name in names.split()
}
"""Bytes in a file of each format: what its reader reads to the end in a second and a half."""
MAX_FILE = max(MAX_SIZE.values())
"""Bytes in a file of any format."""
MAX_LINE = 1024 * 1024
"""Code points in a line of TOML, CSV, Markdown or wiki text."""
MAX_LINES = 2_000_000 * _TIMES
"""Lines in a file."""
MAX_TERMS = 40_000 * _TIMES
"""Terms in a glossary."""
MAX_MARKUP = 200_000 * _TIMES
"""Tags and references in a page, or marks of emphasis, links and templates in a text."""
MAX_DEPTH = 32
"""Brackets, elements or quotations inside one another in TOML and JSON."""
MAX_PARTS = 32
"""Parts of a dotted TOML key."""
MAX_MARKS = 3_000_000 * _TIMES
"""Values in a JSON file, counted by its commas and opening brackets."""


def load(path: str, most: int = MAX_FILE) -> bytes:
    """
    Read a glossary file, not more than *most* bytes of it.

    Raises:
        LexiconError: no such file, not a regular file, unreadable, too big.

    """
    import stat

    handle = -1
    try:
        # Without O_NONBLOCK, opening a named pipe waits for a writer.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            kind = "un dossier" if stat.S_ISDIR(mode) else "un fichier spécial"
            raise LexiconError(
                f"c’est {kind}, pas un glossaire\xa0; indiquez un fichier", place=path
            )
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(most + 1)
    except OSError as error:
        raise LexiconError(_refusal(error), place=path) from None
    finally:
        if handle >= 0:
            os.close(handle)
    if len(data) > most:
        raise _too_big(path, most)
    return data


def hold_file(source: Source, format: str) -> None:
    """
    Refuse a file of more than :data:`MAX_SIZE` bytes for its format.

    Raises:
        LexiconError: with the bound, and how to read a larger file.

    """
    if len(source.data) > MAX_SIZE[format]:
        raise _too_big(source.path, MAX_SIZE[format])


def _too_big(place: str, limit: int) -> LexiconError:
    """Give the error for a file of more than *limit* bytes."""
    return LexiconError(
        f"le fichier dépasse {limit // MIB}\xa0Mio, la borne de son format\xa0; {remedy()}",
        place=place,
    )


def remedy() -> str:
    """
    Say what to do with a glossary that is over a bound.

    >>> remedy()[:35]
    'découpez-le en plusieurs glossaires'
    """
    advice = "découpez-le en plusieurs glossaires"
    return (
        advice
        if LARGE
        else f"{advice}, ou mettez ESSLINK_LARGE=1 dans l’environnement si vous vous fiez à lui"
    )


def _refusal(error: OSError) -> str:
    """Say in French why the system refuses a file."""
    known = {
        "FileNotFoundError": "le fichier n’existe pas\xa0; vérifiez le chemin",
        "PermissionError": "le fichier n’est pas accessible\xa0; vérifiez ses droits",
        "IsADirectoryError": "c’est un dossier, pas un glossaire\xa0; indiquez un fichier",
        "NotADirectoryError": "un élément du chemin n’est pas un dossier\xa0; vérifiez le chemin",
    }
    return known.get(type(error).__name__, f"le système refuse le fichier\xa0: {error.strerror}")


def save(path: str, data: bytes) -> None:
    """
    Write a file whole or not at all: beside it first, then in its place.

    Raises:
        LexiconError: the folder does not exist or refuses the file.

    """
    import tempfile
    from pathlib import Path

    target = Path(os.path.realpath(path))
    beside = None
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".esslink-")
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        beside.chmod(mode)
        beside.replace(target)
    except OSError as error:
        if beside:
            beside.unlink(missing_ok=True)
        raise LexiconError(_refusal(error), place=path) from None


def _umask() -> int:
    """Read the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def text_of(
    source: Source, *, fallback: str | None = None, line_limit: int | None = MAX_LINE
) -> str:
    r"""
    Decode a glossary: a BOM, then strict UTF-8, then *fallback* when the format allows one.

    Args:
        source: the bytes and their name.
        fallback: a single-byte encoding for files that are not UTF-8, such as
            the windows-1252 that French Excel writes.
        line_limit: the longest line, in code points; None where the format's
            parser takes one line of any length, as JSON's does.

    Raises:
        LexiconError: not text, or over a bound.

    >>> text_of(Source(b"\xef\xbb\xbfterme", "a.csv"))
    'terme'

    """
    data = source.data
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in data:
        raise LexiconError(
            "c’est un fichier binaire, pas du texte\xa0; vérifiez-le ou indiquez son format",
            place=source.at(data.count(b"\n", 0, data.index(b"\0")) + 1),
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = _decode_otherwise(source, fallback, error)
    _hold_lines(text, source, line_limit)
    return text


def _decode_otherwise(source: Source, fallback: str | None, error: UnicodeDecodeError) -> str:
    """Decode with *fallback*, or refuse with the line of the first bad byte."""
    if fallback and error.encoding == "utf-8":
        try:
            return source.data.decode(fallback)
        except UnicodeDecodeError as second:
            error = second
    raise LexiconError(
        f"le texte n’est pas en UTF-8 (octet 0x{error.object[error.start]:02X})"
        "\xa0; enregistrez le fichier en UTF-8",
        place=source.at(error.object.count(b"\n", 0, error.start) + 1),
    )


def _hold_lines(text: str, source: Source, limit: int | None) -> None:
    """Refuse too many lines, or one that is too long."""
    if text.count("\n") >= MAX_LINES:
        raise LexiconError(
            f"le fichier a plus de {MAX_LINES} lignes\xa0; {remedy()}",
            place=source.at(MAX_LINES + 1),
        )
    if limit is None or len(text) <= limit:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > limit:
            raise LexiconError(
                f"la ligne a {len(line)} caractères, le maximum est {limit}\xa0; coupez-la",
                place=source.at(number),
            )


def hold_markup(text: str, marks: str, source: Source) -> None:
    """
    Refuse more than :data:`MAX_MARKUP` characters that begin markup.

    Raises:
        LexiconError: with the line of the first one too many.

    """
    if sum(map(text.count, marks)) <= MAX_MARKUP:
        return
    every = re.finditer(f"[{re.escape(marks)}]", text)
    found = next(islice(every, MAX_MARKUP, None)).start()
    raise LexiconError(
        f"le fichier a plus de {MAX_MARKUP} balises ou marques\xa0; {remedy()}",
        place=source.at(text.count("\n", 0, found) + 1),
    )


def too_many_terms(place: str) -> LexiconError:
    """Give the error for a glossary of more than :data:`MAX_TERMS` terms."""
    return LexiconError(
        f"le glossaire a plus de {MAX_TERMS} termes\xa0; {remedy()}",
        place=place,
    )
