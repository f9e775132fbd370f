"""What the command says when something is wrong: place, cause and remedy, in French."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import click

__all__ = ["complain", "count", "path_error", "say", "usage", "wants_colour"]

_CAUSES: Mapping[type[OSError], str] = {
    FileNotFoundError: "n’existe pas\u00a0; vérifiez le chemin",
    IsADirectoryError: "est un dossier\u00a0; un fichier est attendu",
    NotADirectoryError: "un fichier est pris pour un dossier\u00a0; vérifiez le chemin",
    PermissionError: "accès refusé\u00a0; vérifiez les droits",
}


def say(text: str) -> None:
    """Write a line on stderr; nothing happens when nobody can read it."""
    try:
        sys.stderr.write(text + "\n")
    except (OSError, ValueError):
        return


def complain(message: str, place: str | None = None) -> None:
    """Write «esslink : place : message» on stderr."""
    say("\u00a0: ".join(part for part in ("esslink", place, message) if part))


def path_error(error: OSError) -> str:
    """
    Say what an error of the system means for a path, and what to do about it.

    >>> path_error(PermissionError(13, "Permission denied")).split(";")[1].strip()
    'vérifiez les droits'
    """
    for kind, words in _CAUSES.items():
        if isinstance(error, kind):
            return words
    return f"erreur du système\u00a0: {error.strerror or error}"


def count(number: int, one: str, many: str = "") -> str:
    """
    Count things in French, where 0 and 1 are singular.

    >>> count(0, "lien"), count(2, "fichier copié", "fichiers copiés")
    ('0 lien', '2 fichiers copiés')
    """
    return f"{number} {(many or one + 's') if number > 1 else one}"


def usage(error: click.UsageError) -> int:
    """Write what is wrong with a command line and how to get help; return the exit code."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(error.format_message())
        return 2
    complain(error.format_message(), _setting(error))
    if error.ctx is not None:
        say(f"«\u00a0{error.ctx.command_path} --help\u00a0» affiche l’aide.")
    return 2


def _setting(error: click.UsageError) -> str | None:
    """Return the settings file when a value that was refused comes from it."""
    if not isinstance(error, click.BadParameter) or error.ctx is None or error.param is None:
        return None
    given = any(word.split("=")[0] in error.param.opts for word in sys.argv[1:])
    if given or error.param.name not in (error.ctx.default_map or {}):
        return None
    from esslink.cli.settings import settings_file

    return settings_file()


def wants_colour(stream: object) -> bool:
    """Tell whether to colour what goes to *stream*: a terminal, and no ``NO_COLOR``."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    isatty = getattr(stream, "isatty", None)
    return bool(isatty is not None and isatty())
