"""``esslink cache``: what is stored, and how to get rid of it."""

from __future__ import annotations

import click

from esslink.cli.root import Command, Group
from esslink.cli.stored import cache_folder, forget, stored_files

__all__ = ["cache_command"]


def _show() -> int:
    sizes = [size for _, size, _ in stored_files(cache_folder())]
    total = f"{sum(sizes) / 1000:.0f}\u00a0ko"
    click.echo(f"{cache_folder()}\u00a0: {_count(len(sizes))}, {total}")
    return 0


def _clear() -> int:
    removed = sum(forget(path) for _, _, path in stored_files(cache_folder()))
    click.echo(f"{cache_folder()}\u00a0: {_count(removed)} en moins")
    return 0


def _count(number: int) -> str:
    """
    Count compiled glossaries in French, where 0 and 1 are singular.

    >>> _count(1), _count(2)
    ('1 glossaire compilé', '2 glossaires compilés')
    """
    return f"{number} glossaire{'s' * (number > 1)} compilé{'s' * (number > 1)}"


cache_command = Group(
    "cache",
    commands={
        "show": Command("show", callback=_show, help="Montre où est le cache et ce qu’il pèse."),
        "clear": Command("clear", callback=_clear, help="Efface les glossaires compilés."),
    },
    help="Montre ou vide le cache des glossaires compilés.",
)
