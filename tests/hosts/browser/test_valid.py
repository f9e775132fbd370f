"""The Nu HTML checker finds nothing wrong in what is written, and nothing new on real pages."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import esslink
from esslink.render.glossary_page import GlossaryPage, glossary_pages
from esslink.render.profiles import profile
from esslink.render.web import Web
from hosts.browser.conftest import need
from hosts.browser.pages import TERMS, demo
from hosts.browser.test_annotated import GLOSSARY, PAGE
from hosts.browser.test_glossary_page import TERMS as MANY
from real_pages import FOLDER, real_pages

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Everyday words of manuals, so that pages of any software get links.
WORDS = ("document", "fichier", "fenêtre", "page", "liste", "texte", "ligne", "valeur", "paquet",
         "fonction", "mot de passe", "barre d’outils", "tableau", "exemple", "image")  # fmt: skip


def messages(folder: Path) -> dict[str, Counter[str]]:
    """Return the checker's messages for each file under *folder*, without their places."""
    java = shutil.which("java")
    ready = java is not None and JAR.exists()
    need(ready, "vnu missing: install Java, then npm ci --prefix tests/hosts/browser")
    done = subprocess.run(
        [java, "-Xss4m", "-jar", str(JAR), "--format", "json", "--exit-zero-always",
         "--also-check-css", "--skip-non-html", str(folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Counter[str]] = {}
    for message in json.loads(done.stderr)["messages"]:
        name = message.get("url", "?").removeprefix(f"file:{folder}/")
        found.setdefault(name, Counter())[message["message"]] += 1
    return found


def test_what_is_written_is_valid(tmp_path):
    linked = {"assets": "linked"}
    pages = {"web": demo(Web(**linked)), "none": demo(Web(assets="none"))}
    matcher = esslink.compile(GLOSSARY)
    for name in ("web", "page", "title", "mail", "feed", "attributes"):
        renderer = profile(name, linked if name == "web" else None)
        pages[f"annotated-{name}"] = esslink.annotate(PAGE, matcher, renderer=renderer)
    pages |= glossary_pages(TERMS, GlossaryPage(path="une.html", microdata=True, **linked))
    pages |= glossary_pages(MANY, GlossaryPage(path="lettre-{letter}.html", **linked))
    for name, text in pages.items():
        (tmp_path / (name if "." in name else f"{name}.html")).write_text(text, encoding="utf-8")
    assert messages(tmp_path) == {}


def test_the_checker_sees_what_is_wrong(tmp_path):
    (tmp_path / "a.html").write_text(demo().replace("<dfn>", "<dfn id='a b'>", 1), encoding="utf-8")
    assert messages(tmp_path)


def test_real_pages_get_no_new_message(tmp_path):
    matcher = esslink.compile(
        [esslink.Term(word, definition=f"Un mot : {word}.") for word in WORDS]
    )
    annotator = esslink.Annotator(matcher, renderer=Web(assets="linked"))
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir(), after.mkdir()
    # Small pages: the checker takes a second for each 100 kB.
    files = real_pages(400, largest=12_000)
    need(len(files) >= 300, f"too few pages in {FOLDER}: .ci/browser")
    number = 0
    for file in files:
        source = file.read_bytes()
        result = annotator.run(source)
        if number == 200 or not result.terms:
            continue
        name = f"{number}{file.suffix}"
        (before / name).write_bytes(source)
        (after / name).write_bytes(result.output)
        number += 1
    assert number == 200, f"only {number} pages had a term"
    found = messages(tmp_path)  # one start of Java for both
    assert sum(name.startswith("before") for name in found) > 100, "real pages have their faults"
    added = {
        name: found[name] - found.get(name.replace("after", "before"), Counter())
        for name in found
        if name.startswith("after")
    }
    added = {name: counted for name, counted in added.items() if counted}
    assert not added, f"{len(added)} of {number} pages: {list(added.items())[:5]}"
