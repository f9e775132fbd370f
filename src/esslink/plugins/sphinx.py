"""
Sphinx: ``extensions = ["esslink.plugins.sphinx"]``.

For the builders html, dirhtml and singlehtml. Sphinx indexes documents before they
are HTML, so definitions do not enter its search.
"""

from __future__ import annotations

import os
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from esslink.annotator import Annotator
from esslink.errors import EsslinkError
from esslink.plugins.options import DEFAULTS, annotator, assets
from esslink.render.resources import SCRIPT, STYLESHEET, asset

__all__ = ["setup"]

BUILDERS = ("html", "dirhtml", "singlehtml")
FOLDER = "_static/"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register ``esslink_lexicon``, ``_occurrences``, ``_profile``, ``_options`` and the hooks."""
    for name, default in DEFAULTS.items():
        app.add_config_value(f"esslink_{name}", default, "html", [str])
    app.add_config_value("esslink_options", {}, "html", [dict])
    app.connect("builder-inited", _annotator)
    app.connect("html-page-context", _link, priority=900)
    app.connect("build-finished", _copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _annotator(app: Sphinx) -> Annotator | None:
    """Give what annotates this build's pages; None for builders that it is not for."""
    if app.builder.name not in BUILDERS:
        return None
    config = app.config
    values = {name: str(config[f"esslink_{name}"]) for name in DEFAULTS}
    options = config["esslink_options"]
    if values["profile"] == "web":
        options = assets(FOLDER, options)
    try:
        return annotator(values, options, str(app.confdir))
    except EsslinkError as error:
        raise ExtensionError(f"esslink: {error}") from error


def _link(app: Sphinx, pagename: str, _t: str, context: dict[str, Any], doctree: Any) -> None:
    """Link the terms in the body of a document; pages that Sphinx makes itself have none."""
    if doctree is None or not context.get("body"):
        return
    made = _annotator(app)
    if made is not None:
        path = app.builder.get_target_uri(pagename)
        context["body"] = made.run(context["body"], format="html", path=path).text


def _copy(app: Sphinx, failure: Exception | None) -> None:
    """Put the stylesheet and the script beside the site's own."""
    made = None if failure else _annotator(app)
    if getattr(made and made.renderer, "assets_at", None) == FOLDER:
        for name in (STYLESHEET, SCRIPT):
            path = os.path.join(app.outdir, FOLDER, name)
            with open(path, "w", encoding="ascii") as file:
                file.write(asset(name))
