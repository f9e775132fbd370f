#!/usr/bin/env python3
"""
Hold the promises of byte fidelity on every HTML page of some folders.

    python benchmarks/fidelity.py FOLDER… [--lexicon FILE] [--occurrences all]

For each page: strip(annotate(page)) == page; annotate(annotate(page)) ==
annotate(page); taking the edits out of the output by their places, without
looking at the markup, gives the page; clean(page) == page unless it has noise.
Archives (.zip, .jar, .epub) are read as folders. Prints the counts, and each page that
fails; exit status 1 if one does.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time

from corpora import page_files

import esslink
from esslink.errors import SourceError


def without_edits(output: str, edits) -> str:
    """Take the replacements out of *output* by their places alone."""
    pieces, place, shift = [], 0, 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        at = edit.start + shift
        pieces.append(output[place:at])
        assert output.startswith(edit.replacement, at), edit
        place = at + len(edit.replacement)
        shift += len(edit.replacement) - (edit.end - edit.start)
    pieces.append(output[place:])
    return "".join(pieces)


def check(page: bytes, annotator, count) -> list[str]:
    try:
        result = annotator.run(page, format="html")
    except SourceError as error:
        count["refused encoding"] += 1
        return [] if "encod" in str(error) else [str(error)]
    marked = result.output
    count["pages"] += 1
    count["bytes"] += len(page)
    count["links"] += len(result.matches)
    count["pages with links"] += bool(result.matches)
    for note in result.notes:
        count[f"note: {note}"] += 1
    failed = []
    if esslink.strip(marked) != page:
        failed.append("strip")
    if annotator.run(marked, format="html").output != marked:
        failed.append("idempotence")
    if without_edits(result.text, result.edits) != result.source:
        failed.append("edits")
    if esslink.clean(page, format="html") != page:
        count["cleaned"] += 1
        failed.append("clean")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--lexicon")
    parser.add_argument("--occurrences", default="first")
    parser.add_argument("--every", type=int, default=1, help="only each Nth page")
    args = parser.parse_args()
    lexicon = esslink.Lexicon.read(args.lexicon) if args.lexicon else esslink.Lexicon.bundled("ess")
    annotator = esslink.Annotator(
        esslink.compile(lexicon), esslink.Policy(occurrences=args.occurrences)
    )
    count: collections.Counter[str] = collections.Counter()
    bad = 0
    start = time.perf_counter()
    for number, (path, page) in enumerate(page_files(args.folders)):
        if number % args.every:
            continue
        failed = check(page, annotator, count)
        if failed:
            bad += 1
            print(f"FAILED {', '.join(failed)}: {path}")
    for name, number in count.items():
        print(f"{name}: {number}")
    print(f"failed: {bad} ({time.perf_counter() - start:.0f} s)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
