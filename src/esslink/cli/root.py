"""
The commands by name, and how help looks. A command's module is imported when it is used.

Start-up is most of the time of a run on one page, so this module and those of the
commands import nothing at their top but click and each other.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

__all__ = ["Command", "Group", "LazyGroup", "root"]

COMMANDS: Mapping[str, tuple[str, str]] = {
    "annotate": ("transform", "relie les termes d’une page ou d’un dossier à leurs définitions"),
    "clean": ("transform", "retire les définitions que des infobulles ont laissées dans le texte"),
    "strip": ("transform", "retire ce qu’esslink a ajouté, à l’octet près"),
    "find": ("find", "montre les termes trouvés, sans rien changer"),
    "explain": ("find", "dit pourquoi chaque terme est relié ou laissé"),
    "compile": ("lexicon", "compile un glossaire dans un fichier .esslink"),
    "lexicon": ("lexicon", "vérifie, convertit ou montre un glossaire"),
    "bench": ("bench", "mesure le débit sur vos pages, et où passe le temps"),
    "cache": ("cache", "montre ou vide le cache des glossaires compilés"),
}
"""Name of a command: its module here, and the line that the help shows."""


class Command(click.Command):
    """A command whose callback takes what click understood as one dict, and gives a code."""

    def invoke(self, ctx: click.Context) -> int:
        """Call the callback; return the exit code."""
        assert self.callback is not None
        return int(self.callback(ctx.params))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, also as ``-h``."""
        return _help_option()


class Group(click.Group):
    """A group of commands, with the same help option."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the name in the line of usage."""
        return ["COMMANDE …"]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, also as ``-h``."""
        return _help_option()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that *args* begin with; say which one may have been meant."""
        name, known = args[0], self.list_commands(ctx)
        if name in known or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        hint = f" Vouliez-vous dire «\u00a0{near[0]}\u00a0»\u00a0?" if near else ""
        raise click.UsageError(f"«\u00a0{name}\u00a0» n’est pas une commande.{hint}", ctx)


class LazyGroup(Group):
    """A group whose commands come from a table, each imported when it is called."""

    table: Mapping[str, tuple[str, str]] = COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table: that of the help."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command; None when there is none."""
        if cmd_name not in self.table:
            return None
        module = importlib.import_module(f"esslink.cli.{self.table[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commandes\u00a0"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


def _help_option() -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Affiche cette aide.",
    )


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"esslink {version('esslink')}")
        ctx.exit()


root = LazyGroup(
    name="esslink",
    no_args_is_help=True,
    help=(
        "Trouve les termes d’un glossaire dans du HTML ou du texte français et relie chacun à"
        " sa définition, écrite une seule fois, en fin de page.\n\n"
        "«\u00a0esslink annotate page.html\u00a0» écrit la page annotée sur la sortie"
        " standard\u00a0; «\u00a0esslink annotate export/ -o annoté/\u00a0» traite un dossier."
    ),
    epilog="«\u00a0esslink COMMANDE --help\u00a0» détaille une commande.",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Affiche la version.",
        )
    ],
)
"""The ``esslink`` command."""
