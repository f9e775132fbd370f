"""Archives that would harm, or that two readers would not read alike, are refused in one line."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile

import pytest

import books
from esslink.batch import epub, zips
from esslink.batch.actions import prepare
from esslink.batch.jobs import Job
from esslink.errors import ArchiveError, EsslinkError

SOURCE = books.book()


def with_entry(name, data=b"x", method=zipfile.ZIP_DEFLATED, **attributes):
    file = io.BytesIO(SOURCE)
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = method
        for key, value in attributes.items():
            setattr(info, key, value)
        archive.writestr(info, data)
    return file.getvalue()


def named(old, new):
    """Rename an entry in both its records; names are as long."""
    assert len(old) == len(new) and SOURCE.count(old) >= 2
    return SOURCE.replace(old, new)


def central(field, value, size=2, source=SOURCE):
    """Write a field of the directory's record of the image."""
    place = source.rindex(b"PK\x01\x02", 0, source.rindex(b"EPUB/image.png"))
    return source[: place + field] + value.to_bytes(size, "little") + source[place + field + size :]


def local(field, value, size=2, source=SOURCE):
    place = source.rindex(b"PK\x03\x04", 0, source.index(b"EPUB/image.png"))
    return source[: place + field] + value.to_bytes(size, "little") + source[place + field + size :]


def content(**changes):
    entries = books.entries()
    for name, data in changes.items():
        path = {"container": "META-INF/container.xml", "package": "EPUB/livre.opf",
                "lock": "META-INF/encryption.xml", "ncx": "EPUB/toc.ncx"}[name]  # fmt: skip
        if data is None:
            del entries[path]
        else:
            entries[path] = data
    return books.packed(entries)


def twice():
    file = io.BytesIO(SOURCE)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("EPUB/livre.opf", b"other")
    return file.getvalue()


def overlapping():
    """Two directory records of one local record, as bombs without nesting have."""
    end = SOURCE.rindex(b"PK\x05\x06")
    first = SOURCE.index(b"PK\x01\x02")
    record = SOURCE[first : SOURCE.index(b"PK\x01\x02", first + 4)].replace(
        b"mimetype", b"mimetypf"
    )
    tail = bytearray(SOURCE[end:])
    count, length = struct.unpack_from("<HL", tail, 10)
    struct.pack_into("<HHL", tail, 8, count + 1, count + 1, length + len(record))
    return SOURCE[:end] + record + bytes(tail)


ZEROS = bytes(30 << 20)
PACKAGE = books.entries()["EPUB/livre.opf"]
LOCK = b"""<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod
 Algorithm="%s"/></enc:EncryptedData></encryption>"""
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<container>&b;</container>"""

HOSTILE = {
    "climbs": (lambda: with_entry("../../etc/cron.d/x"), "hors de l’archive"),
    "absolute": (lambda: with_entry("/etc/passwd"), "hors de l’archive"),
    "climbs inside": (lambda: with_entry("EPUB/../../x"), "hors de l’archive"),
    "drive": (lambda: with_entry("C:/x"), "hors de l’archive"),
    "backslash": (lambda: named(b"EPUB/image.png", b"..\\..\\imag.png"), "hors de l’archive"),
    "control": (lambda: named(b"EPUB/image.png", b"EPUB/im\x1bge.png"), "hors de l’archive"),
    "zero": (lambda: named(b"EPUB/image.png", b"EPUB/im\0ge.png"), "hors de l’archive"),
    "link": (lambda: with_entry("EPUB/l", b"/etc", external_attr=0o120777 << 16), "symbolique"),
    "bomb": (lambda: with_entry("EPUB/b", ZEROS), "gonflerait"),
    "bomb that lies": (lambda: central(24, 100 << 20, 4, local(22, 100 << 20, 4)), "gonflerait"),
    "grows past its size": (lambda: central(24, 10, 4, local(22, 10, 4)), "abîmée"),
    "twice": (twice, "ce nom"),
    "overlapping": (overlapping, "chevauch"),
    "locked entry": (lambda: central(8, 1, 2, local(6, 1)), "chiffrée"),
    "masked": (lambda: central(8, 0x2000), "chiffrée"),
    "method": (lambda: with_entry("EPUB/b", method=zipfile.ZIP_BZIP2), "compression 12"),
    "other name inside": (lambda: SOURCE.replace(b"EPUB/image.png", b"EPUB/autre.png", 1), "contredit"),
    "other size inside": (lambda: local(22, 5, 4), "contredit"),
    "wrong checksum": (lambda: central(16, 5, 4, local(14, 5, 4)), "abîmée"),
    "bytes before": (lambda: b"#!/bin/sh\n" + SOURCE, "octets avant"),
    "bytes after": (lambda: SOURCE + b"x", "abîmée"),
    "zip64": (lambda: SOURCE[:-14] + b"\xff\xff" + SOURCE[-12:], "ZIP64"),
    "disks": (lambda: SOURCE[:-18] + b"\1\0" + SOURCE[-16:], "abîmée"),
    "empty": (lambda: b"", "ce n’est pas une archive"),
    "text": (lambda: b"PK, dit-il" * 10, "ce n’est pas une archive"),
    "no container": (lambda: content(container=None), "ce n’est pas un EPUB"),
    "no package": (lambda: content(package=None), "le document OPF manque"),
    "package outside": (lambda: content(container=books.CONTAINER.replace(
        "EPUB/livre.opf", "../livre.opf").encode()), "le document OPF manque"),
    "no package named": (lambda: content(container=b"<container/>"), "aucun document OPF"),
    "package cut": (lambda: content(package=PACKAGE[:-40]), "bien formé"),
    "no spine": (lambda: content(package=PACKAGE.replace(b"spine", b"spins")), None),
    "laughs": (lambda: content(container=LAUGHS), "entités"),
    "deep": (lambda: content(package=b"<a>" * 250_000), "éléments"),
    "DRM": (lambda: content(lock=LOCK % b"http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "verrouillé"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("action", ["annotate", "strip", "clean", "find"])
def test_hostile_archives_are_refused_in_one_french_sentence(name, action, tmp_path, matcher):
    make, cause = HOSTILE[name]
    data = make()
    compiled = tmp_path / "mots.esslink"
    matcher.save(compiled)
    transform = prepare(Job(action, str(compiled)), matcher)
    if cause is None:  # nothing to harm: no chapter in it
        assert transform(data, "livre.epub").output == data
        return
    if action == "find" and name in ("grows past its size", "wrong checksum"):
        return  # of an entry that find never reads
    with pytest.raises(ArchiveError) as caught:
        transform(data, "livre.epub")
    message = caught.value.message
    assert cause in message
    assert "\u00a0; " in message and "\n" not in message
    assert all(c.isprintable() or c == "\u00a0" for c in message)


def test_obfuscated_fonts_are_no_lock(matcher):
    lock = LOCK % b"http://www.idpf.org/2008/embedding"
    assert epub.annotate(content(lock=lock), matcher).links == 3


def test_a_cut_anywhere_is_noticed(matcher):
    source = epub.annotate(SOURCE, matcher).output
    for end in [*range(0, len(source), 97), *range(len(source) - 30, len(source))]:
        with pytest.raises(ArchiveError):
            zips.read(source[:end])


def test_damage_anywhere_is_noticed_or_does_not_matter(matcher):
    """One byte wrong: refused, or every entry is still what the other reader reads."""
    chance = random.Random(8)
    refused = 0
    for _ in range(400):
        place = chance.randrange(len(SOURCE))
        damaged = bytearray(SOURCE)
        damaged[place] ^= 1 << chance.randrange(8)
        try:
            archive = zips.read(bytes(damaged))
        except EsslinkError:
            refused += 1
            continue
        ours = {e.name: zips.content(archive, e) for e in archive.entries}
        assert list(ours.values()) == list(books.unpacked(SOURCE).values())
    assert refused > 200


def test_a_bomb_is_refused_without_being_inflated(matcher):
    bomb = with_entry("EPUB/b", bytes(150 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveError):
            epub.annotate(bomb, matcher)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_many_entries_and_chapters_take_linear_time(matcher):
    def seconds(count):
        chapters = {f"c{n}": b"<html/>" for n in range(count)}
        source = books.book(3, **chapters)
        best = 9.0
        for _ in range(3):
            started = time.process_time()
            epub.annotate(source, matcher)
            best = min(best, time.process_time() - started)
        return best

    assert seconds(8000) < 10 * seconds(2000) + 0.5
