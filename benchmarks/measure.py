"""
Rivals in turns on the same items, and what the machine was: medians of CPU time.

CPU time of the process, not the clock, so that other programs count as little as they
can; rivals take turns within each round, so that a slow minute is everybody's.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from corpora import Glossary
from rivals import Run, rival

from esslink.fold import squeeze

MEGABYTE = 1_000_000


class Entry(NamedTuple):
    """One rival on its share of the items."""

    name: str
    run: Run
    items: Sequence[Any]
    size: int
    """Bytes of the items, in UTF-8 before any folding."""
    prepared: float
    """CPU seconds that making it took."""


def size_of(item: bytes | str) -> int:
    """Give the bytes of a page or of a text in UTF-8."""
    return len(item if isinstance(item, bytes) else item.encode("utf-8", "surrogatepass"))


def share(items: Sequence[Any], most: float) -> list[Any]:
    """Give the first items, up to *most* megabytes, at least one; an item is never cut."""
    taken, size = [], 0
    for item in items:
        size += size_of(item)
        if taken and size > most * MEGABYTE:
            break
        taken.append(item)
    return taken


def entry(name: str, glossary: Glossary, items: Sequence[Any], most: float) -> Entry | None:
    """Make a rival ready; None when what it needs is not installed."""
    try:
        made = rival(name)
        start = time.process_time()
        run = made.make(glossary)
    except (ImportError, OSError):  # spaCy says OSError for a model that is not there
        return None
    prepared = time.process_time() - start
    taken = share(items, most)
    size = sum(map(size_of, taken))
    if made.takes == "folded":
        taken = [squeeze(text).text for text in taken]
    return Entry(name, run, taken, size, prepared)


def seconds(run: Run, items: Sequence[Any]) -> tuple[float, int]:
    """Give the CPU seconds of one pass over *items*, and what it found."""
    gc.collect()
    start = time.process_time()
    found = sum(map(run, items))
    return time.process_time() - start, found


def in_turns(entries: list[Entry], rounds: int) -> dict[str, dict[str, Any]]:
    """
    Run each entry once a round; give its throughput in MB/s (median, all) and its count.

    Raises:
        AssertionError: a rival finds another number of places in another round.

    """
    times: dict[str, list[float]] = {one.name: [] for one in entries}
    counts: dict[str, int] = {}
    for one in entries:  # caches of regexes and tables are not what is measured
        one.run(one.items[0])
    for _ in range(rounds):
        for one in entries:
            took, found = seconds(one.run, one.items)
            times[one.name].append(took)
            assert counts.setdefault(one.name, found) == found, one.name
    return {
        one.name: {
            "mb_per_s": rounded(one.size / MEGABYTE / statistics.median(times[one.name])),
            "rounds": [rounded(one.size / MEGABYTE / took) for took in times[one.name]],
            "found": counts[one.name],
            "mb": rounded(one.size / MEGABYTE),
            "prepare_s": rounded(one.prepared),
        }
        for one in entries
    }


def rounded(number: float) -> float:
    """Keep three digits that mean something."""
    return float(f"{number:.3g}")


def machine() -> dict[str, object]:
    """Describe what the figures were measured on, without naming it."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": [rounded(one) for one in os.getloadavg()],
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor()


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Give the versions of the distributions that are installed."""
    found = {}
    for package in sorted(set(packages)):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found
