"""
Real French pages, for the tests that should not live on made-up ones alone.

``.ci/browser`` brings the HTML of three Debian packages into ``.venv/pages``;
ESSLINK_CORPUS names another folder.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ.get("ESSLINK_CORPUS") or Path(__file__).parents[1] / ".venv" / "pages")


def real_pages(most: int, largest: int = 200_000) -> list[Path]:
    """Return at most that many pages of at most that many bytes, spread over the folder."""
    found = sorted(path for path in FOLDER.rglob("*.html") if path.stat().st_size <= largest)
    return found[:: max(1, -(-len(found) // most))]
