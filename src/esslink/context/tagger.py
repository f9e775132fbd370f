"""The tagger: asked about ambiguous hits when the policy says ``context="model"``."""

from __future__ import annotations

from collections.abc import Sequence

from esslink.context.rulebook import Verdict, judge

__all__ = ["judge_all"]


def judge_all(text: str, hits: Sequence[tuple[int, int, int]]) -> list[Verdict]:
    """Judge every hit of *text*."""
    return [judge(text, *hit) for hit in hits]
