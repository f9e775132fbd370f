"""Options that several commands share, and what they turn into."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from esslink.errors import OptionError

if TYPE_CHECKING:
    from esslink.policy import Policy
    from esslink.render import Renderer
    from esslink.sources.context import Scope

__all__ = [
    "COLUMN_OPTIONS",
    "FIND_OPTIONS",
    "FOLDER_OPTIONS",
    "LEXICON",
    "OUTPUT_OPTIONS",
    "POLICY_OPTIONS",
    "READING_OPTIONS",
    "SCOPE_OPTIONS",
    "SOURCES",
    "SPANS_COLUMN",
    "Values",
    "check_encoding",
    "check_targets",
    "choice",
    "policy_of",
    "renderer_of",
    "scope_of",
]

Values = dict[str, Any]
"""What click understood, by name of parameter."""


def choice(*values: str) -> click.Choice[str]:
    """Return the type of an option that takes one of *values*."""
    return click.Choice(values)


SOURCES = click.Argument(["sources"], nargs=-1, required=True, metavar="FICHIER|DOSSIER|-…")

LEXICON = click.Option(
    ["-l", "--lexicon"],
    metavar="GLOSSAIRE",
    help="Glossaire\u00a0: fichier (TOML, CSV…), fichier .esslink, ou nom d’un glossaire fourni.",
)

READING_OPTIONS = (
    click.Option(
        ["--format"],
        type=choice("html", "text", "markdown"),
        help="Nature des sources\u00a0; reconnue au contenu sans cette option.",
    ),
    click.Option(
        ["--encoding"],
        metavar="CODAGE",
        help="Codage des sources quand il est connu d’ailleurs (utf-8, windows-1252…).",
    ),
)

POLICY_OPTIONS = (
    click.Option(
        ["--occurrences"],
        type=choice("first", "section", "paragraph", "all"),
        default="first",
        show_default=True,
        help="Relier la première occurrence d’un terme dans la page, sous chaque titre,"
        " dans chaque paragraphe, ou toutes.",
    ),
    click.Option(
        ["--context"],
        type=choice("off", "rules", "model"),
        default="rules",
        show_default=True,
        help="Comment trancher les formes ambiguës («\u00a0il ferme la ferme\u00a0»)\u00a0:"
        " ne pas le faire, par règles, ou par le modèle de spaCy.",
    ),
    click.Option(
        ["--only"],
        multiple=True,
        metavar="CATÉGORIE",
        help="Ne relier que les termes de cette catégorie. Répétable.",
    ),
    click.Option(
        ["--without"],
        multiple=True,
        metavar="CATÉGORIE",
        help="Ne pas relier les termes de cette catégorie. Répétable.",
    ),
    click.Option(
        ["--stop"],
        multiple=True,
        metavar="TERME",
        help="Ne pas relier ce terme (son identifiant, ou son nom). Répétable.",
    ),
    click.Option(
        ["--names"],
        type=choice("leave", "link"),
        default="leave",
        show_default=True,
        help="Termes dans un nom propre (Crédit coopératif)\u00a0: les laisser, ou les relier.",
    ),
    click.Option(
        ["--shared"],
        type=choice("leave", "first"),
        default="leave",
        show_default=True,
        help="Forme de plusieurs termes\u00a0: la laisser, ou relier le premier du glossaire.",
    ),
    click.Option(
        ["--per-term"],
        type=click.IntRange(0),
        metavar="N",
        help="Au plus N liens vers un même terme dans une page.",
    ),
    click.Option(
        ["--per-page"],
        type=click.IntRange(0),
        metavar="N",
        help="Au plus N liens dans une page, les premiers.",
    ),
    click.Option(
        ["--nested"],
        type=choice("leave", "keep"),
        default="leave",
        show_default=True,
        help="Termes à l’intérieur d’un terme plus long\u00a0: laissés, ou comptés aussi.",
    ),
    click.Option(
        ["--own-page"],
        type=choice("leave", "link"),
        default="link",
        show_default=True,
        help="Un terme dans la page qui porte son nom\u00a0: relié, ou laissé tel quel.",
    ),
    click.Option(
        ["--distance"],
        type=click.IntRange(0),
        default=0,
        metavar="N",
        help="Au moins N caractères entre deux liens vers un même terme.",
    ),
    click.Option(
        ["--link-share"],
        type=click.FloatRange(0, 1),
        default=1.0,
        metavar="PART",
        help="Plus grande part de liens dans une liste, un tableau ou un bloc (0.2\u00a0: un "
        "cinquième de son texte). Par défaut, aucune limite.",
    ),
)

SCOPE_OPTIONS = (
    click.Option(
        ["--skip"],
        multiple=True,
        metavar="SÉLECTEUR",
        help="Laisser tels quels ces éléments (sélecteur CSS : .encart, table.prix td). Répétable.",
    ),
    click.Option(
        ["--within"],
        multiple=True,
        metavar="SÉLECTEUR",
        help="Ne relier que dans ces éléments (sélecteur CSS : main, #texte). Répétable.",
    ),
    click.Option(["--headings"], is_flag=True, help="Relier aussi dans les titres."),
    click.Option(
        ["--lang"],
        metavar="LANGUE",
        default="fr",
        show_default=True,
        help="Langue des passages à relier ; vide pour toutes (--lang '').",
    ),
)

_TEXT_COLUMN = click.Option(
    ["--text-column"],
    metavar="NOM",
    default="text",
    show_default=True,
    help="Dans un corpus (JSON Lines, Parquet, Arrow), colonne qui porte la page ou le texte.",
)
COLUMN_OPTIONS = (
    _TEXT_COLUMN,
    click.Option(
        ["--error-column"],
        metavar="NOM",
        help="Dans un corpus, colonne ajoutée\u00a0: pourquoi une ligne est restée telle quelle.",
    ),
)
SPANS_COLUMN = click.Option(
    ["--spans-column"],
    metavar="NOM",
    help="Dans un corpus, colonne ajoutée\u00a0: la place des termes (start, end, form, term),"
    " en caractères\u00a0; le texte reste alors tel quel.",
)
FIND_OPTIONS = (
    _TEXT_COLUMN,
    click.Option(
        ["--id-column"],
        metavar="NOM",
        help="Dans un corpus, colonne qui nomme la page\u00a0; par défaut le numéro de la ligne.",
    ),
    click.Option(
        ["-o", "--output"],
        metavar="FICHIER",
        help="Écrit les occurrences dans un fichier .jsonl (ou .jsonl.gz, .jsonl.zst) ou .parquet.",
    ),
)

OUTPUT_OPTIONS = (
    click.Option(
        ["-o", "--output"],
        metavar="CHEMIN",
        help="Fichier de sortie, ou dossier pour un dossier ou plusieurs fichiers.",
    ),
    click.Option(["--in-place"], is_flag=True, help="Remplace les fichiers eux-mêmes."),
    click.Option(
        ["--check"],
        is_flag=True,
        help="N’écrit rien\u00a0; code de sortie 1 si un fichier changerait.",
    ),
    click.Option(["--diff"], is_flag=True, help="N’écrit rien\u00a0; montre les différences."),
    click.Option(
        ["--json", "as_json"],
        is_flag=True,
        help="Compte rendu sur la sortie standard, un objet JSON par ligne.",
    ),
    click.Option(["-q", "--quiet"], is_flag=True, help="Ne dit rien, sauf les erreurs."),
)

FOLDER_OPTIONS = (
    click.Option(
        ["--include"],
        multiple=True,
        metavar="MOTIF",
        help="Dans un dossier, ne changer que les fichiers de ce motif (articles/*). Répétable.",
    ),
    click.Option(
        ["--exclude"],
        multiple=True,
        metavar="MOTIF",
        help="Dans un dossier, ne pas changer les fichiers de ce motif. Répétable.",
    ),
    click.Option(
        ["-j", "--jobs"],
        type=click.IntRange(1),
        metavar="N",
        help="Nombre de processus\u00a0; par défaut celui des cœurs, quand cela sert.",
    ),
    click.Option(
        ["--timeout"],
        type=click.FloatRange(0, min_open=True),
        metavar="SECONDES",
        help="Temps au-delà duquel une page est copiée telle quelle et signalée.",
    ),
    click.Option(
        ["--link"],
        is_flag=True,
        help="Ce qui ne change pas (images, pages sans terme) est lié, non copié\u00a0: liens durs,"
        " sans place de plus\u00a0; qui modifie l’un sur place modifie alors l’autre.",
    ),
    click.Option(
        ["--resume"],
        is_flag=True,
        help="Reprend une exécution interrompue\u00a0; ne refait pas ce qui n’a pas changé.",
    ),
)


def policy_of(values: Values) -> Policy:
    """
    Return the policy that the options ask for; the library's own one when none does.

    Raises MissingExtraError when they ask for a model that is not installed.
    """
    if values["context"] == "model":
        from esslink.context.tagger import need_model

        need_model()
    from esslink.policy import Policy
    from esslink.terms import slug

    return Policy(
        occurrences=values["occurrences"],
        context=values["context"],
        names=values["names"],
        shared=values["shared"],
        per_term=values["per_term"],
        per_page=values["per_page"],
        distance=values["distance"],
        link_share=values["link_share"],
        nested=values["nested"],
        own_page=values["own_page"],
        only=values["only"],
        without=values["without"],
        # A name as the glossary writes it gives the id that it has by default.
        stop=tuple(dict.fromkeys(one for stop in values["stop"] for one in (stop, slug(stop)))),
    )


def scope_of(values: Values) -> Scope:
    """
    Return where links may stand.

    Raises :class:`OptionError` for a selector that is not understood.
    """
    from esslink.sources.context import Scope

    try:
        return Scope(
            headings=values["headings"],
            lang=values["lang"].strip().lower(),
            skip=values["skip"],
            only=values["within"],
        )
    except OptionError as error:
        option = "--within" if error.place == "only" else f"--{error.place}"
        raise OptionError(error.message, place=option) from None


def renderer_of(values: Values, *, site: bool) -> Renderer:
    """
    Return what writes the links: by *to* for a text, else by profile.

    Raises :class:`OptionError` for a profile or an option of it that does not exist.
    """
    name = values["profile"] or "web"
    if values["to"] == "terminal":
        import sys

        from esslink.cli.messages import wants_colour
        from esslink.cli.terminal import Terminal

        return Terminal(wants_colour(sys.stdout))
    options = dict(_pair(text) for text in values["option"])
    if values["to"] == "markdown":
        name = "markdown"
    if name == "web":
        from esslink.render.web import Web

        if not options:
            return Web(assets=values["assets"] or ("linked" if site else "auto"))
        options.setdefault("assets", values["assets"] or ("linked" if site else "auto"))
    from esslink.render.profiles import profile

    return profile(name, options)


def _pair(text: str) -> tuple[str, object]:
    """Read ``key=value``; digits are a number, since levels of headings are."""
    key, equals, value = text.partition("=")
    if not equals:
        raise OptionError(f"«\u00a0{text}\u00a0» n’a pas la forme CLÉ=VALEUR", place="--option")
    return key, int(value) if value.isascii() and value.isdigit() and len(value) < 9 else value


def check_encoding(name: str | None) -> None:
    """Refuse an encoding that Python does not know; raises :class:`OptionError`."""
    if name is None:
        return
    import codecs

    try:
        codecs.lookup(name)
    except LookupError:
        raise OptionError(
            f"«\u00a0{name}\u00a0» n’est pas un codage connu\u00a0;"
            " essayez utf-8, windows-1252 ou iso-8859-15",
            place="--encoding",
        ) from None


def check_targets(sources: Sequence[str], values: Values) -> None:
    """
    Refuse a combination of sources and outputs that says nothing clear.

    Raises :class:`click.UsageError` with the remedy.
    """
    output, in_place = values["output"], values["in_place"]
    looks = values["check"] or values["diff"]
    if output and in_place:
        raise click.UsageError("-o et --in-place s’excluent\u00a0; gardez l’un des deux.")
    if looks and (output or in_place):
        raise click.UsageError("--check et --diff n’écrivent rien\u00a0; retirez -o ou --in-place.")
    if "-" in sources and (len(sources) > 1 or in_place):
        raise click.UsageError(
            "«\u00a0-\u00a0» (l’entrée standard) se donne seul, sans --in-place."
        )
    if looks or output or in_place:
        return
    if len(sources) > 1 or os.path.isdir(sources[0]):
        what = "Plusieurs sources demandent" if len(sources) > 1 else "Un dossier demande"
        raise click.UsageError(f"{what} un dossier de sortie (-o DOSSIER) ou --in-place.")
    if values["as_json"]:
        raise click.UsageError(
            "Avec --json, la sortie standard porte le compte rendu\u00a0;"
            " ajoutez -o, --in-place, --check ou --diff."
        )
