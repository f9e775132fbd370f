"""JSON Lines and compressed pages: one field changes, every other byte of a line stays."""

from __future__ import annotations

import gzip
import io
import json
import random

import pytest
import zstandard

import esslink
from esslink.batch.cells import Cell, changer
from esslink.batch.jobs import Job
from esslink.batch.jsonlines import matches, rewrite
from esslink.batch.streams import opened, packed
from esslink.batch.table import Columns
from esslink.cli import run
from esslink.errors import ArchiveError

TERM = esslink.Term("mutuelle", definition="Société de personnes.")
PAGE = "<p>Une mutuelle à l’été, deux mutuelles.</p>"
ROWS = [
    {"id": "a", "text": PAGE, "rang": 1},
    {"id": "b", "text": "<p>Rien ici.</p>", "rang": 2},
    {"id": "c", "text": None, "rang": 3},
    {"id": "d", "text": PAGE.upper(), "rang": 4, "autres": [{"x": {}}]},
]


@pytest.fixture(scope="module")
def glossary(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("glossary") / "mutuelle.esslink"
    esslink.compile([TERM]).save(path)
    return str(path)


@pytest.fixture(scope="module")
def act(glossary):
    return changer(Job("annotate", glossary))


def lines(rows) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def changed(data: bytes, act, columns=None):
    out, told = bytearray(), []
    account = rewrite(
        io.BytesIO(data), out.extend, act, lambda *one: told.append(one), columns or Columns()
    )
    return bytes(out), account, told


def test_the_text_is_replaced_and_nothing_else(act):
    out, account, told = changed(lines(ROWS), act)
    new = [json.loads(line) for line in out.split(b"\n")[:-1]]
    for before, after in zip(ROWS, new, strict=True):
        assert list(before) == list(after)
        assert {**after, "text": None} == {**before, "text": None}
        assert after["text"] is before["text"] or esslink.strip(after["text"]) == before["text"]
    assert [("esslink" in (row["text"] or "")) for row in new] == [True, False, False, True]
    assert (account.records, account.pages, account.changed, account.links) == (4, 3, 2, 2)
    assert not told
    assert changed(out, changer(Job("strip")))[0] == lines(ROWS)
    assert changed(out, act)[0] == out


def test_a_line_keeps_its_own_writing(act):
    line = b'  {"n":1.50, "g": 12345678901234567890123, "e":1e400,"text" : "une <b>mutuelle</b>" ,"s":"\\u00e9\\/"}\r\n'
    out, _, _ = changed(line, act)
    start, end = line.index(b'"une'), line.index(b" ,")
    assert out.startswith(line[:start])
    assert out.endswith(line[end:])
    assert b"href" in out[start:]


@pytest.mark.parametrize(
    "text", ["une mutuelle", "<p>une mutuelle \ud83d</p>", "\u2028 mutuelle \x00", "\ufeffmutuelle"]
)
def test_texts_that_bytes_cannot_write(act, text):
    out, account, told = changed((json.dumps({"text": text}) + "\n").encode(), act)
    assert not told
    assert account.links == 1
    assert out.isascii()
    assert esslink.strip(json.loads(out)["text"]) == text


def test_spans_are_added_and_the_text_stays(glossary):
    act = changer(Job("annotate", glossary, esslink.Policy(occurrences="all")))
    out, account, _ = changed(lines(ROWS), act, Columns(spans="termes", error="erreur"))
    for before, line in zip(ROWS, out.split(b"\n")[:-1], strict=True):
        after = json.loads(line)
        assert {name: after[name] for name in before} == before
        assert list(after)[-2:] == ["termes", "erreur"]
        for span in after["termes"]:
            words = before["text"][span["start"] : span["end"]]
            assert words.lower() == span["form"]
            assert span["term"] == "mutuelle"
    assert account.links == 4
    again, _, _ = changed(out, act, Columns(spans="termes", error="erreur"))
    assert again == out, "columns that are there are written anew"


BAD = [
    (b"", "", "blank lines are no rows"),
    (b"[1]", "colonne 1", ""),
    (b'{"text": 3}', "ne porte pas un texte", ""),
    (b'{"texte": "x"}', "texte", ""),
    (b'{"text": "x"', "coup", ""),
    (b'{"text": "x"} {}', "colonne 15", ""),
    (b'{"text": "x",}', "colonne 14", ""),
    (b'{"text": "\xe9"}', "UTF-8", ""),
    (b'{"text":' + b"[" * 100_000, "profond", ""),
    (b'{"text":' + b"9" * 9000 + b"}", "chiffres", ""),
    (b'{"text" "x"}', "colonne 9", ""),
    (b"{text: 1}", "colonne 2", ""),
    (b"nul", "JSON", ""),
]


@pytest.mark.parametrize(("bad", "cause", "note"), BAD)
def test_a_bad_line_is_told_and_the_others_are_done(act, bad, cause, note):
    good = lines(ROWS[:1])
    out, account, told = changed(good + bad + b"\n" + good, act)
    assert account.links == 2
    assert out.split(b"\n")[1] == bad
    if not cause:
        assert not told
        return
    ((place, said),) = told
    assert place == "ligne 2"
    assert cause in said


def test_a_line_that_is_too_long_goes_through_unread(act, monkeypatch):
    monkeypatch.setattr("esslink.batch.jsonlines.LARGEST_LINE", 1000)
    long = lines([{"text": PAGE * 200}])
    data = lines(ROWS[:1]) + long + lines(ROWS[:1])
    out, account, told = changed(data, act)
    assert long in out
    assert (account.links, account.failed, account.records, len(told)) == (2, 1, 3, 1)


def test_random_damage_never_crashes(act):
    chance = random.Random(3)
    data = lines(ROWS)
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 2, 20))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        out, account, _ = changed(bytes(damaged), act)
        assert account.records >= 1
        assert out.count(b"\n") == damaged.count(b"\n")


def test_find_names_the_page(act, glossary):
    finder = changer(Job("find", glossary, esslink.Policy(occurrences="all")), text=True)
    told = []
    file = io.BytesIO(lines(ROWS) + b"x\n")
    rows = matches(file, finder, lambda *one: told.append(one), Columns(id="id"))
    found = {name: cell.found for name, cell in rows}
    assert [len(found[name]) for name in "abcd"] == [2, 0, 0, 2]
    assert len(told) == 1
    assert [name for name, _ in matches(io.BytesIO(lines(ROWS)), finder, print, Columns())] == [
        *"1234"
    ]


def test_an_error_of_ours_is_a_line_told(act):
    def broken(page, format, encoding) -> Cell:
        raise ZeroDivisionError("ici")

    out, account, told = changed(lines(ROWS), broken)
    assert out == lines(ROWS)
    assert account.failed == len(told) == 3
    assert "ZeroDivisionError" in told[0][1]


# ── compressed streams ──────────────────────────────────────────────────────

BODY = random.Random(1).randbytes(150_000) + b"mutuelle " * 40_000


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_streams_of_several_members_are_read_whole(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    other = gzip.compress(BODY) if suffix == ".gz" else zstandard.compress(BODY)
    path.write_bytes(packed(BODY, suffix) + other)
    with opened(str(path)) as file:
        assert file.read() == BODY + BODY


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_every_cut_of_a_stream_is_reported(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    data = packed(BODY[:900] + b"a" * 5000, suffix)
    for length in range(1, len(data)):
        path.write_bytes(data[:length])
        with opened(str(path)) as file, pytest.raises(ArchiveError, match="octet"):
            file.read()


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_foreign_bytes_after_a_stream_are_reported(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(packed(BODY, suffix) + b"<p>suite")
    with opened(str(path)) as file, pytest.raises(ArchiveError):
        file.read()


# ── the command ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_the_command_on_json_lines(tmp_path, glossary, capsysbinary, suffix):
    source, out = tmp_path / f"a.jsonl{suffix}", tmp_path / f"b.ndjson{suffix}"
    source.write_bytes(packed(lines(ROWS), suffix))
    assert run(["annotate", str(source), "-l", glossary, "-o", str(out)]) == 0
    with opened(str(out)) as file:
        new = file.read()
    assert new.count(b"esslink-glossary") == 2
    capsysbinary.readouterr()
    assert run(["strip", str(out)]) == 0
    assert capsysbinary.readouterr().out == lines(ROWS), "stdout is never compressed"


def test_the_command_tells_file_and_line_and_does_the_rest(tmp_path, glossary, capsys):
    source, out = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    source.write_bytes(lines(ROWS) + b"{\n" * 25 + lines(ROWS))
    assert run(["annotate", str(source), "-l", glossary, "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert f"{source}, ligne 5\u00a0: JSON incorrect" in said
    assert "et 22 autres remarques" in said
    assert "25 échecs" in said
    assert out.read_bytes().count(b"esslink-glossary") == 4


def test_the_command_cleans_columns_by_name(tmp_path):
    source = tmp_path / "a.jsonl"
    noise = "la coopérative Coopérative Une coopérative est une société. de consommation"
    source.write_bytes(lines([{"corps": noise}]))
    assert run(["clean", str(source), "--text-column", "corps", "--in-place", "-q"]) == 0
    assert json.loads(source.read_bytes()) == {"corps": "la coopérative de consommation"}


def test_the_command_on_a_compressed_page(tmp_path, glossary, capsysbinary):
    source = tmp_path / "page.html.gz"
    source.write_bytes(gzip.compress(PAGE.encode("cp1252")))
    for name in ("a.html", "b.html.zst", "c.html.gz"):
        out = tmp_path / name
        assert run(["annotate", str(source), "-l", glossary, "-o", str(out), "-q"]) == 0
        with opened(str(out)) as file:
            page = file.read()
        assert b"esslink-glossary" in page
        assert esslink.strip(page) == PAGE.encode("cp1252")
    assert run(["strip", str(out)]) == 0
    assert capsysbinary.readouterr().out == PAGE.encode("cp1252")
    source.write_bytes(source.read_bytes()[:-4])
    assert run(["annotate", str(source), "-l", glossary, "-o", str(tmp_path / "d.html")]) == 1
    assert not (tmp_path / "d.html").exists()


@pytest.mark.parametrize("name", ["m.jsonl", "m.jsonl.gz", "m.jsonl.zst"])
def test_find_writes_json_lines_of_pages_and_corpora(tmp_path, glossary, name):
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "page2.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    out = tmp_path / name
    sources = [str(tmp_path / one) for one in ("a.jsonl", "page.html", "page2.html.gz")]
    assert run(["find", *sources, "-l", glossary, "-o", str(out), "--id-column", "id"]) == 0
    with opened(str(out)) as file:
        rows = [json.loads(line) for line in file]
    assert [row["page"] for row in rows] == [*"aadd", *["page2.html.gz"] * 2, *["page.html"] * 2]
    assert {row["term"] for row in rows} == {"mutuelle"}
    for row in rows[:2] + rows[4:]:
        assert PAGE[row["start"] : row["end"]] == row["text"] == row["form"]


def test_find_refuses_a_name_that_tells_no_format(tmp_path, glossary):
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    assert (
        run(["find", str(tmp_path / "a.jsonl"), "-l", glossary, "-o", str(tmp_path / "x.csv")]) == 2
    )
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("arguments", [["-o", "b.parquet"], ["-o", "a.jsonl"], ["--diff"]])
def test_what_means_nothing_is_refused(tmp_path, monkeypatch, glossary, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    assert run(["annotate", "a.jsonl", "-l", glossary, *arguments]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
