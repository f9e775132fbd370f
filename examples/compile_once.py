"""Compile a glossary once, and annotate many pages from the compiled file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import esslink

pages = sorted(Path(__file__).with_name("pages").glob("*.htm*"))

with tempfile.TemporaryDirectory() as folder:
    compiled = Path(folder) / "ess.esslink"
    esslink.compile(esslink.Lexicon.bundled("ess")).save(compiled)

    annotator = esslink.Annotator(
        esslink.Matcher.load(compiled),
        esslink.Policy(occurrences="section"),
    )
    for page in pages:
        result = annotator.run(esslink.clean(page.read_bytes()))
        print(f"{page.name}\u00a0: {len(result.matches)} liens, {len(result.terms)} termes")
