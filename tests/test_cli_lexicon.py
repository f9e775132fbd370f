"""``esslink lexicon`` as an editor types it: checking, repairing, converting."""

import json

import pytest
from click.testing import CliRunner

from esslink.cli.lexicon import lexicon_command
from esslink.lexicon import Lexicon, bundled_names, bundled_path

FAULTY = """# Les mots d'ici.
[[term]]
headword = "acte d'État"   # l'acte
aliases = [
  "l'autre \\"acte\\"", # d'ici
  'bail vert',
]
definition = \"\"\"
Décision "formelle" ; voir
l'arrêté...\"\"\"

[[term]]
headword = "act"
lang = "en"
definition = 'It's'

[[term]]
headword = "bon"
[[term.senses]]
definition = 'Il "dit" ; oui'
""".replace("'It's'", '"It\'s..."')
REPAIRED = (
    FAULTY.replace('"acte d\'État"', '"acte d’État"')
    .replace('"l\'autre \\"acte\\""', '"l’autre «~acte~»"')
    .replace('"formelle" ;', "«~formelle~»~;")
    .replace("l'arrêté...", "l’arrêté…")
    .replace('\'Il "dit" ;', "'Il «~dit~»~;")
    .replace("~", "\xa0")
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        done = CliRunner().invoke(lexicon_command, arguments, standalone_mode=False)
        assert done.exception is None, done.exception
        return done

    return run


@pytest.mark.parametrize("name", bundled_names())
def test_nothing_is_found_in_the_shipped_glossaries(run, name):
    done = run("check", bundled_path(name))
    assert (done.return_value, done.stdout) == (0, "")


def test_fix_keeps_comments_order_and_layout(run, tmp_path):
    file = tmp_path / "g.toml"
    file.write_text(FAULTY, encoding="utf-8", newline="")
    before = run("check", "g.toml", "--json")
    codes = {json.loads(line)["code"] for line in before.stdout.splitlines()}
    assert {"apostrophe-droite", "guillemets-droits", "points-de-suspension"} <= codes
    assert before.return_value == 1
    run("check", "--fix", "g.toml")
    assert file.read_text(encoding="utf-8") == REPAIRED
    after = run("check", "--fix", "g.toml", "--json")
    assert "droit" not in after.stdout and file.read_text(encoding="utf-8") == REPAIRED


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_fix_keeps_newlines_and_encoding(run, tmp_path, newline, encoding):
    file = tmp_path / "g.toml"
    file.write_bytes(FAULTY.replace("\n", newline).encode(encoding))
    run("check", "--fix", "g.toml")
    assert file.read_bytes() == REPAIRED.replace("\n", newline).encode(encoding)


def test_fix_writes_json_and_sends_other_formats_to_convert(run, tmp_path):
    (tmp_path / "g.json").write_text('[{"headword": "acte d\'État", "definition": "Acte."}]')
    run("check", "--fix", "g.json")
    assert Lexicon.read(tmp_path / "g.json").terms[0].headword == "acte d’État"
    page = tmp_path / "g.html"
    page.write_text("<dl><dt>acte d'État<dd>Acte.</dl>")
    done = run("check", "--fix", "g.html")
    assert done.return_value == 2 and "lexicon convert --fix" in done.stderr
    assert page.read_text() == "<dl><dt>acte d'État<dd>Acte.</dl>"


def test_forms_never_seen_in_a_corpus(run, tmp_path):
    (tmp_path / "g.csv").write_text(
        "terme;sigle;synonymes;définition\n"
        "bateau;;navire;Nef.\nsociété coopérative;SCOP;;Firme.\nradeau;;;Nef de bois.\n"
    )
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text("<p>Des b&acirc;teaux, des <b>bateaux</b>.</p>")
    (tmp_path / "site" / "b.txt").write_text("Une SCOP, des sociétés coopératives.")
    (tmp_path / "site" / "c.png").write_bytes(b"\x89PNG radeau")
    done = run("check", "g.csv", "--corpus", "site", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    seen = [(f["place"], f["term"], f["code"]) for f in found if "vu" in f["code"]]
    assert seen == [
        ("g.csv:2", "bateau", "forme-jamais-vue"),
        ("g.csv:4", "radeau", "terme-jamais-vu"),
    ]
    assert all(f["message"] and f["remedy"] and f["severity"] for f in found)
    assert run("check", "g.csv", "--corpus", "absent").return_value == 2


def test_convert_says_what_is_lost_on_both_sides(run, tmp_path):
    (tmp_path / "g.txt").write_text("Intitulé exact;prix;pos\nradeau;3;noun\n")
    done = run("convert", "g.txt", "g.md", "--from", "csv", "--map", "Intitulé exact=headword")
    assert done.return_value == 0
    assert "prix" in done.stderr and "nature" in done.stderr
    assert "radeau" in (tmp_path / "g.md").read_text()
