#!/usr/bin/env python3
"""
What an archive or a table costs beside its pages, and what a cluster adds.

    ESSLINK_CORPUS=FOLDER… python benchmarks/containers.py files [--every N] [--record FILE]
    ESSLINK_CORPUS=FOLDER… python benchmarks/containers.py readers [--every N] [--record FILE]
    ESSLINK_CORPUS=FOLDER… python benchmarks/containers.py spark [--every N] [--times N]

``files`` annotates the same pages from WARC, JSON Lines and Parquet files, each time between
two times of the bare pages (bytes in memory, ``Annotator.run(page).output``), and gives the
median of the ratios of CPU time; the links must be as many. For files in gzip the same beside
pages that are unpacked and packed one by one. Stylesheet and script are left out, so that what
is compared is reading, annotating and writing. ``readers`` compares this library's
reading of records with FastWARC's and warcio's, and how many cuts each lets pass. ``spark``
runs a table on ``local[1]`` and ``local[2]``: seconds to start, the first job (workers and
Java warm up), then a job of ``--times`` the pages, by the clock and in CPU time of all
processes: the clock says something on a quiet machine only.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import corpora  # noqa: E402
import measure  # noqa: E402

import esslink  # noqa: E402
from archives import archive, response  # noqa: E402
from esslink.batch import parquet, streams  # noqa: E402
from esslink.batch.arrow import annotated_schema, change_batches  # noqa: E402
from esslink.batch.cells import changer  # noqa: E402
from esslink.batch.corpus import Account, written  # noqa: E402
from esslink.batch.jobs import Job  # noqa: E402
from esslink.batch.jsonlines import rewrite as rewrite_lines  # noqa: E402
from esslink.batch.table import Columns  # noqa: E402
from esslink.batch.warc import rewrite as rewrite_warc  # noqa: E402
from esslink.batch.warcread import records  # noqa: E402
from esslink.errors import ArchiveError  # noqa: E402
from esslink.render.web import Web  # noqa: E402
from esslink.sources.encoding import decode  # noqa: E402

PACKAGES = ("esslink", "fastwarc", "warcio", "isal", "pyarrow", "pyspark", "turbohtml")
ROUNDS = 15


def glossary() -> esslink.Matcher:
    name = "franceterme" if os.environ.get("ESSLINK_FRANCETERME") else "bundled:ess"
    found = corpora.glossary(name, os.environ.get("ESSLINK_FRANCETERME"))
    assert found is not None
    return found.matcher


def make_files(folder: Path, pages: list[bytes]) -> list[str]:
    """Put the same pages in every kind of file; give them as text."""
    import pyarrow as pa
    import pyarrow.parquet

    rows = [response(page, "text/html") for page in pages]
    for name in ("pages.warc", "pages.warc.gz"):
        archive(folder / name, rows)
    texts = [decode(page).text.encode("utf-8", "replace").decode() for page in pages]
    lines = [
        json.dumps({"id": n, "text": text}, ensure_ascii=False) for n, text in enumerate(texts)
    ]
    data = "".join(line + "\n" for line in lines).encode()
    (folder / "pages.jsonl").write_bytes(data)
    for suffix in (".gz", ".zst"):
        (folder / f"pages.jsonl{suffix}").write_bytes(streams.packed(data, suffix))
    table = pa.table({"id": range(len(texts)), "text": texts})
    pyarrow.parquet.write_table(table, folder / "pages.parquet", compression="zstd")
    return texts


def once(path: Path, target: Path, act: Callable) -> Account:
    """Annotate one file into another, as the command does."""
    if ".warc" in path.name:
        with written(str(path), str(target)) as sink, path.open("rb") as file:
            return rewrite_warc(file, sink, act, complain)
    account = Account()
    if path.suffix == ".parquet":
        table = parquet.opened(str(path))
        schema = annotated_schema(table.schema, Columns())
        with (
            written(str(path), str(target)) as sink,
            parquet.writing(sink, schema, "parquet", table.compression) as take,
        ):
            for batch in change_batches(table.batches(), act, Columns(), account, complain):
                take(batch)
        return account
    suffix = streams.suffix_of(path.name)
    with (
        written(str(path), str(target)) as sink,
        streams.opened(str(path)) as file,
        streams.compressing(sink, suffix) as packed,
    ):
        return rewrite_lines(file, packed, act, complain, Columns())


def complain(place: str, cause: str) -> None:
    pass


def cpu(run: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


def files(options: argparse.Namespace) -> dict[str, object]:
    """Time each file between two times of its bare pages; the ratio's median tells its cost."""
    matcher = glossary()
    pages = corpora.pages(corpora.folders(), options.every)
    renderer = Web(assets="none")
    annotator = esslink.Annotator(matcher, renderer=renderer)
    act = changer(Job("annotate", renderer=renderer), matcher, spans=False)
    size = sum(map(len, pages))
    members = [streams.packed(page, ".gz") for page in pages]

    def bare() -> None:
        for page in pages:
            annotator.run(page).output  # noqa: B018

    def unpacked() -> None:
        for member in members:
            machine = streams.gzip_machine()
            output = annotator.run(machine.decompress(member)).output
            streams.packed(bytes(output), ".gz")

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_files(folder, pages)
        names = sorted(path.name for path in folder.iterdir())
        works: dict[str, Callable[[], object]] = {"pages unpacked and packed": unpacked}
        for one in names:
            works[one] = lambda one=one: once(folder / one, folder / f"out-{one}", act)
        for work in works.values():
            work()
        ratios: dict[str, list[float]] = {key: [] for key in works}
        alone: list[float] = []
        for _ in range(ROUNDS):
            alone.append(cpu(bare))
            for key, work in works.items():
                (folder / f"out-{key}").unlink(missing_ok=True)  # freeing it is no part of the work
                took = cpu(work)
                alone.append(cpu(bare))
                ratios[key].append(2 * took / (alone[-1] + alone[-2]))
        links = {one: once(folder / one, folder / f"out-{one}", act).links for one in names}
        sizes = {one: (folder / one).stat().st_size for one in names}
    assert len(set(links.values())) == 1, links
    seconds = statistics.median(alone)
    result: dict[str, object] = {
        "pages": len(pages),
        "mb": measure.rounded(size / 1e6),
        "terms": len(matcher.terms),
        "links": links[names[0]],
        "page alone": {
            "us_per_page": round(seconds / len(pages) * 1e6),
            "mb_per_s": measure.rounded(size / 1e6 / seconds),
        },
    }
    packed = statistics.median(ratios["pages unpacked and packed"])
    for key, found in ratios.items():
        found.sort()
        ratio = statistics.median(found)
        quartiles = found[len(found) // 4], found[-len(found) // 4]
        row: dict[str, object] = {
            "over_pages": f"{100 * (ratio - 1):+.1f} %",
            "quartiles": [f"{100 * (one - 1):+.1f} %" for one in quartiles],
        }
        if key.endswith(".gz"):
            row["over_pages_unpacked_and_packed"] = f"{100 * (ratio / packed - 1):+.1f} %"
        if key in sizes:
            row["file_mb"] = measure.rounded(sizes[key] / 1e6)
        result[key] = row
    return result


def readers(options: argparse.Namespace) -> dict[str, object]:
    from fastwarc.warc import ArchiveIterator
    from warcio.archiveiterator import ArchiveIterator as WarcioIterator

    def ours(data: bytes) -> int:
        return sum(1 for _ in records(io.BytesIO(data), lambda head, length: True))

    def fastwarc(data: bytes) -> int:
        return sum(
            1
            for one in ArchiveIterator(io.BytesIO(data), parse_http=False)
            if one.reader.read() or True
        )

    def warcio(data: bytes) -> int:
        return sum(1 for one in WarcioIterator(io.BytesIO(data)) if one.raw_stream.read() or True)

    pages = corpora.pages(corpora.folders(), options.every)
    result: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pages.warc", "pages.warc.gz"):
            data = archive(
                Path(folder) / name, [response(page, "text/html") for page in pages]
            ).read_bytes()
            small = archive(
                Path(folder) / f"small-{name}", [response(page, "text/html") for page in pages[:9]]
            ).read_bytes()
            ends = {one.end for one in records(io.BytesIO(small), lambda head, length: False)}
            cuts = [n for n in range(1, len(small), max(1, len(small) // 1000)) if n not in ends]
            for reader in (ours, fastwarc, warcio):
                count = reader(data)
                took = min(cpu(lambda r=reader, d=data: r(d)) for _ in range(3))
                silent = sum(_silent(reader, small[:cut]) for cut in cuts)
                result[f"{name} {reader.__name__}"] = {
                    "us_per_record": measure.rounded(took / count * 1e6),
                    "records": count,
                    "silent_cuts": f"{silent} of {len(cuts)}",
                }
    return result


def _silent(reader: Callable[[bytes], int], data: bytes) -> bool:
    try:
        reader(data)
    except ArchiveError:
        return False
    except Exception:
        return False
    return True


def spark(options: argparse.Namespace) -> dict[str, object]:
    """One new process for each number of workers, since a session lives as long as its process."""
    result: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "glossary.esslink"
        glossary().save(compiled)
        pages = corpora.pages(corpora.folders(), options.every)
        make_files(Path(folder), pages)
        matcher = esslink.Matcher.load(compiled)
        act = changer(Job("annotate", renderer=Web(assets="none")), matcher)
        source, target = Path(folder) / "pages.parquet", Path(folder) / "out.parquet"
        clock, burnt = time.perf_counter(), time.process_time()
        alone = once(source, target, act)
        took = time.perf_counter() - clock, time.process_time() - burnt
        result["one process"] = {
            **seconds(took),
            "cpu_us_per_page": round(took[1] / len(pages) * 1e6),
            "links": alone.links,
            "pages": len(pages),
        }
        for workers in (1, 2):
            code = ["worker", folder, str(compiled), str(workers), str(options.times)]
            done = subprocess.run(
                [sys.executable, __file__, *code],
                capture_output=True,
                check=False,
                start_new_session=True,  # whose CPU time is counted, and no other's
            )
            if done.returncode:
                sys.exit(done.stderr.decode()[-4000:])
            result[f"local[{workers}]"] = json.loads(done.stdout.strip().split(b"\n")[-1])
    return result


def worker(folder: str, compiled: str, workers: int, times: int) -> dict[str, object]:
    from pyspark.sql import SparkSession

    from esslink.batch import spark as cluster

    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    clock, burnt = time.perf_counter(), cpu_of_session()
    session = (
        SparkSession.builder.master(f"local[{workers}]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .config("spark.driver.memory", "4g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    frame = session.read.parquet(f"{folder}/pages.parquet")
    started = time.perf_counter() - clock, cpu_of_session() - burnt
    job = Job("annotate", cluster.ship(session, compiled), renderer=Web(assets="none"))
    columns = Columns(spans="termes")

    def run(times: int) -> tuple[tuple[float, float], int, int]:
        parts = session.range(times).crossJoin(frame.select("text")).repartition(workers * 4)
        parts = parts.cache()
        rows = parts.count()  # reading and repeating the pages is not what is measured
        clock, burnt = time.perf_counter(), cpu_of_session()
        links = cluster.annotate(parts, job, columns).selectExpr("sum(size(termes))").first()[0]
        took = time.perf_counter() - clock, cpu_of_session() - burnt
        parts.unpersist()
        return took, links, rows

    first, _, _ = run(1)
    # The clock's median of three: the first may still find Java warming up.
    took, links, rows = sorted(run(times) for _ in range(3))[1]
    return {
        "start": seconds(started),
        "first_job": seconds(first),
        "job": seconds(took),
        "pages": rows,
        "pages_per_clock_s": round(rows / took[0]),
        "cpu_us_per_page": round(took[1] / rows * 1e6),
        "links_per_time": links / times,
    }


def seconds(took: tuple[float, float]) -> dict[str, float]:
    return {"clock_s": measure.rounded(took[0]), "cpu_s": measure.rounded(took[1])}


def cpu_of_session() -> float:
    """Give the CPU seconds of every process of this session: Java, its Python workers, this one."""
    ticks, own = 0, os.getsid(0)
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                text = Path("/proc", name, "stat").read_text()
            except OSError:
                continue
            fields = text.rpartition(")")[2].split()
            if int(fields[3]) == own:
                ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    if sys.argv[1:2] == ["worker"]:
        folder, compiled, workers, times = sys.argv[2:]
        print(json.dumps(worker(folder, compiled, int(workers), int(times))))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n", maxsplit=1)[0])
    parser.add_argument("what", choices=("files", "readers", "spark"))
    parser.add_argument("--every", type=int, default=10, help="take each N-th page")
    parser.add_argument("--times", type=int, default=10, help="spark: repeat the pages")
    parser.add_argument("--record", help="write the figures to a file")
    options = parser.parse_args()
    if not corpora.folders():
        sys.exit("ESSLINK_CORPUS names no folder of pages")
    figures = {"files": files, "readers": readers, "spark": spark}[options.what](options)
    shown = json.dumps(
        {**figures, "machine": measure.machine(), "versions": measure.versions(PACKAGES)},
        indent=1,
        ensure_ascii=False,
    )
    print(shown)
    if options.record:
        Path(options.record).write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
