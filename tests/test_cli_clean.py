"""Cleaning on the command line: folders that teach, ``--explain``, mining, ``annotate --clean``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

import esslink
from esslink.cleaner import clean
from esslink.cleaner.mine import mine

CASES = Path(__file__).parent / "cases" / "clean"
SEED = Path(os.environ.get("ESSLINK_SEED", "../shared/seed")) / "labo-ess-lexique.txt"
DEFINITION = "Acteurs qui planifient ensemble leurs activités et partagent des ressources rares"
SITE = {
    "a.txt": f"Le quartier vit de la coopération Coopération {DEFINITION} entre voisins.\n",
    "b/b.txt": f"Nulle école sans esprit de coopération Coopération {DEFINITION} restreinte.\n",
    "c.html": f"<p>Un réseau de coopération Coopération {DEFINITION} ancienne.</p>\r\n",
    "d.html": "<p>Rien ici.</p>",
}
SPIP = (
    "<p>L’<a name='mot1_0' href='/g' class='cs_glossaire'><span class='gl_mot'>AMAP</span>"
    "<span class='gl_js'>AMAP</span><span class='gl_jst'>Association qui livre des paniers de"
    " légumes.</span></a> de Lyon et les paniers d’une AMAP.</p>"
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def cli(tmp_path):
    for name, text in SITE.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (tmp_path / "spip.html").write_text(SPIP, encoding="utf-8")

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "esslink", *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**kept, "ESSLINK_CACHE": str(tmp_path / "cache"), "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_folder_teaches_its_pages(cli, tmp_path):
    for text in SITE.values():
        assert clean(text) == text  # a page alone does not say where its definition ends
    done = cli("clean", "site", "-o", "clean")
    assert done.code == 0, done.err
    expected = {
        name: text.replace(f" Coopération {DEFINITION}", "").encode() for name, text in SITE.items()
    }
    assert files(tmp_path / "clean") == expected
    assert "3 définitions retirées" in done.err


def test_the_number_of_workers_changes_no_byte(cli, tmp_path):
    for number in range(40):
        (tmp_path / "site" / f"p{number}.txt").write_text(
            f"À la page {number}, la coopération Coopération {DEFINITION} y est dite.\n"
        )
    results = []
    for jobs in ("1", "2", "8"):
        assert cli("clean", "site", "-o", f"clean{jobs}", "--jobs", jobs).code == 0
        results.append(files(tmp_path / f"clean{jobs}"))
    assert results[0] == results[1] == results[2]
    assert b"Acteurs" not in b"".join(results[0].values())


def test_one_page_that_is_not_read_teaches_nothing(cli, tmp_path):
    (tmp_path / "site" / "bad.html").write_bytes(b"<html>\x00\x01\x02PNG")
    done = cli("clean", "site", "-o", "clean")
    assert done.code == 1 and "bad.html" in done.err
    assert "Acteurs" not in (tmp_path / "clean" / "a.txt").read_text(encoding="utf-8")


def test_min_confidence_is_an_option(cli, tmp_path):
    assert cli("clean", "site", "-o", "clean", "--min-confidence", "1").code == 0
    assert files(tmp_path / "clean") == {name: text.encode() for name, text in SITE.items()}


def test_explain_shows_what_is_cut_and_what_is_left(cli, tmp_path):
    done = cli("clean", "site", "--explain")
    assert done.code == 0 and "a.txt:1\u00a0: «\u00a0coopération\u00a0» [Coopération]" in done.out
    assert "la même définition dans d’autres pages" in done.out and DEFINITION in done.out
    assert not (tmp_path / "clean").exists()
    alone = cli("clean", "site/a.txt", "--explain")
    assert "laissée (sous le seuil de 0,80)" in alone.out and "1 candidate laissée" in alone.err


def test_explain_as_json(cli):
    lines = cli("clean", "-", "--explain", "--json", stdin=SPIP.encode()).out.splitlines()
    (one,) = map(json.loads, lines)
    assert (one["rule"], one["removed"], one["confidence"]) == ("couteau-suisse", True, 1.0)
    assert one["definition"] == "Association qui livre des paniers de légumes."


def test_keep_links_keeps_the_old_link(cli):
    done = cli("clean", "spip.html", "--keep-links")
    assert done.out.startswith("<p>L’<a name='mot1_0' href='/g' class='cs_glossaire'>AMAP</a> de")


def test_mining_makes_a_lexicon_that_annotate_takes(cli, tmp_path):
    done = cli("lexicon", "mine", "site", "spip.html", "-o", "g.toml", "--title", "Retrouvé")
    assert done.code == 0, done.err
    text = (tmp_path / "g.toml").read_text(encoding="utf-8")
    assert "# vu 3 fois" in text
    data = tomllib.loads(text)
    assert data["lexicon"]["title"] == "Retrouvé"
    assert {t["headword"]: t["definition"] for t in data["term"]} == {
        "Coopération": DEFINITION,
        "AMAP": "Association qui livre des paniers de légumes.",
    }
    assert cli("lexicon", "check", "g.toml").code in (0, 1)
    page = cli("annotate", "site/c.html", "--clean", "-l", "g.toml").out
    assert '<a class="esslink"' in page and page.count(DEFINITION) == 1


def test_mining_says_conflicts(cli, tmp_path):
    for name, text in (("x", "Des paniers."), ("y", "Des paniers."), ("z", "Un contrat.")):
        page = f"<dl><dt>AMAP<dd>{text}</dl>"
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    done = cli("lexicon", "mine", "x.html", "y.html", "z.html", "-o", "g.toml")
    assert "dont 1 avec plusieurs définitions" in done.err and "AMAP" in done.err
    text = (tmp_path / "g.toml").read_text(encoding="utf-8")
    assert re.search("# autre définition.: Un contrat\\.\n", text)
    assert tomllib.loads(text)["term"][0]["definition"] == "Des paniers."
    report = [
        json.loads(line)
        for line in cli("lexicon", "mine", "z.html", "--json").out.split("\n")
        if line
    ]
    assert report[0]["where"] == "list" and report[0]["count"] == 1


def test_annotate_clean_with_the_glossary_of_the_page(cli):
    done = cli("annotate", "spip.html", "--clean", "--option", "title=Mots")
    assert done.code == 0 and "glossaire retrouvé dans les pages, 1 terme" in done.err
    assert "cs_glossaire" not in done.out and '<a class="esslink"' in done.out
    assert done.out.count("Association qui livre des paniers de légumes.") == 1
    back = cli("strip", "-", stdin=done.out.encode())
    assert back.out == clean(SPIP) == cli("clean", "spip.html").out


def test_annotate_clean_without_anything_to_take(cli):
    done = cli("annotate", "site/d.html", "--clean")
    assert done.code == 2 and "--lexicon" in done.err


def test_the_glossary_page_mined_whole():
    """Fifteen kinds of what the seed page has, in other words: see ``cases/clean/page.txt``."""
    found = {entry.headword: entry for entry in mine((CASES / "page.txt").read_text("utf-8"))}
    assert len(found) >= 10 and all(entry.definition for entry in found.values())


@pytest.mark.skipif(not SEED.is_file(), reason="shared/seed est absent\u00a0: ESSLINK_SEED")
def test_the_seed_page():
    with SEED.open(encoding="utf-8", newline="") as file:
        page = file.read()
    with SEED.with_suffix(".clean.txt").open(encoding="utf-8", newline="") as file:
        assert clean(page) == file.read()
    spans = json.loads(SEED.with_suffix(".noise.json").read_text("utf-8"))
    found = mine(page)
    noise = {entry.headword.lower(): entry for entry in found if entry.where == "noise"}
    assert len(noise) == 12 == len({span["surface"] for span in spans})
    for span in spans:
        entry = noise[span["surface"].lower()]
        # The span is blanks, the title and the definition, to the sign.
        said = page[span["start"] : span["end"]].strip()
        assert said[len(entry.headword) :].strip() == entry.definition
    shown = [entry for entry in found if entry.where == "headings"]
    assert len(shown) == 15
    for entry in shown:
        assert entry.definition in clean(page), entry.headword
    by_name = {entry.headword: entry for entry in shown}
    assert by_name["Crowdfunding"].see == ("finance participative",)
    assert by_name["Dispositif Local d’Accompagnement"].abbreviation == "DLA"
    assert by_name["Coworking"].source == "La Mutinerie"
    lexicon = esslink.Lexicon(entry.term() for entry in shown)
    assert esslink.compile(lexicon).find("un espace de coworking")
