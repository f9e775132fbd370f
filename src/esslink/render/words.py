"""
The words that esslink itself puts on a page, by language: gettext catalogues.

French is the language of the messages. English is in ``locale/en.po``; a catalogue of the
user's own, made from ``locale/esslink.pot``, adds a language or has other words for one of
these. Catalogues are read as text (GNU gettext, «PO Files»), so that nothing has to be
compiled, and only for a page that needs them; compiled ones (``.mo``) are read too.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import NamedTuple

from esslink.errors import OptionError

__all__ = ["FRENCH", "RIGHT_TO_LEFT", "Words", "filled", "of_file", "of_language", "primary"]


class Words(NamedTuple):
    """Interface words of one language, as text; those before a value end as it needs."""

    glossary: str
    see: str
    source: str
    also: str
    field: str
    used: str
    others: str
    """Follows the pages that are named; ``{}`` is the number of those that are not."""
    letters: str
    filter: str
    found: str
    """Announced while the reader types; ``{}`` is a number, zero and one included."""
    colon: str
    """Between a name and its definition where both stand on one line."""


FRENCH = Words(
    glossary="Glossaire",
    see="Voir aussi\u00a0: ",
    source="Source\u00a0: ",
    also="On dit aussi\u00a0: ",
    field="Domaine\u00a0: ",
    used="Dans les pages\u00a0: ",
    others="et {}\u00a0de plus",
    letters="Lettres",
    filter="Filtrer les termes",
    found="Termes trouvés\u00a0: {}",
    colon="\u00a0: ",
)
"""The messages of the catalogues, in the order of :class:`Words`."""

LOCALE = os.path.join(os.path.dirname(__file__), "locale")
_SHIPPED = ("en",)
_LARGEST = 1_000_000
"""Bytes of a catalogue; one with all our words has a thousand."""

RIGHT_TO_LEFT = frozenset(("ar", "arc", "dv", "fa", "ha", "he", "ks", "ku", "ps", "sd", "ur", "yi"))
"""Languages whose usual script runs from right to left (CLDR 45, layout/orientation)."""


def primary(lang: str) -> str:
    """
    Return the primary subtag of a language tag.

    >>> primary("fr-CA"), primary("EN_us")
    ('fr', 'en')
    """
    return lang.replace("_", "-").split("-", 1)[0].lower()


def of_language(code: str, file: str = "") -> Words | None:
    """
    Return the words of a language, by its primary subtag; None for one without words.

    Those of *file*, a catalogue, come before ours. Raises :class:`OptionError` as
    :func:`of_file` does.

    >>> of_language("en").see, of_language("de")
    ('See also: ', None)
    """
    if file:
        lang, words = of_file(file)
        if lang == code:
            return words
    if code == "fr":
        return FRENCH
    return of_file(os.path.join(LOCALE, f"{code}.po"))[1] if code in _SHIPPED else None


@lru_cache(32)
def of_file(path: str) -> tuple[str, Words]:
    """
    Read a catalogue, ``.po`` or ``.mo``: its primary language subtag and its words.

    A message that is not translated keeps its French words.

    Raises:
        OptionError: no such file, not a catalogue, or one without a language.

    """
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST)
    except FileNotFoundError:
        raise OptionError("il n’y a pas de catalogue de ce nom", place=path) from None
    except OSError:
        raise OptionError("ce catalogue ne peut être lu", place=path) from None
    found = _compiled(content, path) if path.endswith(".mo") else _messages(_text(content, path))
    pairs = (line.partition(":") for line in found.get("", "").split("\n"))
    header = {key.strip().lower(): value.strip() for key, _, value in pairs}
    lang = primary(header.get("language", ""))
    if not lang.isascii() or not lang.isalpha():
        raise OptionError(
            "ce catalogue ne dit pas sa langue\u00a0; ajouter à son en-tête"
            " une ligne comme «\u00a0Language: de\u00a0»",
            place=path,
        )
    return lang, Words(*(found.get(message) or message for message in FRENCH))


def filled(words: str, number: int) -> str:
    """
    Return *words* with *number* at its ``{}``.

    Not :meth:`str.format`, which would run what a catalogue writes between the braces.

    >>> filled("et {} de plus", 3)
    'et 3 de plus'
    """
    return words.replace("{}", str(number))


def _text(content: bytes, path: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise OptionError("ce catalogue n’est pas en UTF-8", place=path) from None


def _compiled(content: bytes, path: str) -> dict[str, str]:
    """Read a compiled catalogue: the header under the empty message, as in a text."""
    import io
    import struct
    from gettext import GNUTranslations

    try:
        catalogue = GNUTranslations(io.BytesIO(content))
    except (OSError, ValueError, IndexError, LookupError, struct.error):
        raise OptionError("ce n’est pas un catalogue compilé par msgfmt", place=path) from None
    return {message: catalogue.gettext(message) for message in ("", *FRENCH)}


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def _messages(text: str) -> dict[str, str]:
    r"""
    Return the messages of a catalogue and their translations; fuzzy ones are left out.

    >>> _messages('msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "Lettres"\nmsgstr "Buch"\n"staben"')
    {'': 'Language: de\n', 'Lettres': 'Buchstaben'}
    """
    found: dict[str, str] = {}
    message = translation = ""
    place, fuzzy, next_fuzzy = "", False, False
    for line in [*text.replace("\r\n", "\n").split("\n"), "msgid"]:
        word, _, rest = line.strip().partition(" ")
        if word == "#,":
            next_fuzzy = "fuzzy" in rest
        elif word == "msgid":
            if place == "msgstr" and not fuzzy:
                found[message] = translation
            place, fuzzy, next_fuzzy = "msgid", next_fuzzy, False
            message, translation = _unquoted(rest), ""
        elif word == "msgstr" and place == "msgid":
            place, translation = "msgstr", _unquoted(rest)
        elif word.startswith('"') and place == "msgid":
            message += _unquoted(line)
        elif word.startswith('"') and place == "msgstr":
            translation += _unquoted(line)
    return found


def _unquoted(text: str) -> str:
    """Return what stands between the quotes of a line, without its escapes; linear."""
    inside = text.strip()[1:-1]
    if "\\" not in inside:
        return inside
    parts, characters = [], iter(inside)
    for character in characters:
        escaped = next(characters, "") if character == "\\" else ""
        parts.append(_ESCAPES.get(escaped, escaped) or character)
    return "".join(parts)
