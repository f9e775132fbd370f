"""
What is measured on: pages of some folders, their prose, and glossaries of any size.

Pages come from the folders given (``--corpus`` or ``$ESSLINK_CORPUS``, parted as
``$PATH`` is), sorted by path, archives (.zip, .jar, .epub) read as folders.
``benchmarks/corpus.sh`` fetches the pages that the record was made with.
"""

from __future__ import annotations

import hashlib
import os
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import esslink
from esslink.errors import SourceError
from esslink.fold import BREAK, GAP, SECTION, squeeze
from esslink.sources.encoding import decode
from esslink.sources.html import read

PAGES = (".html", ".htm", ".xhtml")
ARCHIVES = (".zip", ".jar", ".epub")
_PROSE = str.maketrans({BREAK: "\n", SECTION: "\n", GAP: " "})


def folders() -> list[str]:
    """Give the folders of the corpus: those of the environment."""
    return [part for part in os.environ.get("ESSLINK_CORPUS", "").split(os.pathsep) if part]


def page_files(places: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each HTML page under *places*, in order of path."""
    for place in places:
        paths = [place] if os.path.isfile(place) else sorted(map(str, Path(place).rglob("*")))
        for path in paths:
            lower = path.lower()
            if lower.endswith(PAGES) and os.path.isfile(path):
                with open(path, "rb") as file:
                    yield path, file.read()
            elif lower.endswith(ARCHIVES) and zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in sorted(archive.namelist()):
                        if name.lower().endswith(PAGES):
                            yield f"{path}!{name}", archive.read(name)


def pages(places: list[str], every: int) -> list[bytes]:
    """Give each *every*-th page."""
    return [data for number, (_, data) in enumerate(page_files(places)) if number % every == 0]


def prose(pages: list[bytes]) -> list[str]:
    """Give the text of each page that a glossary may touch; pages without are left out."""
    texts = []
    for page in pages:
        try:
            text = read(decode(page).text).region.text.translate(_PROSE)
        except SourceError:
            continue
        if text.strip():
            texts.append(text)
    return texts


def definitions(franceterme: str) -> list[str]:
    """Give the definitions of a glossary as texts of about 20 kB: French, and full of terms."""
    texts, made = [], ""
    for term in esslink.Lexicon.read(franceterme):
        made += f"{term.definition}\n\n"
        if len(made) > 20_000:
            texts.append(made)
            made = ""
    return [*texts, made] if made else texts


def digest(items: list[bytes] | list[str]) -> str:
    """Give a name for exactly these items: expected counts are good for them only."""
    state = hashlib.blake2b(digest_size=8)
    for item in items:
        data = item if isinstance(item, bytes) else item.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()


class Glossary:
    """A compiled glossary, and its forms as other programs want them."""

    def __init__(self, matcher: esslink.Matcher) -> None:
        self.matcher = matcher
        index = matcher.index
        terms = dict(zip(reversed(index.texts), reversed(index.term_numbers), strict=True))
        self.forms = list(dict.fromkeys(index.texts))
        """Every form, as the glossary writes it."""
        self.form_terms = [terms[form] for form in self.forms]
        """The number of the first term that each form belongs to."""
        self.keys = [f" {key} " for key in index.keys]
        """Every form folded, with its blanks: what an automaton looks for."""
        self.key_terms = [index.term_numbers[first] for first in index.firsts[:-1]]
        self.headwords = [term.headword for term in matcher.terms]


def glossary(name: str, franceterme: str | None) -> Glossary | None:
    """
    Give a glossary by name: ``bundled:…``, ``franceterme``, ``scaled:N`` terms, or ``absent``.

    None when FranceTerme is needed and its file was not given.
    """
    kind, _, rest = name.partition(":")
    if kind == "bundled":
        return Glossary(esslink.compile(esslink.Lexicon.bundled(rest)))
    if kind == "absent":
        return Glossary(esslink.compile([esslink.Term("zyzomys", definition="Un rongeur.")]))
    if franceterme is None:
        return None
    lexicon = esslink.Lexicon.read(franceterme)
    if kind == "franceterme":
        return Glossary(esslink.compile(lexicon))
    return Glossary(esslink.compile(scaled(lexicon, int(rest))))


def scaled(lexicon: esslink.Lexicon, count: int, most: int = 50_000) -> list[esslink.Term]:
    """
    Give *count* terms drawn from a glossary of *most* made of the parts of a real one.

    The real terms first; then heads and tails of its terms of several words, put
    together anew («accélérateur de particules» and «bruit de fond» give
    «accélérateur de fond»), so that lengths, words and hits stay those of French terms.
    """
    made = [term.headword for term in lexicon]
    draw = random.Random(1)
    for words in recombined(made, draw):
        if len(made) >= max(count, most):
            break
        made.append(words)
    chosen = made if count >= len(made) else draw.sample(made, count)
    return [
        esslink.Term(words, id=f"t{number}", definition="Terme de mesure.")
        for number, words in enumerate(chosen)
    ]


def recombined(terms: list[str], draw: random.Random) -> Iterator[str]:
    """Yield new phrases without end, each once: the head of one term and the tail of another."""
    parts = [term.split(" ", 1) for term in terms if " " in term and len(term) < 60]
    heads = sorted({head for head, _ in parts})
    tails = sorted({tail for _, tail in parts})
    seen = set(terms)
    while True:
        words = f"{draw.choice(heads)} {draw.choice(tails)}"
        if words not in seen:
            seen.add(words)
            yield words


def keys(lexicon: esslink.Lexicon, count: int) -> list[str]:
    """Give *count* folded forms with their blanks, for automata: FranceTerme's, then new ones."""
    made = list(dict.fromkeys(squeeze(term.headword).text.strip() for term in lexicon))
    made = [key for key in made if key]
    new = recombined(made, random.Random(1))
    while len(made) < count:
        made.append(next(new))
    if count < len(made):
        made = random.Random(1).sample(made, count)
    return [f" {key} " for key in made]
