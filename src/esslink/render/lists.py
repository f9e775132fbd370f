"""The plain list that profiles for mail and feeds put at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from esslink.render.entries import Voice, french_order, lang_mark, meanings, more
from esslink.render.marks import GLOSSARY_CLASS, anchor
from esslink.render.safe import escape, safe_html
from esslink.terms import Term

__all__ = ["plain_list"]


def plain_list(
    terms: Sequence[Term],
    known: Mapping[str, Term],
    voice: Voice,
    title: str,
    *,
    ids: bool,
    xhtml: bool,
) -> str:
    """
    Return a heading and a definition list with elements that mail and feeds keep.

    No section, role, class or script inside; ids, when asked for, on ``dt`` only,
    because feed readers drop those of ``div`` and ``section``. A related term is
    text: in-page links are broken in half of the mail clients.

    >>> from esslink.render.entries import speech
    >>> voice = speech("fr", "fr")
    >>> sel = Term("sel", definition="Du sel.")
    >>> print(plain_list((sel,), {}, voice, "Mots", ids=True, xhtml=False), end="")
    <div class="esslink-glossary esslink-footer" data-esslink="glossary">
    <h2>Mots</h2>
    <dl><dt id="esslink-sel"><b>sel</b></dt>
    <dd>Du sel.</dd></dl>
    </div>
    """
    rows = []
    here = {term.id: term for term in terms}
    for term in sorted(terms, key=french_order):
        name = f"<b>{escape(term.headword)}</b>"
        if term.abbreviation:
            name += f" ({escape(term.abbreviation)})"
        own = f' id="{anchor(term.id)}"' if ids else ""
        rows.append(f"<dt{own}{lang_mark(voice.lang, voice.around)}>{name}</dt>")
        mark = lang_mark(term.lang or voice.lang, voice.around)
        for definition, domain in meanings(term):
            label = f"<i>({escape(domain)})</i> " if domain else ""
            rows.append(f"<dd{mark}>{label}{safe_html(definition, xhtml=xhtml)}</dd>")
        rest = more(term, here, known, voice, address=None)
        if rest or not meanings(term):
            rows.append(f"<dd><small>{rest}</small></dd>" if rest else "<dd></dd>")
    listed = "\n".join(rows)
    return (
        f'<div class="{GLOSSARY_CLASS}" data-esslink="glossary"{voice.mark}>\n'
        f"<h2>{escape(title)}</h2>\n<dl>{listed}</dl>\n</div>"
    )
