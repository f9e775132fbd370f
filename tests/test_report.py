"""Reports: what is gathered from a page, how pages add up, and what is written of them."""

from __future__ import annotations

import csv
import io
import json
import random
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import esslink
from esslink.annotator import Annotator
from esslink.context.table import rules
from esslink.context.wording import example, wording
from esslink.errors import OptionError
from esslink.policy import REASONS, Policy
from esslink.report import page as report_page
from esslink.report import tally as report_tally
from esslink.report.page import as_html
from esslink.report.seen import CONTEXTS, Context, Left, Seen, Tallied, context, look
from esslink.report.tables import COLUMNS, as_csv, as_json, as_mapping, uses
from esslink.report.tally import Lowest, Tally, address
from esslink.terms import Term

FARM = [
    Term("ferme", definition="Exploitation agricole.", categories=("lieux",)),
    Term("mutuelle", definition="Société de personnes.", categories=("statuts",)),
    Term("Fondation", definition="Personne morale."),
    Term("avocat", id="avocat-fruit", definition="Fruit."),
    Term("avocat", id="avocat-metier", definition="Métier."),
    Term("puits de carbone", definition="Réservoir."),
]
PAGE = (
    "<!DOCTYPE html><html lang=fr><head><title>La ferme &amp; la mutuelle</title></head><body>"
    "<h1>La ferme</h1><p>Il la ferme. Dans la ferme, une <b>mutuelle</b> et deux mutuelles.</p>"
    "<p>Un avocat à la Fondation de France, www.ferme.fr</p><pre>ferme</pre></body></html>"
)


@pytest.fixture(scope="module")
def farm():
    return esslink.compile(FARM)


def tally_of(matcher, pages, policy=None, action="annotate"):
    policy = policy or Policy()
    tally = Tally(matcher.terms, policy, "ferme", action)
    for name, source in pages:
        tally.add(
            name, address(f"site/{name}", "site/report.html"), look_at(matcher, source, policy)
        )
    return tally


def look_at(matcher, source, policy=None):
    return look(Annotator(matcher, policy), source, linked={term.id for term in FARM})


# ── one page ────────────────────────────────────────────────────────────────


def test_occurrences_links_and_forms_are_counted(farm):
    seen = look_at(farm, PAGE)
    assert seen.title == "La ferme & la mutuelle"
    found = {one.term: one for one in seen.terms}
    assert found["mutuelle"][1:3] == (2, 1), "two occurrences, of which the policy links one"
    assert found["mutuelle"].forms == {"mutuelle": 1, "mutuelles": 1}
    assert found["ferme"].occurrences == 1


def test_forms_left_alone_come_with_their_reason_and_rule(farm):
    left = {(one.form, one.reason, one.detail) for one in look_at(farm, PAGE).left}
    assert ("ferme", "context", "object pronoun") in left
    assert ("ferme", "guard", "address") in left
    assert {(form, reason) for form, reason, _ in left} >= {("avocat", "shared")}


def test_contexts_are_prose_without_markup_and_stop_at_blocks(farm):
    seen = look_at(farm, PAGE, Policy(occurrences="all"))
    mutuelle = next(one for one in seen.terms if one.term == "mutuelle")
    assert mutuelle.contexts[0] == Context(
        "Il la ferme. Dans la ferme, une ", "mutuelle", " et deux mutuelles."
    )
    assert (
        len(look_at(farm, "<p>ferme " * 50, Policy(occurrences="all")).terms[0].contexts)
        == CONTEXTS
    )


def test_a_page_that_asks_to_be_left_alone_is_not_in_the_report(farm):
    assert look_at(farm, '<meta name="esslink" content="off"><p>La mutuelle') is None


def test_a_page_of_which_nothing_was_linked_counts_no_link(farm):
    seen = look(Annotator(farm), "<p>Une mutuelle", linked=frozenset())
    assert seen.terms[0][1:3] == (1, 0)


def test_a_term_without_definition_occurs_and_is_not_linked():
    matcher = esslink.compile([Term("tontine"), Term("mutuelle", definition="Société.")])
    result = Annotator(matcher).run("<p>Une tontine, une mutuelle.")
    linked = {term.id for term in result.terms}
    seen = look(Annotator(matcher), result.source, linked=linked)
    assert [one[:3] for one in seen.terms] == [("tontine", 1, 0), ("mutuelle", 1, 1)]
    assert sum(one.links for one in seen.terms) == len(result.matches)


@pytest.mark.parametrize(
    "policy", [Policy(own_page="leave"), Policy(per_page=1), Policy(stop=("ferme",))]
)
def test_links_are_those_of_the_page_whatever_the_policy(farm, policy):
    annotator = Annotator(farm, policy)
    page = "<!DOCTYPE html><h1>Ferme</h1><p>La ferme, une mutuelle, la ferme.</p>"
    result = annotator.run(page)
    seen = look(annotator, page, linked={term.id for term in result.terms})
    assert sum(one.links for one in seen.terms) == len(result.matches) > 0


@given(st.text(st.sampled_from("ab é’\n\t\x1d\x1e\x1f\u202e…"), max_size=300), st.data())
def test_contexts_are_one_clean_line(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = context(text, start, end)
    for part in shown:
        assert not set(part) & set("\n\t\x1d\x1e\x1f\u202e") and "  " not in part
    if (
        end > start
        and not set(text[start:end]) & set("\x1d\x1e\x1f\u202e\n\t ")
        and end - start < 100
    ):
        assert shown.text == text[start:end]


# ── pages added up ──────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(0, 8))
def test_the_lowest_are_kept_in_any_order(numbers, limit):
    few = Lowest(limit)
    for place, number in enumerate(numbers):
        few.add((number, place), number)
    assert few.values() == sorted(numbers)[:limit]


def generated(count, seed=3):
    draw = random.Random(seed)
    words = ["la ferme", "une mutuelle", "il ferme", "un avocat", "des mutuelles", "rien", "loin"]
    for number in range(count):
        text = " ".join(draw.choices(words, k=draw.randrange(400)))
        yield f"d{number % 7}/p{number}.html", f"<title>Page {number}</title><p>{text}</p>"


def test_reports_do_not_depend_on_the_order_of_pages(farm, monkeypatch):
    for name in ("PAGES", "USED", "BUDGET"):
        monkeypatch.setattr(report_tally, name, 20)  # so that much is left out
    pages = list(generated(120))
    written = set()
    for seed in range(4):
        random.Random(seed).shuffle(pages)
        tally = tally_of(farm, pages)
        tally.fail("b.html", "x")
        tally.fail("a.html", "x")
        written.add((as_html(tally), as_json(tally), as_csv(tally)))
    assert len(written) == 1


def test_each_page_shows_once_before_any_shows_twice(farm):
    pages = [(f"{n}.html", "<p>" + "Une mutuelle. " * (1 + 50 * (n == 0))) for n in range(6)]
    row = next(row for row in tally_of(farm, pages).found() if row.term.id == "mutuelle")
    assert {line.page.name for line in row.lines[:6]} == {name for name, _ in pages}
    assert {line.page.name for line in row.lines[6:]} == {"0.html"}


def test_counts_are_exact_where_rows_are_left_out(farm, monkeypatch):
    monkeypatch.setattr(report_tally, "PAGES", 10)
    monkeypatch.setattr(report_page, "PAGES", 5)
    pages = list(generated(50))
    tally = tally_of(farm, pages)
    whole = as_mapping(tally)
    seen = [look_at(farm, source) for _, source in pages]
    assert whole["totals"]["pages"] == 50 == sum(band["pages"] for band in whole["density"])
    assert whole["totals"]["occurrences"] == sum(t.occurrences for s in seen for t in s.terms)
    assert len(whole["pages"]) == 10 and whole["pages_left_out"] == 40
    assert "45 pages de plus" in as_html(tally).decode()


def test_never_found_means_never_among_the_terms_that_count(farm):
    page = [("a.html", "<p>Une mutuelle")]
    never = [term.id for term in tally_of(farm, page).never()]
    assert never == ["ferme", "fondation", "avocat-fruit", "avocat-metier", "puits-de-carbone"]
    assert [t.id for t in tally_of(farm, page, Policy(only=("lieux",))).never()] == ["ferme"]
    assert "ferme" not in [t.id for t in tally_of(farm, page, Policy(without=("lieux",))).never()]


def test_densest_pages_come_first_and_short_ones_last(farm):
    pages = [
        ("court.html", "<p>ferme"),
        ("dense.html", "<p>" + "la ferme " * 100),
        ("vide.html", "<p>" + "rien " * 200),
    ]
    assert [page.name for page in tally_of(farm, pages).listed()] == [
        "dense.html", "vide.html", "court.html",
    ]  # fmt: skip


def test_the_page_stays_small_whatever_the_number_of_pages_and_terms():
    terms = [Term(f"terme {number}", definition="x") for number in range(4000)]
    tally = Tally(terms, Policy(), "grand", "find")
    line = Context("avant " * 11, "terme", " après" * 11)
    for number in range(2000):
        found = tuple(
            Tallied(terms[(number * 7 + n) % 4000].id, 3, 0, {"terme": 3}, (line,) * 3)
            for n in range(20)
        )
        left = (Left(terms[number].id, "forme", "context", "subject", 1, (line,)),)
        name = f"un/long/chemin/vers/une/page-{number}.html"
        tally.add(name, name, Seen("Un titre de page", 1000, found, left))
    assert len(as_html(tally)) < 8_000_000
    kept = sum(len(row.lines) for row in tally.found())
    assert kept <= report_tally.BUDGET


# ── what is written ─────────────────────────────────────────────────────────

ODD = "<script>x</script>\"'&\x00\u202e=1+1;\n…\udcff"


def odd_tally():
    terms = [Term("mot", id="mot", definition="x"), Term("jamais", id="jamais", definition="x")]
    tally = Tally(terms, Policy(), ODD, "annotate")
    line = Context(ODD, ODD, ODD)
    found = (Tallied("mot", 1, 1, {ODD: 1}, (line,)),)
    left = tuple(Left("mot", ODD, reason, ODD, 1, (line,)) for reason in REASONS)
    tally.add(f"{ODD}.html", address(f"javascript:{ODD}.html", "r.html"), Seen(ODD, 9, found, left))
    tally.fail(ODD, ODD)
    return tally


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]


def test_whatever_is_reported_is_escaped():
    parser = _Tags()
    parser.feed(as_html(odd_tally()).decode())
    assert parser.tags.count("script") == 1, "the page's own"
    assert parser.links and all(
        link.startswith(("#", "javascript%3A%3Cscript")) for link in parser.links
    )


def test_names_that_are_not_unicode_survive_in_json(tmp_path):
    data = as_json(odd_tally())
    report = json.loads(data)
    assert report["pages"][0]["page"] == f"{ODD}.html"
    (tmp_path / "r.json").write_bytes(data)
    used, counts = uses(str(tmp_path / "r.json"))
    assert unquote(used["mot"][0][0], errors="surrogateescape") == f"{ODD}.html"
    assert ":" not in used["mot"][0][0] and counts == {"mot": 1}


def test_csv_holds_no_formula_and_every_line_has_its_columns(farm):
    for tally in (odd_tally(), tally_of(farm, generated(30))):
        data = as_csv(tally)
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert tuple(rows[0]) == COLUMNS and {len(row) for row in rows} == {len(COLUMNS)}
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]


def test_json_csv_and_page_tell_the_same(farm):
    tally = tally_of(farm, generated(40))
    report = json.loads(as_json(tally))
    text = as_csv(tally).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    terms = {row["id"]: int(row["occurrences"]) for row in rows if row["tableau"] == "terme"}
    assert terms == {row["term"]: row["occurrences"] for row in report["terms"]}
    assert len([r for r in rows if r["tableau"] == "page"]) == len(report["pages"]) == 40
    page = as_html(tally).decode()
    for row in report["terms"]:
        assert f'<th scope="row">{row["headword"]}</th>' in page
        assert sum(row["forms"].values()) == row["occurrences"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"esslink-report": 2, "terms": []}', "[" * 10**5,
     '{"esslink-report": 1, "terms": [{"term": "a", "used": [{"page": "\\ud800"}], "pages": 1}]}',
     '{"esslink-report": 1, "terms": 3}', '{"esslink-report": 1, "terms": [{"term": "a"}]}'],
)  # fmt: skip
def test_what_is_no_report_is_refused(tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(OptionError, match=r"rapport JSON d’esslink"):
        uses(str(tmp_path / "r.json"))
    with pytest.raises(OptionError, match="illisible"):
        uses(str(tmp_path / "absent.json"))


# ── the rules in French ─────────────────────────────────────────────────────


def test_every_rule_has_its_wording_and_its_example():
    for rule in rules():
        assert wording("context", rule.name) != rule.name, f"wording.tsv lacks {rule.name}"
        shown = example("context", rule.name)
        assert "[" in shown and "'" not in shown
        assert "« " not in wording("context", rule.name), "a breaking blank inside guillemets"


def test_guards_and_limits_are_said_in_french(farm):
    details = {(one.reason, one.detail) for one in look_at(farm, PAGE).left}
    for reason, detail in details - {("shared", "avocat-fruit, avocat-metier")}:
        assert wording(reason, detail) != detail
