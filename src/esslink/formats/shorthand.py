"""
Headwords that dictionaries abridge, made whole.

«acheteur, -euse potentiel, -elle» is two citation forms, «ligne (en)» is *en
ligne*. Only the writings below are touched: *coût, assurance et fret* is a term
with commas.
"""

from __future__ import annotations

import re

__all__ = ["expand", "feminine"]

# The words are runs of one class and what stands between them is fixed, so
# each position is tried once.
_ENDING = re.compile(r"([^\W\d_]++),[ \xa0]?[-‐‑–]([^\W\d_]{1,8}+)(?![\w'’])")

_LEADING = (
    "à à_la à_l' au aux d' dans de de_la de_l' des du en en_mode hors l' la le les par pour s' sans "
    "se sous sur un une dans_le dans_la dans_les"
)
_PARENTHESIS = re.compile(
    # The alternatives are fixed words, longest first, up to the closing bracket.
    r"\s*+\(("
    + "|".join(
        re.escape(word.replace("_", " ")).replace("'", "['’]")
        for word in sorted(_LEADING.split(), key=len, reverse=True)
    )
    + r")\)$"
)
_SAME = re.compile(r"^(.{1,200}?) (de|du|des|à|au|aux|en) ([^\s,]++), \2 ([^\s,]++)$")


def _plain(letter: str) -> str:
    """Give a letter without its accent."""
    return letter.translate(str.maketrans("àâäéèêëîïôöùûüÿç", "aaaeeeeiioouuuyc"))


def feminine(word: str, ending: str) -> str | None:
    """
    Put the abridged *ending* in the place of the end of *word*.

    The ending replaces the word from the last letter that it begins with
    (*répartiteur, -trice*: from the *t*); *-e*, and a doubled consonant, are
    added. None when the ending shares no letter with the end of the word.

    >>> [feminine(*pair) for pair in (("manageur", "euse"), ("répartiteur", "trice"), ("chiral", "e"))]
    ['manageuse', 'répartitrice', 'chirale']
    >>> feminine("irrégulier", "ière"), feminine("gardien", "ne"), feminine("blanc", "che")
    ('irrégulière', 'gardienne', 'blanche')
    """
    if ending in ("e", "s", "es") or (
        len(ending) == 2 and ending[1] == "e" and ending[0] == word[-1]
    ):
        return word + ending
    first = _plain(ending[0].lower())
    at = len(word) - 1
    while at > 0 and _plain(word[at].lower()) != first:
        at -= 1
    # The end that is replaced is about as long as the new one: -eur/-euse, -x/-lle.
    if at <= 0 or len(word) - at > len(ending) + 1:
        return None
    return word[:at] + ending


def expand(headword: str) -> tuple[str, tuple[str, ...]]:
    """
    Give the citation form of a headword and its other citation forms.

    >>> expand("acheteur, -euse potentiel, -elle")
    ('acheteur potentiel', ('acheteuse potentielle',))
    >>> expand("écraser (s')"), expand("ligne (en)"), expand("coût, assurance et fret")
    (("s'écraser", ()), ('en ligne', ()), ('coût, assurance et fret', ()))
    >>> expand("administrateur de site, de serveur")
    ('administrateur de site', ('administrateur de serveur',))
    """
    text = headword.strip()
    if text.endswith(("…", "...")):
        text = text.rstrip("….").rstrip()
    if found := _PARENTHESIS.search(text[-200:]):
        lead = found[1]
        body = text[: len(text) - len(found[0])]
        text = lead + body if lead[-1] in "'’" else f"{lead} {body}"
    if same := _SAME.match(text):
        return f"{same[1]} {same[2]} {same[3]}", (f"{same[1]} {same[2]} {same[4]}",)
    if not _ENDING.search(text):
        return text or headword, ()
    other = _ENDING.sub(lambda m: feminine(m[1], m[2]) or m[1], text)
    text = _ENDING.sub(r"\1", text)
    return text, (other,) if other != text else ()
