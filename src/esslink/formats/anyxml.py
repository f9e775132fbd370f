"""Files named ``.xml``: the root element tells which of the XML formats it is."""

from __future__ import annotations

from esslink.errors import LexiconError
from esslink.formats.bounds import hold_file
from esslink.formats.document import Document, Source, excerpt
from esslink.formats.xml import name_of, root_of

__all__ = ["read"]


def read(source: Source) -> Document:
    """
    Read TBX, FranceTerme or RDF/XML.

    Raises:
        LexiconError: another kind of XML, or not XML.
        MissingExtraError: RDF without pyoxigraph.

    """
    from esslink.formats import franceterme, skos, tbx

    root = root_of(source)
    name = name_of(root)
    if name == "CRITER":
        return franceterme.document_of(root, source)
    if name in ("martif", "tbx"):
        hold_file(source, "tbx")
        return tbx.document_of(root, source)
    if name == "RDF":
        root.clear()  # the parser of RDF makes a tree of its own
        return skos.read(source)
    raise LexiconError(
        f"la racine {excerpt(name)} n’est pas celle d’un glossaire\xa0; il faut du TBX, "
        "du SKOS ou le fichier de FranceTerme",
        place=source.at(root.sourceline),
    )
