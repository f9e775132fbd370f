"""The texts of a corpus: pages and text files, read for their prose and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from esslink.errors import OptionError

__all__ = ["texts"]

_SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".md", ".markdown", ".rst")


def texts(paths: Sequence[str]) -> Iterator[str]:
    """
    Yield the prose of each page and text file of *paths*, files or folders, one at a time.

    In folders, files are told by their suffix. What cannot be decoded is passed over.

    Raises:
        OptionError: a path does not exist or cannot be read.

    """
    for path in paths:
        if not os.path.exists(path):
            raise OptionError("ce chemin n’existe pas", place=path)
        for name in _files(path):
            try:
                with open(name, "rb") as file:
                    data = file.read()
            except OSError as error:
                raise OptionError(f"lecture impossible ({error.strerror})", place=name) from None
            yield _prose(data)


def _files(path: str) -> Iterator[str]:
    """Yield a file, or the pages and texts of a folder, sorted."""
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(_SUFFIXES):
                yield os.path.join(folder, name)


def _prose(data: bytes) -> str:
    """Give the text that a reader of the page sees; empty for what is no text."""
    from esslink.errors import EsslinkError
    from esslink.sources import html, text
    from esslink.sources.encoding import decode
    from esslink.sources.kind import is_binary, kind

    if is_binary(data):
        return ""
    try:
        source = decode(data).text
    except EsslinkError:
        return ""
    return html.read(source).region.text if kind(source) == "html" else text.read(source).text
