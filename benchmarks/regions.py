#!/usr/bin/env python3
"""
Hold the text that esslink touches against the text that parsers show, on any pages.

    python benchmarks/regions.py FOLDER|FILE… [--parser turbohtml|lxml|html5lib] [--every N]

For each page and parser: same (letter for letter), less (esslink leaves out something
that is shown), other (it would touch something that is not shown, or in another order),
untouched (esslink never writes to the page). Prints the counts and where pages differ.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from corpora import page_files

from esslink.errors import SourceError
from esslink.sources.encoding import decode
from shown import OTHER, PARSERS, SAME, compared, difference, touched


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="+")
    parser.add_argument("--parser", action="append", choices=sorted(PARSERS))
    parser.add_argument("--every", type=int, default=1, help="only each Nth page")
    parser.add_argument("--quiet", action="store_true", help="only the counts")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    start = time.perf_counter()
    for number, (path, data) in enumerate(page_files(options.places)):
        if number % options.every:
            continue
        try:
            source = decode(data).text
        except SourceError:
            counts["all"]["refused encoding"] += 1
            continue
        ours = touched(source)
        for name in options.parser or sorted(PARSERS):
            if ours is None:
                counts[name]["untouched"] += 1
                continue
            shown = PARSERS[name](source)
            verdict = compared(ours, shown)
            counts[name][verdict] += 1
            if verdict != SAME and not options.quiet:
                print(f"{verdict.upper()} {name} {path}: {difference(ours, shown)}", flush=True)
    for name, count in counts.items():
        print(f"{name}: {', '.join(f'{kind} {number}' for kind, number in count.items())}")
    print(f"{time.perf_counter() - start:.0f} s")
    return 1 if any(count[OTHER] for count in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
