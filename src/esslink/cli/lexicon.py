"""``esslink compile`` and ``esslink lexicon``: work on a glossary rather than on pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from esslink.cli.messages import complain, count, path_error, say
from esslink.cli.options import FOLDER_OPTIONS, READING_OPTIONS, SOURCES, Values
from esslink.cli.root import Command, Group
from esslink.cli.stored import glossary_path
from esslink.errors import EsslinkError, LexiconError, OptionError

if TYPE_CHECKING:
    from esslink.checks import Finding
    from esslink.lexicon import Lexicon

__all__ = ["compile_command", "lexicon_command"]


def _compile(values: Values) -> int:
    """Compile a glossary into a file that loads in a few milliseconds."""
    from esslink.compiler import compile as compile_lexicon

    path = glossary_path(values["glossary"])
    beside = path if values["glossary"] == path else values["glossary"]
    target = values["output"] or os.path.splitext(beside)[0] + ".esslink"
    if os.path.exists(target) and os.path.samefile(path, target):
        raise OptionError("-o désigne le glossaire lui-même", place=target)
    matcher = compile_lexicon(_read(values["glossary"]))
    try:
        matcher.save(target)
    except OSError as error:
        complain(path_error(error), target)
        return 2
    if not values["quiet"]:
        index = matcher.index
        say(f"{target}\u00a0: {_size(len(index.records), len(index.texts))}")
    return 0


def _check(values: Values) -> int:
    """Read each glossary and say what is wrong or doubtful in it."""
    from esslink.checks import check
    from esslink.cli.corpus import texts

    code = 0
    for name in values["glossaries"]:
        try:
            if values["fix"]:
                _repair(name, values)
            lexicon = _read(name, values["source_format"])
            found = check(lexicon, texts(values["corpus"]) if values["corpus"] else None)
        except EsslinkError as error:
            complain(error.message, error.place or name)
            code = 2
            continue
        for notice in lexicon.notices:
            complain(notice, name)
        for finding in found:
            _write_finding(finding, values)
        if any(finding.severity != "note" for finding in found):
            code = max(code, 1)
        if not values["quiet"]:
            say(f"{name}\u00a0: {count(len(lexicon), 'terme')}, {_tally(found)}")
    return code


def _repair(name: str, values: Values) -> None:
    """Set the typography of a glossary right, in its own file."""
    from esslink.batch import atomic
    from esslink.checks import repaired
    from esslink.formats import format_of

    path = glossary_path(name)
    with open(path, "rb") as file:
        data = file.read()
    made = repaired(data, values["source_format"] or format_of(path), path)
    if made is None:
        return
    try:
        atomic.write(path, made)
    except OSError as error:
        raise LexiconError(path_error(error), place=path) from None
    if not values["quiet"]:
        say(f"{path}\u00a0: typographie corrigée")


def _write_finding(finding: Finding, values: Values) -> None:
    if values["as_json"]:
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(finding), ensure_ascii=False))
    elif not (values["quiet"] and finding.severity == "note"):
        text = f"{finding.message} {finding.remedy}"
        click.echo(
            f"{finding.place}\u00a0: {_SEVERITY[finding.severity]}\u00a0: {text} [{finding.code}]"
        )


_SEVERITY = {"error": "erreur", "warning": "à revoir", "note": "note"}


def _tally(found: Sequence[Finding]) -> str:
    kinds = [finding.severity for finding in found]
    errors = count(kinds.count("error"), "erreur")
    doubts = count(kinds.count("warning"), "point à revoir", "points à revoir")
    return f"{errors}, {doubts}, {count(kinds.count('note'), 'note')}"


def _convert(values: Values) -> int:
    from esslink.lexicon import Lexicon

    path = glossary_path(values["glossary"])
    lexicon = Lexicon.read(path, values["source_format"], columns=_columns(values["columns"]))
    for notice in lexicon.notices:
        complain(notice, path)
    target = values["target"]
    if values["fix"]:
        from esslink.checks import fix_lexicon

        lexicon = fix_lexicon(lexicon)
    try:
        for lost in lexicon.write(target, values["to"]):
            complain(lost, target)
    except OSError as error:
        complain(path_error(error), target)
        return 2
    if not values["quiet"]:
        say(f"{target}\u00a0: {count(len(lexicon), 'terme')}")
    return 0


def _columns(pairs: Sequence[str]) -> dict[str, str]:
    """Read ``--map``: from a column of the file to a key of a term."""
    columns = {}
    for pair in pairs:
        name, equals, key = pair.rpartition("=")
        if not equals or not name.strip() or not key.strip():
            raise OptionError(
                f"«\u00a0{pair}\u00a0» n’est pas de la forme COLONNE=CLÉ", place="--map"
            )
        columns[name.strip()] = key.strip()
    return columns


def _forms(values: Values) -> int:
    """Show the forms that each term is looked for under; of terms that are named, where from."""
    from esslink.cli.forms import as_data, made, said
    from esslink.cli.stored import stored_matcher
    from esslink.fold import canonical
    from esslink.index import NEVER
    from esslink.terms import slug

    matcher, _ = stored_matcher(values["glossary"])
    index = matcher.index
    texts: dict[int, list[str]] = {}
    for text, number, kind in zip(index.texts, index.term_numbers, index.kinds, strict=True):
        if not kind & NEVER:
            texts.setdefault(number, []).append(text)
    wanted = {slug(name): name for name in values["terms"]}
    unknown = set(wanted)
    for number, term in enumerate(index.known.values()):
        names = {term.id, *map(slug, (term.headword, term.abbreviation or "", *term.aliases))}
        if wanted and names.isdisjoint(wanted):
            continue
        unknown -= names
        citation = canonical(term.headword)
        found = texts.get(number, [])
        shown = [text for text in found if text == citation]
        shown += [text for text in found if text != citation]
        if values["as_json"]:
            import json

            line: dict[str, object] = {"term": term.id, "forms": shown}
            if wanted:
                line["made"] = [as_data(form) for form in made(term)]
            click.echo(json.dumps(line, ensure_ascii=False))
        elif wanted:
            click.echo(f"{term.headword}\u00a0:")
            for form in made(term):
                click.echo(f"  {said(form, term.headword)}")
        else:
            click.echo(f"{term.headword}\u00a0: {', '.join(shown)}")
    for name in sorted(unknown):
        complain("ce terme n’est pas dans le glossaire", wanted[name])
    return 1 if unknown else 0


def _page(values: Values) -> int:
    """Write the glossary as a page, or as a page for each letter."""
    from esslink.batch import atomic
    from esslink.render.glossary_page import GlossaryPage, glossary_pages

    lexicon = _read(values["glossary"])
    linked = values["assets"]
    options = GlossaryPage(
        path=values["path"],
        title=values["title"] or lexicon.title,
        lang=lexicon.language,
        assets="inline" if linked is None else "linked",
        assets_at=_folder_of(linked or ""),
        microdata=values["microdata"],
        words=values["words"] or "",
    )
    folder = values["output"] or "."
    used, counts = None, None
    if values["report"]:
        from esslink.report.tables import uses

        used, counts = uses(values["report"])
    files = glossary_pages(lexicon, options, used, counts)
    if linked is not None:
        files |= _assets(options.assets_at)
    try:
        for path, text in files.items():
            target = os.path.join(folder, *path.split("/"))
            os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
            atomic.write(target, text.encode())
            if not values["quiet"]:
                say(target)
    except OSError as error:
        complain(path_error(error), error.filename or folder)
        return 2
    return 0


def _folder_of(assets: str) -> str:
    """Return a folder of the site, with a slash at its end."""
    return assets if not assets or assets.endswith("/") else f"{assets}/"


def _assets(folder: str) -> dict[str, str]:
    """Return the stylesheets and the script of glossary pages, by path."""
    from esslink.render.glossary_page import PAGE_SCRIPT, PAGE_STYLESHEET
    from esslink.render.resources import STYLESHEET, asset

    if folder.startswith("/") or ":" in folder:  # an address: they are there already
        return {}
    return {folder + name: asset(name) for name in (STYLESHEET, PAGE_STYLESHEET, PAGE_SCRIPT)}


def _read(name: str, format: str | None = None) -> Lexicon:
    from esslink.lexicon import Lexicon

    return Lexicon.read(glossary_path(name), format)


def _mine(values: Values) -> int:
    """Recover a glossary from pages."""
    from esslink.cli.mine import mine_glossary

    return mine_glossary(values)


def _size(terms: int, forms: int) -> str:
    return f"{count(terms, 'terme')}, {count(forms, 'forme')}"


_GLOSSARY = click.Argument(["glossary"], metavar="GLOSSAIRE")
_GLOSSARIES = click.Argument(["glossaries"], nargs=-1, required=True, metavar="GLOSSAIRE…")
_TERMS = click.Argument(["terms"], nargs=-1, metavar="[TERME…]")
_QUIET = click.Option(["-q", "--quiet"], is_flag=True, help="Ne dit rien, sauf les erreurs.")
_JSON = click.Option(["--json", "as_json"], is_flag=True, help="Un objet JSON par ligne.")
_TARGET = click.Argument(["target"], metavar="SORTIE")
_FIX = click.Option(["--fix"], is_flag=True, help="Corrige la typographie des définitions.")
_REPAIR = click.Option(
    ["--fix"], is_flag=True, help="Corrige la typographie dans le fichier (TOML ou JSON)."
)
_CORPUS = click.Option(
    ["--corpus"],
    multiple=True,
    metavar="CHEMIN",
    help="Pages ou textes où chaque terme devrait se trouver\u00a0; répétable.",
)
_FROM = click.Option(
    ["--from", "source_format"],
    metavar="FORMAT",
    help="Format lu, si le suffixe ne le dit pas.",
)
_MAP = click.Option(
    ["--map", "columns"],
    multiple=True,
    metavar="COLONNE=CLÉ",
    help="Sens d’une colonne dont le nom n’est pas connu\u00a0; répétable.",
)
_COMPILED = click.Option(
    ["-o", "--output"], metavar="FICHIER", help="Par défaut, le même nom avec .esslink."
)
_FORMAT = click.Option(["--to"], metavar="FORMAT", help="Format, si le suffixe ne le dit pas.")
_FOLDER = click.Option(
    ["-o", "--output"], metavar="DOSSIER", help="Où écrire\u00a0; par défaut, ici."
)
_PATH = click.Option(
    ["--path"],
    default="glossaire.html",
    show_default=True,
    help="Chemin de la page dans le site. Avec {letter}, une page par lettre.",
)
_MICRODATA = click.Option(
    ["--microdata"],
    is_flag=True,
    help="Ajoute les attributs de schema.org (DefinedTermSet) que lisent les moteurs.",
)
_LINKED = click.Option(
    ["--assets"],
    metavar="DOSSIER/",
    help="Met les feuilles de style et le script dans ce dossier du site et les lie\u00a0;"
    " par défaut, ils sont dans la page.",
)
_WORDS = click.Option(
    ["--words"],
    metavar="FICHIER",
    help="Catalogue gettext (.po, .mo) des mots de l’interface, pour une autre langue.",
)
_PAGE_LOOKS = (_MICRODATA, _LINKED, _WORDS)
_TITLE = click.Option(
    ["--title"], metavar="TITRE", help="Titre\u00a0; par défaut, celui du glossaire."
)
_REPORT = click.Option(
    ["--report"],
    metavar="RAPPORT.json",
    help="Nomme, pour chaque terme, les pages où il est : rapport écrit par « annotate --report ».",
)

_MINED = click.Option(
    ["-o", "--output"],
    metavar="FICHIER",
    help="Glossaire à écrire (TOML, ou un autre format d’après le suffixe)\u00a0; par défaut, la"
    " sortie standard.",
)
_CONFIDENCE = click.Option(
    ["--min-confidence"],
    type=click.FloatRange(0, 1),
    metavar="0…1",
    help="Certitude en dessous de laquelle une définition n’est pas reprise\u00a0; par défaut 0,8.",
)

compile_command = Command(
    "compile",
    callback=_compile,
    params=[_GLOSSARY, _COMPILED, _QUIET],
    help=(
        "Compile un glossaire dans un fichier .esslink, que --lexicon charge en quelques"
        " millisecondes.\n\nCe n’est pas nécessaire\u00a0: annotate garde en cache les glossaires"
        " qu’il a compilés. Cela sert à en livrer un sans sa source."
    ),
)
"""``esslink compile``."""

lexicon_command = Group(
    "lexicon",
    commands={
        "check": Command(
            "check",
            callback=_check,
            params=[_GLOSSARIES, _FROM, _CORPUS, _REPAIR, _JSON, _QUIET],
            short_help="vérifie des glossaires",
            help="Vérifie des glossaires\u00a0; code de sortie 1 s’il y a à revoir,"
            " 2 si l’un d’eux est illisible.",
        ),
        "convert": Command(
            "convert",
            callback=_convert,
            params=[_GLOSSARY, _TARGET, _FROM, _FORMAT, _MAP, _FIX, _QUIET],
            short_help="convertit un glossaire d’un format à un autre",
            help="Convertit un glossaire d’un format à un autre, d’après les suffixes.",
        ),
        "forms": Command(
            "forms",
            callback=_forms,
            params=[_GLOSSARY, _TERMS, _JSON],
            short_help="montre les formes cherchées",
            help="Montre les formes sous lesquelles chaque terme est cherché\u00a0; pour les"
            " termes nommés, d’où vient chacune et ce qu’elle peut être d’autre.",
        ),
        "mine": Command(
            "mine",
            callback=_mine,
            params=[
                SOURCES,
                _MINED,
                _TITLE,
                _CONFIDENCE,
                *READING_OPTIONS,
                *(one for one in FOLDER_OPTIONS if one.name in ("include", "exclude", "jobs")),
                _JSON,
                _QUIET,
            ],
            short_help="retrouve le glossaire que des pages contiennent",
            help=(
                "Retrouve le glossaire que des pages contiennent\u00a0: dans leurs infobulles, même"
                " aplaties en texte, et dans leurs listes, tableaux et titres.\n\nLe résultat est"
                " un glossaire pour annotate\u00a0; des commentaires disent où chaque terme a été"
                " vu et quelles autres définitions il a."
            ),
        ),
        "page": Command(
            "page",
            callback=_page,
            params=[_GLOSSARY, _FOLDER, _PATH, _TITLE, _REPORT, *_PAGE_LOOKS, _QUIET],
            short_help="écrit le glossaire comme une page",
            help="Écrit le glossaire comme une page, de A à Z, cible du profil «\u00a0page\u00a0».",
        ),
    },
    help="Vérifie, convertit ou montre un glossaire.",
)
"""``esslink lexicon``."""
