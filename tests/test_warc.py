"""Web archives: what changes is right, what does not keeps its bytes, damage never passes."""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
import time
import zlib

import brotli
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator

import esslink
from archives import HTML, archive, plain, response
from esslink.batch import corpus, streams, warcread
from esslink.batch.cells import changer
from esslink.batch.headers import field, with_field
from esslink.batch.jobs import Job
from esslink.batch.warc import pages, rewrite
from esslink.batch.warcread import records
from esslink.cli import run
from esslink.errors import ArchiveError

PAGE = (
    "<!doctype html><html><head><title>Été</title></head>"
    "<body><p>Une mutuelle à l’été, deux mutuelles.</p></body></html>"
)
PLAIN_PAGE = "<!doctype html><html><body><p>Rien ici, à l’été.</p></body></html>"
DATA = PAGE.encode()
ROWS = [
    response(DATA),
    response(PAGE.encode("cp1252"), "text/html; charset=windows-1252"),
    response(PAGE.encode("iso8859-15", "xmlcharrefreplace"), "text/html;charset=ISO-8859-15"),
    response(DATA, "application/xhtml+xml"),
    response(DATA, ""),  # told by its content
    ("resource", DATA, "text/html", (), 0),
]
ENCODED = [
    response(DATA, chunked=40),
    response(gzip.compress(DATA), HTML, (("Content-Encoding", "gzip"),)),
    response(zlib.compress(DATA), HTML, (("Content-Encoding", "deflate"),)),
    response(brotli.compress(DATA), HTML, (("Content-Encoding", "br"),)),
    response(zstandard.compress(DATA), HTML, (("Content-Encoding", "zstd"),), chunked=30),
    response(DATA, HTML, (("Content-Encoding", "gzip"),)),  # decoded, header left
    response(DATA, HTML, (("Transfer-Encoding", "chunked"),)),
]
UNTOUCHED = [
    response(PLAIN_PAGE.encode()),
    response(b"\x89PNG\r\n\x1a\n" * 50, "image/png"),
    response(DATA, "text/plain"),
    response(DATA, "application/json"),
    ("resource", b"body{}", "text/css", (), 0),
]
NAMES = ("crawl.warc", "crawl.warc.gz")


@pytest.fixture(scope="module")
def glossary(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("glossary") / "mutuelle.esslink"
    term = esslink.Term("mutuelle", definition="Société de personnes.")
    esslink.compile([term]).save(path)
    return str(path)


@pytest.fixture(scope="module")
def act(glossary):
    return changer(Job("annotate", glossary))


def rewritten(data: bytes, act, tell=None) -> bytes:
    out = bytearray()
    rewrite(io.BytesIO(data), out.extend, act, tell or complain)
    return bytes(out)


def complain(place, cause):
    raise AssertionError(f"{place}: {cause}")


def seen(data: bytes) -> list:
    """The records as another reader sees them: fields, and verdicts on both digests."""
    rows = []
    for record in ArchiveIterator(io.BytesIO(data), parse_http=False):
        fields = {name.lower(): value for name, value in record.headers.items()}
        good = record.verify_block_digest() if "warc-block-digest" in fields else None
        rows.append((fields, good))
    return rows


def answers(data: bytes) -> dict[str, tuple]:
    """Address to HTTP headers and body of each response, read by another reader."""
    found = {}
    for record in ArchiveIterator(io.BytesIO(data), parse_http=True):
        if record.http_headers is not None and record.headers["WARC-Type"] == "response":
            payload_good = record.verify_payload_digest()
            headers = {name.lower(): value for name, value in record.http_headers.items()}
            found[record.headers["WARC-Target-URI"]] = (headers, record.reader.read(), payload_good)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_pages_change_and_other_readers_find_every_length_and_digest_right(tmp_path, act, name):
    data = archive(tmp_path / name, ROWS + ENCODED + UNTOUCHED).read_bytes()
    new = rewritten(data, act)
    before, after = seen(data), seen(new)
    assert len(before) == len(after) == 2 + 2 * len(ROWS + ENCODED + UNTOUCHED) - 2
    assert all(good is not False for _, good in after)
    for (old, _), (fields, _) in zip(before, after, strict=True):
        assert list(old) == list(fields), "fields keep their order"
        changed = {key for key in old if old[key] != fields[key]}
        assert changed in (set(), {"content-length", "warc-block-digest", "warc-payload-digest"})
    told = answers(new)
    for number, (kind, *_) in enumerate(ROWS + ENCODED):
        if kind != "response":
            continue
        headers, body, good = told[f"http://exemple.fr/{number}"]
        assert good and b'href="#esslink-mutuelle"' in body
        assert headers.get("content-length", str(len(body))) == str(len(body))
        assert not {"content-encoding", "transfer-encoding"} & set(headers)
    for number in range(len(ROWS + ENCODED), len(ROWS + ENCODED + UNTOUCHED) - 1):
        assert b"esslink" not in told[f"http://exemple.fr/{number}"][1]


@pytest.mark.parametrize("name", NAMES)
def test_stripping_gives_the_archive_again(tmp_path, act, name):
    """Byte for byte under the compression: a member that changed is compressed anew."""
    data = archive(tmp_path / name, ROWS + UNTOUCHED).read_bytes()
    back = rewritten(rewritten(data, act), changer(Job("strip")))
    unpack = gzip.decompress if name.endswith(".gz") else bytes
    assert unpack(back) == unpack(data)


def test_pages_that_came_encoded_are_given_back_decoded(tmp_path, act):
    data = archive(tmp_path / "crawl.warc", ENCODED).read_bytes()
    back = rewritten(rewritten(data, act), changer(Job("strip")))
    told = answers(back)
    assert [body for _, body, _ in told.values()] == [DATA] * len(ENCODED)
    assert told["http://exemple.fr/4"][0]["x-crawl-transfer-encoding"] == "chunked"
    assert told["http://exemple.fr/4"][0]["x-crawl-content-encoding"] == "zstd"


def test_an_annotated_archive_stays_as_it_is(tmp_path, act):
    data = archive(tmp_path / "crawl.warc.gz", ROWS + ENCODED).read_bytes()
    once = rewritten(data, act)
    assert rewritten(once, act) == once


def members(data: bytes) -> list[bytes]:
    found = []
    while data:
        machine = zlib.decompressobj(31)
        machine.decompress(data)
        assert machine.eof
        found.append(data[: len(data) - len(machine.unused_data)])
        data = machine.unused_data
    return found


def test_untouched_members_keep_their_compressed_bytes(tmp_path, act):
    data = archive(tmp_path / "crawl.warc.gz", ROWS + UNTOUCHED).read_bytes()
    before, after = members(data), members(rewritten(data, act))
    assert len(before) == len(after)
    same = [old == new for old, new in zip(before, after, strict=True)]
    assert same.count(False) == len(ROWS)
    for old, new in zip(before, after, strict=True):
        kind = gzip.decompress(old).partition(b"WARC-Type: ")[2].split()[0]
        assert old == new or kind in (b"response", b"resource")


@pytest.mark.parametrize("name", NAMES)
def test_every_cut_is_reported(tmp_path, act, name):
    """Where FastWARC ends in silence: a cut at a record's end alone leaves a whole archive."""
    data = archive(tmp_path / name, [response(DATA), response(b"GIF89a", "image/gif")]).read_bytes()
    ends = {record.end for record in records(io.BytesIO(data), lambda head, length: False)}
    assert len(ends) == 6
    assert max(ends) == len(data)
    silent = 0
    for length in range(len(data)):
        cut = data[:length]
        if length in ends:
            rewritten(cut, act)
            continue
        with pytest.raises(ArchiveError, match=r"octet|vide"):
            rewritten(cut, act)
        try:
            silent += bool(list(ArchiveIterator(io.BytesIO(cut)))) or not length
        except Exception:
            continue
    assert silent > len(data) / 2, "the reason for the checks"


def test_every_damaged_byte_of_a_member_is_reported(tmp_path, act):
    data = archive(tmp_path / "crawl.warc.gz", ROWS[:1]).read_bytes()
    first = len(members(data)[0])
    # The header's date, flags of speed and system say nothing of the content.
    for place in [n for n in range(first) if n not in range(3, 10)]:
        damaged = bytearray(data)
        damaged[place] ^= 0x41
        with pytest.raises(ArchiveError, match="octet"):
            rewritten(bytes(damaged), act)


def test_a_damaged_block_is_told_and_left(tmp_path, act):
    data = bytearray(archive(tmp_path / "crawl.warc", ROWS[:2]).read_bytes())
    data[data.index(b"<title>") + 7] ^= 1
    told = []
    new = rewritten(bytes(data), act, lambda *one: told.append(one))
    assert len(told) == 1
    assert "octet" in told[0][0]
    assert "abîmé" in told[0][1]
    assert answers(new)["http://exemple.fr/0"][1] in data
    assert b"esslink" in answers(new)["http://exemple.fr/1"][1]


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (b"Content-Length: ", b"Content-Length: 1", "longueur"),
        (b"Content-Length: ", b"Content-Langth: ", "longueur"),
        (b"Content-Length: ", b"Content-Length: -", "longueur"),
        (b"WARC/1.0\r\n", b"WARK/1.0\r\n", "WARC"),
        (b"WARC/1.0\r\n", b"\r\nWARC/1.0\r\n", "WARC"),
        (b"WARC/1.0\r\n", b"WARC/1.0\r\n" + b"X: y\r\n" * 200_000, "fin"),
    ],
)  # fmt: skip
def test_broken_framing_is_refused(tmp_path, act, old, new, cause):
    data = archive(tmp_path / "crawl.warc", ROWS[:2]).read_bytes().replace(old, new, 1)
    with pytest.raises(ArchiveError, match=cause):
        rewritten(data, act)


@pytest.mark.parametrize("data", [b"", b"x", b"\x1f", b"\x1f\x8b", b"<html>", b"PK\x03\x04" * 99])
def test_what_is_no_archive_is_refused(data, act):
    with pytest.raises(ArchiveError):
        rewritten(data, act)


def test_an_archive_compressed_in_one_piece_is_refused_with_the_remedy(tmp_path, act):
    data = gzip.compress(archive(tmp_path / "crawl.warc", ROWS[:2]).read_bytes())
    with pytest.raises(ArchiveError, match="gunzip"):
        rewritten(data, act)


def test_bombs_and_broken_bodies_are_left_as_they_came(tmp_path, act):
    rows = [
        response(gzip.compress(b"<p>mutuelle" + b" " * (70 << 20)), HTML, (("Content-Encoding", "gzip"),)),
        response(gzip.compress(DATA)[:-9], HTML, (("Content-Encoding", "gzip"),)),
        response(brotli.compress(DATA)[:-3], HTML, (("Content-Encoding", "br"),)),
        response(zstandard.compress(DATA)[:-3], HTML, (("Content-Encoding", "zstd"),)),
        response(b"\x00\x01\x02", HTML, (("Content-Encoding", "compress"),)),
        response(b"28\r\n" + DATA, HTML, (("Transfer-Encoding", "chunked"),)),
        response(DATA, "text/html; charset=klingon"),
        response(b"\xff\xfea\x00b", "text/html"),
    ]  # fmt: skip
    data = archive(tmp_path / "crawl.warc", rows).read_bytes()
    told = []
    new = rewritten(data, act, lambda *one: told.append(one))
    assert len(told) == 7
    before, after = answers(data), answers(new)
    changed = [n for n, address in enumerate(before) if before[address][1] != after[address][1]]
    assert changed == [6], "an unknown charset is passed over, as browsers do"


def test_partial_answers_and_revisits_stay(tmp_path, act):
    data = archive(tmp_path / "crawl.warc", ROWS[:1]).read_bytes()
    data = data.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 206 OK")
    told = []
    rewritten(data, act, lambda *one: told.append(one))  # the digest is no longer right: left too
    assert len(told) == 1
    lines = [one for one in data.split(b"\r\n") if b"Digest" not in one]
    assert rewritten(b"\r\n".join(lines), act) == b"\r\n".join(lines)


def test_random_damage_never_crashes(tmp_path, act):
    chance = random.Random(8)
    for name in NAMES:
        data = archive(tmp_path / name, ROWS + ENCODED).read_bytes()
        for _ in range(150):
            damaged = bytearray(data)
            for _ in range(chance.choice((1, 3, 40))):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                rewritten(bytes(damaged), act, lambda place, cause: None)
            except ArchiveError as error:
                assert error.message


# ── the command ─────────────────────────────────────────────────────────────


def test_the_command_annotates_and_strips(tmp_path, glossary, capsys):
    source = archive(tmp_path / "crawl.warc.gz", ROWS + UNTOUCHED)
    out, back = tmp_path / "out.warc.gz", tmp_path / "back.warc.gz"
    assert run(["annotate", str(source), "-l", glossary, "-o", str(out)]) == 0
    assert "6 liens vers 1 terme" in capsys.readouterr().err
    assert run(["strip", str(out), "-o", str(back), "-q"]) == 0
    assert plain(back) == plain(source)
    assert run(["annotate", str(source), "-l", glossary, "--check", "-q"]) == 1
    assert run(["strip", str(source), "--check"]) == 0
    assert run(["annotate", str(source), "-l", glossary, "--in-place", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["changed"], row["links"], row["terms"]) == (6, 6, ["mutuelle"])
    assert source.read_bytes() == out.read_bytes()


def test_the_command_cleans_plain_texts_too(tmp_path):
    noise = "la coopérative Coopérative Une coopérative est une société. de consommation"
    source = archive(
        tmp_path / "crawl.warc", [response(noise.encode(), "text/plain; charset=utf-8")]
    )
    assert run(["clean", str(source), "--in-place", "-q"]) == 0
    assert (
        "la coopérative de consommation"
        in answers(source.read_bytes())["http://exemple.fr/0"][1].decode()
    )


def test_a_cut_archive_leaves_nothing_half_written(tmp_path, glossary, capsys):
    source = archive(tmp_path / "crawl.warc.gz", ROWS)
    whole = source.read_bytes()
    source.write_bytes(whole[:-30])
    out = tmp_path / "out.warc.gz"
    assert run(["annotate", str(source), "-l", glossary, "-o", str(out)]) == 1
    assert "octet" in capsys.readouterr().err
    assert run(["annotate", str(source), "-l", glossary, "--in-place"]) == 1
    assert source.read_bytes() == whole[:-30]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["crawl.warc.gz"]


def test_several_archives_go_to_a_folder_and_one_that_is_cut_stops_no_other(tmp_path, glossary):
    sources = [archive(tmp_path / f"{n}.warc.gz", ROWS) for n in range(3)]
    sources[1].write_bytes(sources[1].read_bytes()[:-1])
    out = tmp_path / "out"
    assert run(["annotate", *map(str, sources), "-l", glossary, "-o", str(out), "-q"]) == 1
    assert sorted(path.name for path in out.iterdir()) == ["0.warc.gz", "2.warc.gz"]


def test_several_processes_give_the_same_bytes(tmp_path, glossary, capsys):
    sources = [archive(tmp_path / f"{n}.warc.gz", ROWS[: n + 1]) for n in range(4)]
    sources[2].write_bytes(sources[2].read_bytes()[:-1])
    results = []
    for jobs in "12":
        out = tmp_path / f"out{jobs}"
        arguments = ["annotate", *map(str, sources), "-l", glossary, "-o", str(out), "-j", jobs]
        assert run(arguments) == 1
        results.append({path.name: path.read_bytes() for path in out.iterdir()})
        assert "2.warc.gz\u00a0: le fichier est coupé" in capsys.readouterr().err
    assert results[0] == results[1]
    assert sorted(results[0]) == ["0.warc.gz", "1.warc.gz", "3.warc.gz"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["-o", "out.warc"], ["-o", "out.html"], ["--diff"], ["--resume", "-o", "b.warc.gz"], ["--link", "-o", "b.warc.gz"], ["-o", "crawl.warc.gz"], ["--to", "markdown", "-o", "b.warc.gz"]],
)  # fmt: skip
def test_what_means_nothing_is_refused(tmp_path, monkeypatch, glossary, arguments):
    monkeypatch.chdir(tmp_path)
    archive(tmp_path / "crawl.warc.gz", ROWS[:1])
    assert run(["annotate", "crawl.warc.gz", "-l", glossary, *arguments]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["crawl.warc.gz"]


def test_find_gives_page_offsets_form_and_term(tmp_path, glossary, capsys):
    source = archive(
        tmp_path / "crawl.warc.gz",
        [
            *ROWS[:2],
            response("Une mutuelle été.".encode("cp1252"), "text/plain; charset=windows-1252"),
        ],
    )
    assert run(["find", str(source), "-l", glossary, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.split("\n")[:-1]]
    assert [row["page"][-1] for row in rows] == list("00112")
    texts = [PAGE, PAGE, "Une mutuelle été."]
    for row in rows:
        text = texts[int(row["page"][-1])]
        assert text[row["start"] : row["end"]] == row["text"] == row["form"]
        assert row["term"] == "mutuelle"


def test_pages_know_their_address_and_date(tmp_path):
    data = archive(tmp_path / "crawl.warc", ROWS).read_bytes()
    found = [page for _, page in pages(io.BytesIO(data), complain) if page]
    assert [page.address for page in found] == [f"http://exemple.fr/{n}" for n in range(len(ROWS))]
    assert all(page.date.startswith("20") for page in found)
    assert found[1].charset == "windows-1252"
    assert found[3].format == "xhtml"


def test_without_isal_archives_are_read_and_written_too(tmp_path, act, monkeypatch):
    data = archive(tmp_path / "crawl.warc.gz", ROWS + ENCODED).read_bytes()
    with_isal = rewritten(data, act)
    monkeypatch.setattr(streams, "fast_zlib", lambda: None)
    without = rewritten(data, act)
    assert without != with_isal
    assert gzip.decompress(without) == gzip.decompress(with_isal)
    for cut in range(1, len(data), 37):
        if cut not in {
            record.end for record in records(io.BytesIO(data), lambda head, length: False)
        }:
            with pytest.raises(ArchiveError):
                rewritten(data[:cut], act)


def test_records_are_the_same_read_whole_or_in_pieces_in_lots_or_one_by_one(
    tmp_path, act, monkeypatch
):
    data = archive(tmp_path / "crawl.warc.gz", ROWS + ENCODED).read_bytes()
    seen = []
    for whole, lot in ((1 << 20, 512), (0, 1), (500, 3)):
        monkeypatch.setattr(warcread, "_WHOLE", whole)
        monkeypatch.setattr(corpus, "LOT_RECORDS", lot)
        found = list(records(io.BytesIO(data), lambda head, length: length % 2 == 0))
        seen.append((found, rewritten(data, act)))
    assert seen[0] == seen[1] == seen[2]
    assert any(one.block is None for one in seen[0][0])


@pytest.mark.parametrize(
    ("head", "value"),
    [
        (b"A: 1\r\n", "1"),
        (b"a :1\r\n", "1"),
        (b"A:\r\n 1\r\n\t2\r\n", "1 2"),
        (b"B: x\n A: 3\nA: 1\n", "1"),
        (b"A: 1\r\nA: 2\r\n", "1"),
        (b"AA: 1\r\n", ""),
    ],
)
def test_fields_are_read_as_the_standard_writes_them(head, value):
    block = b"WARC/1.0\r\n" + head + b"\r\n"
    assert field(block, "A") == value
    if value:
        new = with_field(block, "a", "neuf")
        assert field(new, "A") == "neuf" and new.count(b"neuf") == 1
        assert b"A: 2" not in new


def test_fields_of_hostile_blocks_take_linear_time():
    started = time.process_time()
    for line in (b" a\n", b"A: 1\n", b"\n", b"A" * 50 + b" \t" * 50):
        field(b"WARC/1.0\r\n" + line * (1_000_000 // len(line)) + b"\r\n", "A")
    assert time.process_time() - started < 5


def test_without_brotli_a_page_stays_and_the_command_is_told(tmp_path, act, monkeypatch):
    page = response(brotli.compress(DATA), HTML, (("Content-Encoding", "br"),))
    data = archive(tmp_path / "crawl.warc", [page]).read_bytes()
    monkeypatch.setitem(sys.modules, "brotli", None)
    told = []
    assert rewritten(data, act, lambda *one: told.append(one)) == data
    assert "pip install 'esslink[warc]'" in told[0][1]
