"""
MkDocs: ``plugins: [search, esslink]``.

Links go into a page's content after the search plugin has indexed it, so that no
definition is found under a page that only uses its term. The stylesheet and the
script are two files of the site, linked only by pages that have a term.
"""

from __future__ import annotations

from typing import Any

from mkdocs.config import config_options as kinds
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from esslink.errors import EsslinkError
from esslink.plugins.options import DEFAULTS, annotator, assets
from esslink.render.resources import SCRIPT, STYLESHEET, asset

__all__ = ["EsslinkPlugin"]

FOLDER = "assets/esslink/"
"""Where the assets are, from the site's root."""


class EsslinkConfig(Config):  # type: ignore[no-untyped-call]
    """The options in ``mkdocs.yml``."""

    lexicon = kinds.Type(str, default=DEFAULTS["lexicon"])
    """A glossary file, relative to ``mkdocs.yml``, or the name of a shipped one."""
    occurrences = kinds.Type(str, default=DEFAULTS["occurrences"])
    profile = kinds.Type(str, default=DEFAULTS["profile"])
    options = kinds.Type(dict, default={})


class EsslinkPlugin(BasePlugin[EsslinkConfig]):  # type: ignore[no-untyped-call]
    """Link the terms of a glossary on every page; ``esslink: false`` in a page's meta leaves it."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Compile the glossary, once for the build."""
        import os

        own = self.config
        values = {name: str(own[name]) for name in DEFAULTS}
        options = assets(FOLDER, own.options) if own.profile == "web" else own.options
        try:
            self.annotator = annotator(values, options, os.path.dirname(config.config_file_path))
        except EsslinkError as error:
            raise PluginError(f"esslink: {error}") from error
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the stylesheet and the script to the site."""
        if getattr(self.annotator.renderer, "assets_at", None) == FOLDER:
            for name in (STYLESHEET, SCRIPT):
                files.append(File.generated(config, FOLDER + name, content=asset(name)))
        return files

    @event_priority(-100)  # after the search plugin, which indexes the content at this event
    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Any) -> Any:
        """Link the terms of one page."""
        if page.content and page.meta.get("esslink") is not False:
            path = page.file.dest_uri
            page.content = self.annotator.run(page.content, format="html", path=path).text
        return context
