"""Compressed copies of pages follow their pages; files that do not change may be linked."""

from __future__ import annotations

import gzip
import os

import brotli
import pytest
import zstandard

from esslink.batch import atomic, siblings
from esslink.batch.jobs import Job
from esslink.batch.runner import Run, Totals, run
from esslink.batch.work import FAILED
from esslink.errors import MissingExtraError

PAGE = "<!doctype html><html lang=fr><body><p>Une coopérative.</p></body></html>\n".encode()
PACK = {
    ".gz": gzip.compress,
    ".br": brotli.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}
UNPACK = {
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
    ".zst": zstandard.ZstdDecompressor().decompress,
}


@pytest.fixture(scope="module")
def compiled(matcher, tmp_path_factory):
    path = tmp_path_factory.mktemp("compiled") / "small.esslink"
    matcher.save(path)
    return str(path)


@pytest.fixture
def site(tmp_path):
    root = tmp_path / "site"
    root.mkdir()
    for name, page in (("terme", PAGE), ("rien", b"<!doctype html><p>Rien.</p>")):
        (root / f"{name}.html").write_bytes(page)
        for suffix, pack in PACK.items():
            (root / f"{name}.html{suffix}").write_bytes(pack(page))
    (root / "style.css.gz").write_bytes(gzip.compress(b"p {}"))
    return root


def totals(job, plan):
    added, notes = Totals(), {}
    for outcome in run(job, plan):
        assert outcome.status != FAILED, outcome
        added.add(outcome)
        if outcome.notes:
            notes[outcome.name] = outcome.notes[0]
    return added, notes


@pytest.mark.parametrize("jobs", [None, 2])
def test_what_a_server_sends_compressed_is_the_page_as_it_is_now(compiled, tmp_path, site, jobs):
    out = tmp_path / "out"
    added, notes = totals(Job("annotate", compiled), Run([str(site)], str(out), jobs=jobs))
    page = (out / "terme.html").read_bytes()
    assert b"esslink" in page
    for suffix, unpack in UNPACK.items():
        assert unpack((out / f"terme.html{suffix}").read_bytes()) == page
        same = (out / f"rien.html{suffix}").read_bytes()
        assert same == (site / f"rien.html{suffix}").read_bytes()
        before, after = ((one / f"terme.html{suffix}").stat() for one in (site, out))
        assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert (added.pages, added.packed, added.copied, notes) == (2, 6, 1, {})
    inodes = {suffix: (out / f"terme.html{suffix}").stat().st_ino for suffix in PACK}
    (out / "terme.html.br").write_bytes(b"")
    totals(Job("annotate", compiled), Run([str(site)], str(out), jobs=jobs))
    assert brotli.decompress((out / "terme.html.br").read_bytes()) == page
    assert (out / "terme.html.gz").stat().st_ino == inodes[".gz"], "it was made already"
    back = tmp_path / "back"
    totals(Job("strip"), Run([str(out)], str(back)))
    for path in site.glob("*.html*"):
        suffix = path.suffix
        unpack = UNPACK.get(suffix, bytes)
        assert unpack((back / path.name).read_bytes()) == unpack(path.read_bytes())


def test_in_place_they_follow_too_and_a_second_run_writes_nothing(compiled, site):
    job, plan = Job("annotate", compiled), Run([str(site)])
    totals(job, plan)
    page = (site / "terme.html").read_bytes()
    for suffix, unpack in UNPACK.items():
        assert unpack((site / f"terme.html{suffix}").read_bytes()) == page
    inodes = {path: path.stat().st_ino for path in site.iterdir()}
    assert totals(job, plan)[1] == {}
    assert {path: path.stat().st_ino for path in site.iterdir()} == inodes


def test_what_is_no_copy_of_the_page_is_left_out_and_said(compiled, tmp_path, site):
    (site / "terme.html.gz").write_bytes(gzip.compress(b"<p>Une autre page.</p>"))
    (site / "terme.html.br").write_bytes(b"\xff\xff pas du brotli")
    out = tmp_path / "out"
    out.mkdir()
    (out / "terme.html.gz").write_bytes(b"d'avant")
    _, notes = totals(Job("annotate", compiled), Run([str(site)], str(out)))
    assert "n’est pas celui de la page" in notes["terme.html.gz"]
    assert "abîmé" in notes["terme.html.br"]
    assert not (out / "terme.html.gz").exists() and not (out / "terme.html.br").exists()
    before = {path: path.read_bytes() for path in site.iterdir() if path.suffix in (".gz", ".br")}
    _, notes = totals(Job("annotate", compiled), Run([str(site)]))
    assert set(notes) == {"terme.html.gz", "terme.html.br"} and "périmée" in notes["terme.html.gz"]
    del before[site / "rien.html.gz"], before[site / "rien.html.br"]
    assert {path: path.read_bytes() for path in before} == before, "nobody asked to change them"


def test_without_the_package_they_are_left_out(compiled, tmp_path, site, monkeypatch):
    def missing(*_):
        raise MissingExtraError("il faut le paquet brotli")

    monkeypatch.setattr(siblings, "unbrotlied", missing)
    out = tmp_path / "out"
    _, notes = totals(Job("annotate", compiled), Run([str(site)], str(out)))
    assert list(notes) == ["terme.html.br"] and "brotli" in notes["terme.html.br"]
    assert not (out / "terme.html.br").exists() and (out / "terme.html.gz").exists()


def test_a_page_that_fails_keeps_its_compressed_copy(compiled, tmp_path, site):
    (site / "terme.html").write_bytes(b"<p>\0\1\2" * 99)
    out = tmp_path / "out"
    outcomes = {one.name: one for one in run(Job("annotate", compiled), Run([str(site)], str(out)))}
    assert outcomes["terme.html"].status == FAILED
    assert (out / "terme.html.gz").read_bytes() == (site / "terme.html.gz").read_bytes()


def test_a_check_writes_and_counts_no_compressed_copy(compiled, site):
    before = {path: path.read_bytes() for path in site.iterdir()}
    added, _ = totals(Job("annotate", compiled, write=False), Run([str(site)]))
    assert (added.pages, added.changed, added.packed) == (2, 1, 0)
    assert {path: path.read_bytes() for path in site.iterdir()} == before


def test_results_share_nothing_with_the_source_unless_asked(compiled, tmp_path, site):
    """A tool that writes into the files of the results must not reach the source."""
    out, linked = tmp_path / "out", tmp_path / "linked"
    before = {path: path.read_bytes() for path in site.iterdir()}
    totals(Job("annotate", compiled), Run([str(site)], str(out)))
    for path in out.iterdir():
        assert path.stat().st_nlink == 1
        with path.open("r+b") as file:
            file.write(b"xxxx")
    assert {path: path.read_bytes() for path in site.iterdir()} == before
    for _ in range(2):
        totals(Job("annotate", compiled, link=True), Run([str(site)], str(linked)))
        for name in ("style.css.gz", "rien.html"):
            assert (linked / name).samefile(site / name)
        assert not (linked / "terme.html").samefile(site / "terme.html")
        assert not list(linked.glob(".esslink-*"))
    # Ours write anew and rename: even then the source stays.
    totals(Job("annotate", compiled), Run([str(linked)]))
    totals(Job("strip"), Run([str(linked)]))
    totals(Job("annotate", compiled), Run([str(site)], str(linked)))
    assert (linked / "style.css.gz").stat().st_nlink == 1
    assert {path: path.read_bytes() for path in site.iterdir()} == before


def test_where_links_or_copies_by_the_system_cannot_be_files_are_copied(tmp_path, monkeypatch):
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(os.urandom(3 << 20))
    os.utime(source, ns=(10**18, 10**18))

    def refused(*_, **__):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refused)
    for copies in (refused, lambda *_: 0):
        monkeypatch.setattr(os, "copy_file_range", copies, raising=False)
        atomic.link(str(source), str(target))
        assert target.read_bytes() == source.read_bytes() and target.stat().st_nlink == 1
        assert target.stat().st_mtime_ns == 10**18
        target.unlink()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "copy_file_range", full, raising=False)
    with pytest.raises(OSError, match="No space"):
        atomic.copy(str(source), str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
