"""A glossary as a small HTML page: a definition list that :mod:`.html` reads back."""

from __future__ import annotations

from html import escape

from esslink.formats.document import Document, unheld
from esslink.formats.prose import written
from esslink.terms import Term

__all__ = ["write"]


def write(document: Document) -> tuple[bytes, list[str]]:
    """
    Write a glossary as a page; give what it cannot hold.

    >>> from esslink.terms import Term
    >>> b'<dt id="esslink-scop"><dfn>SCOP</dfn></dt>' in write(Document((Term("SCOP"),)))[0]
    True
    """
    notices = unheld(document, "place dans une page", ("title", "language", "description"))
    title = escape(document.title or "Glossaire")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(document.language)}">',
        f'<head><meta charset="utf-8"><title>{title}</title></head>',
        f"<body>\n<h1>{title}</h1>",
    ]
    if document.description:
        lines.append(f"<p>{escape(document.description)}</p>")
    lines.append("<dl>")
    names = {term.id: term.headword for term in document.terms}
    for term in document.terms:
        lines.append(_entry(term, names))
        notices += [f"{name} du terme n’a pas de place dans une page" for name in written(term)[1]]
    lines += ["</dl>", "</body>", "</html>", ""]
    return "\n".join(lines).encode(), notices


def _entry(term: Term, names: dict[str, str]) -> str:
    """Write the names of a term, then its definitions, source and references."""
    headword = written(term)[0]
    lines = [f'<dt id="esslink-{term.id}"><dfn>{escape(headword, quote=False)}</dfn></dt>']
    lines += [f"<dt>{escape(alias, quote=False)}</dt>" for alias in term.aliases]
    for text, domain in [
        (term.definition, term.domain),
        *((s.definition, s.domain) for s in term.senses),
    ]:
        field = f"<em>({escape(domain, quote=False)})</em> " if domain else ""
        lines.append(f"<dd>{field}{text}</dd>")
    if term.source:
        said = escape(term.source, quote=False)
        link = f'<a href="{escape(term.source_url)}">{said}</a>' if term.source_url else said
        lines.append(f"<dd>Source\xa0: {link}</dd>")
    if term.see:
        links = (
            f'<a href="#esslink-{s}">{escape(names.get(s, s), quote=False)}</a>' for s in term.see
        )
        lines.append(f"<dd>Voir aussi\xa0: {', '.join(links)}</dd>")
    return "\n".join(lines)
