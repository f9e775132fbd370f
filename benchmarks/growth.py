"""
What happens when things grow: glossary, forms, page. Each cell runs in a process of its own,
so that its memory is its own and nobody inherits a warm cache.

    python benchmarks/growth.py automaton pyahocorasick 100000     (one cell, as JSON)
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

import corpora
from measure import MEGABYTE, rounded, share, size_of

import esslink

WITHIN = 1800
"""Seconds that one cell may take."""


def cell(kind: str, *arguments: object) -> dict[str, Any]:
    """Run one cell in a new process and give its figures; what it lacks is its only key."""
    command = [sys.executable, os.path.abspath(__file__), kind, *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=WITHIN)
    if done.returncode:
        return {"failed": done.stderr.strip().split("\n")[-1][:200]}
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def peak() -> float:
    """Give the most memory that this process has had since :func:`forget_peak`, in megabytes."""
    with open("/proc/self/status", encoding="ascii") as file:
        line = next(line for line in file if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / MEGABYTE


def forget_peak() -> None:
    """Begin the peak anew: what compiling took is not what a page takes (Linux, proc(5))."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def now() -> float:
    """Give the memory that this process has, in megabytes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / MEGABYTE


def median(work: Any, rounds: int) -> float:
    """Give the median CPU seconds of *work*."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def texts(most: float) -> list[str]:
    """Give up to *most* megabytes of prose of the corpus."""
    pages = corpora.pages(corpora.folders(), 7)
    return share(corpora.prose(pages), most)


def automaton(name: str, count: str) -> dict[str, Any]:
    """Time to build, memory, and throughput of one automaton with so many forms."""
    from rivals.automata import BY_NAME

    from esslink.fold import squeeze

    keys = corpora.keys(esslink.Lexicon.read(os.environ["ESSLINK_FRANCETERME"]), int(count))
    prose = texts(4)
    size = sum(map(size_of, prose)) / MEGABYTE
    folded = [squeeze(text).text for text in prose]
    before = now()
    start = time.process_time()
    run = BY_NAME[name](keys)
    built = time.process_time() - start
    memory = now() - before
    found = sum(map(run, folded))
    took = median(lambda: sum(map(run, folded)), 5)
    return {
        "build_s": rounded(built),
        "memory_mb": rounded(memory),
        "mb_per_s": rounded(size / took),
        "found": found,
    }


def terms(count: str, scanner: str = "") -> dict[str, Any]:
    """
    Throughput of ``Matcher.find`` with so many terms, and what compiling them costs.

    With the best automaton installed, or with pyahocorasick, which every installation has.
    """
    lexicon = esslink.Lexicon.read(os.environ["ESSLINK_FRANCETERME"])
    chosen = corpora.scaled(lexicon, int(count))
    esslink.compile(chosen[:1])  # spaCy's tables
    start = time.process_time()
    matcher = esslink.compile(chosen)
    compiled = time.process_time() - start
    if scanner == "pyahocorasick":
        matcher = esslink.Matcher(matcher.index, fast=False)
    prose = texts(4)
    size = sum(map(size_of, prose)) / MEGABYTE
    policy = esslink.Policy(occurrences="all")
    found = sum(len(matcher.find(text, policy)) for text in prose)
    took = median(lambda: [matcher.find(text, policy) for text in prose], 5)
    first = median(lambda: [matcher.find(text) for text in prose], 5)
    return {
        "terms": len(chosen),
        "forms": len(matcher.index.texts),
        "compile_s": rounded(compiled),
        "mb_per_s": rounded(size / took),
        "first_mb_per_s": rounded(size / first),
        "found": found,
    }


def page(size: str) -> dict[str, Any]:
    """Time and memory of one page of so many bytes: real pages, one after the other."""
    from esslink.annotator import Annotator

    annotator = Annotator(esslink.compile(esslink.Lexicon.bundled("ess")))
    made = one_page(int(size))
    gc.collect()
    annotator.run(made[:2000], format="html")
    before = now()
    forget_peak()
    rounds = 5 if len(made) < 5 * MEGABYTE else 1
    links = 0

    def run() -> None:
        nonlocal links
        result = annotator.run(made, format="html")
        assert len(result.output) >= len(made)
        links = len(result.matches)

    took = median(run, rounds)
    return {
        "bytes": len(made),
        "links": links,
        "ns_per_byte": rounded(took / len(made) * 1e9),
        # Below a megabyte the interpreter's own room hides it.
        "memory_times_page": rounded(max(0, peak() - before) * MEGABYTE / len(made)),
    }


def one_page(size: int) -> bytes:
    """
    Put the body of one real page, of 8 to 9.5 kB, again and again into a page of *size* bytes.

    The same text at every size: what a byte costs depends on how many of them are tags.
    """
    made = [
        b"<!DOCTYPE html><html lang=fr><head><meta charset=utf-8><title>x</title></head><body>",
        "<p>Une coopérative, une mutuelle.</p>".encode(),
    ]
    for data in corpora.pages(corpora.folders(), 3):
        start, end = data.find(b"<body"), data.rfind(b"</body>")
        body = data[data.find(b">", start) + 1 : end]
        if 0 <= start < end and b"utf-8" in data[:1000].lower() and 8_000 < len(body) < 9_500:
            made += [body] * max(1, size // len(body))
            break
    return b"\n".join([*made, b"</body></html>\n"])


def compiling(source: str) -> dict[str, Any]:
    """Seconds to read, compile, save and load one glossary file."""
    import tempfile

    esslink.compile([esslink.Term("mutuelle", definition="Société.")])  # spaCy's tables
    start = time.process_time()
    lexicon = esslink.Lexicon.read(source)
    read = time.process_time() - start
    start = time.process_time()
    matcher = esslink.compile(lexicon)
    compiled = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "glossaire.esslink")
        matcher.save(path)
        size = os.path.getsize(path)
        load = median(lambda: esslink.Matcher.load(path), 5)
    return {
        "terms": len(lexicon),
        "forms": len(matcher.index.texts),
        "read_s": rounded(read),
        "compile_s": rounded(compiled),
        "file_mb": rounded(size / MEGABYTE),
        "load_s": rounded(load),
    }


def profile(kind: str, glossary: str) -> dict[str, Any]:
    """
    Shares of the time that pages or texts take, stage by stage.

    The stages are those of ``esslink bench``; here the automaton is told from what
    follows a hit, by running a bare automaton over the same folded texts.
    """
    from rivals.automata import pyahocorasick

    from esslink.cli.bench import measure
    from esslink.fold import squeeze
    from esslink.sources.encoding import decode
    from esslink.sources.html import read

    franceterme = os.environ.get("ESSLINK_FRANCETERME")
    chosen = corpora.glossary(glossary, franceterme)
    if chosen is None or franceterme is None:
        raise SystemExit("no FranceTerme")
    if kind == "pages":
        items = corpora.pages(corpora.folders(), 20)
        prose = [read(decode(item).text).region.text for item in items]
    else:
        prose = corpora.definitions(franceterme)
        items = [text.encode() for text in prose]
    seen = measure(items, chosen.matcher, esslink.Policy(), rounds=5)
    folded = [squeeze(text).text for text in prose]
    bare = pyahocorasick(chosen.keys)
    scan = median(lambda: [bare(text) for text in folded], 5)
    stages = dict(seen.stages)
    hits = max(0.0, stages.pop("automate") - scan)
    names = {
        "décodage": "decode",
        "tokeniseur": "tokeniser",
        "parcours": "walk",
        "pliage": "fold",
        "liens, écriture": "links, glossary, output",
    }
    found = {names[name]: part for name, part in stages.items()}
    found = {**found, "automaton": scan, "hits and policy": hits}
    whole = sum(found.values())
    python = found["walk"] + found["hits and policy"] + found["links, glossary, output"]
    shares = {name: f"{part / whole:.0%}" for name, part in found.items()}
    return {"mb_per_s": rounded(seen.size / MEGABYTE / seen.seconds), **shares} | {
        "Python": f"{python / whole:.0%}"
    }


KINDS = {
    "automaton": automaton,
    "terms": terms,
    "page": page,
    "compiling": compiling,
    "profile": profile,
}

if __name__ == "__main__":
    print(json.dumps(KINDS[sys.argv[1]](*sys.argv[2:])))
