"""A real Sphinx build of a small French site, with and without the extension."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import esslink

pytestmark = pytest.mark.host

PAGES = {
    "index.rst": "Accueil\n=======\n\nLa *mutuelle* du site de l’ESS.\n\n"
    ".. toctree::\n\n   guide/choisir\n   guide/rien\n",
    "guide/choisir.rst": "Choisir\n=======\n\nUne mutuelle, des mutuelles, ``mutuelle``.\n",
    "guide/rien.rst": "Rien\n====\n\nCette page n’a aucun terme.\n",
}
GLOSSARY = """\
[[term]]
headword = "mutuelle"
definition = "Société de personnes, introuvable par la recherche."

[[term]]
headword = "économie sociale et solidaire"
abbreviation = "ESS"
definition = "Un but commun."
"""
BARE = 'project = "Essai"\nlanguage = "fr"\nhtml_theme = "alabaster"\nhtml_copy_source = False\n'
LINKED = 'extensions = ["esslink.plugins.sphinx"]\nesslink_lexicon = "mots.toml"\n'


def build(folder: Path, builder: str, settings: str, out: str) -> tuple[int, str]:
    """Run ``sphinx-build``; give its exit code and what it said."""
    (folder / "docs" / "conf.py").write_text(BARE + settings)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-E", "-W", "-b", builder, "docs", out],
        check=False,
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sphinx")
    for name, text in PAGES.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "docs" / "mots.toml").write_text(GLOSSARY)
    return folder


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_each_page_without_its_links_is_the_page_of_the_bare_build(source: Path, builder: str):
    for out, settings in ((f"{builder}-bare", ""), (f"{builder}-linked", LINKED)):
        code, said = build(source, builder, settings, out)
        assert code == 0, said
    bare, linked = source / f"{builder}-bare", source / f"{builder}-linked"
    pages = sorted(path.relative_to(bare) for path in bare.rglob("*.html"))
    assert len(pages) > len(PAGES)
    links = 0
    for page in pages:
        marked = (linked / page).read_bytes()
        links += marked.count(b'<a class="esslink"')
        assert esslink.strip(marked) == (bare / page).read_bytes(), page
    assert links == 3
    assert (bare / "searchindex.js").read_bytes() == (linked / "searchindex.js").read_bytes()
    assert sorted(p.name for p in linked.rglob("esslink.*")) == ["esslink.css", "esslink.js"]
    guide = linked / "guide" / ("choisir.html" if builder == "html" else "choisir/index.html")
    up = "../" if builder == "html" else "../../"
    assert f'src="{up}_static/esslink.js"' in guide.read_text()
    assert (guide.parent / up / "_static" / "esslink.js").is_file()


def test_other_builders_are_left_alone(source: Path):
    code, said = build(source, "text", LINKED, "text")
    assert code == 0, said
    assert "Société" not in (source / "text" / "index.txt").read_text()


def test_a_bad_option_stops_the_build_with_one_message(source: Path):
    code, said = build(source, "html", LINKED + 'esslink_profile = "absent"\n', "bad")
    assert code == 2
    assert "esslink:" in said
