"""The options that every plugin has, and the annotator they make."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping

from esslink.annotator import Annotator
from esslink.matcher import Matcher
from esslink.policy import Policy
from esslink.render.profiles import profile as renderer_of

__all__ = ["DEFAULTS", "annotator", "assets"]

DEFAULTS: Mapping[str, str] = {"lexicon": "ess", "occurrences": "first", "profile": "web"}
"""
Name and default of each option.

``lexicon``
    A glossary file, a compiled one (``.esslink``), or the name of a shipped one.
``occurrences``
    :attr:`esslink.Policy.occurrences`.
``profile``
    A name of :data:`esslink.render.profiles.PROFILES`.

``options``, a mapping that is empty by default, has the fields of the profile.
"""


def annotator(
    values: Mapping[str, str],
    options: Mapping[str, object] | None = None,
    folder: str = "",
) -> Annotator:
    """
    Make what annotates the pages of a site.

    Args:
        values: options by name; those that are missing have their default.
        options: fields of the profile.
        folder: what a glossary's path is relative to.

    Raises:
        EsslinkError: a glossary or an option that cannot be used.

    >>> made = annotator({"lexicon": "numerique"}, {"assets": "none"})
    >>> made.renderer.assets
    'none'

    """
    known = {**DEFAULTS, **values}
    renderer = renderer_of(known["profile"], options)
    path = os.path.join(folder, known["lexicon"])
    changed = os.stat(path).st_mtime_ns if os.path.isfile(path) else 0
    matcher = _matcher(path if changed else known["lexicon"], changed)
    return Annotator(matcher, Policy(occurrences=known["occurrences"]), renderer)


def assets(at: str, options: Mapping[str, object]) -> dict[str, object]:
    """Give the fields of the profile for a site that has the assets in the folder *at*."""
    return {"assets": "linked", "assets_at": at, **options}


@functools.lru_cache(maxsize=8)
def _matcher(lexicon: str, changed: int) -> Matcher:
    """Compile a glossary once; *changed* tells its versions apart."""
    from esslink.compiler import compile
    from esslink.lexicon import Lexicon

    if not changed and not lexicon.count("."):
        return compile(Lexicon.bundled(lexicon))
    if lexicon.endswith(".esslink"):
        return Matcher.load(lexicon)
    return compile(Lexicon.read(lexicon))
