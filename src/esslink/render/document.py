"""A text as a whole page: what stands before it and after it."""

from __future__ import annotations

__all__ = ["PAGE_BODY", "PAGE_CLOSE", "PAGE_OPEN", "page_before"]

PAGE_OPEN = '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta name="generator" content="esslink">\n'
PAGE_BODY = "</head>\n<body>\n"
PAGE_CLOSE = "</body>\n</html>\n"
"""What a whole page begins with, has before its text and ends with: known again by these."""

_LABELS = {None: "utf-8", "utf-8": "utf-8", "cp1252": "windows-1252", "iso8859-15": "iso-8859-15"}
"""What a page says of its encoding; UTF-16 has its mark, which wins over what a page says."""
_TITLE = 80
"""Code points of a title made of a first line."""
_HEAD = 4096
"""Code points among which a first line is looked for."""


def page_before(source: str, encoding: str | None, head: str) -> str:
    """
    Give what stands before a text that becomes a whole page; its title is its first line.

    >>> page_before("\\n# Les <mutuelles>\\n", None, "").split("\\n")[6]
    '<title>Les &lt;mutuelles&gt;</title>'
    """
    from esslink.render.safe import escape  # strip needs none of it

    start = source[:_HEAD].lstrip("\ufeff \t\r\n\f\v#")
    title = " ".join(start.partition("\n")[0].split())
    if len(title) > _TITLE:
        title = title[: _TITLE - 1].rstrip() + "…"
    label = _LABELS.get(encoding)
    charset = f'<meta charset="{label}">\n' if label else ""
    return (
        f"{PAGE_OPEN}{charset}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title) or 'Texte'}</title>\n{head}{PAGE_BODY}"
    )
