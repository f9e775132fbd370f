"""
The glossary as pages of a site: A to Z, the target of the ``page`` profile's links.

One page, or one for each letter and an index. Without script it is a plain list;
with it, a field filters the list while the reader types.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from esslink.render.entries import (
    Voice,
    french_order,
    lang_mark,
    letter,
    meanings,
    more,
    speech,
)
from esslink.render.links import relative
from esslink.render.marks import anchor
from esslink.render.resources import STYLESHEET, compact
from esslink.render.safe import escape, safe_html
from esslink.render.words import filled, of_file
from esslink.terms import Term

__all__ = ["PAGE_SCRIPT", "PAGE_STYLESHEET", "GlossaryPage", "glossary_pages"]

PAGE_STYLESHEET = "esslink-page.css"
"""Stylesheet of glossary pages, besides ``esslink.css``."""
PAGE_SCRIPT = "esslink-page.js"
"""Script of glossary pages."""
MOST_USES = 20
"""Pages that an entry names; more are counted."""

Use = tuple[str, str]
"""A page that uses a term: its path from the site's root, or an address, and its title."""


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """Options of a glossary page."""

    path: str = "glossaire.html"
    """Where it will stand, from the site's root; with ``{letter}``, one page for each letter."""
    title: str | None = None
    """Heading, as text; None for «Glossaire» in the glossary's language."""
    lang: str = "fr"
    """Language of the glossary and of the page."""
    words: str = ""
    """A catalogue (``.po``, ``.mo``) with interface words: :mod:`esslink.render.words`."""
    assets: str = "inline"
    """``"inline"``, ``"linked"`` or ``"none"``, as :data:`esslink.render.web.ASSETS` says."""
    assets_at: str = ""
    """Folder of linked assets, from the site's root, with ``/`` at its end."""
    microdata: bool = False
    """Add schema.org ``DefinedTermSet`` attributes: the definitions stay the only copy."""


def glossary_pages(
    terms: Iterable[Term],
    options: GlossaryPage | None = None,
    used: Mapping[str, Sequence[Use]] | None = None,
    counts: Mapping[str, int] | None = None,
) -> dict[str, str]:
    """
    Return each page's path and HTML, ids equal to those that links of other pages use.

    *used* gives, by a term's id, the pages that link to it, and *counts* how many
    there are where *used* does not hold them all. Terms without any definition are
    left out: nothing links to them.

    >>> sel, eau = Term("sel", definition="Du sel."), Term("eau", definition="De l’eau.")
    >>> pages = glossary_pages([sel, eau])
    >>> list(pages), pages["glossaire.html"].index("eau") < pages["glossaire.html"].index("sel")
    (['glossaire.html'], True)
    >>> split = GlossaryPage(path="mots/{letter}.html")
    >>> list(glossary_pages([sel, eau], split))
    ['mots/index.html', 'mots/e.html', 'mots/s.html']
    """
    options = options or GlossaryPage()
    if options.words:
        of_file(options.words)
    ordered = sorted((term for term in terms if meanings(term)), key=french_order)
    here = {term.id: term for term in ordered}
    writer = _Writer(options, here, used or {}, counts or {})
    groups = [(key, list(group)) for key, group in itertools.groupby(ordered, key=letter)]
    if "{letter}" not in options.path:
        sections = "".join(writer.section(key, group, options.path) for key, group in groups)
        return {options.path: writer.page(options.path, groups, sections)}
    index = options.path.replace("{letter}", "index")
    sections = "".join(writer.names(key, group, index) for key, group in groups)
    pages = {index: writer.page(index, groups, sections)}
    for key, group in groups:
        path = options.path.replace("{letter}", key)
        pages[path] = writer.page(path, groups, writer.section(key, group, path), key)
    return pages


class _Writer:
    """What is the same for all the pages of one glossary."""

    def __init__(
        self,
        options: GlossaryPage,
        here: Mapping[str, Term],
        used: Mapping[str, Sequence[Use]],
        counts: Mapping[str, int],
    ) -> None:
        self.options = options
        self.here = here
        self.used = used
        self.counts = counts
        self.voice: Voice = speech(options.lang, options.lang, options.words)
        self.title = escape(self.voice.words.glossary if options.title is None else options.title)

    def address(self, path: str) -> Callable[[Term], str]:
        """Return a function from a term to its entry's address on the page at *path*."""

        def of(term: Term) -> str:
            target = self.options.path.replace("{letter}", letter(term))
            there = "" if target == path else escape(relative(target, path))
            return f"{there}#{anchor(term.id)}"

        return of

    def page(
        self, path: str, groups: list[tuple[str, list[Term]]], sections: str, current: str = ""
    ) -> str:
        """Return a whole page around *sections*."""
        words = self.voice.words
        links = "\n".join(self.letter_link(key, path, current) for key, _ in groups)
        scope = _scope("DefinedTermSet") if self.options.microdata else ""
        name = ' itemprop="name"' if self.options.microdata else ""
        title = f"{self.title} – {_sign(current)}" if current else self.title
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(self.options.lang)}">\n<head>\n'
            '<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n{self.style(path)}</head>\n<body>\n"
            f'<main class="esslink-page" data-esslink="page"{scope}{self.voice.mark}>\n'
            f'<h1 id="esslink-title"{name}>{self.title}</h1>\n'
            f'<nav aria-label="{escape(words.letters)}">\n<ul>\n{links}\n</ul>\n</nav>\n'
            '<form role="search" hidden>\n'
            f'<label for="esslink-filter">{escape(words.filter)}</label>\n'
            '<input type="search" id="esslink-filter" autocomplete="off">\n'
            f'<p role="status" data-words="{escape(words.found)}"></p>\n</form>\n'
            f"{sections}</main>\n{self.script(path)}</body>\n</html>\n"
        )

    def letter_link(self, key: str, path: str, current: str) -> str:
        """Return the item of a letter in the navigation."""
        if "{letter}" in self.options.path:
            href = escape(relative(self.options.path.replace("{letter}", key), path))
        else:
            href = f"#esslink-letter-{key}~"
        mark = ' aria-current="page"' if key == current else ""
        return f'<li><a href="{href}"{mark}>{_sign(key)}</a></li>'

    def section(self, key: str, terms: list[Term], path: str) -> str:
        """Return a letter's section with its entries."""
        entries = "\n".join(self.entry(term, path) for term in terms)
        return _section(key, f"<dl>{entries}</dl>")

    def names(self, key: str, terms: list[Term], path: str) -> str:
        """Return a letter's section of an index: names that lead to the letter's page."""
        address = self.address(path)
        mark = lang_mark(self.options.lang, self.voice.around)
        rows = "\n".join(
            f'<li{mark}><a href="{address(term)}">{escape(term.headword)}</a></li>'
            for term in terms
        )
        return _section(key, f"<ul>{rows}</ul>")

    def entry(self, term: Term, path: str) -> str:
        """Return a term's entry, with its other names, its field and the pages that use it."""
        data = self.options.microdata
        item = f' itemprop="hasDefinedTerm"{_scope("DefinedTerm")}' if data else ""
        name, text, other = (
            (f' itemprop="{prop}"' if data else "")
            for prop in ("name", "description", "alternateName")
        )
        heading = f"<dfn{name}>{escape(term.headword)}</dfn>"
        if term.abbreviation:
            heading += f" (<abbr{other}>{escape(term.abbreviation)}</abbr>)"
        mark = lang_mark(self.options.lang, self.voice.around)
        rows = [f'<dt id="{anchor(term.id)}"{mark}>{heading}</dt>']
        lang = lang_mark(term.lang or self.options.lang, self.voice.around)
        for definition, domain in meanings(term):
            label = f'<span class="esslink-domain">({escape(domain)})</span> ' if domain else ""
            rows.append(f"<dd{text}{lang}>{label}{safe_html(definition)}</dd>")
        rest = [
            *self.labels(term),
            more(term, self.here, {}, self.voice, address=self.address(path)),
        ]
        rest.append(self.uses(term, path))
        if any(rest):
            rows.append(f'<dd class="esslink-more">{" ".join(filter(None, rest))}</dd>')
        return f"<div{item}>{chr(10).join(rows)}</div>"

    def labels(self, term: Term) -> Iterable[str]:
        """Yield the other names and the categories of a term, each as a sentence."""
        for word, values in (
            (self.voice.words.also, term.aliases),
            (self.voice.words.field, term.categories),
        ):
            if values:
                yield f"{escape(word)}{', '.join(map(escape, values))}."

    def uses(self, term: Term, path: str) -> str:
        """Return links to the pages that use a term; the rest of a long list is counted."""
        pages = self.used.get(term.id, ())
        links = [
            f'<a href="{escape(relative(address, path))}">{escape(title)}</a>'
            for address, title in pages[:MOST_USES]
            if ":" not in address.split("/", 1)[0] or address.startswith(("http://", "https://"))
        ]
        if not links:
            return ""
        rest = max(len(pages), self.counts.get(term.id, 0)) - min(len(pages), MOST_USES)
        others = f" {escape(filled(self.voice.words.others, rest))}" if rest > 0 else ""
        return f"{escape(self.voice.words.used)}{', '.join(links)}{others}."

    def style(self, path: str) -> str:
        """Return the stylesheets, inline or linked."""
        if self.options.assets == "linked":
            names = (self.options.assets_at + name for name in (STYLESHEET, PAGE_STYLESHEET))
            addresses = (escape(relative(name, path)) for name in names)
            return "".join(f'<link rel="stylesheet" href="{one}">\n' for one in addresses)
        if self.options.assets == "none":
            return ""
        return f"<style>\n{compact(STYLESHEET)}\n{compact(PAGE_STYLESHEET)}\n</style>\n"

    def script(self, path: str) -> str:
        """Return the filter's script, inline or linked."""
        if self.options.assets == "linked":
            address = escape(relative(self.options.assets_at + PAGE_SCRIPT, path))
            return f'<script src="{address}" defer></script>\n'
        return "" if self.options.assets == "none" else f"<script>{compact(PAGE_SCRIPT)}</script>\n"


def _section(key: str, inside: str) -> str:
    heading = f"esslink-letter-{key}~"  # the tilde: no term's id can be the same
    return (
        f'<section aria-labelledby="{heading}" data-esslink="glossary">\n'
        f'<h2 id="{heading}">{_sign(key)}</h2>\n{inside}\n</section>\n'
    )


def _sign(key: str) -> str:
    return "0–9" if key == "0" else key.upper()


def _scope(kind: str) -> str:
    return f' itemscope itemtype="https://schema.org/{kind}"'
