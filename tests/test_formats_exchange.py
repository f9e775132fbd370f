"""SKOS, TBX and FranceTerme: what is written is read back, and what others write is read."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from esslink.errors import LexiconError, MissingExtraError
from esslink.lexicon import Lexicon
from esslink.terms import Sense, Term
from lexicons import lexicons

TOOLS = {"tbx": "lxml", "skos": "pyoxigraph"}


def read(text, name, path="g.xml"):
    return Lexicon.from_bytes(text if isinstance(text, bytes) else text.encode(), name, path=path)


def refusal(text, name, path="g.xml"):
    with pytest.raises(LexiconError) as caught:
        read(text, name, path)
    return str(caught.value).replace("\xa0", " ")


@pytest.mark.parametrize("name", TOOLS)
@given(lexicon=lexicons())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(name, lexicon):
    pytest.importorskip(TOOLS[name])
    data, notices = lexicon.to_bytes(name)
    assert notices == ()
    assert Lexicon.from_bytes(data, name) == lexicon


@pytest.mark.parametrize("name", ["tbx", "skos", "toml", "json"])
def test_the_shipped_glossary_goes_through(name):
    pytest.importorskip(TOOLS.get(name, "json"))
    lexicon = Lexicon.bundled("ess")
    assert Lexicon.from_bytes(lexicon.to_bytes(name)[0], name) == lexicon


DCA = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><titleStmt><title>Base</title></titleStmt></fileDesc></tbxHeader>
<text><body>
<conceptEntry id="c1">
  <descrip type="subjectField">Droit</descrip>
  <langSec xml:lang="en"><termSec><term>lease</term></termSec></langSec>
  <langSec xml:lang="fr-FR">
    <descripGrp><descrip type="definition">Contrat de
      location &lt; 3 ans, CO<hi type="subscript">2</hi>.</descrip>
      <admin type="source">Code civil</admin></descripGrp>
    <termSec><term>location</term>
      <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
    <termSec><term>bail</term>
      <termNote type="partOfSpeech">noun</termNote>
      <termNote type="grammaticalGender">masculine</termNote>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
    <termSec><term>BX</term><termNote type="termType">acronym</termNote></termSec>
    <termSec><term>vieux bail</term>
      <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
  </langSec>
  <ref type="crossReference" target="c2">voir</ref>
</conceptEntry>
<conceptEntry id="c2"><langSec xml:lang="fr"><termSec><term>loyer</term></termSec></langSec></conceptEntry>
<conceptEntry id="c3"><langSec xml:lang="en"><termSec><term>rent</term></termSec></langSec></conceptEntry>
</body></text></tbx>
"""

DCT = (
    DCA.replace('style="dca"', 'style="dct" xmlns:min="urn:min" xmlns:basic="urn:basic"')
    .replace(
        '<descrip type="subjectField">Droit</descrip>', "<min:subjectField>Droit</min:subjectField>"
    )
    .replace('<descrip type="definition">', "<basic:definition>")
    .replace("2</hi>.</descrip>", "2</hi>.</basic:definition>")
    .replace('<admin type="source">Code civil</admin>', "<basic:source>Code civil</basic:source>")
)
for kind, space in (
    ("administrativeStatus", "min"),
    ("partOfSpeech", "min"),
    ("grammaticalGender", "basic"),
    ("termType", "basic"),
):
    pieces = DCT.split(f'<termNote type="{kind}">')
    DCT = pieces[0] + "".join(
        f"<{space}:{kind}>" + piece.replace("</termNote>", f"</{space}:{kind}>", 1)
        for piece in pieces[1:]
    )

MARTIF = (
    DCA.replace('<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">',
                '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">\n<martif type="TBX" xml:lang="en">')
    .replace("</tbx>", "</martif>")
    .replace("tbxHeader", "martifHeader")
    .replace("conceptEntry", "termEntry")
    .replace("langSec", "langSet")
    .replace("<termSec>", "<ntig><termGrp>")
    .replace("</termSec>", "</termGrp></ntig>")
)  # fmt: skip


@pytest.mark.parametrize("text", [DCA, DCT, MARTIF], ids=["v3 DCA", "v3 DCT", "v2 martif"])
@pytest.mark.parametrize("name", ["tbx", "xml"])
def test_tbx_of_every_style(text, name):
    lexicon = read(text, name)
    assert lexicon.terms == (
        Term(
            "bail",
            definition="Contrat de location &lt; 3 ans, CO<sub>2</sub>.",
            abbreviation="BX",
            aliases=("location",),
            pos="noun",
            gender="m",
            domain="Droit",
            source="Code civil",
            see=("loyer",),
        ),
        Term("loyer"),
    )
    assert lexicon.title == "Base"
    assert len(lexicon.notices) == 2  # the other language, the deprecated term
    assert (
        str(lexicon.place_of("bail"))
        == f"g.xml:{text[: text.index('id=' + chr(34) + 'c1')].count(chr(10)) + 1}"
    )


TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix : <http://exemple.fr/> .
:t a skos:ConceptScheme ; dct:title "Thésaurus"@fr .
:b a skos:Concept ; skos:prefLabel "bail"@fr, "lease"@en ; skos:altLabel "BX"@fr, "location"@fr ;
  skos:definition "Contrat < 3 ans & plus."@fr ; skos:scopeNote "Sens large."@fr ;
  skos:related :l ; skos:broader :c ; dct:source <http://exemple.fr/code> .
:l a skos:Concept ; skos:prefLabel "loyer"@fr ; skos:hiddenLabel "loier"@fr ; skos:scopeNote "Somme."@fr .
:c a skos:Concept ; skos:prefLabel "contract"@en .
"""

RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="http://exemple.fr/b"><skos:prefLabel xml:lang="fr">bail</skos:prefLabel>
<skos:related rdf:resource="http://exemple.fr/l"/></skos:Concept>
<skos:Concept rdf:about="http://exemple.fr/l"><skos:prefLabel>loyer</skos:prefLabel></skos:Concept>
</rdf:RDF>"""

JSON_LD = """{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#"}, "@graph": [
{"@id": "http://exemple.fr/b", "@type": "skos:Concept",
 "skos:prefLabel": {"@value": "bail", "@language": "fr"}, "skos:related": {"@id": "http://exemple.fr/l"}},
{"@id": "http://exemple.fr/l", "skos:prefLabel": {"@value": "loyer", "@language": "fr"}}]}"""


def test_a_thesaurus_in_turtle():
    pytest.importorskip("pyoxigraph")
    lexicon = read(TURTLE, "skos", "g.ttl")
    assert lexicon.terms == (
        Term(
            "bail",
            definition="Contrat &lt; 3 ans &amp; plus.",
            abbreviation="BX",
            aliases=("location",),
            see=("loyer",),
            source_url="http://exemple.fr/code",
        ),
        Term("loyer", definition="Somme.", forms=("loier",)),
    )
    assert lexicon.title == "Thésaurus"
    said = " ".join(lexicon.notices)
    assert "plus large" in said and "d’autres langues" in said and "sans libellé" in said


@pytest.mark.parametrize(
    ("text", "path", "name"),
    [(RDF_XML, "g.rdf", "skos"), (RDF_XML, "g.xml", "xml"), (JSON_LD, "g.jsonld", "skos")],
)
def test_a_thesaurus_in_other_syntaxes(text, path, name):
    pytest.importorskip("pyoxigraph")
    assert read(text, name, path).terms == (Term("bail", see=("loyer",)), Term("loyer"))


def test_skos_without_its_package(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyoxigraph", None)
    with pytest.raises(MissingExtraError, match=r"esslink\[skos\]"):
        read(TURTLE, "skos", "g.ttl")


CRITER = """<?xml version="1.0" encoding="UTF-8"?>
<CRITER><Mentions-legales>Licence ouverte</Mentions-legales>
<Article numero="A1" id="10" publie="1" annule="0">
<Domaine><Dom numero="1"><![CDATA[Sports]]></Dom><Dom>Droit</Dom><S-dom><![CDATA[Tennis]]></S-dom></Domaine>
<DatePub>27/11/2024</DatePub>
<Definition>
Annonce d'un point au CO<sub>2</sub> &lt; 3.</Definition><Notes>
Parfois.</Notes>
<Terme statut="privilegie" categorie="n.f." Terme="à rejouer !">
<variantes type="Forme développée"><variante type="Forme développée">
point à rejouer !, interj.</variante></variantes>
à rejouer !</Terme>
<Terme statut="synonyme" categorie="n.m." Terme="PAR"><Terme_prop>PAR</Terme_prop></Terme>
<Terme statut="antonyme" Terme="gagné"/>
<Equivalent langue="en"><Equi_prop>let</Equi_prop></Equivalent>
<Voir><A href="visualisation_fiche.html?FIC_ID=12">x</A><A href="?FIC_ID=99">y</A></Voir>
<A-interroger>let, net</A-interroger>
</Article>
<Article numero="A2" id="11" annule="1"><Terme statut="privilegie" Terme="annulé"/></Article>
<Article numero="A3" id="12"><Domaine><Dom>Chimie</Dom></Domaine><Definition>Un.</Definition>
<Terme statut="privilegie" categorie="adj.">
transfert</Terme></Article>
<Article numero="A4" id="13"><Domaine><Dom>Droit</Dom></Domaine><Definition>Deux.</Definition>
<Terme statut="privilegie" Terme="transfert"/></Article>
<Article numero="A5" id="14"><Definition>Rien.</Definition></Article>
</CRITER>"""


@pytest.mark.parametrize("name", ["franceterme", "xml"])
def test_franceterme(name):
    lexicon = read(CRITER, name)
    assert lexicon.terms == (
        Term(
            "à rejouer !",
            definition="Annonce d'un point au CO<sub>2</sub> &lt; 3.",
            abbreviation="PAR",
            aliases=("point à rejouer !",),
            pos="noun",
            gender="f",
            source="Journal officiel du 27/11/2024",
            see=("transfert",),
            domain="Sports\xa0; Droit",
            categories=("Sports", "Droit", "Tennis"),
            note="Parfois.",
        ),
        Term(
            "transfert",
            definition="Un.",
            pos="adj",
            domain="Chimie",
            categories=("Chimie", "Droit"),
            senses=(Sense("Deux.", "Droit"),),
        ),
    )
    assert lexicon.licence == "Licence ouverte"
    said = "; ".join(lexicon.notices)
    for word in ("équivalents", "déconseillés", "antonymes", "annulées", "sans terme"):
        assert word in said


BOMB = '<!DOCTYPE a [<!ENTITY b "{}">]>\n'


@pytest.mark.parametrize("name", ["tbx", "franceterme", "xml"])
@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BOMB.format("x" * 9) + "<CRITER>&b;</CRITER>", 1, "DOCTYPE"),
        (
            '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd" [\n<!ELEMENT a ANY>]><a/>',
            2,
            "DOCTYPE",
        ),
        (
            '<!DOCTYPE a PUBLIC "x" "y" [<!ENTITY % c SYSTEM "http://127.0.0.1/">%c;]><a/>',
            1,
            "DOCTYPE",
        ),
        ("<!DOCTYPE a", 1, "DOCTYPE"),
        ("<a>\n<b></a>", 2, "mal formé"),
        ("<a>\n&eacute;</a>", 2, "mal formé|racine"),
        ("<a>" * 400, 1, "mal formé"),
        ("<a " + " ".join(f'b{n}=""' for n in range(5000)) + "/>", 1, "attributs"),
        ("\x00", 1, "binaire"),
        ("", 1, "mal formé"),
        ("<html/>", 1, "racine"),
        ('<?xml version="1.0" encoding="utf-7"?><a/>', 1, "encodage"),
    ],
)
def test_hostile_xml_is_refused(name, text, line, words):
    said = refusal(text, name)
    assert said.startswith(f"g.xml:{line}: ") and any(w in said for w in words.split("|")), said


def test_xml_in_utf_16_is_held_to_the_same():
    bomb = (BOMB.format("x") + "<a/>").encode("utf-16")
    assert "DOCTYPE" in refusal(bomb, "tbx")
    assert read(DCA.replace("UTF-8", "UTF-16").encode("utf-16"), "tbx").terms[1] == Term("loyer")


def test_no_entity_of_a_dtd_is_opened(tmp_path):
    (tmp_path / "s.dtd").write_text('<!ENTITY loyer "secret">')
    text = MARTIF.replace("TBXcoreStructV02.dtd", str(tmp_path / "s.dtd")).replace(
        "<term>loyer</term>", "<term>loyer&loyer;</term>"
    )
    assert "entité" in refusal(text, "tbx")


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("<<<", "g.ttl", 1),
        ("@prefix a: <b> .\na:b a:c ", "g.ttl", 2),
        ("{", "g.jsonld", 1),
        ("<rdf:RDF>", "g.rdf", 1),
        ("<http://a> <http://b> <http://c> .", "g.nt", 1),
        (BOMB.format("x") + "<rdf:RDF/>", "g.rdf", 1),
        ("", "g.ttl", 1),
    ],
)
def test_bad_rdf_is_refused(text, path, line):
    pytest.importorskip("pyoxigraph")
    assert refusal(text, "skos", path).startswith(f"{path}:{line}: ")


OFFICIAL = Path(__file__).parent / "cases" / "lexicon" / "franceterme.xml"
"""
Fourteen entries of the official file as data.culture.gouv.fr gave it in 2026, shortened
but for the number of foreign equivalents. Source: FranceTerme, ministère de la Culture,
Délégation générale à la langue française et aux langues de France; Licence Ouverte.
"""


def test_the_official_file_of_franceterme():
    lexicon = Lexicon.read(OFFICIAL)
    assert len(lexicon) == 12
    assert lexicon["a-rejouer"].aliases == ("point à rejouer !",)
    assert lexicon["a-rejouer"].invariable
    assert lexicon["ablation"].see == ("ablatif-ive",)
    assert lexicon["ablation"].gender == "f"
    assert "révision de l'arrêté du 20 février 1995" in (lexicon["ablation"].source or "")
    assert lexicon["absorbeur"].definition == ""
    assert lexicon["absorbeur-de-vapeur-d-essence"].aliases == ("absorbeur",)
    assert lexicon["absorption-anthropique-de-carbone"].definition.endswith("CO<sub>2</sub>.")
    assert lexicon["hybridation-soustractive-selective"].abbreviation == "HSS"
    assert [sense.domain for sense in lexicon["hybride"].senses] == ["Éducation\u00a0; Formation"]
    assert "annule et remplace" in (lexicon["hybride-cytoplasmique"].note or "")
    assert not lexicon["hydrates-de-gaz-naturel"].definition.endswith("<br>")
    said = " ".join(lexicon.notices)
    for what in ("équivalents étrangers", "renvois à des fiches absentes", "nature sans nom"):
        assert what in said
