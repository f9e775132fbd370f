"""
Python-Markdown: ``extensions=["esslink"]``.

What Markdown gives is a piece of a page, so by default it carries neither
stylesheet nor script; the page around it loads them, or ``options={"assets":
"inline"}`` puts them in.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown  # type: ignore[import-untyped]
from markdown.extensions import Extension  # type: ignore[import-untyped]
from markdown.postprocessors import Postprocessor  # type: ignore[import-untyped]

from esslink.annotator import Annotator
from esslink.plugins.options import DEFAULTS, annotator

__all__ = ["EsslinkExtension", "makeExtension"]


class EsslinkExtension(Extension):  # type: ignore[misc]
    """
    Link the terms of a glossary in what Markdown made.

    Raises:
        EsslinkError: a glossary or an option that cannot be used.

    >>> import markdown
    >>> html = markdown.markdown("Une **mutuelle**.", extensions=[EsslinkExtension()])
    >>> html.partition("</p>")[0]
    '<p>Une <strong><a class="esslink" role="doc-glossref" href="#esslink-mutuelle">mutuelle</a></strong>.'

    """  # noqa: E501 - a link cannot be cut

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "lexicon": [DEFAULTS["lexicon"], "Glossary: a file, or the name of a shipped one"],
            "occurrences": [DEFAULTS["occurrences"], "first, section, paragraph or all"],
            "profile": [DEFAULTS["profile"], "Name of the output profile"],
            "options": [{}, "Fields of the profile"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the host's name
        """Put the links in when all else is done: priority 0."""
        values = {name: str(self.getConfig(name)) for name in DEFAULTS}
        made = annotator(values, self.getConfig("options"))
        md.postprocessors.register(Links(md, made), "esslink", 0)


class Links(Postprocessor):  # type: ignore[misc]
    """The last step of a conversion."""

    def __init__(self, md: Markdown, made: Annotator) -> None:
        super().__init__(md)
        self.annotator = made

    def run(self, text: str) -> str:
        """Link the terms in the HTML of one document."""
        return self.annotator.run(text, format="html").text


def makeExtension(**kwargs: Any) -> EsslinkExtension:  # noqa: N802 - the host's name
    """Make the extension: what Python-Markdown calls for a module's path."""
    return EsslinkExtension(**kwargs)
