#!/usr/bin/env python3
"""
Put the figures of a record into benchmarks/README.md, between its two marks.

    python benchmarks/tables.py benchmarks/record/NAME.json
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
START, END = "<!-- figures -->", "<!-- /figures -->"


def told(record: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of every definition that was run."""
    machine = record["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    yield (
        f"{machine['processor']}, {machine['cores']} cores ({machine['system']}),"
        f" Python {machine['python']}; one core, CPU time, medians; load {machine['load'][0]}"
        f" at the end. {versions}."
    )
    for path in sorted((HERE / "definitions").glob("*.toml")):
        result = record["results"].get(path.stem)
        if result is None:
            continue
        definition = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from ("", f"### {definition['title']}", "", f"`{path.stem}`, {result['date']}.")
        if "rivals" in result:
            yield from rivals(result)
        else:
            yield from cells(result["cells"])
        yield from ("", definition["analysis"].strip())
        yield from promises(result.get("promises", []))


def rivals(result: dict[str, Any]) -> Iterator[str]:
    """Yield a table of rivals, the quickest first."""
    yield (
        f"{result['terms']:,} terms, {result['forms']:,} forms;"
        f" {result['items']:,} items, {result['mb']} MB."
    )
    yield from ("", "| | MB/s | found | of | made in (s) |", "|---|--:|--:|--:|--:|")
    rows = sorted(result["rivals"].items(), key=lambda row: -row[1]["mb_per_s"])
    for name, row in rows:
        beside = f"{row['reference_found']:,}" if "reference_found" in row else ""
        part = f" (first {row['mb']} MB)" if row["mb"] < result["mb"] else ""
        yield (
            f"| {name}{part} | {row['mb_per_s']:g} | {row['found']:,} | {beside}"
            f" | {row['prepare_s']:g} |"
        )
    for name in result["absent"]:
        yield f"| {name} | not installed | | | |"


def cells(cells: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield a table with a row for each cell."""
    names = list(dict.fromkeys(name for row in cells.values() for name in row))
    yield from ("", f"| | {' | '.join(names)} |", f"|---|{'--:|' * len(names)}")
    for label, row in sorted(cells.items(), key=lambda one: _order(one[0])):
        shown = (
            f"{row[n]:,g}" if isinstance(row.get(n), float) else str(row.get(n, "")) for n in names
        )
        yield f"| {label} | {' | '.join(shown)} |"


def _order(label: str) -> list[tuple[int, str]]:
    """Sort labels with their numbers as numbers."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in label.split()]


def promises(promises: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what was promised and what was reached."""
    if promises:
        yield ""
    for one in promises:
        what = f"{one['of']} by {one['over']}" if "over" in one else one["of"]
        wanted = f"at least {one['at_least']}" if "at_least" in one else f"at most {one['at_most']}"
        aim = f", aim {one['aim']}" if "aim" in one else ""
        yield (
            f"- {what}, {one.get('key', 'mb_per_s')}: **{one['reached']:g}**"
            f" ({wanted}{aim}: {'kept' if one['kept'] else 'not reached'})"
        )


def main() -> None:
    record = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    path = HERE / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    figures = "\n".join(told(record))
    path.write_text(f"{before}{START}\n{figures}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
