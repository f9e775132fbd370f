#!/usr/bin/env python3
"""
What the runner costs, what a second process brings, what books cost beside their pages.

    python benchmarks/folders.py speed FOLDER… [--rounds 5] [--every N]
    python benchmarks/folders.py books BOOK.epub… [--rounds 9]
    python benchmarks/folders.py memory [--files 100000]

``speed`` links the HTML pages of the folders into one tree and measures, in turns: bare
``Annotator.run`` on bytes in memory; the same with each page read and its result written to
a plain file, as any program must; the runner in one process; ``esslink annotate`` with one
and two workers. CPU seconds (of the process and its children) count other programs little;
the clock is shown beside them. ``books`` measures the chapters of EPUBs alone, with their
unpacking and packing, and the whole books. ``memory`` makes many small pages and says the
peak of each process at a tenth of them and at all.
"""

from __future__ import annotations

import argparse
import collections
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib

import esslink
from esslink.batch import epub, zips
from esslink.batch.jobs import Job
from esslink.batch.runner import Run, run
from esslink.render.epub import Epub
from esslink.render.web import Web

WORDS = (
    "fichier version système logiciel utilisateur option commande image document serveur page"
    " programme langue note clavier fonction paramètre valeur erreur paquet développeur"
)


def cpu() -> float:
    """Give the CPU seconds of this process and of its children that have ended."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total


def in_turns(
    works, rounds: int, before_each=lambda: None
) -> dict[str, tuple[list[float], list[float]]]:
    """Do each work once a round; give CPU and clock seconds of each."""
    seen = {name: ([], []) for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            before_each()
            clock, before = time.perf_counter(), cpu()
            work()
            seen[name][0].append(cpu() - before)
            seen[name][1].append(time.perf_counter() - clock)
    return seen


def show(seen) -> dict[str, tuple[float, float]]:
    medians = {}
    for name, (used, clock) in seen.items():
        medians[name] = statistics.median(used), statistics.median(clock)
        print(f"{name:34} CPU {medians[name][0]:7.3f} s   clock {medians[name][1]:7.3f} s"
              f"   best clock {min(clock):7.3f} s")  # fmt: skip
    return medians


def glossary(folder: str) -> tuple[esslink.Matcher, str]:
    terms = [esslink.Term(word, definition=f"Sens de {word}.") for word in WORDS.split()]
    matcher = esslink.compile([*terms, *esslink.Lexicon.bundled("ess")])
    path = os.path.join(folder, "mots.esslink")
    matcher.save(path)
    return matcher, path


def tree_of(folders: list[str], root: str, every: int) -> list[str]:
    """Copy each *every*-th HTML page of *folders* under *root*; give their paths."""
    paths, seen = [], 0
    for number, folder in enumerate(folders):
        for here, _, names in os.walk(folder):
            for name in sorted(names):
                if name.lower().endswith((".html", ".htm")):
                    seen += 1
                    if seen % every:
                        continue
                    place = os.path.relpath(os.path.join(here, name), folder)
                    target = os.path.join(root, str(number), place)
                    os.makedirs(os.path.dirname(target), exist_ok=True)
                    shutil.copyfile(os.path.join(here, name), target)
                    paths.append(target)
    return sorted(paths)


def speed(folders: list[str], rounds: int, every: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        matcher, compiled = glossary(folder)
        site, out = os.path.join(folder, "site"), os.path.join(folder, "out")
        paths = tree_of(folders, site, every)
        pages = []
        for path in paths:
            with open(path, "rb") as file:
                pages.append(file.read())
        job = Job("annotate", compiled, renderer=Web(assets="linked"))
        annotator = esslink.Annotator(matcher, renderer=job.renderer)
        links = sum(len(annotator.run(page).matches) for page in pages)
        print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB, {links} links")

        def bare():
            for page in pages:
                annotator.run(page, path="a/b.html").output  # noqa: B018

        def plain():
            for path in paths:
                with open(path, "rb") as file:
                    data = file.read()
                target = out + path[len(site) :]
                os.makedirs(os.path.dirname(target), exist_ok=True)
                result = annotator.run(data, path="a/b.html").output
                with open(target, "wb") as file:
                    file.write(result)

        def runner():
            list(_one_process(job, Run([site], out, state=os.path.join(folder, "state"))))

        def command(jobs):
            def work():
                subprocess.run(
                    [sys.executable, "-m", "esslink", "annotate", site, "-o", out, "-q",
                     "-l", compiled, "-j", str(jobs)],
                    check=True, env={**os.environ, "ESSLINK_CACHE": folder})  # fmt: skip

            return work

        works = {"bare Annotator.run": bare, "with reading and plain writing": plain,
                 "runner, in this process": runner,
                 "esslink annotate -j 1": command(1),
                 "esslink annotate -j 2": command(2)}  # fmt: skip
        found = show(in_turns(works, rounds, lambda: shutil.rmtree(out, ignore_errors=True)))
        names = list(works)
        for one, other in ((2, 0), (2, 1)):
            ratio = found[names[one]][0] / found[names[other]][0]
            print(f"{names[one]} / {names[other]}: {100 * (ratio - 1):+.1f} % CPU")
        print(f"-j 1 / -j 2: {found[names[3]][1] / found[names[4]][1]:.2f} times (clock)")


def _one_process(job: Job, plan: Run):
    """Run without workers whatever the size, to see the runner's own cost."""
    from esslink.batch import runner

    real = runner.workers
    runner.workers = lambda asked, size: 0
    try:
        yield from run(job, plan)
    finally:
        runner.workers = real


def books(paths: list[str], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        matcher, _ = glossary(folder)
    annotator = esslink.Annotator(matcher, renderer=Epub())
    total: collections.Counter[str] = collections.Counter()
    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        archive = zips.read(data)
        names = epub.read_package(archive).documents
        entries = [archive.names[name] for name in names]
        chapters = [zips.content(archive, entry) for entry in entries]

        def bare(chapters=chapters):
            return [annotator.run(one, format="xhtml", path="x").output for one in chapters]

        def unpacked(archive=archive, entries=entries):
            for entry in entries:
                one = zips.content(archive, entry)
                result = annotator.run(one, format="xhtml", path="x").output
                if result != one:
                    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
                    packer.compress(result) + packer.flush()

        def whole(data=data):
            epub.annotate(data, matcher)

        size = sum(map(len, chapters))
        print(f"{os.path.basename(path)}: {len(chapters)} chapters, {size / 1e6:.2f} MB")
        works = {"chapters alone": bare, "unpacked, annotated, packed": unpacked, "book": whole}
        found = show(in_turns(works, rounds))
        total.update({name: one[0] for name, one in found.items()})
        compare(found["book"][0], {name: found[name][0] for name in list(works)[:2]})
    print("all books")
    compare(total.pop("book"), total)


def compare(book: float, others) -> None:
    for name, seconds in others.items():
        print(f"book / {name}: {100 * (book / seconds - 1):+.1f} % CPU")


def memory(files: int) -> None:
    page = ("<!doctype html><html lang=fr><head><title>{0}</title></head><body><p>Page {0}\u00a0:"
            " une coopérative, une mutuelle.</p></body></html>\n")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        site, out = os.path.join(folder, "site"), os.path.join(folder, "out")
        made = 0
        environment = {**os.environ, "ESSLINK_CACHE": folder}
        # The glossary is compiled here, so that no peak below is the compiler's.
        esslink_command = [sys.executable, "-m", "esslink"]
        subprocess.run([*esslink_command, "find", os.devnull], env=environment, check=True)
        for count in (files // 10, files):
            while made < count:
                place = os.path.join(site, str(made // 1000))
                os.makedirs(place, exist_ok=True)
                with open(os.path.join(place, f"{made}.html"), "w", encoding="utf-8") as file:
                    file.write(page.format(made))
                made += 1
            for extra in ([], ["--resume"]):
                command = [*esslink_command, "annotate", site, "-o", out, "-j", "2", "-q", *extra]
                started = time.perf_counter()
                process = subprocess.Popen(command, env=environment)
                peaks = _peaks(process)
                took = time.perf_counter() - started
                shown = " ".join(f"{kib / 1024:.0f}" for kib in peaks)
                rate = f"{took:6.1f} s, {count / took:.0f} files/s"
                print(f"{count} files {' '.join(extra):9} {rate}, peaks {shown} MiB", flush=True)


def _peaks(process: subprocess.Popen[bytes]) -> list[int]:
    """Give the peak of resident memory, KiB, of a process and of each child (Linux)."""
    peaks: dict[int, int] = {}
    while process.poll() is None:
        family = [process.pid, *_children(process.pid)]
        for pid in family:
            try:
                with open(f"/proc/{pid}/status") as file:
                    text = file.read()
            except OSError:
                continue
            if "VmHWM:" in text:
                peaks[pid] = int(text.split("VmHWM:")[1].split()[0])
        time.sleep(0.1)
    return sorted(peaks.values(), reverse=True)


def _children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(one) for one in file.read().split()]
    except OSError:
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", choices=("speed", "books", "memory"))
    parser.add_argument("places", nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--every", type=int, default=1, help="only each Nth page")
    parser.add_argument("--files", type=int, default=100_000)
    args = parser.parse_args()
    if args.what == "speed":
        speed(args.places, args.rounds, args.every)
    elif args.what == "books":
        books(args.places, args.rounds)
    else:
        memory(args.files)


if __name__ == "__main__":
    main()
