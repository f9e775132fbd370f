"""
On Spark, ``local[2]``: the counts are those of one process on the same pages.

Needs Java 17 (Debian: openjdk-17-jre-headless) and the extra ``spark``, which
``.ci/browser`` installs under continuous integration; skipped loudly where they are not.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import esslink
from archives import archive, response

ROOT = Path(__file__).parent.parent
MISSING = [
    name
    for name, there in (
        ("Java 17 (openjdk-17-jre-headless)", shutil.which("java")),
        ("pyspark (pip install 'esslink[spark]')", importlib.util.find_spec("pyspark")),
    )
    if not there
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"Spark : il manque {', '.join(MISSING)}")

SCRIPT = ROOT / "examples" / "spark_annotate.py"
# A small machine's Spark: one compiler stage and one collector start in half the time.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def texts() -> list[str]:
    """The example pages, and sentences of their own in 200 others."""
    pages = [
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "examples" / "pages").iterdir())
        if path.suffix in (".html", ".txt")
    ]
    assert len(pages) > 3
    for number in range(200):
        words = ("Une mutuelle", "L’ESS", "Rien", "Deux coopératives et une fondation")[number % 4]
        pages.append(f"<html><body><p>{words}, page {number}.</p></body></html>")
    return pages


@pytest.fixture(scope="module")
def glossary(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("glossary") / "ess.esslink"
    esslink.compile(esslink.Lexicon.bundled("ess")).save(path)
    return str(path)


@pytest.fixture(scope="module")
def expected(glossary) -> dict[str, int]:
    """Page to links, by the plainest loop: every occurrence, one page after the other."""
    policy = esslink.Policy(occurrences="all")
    annotator = esslink.Annotator(esslink.Matcher.load(glossary), policy)
    return {f"p{n}": len(annotator.run(text).matches) for n, text in enumerate(texts())}


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """The example's ``main``, in a session of two workers."""
    from pyspark.sql import SparkSession

    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.extraJavaOptions", JAVA)
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    spec = importlib.util.spec_from_file_location("spark_annotate", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module.main
    session.stop()


def rows_of(folder: Path) -> list[dict]:
    if folder.suffix == ".jsonl":
        files = sorted(folder.glob("part-*"))
        return [json.loads(line) for path in files for line in path.read_text().split("\n") if line]
    import pyarrow.parquet

    return pyarrow.parquet.read_table(folder).to_pylist()


def parquet_with_spans(tmp_path, glossary, expected, script):
    import pyarrow as pa
    import pyarrow.parquet

    source, out = tmp_path / "pages.parquet", tmp_path / "out.parquet"
    table = pa.table(
        {
            "page": list(expected),
            "html": [text.encode() for text in texts()],
            "n": range(len(expected)),
        }
    )
    pyarrow.parquet.write_table(table, source, row_group_size=50)
    counts = script(
        [
            str(source),
            str(out),
            "-l",
            glossary,
            "--text-column",
            "html",
            "--spans-column",
            "termes",
            "--occurrences",
            "all",
        ]
    )
    assert (counts["rows"], counts["spans"], counts["failed"]) == (
        len(expected),
        sum(expected.values()),
        0,
    )
    rows = {row["page"]: row for row in rows_of(out)}
    assert {name: len(row["termes"]) for name, row in rows.items()} == expected
    for number, text in enumerate(texts()):
        row = rows[f"p{number}"]
        assert (row["html"], row["n"]) == (text.encode(), number)
        assert all(span["end"] <= len(text) for span in row["termes"])


def json_lines_annotated(tmp_path, glossary, expected, script):
    source, out = tmp_path / "pages.jsonl.gz", tmp_path / "out.jsonl"
    lines = [{"page": f"p{n}", "text": text} for n, text in enumerate(texts())]
    source.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    counts = script([str(source), str(out), "-l", glossary])
    assert (counts["rows"], counts["failed"]) == (len(lines), 0)
    annotator = esslink.Annotator(esslink.Matcher.load(glossary))
    want = {line["page"]: annotator.run(line["text"]).output for line in lines}
    assert {row["page"]: row["text"] for row in rows_of(out)} == want


def warcs_searched_and_one_that_is_cut(tmp_path, glossary, expected, script):
    pages = texts()
    half = len(pages) // 2
    sources = []
    for name, some in (("a", pages[:half]), ("b", pages[half:])):
        rows = [
            response(text.encode(), "text/plain" if "<" not in text else "text/html; charset=utf-8")
            for text in some
        ]
        sources.append(archive(tmp_path / f"{name}.warc.gz", rows))
    out = tmp_path / "found.jsonl"
    counts = script(
        [*map(str, sources), str(out), "-l", glossary, "--find", "--occurrences", "all"]
    )
    assert counts["rows"] == sum(expected.values())
    found = rows_of(out)
    assert {row["page"] for row in found} <= {f"http://exemple.fr/{n}" for n in range(half + 1)}
    assert all(row["end"] > row["start"] and row["form"] and row["term"] for row in found)

    sources[0].write_bytes(sources[0].read_bytes()[:-500])
    out = tmp_path / "spans.parquet"
    counts = script([*map(str, sources), str(out), "-l", glossary, "--spans-column", "termes"])
    rows = rows_of(out)
    (cut,) = [row["error"] for row in rows if row["error"]]
    assert "octet" in cut
    assert counts["rows"] == len(rows) > len(pages) - 4


def test_counts_are_those_of_one_process(tmp_path, glossary, expected, script):
    """One test, so that one Java machine serves all when tests run on several processes."""
    for job in (parquet_with_spans, json_lines_annotated, warcs_searched_and_one_that_is_cut):
        job(tmp_path, glossary, expected, script)


def test_spark_submit_runs_the_script(tmp_path, glossary):
    source, out = tmp_path / "pages.jsonl", tmp_path / "found.parquet"
    source.write_text('{"url": "a", "text": "<p>Deux coopératives.</p>"}\n', encoding="utf-8")
    submit = Path(sys.executable).parent / "spark-submit"
    arguments = [
        str(submit), "--master", "local[2]", "--conf", "spark.ui.enabled=false",
        "--driver-java-options", JAVA, str(SCRIPT), str(source), str(out), "-l", glossary,
        "--find", "--id-column", "url",
    ]  # fmt: skip
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(arguments, env=environment, capture_output=True, timeout=180)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert json.loads(done.stdout.strip().split(b"\n")[-1])["rows"] == 1
    (row,) = rows_of(out)
    assert (row["page"], row["start"], row["end"]) == ("a", 8, 20)
