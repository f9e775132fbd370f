#!/usr/bin/env python3
"""
What cleaning removes and what it loses, on generated noise and on pages that have none.

    python benchmarks/cleaning.py generated [--prose FILE…] [--glossary FILE…] [--pages 100]
                                            [--systems 2] [--unstopped 0.15] [--record FILE]
    python benchmarks/cleaning.py untouched FOLDER|FILE… [--every N] [--first N] [--record FILE]

``generated`` makes sites of pages from each prose and glossary with the markup of systems
in turn, passes every page through six extractors (the browser is Chromium through
Playwright) and cleans the text with the lexicon, with what the site's other pages say, and
with nothing. Shares are of letters, digits and signs; blanks are not counted.

``untouched`` cleans pages that have no noise, as HTML and as each extractor's text, with
nothing, with a lexicon and with what all pages say. Exit status 1 if anything is cut.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import re
import sys
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import esslink  # noqa: E402
import noise_generator as noise  # noqa: E402
from esslink.cleaner import Cleaner  # noqa: E402
from esslink.cleaner.learn import Learner  # noqa: E402
from esslink.cleaner.mine import merge, mine  # noqa: E402
from esslink.cleaner.visible import Visible  # noqa: E402

# --- extractors -----------------------------------------------------------------------


@contextmanager
def chromium():
    """Give a function that shows a page in Chromium and reads its ``innerText``."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        program = os.environ.get("ESSLINK_CHROMIUM", "/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(java_script_enabled=True)

        def browser_inner_text(page):
            tab.set_content(page, wait_until="commit")
            return tab.evaluate("document.body.innerText")

        yield browser_inner_text
        browser.close()


# --- prose and glossaries --------------------------------------------------------------

_BLANKS = re.compile(r"\s+")


def prose_of(path):
    """Read paragraphs: lines of a text, documents of gold annotations, ``p`` of HTML pages."""
    path = Path(path)
    if path.suffix == ".json":
        return [text for doc in json.loads(path.read_text("utf-8"))["docs"] for text in lines(doc)]
    if path.is_dir():
        return list(dict.fromkeys(paragraphs(path)))
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()]


def lines(doc):
    text = doc if isinstance(doc, str) else doc["text"]
    return [line for line in text.split("\n") if len(line) > 60]


def paragraphs(folder):
    """Yield the text of paragraphs of 80 to 1,200 characters, blanks squeezed."""
    from lxml import html

    for name in sorted(folder.rglob("*.html"))[::5]:
        try:
            tree = html.fromstring(name.read_bytes())
        except ValueError:
            continue
        for paragraph in tree.iter("p"):
            text = _BLANKS.sub(" ", paragraph.text_content()).strip()
            if 80 <= len(text) <= 1200 and text[-1] in ".!?" and text[0].isupper():
                yield text


def glossary_of(path):
    """Read terms from TOML, the FranceTerme table, or by mining the pages of a folder."""
    path = Path(path)
    if path.suffix == ".csv":
        return franceterme(path)
    if path.is_dir():
        found = (entry for name in sorted(path.rglob("*.html")) for entry in mined(name))
        return [entry.term() for entry in merge(found) if 3 < len(entry.headword) < 40]
    if path.suffix == ".toml":
        return list(esslink.Lexicon.read(path))
    return [entry.term() for entry in merge(mine(path.read_text("utf-8")))]


def mined(name):
    text = name.read_bytes().decode("utf-8", "replace")
    return mine(text) if "<dl" in text or "glossa" in text.lower() else ()


def franceterme(path):
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return [
            esslink.Term(row["term"].split(",")[0], definition=row["definition"])
            for row in csv.DictReader(file)
            if len(row["term"]) > 3 and len(row["definition"]) > 20
        ]


# --- generated noise --------------------------------------------------------------------


def sites(pairs, count, kinds, seed):
    """
    Yield (name, terms, system, pages as HTML with their entries) for each site.

    A paragraph stands on one page of a site only, so that a short prose gives few pages.
    """
    systems = noise.TITLED + noise.UNTITLED
    turn = itertools.cycle(systems)
    for name, prose, terms in pairs:
        paragraphs = noise.located(prose, noise.entries_from(terms))
        for system in itertools.islice(turn, kinds):
            rng = random.Random(f"{seed} {name} {system.__name__}")
            told = [p for p in paragraphs if p.spans]
            silent = [p for p in paragraphs if not p.spans]
            rng.shuffle(told)
            rng.shuffle(silent)
            clothes = {}
            pages = []
            while told and len(pages) < count:
                drawn = [told.pop() for _ in range(min(len(told), rng.randrange(3, 8)))]
                drawn += [silent.pop() for _ in range(min(len(silent), rng.randrange(1, 3)))]
                rng.shuffle(drawn)
                pages.append(noise.compose(rng, drawn, system, clothes))
            yield name, terms, system, pages


def measured(all_sites, extractors, tell):
    """Clean every page of every site; yield (site, system, extractor, mode, score)."""
    alone = Cleaner()
    lexicons = {}
    for name, terms, system, pages in all_sites:
        tell(len(pages))
        if name not in lexicons:
            lexicons[name] = Cleaner(terms)
        for extractor in extractors:
            texts = [noise.extracted(page, used, system, extractor) for page, used in pages]
            learner = Learner()
            for page in texts:
                learner.add(page.text, alone.explain(page.text, "text"))
            modes = {
                "lexicon": lexicons[name],
                "corpus": Cleaner(learned=learner.entries()),
                "page": alone,
            }
            for mode, cleaner in modes.items():
                score = noise.Score()
                for page in texts:
                    score += noise.score(page, cleaner.edits(page.text, "text"))
                yield name, system.__name__, extractor.__name__, mode, score


AIMS = {"lexicon": (0.995, 0.0001), "corpus": (0.98, 0.0002), "page": (0.9, 0.0005)}


def table(results, key):
    """Add up scores by *key* and mode, and lay them out."""
    added = {}
    for result in results:
        place = (key(result), result[3])
        added[place] = added.get(place, noise.Score()) + result[4]
    rows = []
    for name in dict.fromkeys(place[0] for place in added):
        cells = []
        for mode in AIMS:
            score = added[name, mode]
            cells.append(f"{100 * score.recall:6.2f} % {100 * score.loss:7.4f} %")
        rows.append(f"{name:42} " + "  ".join(cells))
    return rows


def generated(args):
    pairs = []
    glossaries = {path: glossary_of(path) for path in args.glossary}
    for prose in args.prose:
        text = prose_of(prose)
        for path, terms in glossaries.items():
            told = sum(bool(p.spans) for p in noise.located(text, noise.entries_from(terms)))
            if told >= 20:
                pairs.append((f"{Path(prose).name} × {Path(path).name}", text, terms))
            print(f"# {prose} × {path}: {len(terms)} terms, {told} of {len(text)} paragraphs")
    noise.UNSTOPPED = args.unstopped
    started = time.monotonic()
    sizes = []
    with chromium() as browser:
        extractors = (*noise.EXTRACTORS[:-1], browser)
        made = sites(pairs, args.pages, args.systems, args.seed)
        results = list(measured(made, extractors, sizes.append))
    head = f"{'':42} " + "  ".join(f"{mode:>18}" for mode in AIMS)
    seen = sum(r[4].noise for r in results if r[3] == "page")
    report = [
        command(),
        f"# esslink {esslink.__version__ if hasattr(esslink, '__version__') else ''}"
        f" Python {platform.python_version()}, {platform.machine()}",
        f"# {sum(sizes)} pages of {len(sizes)} sites, each through six extractors;"
        f" {seen} characters of noise; {time.monotonic() - started:.0f} s",
        "# share of noise removed, share of clean characters lost",
        head,
        *table(results, lambda r: r[2]),
        "",
        *table(results, lambda r: r[1]),
        "",
        *table(results, lambda r: r[0]),
        "",
        *table(results, lambda r: "all"),
    ]
    write(report, args.record)
    return 0


# --- pages without noise -----------------------------------------------------------------


def pages_of(paths):
    """Yield (name, bytes) of every page: HTML files, and those in EPUB and JAR archives."""
    for path in map(Path, paths):
        names = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for name in names:
            if name.suffix in (".html", ".htm", ".xhtml"):
                yield str(name), name.read_bytes()
            elif name.suffix in (".epub", ".jar"):
                with zipfile.ZipFile(name) as archive:
                    for inner in sorted(archive.namelist()):
                        if inner.endswith((".html", ".htm", ".xhtml")):
                            yield f"{name}!{inner}", archive.read(inner)
            elif name.suffix == ".txt" and path.is_file():
                yield str(name), name.read_bytes()
            elif name.suffix == ".json" and path.is_file():
                for number, text in enumerate(prose_docs(name)):
                    yield f"{name}!{number}", text.encode()


def prose_docs(name):
    return [
        doc if isinstance(doc, str) else doc["text"]
        for doc in json.loads(name.read_text("utf-8"))["docs"]
    ]


def texts_of(data, forms):
    """Yield (form, source) of a page: itself and what five extractors make of it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "<" not in text[:2000]:
        yield "text", text
        yield "one line", text.replace("\n", " ")
        return
    yield "html", text
    makers = [*noise.EXTRACTORS[:5], noise.inner_text]
    for maker in makers:
        if forms and maker.__name__ not in forms:
            continue
        try:
            yield maker.__name__, maker(text)
        except Exception as error:  # an extractor that fails on a page gives no text
            print(f"# {maker.__name__}: {type(error).__name__}", file=sys.stderr)


def visible(form, source):
    """Give what the learner reads of a page."""
    return Visible(source).text if form == "html" else source


def untouched(args):
    terms = [term for path in args.glossary for term in glossary_of(path)]
    cleaners = {"alone": Cleaner(), "lexicon": Cleaner(terms)}
    learners: dict[str, Learner] = {}
    count: dict[tuple[str, str], int] = {}
    cuts: dict[tuple[str, str], int] = {}
    size = 0
    started = time.monotonic()

    def judge(name, form, source, mode, cleaner):
        count[form, mode] = count.get((form, mode), 0) + 1
        found = [
            r for r in cleaner.explain(source, "html" if form == "html" else "text") if r.removed
        ]
        cuts[form, mode] = cuts.get((form, mode), 0) + len(found)
        for one in found:
            print(
                f"{name} [{form}, {mode}] {one.rule} {one.confidence}:"
                f" {one.surface!r} {one.title!r} {one.definition[:200]!r}",
                flush=True,
            )
        return found

    def chosen():
        for name, data in itertools.islice(pages_of(args.paths), args.first, None, args.every):
            for form, source in texts_of(data, args.form):
                if not args.form or form in args.form:
                    yield name, form, source

    for name, form, source in chosen():
        size += len(source)
        found = judge(name, form, source, "alone", cleaners["alone"])
        if "lexicon" in args.modes:
            judge(name, form, source, "lexicon", cleaners["lexicon"])
        if "corpus" in args.modes:
            learners.setdefault(form, Learner()).add(visible(form, source), found)
    if "corpus" in args.modes:
        learned = {form: Cleaner(learned=one.entries()) for form, one in learners.items()}
        for name, form, source in chosen():
            judge(name, form, source, "corpus", learned[form])
    report = [
        command(),
        f"# {size} characters read, {time.monotonic() - started:.0f} s",
        f"{'form':24} {'mode':10} {'pages':>7} {'cuts':>6}",
        *(f"{form:24} {mode:10} {n:7} {cuts[form, mode]:6}" for (form, mode), n in count.items()),
    ]
    write(report, args.record)
    return 1 if any(cuts.values()) else 0


def command():
    """Give the command line, folders by their last name: a record is read elsewhere."""
    names = [Path(one).name if "/" in one else one for one in sys.argv[1:]]
    return " ".join(["# benchmarks/cleaning.py", *names])


def write(report, record):
    text = "\n".join(line.rstrip() for line in report) + "\n"
    print(text, end="")
    if record:
        Path(record).parent.mkdir(parents=True, exist_ok=True)
        Path(record).write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("generated")
    make.add_argument("--pages", type=int, default=100, help="pages of a site, at most")
    make.add_argument("--systems", type=int, default=2, help="systems for each pair, in turn")
    make.add_argument("--unstopped", type=float, default=noise.UNSTOPPED)
    make.add_argument("--seed", type=int, default=6)
    make.add_argument("--prose", nargs="+", default=[ROOT / "tests/cases/clean/prose.txt"])
    make.add_argument(
        "--glossary", nargs="+", default=sorted(str(p) for p in (ROOT / "lexicon").glob("*.toml"))
    )
    make.add_argument("--record")
    make.set_defaults(run=generated)
    look = commands.add_parser("untouched")
    look.add_argument("paths", nargs="+")
    look.add_argument("--every", type=int, default=1)
    look.add_argument("--first", type=int, default=0, help="pages to pass over before the first")
    look.add_argument("--form", nargs="*")
    look.add_argument("--modes", nargs="*", default=["alone", "lexicon", "corpus"])
    look.add_argument("--glossary", nargs="*", default=[str(ROOT / "lexicon/ess.toml")])
    look.add_argument("--record")
    look.set_defaults(run=untouched)
    args = parser.parse_args()
    return args.run(args)


if __name__ == "__main__":
    sys.exit(main())
