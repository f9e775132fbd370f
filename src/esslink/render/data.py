"""
The ``data`` profile: what was found, beside the text instead of in it.

For corpora and indexes: the page stays as it is, and each match is a record with
its place. Two shapes: plain records for JSON Lines, and W3C Web Annotations
(Web Annotation Data Model, 2017), which other tools can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from esslink.render import Found
from esslink.render.marks import anchor

__all__ = ["AROUND", "Found", "records", "web_annotations"]

AROUND = 32
"""Code points given before and after a match, so that it is found again in a changed text."""


Placed = tuple[int, int, Found]
"""Start, end (code points of the source) and what was matched."""

# The marks between the blocks of a page (esslink.fold) are controls; a reader sees a blank.
_MARKS = dict.fromkeys(range(28, 32), " ")


def records(source: str, placed: Iterable[Placed]) -> Iterator[dict[str, object]]:
    """
    Yield a flat record for each match, in the order given; :mod:`json` can write it.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société.")])
    >>> source = "<p>Les mutuelles"
    >>> found = esslink.Annotator(matcher).run(source).matches
    >>> [(one["start"], one["text"], one["term"]) for one in records(source, found)]
    [(7, 'mutuelles', 'mutuelle')]
    """
    for start, end, match in placed:
        yield {
            "start": start,
            "end": end,
            "text": source[start:end],
            "term": match.term.id,
            "headword": match.term.headword,
            "lemma": match.lemma,
        }


def web_annotations(
    text: str, matches: Iterable[Found], target: str, glossary: str | None = None
) -> Iterator[dict[str, object]]:
    """
    Yield a W3C Web Annotation for each match.

    Args:
        text: what was searched: a text, or the text of a page
            (:func:`esslink.sources.html.read`), not its markup.
        matches: what :meth:`esslink.Matcher.find` gave for it.
        target: address (IRI) of the text.
        glossary: address of the glossary page; the body is then the term's entry
            there, else a tag with its name.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société.")])
    >>> text = "Une mutuelle."
    >>> (one,) = web_annotations(text, matcher.find(text), "https://exemple.fr/a")
    >>> one["target"]["selector"][1]
    {'type': 'TextPositionSelector', 'start': 4, 'end': 12}

    """
    text = text.translate(_MARKS)
    for match in matches:
        start, end = match.start, match.end
        quote: dict[str, object] = {"type": "TextQuoteSelector", "exact": text[start:end]}
        quote["prefix"] = text[max(0, start - AROUND) : start]
        quote["suffix"] = text[end : end + AROUND]
        position = {"type": "TextPositionSelector", "start": start, "end": end}
        body: object = {
            "type": "TextualBody",
            "value": match.term.headword,
            "format": "text/plain",
            "purpose": "tagging",
        }
        if glossary is not None:
            address = f"{glossary}#{anchor(match.term.id)}"
            body = {"type": "SpecificResource", "source": address, "purpose": "identifying"}
        yield {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"{target}#esslink-{start}-{end}",
            "type": "Annotation",
            "motivation": "identifying",
            "body": body,
            "target": {"source": target, "selector": [quote, position]},
        }
