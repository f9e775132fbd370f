"""Reports and the options of scope, as a person types them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pyarrow
import pyarrow.parquet
import pytest

import archives
import books
import esslink
from esslink.cli.forms import ORIGINS
from esslink.french.forms import forms

NB = "\u00a0"
GLOSSARY = """[[term]]
headword = "coopérative"
definition = "Société détenue par ses membres."

[[term]]
headword = "ferme"
definition = "Exploitation."

[[term]]
headword = "tontine"
definition = "Épargne."
"""
PAGE = "<!DOCTYPE html><html lang=fr><head><title>{}</title></head><body>{}</body></html>"


@pytest.fixture
def cli(tmp_path, tmp_path_factory):
    """Run the command in a folder that holds a glossary and a site of sixty pages."""
    (tmp_path / "mots.toml").write_text(GLOSSARY, encoding="utf-8")
    for number in range(60):
        path = tmp_path / "site" / f"d{number % 3}" / f"p{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"<p>{'La coopérative et une ferme. ' * (number % 9)}Il la ferme.</p>"
        path.write_text(PAGE.format(f"Page {number}", text), encoding="utf-8")
    cache = tmp_path_factory.getbasetemp().parent / "esslink-cache"

    def run(*arguments, stdin=b""):
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "esslink", *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**kept, "HOME": str(tmp_path), "ESSLINK_CACHE": str(cache)},
        )
        done.out, done.err = done.stdout.decode(), done.stderr.decode()
        return done

    run.folder = tmp_path
    return run


def report_of(cli, name="r.json"):
    return json.loads((cli.folder / name).read_text(encoding="utf-8"))


def test_a_folder_gives_the_same_report_with_1_2_and_8_processes(cli):
    written = set()
    for jobs in ("1", "2", "8"):
        done = cli("annotate", "site", "-l", "mots.toml", "-o", "out", "-j", jobs, "-q",
                   "--report", "r.html")  # fmt: skip
        assert (done.returncode, done.out, done.err) == (0, "", "")
        written.add((cli.folder / "r.html").read_bytes())
    assert len(written) == 1
    page = written.pop().decode()
    assert 'href="out/d0/p0.html"' in page and "<li>tontine</li>" in page


def test_the_numbers_are_those_of_the_run(cli):
    done = cli("annotate", "site", "-l", "mots.toml", "-o", "out", "--report", "out/r.json")
    assert done.returncode == 0
    report = report_of(cli, "out/r.json")
    assert f"{report['totals']['links']} liens vers 2 termes" in done.err
    assert report["totals"]["pages"] == 60
    assert report["totals"]["occurrences"] == 2 * sum(number % 9 for number in range(60))
    assert [row["term"] for row in report["never"]] == ["tontine"]
    assert report["pages"][0]["href"] == report["pages"][0]["page"]
    [left] = report["left"]
    assert (left["form"], left["reason"], left["rule"]) == ("ferme", "context", "object pronoun")
    assert left["occurrences"] == 60


def test_find_writes_a_report_too_and_nothing_else(cli):
    before = sorted(os.listdir(cli.folder))
    done = cli("find", "site/d0", "-l", "mots.toml", "--report", "r.csv")
    assert done.returncode == 0 and "coopérative" in done.out
    text = (cli.folder / "r.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    [row] = [row for row in rows if row["tableau"] == "terme" and row["id"] == "ferme"]
    assert int(row["occurrences"]) == sum(number % 9 for number in range(0, 60, 3))
    assert sorted(os.listdir(cli.folder)) == sorted([*before, "r.csv", ".cache"]) or sorted(
        os.listdir(cli.folder)
    ) == sorted([*before, "r.csv"])


def test_one_file_and_standard_input_have_reports(cli):
    one = cli("annotate", "site/d1/p1.html", "-l", "mots.toml", "--report", "r.json")
    assert one.returncode == 0 and "<a class" in one.out
    assert report_of(cli)["pages"][0]["href"] == "site/d1/p1.html"
    cli("annotate", "site/d1/p1.html", "-l", "mots.toml", "-o", "x.html", "--report", "r.json")
    assert report_of(cli)["pages"][0]["href"] == "x.html"
    for action in ("annotate", "find"):
        cli(action, "-", "-l", "mots.toml", "--report", "r.json", stdin=b"Une ferme")
        assert report_of(cli)["pages"][0]["href"] == ""
        assert report_of(cli)["totals"]["occurrences"] == 1


def test_a_report_that_could_not_be_written_is_refused_before_the_run(cli):
    for arguments, words in (
        (("--report", "r.txt"), "donnez un nom en .html, .json ou .csv"),
        (("--report", "nulle-part/r.html"), "n’existe pas"),
    ):
        done = cli("annotate", "site", "-l", "mots.toml", "-o", "out", *arguments)
        assert done.returncode == 2 and words in done.err
        assert not (cli.folder / "out").exists()


def test_failed_files_are_in_the_report(cli):
    (cli.folder / "site" / "mal.html").write_bytes(b"\x00\x01\x02" * 99)
    done = cli("annotate", "site", "-l", "mots.toml", "-o", "out", "--report", "r.json", "-q")
    assert done.returncode == 1
    [failed] = report_of(cli)["failed"]
    assert failed["page"] == "mal.html" and "binaire" in failed["error"]


def test_a_report_is_left_alone_by_the_next_run(cli):
    for _ in range(2):
        cli("annotate", "site", "-l", "mots.toml", "--in-place", "--report", "site/r.html", "-q")
    cli("annotate", "site", "-l", "mots.toml", "--check", "--report", "r.json", "-q")
    assert report_of(cli)["totals"]["pages"] == 60, "the report is no page"


def test_the_glossary_page_names_the_pages_of_a_report(cli):
    cli("annotate", "site", "-l", "mots.toml", "-o", "out", "--report", "r.json", "-q")
    done = cli("lexicon", "page", "mots.toml", "-o", "out", "--report", "r.json")
    assert done.returncode == 0
    page = (cli.folder / "out" / "glossaire.html").read_text(encoding="utf-8")
    assert '<a href="d2/p8.html">Page 8</a>' in page
    using = sum(number % 9 > 0 for number in range(60))
    assert page.count(f"et {using - 20}{NB}de plus") == 2
    refused = cli("lexicon", "page", "mots.toml", "--report", "mots.toml")
    assert refused.returncode == 2 and "ce n’est pas un rapport JSON" in refused.err


# ── where links may stand ───────────────────────────────────────────────────

BODY = (
    "<h2>La coopérative</h2><div class=encart><p>Une coopérative.</p></div>"
    "<main><p>Une ferme.</p></main><p lang=oc>La ferme.</p>"
)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["coopérative", "ferme"]),
        (("--skip", ".encart"), ["ferme"]),
        (("--within", "main"), ["ferme"]),
        (("--within", "main", "--within", ".encart"), ["coopérative", "ferme"]),
        (("--headings",), ["coopérative", "coopérative", "ferme"]),
        (("--lang", ""), ["coopérative", "ferme", "ferme"]),
        (("--lang", "oc"), ["ferme"]),
    ],
)
def test_selectors_headings_and_language_are_options(cli, options, found):
    (cli.folder / "p.html").write_text(f"<!DOCTYPE html><body>{BODY}", encoding="utf-8")
    if options == ("--lang", "oc"):  # what has no language is the page's, here French
        (cli.folder / "p.html").write_text(
            f'<!DOCTYPE html><html lang="fr"><body>{BODY}', encoding="utf-8"
        )
    done = cli("find", "p.html", "-l", "mots.toml", "--json", *options)
    assert [json.loads(line)["term"] for line in done.out.splitlines()] == [
        {"coopérative": "cooperative"}.get(word, word) for word in found
    ]
    linked = cli("annotate", "p.html", "-l", "mots.toml", "--occurrences", "all", *options)
    assert linked.out.count('<a class="esslink"') == len(found)


@pytest.mark.parametrize("option", ["--skip", "--within"])
def test_a_selector_that_is_not_understood_is_an_error_of_usage(cli, option):
    for selector in ("p:hover", "p + p", "[", ""):
        done = cli("annotate", "site/d0/p0.html", "-l", "mots.toml", option, selector)
        assert (done.returncode, done.out) == (2, "")
        assert done.err.startswith(f"esslink{NB}: {option}{NB}: ") and done.err.count("\n") == 1


def test_books_are_in_reports_chapter_by_chapter(cli):
    chapter = books.chapter(coopérative="une coopérative")
    (cli.folder / "livre.epub").write_bytes(books.book(3, un=chapter))
    for action, out in (("annotate", ("-o", "lié.epub")), ("find", ())):
        done = cli(action, "livre.epub", "-l", "mots.toml", *out, "--report", "r.json")
        assert done.returncode == 0, done.err
        report = report_of(cli)
        [used] = [row["used"] for row in report["terms"] if row["term"] == "cooperative"]
        assert used[0]["part"] == "EPUB/texte/un.xhtml"
        href = next(page["href"] for page in report["pages"] if page["occurrences"])
        assert href == ("li%C3%A9.epub" if out else "livre.epub")


# ── reasons, and what is missing ────────────────────────────────────────────


def test_explain_names_rules_in_french_and_json_keeps_their_names(cli):
    text = "Il la ferme. La ferme."
    shown = cli("explain", "-", "-l", "mots.toml", stdin=text.encode())
    assert f"(verbe après un pronom complément, comme dans «{NB}il la [ferme]{NB}»)" in shown.out
    lines = cli("explain", "-", "-l", "mots.toml", "--json", stdin=text.encode()).out.splitlines()
    left, linked = map(json.loads, lines)
    assert (left["reason"], left["rule"]) == ("context", "object pronoun")
    assert "reason" not in linked and "rule" not in linked


def test_explain_of_one_term(cli):
    text = "Une tontine. La ferme."
    done = cli("explain", "-", "-l", "mots.toml", "--term", "Ferme", stdin=text.encode())
    assert done.out.split() == ["-:1", "ferme", "ferme", "relié"]
    done = cli("explain", "-", "-l", "mots.toml", "--term", "usine", stdin=text.encode())
    assert done.returncode == 2 and f"--term{NB}: «{NB}usine{NB}»" in done.err


def test_every_limit_of_the_policy_is_an_option(cli):
    text = "Une tontine. La ferme. La ferme. La ferme. La coopérative.".encode()

    def found(*options):
        done = cli("find", "-", "-l", "mots.toml", "--json", *options, stdin=text)
        return [json.loads(line)["term"] for line in done.out.splitlines()]

    assert found("--per-term", "2") == ["tontine", "ferme", "ferme", "cooperative"]
    assert found("--per-page", "1") == ["tontine"]
    assert found("--distance", "15").count("ferme") == 2
    assert found("--stop", "Ferme", "--stop", "Coopérative") == ["tontine"]


def test_a_model_that_is_missing_is_said_once_with_the_command(cli):
    code = (
        "import sys; sys.modules['fr_core_news_sm'] = None\n"
        "from esslink.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "annotate", "site", "-l", "mots.toml", "-o", "out",
         "--context", "model"],
        capture_output=True, cwd=cli.folder, text=True,
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert 'pip install "esslink[model]"' in done.stderr


def test_a_text_becomes_a_whole_page_and_the_text_again(cli):
    text = "Notes\n\nUne coopérative & une ferme.\n".encode()
    (cli.folder / "notes.txt").write_bytes(text)
    done = cli("annotate", "notes.txt", "-l", "mots.toml", "--standalone", "-o", "notes.html")
    assert done.returncode == 0
    assert (cli.folder / "notes.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert cli("strip", "notes.html").stdout == text
    refused = cli("annotate", "notes.txt", "-l", "mots.toml", "--standalone", "--to", "markdown")
    assert refused.returncode == 2 and "--to markdown" in refused.err


def test_forms_say_where_they_come_from(cli):
    done = cli("lexicon", "forms", "ess", "ESS", "ferme")
    assert f"  E.S.S.  sigle avec des points de «{NB}ESS{NB}», avec ces capitales" in done.out
    done = cli("lexicon", "forms", "mots.toml", "ferme")
    first, second, *_ = done.out.splitlines()
    assert first == f"ferme{NB}:" and second.startswith("  ferme  le nom lui-même, peut aussi être")
    line = json.loads(cli("lexicon", "forms", "mots.toml", "ferme", "--json").stdout)
    assert {"VERB", "ADJ"} <= set(line["made"][0]["readings"])
    assert [one["form"] for one in line["made"]][:2] == ["ferme", "fermes"]


def test_every_origin_of_a_form_is_said_in_french():
    terms = [term for name in ("ess", "numerique") for term in esslink.Lexicon.bundled(name)]
    terms += [
        esslink.Term("relancer", pos="verb"),
        esslink.Term("manageur, -euse"),
        esslink.Term("effet « pogo »"),
        esslink.Term("agrément", forms=("agréement",)),
    ]
    origins = {form.origin for term in terms for form in forms(term)}
    assert len(origins) > 10 and origins <= set(ORIGINS)


def test_explain_names_the_element_that_is_left_alone(cli):
    (cli.folder / "p.html").write_text(
        "<!DOCTYPE html><html lang=fr><head><title>La ferme</title><style>.ferme{}</style><body>"
        "<h1>La ferme</h1><p>La ferme, <code>ferme</code>, <a href=x>la tontine</a>."
        "<p class=noesslink>une &#102;erme</p><p lang=oc>La ferme</p><script>ferme</script>"
        "<div class=encart>La ferme</div>",
        encoding="utf-8",
    )
    done = cli("explain", "p.html", "-l", "mots.toml", "--skip", ".encart", "--json")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["term"], one.get("reason"), one.get("rule")) for one in found] == [
        ("ferme", "element", "h1"),
        ("ferme", None, None),
        ("ferme", "element", "code"),
        ("tontine", "element", "a"),
        ("ferme", "element", "p.noesslink"),
        ("ferme", "element", 'p[lang="oc"]'),
        ("ferme", "element", None),
    ]
    shown = cli("explain", "p.html", "-l", "mots.toml").out
    assert "l’élément est laissé tel quel (code)" in shown


def test_find_is_not_told_of_elements_left_alone(cli):
    done = cli("find", "-", "-l", "mots.toml", stdin=b"<p>La ferme <code>ferme</code>")
    assert done.out.count("\n") == 1


def test_a_resumed_run_reports_what_was_done_before_too(cli):
    arguments = ("annotate", "site", "-l", "mots.toml", "-o", "out", "-q")
    cli(*arguments, "--report", "whole.json")
    for number in range(0, 60, 7):
        (cli.folder / "out" / f"d{number % 3}" / f"p{number}.html").unlink()
    kept = cli.folder / "out/d1/p1.html"
    before = kept.stat().st_ino
    done = cli(*arguments, "--resume", "--report", "r.json")
    assert (done.returncode, done.err) == (0, "")
    assert report_of(cli) == report_of(cli, "whole.json")
    assert kept.stat().st_ino == before, "a page that was done is written again"
    # Of files changed where they are, whose sources now bear marks.
    cli("annotate", "site", "-l", "mots.toml", "--in-place", "-q", "--report", "whole.json")
    cli("annotate", "site", "-l", "mots.toml", "--in-place", "-q", "--resume", "--report", "r.json")
    assert report_of(cli) == report_of(cli, "whole.json")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_corpora_have_the_report_of_their_pages(cli, jobs):
    pages = {path.name: path.read_text("utf-8") for path in (cli.folder / "site").rglob("*.html")}
    half = len(pages) // 2
    for number, rows in enumerate((list(pages.items())[:half], list(pages.items())[half:])):
        lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in rows)
        (cli.folder / f"{number}.jsonl").write_text(lines)
    rows = [archives.response(text.encode()) for text in pages.values()]
    archives.archive(cli.folder / "crawl.warc.gz", rows)
    table = pyarrow.table({"id": list(pages), "text": list(pages.values())})
    pyarrow.parquet.write_table(table, cli.folder / "pages.parquet")
    cli("annotate", "site", "-l", "mots.toml", "-o", "out", "-q", "--report", "site.json")
    right = report_of(cli, "site.json")
    for sources in (["0.jsonl", "1.jsonl"], ["crawl.warc.gz"], ["pages.parquet"]):
        arguments = ["annotate", *sources, "-l", "mots.toml", "-o", "out2/", "-q", "-j", jobs]
        done = cli(*arguments, "--report", "r.json")
        assert (done.returncode, done.err) == (0, "")
        report = report_of(cli)
        assert report["totals"] == right["totals"]
        for key in ("term", "occurrences", "links", "pages", "forms"):
            assert [row[key] for row in report["terms"]] == [row[key] for row in right["terms"]]
        assert report["never"] == right["never"]
    found = cli("find", "crawl.warc.gz", "-l", "mots.toml", "--report", "r.html")
    assert found.returncode == 0
    page = (cli.folder / "r.html").read_text("utf-8")
    assert 'href="http://exemple.fr/' in page
    (cli.folder / "bad.jsonl").write_text('{"text": 1}\n{"text": "Une ferme"}\n')
    cli("annotate", "bad.jsonl", "-l", "mots.toml", "-o", "ok.jsonl", "--report", "r.json", "-q")
    report = report_of(cli)
    assert report["totals"]["pages"] == 1 and len(report["failed"]) == 1
    assert report["failed"][0]["page"] == "bad.jsonl › ligne 1"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_names_that_are_no_utf8_are_names_as_any_other(cli):
    """Exports of old sites name their files in Latin-1: nothing that is written trips on one."""
    name = b"caf\xe9.html"
    folder = os.fsencode(cli.folder / "vieux")
    os.mkdir(folder)
    page = PAGE.format("t", "<p>La coopérative.</p>").encode()
    for one in (name, b"suite.html"):
        with open(os.path.join(folder, one), "wb") as file:
            file.write(page)
    arguments = ("annotate", "vieux", "-l", "mots.toml", "-o", "out", "--report", "r.json")
    for jobs in ("1", "2"):
        done = cli(*arguments, "-j", jobs)
        assert done.returncode == 0, done.err
    made = cli.folder / "out" / os.fsdecode(name)
    before = made.stat().st_ino
    done = cli(*arguments, "--resume")
    assert done.returncode == 0, done.err
    assert made.stat().st_ino == before, "a page that was done is written again"
    assert cli("annotate", "vieux", "-l", "mots.toml", "-o", "o", "--report", "r.html").err
    assert "o/caf%E9.html" in (cli.folder / "r.html").read_text("utf-8")
    assert cli("strip", "out", "-o", "back", "-q").returncode == 0
    assert (cli.folder / "back" / os.fsdecode(name)).read_bytes() == page
    for output in ("f.jsonl", "f.parquet"):
        done = cli("find", "vieux", "-l", "mots.toml", "-o", output)
        assert (done.returncode, done.err) == (0, "")
    lines = (cli.folder / "f.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["caf\udce9.html", "suite.html"]
    rows = pyarrow.parquet.read_table(cli.folder / "f.parquet").column("file").to_pylist()
    assert rows == ["caf\\udce9.html", "suite.html"]
