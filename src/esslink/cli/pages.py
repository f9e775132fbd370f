"""The pages that a command looks at one after the other, and changes none of."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from esslink.cli.messages import complain

if TYPE_CHECKING:
    from esslink.batch.jobs import Job
    from esslink.batch.runner import Run

__all__ = ["page_text", "pages"]


def pages(plan: Run) -> Iterator[tuple[str, str]]:
    """Yield name and path of each page of the plan; ``-`` is the standard input."""
    from esslink.batch.runner import items
    from esslink.batch.tree import PAGE, REFUSED

    if list(plan.sources) == ["-"]:
        yield "-", "-"
        return
    for item in items(plan):
        if item.action == PAGE:
            yield item.name if os.path.isdir(plan.sources[0]) else item.source, item.source
        elif item.action == REFUSED:
            complain(item.note, item.name)


def page_text(path: str, job: Job) -> str:
    """
    Read the text of a page.

    Raises OSError when it cannot be read, SourceError for what is no text.
    """
    from esslink.sources.encoding import decode
    from esslink.sources.kind import refuse_binary

    if path == "-":
        data = sys.stdin.buffer.read()
    else:
        with open(path, "rb") as file:
            data = file.read()
    refuse_binary(data)
    return decode(data, job.encoding).text
