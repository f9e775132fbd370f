"""
The case files: French in, links out, readable without knowing the code.

A case is a title, the input and what is expected, each closed by a line with one
point. ``⟦…⟧`` stands around what is linked, ``=`` means that nothing is. Every
occurrence is linked unless the title says otherwise, in braces: see OPTIONS, and
``{échec connu : …}``, which must fail for as long as it is there. In the files of
``find``, ``\\uXXXX`` is a character that could not be seen.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

import esslink
from esslink.annotator import Annotator
from esslink.policy import Policy
from esslink.sources.context import Scope
from esslink.undo import MARK

CASES = Path(__file__).parent / "cases"
BLOCK = re.compile(r"^([^\n.#`][^\n]*)\n\.\n(.*?)\n?^\.\n(.*?)\n?^\.$", re.MULTILINE | re.DOTALL)
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")

OPTIONS = {
    "premier": {"occurrences": "first"},
    "section": {"occurrences": "section"},
    "paragraphe": {"occurrences": "paragraph"},
    "sans contexte": {"context": "off"},
    "noms": {"names": "link"},
    "premier du glossaire": {"shared": "first"},
    "deux par terme": {"per_term": 2},
    "deux par page": {"per_page": 2},
    "distance 20": {"distance": 20},
    "un cinquième de liens": {"link_share": 0.2},
    "sauf fondation": {"stop": ("fondation",)},
    "page du terme": {"own_page": "leave"},
}
SCOPES = {"titres": {"headings": True}, "toutes langues": {"lang": ""}}


@dataclass(frozen=True)
class Case:
    title: str
    given: str
    expected: str
    words: tuple[str, ...]
    glossary: str

    @property
    def policy(self) -> Policy:
        chosen = {"occurrences": "all"}
        for word in self.words:
            chosen |= OPTIONS.get(word, {})
        return Policy(**chosen)

    @property
    def scope(self) -> Scope:
        chosen = {}
        for word in self.words:
            chosen |= SCOPES.get(word, {})
        return Scope(**chosen)


def read_cases(folder: str):
    for path in sorted((CASES / folder).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        own = re.search(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        glossary = own[1] if own else (CASES / "glossaire.toml").read_text(encoding="utf-8")
        for number, found in enumerate(BLOCK.finditer(text), 1):
            title, given, expected = found.groups()
            if folder == "find":
                given, expected = (
                    ESCAPE.sub(lambda m: chr(int(m[1], 16)), t) for t in (given, expected)
                )
            words = tuple(re.findall(r"\{([^{}]*)\}", title))
            failure = next((word for word in words if word.startswith("échec connu")), None)
            unknown = {w for w in words if w != failure} - {*OPTIONS, *SCOPES}
            assert not unknown, f"{path.name}, {title}: {unknown}"
            case = Case(title, given, given if expected == "=" else expected, words, glossary)
            marks = [pytest.mark.xfail(reason=failure, strict=True)] if failure else []
            yield pytest.param(case, id=f"{path.stem}-{number}-{title[:50]}", marks=marks)


ANNOTATE = list(read_cases("annotate"))
FIND = list(read_cases("find"))
_compiled: dict[str, esslink.Matcher] = {}


def matcher_of(case: Case) -> esslink.Matcher:
    if case.glossary not in _compiled:
        entries = tomllib.loads(case.glossary)["term"]
        _compiled[case.glossary] = esslink.compile([_term(entry) for entry in entries])
    return _compiled[case.glossary]


def _term(entry: dict) -> esslink.Term:
    values = {"never" if name == "not" else name: value for name, value in entry.items()}
    return esslink.Term(**{n: tuple(v) if isinstance(v, list) else v for n, v in values.items()})


class Brackets:
    """A renderer that shows where links stand and nothing else."""

    def reference(self, term, page):
        return "⟦", "⟧"

    def head(self, page):
        return ""

    def glossary(self, terms, page, known=None):
        return ""


def shown(text: str, matches) -> str:
    pieces, done = [], 0
    for match in matches:
        pieces += [text[done : match.start], "⟦", text[match.start : match.end], "⟧"]
        done = match.end
    return "".join(pieces) + text[done:]


@pytest.mark.parametrize("case", FIND)
def test_find(case):
    assert shown(case.given, matcher_of(case).find(case.given, case.policy)) == case.expected


@pytest.mark.parametrize("case", ANNOTATE)
def test_annotate(case):
    annotator = Annotator(matcher_of(case), case.policy, Brackets(), case.scope)
    result = annotator.run(case.given, format="html")
    assert result.text.replace(MARK, "", 1) == case.expected


@pytest.mark.parametrize("case", [one for one in ANNOTATE if not one.marks])
def test_annotated_for_readers_and_undone(case):
    """With the real markup: every byte back, the same again, unchanged when nothing is linked."""
    annotator = Annotator(matcher_of(case), case.policy, None, case.scope)
    data = case.given.encode()
    once = annotator.run(data, format="html").output
    assert esslink.strip(once) == data
    assert annotator.run(once, format="html").output == once
    added = once.count(b'<a class="esslink"') - data.count(b'<a class="esslink"')
    assert added == case.expected.count("⟦")
    assert (once == data) == (case.given == case.expected)


def test_there_are_enough_cases():
    assert len(ANNOTATE) + len(FIND) >= 300
    untouched = [one for one in ANNOTATE + FIND if "⟦" not in one.values[0].expected]
    assert len(untouched) >= 100
