#!/usr/bin/env python3
"""
What programs read of annotated pages: every sentence as before, no definition twice, no term lost.

    python benchmarks/scrapers.py FOLDER… [--lexicon FILE] [--every N] [--profile web]

Each reader reads each page before and after annotation. A sentence is lost when the reader
gave it before and does not after, blanks aside; a definition is twice when the reader gives it
more than once more than before; a term is lost when one of its linked forms is read less often
than before. Then, to tell the glossary's share from that of the links alone, the page is read
again with the links and without the glossary. Prints the counts by reader, and with --show each
sentence; exit status 1 if a definition stands twice or a reader of the whole page loses anything.
"""

from __future__ import annotations

import argparse
import collections
import logging
import os
import re
import sys

import html2text
import lxml.html
import readability
import trafilatura
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

import esslink
from esslink.render.profiles import profile
from esslink.render.safe import plain
from esslink.sources.encoding import decode


def soup(page: str) -> str:
    return BeautifulSoup(page, "lxml").get_text()


def tree(page: str) -> str:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    found = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    for element in found.xpath("//script | //style"):
        element.drop_tree()
    return str(found.text_content())


def markdown(page: str) -> str:
    reader = html2text.HTML2Text(bodywidth=0)
    reader.ignore_links = reader.ignore_emphasis = True
    # A hyphen or a dot after a tag is escaped: the mark is Markdown's, not a part of the text.
    return re.sub(r"\\(?=[-+.#>*_()`\[\]])", "", reader.handle(page))


def article(page: str) -> str:
    try:
        return soup(readability.Document(page).summary())
    except readability.readability.Unparseable:
        return ""


WHOLE = {
    "beautifulsoup": soup,
    "lxml": tree,
    "html2text": markdown,
    "resiliparse": lambda page: extract_plain_text(page, alt_texts=False, list_bullets=False),
}
"""Readers of all the text of a page."""
CHOOSING = {
    "resiliparse-main": lambda page: extract_plain_text(
        page, main_content=True, alt_texts=False, list_bullets=False
    ),
    "trafilatura": lambda page: trafilatura.extract(page) or "",
    "readability": article,
}
"""Readers that look for the article; they weigh the share of links and the length of parts."""
READERS = WHOLE | CHOOSING


def words(text: str) -> str:
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?…;:])\s", words(text)) if part]


def lost(before: str, after: str) -> list[str]:
    """Give the sentences of *before* that *after* has not."""
    return [one for one in sentences(before) if one not in after]


def without_glossary(result) -> str:
    """Give the page with its links only: the edits but the one of the glossary."""
    edits = [edit for edit in result.edits if edit.reason != "glossary"]
    pieces, place = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += (result.source[place : edit.start], edit.replacement)
        place = edit.end
    return "".join(pieces) + result.source[place:]


def pages(folders, every: int):
    found = []
    for folder in folders:
        for path, _, names in os.walk(folder):
            found += [os.path.join(path, n) for n in names if n.lower().endswith((".html", ".htm"))]
    small = [path for path in sorted(found) if os.path.getsize(path) < 100_000]
    yield from small[::every]


def check(result, reader: str, count, show: bool, name: str) -> None:
    read = READERS[reader]
    before, after = words(read(result.source)), words(read(result.text))
    count["pages"] += 1
    count["sentences"] += len(sentences(before))
    gone = lost(before, after)
    count["pages that change"] += bool(gone)
    count["sentences lost"] += len(gone)
    if gone:
        links = lost(before, words(read(without_glossary(result))))
        count["of these, by the links alone"] += len(set(gone) & set(links))
    for term in result.terms:
        definition = words(plain(term.definition))
        twice = after.count(definition) > before.count(definition) + 1
        count["definitions twice"] += bool(definition) and twice
    if not gone:  # a form in a lost sentence is counted with the sentence
        forms = {placed.match.form for placed in result.matches}
        count["terms lost"] += sum(after.count(form) < before.count(form) for form in forms)
    if show:
        for sentence in gone:
            print(f"{reader} {name}: {sentence[:160]}")


COLUMNS = (
    "pages", "sentences", "pages that change", "sentences lost", "of these, by the links alone",
    "definitions twice", "terms lost",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--lexicon", help="a glossary file; without it, the one that is shipped")
    parser.add_argument("--every", type=int, default=1, help="only each Nth page")
    parser.add_argument("--profile", default="web")
    parser.add_argument("--link-share", type=float, default=1.0, help="as Policy.link_share")
    parser.add_argument("--reader", action="append", choices=READERS, help="only this reader")
    parser.add_argument("--show", action="store_true", help="print each sentence lost")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    lexicon = esslink.Lexicon.read(args.lexicon) if args.lexicon else esslink.Lexicon.bundled("ess")
    annotator = esslink.Annotator(
        esslink.compile(lexicon),
        esslink.Policy(link_share=args.link_share),
        profile(args.profile),
    )
    links = 0
    counts = collections.defaultdict(collections.Counter)
    for path in pages(args.folders, args.every):
        with open(path, "rb") as file:
            result = annotator.run(decode(file.read()).text, format="html")
        links += len(result.matches)
        for reader in (args.reader or READERS) if result.matches else ():
            check(result, reader, counts[reader], args.show, os.path.basename(path))
    print(f"{links} links")
    print(f"{'':<18}" + "".join(f"{name:>30}" for name in COLUMNS))
    for reader, count in counts.items():
        print(f"{reader:<18}" + "".join(f"{count[name]:>30}" for name in COLUMNS))
    broken = sum(count["definitions twice"] + count["terms lost"] for count in counts.values())
    return 1 if broken or any(counts[reader]["sentences lost"] for reader in WHOLE) else 0


if __name__ == "__main__":
    sys.exit(main())
