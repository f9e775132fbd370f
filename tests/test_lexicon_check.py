"""lexicon check: each finding on a glossary that deserves it, none on one that does not."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esslink.checks import SEVERITIES, check, fix_lexicon, fix_typography
from esslink.checks.references import cycles
from esslink.checks.words import is_common
from esslink.lexicon import Lexicon, bundled_names
from esslink.terms import Sense, Term


def codes(*terms, **options):
    return [(f.term, f.code) for f in check(Lexicon(terms, **options))]


SOUND = (
    Term(
        "coopérative",
        definition="Société que ses membres possèdent et dirigent à voix égales.",
        see=("mutuelle",),
        pos="noun",
        never=("pratique coopérative",),
        priority=1,
    ),
    Term(
        "mutuelle",
        definition="Société de personnes qui couvre des risques sociaux, sans but lucratif.",
        see=("cooperative",),
        pos="noun",
    ),
    Term("mutualiser", definition="Mettre en commun.", pos="verb"),
    Term("coopératif", definition="Qui met en œuvre la coopération.", pos="adj"),
    Term("société coopérative d’intérêt", abbreviation="SCIC", definition="Forme de capitaux."),
)


def test_a_sound_glossary_has_no_finding():
    assert codes(*SOUND) == []


@pytest.mark.parametrize("name", bundled_names())
def test_shipped_glossaries_have_no_finding(name):
    assert [str(f) for f in check(Lexicon.bundled(name))] == []


@pytest.mark.parametrize(
    ("term", "code"),
    [
        (Term("a b", definition="Texte.", see=("zut",)), "renvoi-inconnu"),
        (Term("a b", definition="Texte.", synonyms=("zut",)), "renvoi-inconnu"),
        (Term("a b", definition="Texte.", see=("a-b",)), "renvoi-a-soi"),
        (Term("agrément"), "definition-absente"),
        (Term("agrément", definition="<p> </p>"), "definition-absente"),
        (Term("agrément", definition="Acte. L’agrément dure cinq ans."), "definition-circulaire"),
        (Term("agrément", definition="L’ensemble des agréments."), "definition-circulaire"),
        (Term("contrat x", abbreviation="CTE", definition="Un CTE."), "definition-circulaire"),
        (Term("agrément", definition="Se dit d’un acte.", pos="noun"), "definition-nature"),
        (Term("agrément", definition="Autoriser un acte.", pos="noun"), "definition-nature"),
        (Term("agréer", definition="Une autorisation.", pos="verb"), "definition-nature"),
        (Term("agréé", definition="Une structure.", pos="adj"), "definition-nature"),
        (Term("agrément", definition="Acte d'État."), "apostrophe-droite"),
        (Term("acte d'État", definition="Décision."), "apostrophe-droite"),
        (Term("agrément", definition='Acte "formel".'), "guillemets-droits"),
        (Term("agrément", definition="Acte ; arrêté."), "espace-insecable"),
        (Term("agrément", definition="Acte « formel »."), "espace-insecable"),
        (Term("agrément", definition="Acte «formel»."), "espace-insecable"),
        (Term("agrément", definition="Vraiment?"), "espace-insecable"),
        (Term("agrément", definition="Acte..."), "points-de-suspension"),
        (Term("agrément", definition="Acte - officiel."), "tiret"),
        (Term("agrément", definition="Acte.", senses=(Sense("L'autre."),)), "apostrophe-droite"),
        (Term("chose", definition="Objet."), "terme-courant"),
        (Term("agrément", aliases=("temps",), definition="Durée."), "terme-courant"),
        (Term("système local", abbreviation="SEL", definition="Réseau."), "sigle-mot"),
        (Term("association", definition="Groupe.", never=("idée fixe",)), "exclusion-inutile"),
        (Term("…", id="x", definition="Points."), "forme-vide"),
    ],
)
def test_each_fault_is_found_alone(term, code):
    assert codes(term) == [(term.id, code)]


@pytest.mark.parametrize(
    "term",
    [
        Term("contrat", definition="Accord~; l’un «~signe~»~: oui~! Non~?".replace("~", "\xa0")),
        Term("contrat", definition="Accord\u202f; «\u202fsigné\u202f»."),
        Term("contrat", definition='Accord (<a href="https://x.fr/?a=1;b">loi</a>) de 12:30.'),
        Term("contract", definition="It's an \"agreement\"; isn't it?", lang="en"),
        Term("bail", definition="Contrat qui lie un bailleur et un preneur.", pos="noun"),
        Term("louer", definition="Se procurer pour un temps.", pos="verb"),
        Term("écran", definition='Surface de 15" au plus.'),
        Term("froid", definition="Entre - 5 et - 10 degrés."),
        Term("association d’insertion", definition="Association qui emploie des chômeurs."),
        Term("amorcer", definition="Poser une amorce.", pos="verb"),
        Term("association", definition="Groupe.", never=("associations d’idées",)),
        Term("chose publique", definition="État."),
    ],
)
def test_what_is_right_is_left_alone(term):
    assert codes(term) == []


def test_forms_shared_by_two_terms():
    one = Term("signature", definition="Marque.")
    two = Term("signature de virus", aliases=("signature",), definition="Suite d’octets.")
    assert codes(one, two) == [("signature-de-virus", "formes-communes")]
    higher = Term("signature", definition="Marque.", priority=1)
    assert codes(higher, two) == []
    word = Term("sel", definition="Condiment.")
    exact = Term("système local", abbreviation="SEL", definition="Réseau.", never=("SEL fin",))
    assert codes(word, exact) == []


def test_definitions_that_send_to_one_another():
    a = Term("mutuelle", definition="Voir sociétaire.")
    b = Term("sociétaire", definition="Synonyme de mutuelle")
    assert codes(a, b) == [("mutuelle", "definition-circulaire")]
    assert codes(a, Term("sociétaire", definition="Membre.")) == []


def test_references_that_go_round_without_a_definition():
    a, b, c = (
        Term("alpha un", see=("b",)),
        Term("bêta", id="b", see=("c",)),
        Term("gamma", id="c", see=("alpha-un",)),
    )
    found = dict.fromkeys(codes(a, b, c))
    assert ("alpha-un", "renvoi-circulaire") in found
    assert len([f for f in found if f[1] == "renvoi-circulaire"]) == 1


@given(st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 9), max_size=3).map(tuple)))
def test_circles_are_circles_and_none_is_missed(edges):
    edges = {str(k): tuple(map(str, v)) for k, v in edges.items()}
    for circle in cycles(edges):
        for node, after in zip(circle, circle[1:] + circle[:1], strict=True):
            assert after in edges[node]
    reach = {node: set(after) for node, after in edges.items()}
    for _ in edges:
        for seen in reach.values():
            seen |= {far for near in seen & reach.keys() for far in reach[near]}
    assert bool(cycles(edges)) == any(node in seen for node, seen in reach.items())


def test_a_chain_of_any_length_is_walked():
    assert cycles({str(n): (str(n + 1),) for n in range(50_000)}) == []


def test_places_severities_and_remedies(tmp_path):
    path = tmp_path / "g.toml"
    path.write_text('[[term]]\nheadword = "a b"\nsee = [\n"zut"]\ndefinition = "Acte..."\n')
    found = check(Lexicon.read(path))
    assert [(f.place, f.code) for f in found] == [
        (f"{path}:3", "renvoi-inconnu"),
        (f"{path}:5", "points-de-suspension"),
    ]
    assert {f.severity for f in found} <= set(SEVERITIES)
    assert all(f.message and f.remedy for f in found)
    assert check(Lexicon([Term("agrément")]))[0].place == "terme n°\xa01"


def test_terms_that_a_corpus_never_uses():
    lexicon = Lexicon([Term("bateau", definition="Nef."), Term("navire", definition="Nef.")])
    found = check(lexicon, corpus=["Des bateaux.", "Rien."])
    assert [(f.term, f.code) for f in found] == [("navire", "terme-jamais-vu")]


def test_common_words():
    assert is_common("Chose") and is_common("avec") and not is_common("mutualisme")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("L'été aujourd'hui", "L’été aujourd’hui"),
        ("5' 10\" 'x' d'", "5' 10\" 'x' d'"),
        ('"a" et "b"', "«~a~» et «~b~»"),
        ('"a', '"a'),
        ("a : b", "a~: b"),
        ("a:b 12:30 https://x.fr/a?b", "a:b 12:30 https://x.fr/a?b"),
        ("Ah! Quoi?! (non?)", "Ah~! Quoi~?! (non~?)"),
        ("« a »", "«~a~»"),
        ("«a»;", "«~a~»~;"),
        ("a...", "a…"),
        ("a....", "a...."),
        ("a - b 3 - 4 a-b", "a – b 3 - 4 a-b"),
        ("<b title='l\"un'>l'un</b> ;", "<b title='l\"un'>l’un</b>~;"),
        ("R&amp;D; l'&eacute;t&eacute;", "R&amp;D~; l’&eacute;t&eacute;"),
        ("", ""),
    ],
)
def test_typography_is_set_right(before, after):
    assert fix_typography(before).replace("\xa0", "~") == after


@given(st.text(st.sampled_from(list("aé'\"«»…;:!? .-1\xa0\u202f<b>/&(")), max_size=24))
@settings(max_examples=500)
def test_fixing_twice_is_fixing_once_and_keeps_every_word(text):
    fixed = fix_typography(text)
    assert fix_typography(fixed) == fixed
    assert [c for c in fixed if c.isalnum()] == [c for c in text if c.isalnum()]
    assert check_clean(fixed)


def check_clean(text):
    """Nothing that the fix has set right is found again."""
    found = check(Lexicon([Term("zzz", definition=text)]))
    wrong = {"apostrophe-droite", "guillemets-droits", "espace-insecable", "tiret"}
    return "<" in text or "&" in text or not wrong & {f.code for f in found}


def test_a_fixed_glossary_keeps_its_ids_and_foreign_texts():
    lexicon = Lexicon(
        [
            Term("acte d'État", id="x", definition="L'acte.", source="Code de l'État"),
            Term("act", definition="It's...", lang="en"),
        ]
    )
    fixed = fix_lexicon(lexicon)
    assert fixed["x"].headword == "acte d’État" and fixed["x"].source == "Code de l’État"
    assert fixed["act"] == lexicon["act"]
    assert json.dumps([f.code for f in check(fixed)]) == "[]"
