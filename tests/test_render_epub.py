"""A book with a glossary passes EPUBCheck."""

from __future__ import annotations

import shutil
import subprocess
import warnings
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

import esslink
from esslink.render import Page
from esslink.render.epub import Epub, Place, glossary_document
from esslink.render.profiles import profile

pytestmark = pytest.mark.host
CASES = Path(__file__).parent / "cases" / "render"

TERMS = [
    esslink.Term("mutuelle", definition="Société de <b>personnes</b>&nbsp;: a<br>b.",
                 see=("fondation",), abbreviation="MUT", source="loi",
                 source_url="https://www.legifrance.gouv.fr/"),
    esslink.Term("fondation", definition="<p>Biens affectés.</p><ul><li>à une œuvre</li></ul>"),
]  # fmt: skip
CHAPTER = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="fr" xml:lang="fr">
<head><title>Un</title></head>
<body><h1>Un</h1><p>Les mutuelles et les <em>fonda</em>tions.</p></body>
</html>
"""
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/livre.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="fr">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:9a2f6c1e-6a0b-4f0e-9d57-0f8d5ad0c001</dc:identifier>
<dc:title>Livre</dc:title><dc:language>fr</dc:language>
<meta property="dcterms:modified">2024-01-01T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="un" href="texte/un.xhtml" media-type="application/xhtml+xml"/>
<item id="mots" href="glossaire.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="un"/><itemref idref="mots"/></spine></package>
"""
NAV = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="fr"
xml:lang="fr"><head><title>Table</title></head><body><nav epub:type="toc"><ol>
<li><a href="texte/un.xhtml">Un</a></li><li><a href="glossaire.xhtml">Glossaire</a></li>
</ol></nav></body></html>
"""


def verdict(path) -> subprocess.CompletedProcess[str]:
    tool, java = shutil.which("epubcheck"), shutil.which("java")
    if tool is None or java is None:
        message = "epubcheck est absent (apt-get install epubcheck) : le livre n’a pas été vérifié"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    # Debian's command is the jar itself, which a shell starts only where binfmt is set up.
    jar = Path(tool).resolve()
    command = [java, "-jar", str(jar)] if jar.suffix == ".jar" else [tool]
    return subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)


def book(path, chapter: str, glossary: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("EPUB/livre.opf", PACKAGE)
        archive.writestr("EPUB/nav.xhtml", NAV)
        archive.writestr("EPUB/texte/un.xhtml", chapter)
        archive.writestr("EPUB/glossaire.xhtml", glossary)


def annotated() -> str:
    annotator = esslink.Annotator(esslink.compile(TERMS), renderer=profile("epub"))
    return annotator.run(CHAPTER, path="texte/un.xhtml").text


def test_a_book_has_no_error(tmp_path):
    chapter = annotated()
    assert chapter.count("noteref") >= 2 and esslink.strip(chapter) == CHAPTER
    book(tmp_path / "livre.epub", chapter, glossary_document(TERMS))
    done = verdict(tmp_path / "livre.epub")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr


def test_the_glossary_document_is_xml_with_every_target():
    terms = [*TERMS, esslink.Term("limite", definition="a&nbsp;b<br>c ]]> d", lang="en")]
    document = ET.fromstring(glossary_document(terms, title="Mots & co").encode())
    ids = {element.get("id") for element in document.iter()}
    for term in terms:
        opening, closing = profile("epub").reference(term, Page(path="texte/un.xhtml"))
        link = ET.fromstring(f"{opening}mot{closing}")
        assert link.get("href").partition("#")[2] in ids
        assert link.get("{http://www.idpf.org/2007/ops}type") == "glossref noteref"


def test_a_link_to_nowhere_would_be_seen(tmp_path):
    book(tmp_path / "livre.epub", annotated(), glossary_document(TERMS[1:]))
    assert verdict(tmp_path / "livre.epub").returncode != 0


@pytest.mark.parametrize("version", [3, 2])
def test_cases(version):
    """Compare with the file; where a change is meant, delete the file and run again."""
    book = Epub(version=version)
    page = Page(lang="fr", path="texte/un.xhtml", xhtml=True)
    places = {TERMS[0]: [Place("texte/un.xhtml", "Un")], TERMS[1]: []}
    got = f"<!-- {'mutuelles'.join(book.reference(TERMS[0], page))} -->\n"
    got += book.document(places, {term.id: term for term in TERMS}, "fr")
    file = CASES / ("epub.xhtml" if version == 3 else "epub-2.xhtml")
    if not file.exists():
        file.write_text(got, encoding="utf-8")
        pytest.fail(f"{file} was missing: written now, read it and run again")
    assert got == file.read_text(encoding="utf-8")
