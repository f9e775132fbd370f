"""Where the terms stand in one source, as plain data: what ``find`` gives for each kind of file."""

from __future__ import annotations

from collections.abc import Iterator

from esslink.annotator import Annotator
from esslink.batch.jobs import Found
from esslink.policy import Match

__all__ = ["found"]


def found(
    annotator: Annotator,
    source: str | bytes,
    format: str | None = None,
    encoding: str | None = None,
    *,
    dropped: bool = False,
) -> Iterator[Found]:
    """
    Yield the places of *source* that the policy keeps, with *dropped* the others too.

    Among the others are those of elements that annotation leaves alone; their reason is
    ``"element"`` (:data:`esslink.batch.leftout.LEFT_OUT`).

    Offsets are code points of the source as text, without marks of an earlier run.

    Raises:
        SourceError: the bytes are in no encoding that gives them back.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société.")])
    >>> [(one.start, one.text, one.form) for one in found(Annotator(matcher), "Deux Mutuelles")]
    [(5, 'Mutuelles', 'mutuelles')]

    """
    from esslink.sources.encoding import decode
    from esslink.sources.kind import kind
    from esslink.undo import original

    text = decode(source, encoding).text if isinstance(source, bytes) else source
    text, _ = original(text)
    rows = [
        (start, end, one, "", "") if isinstance(one, Match)
        else (start, end, one, one.reason, one.detail)
        for start, end, one in annotator.explain(text, format=format)
        if dropped or isinstance(one, Match)
    ]  # fmt: skip
    if dropped and (format or kind(text)) in ("html", "xhtml"):
        from esslink.batch.leftout import left_out

        seen = [row[:2] for row in rows]
        rows += [(*row[:3], "element", row[3]) for row in left_out(annotator, text, seen)]
        rows.sort(key=lambda row: (row[0], -row[1]))
    line, reached = 1, 0
    for start, end, one, reason, rule in rows:
        line += text.count("\n", reached, start)
        reached = start
        place = (start, end, line, text[start:end], one.term.id, one.term.headword, one.form)
        lemma = one.lemma if isinstance(one, Match) else one.term.headword
        yield Found(*place, lemma, reason, rule=rule)
