"""
A disk that fails and a process that dies, at every system call that concerns a folder.

    python tests/faults.py

runs ``esslink`` once under strace to see its calls, then once for each call and fault,
and after each looks at the folder: every file is the old one or the new one, and a second
run without a fault ends as the first would have. Needs Debian's strace and ptrace.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

FAULTS = ("error=ENOSPC", "error=EIO", "signal=SIGKILL")
_CALLS = (
    "openat,read,write,pwrite64,writev,fsync,fdatasync,close,rename,renameat,renameat2,unlink,"
    "unlinkat,mkdir,mkdirat,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,utimensat,"
    "ftruncate,truncate,copy_file_range,sendfile,fstat,newfstatat,getdents64"
)
_LINE = re.compile(r"(\d+) +(\w+)\(")


class Call(NamedTuple):
    """The *number*-th call of that name, from 1, and how strace shows it."""

    name: str
    number: int
    line: str


class Case(NamedTuple):
    """A command on files, and what they hold before it; ``{site}`` is their folder."""

    arguments: tuple[str, ...]
    before: dict[str, bytes]
    watched: str
    """The folder whose files must be old or new, from the case's root."""


def usable() -> bool:
    """Tell whether strace is there and may trace."""
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(
        ["strace", "-f", "-o", os.devnull, "-e", "trace=close", "true"],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


class Bench:
    """A folder where one case is run again and again from the same start."""

    def __init__(self, root: Path, case: Case) -> None:
        self.root, self.case = root, case
        self.log = root / "strace.log"
        self.environment = {
            **os.environ,
            "ESSLINK_CACHE": str(root / "cache"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
        }
        self.reset()
        self.old = contents(root / case.watched)
        for _ in range(2):  # the first run fills the cache of compiled glossaries
            self.reset()
            done = self.run()
            assert done.returncode == 0, done.stderr
        self.new = contents(root / case.watched)
        assert self.new != self.old

    def reset(self) -> None:
        """Put the files back as they were before; the cache of glossaries stays."""
        for folder in ("site", "out", "cache/runs"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        for name, data in self.case.before.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(0o666)  # more than a usual umask gives, so that it must be set

    def run(self, *strace: str) -> subprocess.CompletedProcess[str]:
        """Run the command, under strace with these options if any."""
        traced = ["strace", "-f", "-y", "-o", str(self.log), *strace] if strace else []
        return subprocess.run(
            [*traced, sys.executable, "-m", "esslink", *self.case.arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[Call]:
        """
        Give every call that concerns the case's files, or its record in the cache.

        Those of the process that was started: strace counts the calls of each process apart, so
        it cannot name one of a worker. What workers do to a file the other cases do here.
        """
        self.reset()
        assert self.run("-e", f"trace={_CALLS}").returncode == 0
        places = tuple(str(self.root / name) for name in ("site", "out", "cache/runs"))
        count: Counter[str] = Counter()
        first = ""
        found = []
        for line in self.log.read_text("utf-8", "replace").split("\n"):
            match = _LINE.match(line)
            if match is None:
                continue
            first = first or match[1]
            if match[1] != first:
                continue
            count[match[2]] += 1
            if any(place in line for place in places) or ".esslink-" in line:
                found.append(Call(match[2], count[match[2]], line))
        return found

    def faulted(self, call: Call, fault: str, *, again: bool = True) -> str:
        """Run with one call failing; give what is wrong after (*again*: a second run), or ""."""
        inject = f"inject={call.name}:{fault}:when={call.number}"
        killed = "KILL" in fault
        for _ in range(3):  # packages that come and go meanwhile change the calls of a start
            self.reset()
            done = self.run("-e", f"trace={call.name}", "-e", inject)
            if killed or "(INJECTED)" in self.log.read_text("utf-8", "replace"):
                break
        else:
            return f"the fault did not come: {done.returncode} {done.stderr}"
        # Killed, the run says no more; a worker that it was starting may say that it is alone.
        if not killed and "Traceback" in done.stderr:
            return done.stderr
        if killed and done.returncode not in (-9, 137):
            return f"still alive: {done.returncode}"
        here = contents(self.root / self.case.watched)
        for name, data in here.items():
            if ".esslink-" in name:
                continue
            if data not in (self.old.get(name), self.new.get(name)):
                return f"{name}: neither old nor new ({len(data)} bytes)"
        if lost := self.old.keys() - here.keys():
            return f"lost: {lost}"
        if done.returncode == 0 and here != self.new:
            return "it said that all went well"
        return self.second_run() if again else ""

    def second_run(self) -> str:
        """Check that a run without a fault ends as the first would have."""
        self.run()
        after = contents(self.root / self.case.watched)
        return "" if after == self.new else f"a second run gives {sorted(after)}"


PAGE = (
    "<!doctype html><html lang=fr><head><title>t</title></head>"
    "<body><p>Une coopérative.</p></body></html>\n"
).encode()
GLOSSARY = '[[term]]\nheadword = "coopérative"\ndefinition = "Société de ses membres."\n'.encode()


def cases() -> dict[str, Case]:
    """Give the ways that the command has to write a file."""
    import books

    site = {"glossaire.toml": GLOSSARY, "site/a.html": PAGE, "site/image.png": books.PIXEL}
    common = ("-q", "-l", "glossaire.toml")
    older = {"out/a.html": b"<p>older", "out/image.png": b"older"}
    return {
        "in place": Case(("annotate", "site", "--in-place", *common), site, "site"),
        "folder": Case(("annotate", "site", "-o", "out", *common), {**site, **older}, "out"),
        "resume": Case(
            ("annotate", "site", "-o", "out", "--resume", *common), {**site, **older}, "out"
        ),
        "file": Case(("annotate", "site/a.html", "-o", "out/a.html", *common),
                     {**site, **older}, "out"),
        "book": Case(("annotate", "site/b.epub", "--in-place", *common),
                     {"glossaire.toml": GLOSSARY, "site/b.epub": books.book()}, "site"),
    }  # fmt: skip


def main() -> int:
    """Run every case, call and fault; print what is wrong and the counts."""
    wrong = 0
    for name, case in cases().items():
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder).resolve(), case)
            calls = bench.calls()
            for fault in FAULTS:
                for call in calls:
                    said = bench.faulted(call, fault)
                    if said:
                        wrong += 1
                        print(f"{name}, {fault} at {call.line}\n  {said}")
            print(f"{name}: {len(calls)} calls, {len(FAULTS)} faults each", flush=True)
    print(f"wrong: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
