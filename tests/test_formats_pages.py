"""Glossaries in pages, Markdown, wikis and spreadsheets, as other people write them."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esslink.errors import LexiconError, MissingExtraError
from esslink.french.forms import forms
from esslink.lexicon import Lexicon
from esslink.terms import Sense, Term
from lexicons import lexicons


def read(text, name):
    data = text if isinstance(text, bytes) else text.encode()
    return Lexicon.from_bytes(data, name, path="g")


def terms(text, name):
    return [(t.headword, t.abbreviation, t.definition) for t in read(text, name)]


@pytest.mark.parametrize(
    "page",
    [
        "<dl><dt>Bail (BX) :</dt><dd>Contrat <b>écrit</b>.</dd><dt>Loyer</dt><dd>Prix.</dd></dl>",
        "<dl>\n<dt>Bail (BX)\n<dd>Contrat <b>écrit</b>.\n<dt>Loyer\n<dd>Prix.\n</dl>",
        "<dl><div><dt><dfn>Bail (BX)</dfn></dt><dd>Contrat <b>écrit</b>.</dd></div>"
        "<div><dt>Loyer</dt><dd>Prix.</dd></div></dl>",
        "<TABLE><TR><TH>Terme<TH>Sigle<TH>Définition"
        "<TR><TD>Bail<TD>BX<TD>Contrat <b>écrit</b>.<TR><TD>Loyer<TD><TD>Prix.</TABLE>",
        "<table><tr><td>Bail (BX)</td><td>Contrat <b>écrit</b>.</td></tr>"
        "<tr><td>Loyer</td><td>Prix.</td></tr></table>",
        "<p><strong>Bail (BX)</strong>&nbsp;: Contrat <b>écrit</b>.</p>"
        "<p><strong>Loyer :</strong> Prix.</p>",
        "<ul><li><b>Bail (BX)</b> – Contrat <b>écrit</b>.<li><b>Loyer</b> – Prix.</ul>",
        "<nav><dl><dt>Menu<dd>x</dl></nav><dl><dt>Bail (BX)<dd>Contrat <b>écrit</b>."
        "<dt>Loyer<dd>Prix.</dl><script>'<dl><dt>a<dd>b</dl>'</script>",
        "<dl><dt>Bail<dt>BX<dd>Contrat <b>écrit</b>.<dt>Loyer<dd>Prix.</dl>",
    ],
    ids=range(9),
)
def test_pages(page):
    found = terms(f"<!doctype html><title>x</title><body><h1>Lexique</h1>{page}", "html")
    assert found == [("Bail", "BX", "Contrat <b>écrit</b>."), ("Loyer", None, "Prix.")]


def test_headings_with_the_text_under_them():
    page = "<h1>Lexique</h1><h2>B</h2>" + "".join(
        f"<h3>{word}</h3><p>Sens de <em>{word}</em>.</p><p>Suite.</p>"
        for word in ("bac", "bail", "bon")
    )
    assert terms(page, "html")[1] == ("bail", None, "Sens de <em>bail</em>.<br>Suite.")


def test_a_page_names_its_lines_and_keeps_our_ids():
    lexicon = read('<dl>\n<dt id="esslink-b">Bail\n<dd>Contrat.\n<dt>Loyer\n<dd>Prix.</dl>', "html")
    assert str(lexicon.place_of("b")) == "g:2" and str(lexicon.place_of("loyer")) == "g:4"


def test_what_a_page_makes_dangerous_is_gone():
    page = "<dl><dt>Bail<dd>a<script>alert(1)</script><img src=x onerror=alert(1)>b</dl>"
    assert terms(page, "html") == [("Bail", None, "ab")]


@pytest.mark.parametrize("name", ["html", "markdown"])
@given(lexicon=lexicons())
@settings(max_examples=100, deadline=None)
def test_pages_and_markdown_keep_every_headword_or_say_so(name, lexicon):
    data, _ = lexicon.to_bytes(name)
    assert data.decode()
    try:
        again = Lexicon.from_bytes(data, name)
    except LexiconError:
        return  # one headword for two ids, or nothing but empty definitions
    assert len(again) <= len(lexicon)


def test_what_we_write_as_html_and_markdown_is_read_back():
    lexicon = Lexicon(
        [
            Term(
                "contrat de bail",
                abbreviation="CDB",
                aliases=("bail",),
                definition="Acte <b>écrit</b>.",
            ),
            Term("loyer", definition="Prix * 2 [net]."),
        ]
    )
    for name in ("html", "markdown"):
        data, notices = lexicon.to_bytes(name)
        assert notices == ()
        again = Lexicon.from_bytes(data, name)
        assert [(t.headword, t.abbreviation, t.aliases, t.id) for t in again] == [
            (t.headword, t.abbreviation, t.aliases, t.id) for t in lexicon
        ]
    assert Lexicon.from_bytes(lexicon.to_bytes("html")[0], "html").terms == lexicon.terms


def test_what_pages_cannot_hold_is_said():
    lexicon = Lexicon([Term("a", pos="noun", never=("b a",), priority=1)], licence="MIT")
    for name in ("html", "markdown"):
        said = " ".join(lexicon.to_bytes(name)[1])
        for word in ("nature", "exclusions", "priorité", "licence"):
            assert word in said


MARKDOWN = {
    "definition list": "# Lexique\n\nBail (BX)\n: Contrat **écrit**.\n\nLoyer\n: Prix.\n",
    "loose list": "Bail (BX)\n\n:   Contrat\n    **écrit**.\n\nLoyer\n\n:   Prix.\n",
    "several names": "Bail\nBX\n: Contrat **écrit**.\n\nLoyer\n: Prix.\n",
    "fence": "~~~\ncode\n: rien\n~~~\n\nBail (BX)\n: Contrat **écrit**.\n\nLoyer\n: Prix.\n",
    "myst": "```{glossary}\nBail (BX)\n  Contrat **écrit**.\n\nLoyer\n  Prix.\n```\n",
    "myst colons": "text\n\n:::{glossary}\n:sorted:\nBail (BX)\n    Contrat\n    **écrit**.\nLoyer\n    Prix.\n:::\n",
    "sphinx": "Lexique\n=======\n\n.. glossary::\n   :sorted:\n\n   Bail (BX)\n      Contrat **écrit**.\n\n   Loyer\n      Prix.\n\nFin.\n",
    "bold": "* **Bail (BX)** : Contrat **écrit**.\n* **Loyer** : Prix.\n",
    "crlf": "Bail (BX)\r\n: Contrat **écrit**.\r\n\r\nLoyer\r\n: Prix.\r\n",
}


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN)
def test_markdown(text):
    assert terms(text, "markdown") == [
        ("Bail", "BX", "Contrat <strong>écrit</strong>."),
        ("Loyer", None, "Prix."),
    ]


def test_markdown_headings_anchors_and_escapes():
    text = "# L\n\n" + "".join(
        f"## {w} {{#x-{w}}}\n\nSens \\*de\\* {w} & co.\n\n" for w in ("bac", "bail", "bon")
    )
    assert [(t.id, t.definition) for t in read(text, "markdown")][1] == (
        "x-bail",
        "Sens *de* bail &amp; co.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "; Bail (BX) : Contrat '''écrit'''.\n; Loyer : Prix.\n",
        ";Bail (BX)\n:Contrat '''écrit'''.\n;Loyer\n:Prix.<ref>x : y</ref>\n",
        "== L ==\n; [[Aide:Bail|Bail (BX)]] : Contrat '''écrit'''.\n\n* x\n; {{lang|fr|Loyer}} : Prix.\n",
    ],
)
def test_mediawiki(text):
    assert terms(text, "mediawiki") == [
        ("Bail", "BX", "Contrat <b>écrit</b>."),
        ("Loyer", None, "Prix."),
    ]


@pytest.mark.parametrize("name", ["html", "markdown", "mediawiki"])
@pytest.mark.parametrize("text", ["", "rien", "<p>a</p>", "# a\n\nb"])
def test_a_page_without_glossary_says_what_is_looked_for(name, text):
    with pytest.raises(LexiconError, match=r"^g:1: auc"):
        read(text, name)


@pytest.mark.parametrize("name", ["html", "markdown", "mediawiki"])
@given(
    text=st.text(st.sampled_from(list("ab :;*_`[](){}<>/dltrh1#\n\t\\'\"=&.-~|!é")), max_size=60)
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused(name, text):
    try:
        read(text, name)
    except LexiconError as error:
        assert error.place


def workbook(rows, sheet="Feuille"):
    """Make the smallest XLSX that has these rows, from inline strings and numbers."""
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, int)
            else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def spreadsheet_of_libreoffice(rows):
    """Make the smallest ODS that has these rows."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="F">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


ROWS = [
    ["Terme", "Définition", "Domaine", "Priorité"],
    ["Bail", "Contrat.", "Droit", 2],
    ["Loyer", "Prix.", "", ""],
]


@pytest.mark.parametrize(
    ("make", "name"), [(workbook, "xlsx"), (spreadsheet_of_libreoffice, "ods")]
)
def test_spreadsheets(make, name):
    pytest.importorskip("python_calamine")
    lexicon = read(make(ROWS), name)
    assert lexicon.terms == (
        Term("Bail", definition="Contrat.", domain="Droit", priority=2),
        Term("Loyer", definition="Prix."),
    )
    assert [str(place) for place in lexicon.places] == ["g:2", "g:3"]


@pytest.mark.parametrize("name", ["xlsx", "ods"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\x03\x04" + b"x" * 99,
        workbook(ROWS)[:-40],
        b"x;y",
        workbook([["a", "b"], ["c", "d"]]),
    ],
    ids=["empty", "two letters", "torn", "cut", "text", "no column"],
)
def test_bad_spreadsheets(name, data):
    pytest.importorskip("python_calamine")
    with pytest.raises(LexiconError) as caught:
        read(data, name)
    assert str(caught.value).startswith("g")


def test_a_spreadsheet_that_unpacks_to_too_much():
    pytest.importorskip("python_calamine")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x", "w", force_zip64=True) as file,
    ):
        for _ in range(300):
            file.write(bytes(1024 * 1024))
    with pytest.raises(LexiconError, match="64"):
        read(out.getvalue(), "xlsx")


def test_wiki_tables_and_headings_where_there_is_no_list():
    page = (
        "{|class=\"wikitable\"\n|-\n! Mot !! Sens\n|-\n|style=\"width: 7%\"|''bail''\n|[[Contrat|contrat]]\n"
        "écrit.\n|-\n|trois || cellules || ici\n|-\n|loyer||Prix.\n|}\n"
    )
    assert terms(page, "mediawiki") == [("bail", None, "contrat écrit."), ("loyer", None, "Prix.")]
    page = "= Lexique =\nMots.\n=== Bail ===\nContrat\nécrit.\n\nSigné.\n===Loyer===\nPrix.\n"
    assert terms(page, "mediawiki") == [
        ("Bail", None, "Contrat écrit.<br>Signé."), ("Loyer", None, "Prix."),
    ]  # fmt: skip
    with pytest.raises(LexiconError, match="liste de définitions"):
        read("= Un titre =\nDu texte.\n", "mediawiki")


def test_a_cell_in_the_last_corner_of_a_sheet_is_refused_and_no_crash():
    pytest.importorskip("python_calamine")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["terme", "définition"]]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", far)
            new.writestr(name, data)
    with pytest.raises(LexiconError, match="illisible"):
        read(out.getvalue(), "xlsx")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_title_above_the_columns_and_lines_in_a_cell(form):
    rows = [["Lexique de l’équipe", "", ""], ["Version :", "1", ""], ["Notion", "Description", "Synonyme"],
            ["bail", "Contrat.", "location\nlouage"]]  # fmt: skip
    if form == "xlsx":
        pytest.importorskip("python_calamine")
        data = workbook(rows)
    else:
        data = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode()
    lexicon = read(data, form)
    (term,) = lexicon
    assert (term.headword, term.definition, term.aliases) == (
        "bail", "Contrat.", ("location", "louage"),
    )  # fmt: skip
    assert any("titre" in notice for notice in lexicon.notices)


def test_spreadsheets_without_their_package(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match=r"esslink\[xlsx\]"):
        read(workbook(ROWS), "xlsx")


def test_senses_have_their_place_in_pages():
    lexicon = Lexicon(
        [Term("base", definition="Un.", domain="chimie", senses=(Sense("Deux.", "droit"),))]
    )
    assert "<em>(droit)</em> Deux." in lexicon.to_bytes("html")[0].decode()


def test_what_comes_back_under_every_term_is_no_term():
    entry = "### {0}\n\nUn {0}.\n\n**Voir** : autre\n\n#### Relations\n\naucune\n\n"
    text = "".join(entry.format(name) for name in ("Chat", "Chien", "Loup"))
    assert [t.headword for t in read(text, "markdown")] == ["Chat", "Chien", "Loup"]
    entry = "<h3>{0}</h3><p>Un {0}.</p><p><b>Voir</b> : autre</p><h4>Relations</h4><p>aucune</p>"
    page = "".join(entry.format(name) for name in ("Chat", "Chien", "Loup"))
    assert [t.headword for t in read(page, "html")] == ["Chat", "Chien", "Loup"]


def test_brackets_after_a_headword():
    page = (
        "<dl><dt>Annotation (IA)<dd>A.<dt>Agent (IA)<dd>B.<dt>Système d’échange local (SEL)<dd>C."
        "<dt>Grand modèle (Large Model, LM)<dd>D."
    )
    terms = read(page, "html").terms
    assert [(t.headword, t.abbreviation, t.domain) for t in terms] == [
        ("Annotation", None, "IA"),
        ("Agent", None, "IA"),
        ("Système d’échange local", "SEL", None),
        ("Grand modèle (Large Model)", "LM", None),
    ]
    texts = [form.text for form in forms(terms[3])]
    assert "Grand modèle" in texts and "Grands modèles" in texts
