"""esslink itself, whole and in parts."""

from __future__ import annotations

from typing import Any

from corpora import Glossary

from esslink.annotator import Annotator
from esslink.matcher import Matcher
from esslink.policy import Policy
from esslink.sources.encoding import decode
from esslink.sources.html import read
from esslink.sources.tokens import placed_tokens
from rivals import Rival, Run

OPEN = {"context": "off", "names": "link", "shared": "first"}
"""A policy that keeps what programs without rules keep."""


def _finder(policy: Policy, *, fast: bool = True) -> Any:
    """Search; if not *fast*, with the automaton that every installation has."""

    def make(glossary: Glossary) -> Run:
        matcher = glossary.matcher
        find = (matcher if fast else Matcher(matcher.index, fast=False)).find
        return lambda text: len(find(text, policy))

    return make


def _annotating(policy: Policy) -> Any:
    def make(glossary: Glossary) -> Run:
        run = Annotator(glossary.matcher, policy).run

        def annotate(page: bytes) -> int:
            result = run(page, format="html")
            assert isinstance(result.output, bytes)  # made when asked for
            return len(result.matches)

        return annotate

    return make


def _tokens(glossary: Glossary) -> Run:
    def run(page: bytes) -> int:
        count = 0
        for _ in placed_tokens(decode(page).text, attributes=False):
            count += 1
        return count

    return run


def _scanning(glossary: Glossary) -> Run:
    """Give what no page can do without: decode, walk, fold and scan; no hit is looked at."""
    find = glossary.matcher.find
    nothing = Policy(per_page=0, context="off")
    return lambda page: len(find(read(decode(page).text).region.text, nothing))


_OURS = ("esslink", "turbohtml", "pyahocorasick", "daachorse")
TEXT = Rival(_finder(Policy()), "text", _OURS)
ALL = Rival(_finder(Policy(occurrences="all")), "text", _OURS)
ALL_PLAIN = Rival(_finder(Policy(occurrences="all"), fast=False), "text", _OURS)
PLAIN = Rival(_finder(Policy("all", **OPEN)), "text", _OURS)
PAGE = Rival(_annotating(Policy()), "page", _OURS)
PAGE_PLAIN = Rival(_annotating(Policy(**OPEN)), "page", _OURS)
TOKENS = Rival(_tokens, "page", ("turbohtml",))
SCAN = Rival(_scanning, "page", _OURS)
