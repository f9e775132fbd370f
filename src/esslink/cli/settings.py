"""
Settings of a folder: ``[tool.esslink]`` in ``pyproject.toml``, or ``esslink.toml``.

Keys are the long options of the commands. tomllib is imported only when one of the
files is there and speaks of esslink.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from esslink.errors import OptionError

__all__ = ["KEYS", "read_settings", "settings_file"]

KEYS: Mapping[str, type | tuple[type, ...]] = {
    "lexicon": str,
    "occurrences": str,
    "context": str,
    "only": list,
    "without": list,
    "stop": list,
    "names": str,
    "shared": str,
    "per_term": int,
    "per_page": int,
    "distance": int,
    "link_share": (int, float),
    "nested": str,
    "own_page": str,
    "skip": list,
    "within": list,
    "headings": bool,
    "lang": str,
    "to": str,
    "assets": str,
    "profile": str,
    "format": str,
    "encoding": str,
    "output": str,
    "include": list,
    "exclude": list,
    "jobs": int,
    "timeout": (int, float),
    "quiet": bool,
}
"""What a settings file may hold, and the type of each value."""

_FRENCH = {
    str: "un texte",
    list: "une liste de textes",
    int: "un nombre entier",
    bool: "true ou false",
}
_LINE = re.compile(r"\(at line ([0-9]{1,9})")


def settings_file() -> str | None:
    """Return the file of the working folder that holds settings; None when none does."""
    if os.path.isfile("esslink.toml"):
        return "esslink.toml"
    if os.path.isfile("pyproject.toml"):
        with open("pyproject.toml", "rb") as file:
            if b"tool.esslink" in file.read():
                return "pyproject.toml"
    return None


def read_settings() -> dict[str, Any]:
    """
    Return the settings by name of option.

    Raises :class:`OptionError`, with file and line, for TOML that is not valid, a key
    that does not exist, or a value of the wrong type.
    """
    try:
        path = settings_file()
        if path is None:
            return {}
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise OptionError(
            f"réglages illisibles ({error.strerror})", place=error.filename
        ) from error
    table: dict[str, Any] = _parsed(path, data)
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in KEYS:
            known = ", ".join(KEYS)
            raise OptionError(
                f"le réglage «\u00a0{key}\u00a0» n’existe pas\u00a0; il y a {known}",
                place=_place(path, data, key),
            )
        kind = KEYS[name]
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if kind is list and fits:
            fits = all(isinstance(one, str) for one in value)
        if not fits:
            wanted = _FRENCH.get(kind, "un nombre") if isinstance(kind, type) else "un nombre"
            raise OptionError(
                f"le réglage «\u00a0{key}\u00a0» doit être {wanted}", place=_place(path, data, key)
            )
    return {key.replace("-", "_"): value for key, value in table.items()}


def _parsed(path: str, data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        document = tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise OptionError("le fichier n’est pas en UTF-8", place=f"{path}:{line}") from error
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        place = f"{path}:{found[1]}" if found else path
        raise OptionError(f"TOML incorrect\u00a0: {error}", place=place) from error
    if path == "pyproject.toml":
        tool = document.get("tool", {})
        document = tool.get("esslink", {}) if isinstance(tool, dict) else {}
    return document if isinstance(document, dict) else {}


def _place(path: str, data: bytes, key: str) -> str:
    """Return ``path:line`` of the line that sets *key*, as far as a look at the text tells."""
    lines = data.decode().split("\n")
    found = (n for n, line in enumerate(lines, 1) if line.lstrip().startswith((key, f'"{key}"')))
    return f"{path}:{next(found, 1)}"
