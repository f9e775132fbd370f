"""A renderer that brings its process down or to a halt, by the name of the page."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

from esslink.render import Page
from esslink.render.web import Web
from esslink.terms import Term


@dataclass(frozen=True, slots=True)
class Faulty:
    """The default profile, but for pages called *dies*, *hangs*, *raises*, *once*, *tired*."""

    once: str = ""
    """File that says that *once* has died already; with a «t», that *tired* has raised."""
    assets: str = "linked"
    assets_at: str = ""

    def reference(self, term: Term, page: Page) -> tuple[str, str]:
        name = os.path.basename(page.path or "")
        if name.startswith("dies"):
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("once") and not os.path.exists(self.once):
            open(self.once, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("tired") and not os.path.exists(self.once + "t"):
            open(self.once + "t", "w").close()
            raise MemoryError
        if name.startswith("hangs"):
            time.sleep(600)
        if name.startswith("raises"):
            raise ZeroDivisionError("planted")
        return Web(assets="linked").reference(term, page)

    def head(self, page: Page) -> str:
        return Web(assets="linked").head(page)

    def glossary(self, terms, page: Page, known=None) -> str:
        return Web(assets="linked").glossary(terms, page, known)
