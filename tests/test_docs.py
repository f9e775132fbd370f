"""The documents say what is so: every block of the READMEs is run, the import table is walked."""

from __future__ import annotations

import ast
import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import esslink

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.fr.md")
RUN_TIME = {
    "matcher",
    "policy",
    "context",
    "annotator",
    "undo",
    "splice",
    "sources",
    "render",
    "cleaner",
}
COMPILE_TIME = {"lexicon", "formats", "french", "compiler"}
MENTIONED = re.compile(r"\]\(([^)#:]+)\)|`((?:src|tests|examples|lexicon|benchmarks)/[\w./-]+)`")


class Block(NamedTuple):
    language: str
    text: str
    command: str
    """What the HTML comment on the line before says to do with it."""


def blocks(name: str) -> list[Block]:
    found = re.findall(
        r"(?:<!-- (\w+) -->\n)?^```(\w*)\n(.*?)^```$", (ROOT / name).read_text(), re.M | re.S
    )
    return [Block(language, text, command) for command, language, text in found]


def glossary(name: str) -> str:
    return next(block.text for block in blocks(name) if block.language == "toml")


def sides(diff: str) -> tuple[str, str]:
    """What a diff says of the text before and after."""
    lines = diff.splitlines(keepends=True)
    assert all(line[0] in " +-" for line in lines)
    return (
        "".join(line[1:] for line in lines if line[0] != "+"),
        "".join(line[1:] for line in lines if line[0] != "-"),
    )


def annotated_paragraph(name: str) -> str:
    return sides(next(block.text for block in blocks(name) if block.command == "annotate"))[0]


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A working folder with what the README speaks of."""
    name = request.getfixturevalue("name")
    (tmp_path / "glossaire.toml").write_text(glossary(name))
    (tmp_path / "page.html").write_text(annotated_paragraph(name))
    shutil.copytree(ROOT / "examples" / "pages", tmp_path / "pages")
    return tmp_path


def shell(command: str, folder: Path) -> str:
    """What a command line shows, as in a terminal of 80 columns."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "ESSLINK_CACHE": str(folder / "cache"),
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, timeout=120
    )
    return done.stdout.decode() + done.stderr.decode()


def test_every_block_is_of_a_kind_that_is_run():
    for name in READMES:
        kinds = {block.command or block.language for block in blocks(name)}
        assert kinds == {"toml", "annotate", "clean", "sh", "python", "console"}


@pytest.mark.parametrize("name", READMES)
def test_diffs_show_what_really_happens(name: str, tmp_path: Path):
    (tmp_path / "glossaire.toml").write_text(glossary(name))
    matcher = esslink.compile(esslink.Lexicon.read(tmp_path / "glossaire.toml"))
    examples = "".join(
        path.read_text() for path in (ROOT / "examples" / "pages").iterdir()
        if path.name in ("economie-sociale.html", "lettre-polluee.txt")
    )  # fmt: skip
    for block in blocks(name):
        before, after = sides(block.text) if block.language == "diff" else ("", "")
        assert before in examples
        if block.command == "annotate":
            assert esslink.annotate(before, matcher) == after.removesuffix("\n")
        elif block.command == "clean":
            assert esslink.clean(before) == after


@pytest.mark.parametrize("name", READMES)
def test_python_blocks(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    names: dict[str, object] = {}
    for number, block in enumerate(blocks(name)):
        if block.language == "python":
            test = parser.get_doctest(block.text, names, f"{name}[{number}]", name, None)
            assert test.examples
            runner.run(test, clear_globs=False)
            names = test.globs
    assert runner.summarize().attempted
    assert not runner.summarize().failed


@pytest.mark.parametrize("name", READMES)
def test_console_blocks(name: str, folder: Path):
    for block in blocks(name):
        if block.language != "console":
            continue
        for step in re.split(r"^(?=\$ )", block.text, flags=re.M)[1:]:
            command, _, shown = step.removeprefix("$ ").partition("\n")
            assert shell(command, folder) == shown, command


@pytest.mark.parametrize("name", READMES)
def test_make_blocks_name_targets_that_exist(name: str):
    """Dry: a test that ran ``make test`` would never end."""
    for block in blocks(name):
        for line in block.text.splitlines() if block.language == "sh" else ():
            command = line.partition("#")[0].split()
            assert command[0] == "make"
            subprocess.run([*command, "--dry-run"], cwd=ROOT, check=True, capture_output=True)


def test_the_french_readme_is_the_twin_of_the_english_one():
    english, french = ((ROOT / name).read_text() for name in READMES)
    for shape in (r"^#+ ", r"^- ", r"`[^`\n]+`"):
        assert len(re.findall(shape, english, re.M)) == len(re.findall(shape, french, re.M)), shape
    kept = [
        [(b.language, b.command, re.sub(r" *#.*", "", b.text)) for b in blocks(name)]
        for name in READMES
    ]
    assert kept[0] == kept[1]
    links = [sorted(re.findall(r"\]\(([^)]+)\)", text)) for text in (english, french)]
    figures = {f"benchmarks/record/figure.{code}.svg" for code in ("en", "fr")}
    assert set(links[0]) ^ set(links[1]) == {"README.md", "README.fr.md", *figures}


def test_readmes_stay_short():
    for name in READMES:
        assert len((ROOT / name).read_text().splitlines()) < 165


@pytest.mark.parametrize("name", [*READMES, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_files_that_documents_name_exist(name: str):
    for found in MENTIONED.finditer((ROOT / name).read_text()):
        path = found[1] or found[2]
        assert (ROOT / path).exists(), path


def rooms() -> dict[str, set[str]]:
    """Each room of the package and the rooms that its modules import."""
    package = ROOT / "src" / "esslink"
    table: dict[str, set[str]] = {}
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        wanted = table.setdefault(room, set())
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module == "esslink":
                names = [f"esslink.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                assert not isinstance(node, ast.ImportFrom), f"{path}: relative import"
                continue
            parts = (name.split(".") for name in names)
            wanted |= {part[1] for part in parts if part[0] == "esslink" and len(part) > 1}
        wanted -= {room}
    return table


def test_the_import_table_is_what_the_code_does():
    text = next(block.text for block in blocks("ARCHITECTURE.md") if block.command == "imports")
    rows = (line.partition("<-") for line in text.splitlines())
    written = {room.strip(): set(wanted.split()) for room, _, wanted in rows}
    assert written == rooms()


def test_run_time_never_imports_compile_time():
    table = rooms()
    assert not {room: table[room] & COMPILE_TIME for room in RUN_TIME if table[room] & COMPILE_TIME}
    assert not (table["matcher"] | table["policy"]) & {"sources", "render"}
    assert not table["sources"] & {"matcher", "policy", "terms", "index"}


def test_importing_esslink_loads_nothing_heavy():
    heavy = (
        "spacy",
        "lxml",
        "bs4",
        "click",
        "rich",
        "jinja2",
        "pyarrow",
        "ahocorasick",
        "turbohtml",
    )
    code = f"import sys, esslink; print([name for name in {heavy!r} if name in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, timeout=60
    )
    assert shown.stdout.strip() == b"[]"


def test_the_plan_names_every_room():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    plan = next(block.text for block in blocks("ARCHITECTURE.md") if "src/esslink/" in block.text)
    for room in rooms():
        assert re.search(rf"\b{room}(\.py|/)", plan) or room == "__main__", room
    assert "Change routing" in text
