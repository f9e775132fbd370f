"""What people write first: one big alternation, and FlashText."""

from __future__ import annotations

import re

from corpora import Glossary

from rivals import Rival, Run


def _alternation(glossary: Glossary) -> Run:
    """Give ``re`` on folded text: longest first, whole words, no overlaps."""
    keys = sorted((key.strip() for key in glossary.keys), key=len, reverse=True)
    pattern = re.compile(f"(?<= )(?:{'|'.join(map(re.escape, keys))})(?= )")
    return lambda text: sum(1 for _ in pattern.finditer(text))


def flashtext(glossary: Glossary) -> Run:
    """
    Give FlashText on the text itself, with the letters of French as parts of words.

    As it is shipped it takes é for punctuation, and finds *fran* in *français*.
    """
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for letter in "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ-":
        processor.add_non_word_boundary(letter)
    for form in glossary.forms:
        processor.add_keyword(form)
        if "'" in form:
            processor.add_keyword(form.replace("'", "’"))
    return lambda text: len(processor.extract_keywords(text))


RE = Rival(_alternation, "folded", ())
FLASHTEXT = Rival(flashtext, "text", ("flashtext",))
