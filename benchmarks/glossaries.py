#!/usr/bin/env python3
"""
Time what a glossary goes through: read, check, compile, save, load, annotate.

    ESSLINK_FRANCETERME=franceterme.csv python benchmarks/glossaries.py [--record FILE]
        [--pages FOLDER] [--terms NUMBER] [--check]

Two glossaries: the official French terminology (Licence Ouverte; skipped without the
variable), and NUMBER terms of two words generated from a fixed seed. Times are the
processor's, in seconds, the best of three for what takes less than five; memory is the
highest the process has had. ``--check`` runs 2,000 terms once and looks at the counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("ESSLINK_LARGE", "1")  # 100,000 terms are over the bound of an unknown file

import esslink
from esslink.checks import check
from esslink.lexicon import Lexicon
from esslink.matcher import Matcher

Made = TypeVar("Made")

_STARTS = ("bi", "car", "dol", "fran", "gré", "jus", "lam", "mon", "par", "qual", "ros", "tri")
_MIDDLES = ("ba", "ci", "do", "fé", "gi", "lu", "ma", "né", "po", "ra", "si", "tu", "vo")
_NOUNS = ("age", "ement", "eur", "ité", "isme", "oir", "tion", "ure", "al", "eau")
_ADJECTIVES = ("able", "al", "eux", "if", "ique", "el", "ien", "é", "ant", "aire")

LIMITS = {"franceterme": 0.25, "generated": 3.0}
"""Seconds that loading may take at most: 5,676 terms, and 100,000."""


def generated(number: int) -> bytes:
    """Write a TOML glossary of *number* terms of a noun and an adjective that no one uses."""
    chance = random.Random(1)
    seen: dict[str, None] = {}
    while len(seen) < number:
        noun, adjective = (
            chance.choice(_STARTS)
            + "".join(chance.choices(_MIDDLES, k=chance.randint(1, 3)))
            + chance.choice(endings)
            for endings in (_NOUNS, _ADJECTIVES)
        )
        seen[f"{noun} {adjective}"] = None
    blocks = (
        f'[[term]]\nheadword = "{name}"\ncategory = "{name[:2]}"\n'
        f'definition = "Ce que fait celui qui s’occupe de {name[::-1]} dans un lieu donné."\n'
        for name in seen
    )
    return "\n".join(blocks).encode()


def timed(run: Callable[[], Made], rounds: int = 3) -> tuple[float, Made]:
    """Give the best processor time of a few runs, and what the last one gave."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        made = run()
        best = min(best, time.process_time() - start)
        if best > 5:
            break
    return best, made


def ready(path: str) -> Matcher:
    """Load a compiled file and search once, for the automaton may be built at the first search."""
    matcher = Matcher.load(path)
    matcher.find("Rien de tout cela.")
    return matcher


def stages(path: str, pages: list[bytes], rounds: int) -> dict[str, Any]:
    """Take a glossary through every stage."""
    found: dict[str, Any] = {"bytes": os.path.getsize(path)}
    found["read"], lexicon = timed(lambda: Lexicon.read(path), rounds)
    found["terms"] = len(lexicon)
    found["check"], findings = timed(lambda: check(lexicon), 1)
    found["findings"] = len(findings)
    found["compile"], matcher = timed(lambda: esslink.compile(lexicon), 1)
    found["forms"] = len(matcher.index.texts)
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "glossaire.esslink")
        found["save"], _ = timed(lambda: matcher.save(target), rounds)
        found["compiled_bytes"] = os.path.getsize(target)
        found["load"], loaded = timed(lambda: ready(target), rounds)
    found |= annotated(loaded, matcher, lexicon, pages)
    found["memory_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in found.items()
    }


def annotated(
    loaded: Matcher, matcher: Matcher, lexicon: Lexicon, pages: list[bytes]
) -> dict[str, Any]:
    """Annotate the pages with the loaded file; it finds what the compiled one finds."""
    annotator = esslink.Annotator(loaded)
    size, links = 0, 0
    start = time.process_time()
    for page in pages:
        links += len(annotator.run(page).matches)
        size += len(page)
    spent = time.process_time() - start
    sentence = "Voici " + ", ".join(term.headword for term in lexicon.terms[:2_000]) + "."
    policy = esslink.Policy(occurrences="all", context="off")
    one = [(m.start, m.end, m.term.id) for m in matcher.find(sentence, policy)]
    two = [(m.start, m.end, m.term.id) for m in loaded.find(sentence, policy)]
    if one != two or len(one) < 0.9 * min(2_000, len(lexicon)):
        sys.exit(f"the loaded glossary finds {len(two)}, the compiled one {len(one)}")
    made = {"pages": len(pages), "page_bytes": size, "annotate": spent, "links": links}
    return made if pages else {}


def corpus(folder: str | None) -> list[bytes]:
    """Give the pages of a folder, 20 MB of them at most."""
    pages: list[bytes] = []
    for path in sorted(Path(folder).rglob("*.html")) if folder else []:
        if path.is_file() and sum(map(len, pages)) < 20_000_000:
            pages.append(path.read_bytes())
    return pages


def main() -> None:
    """Run both glossaries and print, or record, the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record")
    parser.add_argument("--pages")
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    number = 2_000 if options.check else options.terms
    rounds = 1 if options.check else 3
    pages = corpus(options.pages)
    record: dict[str, Any] = {
        "esslink": esslink.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
    }
    franceterme = os.environ.get("ESSLINK_FRANCETERME")
    if franceterme and not options.check:
        record["franceterme"] = stages(franceterme, pages, rounds)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "engendre.toml")
        Path(path).write_bytes(generated(number))
        record["generated"] = stages(path, pages, rounds)
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    if options.record:
        Path(options.record).write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    slow = [n for n, most in LIMITS.items() if n in record and record[n]["load"] > most]
    if slow or record["generated"]["terms"] != number:
        sys.exit(f"too slow to load, or terms lost: {slow}")


if __name__ == "__main__":
    main()
