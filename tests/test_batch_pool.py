"""Workers: how they begin, what keeps them busy, how they end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from esslink.batch import pool
from esslink.batch.jobs import Job
from esslink.batch.tree import PAGE, Item
from faulty_renderer import Faulty

ONLY_LINUX = pytest.mark.skipif(
    not os.path.isdir("/proc/self/task"), reason="a process is copied on Linux only"
)


@pytest.fixture(scope="module")
def compiled(matcher, tmp_path_factory):
    path = tmp_path_factory.mktemp("compiled") / "small.esslink"
    matcher.save(path)
    return str(path)


def site_of(root, texts):
    root.mkdir()
    for number, text in enumerate(texts):
        (root / f"{number:03}.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    return str(root)


@ONLY_LINUX
def test_a_process_with_another_thread_is_not_copied():
    script = """
import threading
from esslink.batch.processes import Context, can_copy
def nothing(): pass
if __name__ == "__main__":
    print(can_copy(), type(Context().Process(target=nothing)).__name__)
    lock = threading.Lock(); lock.acquire()
    threading.Thread(target=lock.acquire, daemon=True).start()
    print(can_copy(), type(Context().Process(target=nothing)).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "ForkProcess", "False", "SpawnProcess"]


BEGUN = """
import sys
from esslink.batch import processes
from esslink.batch.jobs import Job
from esslink.batch.runner import Run, run
if __name__ == "__main__":
    compiled, site, out, copied = sys.argv[1:]
    assert processes.can_copy() or copied == "no"
    if copied == "no":
        processes.can_copy = lambda: False
    for outcome in run(Job("annotate", compiled), Run([site], out, jobs=2)):
        print(outcome.status)
"""


@pytest.mark.parametrize("copied", [pytest.param("yes", marks=ONLY_LINUX), "no"])
def test_workers_do_the_same_however_they_begin(compiled, tmp_path, copied):
    """In a process of its own: that of the tests has other threads, and is not copied."""
    site = site_of(tmp_path / "site", ["Une coopérative.", "Rien."] * 40)
    script = tmp_path / "begin.py"
    script.write_text(BEGUN, encoding="utf-8")
    command = [sys.executable, str(script), compiled, site, str(tmp_path / "out"), copied]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["changed", "same"] * 40, done.stderr


def test_a_slow_page_does_not_keep_the_other_worker_waiting(compiled, tmp_path):
    """The lots after it are handed out and done, up to a bound, and come after it all the same."""
    site = tmp_path / "site"
    site.mkdir()
    items = []
    for number in range(40):
        path = site / f"{number:03}.html"
        path.write_text("<p>Une coopérative.</p>", encoding="utf-8")
        items.append(Item(PAGE, str(path), str(path), path.name, pool.LOT_BYTES))
    (site / "000.html").write_text("<p>Une mutuelle attend.</p>", encoding="utf-8")
    job = Job("annotate", compiled, renderer=Faulty())
    gate = threading.Event()
    seen = []

    def slow(lot):
        seen.append(lot[0].name)

    # The first lot's future ends when the test says so; the others are the pool's own.
    real = pool.Workers.schedule

    class Held(pool.Workers):
        def schedule(self, work, lot):
            slow(lot)
            future = real(self, work, lot)
            if lot[0].name == "000.html":
                future.result()
                held = type(future)()
                threading.Thread(
                    target=lambda: (gate.wait(20), held.set_result(future.result()))
                ).start()
                return held
            if lot[0].name == "030.html":
                gate.set()
            return future

    workers = Held(2, pool._start, job)
    try:
        names = [one.name for one in pool.in_processes(items, job, 2, None, workers)]
    finally:
        gate.set()
        workers.stop()
    assert "030.html" in seen and names == sorted(names) and len(names) == 40


def test_what_waits_for_a_slow_page_is_bounded(compiled, tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "KEPT", 5)
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            path = tmp_path / f"{number:03}.html"
            path.write_text("<p>Rien.</p>", encoding="utf-8")
            yield Item(PAGE, str(path), str(path), path.name, pool.LOT_BYTES)

    job = Job("annotate", compiled)
    outcomes = pool.in_processes(items(), job, 1, None)
    next(outcomes)
    assert len(taken) <= 5 + 2
    assert len([*outcomes]) == 99


def test_workers_that_ended_are_not_ended_twice(compiled):
    workers = pool.begun(1, Job("annotate", compiled), None)
    workers.close()
    workers.stop()
