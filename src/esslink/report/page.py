"""
A report as one page: tables, charts, contexts, in French, complete without script.

Names of pages, forms and contexts are strangers' words: everything is escaped, addresses
are relative and quoted whole, and the page's own policy lets nothing run but its script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote

from esslink.context.wording import example, wording
from esslink.policy import REASONS
from esslink.render.resources import compact
from esslink.render.safe import escape
from esslink.report.charts import bars
from esslink.report.seen import LONGEST, Context
from esslink.report.tally import BANDS, Form, Line, PageRow, Tally, TermRow

__all__ = ["REPORT_SCRIPT", "REPORT_STYLESHEET", "as_html"]

REPORT_STYLESHEET = "esslink-report.css"
REPORT_SCRIPT = "esslink-report.js"

TERMS = 2_000
"""Terms that the page shows; others are counted, and stand in the JSON and the CSV."""
PAGES = 500
"""Pages that the page shows, likewise."""
FORMS = 500
"""Forms left alone that the page shows, likewise."""
NEVER = 5_000
"""Terms never found that the page shows, likewise."""
LINES = 5_000
"""Contexts that the page shows for all terms together, about."""
CHARTED = 20
"""Terms in the chart."""

_THIN = "\u202f"
_SECTIONS = (
    ("termes", "Termes par fréquence"),
    ("pages", "Pages par densité"),
    ("jamais", "Termes jamais trouvés"),
    ("laisses", "Formes laissées"),
    ("echecs", "Fichiers en échec"),
)


def as_html(tally: Tally) -> bytes:
    """
    Return the report as a page in UTF-8, of bounded size, that needs no other file.

    The same pages give the same bytes, in whatever order they were added.
    """
    style, script = compact(REPORT_STYLESHEET), compact(REPORT_SCRIPT)
    writers: dict[str, Callable[[Tally], str]] = {
        "termes": _terms,
        "pages": _pages,
        "jamais": _never,
        "laisses": _left,
        "echecs": _failures,
    }
    parts = [(key, name, writers[key](tally)) for key, name in _SECTIONS]
    parts = [part for part in parts if part[2]]
    links = "".join(f'<li><a href="#{key}">{name}</a></li>' for key, name, _ in parts)
    sections = "".join(
        f'<section aria-labelledby="{key}">\n<h2 id="{key}">{name}</h2>\n{inside}</section>\n'
        for key, name, inside in parts
    )
    page = (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;'
        f" style-src {_allowed(style)}; script-src {_allowed(script)};"
        ' base-uri &#39;none&#39;; form-action &#39;none&#39;">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<meta name="esslink" content="off">\n'
        f"<title>Rapport – {escape(tally.glossary)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n<header>\n<h1>Rapport</h1>\n<p>{_sentence(tally)}</p>\n</header>\n<main>\n"
        f'{_figures(tally)}<nav aria-label="Rubriques">\n<ul>{links}</ul>\n</nav>\n'
        '<form role="search" hidden>\n<label for="filtre">Filtrer les tableaux</label>\n'
        '<input type="search" id="filtre" autocomplete="off">\n'
        '<p role="status" data-words="Lignes affichées\u00a0: {}"></p>\n</form>\n'
        f"{sections}</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _allowed(code: str) -> str:
    """Return the source expression that lets exactly *code* run (CSP 3, 2.3.1)."""
    from base64 import b64encode
    from hashlib import sha256

    return f"&#39;sha256-{b64encode(sha256(code.encode()).digest()).decode()}&#39;"


def _n(number: float) -> str:
    """
    Write a number as French does.

    >>> _n(12345.5), _n(3)
    ('12\\u202f345,5', '3')
    """
    return f"{number:,}".replace(",", _THIN).replace(".", ",")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{_n(number)} {(many or one + 's') if number > 1 else one}"


def _sentence(tally: Tally) -> str:
    deed = "annotées" if tally.action == "annotate" else "lues"
    if tally.pages < 2:
        deed = deed.rstrip("s")
    return (
        f"{_count(tally.pages, 'page')} {deed}, glossaire «\u00a0{escape(tally.glossary)}\u00a0»."
    )


def _figures(tally: Tally) -> str:
    never, found = len(tally.never()), len(tally.found())
    rows = [
        ("Occurrences", _n(tally.occurrences)),
        ("Pages avec un terme", f"{_n(tally.with_terms)} sur {_n(tally.pages)}"),
        ("Termes trouvés", f"{_n(found)} sur {_n(found + never)}"),
        ("Mots lus", _n(tally.words)),
    ]
    if tally.action == "annotate":
        rows.insert(1, ("Liens", _n(tally.links)))
    if tally.failed:
        rows.append(("Fichiers en échec", _n(tally.failed)))
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<dl class="figures">{cells}</dl>\n'


def _table(
    name: str, heads: Sequence[tuple[str, bool]], bodies: Iterable[str], *, pairs: bool = False
) -> str:
    """Return a table that scrolls alone when it is too wide; *pairs*: a body for each row."""
    cells = "".join(f'<th scope="col"{" class=n" * number}>{name}</th>' for name, number in heads)
    inside = "".join(bodies)
    rows = f"{inside}" if pairs else f"<tbody>\n{inside}</tbody>\n"
    kind = ' class="pairs"' if pairs else ""
    return (
        f'<div class="scroll" role="region" aria-label="Tableau des {name}" tabindex="0">\n'
        f"<table{kind}>\n<thead><tr>{cells}</tr></thead>\n{rows}</table>\n</div>\n"
    )


def _more(left_out: int, one: str, many: str) -> str:
    """Say how many rows are not shown, and where they are."""
    if left_out <= 0:
        return ""
    verb = "sont" if left_out > 1 else "est"
    return (
        f"<p>{_count(left_out, one, many)} de plus ne {verb} pas dans ce tableau\u00a0;"
        " le rapport en .csv ou .json en donne davantage.</p>\n"
    )


def _terms(tally: Tally) -> str:
    rows = tally.found()
    if not rows:
        return "<p>Aucun terme du glossaire n’a été trouvé.</p>\n"
    top = rows[:CHARTED]
    name = f"Occurrences des {len(top)} premiers termes" if len(top) > 1 else "Occurrences"
    chart = bars([(row.term.headword, row.occurrences, _n(row.occurrences)) for row in top], name)
    shown = rows[:TERMS]
    lines = max(1, LINES // len(shown))
    linked = tally.action == "annotate"
    heads = [("Terme", False), ("Occurrences", True), ("Pages", True), ("Formes", False)]
    if linked:
        heads.insert(2, ("Liens", True))
    table = _table("termes", heads, (_term(row, lines, linked=linked) for row in shown), pairs=True)
    return chart + table + _more(len(rows) - len(shown), "terme", "termes")


def _term(row: TermRow, lines: int, *, linked: bool) -> str:
    """Return a term's row and the row of its contexts."""
    forms = ", ".join(f"{escape(form)} ({_n(count)})" for form, count in row.forms[:8])
    if len(row.forms) > 8:
        forms += f" et {len(row.forms) - 8}\u00a0autres"
    counts = [row.occurrences, row.links, row.pages] if linked else [row.occurrences, row.pages]
    cells = "".join(f'<td class="n">{_n(count)}</td>' for count in counts)
    shown = row.lines[:lines]
    title = f"{_count(len(shown), 'contexte')} sur {_n(row.occurrences)}"
    return (
        f'<tbody>\n<tr><th scope="row">{escape(row.term.headword)}</th>{cells}'
        f"<td>{forms}</td></tr>\n"
        f'<tr><td colspan="{len(counts) + 2}">{_contexts(shown, title)}</td></tr>\n</tbody>\n'
    )


def _contexts(lines: Sequence[Line], title: str) -> str:
    items = "".join(map(_line, lines))
    return f'<details><summary>{title}</summary>\n<ul class="lines">\n{items}</ul>\n</details>'


def _line(line: Line) -> str:
    """Return an occurrence amid its words, with a link to its place on its page."""
    before, text, after = map(escape, line.context)
    name = escape(line.page.title or line.page.shown)
    if line.page.href:
        to = escape(line.page.href + ("" if line.page.part else _fragment(line.context)))
        name = f'<a href="{to}">{name}</a>'
    else:
        name = f"<em>{name}</em>"
    return f'<li><span class="b">{before}</span><b>{text}</b><span>{after}</span> {name}</li>\n'


def _fragment(context: Context) -> str:
    """
    Return the fragment by which a browser shows the place (WICG, URL text fragments).

    Browsers match whole words, and «l’eau» is one: what touches the words goes with
    them. Where a browser finds nothing, or knows no such fragments, it opens the page.

    >>> _fragment(Context("On boit de l’", "eau", ", et du vin"))
    '#:~:text=boit%20de-,l%E2%80%99eau%2C,-et%20du'
    """
    text = context.text
    if not text or text.endswith("…"):
        return ""
    before, after = context.before, context.after
    if before and before[-1] != " ":
        before, _, touching = before.rpartition(" ")
        text = touching + text
    if after and after[0] != " ":
        touching, _, after = after.partition(" ")
        text += touching.rstrip("…")
    left = " ".join(before.replace("…", " ").split()[-2:])
    right = " ".join(after.replace("…", " ").split()[:2])
    words = (f"{_coded(left)}-," if left else "") + _coded(text)
    return "#:~:text=" + words + (f",-{_coded(right)}" if right else "")


def _coded(text: str) -> str:
    return quote(text[:LONGEST].encode("utf-8", "replace"), safe="").replace("-", "%2D")


def _pages(tally: Tally) -> str:
    listed = tally.listed()
    if not listed:
        return ""
    name = "Pages selon le nombre d’occurrences pour 1\u202f000\u00a0mots"
    ends = [*map(str, BANDS[1:]), ""]
    labels = ["aucune", *(_band(low, high) for low, high in zip(BANDS, ends, strict=True))]
    rows = [
        (label, float(count), _count(count, "page"))
        for label, count in zip(labels, tally.bands, strict=True)
    ]
    linked = tally.action == "annotate"
    heads = [("Page", False), ("Densité", True), ("Occurrences", True), ("Termes", True)]
    heads += [("Liens", True)] * linked + [("Mots", True)]
    shown = listed[:PAGES]
    return (
        bars(rows, name)
        + "<p>La densité compte les occurrences pour 1\u202f000\u00a0mots. Les pages de moins de"
        " 100\u00a0mots viennent en dernier.</p>\n"
        + _table("pages", heads, (_page(page, linked=linked) for page in shown))
        + _more(tally.pages - len(shown), "page", "pages")
    )


def _band(low: int, high: str) -> str:
    if not high:
        return f"plus de {low}"
    return f"jusqu’à {high}" if not low else f"plus de {low}, jusqu’à {high}"


def _page(page: PageRow, *, linked: bool) -> str:
    name = escape(page.title or page.shown)
    if page.href:
        name = f'<a href="{escape(page.href)}">{name}</a>'
    if page.title:
        name += f' <span class="path">{escape(page.shown)}</span>'
    counts: list[float] = [page.density, page.occurrences, page.terms]
    counts += [page.links] * linked + [page.words]
    cells = "".join(f'<td class="n">{_n(count)}</td>' for count in counts)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>\n'


def _never(tally: Tally) -> str:
    terms = tally.never()
    if not terms:
        return ""
    items = "".join(f"<li>{escape(term.headword)}</li>\n" for term in terms[:NEVER])
    return (
        f"<p>{_count(len(terms), 'terme')} du glossaire.</p>\n"
        f'<ul class="terms">\n{items}</ul>\n' + _more(len(terms) - NEVER, "terme", "termes")
    )


def _left(tally: Tally) -> str:
    forms = tally.left()
    if not forms:
        return ""
    heads = [("Forme", False), ("Terme", False), ("Raison", False)]
    heads += [("Occurrences", True), ("Pages", True)]
    return (
        "<p>Ces formes d’un terme ont été trouvées et laissées telles quelles.</p>\n"
        + _table("formes laissées", heads, map(_form, forms[:FORMS]), pairs=True)
        + _more(len(forms) - FORMS, "forme", "formes")
    )


def _form(form: Form) -> str:
    title = _count(len(form.lines), "contexte")
    return (
        f'<tbody>\n<tr><th scope="row">{escape(form.form)}</th>'
        f"<td>{escape(form.term.headword)}</td><td>{''.join(_why(form))}</td>"
        f'<td class="n">{_n(form.occurrences)}</td><td class="n">{_n(form.pages)}</td></tr>\n'
        f'<tr><td colspan="5">{_contexts(form.lines, title)}</td></tr>\n</tbody>\n'
    )


def _why(form: Form) -> Iterator[str]:
    """Yield the reason, the rule and the sentence that shows the rule."""
    yield escape(REASONS[form.reason])
    said = wording(form.reason, form.detail)
    if said:
        yield f"\u00a0: {escape(said)}"
    shown = example(form.reason, form.detail)
    if shown:
        yield f" <i>(exemple\u00a0: {escape(shown)})</i>"


def _failures(tally: Tally) -> str:
    rows = tally.failures()
    if not rows:
        return ""
    lines = (
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(error)}</td></tr>\n'
        for name, error in rows
    )
    return _table("fichiers en échec", [("Fichier", False), ("Cause", False)], lines) + _more(
        tally.failed - len(rows), "fichier", "fichiers"
    )
