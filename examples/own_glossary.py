"""A glossary made in Python, matched everywhere in a text, in whatever form French gives it."""

from __future__ import annotations

import esslink

lexicon = esslink.Lexicon(
    [
        esslink.Term("tiers-lieu", definition="Lieu partagé entre travail, culture et rencontre."),
        esslink.Term(
            "société coopérative d’intérêt collectif",
            abbreviation="SCIC",
            definition="Coopérative qui associe salariés, usagers et collectivités.",
        ),
    ]
)
matcher = esslink.compile(lexicon)

text = "Trois tiers-lieux ont rejoint la SCIC ; les sociétés coopératives d’intérêt collectif…"
for match in matcher.find(text, esslink.Policy(occurrences="all")):
    print(f"{match.start:3}–{match.end:<3} {text[match.start : match.end]} → {match.term.headword}")
