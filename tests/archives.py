"""Web archives for the tests: made with another writer than ours, of pages that are given."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HTML = "text/html; charset=utf-8"


def response(page: bytes, media: str = HTML, headers: tuple = (), *, chunked: int = 0) -> tuple:
    """What :func:`archive` takes for one response."""
    return ("response", page, media, headers, chunked)


def _body(page: bytes, headers: list, chunked: int) -> bytes:
    if not chunked:
        headers.append(("Content-Length", str(len(page))))
        return page
    headers.append(("Transfer-Encoding", "chunked"))
    pieces = [page[at : at + chunked] for at in range(0, len(page), chunked)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def archive(path: Path, rows: list[tuple], *, digests: bool = True) -> Path:
    """Write a WARC: a warcinfo, then a request and a response for each row, then a revisit."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
        writer.write_record(
            writer.create_warcinfo_record(path.name, {"software": "essai", "format": "WARC/1.0"})
        )
        for number, (kind, page, media, extra, chunked) in enumerate(rows):
            address = f"http://exemple.fr/{number}"
            asked = StatusAndHeaders(
                f"GET /{number} HTTP/1.1", [("Host", "exemple.fr")], is_http_request=True
            )
            record = writer.create_warc_record(address, "request", http_headers=asked)
            if kind == "resource":
                record = writer.create_warc_record(
                    address, "resource", payload=io.BytesIO(page), warc_content_type=media
                )
                writer.write_record(record)
                continue
            writer.write_record(record)
            headers = [("Content-Type", media), *extra] if media else [*extra]
            body = _body(page, headers, chunked)
            said = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    address, kind, payload=io.BytesIO(body), http_headers=said,
                    warc_headers_dict={"WARC-IP-Address": "192.0.2.1"},
                )
            )  # fmt: skip
        said = StatusAndHeaders("304 Not Modified", [("Date", "x")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_revisit_record(
                "http://exemple.fr/0", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
                "http://exemple.fr/0", "2026-01-01T00:00:00Z", http_headers=said,
            )
        )  # fmt: skip
    if not digests:
        drop_digests(path)
    return path


def plain(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def drop_digests(path: Path) -> None:
    assert not path.name.endswith(".gz")
    lines = path.read_bytes().split(b"\r\n")
    kept = [line for line in lines if b"-Digest: " not in line[:30]]
    path.write_bytes(b"\r\n".join(kept))
