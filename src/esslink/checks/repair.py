"""
Typography set right in a glossary's own file: comments, order and layout stay.

TOML is edited string by string; JSON, which has no comments, is written anew. The
other formats hold more than a glossary keeps, so they are converted instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from esslink.checks.finding import Study
from esslink.checks.typography import FIXED, fix_lexicon, fix_typography
from esslink.errors import LexiconError
from esslink.formats.bounds import text_of
from esslink.formats.document import Source
from esslink.formats.toml import literal
from esslink.formats.tomlscan import scan
from esslink.lexicon import Lexicon

__all__ = ["repaired"]

# Each alternative begins with a different mark and runs to it; possessive, so linear.
_STRING = re.compile(
    r'#[^\n]*+|"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"{3,5}+|\'\'\'(?:[^\']++|\'(?!\'\'))*+\'{3,5}+'
    r"""|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+\'"""
)


def repaired(data: bytes, format: str, path: str) -> bytes | None:
    r"""
    Give a glossary file with the typography of its French texts set right.

    Args:
        data: the file.
        format: "toml" or "json".
        path: its name, for messages.

    Returns:
        the file, None when there is nothing to set right.

    Raises:
        LexiconError: the file is not valid, or is in another format.

    >>> repaired(b'[[term]]\nheadword = "acte d\'\xc3\x89tat" # loi\n', "toml", "g.toml").decode()
    '[[term]]\nheadword = "acte d’État" # loi\n'

    """
    if format not in ("toml", "json"):
        raise LexiconError(
            f"--fix ne réécrit que le TOML et le JSON\xa0; convertissez le glossaire avec "
            f"«\xa0esslink lexicon convert --fix {path} glossaire.toml\xa0»",
            place=path,
        )
    lexicon = Lexicon.from_bytes(data, format, path=path)
    wanted = fix_lexicon(lexicon)
    if wanted == lexicon:
        return None
    if format == "json":
        return wanted.to_bytes("json")[0]
    made = _toml(data, lexicon, path)
    if Lexicon.from_bytes(made, format, path=path) != wanted:
        raise LexiconError(
            "le fichier est écrit d’une façon que --fix ne sait pas suivre\xa0; corrigez-le à la "
            f"main, ou écrivez-en un autre avec «\xa0esslink lexicon convert --fix {path} …\xa0»",
            place=path,
        )
    return made


def _toml(data: bytes, lexicon: Lexicon, path: str) -> bytes:
    """Set right the strings of the keys that hold prose, in their lines."""
    source = Source(data, path)
    text = text_of(source)
    pieces: list[str] = []
    at = 0
    for start, end in _spans(text, lexicon, source):
        pieces += [text[at:start], _STRING.sub(_fixed, text[start:end])]
        at = end
    # A BOM and the ends of lines come back as they were.
    made = "".join([*pieces, text[at:]]).encode("utf-16" if _wide(data) else "utf-8")
    return b"\xef\xbb\xbf" + made if data.startswith(b"\xef\xbb\xbf") else made


def _wide(data: bytes) -> bool:
    """Tell whether the file is in UTF-16."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _spans(text: str, lexicon: Lexicon, source: Source) -> Iterator[tuple[int, int]]:
    """Yield where the values of the keys that hold French prose stand, in order."""
    layout = scan(text, source)
    french = Study(lexicon).is_french
    starts = [0]
    starts += [found.end() for found in re.finditer("\n", text)]
    starts.append(len(text))
    lines = sorted({n for line, keys in layout.terms for n in (line, *keys.values())})
    after = dict(zip(lines, [*lines[1:], len(starts)], strict=True))
    for term, (_, keys) in zip(lexicon, layout.terms, strict=False):
        if not french(term):
            continue
        for line in sorted(keys[key] for key in FIXED if key in keys):
            start = text.find("=", starts[line - 1]) + 1 or starts[line - 1]
            yield start, max(start, starts[min(after[line], len(starts)) - 1])


def _fixed(found: re.Match[str]) -> str:
    """Set one TOML string right, keeping how it is quoted."""
    import tomllib

    token = found[0]
    if token.startswith("#"):
        return token
    value = tomllib.loads(f"v = {token}")["v"]
    fixed = fix_typography(value)
    if fixed == value:
        return token
    if "\\" in token and not token.startswith("'"):
        return literal(fixed)
    quotes = token[:3] if token[:3] in ('"""', "'''") else token[0]
    return quotes + fix_typography(token[len(quotes) : -len(quotes)]) + quotes
