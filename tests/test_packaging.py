"""What must be in a package that somebody installs; .ci/run installs a real one besides."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import esslink
from esslink.cli.stored import glossary_path, shipped
from esslink.lexicon import bundled_names, bundled_path

ROOT = Path(__file__).parent.parent
PACKAGE = Path(esslink.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_is_the_same_everywhere():
    assert esslink.__version__ == version("esslink") == PROJECT["project"]["version"]


def test_the_command_is_installed():
    [script] = (e for e in entry_points(group="console_scripts") if e.name == "esslink")
    assert script.value == "esslink.cli:main"


def test_the_command_and_the_library_know_the_same_glossaries():
    assert shipped() == list(bundled_names())
    assert "ess" in shipped()
    for name in shipped():
        assert Path(glossary_path(name)).samefile(bundled_path(name))


def test_glossaries_go_into_the_package():
    include = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert include == {"lexicon": "esslink/lexicon_data"}
    assert {path.stem for path in (ROOT / "lexicon").glob("*.toml")} == set(shipped())


def test_what_is_not_python_stands_in_the_package():
    for name in ("py.typed", "assets/esslink.css", "cli/locale/fr/LC_MESSAGES/esslink.mo"):
        assert (PACKAGE / name).is_file(), name


# The example for clusters takes arguments and a Java: tests/test_spark.py runs it.
EXAMPLES = sorted({*(ROOT / "examples").glob("*.py")} - {ROOT / "examples" / "spark_annotate.py"})


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_examples_run(example):
    done = subprocess.run(
        [sys.executable, str(example)], capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout


def test_the_demo_says_what_is_true(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "demo.py"), str(tmp_path / "demo")],
        capture_output=True,
        check=True,
    )
    said = done.stdout.decode()
    pages = list((tmp_path / "demo" / "annoté").glob("*.htm*"))
    assert f"{len(pages)} pages" in said
    links = sum(page.read_bytes().count(b'<a class="esslink"') for page in pages)
    assert f"{links} liens" in said
    for page in (tmp_path / "demo" / "propre").glob("*.htm*"):
        annotated = (tmp_path / "demo" / "annoté" / page.name).read_bytes()
        assert esslink.strip(annotated) == page.read_bytes()
