"""docs/corpora.md and docs/clusters.md say what is so: their blocks are run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import esslink
from archives import archive, response

DOCS = Path(__file__).parent.parent / "docs"
PAGE = "<html><body><p>Une mutuelle, deux mutuelles.</p></body></html>"


def blocks(name: str, language: str) -> list[str]:
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the documents speak of."""
    from esslink.batch.streams import packed

    archive(tmp_path / "crawl.warc.gz", [response(PAGE.encode())])
    pq.write_table(pa.table({"url": ["a"], "text": [PAGE]}), tmp_path / "pages.parquet")
    line = (
        '{"html": "la coopérative Coopérative Une coopérative est une société. de consommation"}\n'
    )
    (tmp_path / "pages.jsonl.gz").write_bytes(packed(line.encode(), ".gz"))
    (tmp_path / "glossary.toml").write_text(
        '[[term]]\nheadword = "mutuelle"\ndefinition = "Société de personnes."\n'
    )
    term = esslink.Term("mutuelle", definition="Société de personnes.")
    esslink.compile([term]).save(tmp_path / "glossaire.esslink")
    return tmp_path


def test_every_command_of_corpora_does_what_it_shows(folder: Path):
    (commands,) = blocks("corpora.md", "sh")
    program = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{program}{os.pathsep}{os.environ['PATH']}"}
    for command in commands.strip().split("\n"):
        done = subprocess.run(
            command, shell=True, cwd=folder, env=environment, capture_output=True, timeout=120
        )
        assert done.returncode == 0, (command, done.stderr.decode())
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        "annotated.warc.gz",
        "annotated/crawl.warc.gz",
        "clean.jsonl.gz",
        "spans.parquet",
    } <= made
    assert (
        pq.read_table(folder / "spans.parquet").schema.field("terms").type.value_type.num_fields
        == 4
    )
    assert set(pq.read_table(folder / "matches.parquet").column("term").to_pylist()) == {"mutuelle"}


def test_the_function_of_clusters_runs_as_shown(folder: Path, monkeypatch):
    monkeypatch.chdir(folder)
    shown = blocks("clusters.md", "python")
    names: dict = {}
    exec(shown[0], names)
    batches = pq.ParquetFile("pages.parquet").iter_batches()
    (out,) = names["annotate_batches"](batches, names["JOB"], names["COLUMNS"])
    assert out.schema.names == ["url", "text", "termes", "erreur"]
    assert len(out.column("termes").to_pylist()[0]) == 1
    for block in shown:
        compile(block, "clusters.md", "exec")


def test_the_function_under_dask_runs_as_shown(folder: Path, monkeypatch):
    """With what ``dask.delayed`` does for a single machine: nothing."""
    monkeypatch.chdir(folder)
    (folder / "annotated").mkdir()
    names: dict = {}
    first, dask_block = (
        block
        for block in blocks("clusters.md", "python")
        if "def annotate_table" not in block and "cluster" not in block
    )
    exec(first, names)
    names |= {"pq": pq}
    body = re.search(
        r"^def annotate_file.*?(?=^\S)", dask_block.split("@dask.delayed\n")[1], re.M | re.S
    )
    exec(body[0], names)
    assert names["annotate_file"]("pages.parquet", "annotated/pages.parquet") == 1
    assert pq.read_table("annotated/pages.parquet").num_rows == 1


@pytest.mark.parametrize("name", ["corpora.md", "clusters.md"])
def test_files_that_the_documents_name_exist(name: str):
    text = (DOCS / name).read_text(encoding="utf-8")
    for found in re.findall(r"`((?:examples|benchmarks|tests)/[\w./-]+)", text):
        assert (DOCS.parent / found).exists(), found
    for found in re.findall(r"\]\((\w+\.md)\)", text):
        assert (DOCS / found).exists(), found
