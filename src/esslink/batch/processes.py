"""
How worker processes begin: copies of this one where that is safe, else fresh interpreters.

A copy (fork) is there in 5 ms with the glossary in memory, which it shares; a fresh
interpreter takes 0.2 s to load both. But a copy of a process that has other threads may wait
for ever for a lock that one of them held. So a process is copied on Linux only, and only
while it has one thread: at the start of a run from the command line. A worker that replaces
one that died is always a fresh interpreter, since the pool's own threads run by then.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.context import SpawnContext
from typing import Any

__all__ = ["Context", "can_copy"]

_TASKS = "/proc/self/task"


def can_copy() -> bool:
    """Tell whether a worker that begins now would be a copy of this process."""
    if sys.platform != "linux":
        return False
    try:
        return len(os.listdir(_TASKS)) == 1  # threads of libraries too, which Python knows not
    except OSError:
        return False


class Context(SpawnContext):
    """What :mod:`multiprocessing` asks for queues and processes; see the module."""

    def Process(self, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]  # noqa: N802
        """Return a process that has not begun."""
        if can_copy():
            from multiprocessing.context import ForkProcess

            return ForkProcess(*args, **kwargs)
        return super().Process(*args, **kwargs)
