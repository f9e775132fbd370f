"""
Real French books pass EPUBCheck after annotation as they did before.

The books are those of Debian's packages, in ``.venv/books`` (``.ci/archives``) or in the
folder that ``ESSLINK_BOOKS`` names.
"""

from __future__ import annotations

import collections
import os
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

import books
import esslink
from esslink.batch import epub

pytestmark = pytest.mark.host

FOLDER = Path(os.environ.get("ESSLINK_BOOKS", Path(__file__).parent.parent / ".venv" / "books"))
WORDS = (
    "paquet développeur version système utilisateur fichier bogue mainteneur image noyau"
    " distribution serveur"
)
# A path in the book, line and column stand between code and words.
_MESSAGE = re.compile(
    r"^((?:FATAL|ERROR|WARNING)\([A-Z]+-\d+[a-z]?\)): .*?(?:\(-?\d+,-?\d+\))?: (.*)$"
)


@pytest.fixture(scope="module")
def common():
    """Words of every manual, one with markup in its definition."""
    terms = [esslink.Term(word, definition=f"Sens de <b>{word}</b>&nbsp;: a<br>b.",
                          abbreviation="LIB" if word == "noyau" else None)
             for word in WORDS.split()]  # fmt: skip
    return esslink.compile(terms)


def complaints(path):
    """Count what EPUBCheck says of a book, places apart."""
    tool, java = shutil.which("epubcheck"), shutil.which("java")
    if tool is None or java is None:
        message = "epubcheck est absent (apt-get install epubcheck) : aucun livre n’a été vérifié"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    # Debian's command is the jar itself, which a shell starts only where binfmt is set up.
    jar = Path(tool).resolve()
    quick = "-XX:TieredStopAtLevel=1"  # 3 s instead of 8: the virtual machine compiles less
    command = [java, quick, "-jar", str(jar)] if jar.suffix == ".jar" else [tool]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "EPUBCheck" in said or "errors" in said, said
    found = (_MESSAGE.match(line) for line in said.split("\n"))
    return collections.Counter(match.groups() for match in found if match)


def valid(version=3):
    """Return the small book without its faults: a script that is not there, a stray file."""
    entries = books.entries(version)
    del entries["EPUB/hors du livre é.xhtml"]
    script = b'<script type="text/javascript" src="x.js"/>'
    entries["EPUB/texte/un.xhtml"] = entries["EPUB/texte/un.xhtml"].replace(script, b"")
    return books.packed(entries)


@pytest.mark.parametrize("version", [2, 3])
def test_a_small_book_has_no_fault_at_all(version, tmp_path, matcher):
    done = epub.annotate(valid(version), matcher)
    assert done.links == 3
    (tmp_path / "livre.epub").write_bytes(done.output)
    assert not complaints(tmp_path / "livre.epub")


@pytest.mark.parametrize("name", ["ubuntu", "project-history", "developers", "live-manual"])
def test_a_real_book_has_no_new_fault(name, tmp_path, common):
    paths = sorted(FOLDER.glob(f"{name}*.epub"))
    if not paths:
        message = f"{FOLDER} n’a pas de livre {name} (.ci/archives) : il n’a pas été vérifié"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    source = paths[0].read_bytes()
    done = epub.annotate(source, common)
    assert done.links >= 20 and len(done.terms) >= 5
    assert epub.strip(done.output) == source
    assert epub.annotate(done.output, common).output == done.output
    (tmp_path / "après.epub").write_bytes(done.output)
    after = complaints(tmp_path / "après.epub")
    assert not after - complaints(paths[0])


def test_a_fault_would_be_seen(tmp_path, matcher):
    content = books.unpacked(epub.annotate(valid(), matcher).output)
    glossary = "EPUB/esslink-glossaire.xhtml"
    content[glossary] = content[glossary].replace(b'id="esslink-cooperative"', b'id="x"')
    (tmp_path / "livre.epub").write_bytes(books.packed(content))
    assert complaints(tmp_path / "livre.epub")
