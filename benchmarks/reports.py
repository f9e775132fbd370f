#!/usr/bin/env python3
"""
What a report costs, and how large it grows, on many generated pages.

    python benchmarks/reports.py [--pages 10000] [--lexicon FILE] [--jobs 1 2]

Writes the pages (about 300 words each, a few terms of the glossary in each, drawn with a
fixed seed), annotates them with and without each kind of report, and prints seconds,
memory and size. Reports of one kind must be the same bytes whatever the processes: exit
status 1 if they are not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from esslink.cli.stored import stored_matcher

FILLER = (  # noqa: SIM905 - a sentence reads better
    "le rapport annuel décrit ce que les équipes ont mené à bien pendant une année entière"
    " avec leurs partenaires dans chaque région et montre aussi comment elles ferment puis"
    " ouvrent des lieux où il compte sur une aide plus large que celle des années passées"
).split()


def write_pages(folder: str, count: int, headwords: list[str]) -> int:
    draw, size = random.Random(1), 0
    # A few terms are on most pages, most are on few: as in real sites.
    weights = [1 / (rank + 1) for rank in range(len(headwords))]
    for number in range(count):
        words = draw.choices(FILLER, k=300)
        for term in draw.choices(headwords, weights, k=draw.randrange(0, 12)):
            words[draw.randrange(300)] = term
        text = "".join(f"<p>{' '.join(words[n : n + 60])}.</p>\n" for n in range(0, 300, 60))
        page = f"<!DOCTYPE html><html lang=fr><title>Page {number}</title><body>\n{text}</html>\n"
        path = os.path.join(folder, f"{number % 100:02}", f"page{number}.html")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            size += file.write(page)
    return size


def run(site: str, lexicon: str, jobs: int, report: str | None) -> tuple[float, int]:
    out = os.path.join(os.path.dirname(site), "out")
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "esslink", "annotate", site, "-l", lexicon, "-q"]
    command += ["-o", out, "-j", str(jobs)] + (["--report", report] if report else [])
    before = time.monotonic()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    if status:
        raise SystemExit("esslink failed")
    return time.monotonic() - before, usage.ru_maxrss


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--lexicon", default="numerique")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    matcher, compiled = stored_matcher(options.lexicon)
    same = True
    with tempfile.TemporaryDirectory() as folder:
        site = os.path.join(folder, "site")
        size = write_pages(site, options.pages, [term.headword for term in matcher.terms])
        print(f"{options.pages} pages, {size / 1e6:.0f} MB, {len(matcher.terms)} terms")
        for jobs in options.jobs:
            seconds, memory = run(site, compiled, jobs, None)
            print(f"-j{jobs} no report   {seconds:6.1f} s {memory // 1024:5} MB")
        for suffix in ("html", "json", "csv"):
            seen = set()
            for jobs in options.jobs:
                path = os.path.join(folder, f"report.{suffix}")
                seconds, memory = run(site, compiled, jobs, path)
                with open(path, "rb") as file:
                    report = file.read()
                seen.add(report)
                figures = f"{seconds:6.1f} s {memory // 1024:5} MB {len(report) / 1e6:6.2f} MB"
                print(f"-j{jobs} report.{suffix} {figures}")
            same = same and len(seen) == 1
    print("same report whatever the processes" if same else "REPORTS DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
