"""The command as a person types it: what it writes, where, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import esslink

NB = "\u00a0"
GLOSSARY = """[lexicon]
title = "Petit glossaire"

[[term]]
headword = "coopérative"
definition = "Société détenue par ses membres."
category = "statuts"

[[term]]
headword = "économie sociale et solidaire"
abbreviation = "ESS"
definition = "Ensemble des coopératives, mutuelles, associations et fondations."
"""
PAGE = (
    "<!DOCTYPE html>\r\n<html lang=fr><head><title>Page</title></head>\r\n"
    "<body><p>Deux coopératives et l’ESS.</p></body></html>\r\n"
).encode()
PLAIN = b"<!DOCTYPE html><title>Rien</title><p>Rien ici."


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """One cache of compiled glossaries for all workers: it must bear being shared."""
    return tmp_path_factory.getbasetemp().parent / "esslink-cache"


@pytest.fixture
def cli(tmp_path, cache):
    """Run the command in a folder that holds a glossary, two pages and a polluted text."""
    (tmp_path / "glossaire.toml").write_text(GLOSSARY, encoding="utf-8")
    (tmp_path / "page.html").write_bytes(PAGE)
    (tmp_path / "rien.html").write_bytes(PLAIN)

    def run(*arguments: str, stdin: bytes = b"", **environment: str) -> Done:
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "esslink", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env={**kept, "HOME": str(tmp_path), "ESSLINK_CACHE": str(cache), **environment},
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    run.folder = tmp_path
    return run


@pytest.fixture(scope="session")
def matcher():
    return esslink.compile(esslink.Lexicon.from_bytes(GLOSSARY.encode(), "toml"))


def with_glossary(*arguments: str) -> tuple[str, ...]:
    return (*arguments, "-l", "glossaire.toml")


# ── annotate, strip, clean: where the result goes ───────────────────────────


def test_one_file_goes_to_stdout_and_is_what_the_library_gives(cli, matcher):
    done = cli(*with_glossary("annotate", "page.html"))
    assert done == (0, esslink.annotate(PAGE, matcher).decode(), "")


def test_stdin_goes_to_stdout_and_strip_gives_it_back(cli):
    annotated = cli(*with_glossary("annotate", "-"), stdin=PAGE)
    assert annotated.code == 0
    assert annotated.out.count('class="esslink"') == 2
    assert cli("strip", "-", stdin=annotated.out.encode()) == (0, PAGE.decode(), "")


def test_a_page_without_terms_comes_out_as_it_is(cli):
    assert cli(*with_glossary("annotate", "rien.html")) == (0, PLAIN.decode(), "")


def test_output_to_a_file_says_what_was_done(cli):
    done = cli(*with_glossary("annotate", "page.html", "-o", "sortie.html"))
    assert done == (0, "", f"sortie.html{NB}: 2 liens vers 2 termes\n")
    assert cli("strip", "sortie.html").out.encode() == PAGE
    assert (cli.folder / "page.html").read_bytes() == PAGE


def test_output_to_a_folder_keeps_the_name(cli):
    (cli.folder / "out").mkdir()
    assert cli(*with_glossary("annotate", "page.html", "-o", "out", "-q")) == (0, "", "")
    assert (cli.folder / "out" / "page.html").read_bytes() != PAGE


def test_linked_assets_stand_beside_the_file(cli):
    cli(*with_glossary("annotate", "page.html", "-o", "out.html", "--assets", "linked"))
    assert (cli.folder / "esslink.css").is_file()
    assert (cli.folder / "esslink.js").is_file()
    assert 'href="esslink.css"' in (cli.folder / "out.html").read_text(encoding="utf-8")


def test_in_place_replaces_the_file_and_strip_in_place_restores_it(cli):
    (cli.folder / "page.html").chmod(0o640)
    assert cli(*with_glossary("annotate", "--in-place", "page.html")).code == 0
    changed = (cli.folder / "page.html").read_bytes()
    assert changed.count(b'class="esslink"') == 2
    assert (cli.folder / "page.html").stat().st_mode & 0o777 == 0o640
    assert cli("strip", "--in-place", "-q", "page.html") == (0, "", "")
    assert (cli.folder / "page.html").read_bytes() == PAGE


def test_in_place_follows_a_link_and_keeps_it(cli):
    os.symlink("page.html", cli.folder / "lien.html")
    cli(*with_glossary("annotate", "--in-place", "lien.html"))
    assert (cli.folder / "lien.html").is_symlink()
    assert b"esslink" in (cli.folder / "page.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["page.html", "-o", "page.html"], "-o désigne la source elle-même"),
        (["page.html", "-o", "x", "--in-place"], "-o et --in-place s’excluent"),
        (["page.html", "--check", "-o", "x"], "--check et --diff n’écrivent rien"),
        (["page.html", "rien.html"], "Plusieurs sources demandent un dossier de sortie"),
        (["."], "Un dossier demande un dossier de sortie"),
        (["-", "page.html", "-o", "x"], "(l’entrée standard) se donne seul"),
        (["page.html", "--json"], "Avec --json, la sortie standard porte le compte rendu"),
        ([".", "-o", "."], "le dossier de sortie contient la source"),
        ([".", "-o", "page.html"], "ce n’est pas un dossier"),
        ([], "Il manque l’argument 'FICHIER|DOSSIER|-…'"),
        (["page.html", "--occurrences", "toutes"], f"«{NB}toutes{NB}» n’est pas parmi"),
        (["page.html", "--jobs", "deux", "-o", "x"], f"«{NB}deux{NB}» n’est pas un nombre"),
        (["page.html", "--couleur"], f"«{NB}--couleur{NB}» n’est pas une option"),
        (["page.html", "--encoding", "utf-99"], f"«{NB}utf-99{NB}» n’est pas un codage connu"),
        (["page.html", "--profile", "mosaïque"], f"«{NB}mosaïque{NB}» n’existe pas"),
        (["page.html", "--option", "titre"], "n’a pas la forme CLÉ=VALEUR"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_code_2(cli, arguments, message):
    done = cli(*with_glossary("annotate", *arguments))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"esslink{NB}: ")
    assert message in done.err
    assert (cli.folder / "page.html").read_bytes() == PAGE


def test_check_lists_what_would_change_and_writes_nothing(cli):
    done = cli(*with_glossary("annotate", "--check", "page.html"))
    assert done == (1, f"page.html{NB}: changerait\n", "")
    assert cli(*with_glossary("annotate", "--check", "rien.html")) == (0, "", "")
    done = cli(*with_glossary("annotate", "--check", "-q", "page.html", "rien.html"))
    assert done == (1, "", "")
    assert (cli.folder / "page.html").read_bytes() == PAGE


def test_diff_shows_the_lines_and_writes_nothing(cli):
    done = cli(*with_glossary("annotate", "--diff", "--profile", "title", "page.html"))
    assert done.code == 0
    lines = done.out.split("\n")
    assert lines[:2] == ["--- a/page.html", "+++ b/page.html"]
    assert "-<body><p>Deux coopératives et l’ESS.</p></body></html>" in lines
    assert any(line.startswith("+<body><p>Deux <") for line in lines)
    assert "\x1b" not in done.out
    coloured = cli(*with_glossary("annotate", "--diff", "page.html"), FORCE_COLOR="1")
    assert "\x1b[31m-<body>" in coloured.out
    plain = cli(*with_glossary("annotate", "--diff", "page.html"), FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b" not in plain.out


# ── folders ─────────────────────────────────────────────────────────────────


def test_a_folder_is_done_whole_and_summed_up(cli):
    site = cli.folder / "site"
    (site / "a").mkdir(parents=True)
    (site / "a" / "page.html").write_bytes(PAGE)
    (site / "rien.html").write_bytes(PLAIN)
    (site / "logo.png").write_bytes(b"\x89PNG")
    done = cli(*with_glossary("annotate", "site", "-o", "out"))
    assert (done.code, done.out) == (0, "")
    summary = "2 pages, dont 1 changée, 2 liens vers 2 termes, 1 fichier copié"
    assert done.err.startswith(f"esslink{NB}: {summary} (")
    assert (cli.folder / "out" / "logo.png").read_bytes() == b"\x89PNG"
    assert b'href="../esslink.css"' in (cli.folder / "out" / "a" / "page.html").read_bytes()


def test_a_bad_file_does_not_stop_the_others(cli):
    (cli.folder / "binaire.html").write_bytes(b"\x00\x01" * 99)
    sources = ["page.html", "absent.html", "binaire.html", "rien.html"]
    done = cli(*with_glossary("annotate", *sources, "-o", "out"))
    assert done.code == 1
    assert done.err.split("\n")[:2] == [
        f"esslink{NB}: absent.html{NB}: n’existe pas{NB}; vérifiez le chemin",
        f"esslink{NB}: binaire.html{NB}: fichier binaire{NB}; donnez une page HTML ou un texte",
    ]
    assert "2 échecs" in done.err
    assert {path.name for path in (cli.folder / "out").glob("*.html")} == {
        "page.html",
        "rien.html",
        "binaire.html",
    }


def test_json_reports_each_file_then_the_sum(cli):
    done = cli(*with_glossary("annotate", "page.html", "rien.html", "-o", "out", "--json", "-q"))
    lines = [json.loads(line) for line in done.out.split("\n")[:-1]]
    assert (done.code, done.err) == (0, "")
    assert lines[0] == {
        "file": "page.html",
        "status": "changed",
        "target": "out/page.html",
        "links": 2,
        "terms": ["cooperative", "economie-sociale-et-solidaire"],
        "bytes": len(PAGE),
    }
    assert lines[1]["status"] == "same"
    assert lines[2]["summary"]["links"] == 2


def test_excluded_files_are_copied(cli):
    for name in ("a", "b"):
        (cli.folder / "site" / name).mkdir(parents=True)
        (cli.folder / "site" / name / "page.html").write_bytes(PAGE)
    cli(*with_glossary("annotate", "site", "-o", "out", "--exclude", "b"))
    assert (cli.folder / "out" / "a" / "page.html").read_bytes() != PAGE
    assert (cli.folder / "out" / "b" / "page.html").read_bytes() == PAGE


# ── texts ───────────────────────────────────────────────────────────────────

TEXT = "Deux coopératives & l’ESS.\n\nFin.\n"


def test_a_text_becomes_html_markdown_or_colours(cli):
    (cli.folder / "note.txt").write_text(TEXT, encoding="utf-8")
    html = cli(*with_glossary("annotate", "note.txt"))
    assert html.code == 0
    assert "<p>Deux <a class=" in html.out
    assert "</a> &amp; l’<a class=" in html.out
    assert cli("strip", "-", stdin=html.out.encode()).out == TEXT
    markdown = cli(*with_glossary("annotate", "note.txt", "--to", "markdown"))
    assert "Deux coopératives[^esslink-cooperative] & l’ESS[^" in markdown.out
    plain = cli(*with_glossary("annotate", "note.txt", "--to", "terminal"))
    assert plain.out.startswith("Deux coopératives* & l’ESS*.\n\nFin.\n")
    assert f"coopérative{NB}: Société détenue par ses membres." in plain.out
    bright = cli(*with_glossary("annotate", "note.txt", "--to", "terminal"), FORCE_COLOR="1")
    assert bright.out.startswith("Deux \x1b[1;36mcoopératives\x1b[0m & l’")


def test_a_text_is_not_replaced_by_html_in_place(cli):
    (cli.folder / "note.txt").write_text(TEXT, encoding="utf-8")
    done = cli(*with_glossary("annotate", "--in-place", "note.txt"))
    assert (done.code, done.out) == (1, "")
    assert "devient du HTML" in done.err
    assert (cli.folder / "note.txt").read_text(encoding="utf-8") == TEXT


def test_a_text_that_becomes_html_gets_its_suffix(cli):
    (cli.folder / "note.txt").write_text(TEXT, encoding="utf-8")
    cli(*with_glossary("annotate", "note.txt", "page.html", "-o", "out"))
    assert {path.name for path in (cli.folder / "out").glob("*.html")} == {
        "note.txt.html",
        "page.html",
    }


def test_a_page_is_not_for_the_terminal(cli):
    done = cli(*with_glossary("annotate", "page.html", "--to", "terminal"))
    assert (done.code, done.out) == (1, "")
    assert "est une page HTML" in done.err


def test_clean_needs_no_glossary(cli):
    noisy = "Le PTCE PTCE Pôle territorial de coopération économique. est né.\n"
    assert cli("clean", "-", stdin=noisy.encode()) == (0, "Le PTCE est né.\n", "")
    assert cli("clean", "--check", "-", stdin=noisy.encode()).code == 1
    (cli.folder / "lettre.txt").write_text(noisy, encoding="utf-8")
    done = cli("clean", "lettre.txt", "-o", "propre.txt")
    assert done == (0, "", f"propre.txt{NB}: 1 définition retirée\n")


# ── find and explain ────────────────────────────────────────────────────────


def test_find_shows_a_table(cli):
    done = cli(*with_glossary("find", "page.html", "rien.html"))
    assert done == (
        0,
        "page.html:3  coopératives  coopérative\n"
        "page.html:3  ESS           économie sociale et solidaire\n",
        "",
    )


def test_find_gives_json_lines_with_offsets_in_code_points(cli):
    done = cli(*with_glossary("find", "--json", "-"), stdin="Œuvre 𝒳 d’une Coopérative".encode())
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line) for line in done.out.split("\n")[:-1]] == [
        {
            "file": "-",
            "start": 14,
            "end": 25,
            "line": 1,
            "text": "Coopérative",
            "term": "cooperative",
            "headword": "coopérative",
            "form": "coopérative",
            "lemma": "coopérative",
        }
    ]


def test_explain_says_why_a_term_is_left(cli):
    done = cli(*with_glossary("explain", "-"), stdin="La coopérative et la coopérative".encode())
    assert done.out.split("\n")[:2] == [
        "-:1  coopérative  coopérative  relié",
        "-:1  coopérative  coopérative  le terme est déjà lié plus haut (une fois dans la page)",
    ]


def test_find_in_a_folder_reads_texts_too_and_names_what_it_cannot_read(cli):
    site = cli.folder / "site"
    site.mkdir()
    (site / "a.txt").write_text("L’ESS", encoding="utf-8")
    (site / "b.html").write_bytes(b"\x00\x01" * 99)
    done = cli(*with_glossary("find", "site"))
    assert (done.code, done.out) == (1, "a.txt:1  ESS  économie sociale et solidaire\n")
    assert "b.html" in done.err


# ── glossaries ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("vide.toml", "", "aucun terme"),
        ("mal.toml", '[[term]]\nheadword = "a\n', "mal.toml:2"),
        ("deux.toml", '[[term]]\nheadword = "a b"\n' * 2, "deux.toml:3"),
        ("x.esslink", "ESSLINK\nabîmé", "x.esslink"),
        ("x.docx", "?", "x.docx"),
    ],
)  # fmt: skip
def test_a_bad_glossary_is_named_with_code_2(cli, name, content, message):
    (cli.folder / name).write_text(content, encoding="utf-8")
    done = cli("annotate", "page.html", "-l", name)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_missing_glossary_names_the_shipped_ones(cli):
    done = cli("annotate", "page.html", "-l", "nulle-part")
    assert done.code == 2
    assert f"nulle-part{NB}: ce glossaire n’existe pas" in done.err
    assert f"«{NB}ess{NB}»" in done.err


def test_compile_then_use_the_compiled_file(cli):
    done = cli("compile", "glossaire.toml")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(f"glossaire.esslink{NB}: 2 termes, ")
    from_source = cli(*with_glossary("annotate", "page.html"))
    assert cli("annotate", "page.html", "-l", "glossaire.esslink") == from_source
    assert cli("compile", "glossaire.toml", "-o", "glossaire.toml").code == 2


def test_lexicon_check_forms_convert_and_page(cli):
    assert cli("lexicon", "check", "glossaire.toml").code == 0
    forms = cli("lexicon", "forms", "glossaire.toml", "ESS", "absent")
    assert forms.code == 1
    assert forms.out.startswith(
        f"économie sociale et solidaire{NB}:\n  économie sociale et solidaire  le nom lui-même\n"
    )
    assert "économies sociales et solidaires" in forms.out
    assert f"absent{NB}: ce terme n’est pas dans le glossaire" in forms.err
    assert cli("lexicon", "convert", "glossaire.toml", "g.json", "-q").code == 0
    assert [term["headword"] for term in json.loads((cli.folder / "g.json").read_bytes())["terms"]]
    assert cli("lexicon", "page", "glossaire.toml", "-o", "pages", "-q").code == 0
    page = (cli.folder / "pages" / "glossaire.html").read_text(encoding="utf-8")
    assert 'id="esslink-cooperative"' in page


# ── settings ────────────────────────────────────────────────────────────────


def test_settings_come_from_esslink_toml_or_pyproject(cli):
    page = "<p>Une coopérative, deux coopératives."
    (cli.folder / "deux.html").write_text(page, encoding="utf-8")
    (cli.folder / "esslink.toml").write_text('lexicon = "glossaire.toml"\noccurrences = "all"\n')
    assert cli("annotate", "deux.html").out.count('class="esslink"') == 2
    first = cli("annotate", "deux.html", "--occurrences", "first")
    assert first.out.count('class="esslink"') == 1
    (cli.folder / "esslink.toml").rename(cli.folder / "pyproject.toml")
    text = (cli.folder / "pyproject.toml").read_text()
    (cli.folder / "pyproject.toml").write_text("[tool.esslink]\n" + text)
    assert cli("annotate", "deux.html").out.count('class="esslink"') == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lexicon = 1\n", f"esslink.toml:1{NB}: le réglage «{NB}lexicon{NB}» doit être un texte"),
        ("\ncouleur = 1\n", f"esslink.toml:2{NB}: le réglage «{NB}couleur{NB}» n’existe pas"),
        ("jobs = true\n", "doit être un nombre entier"),
        ("only = ['a', 1]\n", "doit être une liste de textes"),
        ("x = \n", f"esslink.toml:1{NB}: TOML incorrect"),
        ("occurrences = 'toutes'\n", f"esslink.toml{NB}: valeur refusée pour '--occurrences'"),
    ],
)  # fmt: skip
def test_bad_settings_are_named_with_code_2(cli, text, message):
    (cli.folder / "esslink.toml").write_text(text, encoding="utf-8")
    done = cli("annotate", "page.html")
    assert (done.code, done.out) == (2, "")
    assert message in done.err


# ── the command itself ──────────────────────────────────────────────────────


def test_help_and_version_are_in_french(cli):
    for arguments in ([], ["annotate"], ["clean"], ["strip"], ["find"], ["lexicon"], ["cache"]):
        done = cli(*arguments, "--help")
        assert done.code == 0
        assert done.out.startswith(f"Utilisation{NB}: esslink ")
        assert "Show this message" not in done.out
        assert f"Options{NB}:" in done.out
    assert cli("--version") == (0, f"esslink {esslink.__version__}\n", "")


def test_an_unknown_command_is_named_with_the_nearest_one(cli):
    done = cli("anotate", "page.html")
    assert done.code == 2
    assert (
        f"«{NB}anotate{NB}» n’est pas une commande. Vouliez-vous dire «{NB}annotate{NB}»{NB}?"
        in done.err
    )


def test_a_reader_that_leaves_is_no_error(cli, cache):
    (cli.folder / "long.txt").write_text("L’ESS.\n\n" * 20000, encoding="utf-8")
    find = f"{sys.executable} -m esslink find long.txt -l glossaire.toml"
    command = f"{find} | head -n 1; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "ESSLINK_CACHE": str(cache)}
    done = subprocess.run(
        ["bash", "-c", command], cwd=cli.folder, capture_output=True, check=True, env=environment
    )
    assert done.stdout.decode() == "long.txt:1      ESS  économie sociale et solidaire\n0\n"
    assert done.stderr == b""


def test_a_full_disk_is_said_with_code_1(cli):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "esslink", "strip", "page.html"],
            cwd=cli.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"esslink{NB}: écriture{NB}: erreur du système{NB}: ")


def test_an_interrupt_ends_with_130(cli, cache):
    import signal
    import time

    process = subprocess.Popen(
        [sys.executable, "-m", "esslink", "strip", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cli.folder,
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err.decode() == f"\nesslink{NB}: interrompu\n"


def test_compiled_glossaries_are_kept_shown_and_cleared(cli, tmp_path):
    own = {"ESSLINK_CACHE": str(tmp_path / "cache")}
    assert (
        cli("cache", "show", **own).out == f"{tmp_path}/cache{NB}: 0 glossaire compilé, 0{NB}ko\n"
    )
    first = cli(*with_glossary("annotate", "page.html"), **own)
    [stored] = (tmp_path / "cache").glob("*.esslink")
    before = stored.stat().st_mtime_ns
    assert cli(*with_glossary("annotate", "page.html"), **own) == first
    assert stored.stat().st_mtime_ns == before
    stored.write_bytes(stored.read_bytes()[:-9] + b"\x00" * 9)
    assert cli(*with_glossary("annotate", "page.html"), **own) == first
    (cli.folder / "glossaire.toml").write_text(GLOSSARY.replace("Société", "Entreprise"))
    assert "Entreprise détenue" in cli(*with_glossary("annotate", "page.html"), **own).out
    assert cli("cache", "clear", **own).out.startswith(
        f"{tmp_path}/cache{NB}: 2 glossaires compilés"
    )
    assert list((tmp_path / "cache").glob("*.esslink")) == []


def test_a_cache_that_cannot_be_written_is_no_error(cli):
    done = cli(*with_glossary("annotate", "page.html"), ESSLINK_CACHE="/dev/null/cache")
    assert done.code == 0
    assert 'class="esslink"' in done.out
    assert "cache inutilisable" in done.err


def test_many_first_runs_at_once_agree(cli, tmp_path):
    environment = {**os.environ, "ESSLINK_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "esslink", *with_glossary("annotate", "page.html")]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, cwd=cli.folder, env=environment)
        for _ in range(4)
    ]
    outputs = {process.communicate()[0] for process in runs}
    assert len(outputs) == 1
    assert b'class="esslink"' in outputs.pop()
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".esslink"]


def test_the_catalogue_of_french_words_is_the_compiled_one():
    from babel.messages import mofile, pofile

    folder = Path(esslink.__file__).parent / "cli" / "locale" / "fr" / "LC_MESSAGES"
    with open(folder / "esslink.po", "rb") as source, open(folder / "esslink.mo", "rb") as compiled:
        wanted, found = pofile.read_po(source, locale="fr"), mofile.read_mo(compiled)
    pairs = {first(m.id): first(m.string) for m in wanted if m.id}
    assert pairs == {first(m.id): first(m.string) for m in found if m.id}
    assert all(pairs.values())


def first(words):
    """Give the singular, which is what gettext looks up, where there are two."""
    return words if isinstance(words, str) else words[0]


HEAVY = {
    "bs4",
    "esslink.compiler",
    "esslink.formats",
    "esslink.french",
    "esslink.lexicon",
    "fnmatch",
    "json",
    "lxml",
    "multiprocessing",
    "nh3",
    "pathlib",
    "pebble",
    "platformdirs",
    "rich",
    "spacy",
    "tempfile",
    "tomllib",
    "turbohtml",
    "urllib",
}


def test_a_second_run_on_a_page_imports_nothing_heavy(cli, cache):
    arguments = list(with_glossary("annotate", "page.html"))
    assert cli(*arguments).code == 0
    script = f"""
import sys
before = set(sys.modules)
from esslink.cli import run
code = run({arguments!r})
sys.stderr.write("\\n".join(sorted(set(sys.modules) - before)))
sys.exit(code)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=cli.folder,
        capture_output=True,
        check=True,
        env={**os.environ, "ESSLINK_CACHE": str(cache)},
    )
    imported = set(done.stderr.decode().split("\n"))
    assert "esslink.annotator" in imported
    assert imported & HEAVY == set()
