"""Whole runs: every file accounted for, whatever pages do to the process that reads them."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import books
from esslink.batch import runner
from esslink.batch.jobs import Job
from esslink.batch.runner import Run, Totals, items, run
from esslink.batch.work import CHANGED, COPIED, FAILED, SAME
from esslink.errors import OptionError
from esslink.render.web import Web
from faulty_renderer import Faulty

PAGE = "<!doctype html><html lang=fr><head><title>t</title></head><body><p>{}</p></body></html>\n"


@pytest.fixture(scope="module")
def compiled(matcher, tmp_path_factory):
    path = tmp_path_factory.mktemp("compiled") / "small.esslink"
    matcher.save(path)
    return str(path)


def job(compiled, **changes):
    return Job("annotate", compiled, renderer=Web(assets="linked"))._replace(**changes)


def make_site(root, pages=40, **special):
    """Write a site of *pages* pages in three folders, with other files among them."""
    texts = ["Une coopérative.", "Rien.", "L’ESS et le puits de carbone.", "É" * 3000]
    for number in range(pages):
        path = root / ("", "a", "a/b")[number % 3] / f"page{number:03}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(texts[number % 4]), encoding="utf-8")
    (root / "a" / "image.png").write_bytes(bytes(range(256)) * 40)
    for name, text in special.items():
        (root / f"{name}.html").write_text(PAGE.format(text), encoding="utf-8")
    return root


def contents(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in Path(root).rglob("*")
        if path.is_file()
    }


def test_every_file_is_in_the_results_and_strip_gives_the_site_back(compiled, matcher, tmp_path):
    site = make_site(tmp_path / "site")
    outcomes = list(run(job(compiled), Run([str(site)], str(tmp_path / "out"))))
    assert [o.status for o in outcomes].count(CHANGED) == 20
    assert [o.status for o in outcomes].count(SAME) == 20
    assert [o.status for o in outcomes].count(COPIED) == 1
    found = contents(tmp_path / "out")
    assert set(found) == set(contents(site)) | {"esslink.css", "esslink.js"}
    page = found["a/b/page002.html"].decode()
    assert '<link rel="stylesheet" href="../../esslink.css"' in page
    list(run(Job("strip"), Run([str(tmp_path / "out")], str(tmp_path / "back"))))
    assert contents(tmp_path / "back") == contents(site)


def test_a_page_that_fails_once_is_done_without_workers_too(compiled, tmp_path):
    site = make_site(tmp_path / "site", 3, tired="coopérative", raises="ESS")
    faulty = job(compiled, renderer=Faulty(once=str(tmp_path / "died")))
    outcomes = {o.name: o for o in run(faulty, Run([str(site)], str(tmp_path / "out")))}
    assert outcomes["tired.html"].status == CHANGED
    assert outcomes["raises.html"].status == FAILED
    assert contents(tmp_path / "out")["raises.html"] == contents(site)["raises.html"]


def test_a_resumed_run_does_not_die_of_the_page_that_killed_it(compiled, tmp_path):
    site = make_site(tmp_path / "site", 6, dies="coopérative")
    faulty = job(compiled, renderer=Faulty(once=str(tmp_path / "died")))
    plan = Run([str(site)], str(tmp_path / "out"), state=str(tmp_path / "s"), resume=True)
    outcomes = {o.name: o for o in run(faulty, plan)}
    assert {name for name, o in outcomes.items() if o.status == FAILED} == {"dies.html"}


def test_results_and_reports_are_the_same_with_1_2_and_8_workers(compiled, tmp_path):
    site = make_site(tmp_path / "site", 300)
    (site / "a" / "livre.epub").write_bytes(books.book())
    seen = []
    for jobs in (1, 2, 8):
        out = tmp_path / str(jobs)
        outcomes = [
            o._replace(target="") for o in run(job(compiled), Run([str(site)], str(out), jobs=jobs))
        ]
        seen.append((outcomes, contents(out)))
    assert seen[0] == seen[1] == seen[2]


def test_in_place_keeps_modes_and_times_and_a_second_run_writes_nothing(compiled, tmp_path):
    site = make_site(tmp_path / "site", 8)
    before = contents(site)
    (site / "page000.html").chmod(0o640)
    os.utime(site / "page000.html", ns=(10**18, 10**18 + 7))
    list(run(job(compiled), Run([str(site)])))
    status = (site / "page000.html").stat()
    assert (status.st_mode & 0o777, status.st_mtime_ns) == (0o640, 10**18 + 7)
    assert contents(site) != before
    inodes = {path: path.stat().st_ino for path in site.rglob("*.html")}
    again = list(run(job(compiled), Run([str(site)])))
    assert {o.status for o in again} == {SAME}
    assert {path: path.stat().st_ino for path in site.rglob("*.html")} == inodes


def test_a_broken_pool_is_started_anew(compiled, tmp_path):
    """As when a worker is killed while it takes a task: pebble then refuses all others."""
    from pebble.pool.base_pool import PoolStatus

    from esslink.batch import pool

    workers = pool.Workers(1, pool._start, job(compiled))
    assert workers.schedule(pool._process_lot, []).result() == []
    workers._pool._context.status = PoolStatus.ERROR
    assert workers.schedule(pool._process_lot, []).result() == []
    workers.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_pages_that_kill_or_hang_or_raise_are_copied_and_the_others_are_done(
    compiled, tmp_path, jobs
):
    site = make_site(tmp_path / "site", 60, dies="coopérative", hangs="ESS", raises="l’ESS")
    for name in ("once", "tired"):
        (site / f"{name}.html").write_text(PAGE.format("coopératives"), encoding="utf-8")
    faulty = job(compiled, renderer=Faulty(once=str(tmp_path / "died")))
    plan = Run([str(site)], str(tmp_path / "out"), jobs=jobs, timeout=2)
    outcomes = {o.name: o for o in run(faulty, plan)}
    failed = {name: o.error for name, o in outcomes.items() if o.status == FAILED}
    assert set(failed) == {"dies.html", "hangs.html", "raises.html"}, failed
    assert "ZeroDivisionError" in outcomes["raises.html"].error
    assert "2\u00a0s" in outcomes["hangs.html"].error
    assert outcomes["once.html"].status == outcomes["tired.html"].status == CHANGED
    found, sources = contents(tmp_path / "out"), contents(site)
    for name in ("dies.html", "hangs.html", "raises.html"):
        assert found[name] == sources[name]
    list(run(job(compiled), Run([str(site)], str(tmp_path / "right"))))
    right = contents(tmp_path / "right")
    for name in set(right) - {"dies.html", "hangs.html", "raises.html"}:
        assert found[name] == right[name], name
    totals = Totals()
    for outcome in outcomes.values():
        totals.add(outcome)
    assert (totals.failed, totals.pages, totals.copied) == (3, 62, 1)


def test_a_page_that_is_no_text_is_reported_and_copied(compiled, tmp_path):
    site = make_site(tmp_path / "site", 3)
    (site / "faux.html").write_bytes(b"\x00\x01\x02" * 100)
    outcomes = {o.name: o for o in run(job(compiled), Run([str(site)], str(tmp_path / "out")))}
    assert outcomes["faux.html"].status == FAILED
    assert "binaire" in outcomes["faux.html"].error
    assert contents(tmp_path / "out")["faux.html"] == b"\x00\x01\x02" * 100


def test_nothing_is_written_outside_the_folder_of_results(compiled, tmp_path):
    site, out, elsewhere = make_site(tmp_path / "site", 6), tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.mkdir()
    os.symlink(elsewhere, out / "a")
    outcomes = list(run(job(compiled), Run([str(site)], str(out))))
    assert {o.name for o in outcomes if o.status == FAILED} == {
        name for name in contents(site) if name.startswith("a/")
    }
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("output", [".", "site", "site/a/.."])
def test_results_never_go_over_the_sources(compiled, tmp_path, monkeypatch, output):
    site = make_site(tmp_path / "site", 3)
    before = contents(site)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OptionError):
        list(run(job(compiled), Run(["site"], output)))
    assert contents(site) == before


def test_two_sources_of_one_name_are_refused(compiled, tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.html").write_text("<p>ESS")
    sources = [str(tmp_path / "x" / "a.html"), str(tmp_path / "y" / "a.html")]
    with pytest.raises(OptionError, match="même nom"):
        list(run(job(compiled), Run(sources, str(tmp_path / "out"))))


def test_resume_leaves_out_what_is_done_and_does_what_changed(compiled, tmp_path):
    site, out = make_site(tmp_path / "site", 30), tmp_path / "out"
    plan = Run([str(site)], str(out), state=str(tmp_path / "state"), identity="1", resume=True)
    first = list(run(job(compiled), plan))
    inodes = {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    (site / "page003.html").write_text(PAGE.format("Deux coopératives."), encoding="utf-8")
    (out / "a" / "page001.html").unlink()
    second = list(run(job(compiled), plan))
    changed = {
        path.relative_to(out).as_posix()
        for path in out.rglob("*.html")
        if inodes.get(path) != path.stat().st_ino
    }
    assert changed == {"page003.html", "a/page001.html"}
    assert len(first) == len(second) == 31
    assert sum(o.links for o in second) == sum(o.links for o in first) + 1 - (
        next(o.links for o in first if o.name == "page003.html")
    )
    third = Run([str(site)], str(out), state=str(tmp_path / "state"), identity="2", resume=True)
    list(run(job(compiled), third))
    assert not {p for p in out.rglob("*.html") if inodes.get(p) == p.stat().st_ino}


def test_a_result_that_somebody_edited_is_made_again(compiled, tmp_path):
    site, out = make_site(tmp_path / "site", 4), tmp_path / "out"
    plan = Run([str(site)], str(out), state=str(tmp_path / "state"), identity="1", resume=True)
    list(run(job(compiled), plan))
    right = contents(out)
    page = out / "page000.html"
    page.write_bytes(page.read_bytes().replace(b"<p>", b"<P>"))
    list(run(job(compiled), plan))
    assert contents(out) == right


def test_a_run_with_nothing_to_do_passes_on_what_was_done_as_it_goes(
    compiled, tmp_path, monkeypatch
):
    site, out = make_site(tmp_path / "site", 100), tmp_path / "out"
    plan = Run([str(site)], str(out), state=str(tmp_path / "state"), identity="1", resume=True)
    first = sorted(run(job(compiled), plan))
    monkeypatch.setattr(runner, "_KEPT", 7)
    monkeypatch.setattr(runner, "_HELD", 20)
    looked = []
    monkeypatch.setattr(runner, "items", lambda plan: (looked.append(i) or i for i in items(plan)))
    again = run(job(compiled), plan)
    assert next(again).status in (CHANGED, SAME)
    assert len(looked) < 101 + 60, "all were held before the first was passed on"
    assert len([*again]) == len(first) - 1 == 100


def test_a_run_killed_at_20_moments_is_resumed_and_nothing_is_half_written(compiled, tmp_path):
    site = make_site(tmp_path / "site", 1000)
    (site / "livre.epub").write_bytes(books.book())
    list(run(job(compiled), Run([str(site)], str(tmp_path / "right"))))
    right = contents(tmp_path / "right")
    out, cache = tmp_path / "out", tmp_path / "cache"
    command = [sys.executable, "-m", "esslink", "annotate", str(site), "-o", str(out)]
    command += ["-l", compiled, "--jobs", "2", "--resume", "-q"]
    environment = {**os.environ, "ESSLINK_CACHE": str(cache)}
    chance = random.Random(14)
    killed = halfway = 0
    for _ in range(20):
        if finished(out) > len(right) - 200:
            shutil.rmtree(out)
        enough = finished(out) + chance.randrange(0, 40)
        process = subprocess.Popen(command, env=environment)
        wait_for(lambda: finished(out) > enough or process.poll() is not None, pause=0.001)  # noqa: B023
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        time.sleep(0.05)
        found = contents(out)
        done = {name: found[name] for name in found if ".esslink-" not in name}
        assert all(right[name] == content for name, content in done.items())
        halfway += 0 < len(done) < len(right)
    before = recorded(cache)
    inodes = {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    subprocess.run(command, env=environment, check=True)
    assert contents(out) == right
    # Nothing is lost, nothing is done twice: what the record says was there is not touched.
    assert len(recorded(cache)) == len(right) - 2
    kept = [out / name for name in before if out / name in inodes]
    assert kept and all(inodes[path] == path.stat().st_ino for path in kept)
    assert killed == 20
    assert halfway >= 15, "the kills came too late to prove anything"


def recorded(cache):
    """Give the names of the files that the record of a run calls done."""
    (path,) = (cache / "runs").iterdir()
    lines = (json.loads(line) for line in path.read_text("utf-8").split("\n") if line.endswith("]"))
    return {line[0] for line in lines if len(line) == 9}


def test_a_run_that_is_interrupted_leaves_nothing_of_its_own(compiled, tmp_path):
    site = make_site(tmp_path / "site", 400)
    for source, out in ((site, tmp_path / "out"), (site, None)):
        outcomes = run(job(compiled), Run([str(source)], out and str(out), jobs=2))
        for _ in range(40):
            next(outcomes)
        outcomes.close()
        assert not list((out or site).rglob(".esslink-*"))


def finished(out):
    return sum(not name.startswith(".esslink-") for _, _, names in os.walk(out) for name in names)


def test_no_worker_outlives_a_killed_run(compiled, tmp_path):
    site = make_site(tmp_path / "site", 4, hangs="coopérative")
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from faulty_renderer import Faulty
from esslink.batch.jobs import Job
from esslink.batch.runner import Run, run
if __name__ == "__main__":
    job = Job("annotate", {compiled!r}, renderer=Faulty())
    print("on", flush=True)
    list(run(job, Run([{str(site)!r}], {str(tmp_path / "out")!r}, jobs=2, timeout=600)))
"""
    path = tmp_path / "killed_run.py"
    path.write_text(script)
    process = subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"on\n"
    assert wait_for(lambda: len(children(process.pid)) >= 2)
    workers = children(process.pid)
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert wait_for(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in workers))


def children(pid):
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def wait_for(condition, seconds=15.0, pause=0.05):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(pause)
    return False
