#!/usr/bin/env python3
"""
Run the definitions: every rival in one run, on the same bytes, with the same forms.

    ESSLINK_CORPUS=FOLDER… ESSLINK_FRANCETERME=franceterme.csv \\
        python benchmarks/run.py [NAME…] [--every N] [--record FILE] [--check]

Each file of ``definitions/`` names what it is run on, who takes part and what they must
find. A rival that finds less than its definition says fails the run, so that nobody is
fast by finding less. ``--check`` runs one round and looks only at the counts.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import corpora  # noqa: E402
import growth  # noqa: E402
import measure  # noqa: E402
import rivals  # noqa: E402

PACKAGES = ("esslink", "turbohtml", "pyahocorasick", "lxml", "spacy")


def definitions(names: list[str]) -> list[dict[str, Any]]:
    """Read the definitions asked for, all when none is."""
    found = []
    for path in sorted((HERE / "definitions").glob("*.toml")):
        if not names or path.stem in names:
            found.append({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
    missing = set(names) - {one["name"] for one in found}
    if missing:
        sys.exit(f"no such definition: {', '.join(sorted(missing))}")
    return found


class Bench:
    """The items and glossaries of one run, each made once."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.franceterme = os.environ.get("ESSLINK_FRANCETERME")
        self._glossaries: dict[str, corpora.Glossary | None] = {}
        self._items: dict[tuple[str, int], list[Any]] = {}
        self.problems: list[str] = []

    def glossary(self, name: str) -> corpora.Glossary | None:
        if name not in self._glossaries:
            self._glossaries[name] = corpora.glossary(name, self.franceterme)
        return self._glossaries[name]

    def items(self, kind: str, every: int) -> list[Any]:
        key = kind, self.options.every or every
        if key not in self._items:
            if kind == "definitions":
                made: list[Any] = corpora.definitions(self.franceterme) if self.franceterme else []
            else:
                pages = corpora.pages(corpora.folders(), key[1])
                made = pages if kind == "pages" else corpora.prose(pages)
            self._items[key] = made
        return self._items[key]

    def run(self, definition: dict[str, Any]) -> dict[str, Any] | None:
        kind = definition.get("kind", "rivals")
        if kind != "rivals" and (self.options.check or not self.franceterme):
            return None
        return self._rivals(definition) if kind == "rivals" else _grown(definition, kind)

    def _rivals(self, definition: dict[str, Any]) -> dict[str, Any] | None:
        glossary = self.glossary(definition["glossary"])
        items = self.items(definition["items"], definition["every"])
        if glossary is None or not items:
            return None
        wanted = definition["rival"]
        entries = []
        absent = []
        for one in wanted:
            made = measure.entry(one["name"], glossary, items, one.get("most", 1e9))
            if made is None:
                absent.append(one["name"])
            else:
                entries.append(made)
        rounds = 1 if self.options.check else definition["rounds"]
        results = measure.in_turns(entries, rounds)
        self._counted(definition, glossary, items, entries, results)
        return {
            "glossary": definition["glossary"],
            "terms": len(glossary.matcher.terms),
            "forms": len(glossary.forms),
            "items": len(items),
            "mb": measure.rounded(sum(map(measure.size_of, items)) / measure.MEGABYTE),
            "digest": corpora.digest(items),
            "absent": absent,
            "rivals": results,
        }

    def _counted(
        self,
        definition: dict[str, Any],
        glossary: corpora.Glossary,
        items: list[Any],
        entries: list[measure.Entry],
        results: dict[str, dict[str, Any]],
    ) -> None:
        """Hold each count against the definition: exact on its corpus, a share on any."""
        name = definition["name"]
        known = definition.get("expected", {})
        exact = known.get("digest") == corpora.digest(items)
        reference = definition.get("reference")
        made = rivals.rival(reference).make(glossary) if reference else None
        for one in definition["rival"]:
            if one["name"] not in results:
                continue
            found = results[one["name"]]["found"]
            if exact and known["found"].get(one["name"], found) != found:
                self.problems.append(
                    f"{name}: {one['name']} found {found}, not {known['found'][one['name']]}"
                )
            if made is None or "least" not in one:
                continue
            ready = next(e for e in entries if e.name == one["name"])
            most = sum(map(made, measure.share(items, one.get("most", 1e9))))
            results[one["name"]]["reference_found"] = most
            if found < one["least"] * most or len(ready.items) == 0:
                self.problems.append(
                    f"{name}: {one['name']} found {found} where {reference} found {most}"
                )
        for group in definition.get("agree", []):
            counts = {rival: results[rival]["found"] for rival in group if rival in results}
            if len(set(counts.values())) > 1:
                self.problems.append(f"{name}: these should agree: {counts}")


def _grown(definition: dict[str, Any], kind: str) -> dict[str, Any]:
    """Run the cells of a table of growth."""
    cells = {}
    for row in definition["cells"]:
        arguments = [os.path.expandvars(str(one)) for one in row]
        label = " ".join(os.path.basename(one) for one in arguments)
        cells[label] = growth.cell(kind, *arguments)
        print(f"  {kind} {label}: {cells[label]}", flush=True)
    return {"cells": cells}


def show(definition: dict[str, Any], result: dict[str, Any]) -> None:
    """Print one definition's figures, the quickest first."""
    if "rivals" not in result:
        return
    print(f"  {result['terms']} terms, {result['forms']} forms, {result['mb']} MB")
    rows = sorted(result["rivals"].items(), key=lambda row: -row[1]["mb_per_s"])
    for name, row in rows:
        beside = f" of {row['reference_found']}" if "reference_found" in row else ""
        print(f"  {row['mb_per_s']:>9.3g} MB/s  {name:<32} {row['found']} found{beside}")
    for name in result["absent"]:
        print(f"             absent: {name}")


def promised(definition: dict[str, Any], result: dict[str, Any]) -> list[dict[str, Any]]:
    """Give what was promised of these figures and what was reached, and print it."""
    rows = result.get("rivals") or result["cells"]
    told = []
    for one in definition.get("promise", []):
        key = one.get("key", "mb_per_s")
        names = [one["of"], one["over"]] if "over" in one else [one["of"]]
        if any(key not in rows.get(name, {}) for name in names):
            continue
        reached = rows[one["of"]][key] / (rows[one["over"]][key] if "over" in one else 1)
        kept = one.get("at_least", 0) <= reached <= one.get("at_most", float("inf"))
        told.append({**one, "reached": measure.rounded(reached), "kept": kept})
        wanted = f"≥ {one['at_least']}" if "at_least" in one else f"≤ {one['at_most']}"
        verdict = "kept" if kept else "SHORT"
        print(f"  {verdict:5} {' / '.join(names)} ({key}): {reached:.3g}, promised {wanted}")
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="definitions to run; all by default")
    parser.add_argument("--every", type=int, help="only each Nth page, whatever is defined")
    parser.add_argument("--record", help="JSON file to write; parts already there are kept")
    parser.add_argument("--check", action="store_true", help="one round, for the counts only")
    options = parser.parse_args()
    if not corpora.folders():
        sys.exit("ESSLINK_CORPUS names no folder: see benchmarks/README.md")
    bench = Bench(options)
    results = {}
    for definition in definitions(options.names):
        print(f"{definition['name']}: {definition['title']}", flush=True)
        result = bench.run(definition)
        if result is None:
            print("  left out: no corpus, no FranceTerme, or --check")
            continue
        results[definition["name"]] = result
        show(definition, result)
        result["promises"] = promised(definition, result)
        if options.record:
            write(options.record, results)
    for problem in bench.problems:
        print(f"PROBLEM {problem}")
    return 1 if bench.problems else 0


def write(path: str, results: dict[str, Any]) -> None:
    """Add *results* to the record at *path*, each with the day and the machine."""
    record: dict[str, Any] = {}
    if os.path.exists(path):
        record = json.loads(Path(path).read_text(encoding="utf-8"))
    packages = [p for name in rivals.PLACES for p in _packages(name)] + list(PACKAGES)
    record["machine"] = measure.machine()
    record["versions"] = measure.versions(packages)
    for name, result in results.items():
        record.setdefault("results", {})[name] = {"date": time.strftime("%Y-%m-%d"), **result}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    Path(path).write_text(text + "\n", encoding="utf-8")


def _packages(name: str) -> tuple[str, ...]:
    try:
        return rivals.rival(name).packages
    except ImportError:
        return ()


if __name__ == "__main__":
    sys.exit(main())
