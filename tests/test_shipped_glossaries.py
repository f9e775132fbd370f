"""The shipped glossaries hold what an editor may ask of any glossary of esslink."""

import re
import tomllib
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

import esslink
from esslink.terms import POS, slug

FOLDER = Path(__file__).resolve().parent.parent / "lexicon"
LEAST = {"ess": 200, "numerique": 40}
NBSP = "\u00a0"
KEYS = {
    "headword", "id", "definition", "abbreviation", "aliases", "pos", "gender", "category",
    "categories", "see", "synonyms", "source", "source_url", "not", "senses", "domain", "note",
    "case",
}  # fmt: skip
CATEGORIES = {
    "ess": {
        "démocratie", "engagement", "finance", "gouvernance", "insertion", "institutions", "lois",
        "notions", "pouvoirs publics", "statuts", "territoires", "transitions",
    },
    "numerique": {"accessibilité", "données", "droits", "logiciel", "réseau", "usages", "web"},
}  # fmt: skip
SEED_PAGE = (
    "ESS", "coopération", "coopérative", "coworking", "cotravail", "CRESS", "crowdfunding",
    "finance participative", "CTE", "démocratie participative", "DIY", "DLA", "DPVI",
    "dynamique collective de territoire", "économie circulaire", "économie collaborative",
    "économie de la fonctionnalité", "économie locale", "EI", "entreprise d’insertion",
    "association", "fondation",
)  # fmt: skip


def read(name):
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@pytest.fixture(scope="module", params=sorted(LEAST))
def glossary(request):
    """Name of a glossary, and its terms."""
    return request.param, read(request.param)["term"]


def ident(term):
    return term.get("id") or slug(term["headword"])


def surfaces(term):
    short = [term["abbreviation"]] if "abbreviation" in term else []
    return [term["headword"], *term.get("aliases", []), *short]


def strings(value):
    """Every string in a TOML value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key in value.keys() - {"source_url", "id"}:
            yield from strings(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def collation(headword):
    """French order, simply: words compared without accents, capitals or punctuation."""
    return slug(headword).split("-")


def definitions(term):
    yield term["definition"]
    for sense in term.get("senses", []):
        yield sense["definition"]


def plain(html):
    return re.sub(r"<[^<>]*>", "", html)


def bare(text):
    """Text without accents, case or punctuation, with a blank on each side."""
    return f" {' '.join(slug(plain(text)).split('-'))} "


@pytest.mark.parametrize("name", sorted(LEAST))
def test_head(name):
    head = read(name)["lexicon"]
    assert head.keys() == {"title", "language", "description", "licence", "version"}
    assert (head["language"], head["licence"]) == ("fr", "MIT")


def test_count(glossary):
    name, terms = glossary
    assert len(terms) >= LEAST[name]


def test_keys_and_closed_lists(glossary):
    name, terms = glossary
    for term in terms:
        assert term.keys() <= KEYS, term["headword"]
        assert term["pos"] in POS, term["headword"]
        assert term.get("gender", "m") in {"f", "m"}, term["headword"]
        assert ("category" in term) != ("categories" in term), term["headword"]
        labels = term.get("categories") or [term["category"]]
        assert set(labels) <= CATEGORIES[name], term["headword"]
        assert not ("categories" in term and len(labels) < 2), term["headword"]


def test_every_category_is_used(glossary):
    name, terms = glossary
    used = {label for t in terms for label in t.get("categories") or [t["category"]]}
    assert used == CATEGORIES[name]


def test_ids_are_unique_and_ascii(glossary):
    _, terms = glossary
    counts = Counter(map(ident, terms))
    assert [i for i, n in counts.items() if n > 1] == []
    assert [i for i in counts if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []
    useless = [t["headword"] for t in terms if t.get("id") == slug(t["headword"])]
    assert useless == []


def test_no_form_belongs_to_two_terms(glossary):
    _, terms = glossary
    owners = {}
    for term in terms:
        for surface in surfaces(term):
            owners.setdefault(slug(surface), set()).add(ident(term))
    assert {s: sorted(o) for s, o in owners.items() if len(o) > 1} == {}


def test_no_form_is_given_twice_in_a_term(glossary):
    _, terms = glossary
    for term in terms:
        assert len(set(surfaces(term))) == len(surfaces(term)), term["headword"]


def test_references_exist(glossary):
    _, terms = glossary
    known = set(map(ident, terms))
    for term in terms:
        for key in ("see", "synonyms"):
            targets = term.get(key, [])
            assert set(targets) <= known - {ident(term)}, term["headword"]
            assert len(set(targets)) == len(targets), term["headword"]


def test_definition_is_a_sentence(glossary):
    _, terms = glossary
    for term in terms:
        for definition in definitions(term):
            text = plain(definition)
            assert text.endswith("."), term["headword"]
            assert not text.endswith(".."), term["headword"]
            assert text[0].isupper(), term["headword"]
            assert len(re.findall(r"[.?!…](?=\s+[A-ZÀ-Ý«]|$)", text)) <= 3, term["headword"]
            assert 40 <= len(text) <= 480, (term["headword"], len(text))


def test_definition_does_not_hold_its_own_headword(glossary):
    _, terms = glossary
    held = [
        (term["headword"], form)
        for term in terms
        for form in (term["headword"], *term.get("aliases", []))
        if bare(form) in bare(term["definition"].split(".")[0])
    ]
    assert held == []


def test_definition_of_a_noun_begins_with_a_noun_phrase(glossary):
    _, terms = glossary
    for term in terms:
        if term["pos"] in {"noun", "propn"}:
            for definition in definitions(term):
                first = plain(definition).split()[0]
                assert not re.fullmatch(r"(Se|S’\w+|Est|Sont|Qui|Que|Quand|Voir)", first), first
                assert not re.fullmatch(r"[a-zà-ÿ]{2,}([^i]er|[^o]ir)", first.lower()), first


def test_typography(glossary):
    _, terms = glossary
    for text in strings(terms):
        assert unicodedata.is_normalized("NFC", text), text
        assert not re.search(r"['\"´`]|\.\.\.|\t|\n| {2}|^\s|\s$| [,.)\u00a0]|\u00a0 ", text), text
        assert not re.search(rf"(?<!{NBSP})[;!?%€»]|(?<![{NBSP}\d]):|«(?!{NBSP})", text), text
        assert not re.search(r"\b[oO]e(uvre|il|uf|ur)\b|\bA l[ea’]|\bEt(at|ablissement)", text), (
            text
        )
        assert not re.search(r"\b(Eco|Economi|Energ|Epargn|Ecole|Egal)", text), text
        assert not re.search(rf"\b(n°|art\.|[LRD]\.)(?!{NBSP})", text), text
        assert text.count("«") == text.count("»"), text
        assert text.count("(") == text.count(")"), text


def test_headwords_are_citation_forms(glossary):
    _, terms = glossary
    for term in terms:
        head = term["headword"]
        assert head == head.strip(" .,;:"), head
        assert "(" not in head, head
        if term["pos"] != "propn" and not head.split()[0].isupper():
            assert head[0].islower(), head


def test_sources(glossary):
    name, terms = glossary
    if name == "ess":
        assert [t["headword"] for t in terms if not t.get("source")] == []
    for term in terms:
        assert re.fullmatch(r"https://[a-z0-9.-]+/\S*", term.get("source_url", "https://a/"))
        assert "source" in term or "source_url" not in term, term["headword"]


def test_not_phrases_hold_the_term(glossary):
    """A phrase that holds no form of its term could never matter."""
    _, terms = glossary
    for term in terms:
        stems = [bare(s).rstrip() for s in surfaces(term)]
        for phrase in term.get("not", []):
            assert any(stem in bare(phrase) for stem in stems), (term["headword"], phrase)


def test_sorted_in_french_order(glossary):
    _, terms = glossary
    order = [collation(t["headword"]) for t in terms]
    assert [pair for pair in pairwise(order) if pair[0] >= pair[1]] == []


def test_terms_of_the_seed_page():
    held = {surface for term in read("ess")["term"] for surface in surfaces(term)}
    assert [s for s in SEED_PAGE if s not in held] == []


def test_sources_file_names_every_glossary():
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    assert [name for name in LEAST if f"{name}.toml" not in text] == []


def test_sources_file_holds_every_number_that_an_entry_cites(glossary):
    name, terms = glossary
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8").replace(NBSP, " ")
    act = re.compile(rf"(?:n°{NBSP}|\((?:UE|CE)\) )(\d{{2,4}}[-/]\d{{2,4}})")
    numbers = {n for term in terms for n in act.findall(term.get("source", ""))}
    assert numbers, name
    assert [n for n in sorted(numbers) if n not in text] == []


@pytest.fixture(scope="module", params=sorted(LEAST))
def compiled(request):
    """A glossary as esslink reads it, and its matcher."""
    lexicon = esslink.Lexicon.bundled(request.param)
    return lexicon, esslink.compile(lexicon)


def found(matcher, text):
    every = esslink.Policy(occurrences="all")
    return [(match.term.id, text[match.start : match.end]) for match in matcher.find(text, every)]


def test_every_form_is_found_and_belongs_to_its_term(compiled):
    lexicon, matcher = compiled
    wrong = []
    for term in lexicon:
        for form in (term.headword, *term.aliases, *filter(None, [term.abbreviation])):
            if found(matcher, f"Voici : {form}.") != [(term.id, form)]:
                wrong.append((form, found(matcher, f"Voici : {form}.")))
    assert wrong == []


def test_not_phrases_hold_no_match_of_their_term(compiled):
    lexicon, matcher = compiled
    wrong = [
        phrase
        for term in lexicon
        for phrase in term.never
        if term.id in dict(found(matcher, f"Il s’agit de {phrase} ici."))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "Elle s’avise qu’il est temps, il se ravise, on avise.",
        "Un leader du fair-play, un pat aux échecs, du sel et une cape.",
        "Le personnel de l’hôtel a fait une bonne action ; j’ai rep(r)is, dit l’ami.",
        "Les fondations de la maison tiennent, par association d’idées.",
        "La France active et le mouvement associatif local.",
    ],
)
def test_ordinary_words_are_not_terms(text):
    matcher = esslink.compile(esslink.Lexicon.bundled("ess"))
    assert found(matcher, text) == []
