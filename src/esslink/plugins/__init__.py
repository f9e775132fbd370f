"""
esslink inside other programs: one module for each, imported by that program only.

:mod:`~esslink.plugins.markdown` for Python-Markdown, :mod:`~esslink.plugins.mkdocs`,
:mod:`~esslink.plugins.sphinx`. They share their options and what these make
(:mod:`~esslink.plugins.options`), and do nothing that a call of
:class:`esslink.Annotator` would not do.
"""
