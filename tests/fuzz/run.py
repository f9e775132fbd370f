#!/usr/bin/env python3
"""
Look for inputs that break a promise, guided by what code they reach.

    python tests/fuzz/run.py [--runs 1000000] [--seconds 3600] [--seed 1] [--corpus FOLDER]

Needs ``pip install atheris`` (extra ``[fuzz]``). Every finding is kept as a file and the
run goes on; the record (runs, time, versions, findings) is written to ``--record``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent


class Fuzzing:
    """One run: the check, what it found, and when to stop."""

    def __init__(self, options: argparse.Namespace) -> None:
        import atheris  # here, since whoever collects tests imports this module

        with atheris.instrument_imports(include=["esslink"]):
            from target import Check

            self.check = Check()
        self.options = options
        self.findings: Counter[str] = Counter()
        self.runs = 0
        self.start = time.perf_counter()

    def one(self, data: bytes) -> None:
        self.runs += 1
        if self.runs >= self.options.runs or (
            not self.runs % 1000 and time.perf_counter() - self.start > self.options.seconds
        ):
            self.end()
        if not self.runs % 50_000:
            self.write()
        try:
            self.check(data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            last = frames[-1]
            name = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.name})"[:160]
            if not self.findings[name]:
                digest = hashlib.blake2b(data, digest_size=6).hexdigest()
                target = Path(self.options.findings) / f"{digest}.bin"
                target.write_bytes(data)
                print(f"FINDING {name}: {target}", file=sys.stderr, flush=True)
            self.findings[name] += 1

    def end(self) -> None:
        """Write the record and stop: libFuzzer has no way to be told to."""
        print(self.write(), flush=True)
        os._exit(1 if self.findings else 0)

    def write(self) -> str:
        """Write the record of what was done so far; a run that is stopped leaves it too."""
        seconds = time.perf_counter() - self.start
        record = {
            "date": time.strftime("%Y-%m-%d"),
            "command": f"tests/fuzz/run.py --runs {self.options.runs} --seed {self.options.seed}",
            "runs": self.runs,
            "seconds": round(seconds),
            "cpu_seconds": round(time.process_time()),
            "max_len": self.options.max_len,
            "inputs_kept": len(os.listdir(self.options.corpus)),
            "findings": dict(self.findings),
            "python": platform.python_version(),
            "machine": f"{platform.machine()}, {platform.system()}",
            "versions": _versions(),
        }
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        if self.options.record:
            Path(self.options.record).write_text(text, encoding="utf-8")
        return text


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("esslink", "turbohtml", "pyahocorasick", "atheris")}


def _dictionary(words: tuple[str, ...]) -> str:
    """Give libFuzzer's dictionary file: one quoted word a line, odd bytes as \\xNN."""
    lines = []
    for word in words:
        shown = "".join(
            chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02x}"
            for b in word.encode("utf-8", "surrogatepass")
        )
        lines.append(f'"{shown}"')
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-len", type=int, default=400)
    parser.add_argument("--corpus", help="where inputs that reach new code are kept")
    parser.add_argument("--findings", help="where inputs that break a promise are kept")
    parser.add_argument("--record", help="JSON file of the run's figures")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="esslink-fuzz-")
    options.corpus = options.corpus or os.path.join(work, "corpus")
    options.findings = options.findings or os.path.join(work, "findings")
    for folder in (options.corpus, options.findings):
        os.makedirs(folder, exist_ok=True)
    sys.path.insert(0, str(HERE))
    fuzzing = Fuzzing(options)
    import target

    for number, seed in enumerate(target.SEEDS):
        for choice in (0, 2, 16, 17, 18):
            path = Path(options.corpus) / f"seed-{number}-{choice}"
            path.write_bytes(bytes([choice]) + seed)
    words = Path(work) / "words.dict"
    words.write_text(_dictionary(target.WORDS), encoding="utf-8")
    arguments = [
        sys.argv[0],
        f"-max_len={options.max_len}",
        f"-seed={options.seed}",
        f"-dict={words}",
        "-timeout=20",
        "-rss_limit_mb=2000",
        "-print_final_stats=1",
        options.corpus,
    ]
    import atheris

    atheris.Setup(arguments, fuzzing.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
