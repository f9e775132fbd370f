"""Small EPUBs for tests: versions 2 and 3, with the oddities that archives of the wild have."""

from __future__ import annotations

import io
import zipfile

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/livre.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:9a2f6c1e-6a0b-4f0e-9d57-0f8d5ad0c001</dc:identifier>
<dc:title>Livre</dc:title><dc:language>fr</dc:language>{modified}</metadata>
<manifest>{nav}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
{items}
<item id="image" href="image.png" media-type="image/png"/></manifest>
<spine toc="ncx">{spine}</spine></package>
"""
NCX = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head>
<meta name="dtb:uid" content="urn:uuid:9a2f6c1e-6a0b-4f0e-9d57-0f8d5ad0c001"/></head>
<docTitle><text>Livre</text></docTitle><navMap>
<navPoint id="p1" playOrder="1"><navLabel><text>Un</text></navLabel>
<content src="texte/un.xhtml"/></navPoint></navMap></ncx>
"""
NAV = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="fr"
xml:lang="fr"><head><title>Table</title></head><body><nav epub:type="toc"><ol>
<li><a href="texte/un.xhtml">Une coopérative</a></li></ol></nav></body></html>
"""
CHAPTER = """<?xml version="1.0" encoding="{encoding}"?>
{doctype}
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr">
<head><title>Un &amp; un</title><script type="text/javascript" src="x.js"/></head>
<body><h1><a id="haut"/>Un</h1><p>Une <b id="b"/>coopérative et l&#8217;<em>ESS</em>.</p>
<p><br/>Le puits de carbone<![CDATA[ > <coopérative>]]>.</p>
<!-- > une coopérative --><?rien > une coopérative?></body>
</html>
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
_DOCTYPES = {
    2: '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN"'
    ' "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    3: "<!DOCTYPE html>",
}


def chapter(version: int = 3, encoding: str = "utf-8", **extra: str) -> bytes:
    """Return a chapter with three terms in its prose and three where no link may stand."""
    text = CHAPTER.format(encoding=encoding, doctype=_DOCTYPES[version])
    for old, new in extra.items():
        text = text.replace(old, new)
    return text.encode(encoding)


def entries(version: int = 3, **chapters: bytes) -> dict[str, bytes]:
    """Return a book's entries by name; *chapters* come in the spine, one by default."""
    chapters = chapters or {"un": chapter(version)}
    kind = 'media-type="application/xhtml+xml"'
    new = version == 3
    package = PACKAGE.format(
        version=f"{version}.0",
        modified='<meta property="dcterms:modified">2024-01-01T00:00:00Z</meta>' if new else "",
        nav=f'<item id="nav" href="nav.xhtml" {kind} properties="nav"/>' if new else "",
        items="".join(f'<item id="{c}" href="texte/{c}.xhtml" {kind}/>' for c in chapters),
        spine="".join(f'<itemref idref="{c}"/>' for c in chapters),
    )
    return {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "EPUB/livre.opf": package.encode(),
        **({"EPUB/nav.xhtml": NAV.encode()} if new else {}),
        "EPUB/toc.ncx": NCX.encode(),
        **{f"EPUB/texte/{name}.xhtml": data for name, data in chapters.items()},
        "EPUB/image.png": PIXEL,
        "EPUB/hors du livre é.xhtml": b"<p>Une coop\xe9rative",
    }


class _Pipe(io.RawIOBase):
    """A file that cannot go back, so that zipfile writes sizes after the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += data
        return len(data)


def packed(content: dict[str, bytes], *, streamed: bool = False, comment: bytes = b"") -> bytes:
    """Return an EPUB; *streamed* has descriptors after the data, as web services write them."""
    file = _Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(content.items()):
            info = zipfile.ZipInfo(name, (2024, 2, 29, 1 + number % 20, 2, 4))
            info.external_attr = 0o640 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            if name == "mimetype":
                info.compress_type = zipfile.ZIP_STORED
            elif number % 2:  # a time of Info-ZIP's, as most tools add
                info.extra = b"UT\x05\x00\x01\x00\x00\x00\x60"
            archive.writestr(info, data)
        archive.comment = comment
    return bytes(file.data if isinstance(file, _Pipe) else file.getvalue())


def book(version: int = 3, **chapters: bytes) -> bytes:
    """Return a whole EPUB."""
    return packed(entries(version, **chapters))


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the entries of an EPUB, read by another reader than ours."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}
