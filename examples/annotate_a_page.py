"""Annotate one page with the glossary that comes with esslink, and take it back."""

from __future__ import annotations

from pathlib import Path

import esslink

page = Path(__file__).with_name("pages") / "economie-sociale.html"
source = page.read_bytes()

matcher = esslink.compile(esslink.Lexicon.bundled("ess"))
annotated = esslink.annotate(source, matcher)

assert esslink.strip(annotated) == source
print(f"{len(annotated) - len(source)} octets ajoutés, aucun changé")
