"""
The formats glossaries come in, one module each, imported when a file asks for it.

===========  =========================  =====  ==========================================
name         suffixes                   write  what
===========  =========================  =====  ==========================================
toml         .toml                      yes    esslink's own; holds everything
json         .json                      yes    the same keys; holds everything
csv          .csv                       yes    any separator, UTF-8 or windows-1252
tsv          .tsv .tab                  yes    the same, with tabs
html         .html .htm .xhtml          yes    ``dl``, tables, headings, terms in bold
markdown     .md .markdown .myst .rst   yes    definition lists, glossary directives
mediawiki    .wiki .mediawiki           no     ``; terme : définition``, tables, headings
xlsx, ods    .xlsx .xlsm .xls .ods      no     spreadsheets (extra ``xlsx``)
skos         .ttl .rdf .jsonld .nt      yes    Turtle, RDF/XML, JSON-LD (extra ``skos``)
tbx          .tbx                       yes    versions 2 and 3; written as v3 DCA
franceterme  .xml                       no     the official French terminology
===========  =========================  =====  ==========================================

A file named ``.xml`` is told by its root element. How large a file may be, in bytes, lines
and terms, is in :mod:`esslink.formats.bounds`, with the way to read a larger one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from esslink.errors import LexiconError, OptionError
from esslink.formats.document import Document, Source, listed

__all__ = ["FORMATS", "Format", "decode", "encode", "format_of", "named"]


class Format(NamedTuple):
    """A format: its module, its suffixes, and the function that writes it, if any."""

    module: str
    suffixes: tuple[str, ...]
    writer: str | None = None


FORMATS: dict[str, Format] = {
    "toml": Format("toml", (".toml",), "write"),
    "json": Format("json", (".json",), "write"),
    "csv": Format("csv", (".csv",), "write"),
    "tsv": Format("csv", (".tsv", ".tab"), "write_tsv"),
    "html": Format("html", (".html", ".htm", ".xhtml"), "htmlwrite.write"),
    "markdown": Format("markdown", (".md", ".markdown", ".myst", ".rst"), "write"),
    "mediawiki": Format("mediawiki", (".wiki", ".mediawiki", ".wikitext")),
    "xlsx": Format("sheet", (".xlsx", ".xlsm", ".xlsb", ".xls")),
    "ods": Format("sheet", (".ods",)),
    "skos": Format("skos", (".ttl", ".rdf", ".jsonld", ".nt", ".owl", ".skos"), "skoswrite.write"),
    "tbx": Format("tbx", (".tbx", ".tbxm", ".mtf"), "tbxwrite.write"),
    "franceterme": Format("franceterme", ()),
    "xml": Format("anyxml", (".xml",)),
}


def named(name: str) -> str:
    """
    Check the name of a format.

    Raises:
        OptionError: no such format; the message lists them.

    """
    if name not in FORMATS:
        known = listed(list(FORMATS), 30)
        raise OptionError(
            f"le format «\xa0{name}\xa0» n’existe pas\xa0; les formats sont {known}", place="format"
        )
    return name


def format_of(path: str, *, writing: bool = False) -> str:
    """
    Tell the format of a file by its suffix.

    Raises:
        LexiconError: a suffix that no format has; the message lists them.

    >>> format_of("glossaire.CSV")
    'csv'

    """
    lower = path.lower()
    for name, form in FORMATS.items():
        if lower.endswith(form.suffixes) and (form.writer or not writing):
            return name
    known = ", ".join(s for f in FORMATS.values() if f.writer or not writing for s in f.suffixes)
    verb = "à écrire" if writing else "du glossaire"
    raise LexiconError(
        f"le nom du fichier ne dit pas le format {verb}\xa0; indiquez-le, ou nommez-le avec "
        f"l’un des suffixes {known}",
        place=path,
    )


def _function(name: str, function: str) -> Callable[..., object]:
    """Import one of the functions of a format: of its module, or ``module.function``."""
    import importlib

    module, _, attribute = function.rpartition(".")
    found = importlib.import_module(f"esslink.formats.{module or FORMATS[named(name)].module}")
    return getattr(found, attribute)  # type: ignore[no-any-return]


def decode(source: Source, name: str) -> Document:
    """
    Read *source* in the format *name*.

    Raises:
        LexiconError: the file is not valid; the place is ``path:line``.
        MissingExtraError: the format needs a package that is not installed.

    """
    from esslink.formats.bounds import hold_file

    reader = _function(name, "read")
    hold_file(source, name)
    document = reader(source)
    assert isinstance(document, Document)
    return document


def encode(document: Document, name: str) -> tuple[bytes, list[str]]:
    """
    Write *document* in the format *name*; give what the format cannot hold.

    Raises:
        OptionError: the format can only be read.

    """
    writer = FORMATS[named(name)].writer
    if writer is None:
        able = listed([key for key, form in FORMATS.items() if form.writer], 30)
        raise OptionError(
            f"le format «\xa0{name}\xa0» se lit seulement\xa0; écrivez en {able}", place="format"
        )
    return _function(name, writer)(document)  # type: ignore[return-value]
