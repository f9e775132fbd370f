#!/usr/bin/env python3
"""
Cost of hostile pages as they grow: annotate, strip and clean on every shape of the tests.

    python benchmarks/hostile.py [--sizes 100000 1000000 10000000] [--shape NAME] [--record FILE]

For each shape and each work: CPU seconds at each size, the ratio from one size to the next
(ten times the page, at most eleven times the time), seconds for a megabyte. A first size
that takes less than a floor (of the tests, of memory) is compared at that floor.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import measure

import esslink
from esslink.annotator import Annotator
from esslink.policy import Policy
from test_linear import FLOOR, PAIRS, RATIO, SHAPES, page

AT_LEAST = 0.2
"""Seconds of measuring at each size, in several runs; the quickest counts."""
MEMORY = 0.012
"""
Seconds for a megabyte below which nothing is slow: what reading and copying a page of ten
megabytes costs, as it no longer fits the cache that a page of one fits.
"""


def works():
    """Give what is done to a page, by name; the glossary is small, the pages are not."""
    terms = [
        esslink.Term("coopérative", definition="Société détenue par ses membres."),
        esslink.Term("économie sociale et solidaire", abbreviation="ESS", definition="Ensemble."),
        esslink.Term("puits de carbone", definition="Réservoir de carbone."),
    ]
    annotator = Annotator(esslink.compile(terms), Policy(occurrences="all"))
    cleaner = esslink.Cleaner(terms)
    return {
        "annotate": lambda text: annotator.run(text, format="html").text,
        "strip": lambda text: esslink.strip(text + "<!--esslink-->"),
        "clean": lambda text: cleaner.clean(text, "html"),
    }


def cost(work, text: str) -> float:
    """CPU seconds of the quickest of some runs."""
    best, spent, runs = float("inf"), 0.0, 0
    gc.collect()
    gc.disable()  # as in the tests: the collector's timetable is not ours
    while spent < AT_LEAST and runs < 6:
        start = time.process_time()
        work(text)
        took = time.process_time() - start
        best, spent, runs = min(best, took), spent + took, runs + 1
    gc.enable()
    return best


def measured(work, shape: str, sizes: list[int]) -> tuple[list[float], list[float]]:
    """Give the seconds at each size and the ratios; measured again, up to twice, while too high."""
    times = [float("inf")] * len(sizes)
    floors = [max(FLOOR, MEMORY * size / measure.MEGABYTE) for size in sizes]
    ratios = times
    for _ in range(3):
        again = [cost(work, page(shape, size)) for size in sizes]
        times = [min(pair) for pair in zip(times, again, strict=True)]
        least = [max(pair) for pair in zip(times, floors, strict=True)]
        ratios = [big / small for small, big in zip(least, times[1:], strict=False)]
        if max(ratios) <= RATIO:
            break
    return times, ratios


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--shape", action="append", help="only these shapes")
    parser.add_argument("--work", action="append", help="only annotate, strip or clean")
    parser.add_argument("--record", help="JSON file to write")
    options = parser.parse_args()
    found: dict[str, dict[str, object]] = {}
    worst: dict[str, tuple[float, str]] = {}
    bad = 0
    for name, work in works().items():
        if options.work and name not in options.work:
            continue
        for shape in options.shape or [*SHAPES, *PAIRS]:
            times, ratios = measured(work, shape, options.sizes)
            per_megabyte = times[-1] / options.sizes[-1] * measure.MEGABYTE
            found[f"{name}: {shape}"] = {
                "seconds": [measure.rounded(one) for one in times],
                "ratios": [measure.rounded(one) for one in ratios],
            }
            mark = "" if max(ratios) <= RATIO else "  TOO MUCH"
            bad += bool(mark)
            shown = " ".join(f"{one:6.2f}" for one in ratios)
            print(f"{name:9} {shape:30} {shown}  {per_megabyte:8.3f} s/MB{mark}", flush=True)
            worst[name] = max(worst.get(name, (0.0, "")), (per_megabyte, shape))
    for name, (seconds, shape) in worst.items():
        print(f"worst {name}: {seconds:.2f} s/MB ({shape})")
    print(f"{len(found)} measured, {bad} over {RATIO}")
    if options.record:
        record = {
            "sizes": options.sizes,
            "machine": measure.machine(),
            "versions": measure.versions(("esslink", "turbohtml", "pyahocorasick")),
            "over": bad,
            "shapes": found,
        }
        text = json.dumps(record, ensure_ascii=False, indent=1)
        Path(options.record).write_text(text + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
