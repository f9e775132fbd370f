"""TOML, JSON, CSV and TSV: what is written is read back, and what spreadsheets write is read."""

import pytest
from hypothesis import given, settings

from esslink.errors import LexiconError
from esslink.french.forms import forms
from esslink.lexicon import Lexicon
from esslink.terms import Sense, Term
from lexicons import lexicons


def read(text, name="csv", encoding="utf-8", **options):
    return Lexicon.from_bytes(text.encode(encoding), name, path=f"g.{name}", **options)


def refusal(text, name="csv", **options):
    with pytest.raises(LexiconError) as caught:
        read(text, name, **options)
    return str(caught.value).replace("\xa0", " ")


@pytest.mark.parametrize("name", ["toml", "json"])
@given(lexicon=lexicons())
@settings(max_examples=100, deadline=None)
def test_toml_and_json_hold_everything(name, lexicon):
    data, notices = lexicon.to_bytes(name)
    assert notices == ()
    assert Lexicon.from_bytes(data, name) == lexicon
    assert Lexicon.from_bytes(data, name).to_bytes(name)[0] == data


@pytest.mark.parametrize("name", ["csv", "tsv"])
@given(lexicon=lexicons())
@settings(max_examples=100, deadline=None)
def test_tables_hold_every_term_or_say_what_they_do_not(name, lexicon):
    data, notices = lexicon.to_bytes(name)
    again = Lexicon.from_bytes(data, name)
    assert again.terms == lexicon.terms or any("sépare" in notice for notice in notices)
    about = [lexicon.title, lexicon.description, lexicon.licence, lexicon.version]
    assert len([n for n in notices if "n’a pas de colonne" in n]) == sum(
        v is not None for v in about
    ) + (lexicon.language != "fr")


TABLE = (
    "Terme{s}Définition{s}Sigle{s}Synonymes{s}Domaine{s}Prix\n"
    "Société coopérative{s}Société…{s}SCOP{s}{a}{s}Droit{s}3\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spreadsheets_of_every_dialect(encoding, separator, newline):
    text = TABLE.format(s=separator, a='"coop ; scop"' if separator == ";" else "coop ; scop")
    lexicon = read(text.replace("\n", newline), encoding=encoding)
    assert lexicon.terms == (
        Term(
            "Société coopérative",
            definition="Société…",
            abbreviation="SCOP",
            aliases=("coop", "scop"),
            domain="Droit",
        ),
    )
    assert [n.replace("\xa0", " ") for n in lexicon.notices] == [
        "colonne « Prix » ignorée : son nom n’est pas connu"
    ]


def test_the_line_excel_writes_for_itself_is_stepped_over():
    lexicon = read("sep=;\nmot;def\na,b;c\n")
    assert lexicon.terms[0].headword == "a,b"
    assert str(lexicon.places[0]) == "g.csv:3"


def test_quoted_cells_of_several_lines_keep_the_count_of_lines():
    lexicon = read('terme,définition\na,"un\ndeux ""trois""\n"\n\nb,c\n')
    assert lexicon["a"].definition == 'un\ndeux "trois"'
    assert str(lexicon.place_of("b")) == "g.csv:6"


def test_columns_are_named_by_the_caller_first():
    lexicon = read("Intitulé exact;terme\na;b\n", columns={"Intitulé exact": "headword"})
    assert lexicon.terms == (Term("a"),)
    assert "--map" in refusal("x;y\na;b", columns={"x": "hedword"})


def test_numbered_columns_are_senses():
    lexicon = read("terme;définition;domaine;définition 2;domaine 2\na;b;c;d;e\n")
    assert lexicon.terms == (Term("a", definition="b", domain="c", senses=(Sense("d", "e"),)),)


def test_rows_of_one_headword_are_senses_when_a_domain_tells_them_apart():
    lexicon = read("terme;définition;domaine\nbase;b;chimie\nbase;c;droit\n")
    assert lexicon.terms == (
        Term("base", definition="b", domain="chimie", senses=(Sense("c", "droit"),)),
    )
    assert "réunies" in lexicon.notices[0]
    said = refusal("terme;définition\nbase;b\n\nbase;c\n")
    assert said.startswith("g.csv:4: ") and "g.csv:2" in said


def test_ids_that_headwords_share_take_a_number_unless_the_file_gives_them():
    lexicon = read("terme;id\ncôte;\ncoté;\ncote;cote\n")
    assert [t.id for t in lexicon] == ["cote-2", "cote-3", "cote"]
    assert "cote" in refusal("terme;id\ncôte;cote\ncoté;cote\n")


def test_grammar_and_gender_as_dictionaries_abridge_them():
    lexicon = read("terme;nature\na;n.f.\nb;loc. adj.\nc;v.tr.\nd;interj.\ne;nom masculin\n")
    assert [(t.pos, t.gender) for t in lexicon] == [
        ("noun", "f"), ("adj", None), ("verb", None), (None, None), ("noun", "m"),
    ]  # fmt: skip
    assert any("interj." in notice for notice in lexicon.notices)


def test_cells_are_written_so_that_no_spreadsheet_runs_them():
    lexicon = Lexicon([Term("a", definition='=HYPERLINK("http://x")', note="'=1", aliases=("+b",))])
    data = lexicon.to_bytes("csv")[0].decode("utf-8-sig")
    assert "'=HYPERLINK" in data and "''=1" in data and "'+b" in data
    assert Lexicon.from_bytes(data.encode(), "csv") == lexicon


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "aucune colonne"),
        ("a;b\nc;d", 1, "« terme », « définition »"),
        ("terme;définition\n", 1, "aucun terme"),
        ('terme;définition\na;"b\nc;d\n', 2, "jamais fermé"),
        ('terme;définition\na;b\nc;"d"e\n', 3, "doublez"),
        ("terme;définition\na;b;c\n", 2, "entre guillemets"),
        ("terme;définition\n;b\n", 2, "pas de terme"),
        ("terme;priorité\na;haute\n", 2, "nombre entier"),
        ("terme;domaine 2\na;b\n", 2, "définition 2"),
        ("terme;casse\na;b\n", 2, "« exact »"),
        ("terme\na\x07\n", 2, "U+0007"),
    ],
)
def test_a_bad_table_names_the_row(text, line, words):
    said = refusal(text)
    assert said.startswith(f"g.csv:{line}: ") and words in said, said


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "mal formé"),
        ("{}", 1, "aucun terme"),
        ('{"terms": [\n{"headword": "a",\n "definitoin": "b"}]}', 3, "« definition »"),
        ('{"terms": [\n{"headword": "a",\n "headword": "b"}]}', 3, "deux fois"),
        ('{"terms": [],\n"terms": []}', 2, "deux fois"),
        ('{"termes": []}', 1, "« terms »"),
        ('[\n"a"]', 2, "headword"),
        ('[{"headword": "a"}\n{"headword": "b"}]', 2, "virgule"),
        ('[{"headword": "a",}]', 1, "mal formé"),
        ('[{"headword": "a\n"}]', 1, "\\n"),
        ('[{"headword": "a"}]\n]', 2, "après la fin"),
        ('[{"headword": "\\ud800"}]', 1, "U+D800"),
        ('[{"headword": "a", "priority": ' + "9" * 5000 + "}]", 1, "hors de toute mesure"),
        ('[{"headword": "a", "aliases": ' + "[" * 100_000, 1, "imbriqué"),
        ('[{"headword": "a", "priority": 1.5}]', 1, "nombre entier"),
        ('[{"headword": "a", "senses": [{"domain": "b"}]}]', 1, "definition"),
        ('{"a": "b",\n"terms": []}', 2, "à côté"),
        ('[{"headword": "a"},\n{"headword": "a"}]', 2, "g.json:1"),
    ],
)
def test_bad_json_names_the_line(text, line, words):
    said = refusal(text, "json")
    assert said.startswith(f"g.json:{line}: ") and words in said, said


def test_json_keys_are_named_by_the_caller():
    lexicon = read(
        '[{"name": "a", "text": "b"}]', "json", columns={"name": "headword", "text": "definition"}
    )
    assert lexicon.terms == (Term("a", definition="b"),)


def test_json_of_texts_only():
    assert read('{"source": "Lieu.", "SCOP": ""}', "json")["source"].definition == "Lieu."


def test_an_invariable_headword_has_one_form_and_every_table_says_so():
    text = (
        "terme;nature\ngagnant-gagnant;adj.inv.\nporte-auto;n.m.inv.\nmultiplex;n.m. ou adj.inv.\n"
    )
    lexicon = Lexicon.from_bytes(text.encode(), "csv")
    assert [term.invariable for term in lexicon] == [True, True, False]
    assert [form.text for form in forms(lexicon["porte-auto"])] == ["porte-auto"]
    data, notices = lexicon.to_bytes("csv")
    assert not notices
    assert Lexicon.from_bytes(data, "csv") == lexicon
    with pytest.raises(LexiconError, match="oui ou non"):
        Lexicon.from_bytes("terme;invariable\na;peut-être\n".encode(), "csv")
    with pytest.raises(LexiconError, match="vrai ou faux"):
        Lexicon.from_bytes(b'[[term]]\nheadword = "a"\ninvariable = "oui"\n', "toml")
