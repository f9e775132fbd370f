"""
What others do to a page: parse it, walk the tree, wrap what they find, print it.

Both walks link the first occurrence of each term on a page, as esslink does by default,
outside the same elements. They print what the parser made of the page, not the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpora import Glossary

from esslink.fold import fold
from esslink.sources.context import ACTIONS, SKIP
from rivals import Rival, Run

LEFT_ALONE = {name for name, action in ACTIONS.items() if action == SKIP}
LEFT_ALONE |= {"h1", "h2", "h3", "h4", "h5", "h6"}


def _printing(glossary: Glossary) -> Run:
    """Give lxml's parse and print of the same bytes, without any search."""
    from lxml import html

    def run(page: bytes) -> int:
        return len(html.tostring(html.document_fromstring(page), encoding="utf-8")) and 0

    return run


def _lxml_walk(glossary: Glossary) -> Run:
    """Give lxml's tree, each text searched by pyahocorasick after the same fold."""
    import ahocorasick
    from lxml import html

    automaton = ahocorasick.Automaton()
    for key, term in zip(glossary.keys, glossary.key_terms, strict=True):
        automaton.add_word(key, (len(key), term))
    automaton.make_automaton()

    def search(text: str, seen: set[int]) -> list[tuple[int, int]]:
        hits = sorted(
            (last - length + 1, 1 - last, term)
            for last, (length, term) in automaton.iter(f" {fold(text)} ")
        )
        spans = []
        done = 0
        for start, minus_end, term in hits:
            if start >= done and term not in seen:
                seen.add(term)
                spans.append((start, -minus_end))
                done = -minus_end
        return spans

    def run(page: bytes) -> int:
        root = html.document_fromstring(page)
        seen: set[int] = set()
        count = _lxml_links(root, lambda text: search(text, seen))
        html.tostring(root, encoding="utf-8")
        return count

    return run


def _lxml_links(root: Any, search: Callable[[str], list[tuple[int, int]]]) -> int:
    """Wrap what *search* finds in each text of the tree; a stack, not recursion."""
    from lxml import etree

    count = 0
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in LEFT_ALONE:
            continue
        children = list(element)
        stack += reversed(children)
        for holder, name in [(element, "text"), *((child, "tail") for child in children)]:
            text = getattr(holder, name)
            spans = search(text) if text else []
            if not spans:
                continue
            count += len(spans)
            setattr(holder, name, text[: spans[0][0]])
            place = 0 if name == "text" else element.index(holder) + 1
            for (start, end), after in zip(
                spans, [*(s for s, _ in spans[1:]), len(text)], strict=True
            ):
                link = etree.Element("a", href="#x")
                link.text, link.tail = text[start:end], text[end:after]
                element.insert(place, link)
                place += 1
    return count


def _soup_walk(glossary: Glossary) -> Run:
    """Give BeautifulSoup's tree (on lxml), each text searched by FlashText."""
    from bs4 import BeautifulSoup, CData, Comment, Declaration, Doctype, ProcessingInstruction
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for letter in "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ-":
        processor.add_non_word_boundary(letter)
    for form, term in zip(glossary.forms, glossary.form_terms, strict=True):
        processor.add_keyword(form, (term,))
        if "'" in form:
            processor.add_keyword(form.replace("'", "’"), (term,))
    odd = (CData, Comment, Declaration, Doctype, ProcessingInstruction)

    def run(page: bytes) -> int:
        soup = BeautifulSoup(page, "lxml")
        seen: set[tuple[int]] = set()
        count = 0
        for node in list(soup.find_all(string=True)):
            if isinstance(node, odd) or any(up.name in LEFT_ALONE for up in node.parents):
                continue
            text = str(node)
            pieces: list[Any] = []
            done = 0
            for term, start, end in processor.extract_keywords(text, span_info=True):
                if term in seen:
                    continue
                seen.add(term)
                link = soup.new_tag("a", href="#x")
                link.string = text[start:end]
                pieces += (text[done:start], link)
                done = end
                count += 1
            if pieces:
                node.replace_with(*pieces, text[done:])
        soup.encode()
        return count

    return run


LXML_PRINT = Rival(_printing, "page", ("lxml",))
LXML_WALK = Rival(_lxml_walk, "page", ("lxml", "pyahocorasick"))
SOUP_WALK = Rival(_soup_walk, "page", ("beautifulsoup4", "lxml", "flashtext"))
