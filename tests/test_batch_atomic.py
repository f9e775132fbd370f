"""A target is the old file or the new one, whatever goes wrong between."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from esslink.batch import atomic


def test_write_keeps_mode_and_times_of_the_model(tmp_path):
    model, target = tmp_path / "a.html", tmp_path / "b.html"
    model.write_bytes(b"old")
    model.chmod(0o640)
    os.utime(model, ns=(1_000_000_007, 2_000_000_009))
    atomic.write(str(target), b"new", os.stat(model))
    found = target.stat()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(found.st_mode) == 0o640
    assert (found.st_atime_ns, found.st_mtime_ns) == (1_000_000_007, 2_000_000_009)


def test_copy_keeps_content_mode_and_times(tmp_path):
    source, target = tmp_path / "a.bin", tmp_path / "b.bin"
    source.write_bytes(os.urandom(3_000_001))
    source.chmod(0o604)
    os.utime(source, ns=(5, 6))
    atomic.copy(str(source), str(target))
    assert target.read_bytes() == source.read_bytes()
    assert (stat.S_IMODE(target.stat().st_mode), target.stat().st_mtime_ns) == (0o604, 6)


def wide_open(tmp_path):
    """Give the facts of a file whose mode no usual umask lets through."""
    model = tmp_path / "model"
    model.touch()
    model.chmod(0o606)
    like = model.stat()
    model.unlink()
    return like


@pytest.mark.parametrize("call", ["write", "fsync", "close", "utime", "replace", "fchmod"])
@pytest.mark.parametrize("code", ["ENOSPC", "EIO", "EDQUOT"])
def test_an_error_of_the_system_leaves_the_old_file_alone(tmp_path, monkeypatch, call, code):
    import errno

    target = tmp_path / "page.html"
    target.write_bytes(b"old")
    like = wide_open(tmp_path)
    real = getattr(os, call)

    def fails(*arguments, **keywords):
        if call == "close":
            real(*arguments)
        raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))

    monkeypatch.setattr(os, call, fails)
    with pytest.raises(OSError, match=os.strerror(getattr(errno, code))):
        atomic.write(str(target), b"new" * 1000, like)
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize("call", ["write", "fsync", "fchmod", "utime", "replace"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_any_call_leaves_the_old_file_or_the_new_one(tmp_path, call, when):
    target = tmp_path / "page.html"
    target.write_bytes(b"old")
    model = tmp_path / "model"
    model.touch()
    model.chmod(0o606)
    script = f"""
import os, signal
from esslink.batch import atomic
real = os.{call}
def dies(*arguments, **keywords):
    if {when!r} == "after":
        real(*arguments, **keywords)
    os.kill(os.getpid(), signal.SIGKILL)
os.{call} = dies
os.umask(0o022)
atomic.write({str(target)!r}, b"new", os.stat({str(model)!r}))
"""
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -9
    assert target.read_bytes() == (b"new" if (call, when) == ("replace", "after") else b"old")
    leftovers = [path.name for path in tmp_path.iterdir() if path not in (target, model)]
    assert len(leftovers) == ((call, when) != ("replace", "after"))
    assert all(atomic.is_leftover(name) for name in leftovers)


def test_a_file_of_a_living_process_is_no_leftover():
    assert not atomic.is_leftover(f".esslink-{os.getpid()}-0.tmp")
    assert not atomic.is_leftover("esslink-1-0.tmp")


def test_a_secret_file_is_never_open_to_others(tmp_path, monkeypatch):
    target = tmp_path / "page.html"
    target.write_bytes(b"old")
    target.chmod(0o600)
    modes = []
    real = os.write

    def write(descriptor, data):
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    atomic.write(str(target), b"new", target.stat())
    assert modes == [0o600] and stat.S_IMODE(target.stat().st_mode) == 0o600
