"""Bar charts: a list that any reader understands, each line with its bar as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence

from esslink.render.safe import escape

__all__ = ["bars"]


def bars(rows: Sequence[tuple[str, float, str]], name: str) -> str:
    """
    Return a chart with one bar for each row: label, value, and the value as it is read.

    Widths are parts of the largest value; a row of zero has no bar. Labels are text of
    the page, so that they grow, wrap and are read as text is. *name* says what is shown.

    >>> bars([("sel", 2, "2 fois"), ("eau", 0, "0 fois")], "Mots").count("<rect")
    1
    """
    most = max((value for _, value, _ in rows), default=0) or 1
    items = "".join(
        f"<li>{escape(label)} – {escape(said)}{_bar(value / most)}</li>\n"
        for label, value, said in rows
    )
    return (
        f'<figure>\n<figcaption>{name}</figcaption>\n<ul class="bars">\n{items}</ul>\n</figure>\n'
    )


def _bar(part: float) -> str:
    width = f"{max(100 * part, 0.3):.1f}%" if part > 0 else ""
    inside = f'<rect width="{width}" height="9"/>' if width else ""
    return f'<svg width="100%" height="9" aria-hidden="true" focusable="false">{inside}</svg>'
