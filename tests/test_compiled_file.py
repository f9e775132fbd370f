"""The compiled file of a real glossary: another version is refused, loading is fast."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest

import esslink
from esslink.errors import ArtefactError
from esslink.index import FORMAT_VERSION, MAGIC
from esslink.matcher import Matcher
from esslink.terms import Term

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "glossaries.py"


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "g.esslink"
    esslink.compile([Term("sel", definition="Condiment.")]).save(path)
    return path


@pytest.mark.parametrize("version", [FORMAT_VERSION + 1, FORMAT_VERSION - 1, 0, 2**32 - 1])
def test_another_version_is_refused_with_the_remedy(stored, version):
    data = stored.read_bytes()
    start = len(MAGIC)
    stored.write_bytes(data[:start] + struct.pack("<I", version) + data[start + 4 :])
    with pytest.raises(ArtefactError) as refusal:
        Matcher.load(stored)
    said = str(refusal.value)
    assert str(stored) in said and f"format {version}" in said
    assert "recompilez" in said and "mettez esslink à jour" in said


def test_what_is_no_compiled_file_is_refused(stored):
    for data in (b"", b"ESS", b"PK\x03\x04", b"\x80\x04\x95", MAGIC):
        stored.write_bytes(data)
        with pytest.raises(ArtefactError):
            Matcher.load(stored)


def test_the_timing_of_glossaries_runs_and_finds_what_it_compiled():
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-1000:]
    assert '"terms": 2000' in done.stdout
