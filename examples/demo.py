"""
``make demo``: clean and annotate the example pages into ``demo/``, and say what happened.

Every figure is measured on the files that were written: links and terms are read in the
pages, and the bytes said to be untouched are those that ``strip`` gives back.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import esslink
from esslink.cleaner import Cleaner
from esslink.sources.encoding import decode

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "examples" / "pages"
LINK = re.compile(rb'<a class="esslink" role="doc-glossref" href="#esslink-([^"]+)">')


FRAME = """<!DOCTYPE html>
<html lang="fr"><meta charset="utf-8"><title>%s</title>
<body style="max-width: 40rem; margin: 2rem auto; font: 1.05rem/1.6 Georgia, serif">
%s</body></html>
"""
"""A text becomes a piece of HTML; this makes a page of it, so that a browser reads it as UTF-8."""


class Figures(NamedTuple):
    """What was measured on one page."""

    name: str
    links: int
    terms: frozenset[bytes]
    removed: int
    """Definitions taken out of the text."""
    untouched: int
    """Bytes of the cleaned page that ``strip`` finds again in the annotated one."""


def main(demo: Path) -> None:
    """Make the folder *demo* anew and print the figures."""
    shutil.rmtree(demo, ignore_errors=True)
    clean, annotated = demo / "propre", demo / "annoté"
    clean.mkdir(parents=True)
    annotated.mkdir()

    lexicon = esslink.Lexicon.bundled("ess")
    annotator = esslink.Annotator(esslink.compile(lexicon))
    rows = []
    for page in sorted(PAGES.iterdir()):
        if page.suffix == ".svg":
            shutil.copyfile(page, annotated / page.name)
            continue
        rows.append(demonstrate(page, annotator, clean, annotated))
    report(rows, lexicon, annotated)


def demonstrate(page: Path, annotator: esslink.Annotator, clean: Path, annotated: Path) -> Figures:
    """Clean and annotate one page; measure the result."""
    source = page.read_bytes()
    removed = sum(bool(one.removed) for one in Cleaner().explain(decode(source).text))
    cleaned = esslink.clean(source)
    (clean / page.name).write_bytes(cleaned)

    output = annotator.run(cleaned).output
    assert isinstance(output, bytes)
    text = page.suffix == ".txt"
    name = page.name + ".html" if text else page.name
    shown = FRAME.encode() % (page.stem.encode(), output) if text else output
    (annotated / name).write_bytes(shown)

    given_back = esslink.strip(output)
    if given_back != cleaned:
        raise SystemExit(f"{page.name}\u00a0: strip n’a pas rendu la page d’origine")
    links = LINK.findall(output)
    return Figures(name, len(links), frozenset(links), removed, len(given_back))


def report(rows: list[Figures], lexicon: esslink.Lexicon, annotated: Path) -> None:
    """Print the figures, and where to look."""
    print(f"{'page':34} liens  termes  retirées  octets intacts")
    for row in rows:
        counts = f"{row.links:5}  {len(row.terms):6}  {row.removed:8}  {row.untouched:14}"
        print(f"{row.name:34} {counts}")
    terms = frozenset[bytes]().union(*(row.terms for row in rows))
    print(
        f"\n{len(rows)} pages, {sum(row.links for row in rows)} liens vers {len(terms)} des"
        f" {len(lexicon)} termes du glossaire, {sum(row.removed for row in rows)} définitions"
        " retirées des phrases.\nEn ôtant ce qu’esslink a ajouté (strip), on retrouve les"
        f" {sum(row.untouched for row in rows)} octets des pages nettoyées, tous identiques.\n"
    )
    print("À ouvrir dans un navigateur\u00a0:")
    for row in rows:
        print(f"  {shown(annotated / row.name)}")
    print(f"Les pages nettoyées, avant annotation\u00a0: {shown(annotated.parent)}/propre/")
    print("Sur vos pages\u00a0: .venv/bin/esslink annotate page.html > annotée.html")


def shown(path: Path) -> Path:
    """Return *path* as seen from the project's folder, where it is inside."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "demo")
