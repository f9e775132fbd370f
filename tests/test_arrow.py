"""Tables: rows keep their order, their other columns and their types; damage is an error."""

from __future__ import annotations

import json
import sys

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest

import esslink
from esslink.batch import arrow
from esslink.batch.arrow import annotate_batches, annotated_schema, find_batches
from esslink.batch.jobs import Job
from esslink.batch.table import MATCH_FIELDS, SPAN_FIELDS, Columns
from esslink.cli import run
from esslink.errors import ArtefactError, OptionError

TERM = esslink.Term("mutuelle", definition="Société de personnes.")
PAGE = "<p>Une mutuelle à l’été 😀, deux mutuelles.</p>"
TEXTS = [PAGE, "<p>Rien ici.</p>", None, "<p>MUTUELLE", ""]
KINDS = [
    pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(),
    pa.dictionary(pa.int32(), pa.string()),
]  # fmt: skip


@pytest.fixture(scope="module")
def glossary(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("glossary") / "mutuelle.esslink"
    esslink.compile([TERM]).save(path)
    return str(path)


@pytest.fixture(scope="module")
def job(glossary):
    return Job("annotate", glossary)


def batch(kind=None, texts=TEXTS) -> pa.RecordBatch:
    """A table of pages between two other columns."""
    return pa.RecordBatch.from_arrays(
        [
            pa.array([f"p{n}" for n in range(len(texts))]),
            pa.array(texts, type=pa.string()).cast(kind or pa.string()),
            pa.array([{"n": n} for n in range(len(texts))]),
        ],
        ["id", "text", "reste"],
    )


def text(value) -> str | None:
    return value.decode() if isinstance(value, bytes) else value


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_text_is_replaced_in_columns_of_every_kind(job, kind):
    (out,) = annotate_batches([batch(kind)], job)
    assert out.schema == annotated_schema(batch(kind).schema, Columns())
    assert out.schema.field("text").type == getattr(kind, "value_type", kind)
    assert out.column("id") == batch().column("id")
    assert out.column("reste") == batch().column("reste")
    values = list(map(text, out.column("text").to_pylist()))
    assert [value and esslink.strip(value) for value in values] == TEXTS
    assert ["esslink" in (value or "") for value in values] == [True, False, False, True, False]
    (back,) = annotate_batches([out], Job("strip"))
    assert list(map(text, back.column("text").to_pylist())) == TEXTS


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_spans_count_code_points(glossary, kind):
    job = Job("annotate", glossary, esslink.Policy(occurrences="all"))
    columns = Columns(spans="termes", error="erreur")
    (out,) = annotate_batches([batch(kind)], job, columns)
    assert out.schema.names == ["id", "text", "reste", "termes", "erreur"]
    assert out.column("text") == batch(kind).column("text")
    spans = out.column("termes").to_pylist()
    assert [None if one is None else len(one) for one in spans] == [2, 0, None, 1, 0]
    for value, found in zip(TEXTS, spans, strict=True):
        for span in found or ():
            assert tuple(span) == SPAN_FIELDS
            assert value[span["start"] : span["end"]].lower() == span["form"]
    assert out.column("erreur").to_pylist() == [None] * 5


def test_bytes_of_another_encoding(job):
    page = "<p>Une mutuelle à l’été.</p>".encode("cp1252")
    table = pa.RecordBatch.from_pydict({"text": pa.array([page], type=pa.binary())})
    (out,) = annotate_batches([table], job)
    new = out.column("text")[0].as_py()
    assert b"href" in new
    assert esslink.strip(new) == page


def invalid_batch() -> pa.RecordBatch:
    data = pa.array([PAGE.encode(), b"\xe9 mutuelle", None], type=pa.binary())
    return pa.RecordBatch.from_arrays([data.cast(pa.string(), safe=False)], ["text"])


def test_a_row_that_is_no_text_says_so_and_stays(job):
    (out,) = annotate_batches([invalid_batch()], job, Columns(error="erreur"))
    values = out.column("text").cast(pa.binary()).to_pylist()
    assert b"esslink" in values[0]
    assert values[1:] == [b"\xe9 mutuelle", None]
    errors = out.column("erreur").to_pylist()
    assert "UTF-8" in errors[1]
    assert errors[0] is errors[2] is None
    binary = pa.RecordBatch.from_pydict({"text": pa.array([b"\x00\x01", PAGE.encode()])})
    (out,) = annotate_batches([binary], job, Columns(spans="s", error="e"))
    assert out.column("s").to_pylist()[0] is None
    assert "binaire" in out.column("e").to_pylist()[0]
    assert len(out.column("s").to_pylist()[1]) == 1


def test_large_batches_are_cut(job, monkeypatch):
    monkeypatch.setattr(arrow, "LARGEST_SLICE", 300)
    out = list(annotate_batches([batch(texts=TEXTS * 20)], job))
    assert len(out) > 5
    table = pa.Table.from_batches(out)
    assert table.column("id").to_pylist() == [f"p{n}" for n in range(100)]
    assert sum("esslink" in (value or "") for value in table.column("text").to_pylist()) == 40


def test_find_gives_rows_of_matches(glossary):
    job = Job("find", glossary, esslink.Policy(occurrences="all"))
    found = pa.Table.from_batches(find_batches([batch(), batch()], job, Columns(id="id"), "f"))
    assert tuple(found.schema.names) == MATCH_FIELDS
    assert found.column("page").to_pylist() == ["p0", "p0", "p3"] * 2
    numbered = pa.Table.from_batches(find_batches([batch(), batch()], job))
    assert numbered.column("page").to_pylist() == ["1", "1", "4", "6", "6", "9"]


@pytest.mark.parametrize("columns", [Columns(text="autre"), Columns(text="reste")])
def test_columns_that_are_not_there_or_no_text(job, columns):
    with pytest.raises(OptionError, match=columns.text):
        list(annotate_batches([batch()], job, columns))


def test_a_glossary_that_is_not_there():
    with pytest.raises(ArtefactError):
        list(annotate_batches([batch()], Job("annotate", "/nulle/part.esslink")))


def test_the_automaton_is_built_once_for_a_process(job, monkeypatch):
    calls = []
    true = esslink.Matcher.load
    monkeypatch.setattr(esslink.Matcher, "load", lambda path: calls.append(path) or true(path))
    fresh = job._replace(keep_links=True)  # a job that no other test has asked for
    for _ in range(5):
        list(annotate_batches([batch()], fresh))
    assert len(calls) == 1


# ── files ───────────────────────────────────────────────────────────────────


def write(path, table: pa.Table) -> None:
    if path.suffix == ".parquet":
        pq.write_table(table, path, compression="zstd", row_group_size=40)
    elif path.suffix == ".arrows":
        with pa.ipc.new_stream(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=30)
    else:
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=30)


def read(path) -> pa.Table:
    if path.suffix == ".parquet":
        return pq.read_table(path)
    opened = pa.ipc.open_stream if path.suffix == ".arrows" else pa.ipc.open_file
    with opened(path) as reader:
        return reader.read_all()


def pages(kind=None) -> pa.Table:
    table = pa.Table.from_batches([batch(kind, TEXTS * 20)])
    return table.replace_schema_metadata({"origine": "essai"})


SUFFIXES = (".parquet", ".arrow", ".arrows", ".feather")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_command_on_files(tmp_path, glossary, capsys, suffix):
    source, out, back = (tmp_path / f"{name}{suffix}" for name in ("a", "b", "c"))
    write(source, pages())
    assert run(["annotate", str(source), "-l", glossary, "-o", str(out)]) == 0
    assert "100 enregistrements, 80 pages dont 40 changées" in capsys.readouterr().err
    new = read(out)
    assert new.schema.metadata == {b"origine": b"essai"}
    assert new.column("reste") == pages().column("reste")
    assert run(["strip", str(out), "-o", str(back), "-q"]) == 0
    assert read(back) == pages()
    if suffix == ".parquet":
        metadata = pq.ParquetFile(out).metadata
        assert metadata.row_group(0).column(0).compression == "ZSTD"
        assert metadata.num_row_groups == 1


def test_the_command_adds_spans(tmp_path, glossary):
    source = tmp_path / "a.parquet"
    write(source, pages())
    arguments = ["-l", glossary, "--in-place", "-q", "--occurrences", "all", "--spans-column", "s"]
    assert run(["annotate", str(source), *arguments]) == 0
    table = read(source)
    assert table.column("text") == pages().column("text")
    assert sum(map(len, filter(None, table.column("s").to_pylist()))) == 60


def test_a_stream_in_a_file_named_arrow_is_read(tmp_path, glossary):
    """As the datasets library of Hugging Face writes it."""
    source, out = tmp_path / "a.arrow", tmp_path / "b.arrow"
    with pa.ipc.new_stream(source, pages().schema) as writer:
        writer.write_table(pages())
    assert run(["annotate", str(source), "-l", glossary, "-o", str(out), "-q"]) == 0
    with pa.ipc.open_stream(out) as reader:
        assert reader.read_all().num_rows == 100


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_cut_is_reported(tmp_path, glossary, suffix):
    source, out = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write(source, pages().slice(0, 60))
    data = source.read_bytes()
    for length in {
        *range(0, len(data), max(1, len(data) // 60)),
        *range(len(data) - 20, len(data)),
    }:
        source.write_bytes(data[:length])
        assert run(["annotate", str(source), "-l", glossary, "-o", str(out), "-q"]) == 1
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


def test_rows_that_fail_are_told_and_the_others_are_done(tmp_path, glossary, capsys):
    source, out = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(pa.Table.from_batches([invalid_batch()]), source)
    assert run(["annotate", str(source), "-l", glossary, "-o", str(out)]) == 1
    assert f"{source}, ligne 2\u00a0: le texte n’est pas de l’UTF-8" in capsys.readouterr().err
    assert b"esslink" in pq.read_table(out).column("text").cast(pa.binary())[0].as_py()


def test_find_writes_parquet_and_json_lines_alike(tmp_path, glossary):
    source, table, lines = (tmp_path / name for name in ("a.parquet", "m.parquet", "m.jsonl"))
    write(source, pages())
    for out in (table, lines):
        assert run(["find", str(source), "-l", glossary, "-o", str(out), "--id-column", "id"]) == 0
    rows = pq.read_table(table).to_pylist()
    assert len(rows) == 60
    assert rows == [json.loads(line) for line in lines.read_text().split("\n")[:-1]]
    by_page = dict(
        zip(pages().column("id").to_pylist(), pages().column("text").to_pylist(), strict=True)
    )
    for row in rows:
        assert by_page[row["page"]][row["start"] : row["end"]] == row["text"]
    assert run(["find", str(source), "-l", glossary, "--only", "x", "-o", str(table)]) == 0
    assert pq.read_table(table).num_rows == 0


@pytest.mark.parametrize(
    "arguments", [[], ["-o", "b.jsonl"], ["--in-place", "--text-column", "reste"], ["--in-place", "--text-column", "x"]]
)  # fmt: skip
def test_what_means_nothing_is_refused(tmp_path, monkeypatch, glossary, arguments):
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "a.parquet"
    write(source, pages())
    before = source.read_bytes()
    assert run(["annotate", "a.parquet", "-l", glossary, *arguments]) in (1, 2)
    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_without_pyarrow_the_command_is_told(tmp_path, glossary, monkeypatch, capsys):
    source = tmp_path / "a.parquet"
    write(source, pages())
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyarrow"]:
        monkeypatch.setitem(sys.modules, name, None)
    assert run(["annotate", str(source), "-l", glossary, "-o", str(tmp_path / "b.parquet")]) == 1
    assert "pip install 'esslink[arrow]'" in capsys.readouterr().err
    assert not (tmp_path / "b.parquet").exists()
