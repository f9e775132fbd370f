"""
Compiled glossaries, kept so that a glossary is compiled once: ``esslink cache``.

A compiled file's name is the digest of the glossary's bytes, of esslink's version and of
the state of the code that compiles, so there is nothing to invalidate: what changed has
another name. On the way to a stored file nothing but this module is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from esslink.errors import ArtefactError, LexiconError

TYPE_CHECKING = False  # typing is not imported for it: this is on the way of every start
if TYPE_CHECKING:
    from esslink.matcher import Matcher

__all__ = [
    "cache_folder",
    "forget",
    "glossary_path",
    "shipped",
    "stored_files",
    "stored_matcher",
]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_SHIPPED = (
    os.path.join(_PACKAGE, "lexicon_data"),
    os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "lexicon"),
)
"""Where the shipped glossaries stand: in an installed package, in a checkout."""
_MAGIC = b"ESSLINK\n"
_COMPILE_CODE = ("", "french", "formats")
_LIMIT = 64
"""How many compiled files are kept; the ones unused for longest go first."""


def glossary_path(name: str) -> str:
    """
    Return the path of a glossary given as a path, or by name when it is a shipped one.

    Raises :class:`LexiconError` when there is neither.
    """
    if os.path.isfile(name):
        return name
    if os.path.isdir(name):
        raise LexiconError("c’est un dossier\u00a0; donnez un fichier de glossaire", place=name)
    if os.path.basename(name) == name and "." not in name:
        for folder in _SHIPPED:
            path = os.path.join(folder, name + ".toml")
            if os.path.isfile(path):
                return path
    known = "\u00a0», «\u00a0".join(shipped())
    raise LexiconError(
        "ce glossaire n’existe pas\u00a0; donnez le chemin d’un fichier,"
        f" ou le nom d’un glossaire fourni («\u00a0{known}\u00a0»)",
        place=name,
    )


def shipped() -> list[str]:
    """Return the names of the glossaries that come with esslink."""
    for folder in _SHIPPED:
        if os.path.isdir(folder):
            return sorted(
                n.removesuffix(".toml") for n in os.listdir(folder) if n.endswith(".toml")
            )
    return []


def stored_matcher(name: str, *, fast: bool = True) -> tuple[Matcher, str]:
    """
    Return a glossary's matcher and its compiled file, compiling it when it is new.

    A file that is compiled already is loaded as it is, *fast* as :meth:`Matcher.load` has it.
    Raises :class:`LexiconError` for a glossary that cannot be read, CompileError for one that
    cannot be compiled, :class:`ArtefactError` for a compiled file that is damaged.
    """
    from esslink.matcher import Matcher

    path = glossary_path(name)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise LexiconError(f"glossaire illisible ({error.strerror})", place=path) from error
    if data.startswith(_MAGIC):
        return Matcher.load(path, fast=fast), path
    key = _digest(data, os.path.splitext(path)[1])
    stored = os.path.join(cache_folder(), key + ".esslink")
    if os.path.isfile(stored):
        try:
            return Matcher.load(stored, fast=fast), stored
        except ArtefactError:  # damaged on the disk: made anew below
            pass
    return _compile(path, stored)


def cache_folder() -> str:
    """
    Return the folder of compiled glossaries: ``$ESSLINK_CACHE``, else the user's cache.

    On Linux and the like the rule is that of XDG, written out here because platformdirs
    takes 9 ms to import (Python 3.11), a sixth of a run on one page.
    """
    own = os.environ.get("ESSLINK_CACHE")
    if own:
        return own
    if sys.platform in {"win32", "darwin"}:
        from platformdirs import user_cache_dir

        return user_cache_dir("esslink", appauthor=False)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.expanduser("~/.cache")
    return os.path.join(base, "esslink")


def _digest(data: bytes, suffix: str) -> str:
    """Return the key of a glossary: its bytes, its format, and the code that compiles it."""
    try:
        from _blake2 import blake2b  # hashlib would load OpenSSL, 3 ms
    except ImportError:  # pragma: no cover - other interpreters
        from hashlib import blake2b
    state = blake2b(suffix.lower().encode(), digest_size=20)
    state.update(data)
    state.update(_code_state().encode())
    return state.hexdigest()


def _code_state() -> str:
    """Describe the compiling code, so that an update of esslink finds no stale file."""
    parts = []
    for folder in _COMPILE_CODE:
        with os.scandir(os.path.join(_PACKAGE, folder)) as listing:
            for entry in listing:
                if entry.name.endswith((".py", ".tsv")):
                    status = entry.stat()
                    parts.append(f"{entry.name}:{status.st_size}:{status.st_mtime_ns}")
    return "\n".join(sorted(parts))


def _compile(path: str, stored: str) -> tuple[Matcher, str]:
    """Compile *path* into *stored*, or into a temporary file when the cache is read-only."""
    from esslink.cli.messages import say
    from esslink.compiler import compile as compile_lexicon
    from esslink.lexicon import Lexicon

    matcher = compile_lexicon(Lexicon.read(path))
    try:
        os.makedirs(os.path.dirname(stored), exist_ok=True)
        matcher.save(stored)
        _forget_oldest(os.path.dirname(stored))
    except OSError as error:
        import atexit
        import tempfile

        folder = tempfile.TemporaryDirectory(prefix="esslink-")
        atexit.register(folder.cleanup)
        reason = error.strerror or str(error)
        say(f"esslink\u00a0: cache inutilisable ({reason})\u00a0; le glossaire sera recompilé")
        stored = os.path.join(folder.name, os.path.basename(stored))
        matcher.save(stored)
    return matcher, stored


def _forget_oldest(folder: str) -> None:
    """Keep the cache small; a file that another run removed first is no error."""
    for _, _, path in sorted(stored_files(folder), reverse=True)[_LIMIT:]:
        forget(path)


def stored_files(folder: str) -> Iterator[tuple[float, int, str]]:
    """Yield last use, size in bytes and path of each stored file."""
    if not os.path.isdir(folder):
        return
    with os.scandir(folder) as listing:
        for entry in listing:
            if entry.name.endswith(".esslink"):
                status = entry.stat()
                yield max(status.st_atime, status.st_mtime), status.st_size, entry.path


def forget(path: str) -> bool:
    """Remove a stored file; tell whether it was still there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True
