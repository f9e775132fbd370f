"""A full disk, a broken disk, a kill, at each system call that writes: the old file or the new."""

from __future__ import annotations

import warnings

import pytest

import faults

pytestmark = pytest.mark.host


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    if not faults.usable():
        message = "strace (ou ptrace) est absent (apt-get install strace) : aucune panne essayée"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    return faults.Bench(tmp_path_factory.mktemp("faults").resolve(), faults.cases()["in place"])


def page_calls(bench):
    """Give the calls that write the page: its temporary file's, its rename, its folder's fsync."""
    calls = bench.calls()
    return [c for c in calls if "-0.tmp" in c.line or c.name == "fsync"]


@pytest.mark.parametrize("fault", faults.FAULTS)
def test_a_fault_at_any_call_leaves_the_old_page_or_the_new_one(bench, fault):
    """``python tests/faults.py`` does it to every call, and to folders, files and books."""
    calls = page_calls(bench)
    names = [call.name for call in calls]
    assert {"openat", "write", "fchmod", "fsync", "close", "utimensat", "rename"} <= set(names)
    assert names.count("fsync") == 2
    wrong = {call.line: bench.faulted(call, fault, again="KILL" in fault) for call in calls}
    assert not [f"{line}: {said}" for line, said in wrong.items() if said]
