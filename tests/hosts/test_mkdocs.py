"""A real MkDocs build of a small French site, with and without the plugin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import esslink

pytestmark = pytest.mark.host

PAGES = {
    "index.md": "# Accueil\n\nBienvenue à la **mutuelle**, sur un site de l’ESS.\n",
    "guide/choisir.md": "# Choisir\n\nUne mutuelle, des mutuelles.\n\n    mutuelle --aide\n",
    "guide/rien.md": "# Rien\n\nCette page n’a aucun terme.\n",
    "guide/intact.md": "---\nesslink: false\n---\n# Intact\n\nUne mutuelle.\n",
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
SETTINGS = """\
site_name: Essai
theme: {name: mkdocs, locale: fr}
"""


def build(folder: Path, plugins: str, out: str) -> tuple[int, str]:
    """Run ``mkdocs build`` as a user does; give its exit code and what it said."""
    (folder / "mkdocs.yml").write_text(SETTINGS + plugins)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", out],
        check=False,
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, text in PAGES.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "mots.toml").write_text(GLOSSARY)
    plugins = "plugins:\n- esslink: {lexicon: mots.toml}\n- search: {lang: fr}\n"
    for out, extra in (("bare", "plugins:\n- search: {lang: fr}\n"), ("linked", plugins)):
        code, said = build(folder, extra, out)
        assert code == 0, said
    return folder


def test_each_page_without_its_links_is_the_page_of_the_bare_build(site: Path):
    pages = sorted(path.relative_to(site / "bare") for path in (site / "bare").rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        bare = (site / "bare" / page).read_bytes()
        assert esslink.strip((site / "linked" / page).read_bytes()) == bare, page


def test_links_stand_where_the_terms_are(site: Path):
    home = (site / "linked" / "index.html").read_text()
    assert home.count('<a class="esslink"') == 2
    assert home.count("Société de personnes") == 1
    assert home.index('data-esslink="glossary"') < home.index("<footer")
    guide = (site / "linked" / "guide" / "choisir" / "index.html").read_text()
    assert guide.count('<a class="esslink"') == 1
    for name in ("rien", "intact"):
        page = Path("guide") / name / "index.html"
        assert (site / "linked" / page).read_bytes() == (site / "bare" / page).read_bytes()


def test_assets_are_in_the_site_once_and_linked_from_each_depth(site: Path):
    found = sorted(
        str(path.relative_to(site / "linked")) for path in (site / "linked").rglob("esslink.*")
    )
    assert found == ["assets/esslink/esslink.css", "assets/esslink/esslink.js"]
    assert 'href="assets/esslink/esslink.css"' in (site / "linked" / "index.html").read_text()
    guide = (site / "linked" / "guide" / "choisir" / "index.html").read_text()
    assert 'src="../../assets/esslink/esslink.js"' in guide


def test_the_search_index_holds_no_definition(site: Path):
    bare, linked = (
        json.loads((site / out / "search" / "search_index.json").read_text())
        for out in ("bare", "linked")
    )
    assert linked == bare
    assert "mutuelle" in str(linked)


def test_another_profile_and_policy(site: Path):
    plugins = "plugins:\n- esslink: {lexicon: mots.toml, occurrences: all, profile: title}\n"
    code, said = build(site, plugins, "title")
    assert code == 0, said
    guide = (site / "title" / "guide" / "choisir" / "index.html").read_text()
    assert guide.count('<dfn class="esslink" title="Société') == 2
    assert not list((site / "title").rglob("esslink.*"))


@pytest.mark.parametrize("option", ["lexicon: absent.toml", "profile: absent", "occurrences: x"])
def test_a_bad_option_stops_the_build_with_one_message(site: Path, option: str):
    code, said = build(site, f"plugins:\n- esslink: {{{option}}}\n", "bad")
    assert code == 1
    assert "esslink:" in said
    assert "Traceback" not in said
