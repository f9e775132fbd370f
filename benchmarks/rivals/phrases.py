"""
spaCy's PhraseMatcher: by lower case with our forms, by lemma with the headwords.

Overlaps are settled as spaCy proposes (``filter_spans``: the longest first).
"""

from __future__ import annotations

from typing import Any

from corpora import Glossary

from rivals import Rival, Run


def _matching(nlp: Any, patterns: list[str], attribute: str) -> Run:
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    nlp.max_length = 10**9
    read = nlp.make_doc if attribute == "LOWER" else nlp
    matcher = PhraseMatcher(nlp.vocab, attr=attribute)
    matcher.add("term", [read(pattern) for pattern in patterns])
    return lambda text: len(filter_spans(matcher(read(text), as_spans=True)))


def _lower(glossary: Glossary) -> Run:
    import spacy

    forms = [*glossary.forms, *(f.replace("'", "’") for f in glossary.forms if "'" in f)]
    return _matching(spacy.blank("fr"), forms, "LOWER")


def _lemma(glossary: Glossary) -> Run:
    import spacy

    nlp = spacy.blank("fr")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    return _matching(nlp, glossary.headwords, "LEMMA")


def _model(glossary: Glossary) -> Run:
    import spacy

    nlp = spacy.load("fr_core_news_sm", exclude=["ner"])
    return _matching(nlp, glossary.headwords, "LEMMA")


LOWER = Rival(_lower, "text", ("spacy",))
LEMMA = Rival(_lemma, "text", ("spacy", "spacy-lookups-data"))
MODEL = Rival(_model, "text", ("spacy", "fr-core-news-sm"))
