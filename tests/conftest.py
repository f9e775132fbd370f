"""
What all tests share: how hypothesis searches, and one small compiled glossary.

By default every run tries the same examples, so a red test is a change of the code
and nothing else. ``ESSLINK_HYPOTHESIS=explore`` searches at random, ten times longer.
"""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

import esslink

_SHARED = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("fixed", derandomize=True, max_examples=100, database=None, **_SHARED)
settings.register_profile("explore", max_examples=1000, **_SHARED)
settings.load_profile(os.environ.get("ESSLINK_HYPOTHESIS", "fixed"))

# A shell gives what it starts in the background deaf ears to Ctrl-C, and children inherit that:
# the tests that send one would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def matcher() -> esslink.Matcher:
    """Four terms of the field, among them one with a link, one with an apostrophe, one short."""
    return esslink.compile(
        [
            esslink.Term("coopérative", definition="Société détenue par ses membres."),
            esslink.Term(
                "économie sociale et solidaire",
                abbreviation="ESS",
                definition="Ensemble des coopératives, mutuelles, associations et fondations.",
            ),
            esslink.Term("puits de carbone", definition="Réservoir naturel de carbone."),
            esslink.Term("société d'intérêt", definition="Société qui sert ses <b>membres</b>."),
        ]
    )
