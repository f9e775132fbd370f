"""The stylesheet and the script that the pages of a folder share."""

from __future__ import annotations

import os

from esslink.batch import atomic
from esslink.batch.jobs import Job

__all__ = ["is_asset", "remove_assets", "write_assets"]


def write_assets(job: Job, folder: str) -> None:
    """
    Put the stylesheet and the script beside pages that link them; else do nothing.

    Raises :class:`OSError`.
    """
    if getattr(job.renderer, "assets", "") != "linked" or getattr(job.renderer, "assets_at", ""):
        return
    from esslink.render.resources import SCRIPT, STYLESHEET, asset

    for name in (STYLESHEET, SCRIPT):
        atomic.write(os.path.join(folder, name), asset(name).encode(), durable=False)


def remove_assets(folder: str) -> None:
    """Take the stylesheet and the script away again, as :func:`write_assets` wrote them."""
    from esslink.render.resources import SCRIPT, STYLESHEET

    for name in (STYLESHEET, SCRIPT):
        path = os.path.join(folder, name)
        if is_asset(path):
            os.unlink(path)


def is_asset(path: str) -> bool:
    """Tell whether the file *path* is the stylesheet or the script, to the letter."""
    from esslink.render.resources import SCRIPT, STYLESHEET, asset

    name = os.path.basename(path)
    if name not in (STYLESHEET, SCRIPT):
        return False
    try:
        with open(path, "rb") as file:
            return file.read() == asset(name).encode()
    except OSError:
        return False
