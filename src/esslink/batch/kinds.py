"""
How a file holds its pages, by its name.

This module is on the way of every start of the command, so it imports nothing.
"""

from __future__ import annotations

__all__ = ["kind_of"]

_KINDS = {
    "warc": (".warc", ".warc.gz"),
    "lines": (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst"),
    "table": (".parquet", ".arrow", ".feather", ".arrows"),
    "stream": (".gz", ".zst"),
}
_NOT_OURS = (".warc.zst", ".svgz", ".tar.gz", ".tar.zst")


def kind_of(path: str) -> str:
    """
    Tell how a file holds its pages, by its name; empty for one page as it is.

    ``"warc"``, ``"lines"`` (JSON Lines), ``"table"`` (Parquet, Arrow) or ``"stream"``
    (one page, compressed).

    >>> kind_of("crawl.warc.gz"), kind_of("pages.jsonl.zst"), kind_of("a.html.gz"), kind_of("a.md")
    ('warc', 'lines', 'stream', '')
    """
    name = path.lower()
    if name.endswith(_NOT_OURS):
        return ""
    return next((kind for kind, suffixes in _KINDS.items() if name.endswith(suffixes)), "")
