"""
The tagger: spaCy's small French model, asked only around ambiguous hits.

A window of five tokens on each side gives the tags of the whole sentence, as the
model sees four tokens each way. Only its tok2vec and morphologizer run. It reads
straight apostrophes, and small letters where the window is in capitals: it was
never shown the others, and loses a point of F1 on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from esslink.context import readings as r
from esslink.context.rulebook import Verdict, judge, sure_rules
from esslink.errors import MissingExtraError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

    Scores = NDArray[Any]

__all__ = ["judge_all", "need_model"]

MODEL = "fr_core_news_sm"
WORDS = 5
"""Words between blanks on each side of the hit."""
REACH = 90
"""Code points on each side among which those words are looked for."""
BATCH = 256

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "\r": " "})
_ENDS = "\x1e\x1d"
DOUBT = 3.0
"""Log-odds (twenty to one) that the tagger must have to go against an unsure rule."""
AFTER_WORD = ("adjective after a noun", "verb before its object", "verb after a noun")
"""The rules that guess what the word on the left is."""


@lru_cache(maxsize=1)
def _model() -> Language:
    """Load the model once, without what tagging does not need."""
    try:
        import spacy

        return spacy.load(
            MODEL, exclude=["parser", "ner", "senter", "attribute_ruler", "lemmatizer"]
        )
    except (ImportError, OSError) as error:
        raise _missing() from error


def need_model() -> None:
    """
    Do nothing when the model is installed: a run asks before it reads its first page.

    Raises:
        MissingExtraError: it is not; the message gives the command that installs it.

    """
    from importlib.util import find_spec

    if find_spec(MODEL) is None:
        raise _missing()


def _missing() -> MissingExtraError:
    return MissingExtraError(
        f'le modèle {MODEL} n’est pas installé\u00a0; pip install "esslink[model]"',
        place="context=model",
    )


def _joined_lines(left: str, right: str) -> tuple[str, str]:
    """Join lines that a margin cut (the next goes on in small letters), leave the others."""
    if "\n" in left:
        lines = left.split("\n")
        left = lines.pop()
        while lines and lines[-1] and (not left.strip() or left.lstrip()[0].islower()):
            left = lines.pop() + " " + left
    if "\n" in right:
        lines = right.split("\n")[::-1]
        right = lines.pop()
        while lines and lines[-1].lstrip()[:1].islower():
            right += " " + lines.pop()
    return left, right


def window(text: str, start: int, end: int) -> tuple[str, int, int]:
    """
    Return the words around ``text[start:end]``, fit for the tagger, and the hit's place in them.

    >>> window("UNE RUE. ELLE L’ARRÊTE NET.", 16, 22)
    ("elle l'arrête net.", 7, 13)
    """
    left = text[max(0, start - REACH) : start].translate(_STRAIGHT)
    right = text[end : end + REACH].translate(_STRAIGHT)
    for mark in _ENDS:
        left = left.rpartition(mark)[2]
        right = right.partition(mark)[0]
    left, right = _joined_lines(left.replace("\x1f", " "), right.replace("\x1f", " "))
    for mark in (". ", "! ", "? "):
        left = left.rpartition(mark)[2]
    words = left.split(" ")
    left = " ".join(words[-WORDS - 1 :]).lstrip(" ")
    right = " ".join(right.split(" ")[: WORDS + 1])
    hit = text[start:end].translate(_STRAIGHT)
    if (left + hit + right).isupper():
        left, hit, right = left.lower(), hit.lower(), right.lower()
    return left + hit + right, len(left), len(left) + len(hit)


def _judged(readings: int) -> tuple[str, ...]:
    """Return the tags under which a form is the term."""
    if readings & r.OWN_VERB:
        return ("VERB", "AUX")
    if readings & r.OWN_ADJ:
        return ("ADJ",)
    return ("ADV",) if readings & r.OWN_ADV else ("NOUN", "PROPN")


def _tagger() -> Any:
    return _model().get_pipe("morphologizer")


@lru_cache(maxsize=4)
def _columns(tags: tuple[str, ...]) -> list[int]:
    """Return the places of the model's labels whose part of speech is one of *tags*."""
    from spacy.symbols import IDS

    tagger = _tagger()
    wanted = {IDS[tag] for tag in tags}
    parts = tagger.cfg["labels_pos"]
    return [place for place, label in enumerate(tagger.labels) if parts[label] in wanted]


def _odds(scores: Scores, tags: tuple[str, ...]) -> float:
    """Return the log-odds, in the model's eyes, that the token has one of *tags*."""
    import numpy as np

    shares = np.exp(scores - scores.max())
    share = float(shares[_columns(tags)].sum() / shares.sum())
    return float(np.log(max(share, 1e-6) / max(1.0 - share, 1e-6)))


def _token(document: Doc, start: int) -> int:
    """Return the number of the token that holds the place *start*."""
    return next(
        (token.i for token in document if token.idx + len(token) > start), len(document) - 1
    )


def _weigh(rule: Verdict, scores: Scores, number: int, readings: int) -> Verdict:
    """
    Decide between a rule that is not sure and the tagger.

    The rules are wrong less often than the tagger (their neighbours are few and
    closed), so only a tagger that is sure at twenty to one goes against them. One
    thing it knows better: whether the word on the left is a noun, after which an
    adjective or a verb is meant, or an adjective or a verb, after which a noun is.
    """
    odds = _odds(scores[number], _judged(readings))
    if rule.rule in AFTER_WORD and number:
        if _odds(scores[number - 1], ("NOUN", "PROPN")) > 0:
            return rule
        return Verdict(odds > 0, "tagger, left word")
    if odds + (DOUBT if rule.keep else -DOUBT) > 0:
        return Verdict(True, rule.rule if rule.keep else "tagger")
    return Verdict(False, "tagger" if rule.keep else rule.rule)


def judge_all(text: str, hits: Sequence[tuple[int, int, int]]) -> list[Verdict]:
    """
    Judge the ambiguous *hits* (start, end, readings) of *text*, the tagger in one batch.

    Rules that are sure decide first, without the model.

    Raises:
        MissingExtraError: the model is not installed; the message gives the command.

    """
    if not hits:
        return []
    verdicts = [judge(text, *hit) for hit in hits]
    sure = sure_rules()
    asked = [number for number, verdict in enumerate(verdicts) if verdict.rule not in sure]
    model = _model()
    tagger = _tagger()
    for first in range(0, len(asked), BATCH):
        numbers = asked[first : first + BATCH]
        windows = [window(text, *hits[number][:2]) for number in numbers]
        documents = list(model.pipe((one[0] for one in windows), disable=["morphologizer"]))
        scores = tagger.model.predict(documents)
        for number, one, document, table in zip(numbers, windows, documents, scores, strict=True):
            place = _token(document, one[1])
            verdicts[number] = _weigh(verdicts[number], table, place, hits[number][2])
    return verdicts
