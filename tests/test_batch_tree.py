"""The plan of a folder: what is a page, what is copied, what is refused."""

from __future__ import annotations

import os

import pytest

from esslink.batch import tree
from esslink.batch.tree import COPY, LINK, PAGE, REFUSED, Selection, is_page, sweep, walk


def site(root):
    for name, content in {
        "index.html": "<p>Un",
        "a/deux.HTM": "<p>Deux",
        "a/article12": "\n<!DOCTYPE html><p>Trois",
        "a/spip.php?page=4": "\ufeff<html><p>Quatre",
        "a/notes.txt": "<html> en texte",
        "a/style.css": "p { }",
        "z.xml": "<?xml version='1.0'?><rss/>",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def plan(root, output="out", **selection):
    target = None if output is None else str(root.parent / output)
    return [(item.action, item.name) for item in walk(str(root), target, Selection(**selection))]


def test_pages_are_told_by_suffix_then_by_how_they_begin(tmp_path):
    site(tmp_path / "s")
    assert plan(tmp_path / "s") == [
        (PAGE, "index.html"),
        (COPY, "z.xml"),
        (PAGE, "a/article12"),
        (PAGE, "a/deux.HTM"),
        (COPY, "a/notes.txt"),
        (PAGE, "a/spip.php?page=4"),
        (COPY, "a/style.css"),
    ]


def test_in_place_only_pages_are_planned_and_their_target_is_themselves(tmp_path):
    site(tmp_path / "s")
    items = list(walk(str(tmp_path / "s"), None, Selection()))
    assert all(item.action == PAGE and item.target == item.source for item in items)
    assert len(items) == 4


@pytest.mark.parametrize(
    ("selection", "pages"),
    [
        (
            {"include": ("a/*",)},
            "a/article12 a/deux.HTM a/notes.txt a/spip.php?page=4 a/style.css",
        ),
        ({"include": ("*.html",)}, "index.html"),
        ({"exclude": ("a",)}, "index.html"),
        ({"exclude": ("*.HTM", "index.html")}, "a/article12 a/spip.php?page=4"),
        (
            {"include": ("a/*",), "exclude": ("*.css", "*.txt", "spip*")},
            "a/article12 a/deux.HTM",
        ),
        ({"texts": True}, "index.html a/article12 a/deux.HTM a/spip.php?page=4 a/notes.txt"),
    ],
)
def test_globs_choose_what_may_change_and_the_rest_is_copied(tmp_path, selection, pages):
    site(tmp_path / "s")
    found = plan(tmp_path / "s", **selection)
    assert {name for action, name in found if action == PAGE} == set(pages.split())
    assert len(found) == 7


def test_links_inside_stay_links_and_those_that_leave_are_refused(tmp_path):
    root = tmp_path / "s"
    site(root)
    (tmp_path / "secret.html").write_text("<p>secret")
    os.symlink("a/deux.HTM", root / "inside.html")
    os.symlink("../secret.html", root / "outside.html")
    os.symlink(root / "index.html", root / "absolute.html")
    os.symlink("../s/index.html", root / "out-and-back.html")
    os.symlink("a", root / "folder")
    os.symlink("..", root / "a" / "loop")
    os.symlink("nowhere", root / "broken")
    found = dict(reversed(row) for row in plan(root))
    assert [found[name] for name in ("inside.html", "folder", "a/loop", "broken")] == [LINK] * 4
    for name in ("outside.html", "absolute.html", "out-and-back.html"):
        assert found[name] == REFUSED
    assert len(found) == 7 + 7
    assert not any("loop/" in name or "folder/" in name for name in found)


def test_what_is_no_file_is_refused(tmp_path):
    site(tmp_path / "s")
    os.mkfifo(tmp_path / "s" / "pipe.html")
    assert (REFUSED, "pipe.html") in plan(tmp_path / "s")


def test_the_folder_of_results_is_not_walked(tmp_path):
    root = tmp_path / "s"
    site(root)
    site(root / "out")
    found = [item.name for item in walk(str(root), str(root / "out"), Selection())]
    assert len(found) == 7
    assert not any(name.startswith("out/") for name in found)


def test_a_folder_that_cannot_be_read_does_not_stop_the_others(tmp_path, monkeypatch):
    root = tmp_path / "s"
    site(root)
    (root / "closed").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = plan(root)
    assert (REFUSED, "closed") in found
    assert len(found) == 8


def test_leftovers_of_runs_that_died_are_swept_and_nothing_else(tmp_path):
    dead, mine, other = ".esslink-999999999-0.tmp", f".esslink-{os.getpid()}-0.tmp", "a.tmp"
    (tmp_path / "a").mkdir()
    for name in (dead, mine, other):
        (tmp_path / "a" / name).touch()
    sweep(str(tmp_path))
    assert {path.name for path in (tmp_path / "a").iterdir()} == {mine, other}


def test_beside_one_file_leftovers_are_swept_but_a_folder_of_millions_is_not_read(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tree, "_SWEPT", 20)
    for number in range(10):
        (tmp_path / f".esslink-99999999{number}-0.tmp").touch()
    (tmp_path / "page.html").touch()
    tree.sweep_beside(str(tmp_path / "page.html"))
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    for number in range(50):
        (tmp_path / f".esslink-9999999{number:02}-0.tmp").touch()
    tree.sweep_beside(str(tmp_path / "page.html"))
    assert 30 <= len(list(tmp_path.iterdir())) <= 31


@pytest.mark.parametrize(
    ("name", "content", "page"),
    [
        ("x.html", b"", True),
        ("x.XHTML", b"anything", True),
        ("x.php", b"<?php echo 1;", False),
        ("x.php", b"  \n<!doctype HTML>", True),
        ("x", b"\xef\xbb\xbf<HTML lang=fr>", True),
        ("x.md", b"<html>", False),
        ("x.png", b"\x89PNG", False),
    ],
)
def test_is_page(tmp_path, name, content, page):
    (tmp_path / name).write_bytes(content)
    assert is_page(str(tmp_path / name)) is page
