"""``esslink annotate PAGE`` without click does what it does with click."""

from pathlib import Path

import pytest

from esslink.cli import quick, run

PAGES = sorted((Path(__file__).parent.parent / "examples/pages").iterdir())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def both(capfdbinary, page):
    """The exit codes and what is written, without and with click."""
    results = []
    for arguments in (["annotate", str(page)], ["annotate", "--occurrences", "first", str(page)]):
        code = run(arguments)
        results.append((code, *capfdbinary.readouterr()))
    return results


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_two_ways_write_the_same(page, folder, capfdbinary):
    plain, full = both(capfdbinary, page)
    assert plain == full
    assert plain[0] == 0
    assert plain[1]


def test_a_page_comes_without_click(folder):
    page = folder / "page.html"
    page.write_text("<p>Une coopérative.")
    assert b"doc-glossref" in quick.annotated(["annotate", str(page)])


@pytest.mark.parametrize(
    "content", ["<p>Une coopérative<script>", "\0\1\2", '<meta name="esslink" content="off">'],
)  # fmt: skip
def test_what_there_is_to_say_is_said(content, folder, capfdbinary):
    page = folder / "page.html"
    page.write_text(content)
    assert quick.annotated(["annotate", str(page)]) is None
    plain, full = both(capfdbinary, page)
    assert plain == full
    assert plain[2]


@pytest.mark.parametrize("arguments", [[], ["annotate"], ["annotate", "-"], ["annotate", "rien"],
                                       ["annotate", "."], ["strip", "page.html"]])  # fmt: skip
def test_other_command_lines_are_left_alone(arguments, folder):
    (folder / "page.html").write_text("<p>Une coopérative.")
    assert quick.annotated(arguments) is None


@pytest.mark.parametrize(
    ("name", "settings", "ours"),
    [
        ("esslink.toml", "", True),
        ("pyproject.toml", "[tool.esslink]\noccurrences = 'all'", True),
        ("pyproject.toml", "[ 'tool' . 'esslink' ]\noccurrences = 'all'", True),
        ("pyproject.toml", "[tool]\nesslink = {occurrences = 'all'}", True),
        ("pyproject.toml", "tool.esslink.occurrences = 'all'", True),
        ("pyproject.toml", "[project]\nname = 'esslink'\n[tool.ruff]\nsrc = ['.']", False),
        ("pyproject.toml", "[tool]\nother = 1", False),
    ],
)
def test_settings_are_read_the_long_way(name, settings, ours, folder):
    (folder / "page.html").write_text("<p>Une coopérative.")
    (folder / name).write_text(settings)
    assert (quick.annotated(["annotate", "page.html"]) is None) is ours
