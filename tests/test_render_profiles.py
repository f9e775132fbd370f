"""Every other profile: its sample, letter for letter, and what its readers keep."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import esslink
from esslink.errors import OptionError
from esslink.render import Page, words
from esslink.render.custom import Custom, template
from esslink.render.data import records, web_annotations
from esslink.render.glossary_page import GlossaryPage, glossary_pages
from esslink.render.markdown import strip_markdown
from esslink.render.marks import reference_element
from esslink.render.profiles import PROFILES, profile
from esslink.sources.html import read
from esslink.sources.tokens import START, tokens
from esslink.terms import Term
from test_render_web import KNOWN, TERMS

CASES = Path(__file__).parent / "cases" / "render"
FR = Page(lang="fr", path="guide/page.html")
OPTIONS = {
    "page": {"address": "mots/{letter}.html"},
    "title": {"limit": 30},
}


@pytest.mark.parametrize("name", sorted(set(PROFILES) - {"web", "epub"}))
def test_cases(name):
    """Compare with the file; where a change is meant, delete the file and run again."""
    renderer = profile(name, OPTIONS.get(name))
    first, last = renderer.reference(TERMS[1], FR), renderer.reference(TERMS[3], FR)
    shown = f"<p>L’{'ESS'.join(first)} et la {'culture'.join(last)}"
    got = f"{renderer.head(FR)}{shown}</p>\n{renderer.glossary(TERMS, FR, KNOWN)}"
    file = CASES / (f"{name}.md" if name == "markdown" else f"{name}.html")
    if not file.exists():
        file.write_text(got, encoding="utf-8")
        pytest.fail(f"{file} was missing: written now, read it and run again")
    assert got == file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def matcher():
    return esslink.compile(
        [
            esslink.Term("mutuelle", definition="Société de <b>personnes</b>.", see=("fondation",)),
            esslink.Term("fondation", definition="Biens affectés à une œuvre."),
        ]
    )


PAGES = (
    "<!DOCTYPE html>\r\n<html lang=fr><head><title>x</title></head><body><p>Les mutuelles et les "
    "fonda<i>tions</i>, <abbr>mutuelle</abbr><dfn>a</dfn>.</p></body></html>\r\n",
    "<p>Une mutuelle <span>et une fondation</span>",
    "<ul><li><a href=x>mutuelle</a><li>mutuelle",
)


@pytest.mark.parametrize("source", PAGES)
@pytest.mark.parametrize("name", sorted(set(PROFILES) - {"markdown", "epub"}))
def test_each_is_undone_and_stable(matcher, name, source):
    renderer = profile(name)
    marked = esslink.annotate(source, matcher, renderer=renderer)
    assert marked != source
    assert esslink.strip(marked) == source
    assert esslink.annotate(marked, matcher, renderer=renderer) == marked
    other = esslink.annotate(marked, matcher)
    assert esslink.strip(other) == source, "one profile after another is undone whole"


def test_mail_has_no_link_into_itself_and_no_id():
    text = profile("mail").glossary(TERMS, FR, KNOWN)
    assert not any(name == "id" for token in tokens(text) for name, _ in token.attributes)
    assert 'href="#' not in text


def test_options_are_held():
    for name, options in (
        ("web", {"asset": "inline"}),
        ("nulle-part", {}),
        ("mail", {"address": "glossaire.html"}),
        ("feed", {"site": "javascript:alert(1)//"}),
        ("title", {"limit": 0}),
    ):
        with pytest.raises(OptionError):
            profile(name, options)


@pytest.mark.parametrize(
    "tag",
    [
        ("script", {}),
        ("p", {}),
        ("span onclick=x", {}),
        ("span", {"onclick": "x"}),
        ("span", {"ONCLICK": "x"}),
        ("span", {"a b": "x"}),
        ("a", {"href": "javascript:alert(1)"}),
        ("a", {"href": " java\nscript:alert(1)"}),
        ("a", {"href": "data:text/html,x"}),
        ("span", {"class": "x"}),
        ("span", {"data-esslink": "x"}),
    ],
)
def test_a_user_s_function_cannot_open_a_hole(tag):
    with pytest.raises(OptionError):
        Custom(lambda term, page: tag).reference(TERMS[0], FR)


@pytest.mark.parametrize("href", ["#x", "a.html", "/a:b", "https://x.fr/", "?a=b:c", "mailto:a@b"])
def test_a_user_s_function_may_link(href):
    opening, closing = Custom(lambda term, page: ("a", {"href": href})).reference(TERMS[0], FR)
    assert reference_element(opening) == "a" and closing == "</a>"


def test_templates():
    pytest.importorskip("jinja2")
    custom = Custom(template('<a href="/mots/{{ term.id }}/" title="{{ term.headword }}">'))
    opening, _ = custom.reference(Term('a"b<c>', id="x"), FR)
    assert opening == (
        '<a class="esslink" href="/mots/x/" title="a&quot;b&lt;c&gt;" data-esslink="term">'
    )
    for wrong in ("<b>x</b>", "x", "", "<b></b><i></i>"):
        with pytest.raises(OptionError):
            Custom(template(wrong)).reference(TERMS[0], FR)


def test_glossary_pages_hold_every_target_of_the_links():
    for path in ("aide/glossaire.html", "aide/mots-{letter}.html"):
        pages = glossary_pages(TERMS, GlossaryPage(path=path))
        renderer = profile("page", {"address": path})
        for term in TERMS:
            opening, _ = renderer.reference(term, Page(path="aide/a.html"))
            address, _, ident = opening.split('href="')[1].split('"')[0].partition("#")
            assert f'<dt id="{ident}">' in pages["aide/" + address]


def test_glossary_page_says_all_of_a_term():
    term = Term(
        "mutuelle",
        definition="Société.",
        aliases=("société mutualiste",),
        categories=("statuts",),
        see=("cooperative",),
        source="loi",
        abbreviation="M",
    )
    other = Term("coopérative", definition="Société aussi.")
    used = {"mutuelle": [(f"pages/{n}.html", f"Page {n} & cie") for n in range(25)]}
    page = glossary_pages([term, other], GlossaryPage(path="g/mots.html", microdata=True), used)
    text = page["g/mots.html"]
    for part in (
        "On dit aussi\u00a0: société mutualiste.", "Domaine\u00a0: statuts.", "Source\u00a0: loi.",
        'Voir aussi\u00a0: <a href="#esslink-cooperative">coopérative</a>.',
        '<a href="../pages/3.html">Page 3 &amp; cie</a>', "et 5\u00a0de plus.",
        '<dfn itemprop="name">mutuelle</dfn> (<abbr itemprop="alternateName">M</abbr>)',
        '<dd itemprop="description">Société.</dd>',
    ):  # fmt: skip
        assert part in text, part
    assert "Page 20" not in text


def test_glossary_pages_by_letter_link_to_each_other():
    pages = glossary_pages(TERMS, GlossaryPage(path="mots/{letter}.html", assets="linked"))
    assert list(pages) == [f"mots/{name}.html" for name in ("index", "b", "c", "e", "p")]
    assert '<a href="b.html#esslink-biosphere">biosphère</a>' in pages["mots/p.html"]
    assert '<a href="e.html" aria-current="page">E</a>' in pages["mots/e.html"]
    assert 'href="../esslink-page.css"' in pages["mots/e.html"]


def test_a_hostile_glossary_makes_a_page_of_text():
    bad = "\"'><script>alert(1)</script>"
    term = Term(
        bad,
        id=bad,
        definition=bad,
        aliases=(bad,),
        categories=(bad,),
        source=bad,
        source_url="javascript:x",
        lang=bad,
        abbreviation=bad,
    )
    used = {bad: [("javascript:alert(1)", bad), (bad, bad)]}
    (page,) = glossary_pages([term], GlossaryPage(title=bad, assets="none"), used).values()
    names = [token.name for token in tokens(page) if token.kind == START]
    assert "script" not in names
    for token in tokens(page):
        for name, value in token.attributes:
            assert not name.startswith("on")
            assert name != "href" or not value.startswith("javascript")


@pytest.mark.parametrize(
    "text",
    [
        "Une mutuelle.",
        "Une mutuelle.\n",
        "# Titre\n\nLes *mutuelles* et fondations.\n\n",
        "é\n",
    ],
)
def test_markdown_is_undone(matcher, text):
    marked = esslink.annotate(text, matcher, renderer=profile("markdown"), format="markdown")
    assert ("[^esslink-mutuelle]" in marked) == ("mutuelle" in text)
    assert strip_markdown(marked) == text


def test_markdown_footnotes_are_read_as_footnotes(matcher):
    markdown = pytest.importorskip("markdown")
    text = "Une mutuelle * et une fondation.\n"
    marked = esslink.annotate(text, matcher, renderer=profile("markdown"), format="markdown")
    page = markdown.markdown(marked, extensions=["footnotes"])
    body, notes = page.split('<div class="footnote">')
    assert body.count('class="footnote-ref"') == 2 and "Société" not in body
    assert "<strong>mutuelle</strong>\u00a0: Société de personnes." in notes


def test_records_give_the_place_in_the_source(matcher):
    source = "<p>Les <b>mutuelles</b> et une fondation"
    found = esslink.Annotator(matcher).run(source).matches
    rows = [json.loads(json.dumps(one)) for one in records(source, found)]
    assert [(row["term"], source[row["start"] : row["end"]]) for row in rows] == [
        ("mutuelle", "mutuelles"),
        ("fondation", "fondation"),
    ]


def test_web_annotations_quote_the_text(matcher):
    text = read("<p>Les mutuelles.</p><p>Une fondation</p>").region.text
    found = list(
        web_annotations(text, matcher.find(text), "https://exemple.fr/a", "https://exemple.fr/g")
    )
    assert [one["body"]["source"] for one in found] == [
        "https://exemple.fr/g#esslink-mutuelle",
        "https://exemple.fr/g#esslink-fondation",
    ]
    assert len({one["id"] for one in found}) == 2
    for one in found:
        quote, position = one["target"]["selector"]
        assert quote["exact"] == text[position["start"] : position["end"]]
        assert not any(ord(letter) < 0x20 for letter in quote["prefix"] + quote["suffix"])


GERMAN = """# Wörter
msgid ""
msgstr "Language: de_AT\\n"

msgid "Glossaire"
msgstr "Glossar & <mehr>"

#, fuzzy
msgid "Lettres"
msgstr "Briefe"

msgid "et {}\u00a0de plus"
msgstr "und {} weitere {0.__class__}"

msgid "Voir "
"aussi\u00a0: "
msgstr "Siehe \\"auch\\": "
"""


def test_a_catalogue_of_the_user_s_own(tmp_path):
    file = tmp_path / "de.po"
    file.write_text(GERMAN, encoding="utf-8-sig")
    web = profile("web", {"words": str(file), "assets": "none"})
    known = {"x": Term("X & Y", id="x")}
    terms = [Term("sel", definition="Du sel.", see=("x",))]
    shown = web.glossary(terms, Page(lang="de"), known)
    assert 'data-nosnippet>\n<h2 id="esslink-title">Glossar &amp; &lt;mehr&gt;</h2>' in shown
    assert "Siehe &quot;auch&quot;: X &amp; Y." in shown and '<dd lang="fr">Du sel.</dd>' in shown
    assert "Glossaire" in web.glossary(terms, Page(lang="fr"), known)
    assert "Glossary" in web.glossary(terms, Page(lang="en"), known)
    options = GlossaryPage(lang="de", words=str(file))
    used = {"sel": [(f"{n}.html", f"Seite {n}") for n in range(25)]}
    (page,) = glossary_pages(terms, options, used).values()
    assert 'aria-label="Lettres"' in page, "a fuzzy message is not used"
    assert "und 5 weitere {0.__class__}" in page


def test_a_compiled_catalogue_says_the_same(tmp_path):
    messages = pytest.importorskip("babel.messages")
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    assert messages
    text, compiled = tmp_path / "de.po", tmp_path / "de.mo"
    text.write_text(GERMAN, encoding="utf-8")
    with text.open("rb") as source, compiled.open("wb") as target:
        write_mo(target, read_po(source))
    assert words.of_file(str(compiled)) == words.of_file(str(text))
    shipped = Path(words.LOCALE) / "en.po"
    with shipped.open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    assert [entry.string for entry in catalogue if entry.id] == list(words.of_file(str(shipped))[1])
    with (shipped.parent / "esslink.pot").open("rb") as source:
        template = [entry.id for entry in read_po(source, abort_invalid=True) if entry.id]
    assert template == list(words.FRENCH)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.po", None, "pas de catalogue"),
        ("a.po", b'msgid "Lettres"\nmsgstr "Buchstaben"\n', "ne dit pas sa langue"),
        ("a.po", b'msgid ""\nmsgstr "Language: \\n"\n', "ne dit pas sa langue"),
        ("a.po", b"\xff\xfe\x00", "UTF-8"),
        ("a.mo", b"\xde\x12\x04\x95", "msgfmt"),
        ("a.mo", b"", "msgfmt"),
    ],
)
@pytest.mark.parametrize("kind", ["web", "mail", "feed", "epub", "markdown"])
def test_a_catalogue_that_cannot_be_used_is_refused_at_once(tmp_path, name, content, said, kind):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(OptionError, match=said):
        profile(kind, {"words": str(tmp_path / name)})


def test_markdown_is_taken_back_and_annotated_afresh():
    matcher = esslink.compile([Term("sel", definition="Du [sel] → *blanc*."), Term("eau")])
    annotator = esslink.Annotator(matcher, renderer=profile("markdown"))
    for text in ("Le sel et l’eau.", "# Le sel\n\n- <b>sel</b> &amp; eau\n", "Le sel\r\n\n\n"):
        marked = annotator.run(text, format="markdown").text
        assert marked.startswith(text[:6]) and "[^esslink-sel]" in marked and marked != text
        assert esslink.strip(marked) == text
        assert esslink.strip(marked.encode()) == text.encode()
        assert annotator.run(marked).text == marked, "a second run changes nothing"
        assert annotator.run(marked, format="markdown").text == marked
        web = esslink.annotate(marked, matcher)
        assert "[^esslink-sel]" not in web and esslink.strip(web) == text


def test_what_the_encoding_of_a_markdown_text_lacks_is_a_reference():
    matcher = esslink.compile([Term("sel", definition="Du sel → là.")])
    source = "Le sel d’été.".encode("cp1252")
    marked = esslink.annotate(source, matcher, renderer=profile("markdown"))
    assert b"Du sel &#8594; l\xe0." in marked and esslink.strip(marked) == source


def test_markdown_with_marks_of_its_own_stays():
    matcher = esslink.compile([Term("sel", definition="Du sel.")])
    annotator = esslink.Annotator(matcher, renderer=profile("markdown"))
    result = annotator.run("Le sel[^esslink-sel], le sel.", format="markdown")
    assert result.text == result.source and "marques d’esslink" in result.notes[0]


def test_markdown_is_refused_for_a_page_with_a_remedy():
    matcher = esslink.compile([Term("sel", definition="Du sel.")])
    with pytest.raises(OptionError, match=r"page HTML.*choisissez le profil.*format="):
        esslink.annotate("<p>Le sel</p>", matcher, renderer=profile("markdown"))


def test_the_command_writes_the_glossary_s_pages_and_what_they_need(tmp_path, monkeypatch):
    from esslink.cli import run

    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.toml").write_text(
        '[lexicon]\nlanguage = "en"\n[[term]]\nheadword = "tithe"\ndefinition = "A tenth."\n',
        encoding="utf-8",
    )
    (tmp_path / "en.po").write_text(
        'msgid ""\nmsgstr "Language: en\\n"\nmsgid "Lettres"\nmsgstr "From A to Z"\n'
    )
    options = ["--path", "w/{letter}.html", "--assets", "look", "--words", "en.po", "--microdata"]
    assert run(["lexicon", "page", "m.toml", "-o", "site", "-q", *options]) == 0
    files = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "site").rglob("*.*")}
    names = ("esslink.css", "esslink-page.css", "esslink-page.js")
    assert files == {"site/w/index.html", "site/w/t.html", *(f"site/look/{one}" for one in names)}
    page = (tmp_path / "site" / "w" / "t.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page and 'href="../look/esslink.css"' in page
    assert 'aria-label="From A to Z"' in page and 'itemprop="description"' in page
    assert run(["lexicon", "page", "m.toml", "--words", "fr.po"]) == 2


def test_a_user_s_function_and_template_get_the_match():
    matcher = esslink.compile([Term("coopérative", aliases=("coop",), definition="Une société.")])
    own = Custom(lambda term, page: ("b", {"data-lemma": page.match.lemma if page.match else ""}))
    shaped = Custom(template('<i data-form="{{ match.form }}" lang="{{ page.lang }}"></i>'))
    page = '<html lang="fr"><p>Deux coops, une coopérative.'
    policy = esslink.Policy(occurrences="all")
    marked = esslink.annotate(page, matcher, policy, renderer=own)
    assert 'data-lemma="coop"' in marked and 'data-lemma="coopérative"' in marked
    marked = esslink.annotate(page, matcher, policy, renderer=shaped)
    assert '<i class="esslink" data-form="coops" lang="fr"' in marked
    assert esslink.strip(marked) == page
    text = esslink.annotate("Deux coops.", matcher, policy, renderer=own)
    assert 'data-lemma="coop"' in text


@pytest.mark.parametrize("name", ["mail", "feed"])
def test_lists_say_their_language_on_a_page_in_another(name):
    sel = Term("sel", definition="Du sel.")
    english = profile(name).glossary((sel,), Page(lang="en"))
    assert "<h2>Glossary</h2>" in english and '<dd lang="fr">Du sel.</dd>' in english
    assert re.search(r'<dt[^<>]* lang="fr"><b>sel</b>', english)
    german = profile(name).glossary((sel,), Page(lang="de"))
    assert 'data-esslink="glossary" lang="fr">' in german and "<dd>Du sel.</dd>" in german
    assert "lang=" not in profile(name).glossary((sel,), Page(lang="fr-CA"))


def test_a_glossary_page_in_a_language_without_words_says_which_it_speaks():
    terms = [Term("Salz", definition="Ein Stoff."), Term("salt", definition="Salt.", lang="en")]
    (page,) = glossary_pages(terms, GlossaryPage(lang="de")).values()
    assert '<html lang="de">' in page and 'data-esslink="page" lang="fr">' in page
    assert '<dt id="esslink-salz" lang="de">' in page and '<dd lang="de">Ein Stoff.' in page
    assert '<dd lang="en">Salt.' in page
    index = glossary_pages(terms, GlossaryPage(lang="de", path="{letter}.html"))["index.html"]
    assert '<li lang="de"><a href="s.html#esslink-salz">' in index
