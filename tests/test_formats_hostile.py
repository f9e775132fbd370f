"""No glossary file may crash, hang, fill the memory, or be refused without its place."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def report():
    """Read every hostile file in a process of its own."""
    path = os.pathsep.join([str(HERE), str(HERE.parent / "src")])
    run = subprocess.run(
        [sys.executable, "-m", "hostile_glossaries"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


def test_there_are_many(report):
    assert len(report["files"]) >= 400


@pytest.mark.parametrize(
    "name", ["toml", "json", "csv", "html", "markdown", "mediawiki", "tbx", "franceterme"]
)
def test_every_format_has_its_own(report, name):
    assert len([f for f in report["files"] if f[1] == name]) >= 35


def test_each_takes_less_than_two_seconds_of_processor(report):
    assert [f for f in report["files"] if f[3] >= 2.0] == []


def test_all_together_stay_under_500_megabytes(report):
    assert max(f[4] for f in report["files"]) < 500


def test_each_is_read_or_refused_with_its_place(report):
    place = re.escape(report["path"])
    bad = [
        f for f in report["files"] if f[5] != "read" and not re.match(place + r"(:\d+)?: ", f[5])
    ]
    assert bad == []


def test_only_the_size_of_a_whole_file_has_no_line(report):
    place = re.escape(report["path"])
    bad = {
        f[5] for f in report["files"] if f[5] != "read" and not re.match(place + r":\d+: ", f[5])
    }
    assert all(
        "dépasse" in said or "a plus de" in said or "binaire" in said or "tableur" in said
        for said in bad
    ), bad


def test_few_are_read(report):
    # Those that only repeat a sound entry many times.
    assert len([f for f in report["files"] if f[5] == "read"]) < len(report["files"]) / 20
