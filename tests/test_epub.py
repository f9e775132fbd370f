"""Books: what changes in an EPUB, what does not, and how it comes back."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

import books
import esslink
from esslink.batch import epub, zips
from esslink.batch.actions import prepare
from esslink.batch.jobs import Job
from esslink.cleaner import Cleaner

GLOSSARY = "EPUB/esslink-glossaire.xhtml"
LISTS = {"EPUB/livre.opf", "EPUB/nav.xhtml", "EPUB/toc.ncx"}
XHTML = "{http://www.w3.org/1999/xhtml}"


def raw(data):
    """Give each entry's local record, byte for byte."""
    return {e.name: data[e.start : e.end] for e in zips.read(data).entries}


BOOKS = {
    "3": books.book(3),
    "2": books.book(2),
    "streamed": books.packed(books.entries(), streamed=True),
    "comment": books.packed(books.entries(), comment=b"un commentaire"),
    "latin": books.book(3, un=books.chapter(3, "iso-8859-1")),
    "utf-16": books.book(3, un=books.chapter(3, "utf-16")),
    "three": books.book(3, un=books.chapter(), vide=books.chapter(coopérative="", ESS="",
                        puits=""), deux=books.chapter(ESS="mer")),
    "late mimetype": books.packed(dict(reversed(books.entries().items()))),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_only_what_the_glossary_needs_changes_and_all_comes_back(name, matcher):
    source = BOOKS[name]
    done = epub.annotate(source, matcher)
    assert done.links >= 3 and done.output != source
    before, after = raw(source), raw(done.output)
    changed = {name for name in before if before[name] != after[name]}
    chapters = {name for name in changed if name.startswith("EPUB/texte/")}
    late = {"mimetype"} if name in ("late mimetype", "streamed") else set()
    assert changed == LISTS & set(before) | chapters | late
    assert set(after) - set(before) == {GLOSSARY, "META-INF/esslink.undo"}
    assert (
        done.output.startswith(b"PK\x03\x04")
        and done.output[30:58] == b"mimetypeapplication/epub+zip"
    )
    assert done.output[8:10] == b"\0\0", "mimetype is compressed"
    assert epub.strip(done.output) == source
    assert epub.strip(source) == source


@pytest.mark.parametrize("name", BOOKS)
def test_a_second_run_changes_nothing_and_another_glossary_starts_afresh(name, matcher):
    source = BOOKS[name]
    once = epub.annotate(source, matcher).output
    assert epub.annotate(once, matcher).output == once
    other = esslink.compile([esslink.Term("carbone", definition="Corps simple.")])
    assert epub.annotate(once, other).output == epub.annotate(source, other).output


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("undo", [True, False])
def test_an_edited_book_keeps_its_edits_and_loses_the_marks(name, undo, matcher):
    source = books.unpacked(BOOKS[name])
    marked = books.unpacked(epub.annotate(BOOKS[name], matcher, undo=undo).output)
    marked["EPUB/note.txt"] = b"d\xe9pos\xe9 depuis"
    back = books.unpacked(epub.strip(books.packed(marked, streamed=name == "streamed")))
    assert back == {**source, "EPUB/note.txt": b"d\xe9pos\xe9 depuis"}


@pytest.mark.parametrize("version", [2, 3])
def test_links_lead_to_the_glossary_and_back(version, matcher):
    content = books.unpacked(epub.annotate(books.book(version), matcher).output)
    chapter = ET.fromstring(content["EPUB/texte/un.xhtml"])
    links = [a for a in chapter.iter(f"{XHTML}a") if a.get("class") == "esslink"]
    ids = {e.get("id") for e in ET.fromstring(content[GLOSSARY]).iter()}
    assert ["".join(a.itertext()) for a in links] == ["coopérative", "ESS", "puits de carbone"]
    for link in links:
        path, _, target = link.get("href").partition("#")
        assert path == "../esslink-glossaire.xhtml" and target in ids
    assert b'href="texte/un.xhtml"' in content[GLOSSARY]
    assert ET.fromstring(content[GLOSSARY]).find(f".//{XHTML}title").text == "Glossaire"
    package = ET.fromstring(content["EPUB/livre.opf"])
    spine = [ref.get("idref") for ref in package.iter("{http://www.idpf.org/2007/opf}itemref")]
    assert spine == ["un", "esslink-glossary"]
    for path in LISTS & set(content):
        assert b"esslink-glossaire.xhtml" in content[path]
        ET.fromstring(content[path])


def test_no_link_stands_in_comments_sections_or_headings(matcher):
    policy = esslink.Policy(occurrences="all")
    data = books.unpacked(epub.annotate(books.book(), matcher, policy).output)
    text = data["EPUB/texte/un.xhtml"].decode()
    assert text.count('class="esslink"') == 3
    for part in ("<![CDATA[ > <coopérative>]]>", "<!-- > une coopérative -->",
                 "<?rien > une coopérative?>", '<script type="text/javascript" src="x.js"/>'):  # fmt: skip
        assert part in text


def test_names_that_are_taken_are_left_to_their_owners(matcher):
    content = books.entries()
    content["EPUB/Esslink-Glossaire.xhtml"] = b"mine"
    content["EPUB/livre.opf"] = content["EPUB/livre.opf"].replace(
        b'id="image"', b'id="esslink-glossary"'
    )
    done = epub.annotate(books.packed(content), matcher)
    after = books.unpacked(done.output)
    assert after["EPUB/Esslink-Glossaire.xhtml"] == b"mine"
    assert "EPUB/esslink-glossaire-2.xhtml" in after
    assert b'idref="esslink-glossary-2"' in after["EPUB/livre.opf"]
    assert epub.strip(done.output) == books.packed(content)


def test_a_book_without_terms_comes_back_as_it_came(matcher):
    source = books.book(3, un=books.chapter(coopérative="", ESS="", puits=""))
    assert epub.annotate(source, matcher).output == source


def test_a_chapter_that_is_no_xml_is_left_and_said(matcher):
    broken = books.chapter().replace(b"</p>", b"", 1)
    entity = books.chapter().replace(
        b"<!DOCTYPE html>", b'<!DOCTYPE html [<!ENTITY x "<b>y</b>">]>'
    )
    prefixed = (
        b'<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:p>coop\xc3\xa9rative</h:p></h:html>'
    )
    source = books.book(3, un=broken, deux=entity, trois=prefixed, quatre=books.chapter())
    done = epub.annotate(source, matcher)
    assert done.links == 3
    assert [note.split("\u00a0: ")[0] for note in done.notes] == [
        f"EPUB/texte/{name}.xhtml" for name in ("un", "deux", "trois")
    ]
    assert all("laissé tel quel" in note for note in done.notes)
    after = books.unpacked(done.output)
    for name, data in {"un": broken, "deux": entity, "trois": prefixed}.items():
        assert after[f"EPUB/texte/{name}.xhtml"] == data


def test_find_names_the_chapter_and_the_place(matcher):
    found = list(epub.find(BOOKS["latin"], esslink.Annotator(matcher)))
    text = books.chapter().decode().replace("utf-8", "iso-8859-1")
    assert [one.text for one in found] == ["coopérative", "ESS", "puits de carbone"]
    for one in found:
        assert one.part == "EPUB/texte/un.xhtml"
        assert text[one.start : one.end] == one.text
        assert text.count("\n", 0, one.start) == one.line - 1
    marked = epub.annotate(BOOKS["latin"], matcher).output
    assert list(epub.find(marked, esslink.Annotator(matcher))) == found


def test_clean_takes_noise_out_and_keeps_the_rest():
    definition = "Société détenue par ses membres, qui la gouvernent ensemble à parts égales."
    noisy = books.chapter().replace(
        "coopérative et".encode(),
        f'<span class="tooltip">coopérative<span class="tooltiptext">{definition}</span></span> et'
        .encode(),
    )  # fmt: skip
    source = books.book(3, un=noisy, deux=books.chapter())
    done = epub.clean(source, Cleaner())
    assert done.removed == 1
    before, after = books.unpacked(source), books.unpacked(done.output)
    assert definition.encode() not in after["EPUB/texte/un.xhtml"]
    ET.fromstring(after["EPUB/texte/un.xhtml"])
    assert {n for n in before if before[n] != after[n]} == {"EPUB/texte/un.xhtml"}
    assert epub.clean(done.output, Cleaner()).output == done.output


def test_every_door_of_the_command_takes_books(tmp_path, matcher):
    compiled = tmp_path / "mots.esslink"
    matcher.save(compiled)
    source = books.book()
    marked = prepare(Job("annotate", str(compiled)))(source, "livre.epub")
    assert marked.output == epub.annotate(source, matcher).output
    assert prepare(Job("annotate", str(compiled)))(source, "-").output == marked.output
    assert prepare(Job("strip"))(marked.output, "x").output == source
    assert len(prepare(Job("find", str(compiled)))(source, "livre.epub").found) == 3
    assert prepare(Job("clean"))(source, "livre.epub").output == source
    reasons = [one.reason for one in prepare(Job("explain", str(compiled)))(source, "-").found]
    assert len(reasons) >= 3 and reasons[0] == ""


def test_changes_are_shown_by_entry(matcher):
    after = epub.annotate(BOOKS["3"], matcher).output
    shown = {path: (old, new) for path, old, new in epub.changes(BOOKS["3"], after)}
    assert set(shown) == LISTS | {"EPUB/texte/un.xhtml", GLOSSARY}
    assert shown[GLOSSARY][0] == b""


def test_the_record_is_refused_when_it_lies(matcher):
    """A record that names other bytes than the book's must not bring them in."""
    marked = epub.annotate(BOOKS["3"], matcher).output
    record = books.unpacked(marked)["META-INF/esslink.undo"]
    for wrong in (
        re.sub(rb'"digest": "\w', b'"digest": "0x'[:11], record),
        record.replace(b'"mimetype"', b'"mimetypf"', 1),
        record[:-100],
        record + b"x",
        b"{}" + record[2:],
        b"[" * 100_000,
        b"",
    ):
        content = books.unpacked(marked) | {"META-INF/esslink.undo": wrong}
        back = books.unpacked(epub.strip(books.packed(content)))
        assert back == books.unpacked(BOOKS["3"])
