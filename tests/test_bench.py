"""The bench runs, on the pages of the examples; its counts hold; its record can be shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BENCH = ROOT / "benchmarks"


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_nobody_finds_less_than_is_said():
    """Rivals that are not installed are told to be absent; those that are, are counted."""
    done = python(
        str(BENCH / "run.py"),
        *("pages", "text", "--check", "--every", "1"),
        ESSLINK_CORPUS=str(ROOT / "examples" / "pages"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PROBLEM" not in done.stdout
    for name in ("esslink annotate", "lxml walk + pyahocorasick", "pyahocorasick", "re"):
        assert f"MB/s  {name} " in done.stdout


@pytest.mark.parametrize(
    "path", sorted((BENCH / "definitions").glob("*.toml")), ids=lambda p: p.stem
)
def test_definitions_say_what_they_are(path):
    definition = tomllib.loads(path.read_text(encoding="utf-8"))
    assert len(definition["analysis"]) > 100 and definition["title"]
    sys.path.insert(0, str(BENCH))
    try:
        from rivals import PLACES
    finally:
        sys.path.remove(str(BENCH))
    for one in definition.get("rival", []):
        assert one["name"] in PLACES
    names = {one["name"] for one in definition.get("rival", [])}
    for group in definition.get("agree", []):
        assert set(group) <= names
    for one in definition.get("promise", []) if names else ():
        assert {one["of"], one.get("over", one["of"])} <= names


def test_the_record_can_be_shown(tmp_path):
    record = tmp_path / "record.json"
    record.write_text((BENCH / "record" / "x86_64.json").read_text(encoding="utf-8"))
    results = json.loads(record.read_text(encoding="utf-8"))["results"]
    assert set(results) >= {"pages", "text-ess", "growth-automata"}
    done = python(str(BENCH / "figure.py"), str(record))
    assert done.returncode == 0, done.stderr
    for language in ("en", "fr"):
        drawn = (tmp_path / f"figure.{language}.svg").read_text(encoding="utf-8")
        assert drawn == (BENCH / "record" / f"figure.{language}.svg").read_text(encoding="utf-8")
