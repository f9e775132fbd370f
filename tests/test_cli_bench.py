"""``esslink bench``: figures that add up, on pages, texts and what cannot be read."""

from __future__ import annotations

import json

import pytest

from esslink.cli import run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ESSLINK_CACHE", str(tmp_path / "cache"))
    pages = tmp_path / "pages"
    (pages / "sous").mkdir(parents=True)
    (pages / "a.html").write_text("<p>Une coopérative.</p>" * 50, encoding="utf-8")
    (pages / "sous" / "b.txt").write_text("Une mutuelle.\n\nDeux.", encoding="utf-8")
    (pages / "c.htm").write_bytes(b"\xff\xfea")  # half of UTF-16
    (pages / "d.png").write_bytes(b"\x89PNG")
    return pages


def test_a_folder_is_measured(folder, capsys):
    assert run(["bench", str(folder), "--json", "--rounds", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pages"], told["left"], told["links"], told["terms"]) == (2, 1, 2, 2)
    assert told["bytes"] == sum((folder / name).stat().st_size for name in ("a.html", "sous/b.txt"))
    assert told["mb_per_s"] > 0 and told["lxml_mb_per_s"] > 0
    assert set(told["seconds"]) == {
        "décodage", "tokeniseur", "parcours", "pliage", "automate", "liens, écriture"
    }  # fmt: skip


def test_what_a_reader_sees(folder, capsys):
    assert run(["bench", str(folder), "--rounds", "1"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0].startswith("2 pages, ") and lines[0].endswith("1 page laissée")
    assert "Mo/s, 2 liens vers 2 termes" in lines[1]
    assert lines[2].startswith("lxml, lire et écrire")
    assert lines[3].startswith("temps\u00a0: décodage ")


def test_nothing_to_measure(tmp_path, capsys):
    assert run(["bench", str(tmp_path)]) == 1
    assert "aucune page" in capsys.readouterr().err
