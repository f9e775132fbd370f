"""
What decides, at run time, whether a hit is the term or another word written the same.

:func:`guard` for every hit, :func:`judge` (rules) or :func:`judge_all` (model) for those
whose form may be something else. The rules are read at the first judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from esslink.context.names import guard

if TYPE_CHECKING:
    from esslink.context.rulebook import Verdict

__all__ = ["guard", "judge", "judge_all"]


def judge(text: str, start: int, end: int, readings: int) -> Verdict:
    """See :func:`esslink.context.rulebook.judge`, which replaces this at the first call."""
    global judge  # noqa: PLW0603
    from esslink.context.rulebook import judge as by_rules

    judge = by_rules
    return by_rules(text, start, end, readings)


def judge_all(text: str, hits: Sequence[tuple[int, int, int]]) -> list[Verdict]:
    """See :func:`esslink.context.tagger.judge_all`."""
    from esslink.context.tagger import judge_all as by_model

    return by_model(text, hits)
