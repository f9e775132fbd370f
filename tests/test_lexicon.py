"""Lexicons: rules, errors with their place, references, digest, shipped glossaries."""

import dataclasses
import os
import subprocess
import sys

import pytest

from esslink.errors import LexiconError, OptionError
from esslink.lexicon import Lexicon, bundled_names, digest_of_file
from esslink.terms import Sense, Term


def refusal(*terms, **options):
    with pytest.raises(LexiconError) as caught:
        Lexicon(terms, **options)
    return str(caught.value).replace("\xa0", " ")


def toml(text):
    return Lexicon.from_bytes(text.encode(), "toml", path="g.toml")


def toml_refusal(text):
    with pytest.raises(LexiconError) as caught:
        toml(text)
    return str(caught.value).replace("\xa0", " ")


FULL = """
[lexicon]
title = "Mots"
language = "fr"
licence = "CC0"

[[term]]
headword = "société coopérative et participative"
id = "scop"
abbreviation = "SCOP"
aliases = ["coopérative de production"]
pos = "noun"
gender = "f"
category = "statuts"
domain = "droit"
definition = "Société dont les <em>salariés</em> détiennent la majorité."
source = "loi n° 78-763"
source_url = "https://www.legifrance.gouv.fr/"
see = ["Économie sociale"]
not = ["scop de nuit"]
case = "any"
priority = 2
lang = "fr"
note = "à relire"
forms = ["Scop"]

  [[term.senses]]
  definition = "Autre sens."
  domain = "autre"

[[term]]
headword = "économie sociale"
"""


def test_a_full_term_is_read():
    lexicon = toml(FULL)
    assert (lexicon.title, lexicon.licence, lexicon.language) == ("Mots", "CC0", "fr")
    term = lexicon["scop"]
    assert term == Term(
        "société coopérative et participative",
        id="scop",
        abbreviation="SCOP",
        aliases=("coopérative de production",),
        pos="noun",
        gender="f",
        categories=("statuts",),
        domain="droit",
        definition="Société dont les <em>salariés</em> détiennent la majorité.",
        source="loi n° 78-763",
        source_url="https://www.legifrance.gouv.fr/",
        see=("economie-sociale",),
        never=("scop de nuit",),
        case="any",
        priority=2,
        lang="fr",
        note="à relire",
        forms=("Scop",),
        senses=(Sense("Autre sens.", "autre"),),
    )
    assert str(lexicon.place_of("scop")) == "g.toml:7"
    assert lexicon.place_of("scop").of("see") == "g.toml:19"
    assert lexicon.place_of("economie-sociale").of("definition") == "g.toml:31"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[term]]\nheadword = "a"\ndefinitoin = "b"', 3, "vouliez-vous dire « definition » ?"),
        ('[[term]]\nheadword = "a"\n"définition" = "b"', 3, "« definition » ?"),
        ('[[term]]\nheadword = "a"\nsens = "b"', 3, "« senses »|« definition »"),
        ('[[terme]]\nheadword = "a"', 1, "« term » ?"),
        ('[term]\nheadword = "a"', 1, "deux crochets"),
        ('headword = "a"', 1, "[[term]] au-dessus"),
        ('[lexicon]\ntitre = "a"', 2, "« title »|title"),
        ('[[term]]\nheadword = "a"\naliases = "b"', 3, 'aliases = ["…", "…"]'),
        ('[[term]]\nheadword = "a"\npriority = "b"', 3, "nombre entier"),
        ('[[term]]\nheadword = "a"\npriority = true', 3, "nombre entier"),
        ('[[term]]\nheadword = "a"\npos = "nom"', 3, "« noun », « verb »"),
        ('[[term]]\nheadword = "a"\ngender = "féminin"', 3, "« f », « m »"),
        ('[[term]]\nheadword = "a"\nid = "économie"', 3, "lettres sans accent"),
        ('[[term]]\nheadword = "a"\nsource_url = "javascript:alert(1)"', 3, "http"),
        ('[[term]]\ndefinition = "a"', 1, "headword"),
        ('[[term]]\nheadword = " "', 2, "vedette"),
        ('[[term]]\nheadword = "a\\u0007"', 2, "U+0007"),
        ('[[term]]\nheadword = "a\\u202Eb"', 2, "U+202E"),
        ('[[term]]\nheadword = "a"\ncategory = "b"\ncategories = ["c"]', 3, "gardez la seconde"),
        ('[[term]]\nheadword = "a"\n\n[[term]]\nheadword = "a"', 4, "déjà défini en g.toml:1"),
        ('[[term]]\nheadword = "côte"\n[[term]]\nheadword = "coté"', 3, "« côte », en g.toml:1"),
        ('[[term]]\nheadword = "a"\n[[term.senses]]\ndomain = "x"', 3, "definition"),
        ('[[term]]\nheadword = "a\n', 2, "TOML mal formé"),
        ('[[term]]\nheadword = """a\n[[terme]]\nx = 1\n', 5, "pas fermé|n’est ni"),
        ('[[term]]\nheadword = a\n', 2, "entre guillemets"),
        ('[[term]]\nheadword = "a"\nheadword = "b"\n', 3, "deux fois"),
        ("", 1, "aucun terme"),
        ("# rien\n", 1, "[[term]]"),
    ],
)  # fmt: skip
def test_an_error_names_line_cause_and_remedy(text, line, words):
    said = toml_refusal(text)
    assert said.startswith(f"g.toml:{line}: "), said
    assert any(word in said for word in words.split("|")), said


def test_lines_stand_through_strings_comments_and_crlf():
    lines = [
        "# [[term]]", "[[term]]", 'headword = "a"', 'definition = """', "[[term]]", "x = 1", '"""',
        "note = \'\'\'", '"""', "\'\'\'", "aliases = [", '  "b", # ]', "  'c]',", "]", "",
        "[[term]]", "pos = 'x'", "headword = 'd'",
    ]  # fmt: skip
    text = "\r\n".join(lines)
    assert toml_refusal(text).startswith("g.toml:17: « pos »")


def test_terms_as_an_inline_array_are_read():
    assert len(toml('term = [{headword = "a"}, {headword = "b"}]')) == 2


def test_rules_hold_for_terms_made_in_python():
    assert "terme n° 2 (« b »)" in refusal(Term("a"), Term("b", pos="nom"))
    assert "512" in refusal(Term("a" * 513))
    assert "64 Kio" in refusal(Term("a", definition="é" * 40_000))
    assert "256" in refusal(Term("a", aliases=tuple(map(str, range(300)))))
    assert "liste" in refusal(Term("a", aliases="bc"))
    assert "texte" in refusal(Term("a", definition=None))
    assert "Term" in refusal("a")
    assert "U+D800" in refusal(Term("a", definition="\ud800"))
    assert "déjà défini en terme n° 1" in refusal(Term("a"), Term("a"))


def test_one_headword_may_have_two_ids():
    assert len(Lexicon([Term("a"), Term("a", id="a-2")])) == 2


def test_texts_are_tidied_once():
    term = Lexicon([Term(" e\u0301conomie \n sociale ", aliases=["x", " x ", ""])]).terms[0]
    assert (term.headword, term.aliases) == ("économie sociale", ("x",))
    clean = Term("a", definition="b")
    assert Lexicon([clean]).terms[0] is clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<script>alert(1)</script>a", "a"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="https://x.fr/" onclick="x">a</a>', '<a href="https://x.fr/">a</a>'),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>a", "a"),
        ("R&D", "R&amp;D"),
        ("a\xa0; <b>b</b>", "a\xa0; <b>b</b>"),
        ("a > b", "a > b"),
        ("<p style='x' lang=fr>a", '<p lang="fr">a</p>'),
    ],
)
def test_definitions_are_sanitised_and_stable(given, kept):
    lexicon = Lexicon([Term("t", definition=given, senses=(Sense(given),))])
    assert lexicon.terms[0].definition == kept
    assert lexicon.terms[0].senses[0].definition == kept
    assert Lexicon(lexicon.terms) == lexicon


def test_references_by_headword_or_abbreviation_become_ids():
    lexicon = Lexicon(
        [
            Term("b", see=("Société Coopérative", "SCOP", "rien"), synonyms=("s",)),
            Term("société coopérative", id="s", abbreviation="SCOP"),
        ]
    )
    assert lexicon["b"].see == ("s", "rien")
    assert lexicon["b"].synonyms == ("s",)


def test_a_lexicon_is_a_value():
    lexicon = toml(FULL)
    assert lexicon == toml(FULL) and hash(lexicon) == hash(toml(FULL))
    assert lexicon.get("nope") is None and "scop" in lexicon
    with pytest.raises(KeyError):
        lexicon["nope"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        lexicon.title = "x"


def test_the_digest_moves_with_every_field():
    base = Term("a")
    changes = {
        "headword": "b", "id": "c", "definition": "d", "abbreviation": "A", "aliases": ("b",),
        "pos": "verb", "gender": "f", "source": "s", "see": ("x",), "source_url": "http://x",
        "categories": ("c",), "senses": (Sense("b"),), "domain": "d", "synonyms": ("b",),
        "never": ("b",), "case": "any", "priority": 1, "lang": "en", "note": "n", "forms": ("b",),
        "invariable": True,
    }  # fmt: skip
    assert set(changes) == {f.name for f in dataclasses.fields(Term)}
    digests = {Lexicon([dataclasses.replace(base, **{k: v})]).digest() for k, v in changes.items()}
    assert len(digests | {Lexicon([base]).digest()}) == len(changes) + 1


def test_the_digest_of_a_file_is_that_of_its_bytes(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('[[term]]\nheadword = "a"\n')
    first = digest_of_file(path)
    path.write_text('[[term]]\nheadword = "b"\n')
    assert digest_of_file(path) != first


@pytest.mark.parametrize("name", bundled_names())
def test_shipped_glossaries_are_read(name):
    assert len(Lexicon.bundled(name)) >= 1


@pytest.mark.parametrize("name", ["nope", "../pyproject", ""])
def test_an_unknown_shipped_glossary_is_an_error(name):
    with pytest.raises(LexiconError, match="aucun glossaire fourni"):
        Lexicon.bundled(name)


def test_files_that_are_no_glossary(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"x")
    for path, words in [
        (tmp_path / "none.toml", "n’existe pas"),
        (tmp_path, "dossier"),
        (tmp_path / "a.docx", "suffixes .toml"),
    ]:
        with pytest.raises(LexiconError) as caught:
            Lexicon.read(path)
        assert words in str(caught.value) and str(path) in str(caught.value)
    with pytest.raises(LexiconError, match="dossier"):
        Lexicon.read(tmp_path, "toml")
    with pytest.raises(OptionError, match="toml"):
        Lexicon.read(__file__, "nope")
    (tmp_path / "b.toml").write_bytes(b"\x7fELF\0\0")
    with pytest.raises(LexiconError, match="binaire"):
        Lexicon.read(tmp_path / "b.toml")
    (tmp_path / "c.toml").write_bytes("[[term]]\nheadword = 'é'".encode("latin-1"))
    with pytest.raises(LexiconError, match=r"c\.toml:2: .*UTF-8"):
        Lexicon.read(tmp_path / "c.toml")


def test_writing_replaces_the_file_whole(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("old")
    path.chmod(0o640)
    assert toml(FULL).write(path) == ()
    assert Lexicon.read(path) == toml(FULL)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["a.toml"]
    with pytest.raises(LexiconError, match="n’existe pas"):
        toml(FULL).write(tmp_path / "none" / "a.toml")


def test_a_large_glossary_is_refused_with_its_bound_and_read_when_it_is_trusted(tmp_path):
    """In processes of their own: the environment is read once, when esslink is imported."""
    path = tmp_path / "grand.csv"
    lines = "".join(f"terme {number};Définition du terme {number}.\n" for number in range(40_001))
    path.write_text("terme;définition\n" + lines, encoding="utf-8")
    code = "import sys, esslink; print(len(esslink.Lexicon.read(sys.argv[1])))"
    said = []
    for large in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", code, path],
            env={**os.environ, "ESSLINK_LARGE": large, "PYTHONIOENCODING": "utf-8"},
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        said.append(run.stdout + run.stderr)
    assert "plus de 40000 termes" in said[0] and "ESSLINK_LARGE=1" in said[0]
    assert said[1].strip() == "40001"
    _, notices = Lexicon(Term(f"t{number}") for number in range(40_001)).to_bytes("csv")
    assert any("ESSLINK_LARGE" in notice for notice in notices)
