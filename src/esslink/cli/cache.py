"""``esslink cache``: what is stored, and how to get rid of it."""

from __future__ import annotations

import click

from esslink.cli.messages import count
from esslink.cli.options import Values
from esslink.cli.root import Command, Group
from esslink.cli.stored import cache_folder, forget, stored_files

__all__ = ["cache_command"]

_COMPILED = ("glossaire compilé", "glossaires compilés")


def _show(values: Values) -> int:
    sizes = [size for _, size, _ in stored_files(cache_folder())]
    total = f"{sum(sizes) / 1000:.0f}\u00a0ko"
    click.echo(f"{cache_folder()}\u00a0: {count(len(sizes), *_COMPILED)}, {total}")
    return 0


def _clear(values: Values) -> int:
    removed = sum(forget(path) for _, _, path in stored_files(cache_folder()))
    click.echo(f"{cache_folder()}\u00a0: {count(removed, *_COMPILED)} en moins")
    return 0


cache_command = Group(
    "cache",
    commands={
        "show": Command(
            "show",
            callback=_show,
            short_help="montre où est le cache et ce qu’il pèse",
            help="Montre où est le cache et ce qu’il pèse.",
        ),
        "clear": Command(
            "clear",
            callback=_clear,
            short_help="efface les glossaires compilés",
            help="Efface les glossaires compilés.",
        ),
    },
    help="Montre ou vide le cache des glossaires compilés.",
)
"""``esslink cache``."""
