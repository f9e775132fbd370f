#!/usr/bin/env python3
"""
Draw a record as a figure for the READMEs, in SVG and nothing but the standard library.

    python benchmarks/figure.py benchmarks/record/NAME.json

writes ``benchmarks/record/figure.en.svg`` and ``figure.fr.svg``: pages and prose against
rivals, and throughput against the number of forms.
"""

from __future__ import annotations

import json
import math
import sys
from html import escape
from pathlib import Path
from typing import Any

WIDTH, LEFT, RIGHT = 860, 290, 30
ROW, GAP, HEAD = 24, 46, 30
OURS, OTHERS, BARE, INK, FAINT = "#0b6e4f", "#8a94a0", "#c3ccd5", "#1d2730", "#d8dee4"

WORDS = {
    "en": {
        "pages": "Pages in, pages out (MB/s, {glossary})",
        "text": "Prose, every occurrence (MB/s, logarithmic, {glossary})",
        "growth": "Throughput of a search by number of forms (MB/s, both logarithmic)",
        "forms": "forms",
        "ours": "{terms} terms",
        "lxml parse and print": "lxml: parse and print, no search",
        "pyahocorasick": "pyahocorasick, bare, folded text",
        "ahocorasick_rs": "ahocorasick_rs, bare, folded text",
        "daachorse": "daachorse, bare, folded text",
        "re": "re, one alternation, folded text",
        "PhraseMatcher LOWER": "spaCy PhraseMatcher, LOWER",
        "PhraseMatcher LEMMA": "spaCy PhraseMatcher, LEMMA (lookups)",
        "fr_core_news_sm LEMMA": "spaCy fr_core_news_sm, LEMMA",
    },
    "fr": {
        "pages": "Pages lues et réécrites (Mo/s, {glossary})",
        "text": "Prose, toutes les occurrences (Mo/s, échelle logarithmique, {glossary})",
        "growth": "Débit d’une recherche selon le nombre de formes (Mo/s, échelles logarithmiques)",
        "forms": "formes",
        "ours": "{terms} termes",
        "lxml parse and print": "lxml : lire et réécrire, sans chercher",
        "lxml walk + pyahocorasick": "parcours lxml + pyahocorasick",
        "BeautifulSoup walk + FlashText": "parcours BeautifulSoup + FlashText",
        "pyahocorasick": "pyahocorasick nu, texte déjà plié",
        "ahocorasick_rs": "ahocorasick_rs nu, texte déjà plié",
        "daachorse": "daachorse nu, texte déjà plié",
        "re": "re, une alternative, texte déjà plié",
        "PhraseMatcher LOWER": "PhraseMatcher de spaCy, LOWER",
        "PhraseMatcher LEMMA": "PhraseMatcher de spaCy, LEMMA (tables)",
        "fr_core_news_sm LEMMA": "fr_core_news_sm de spaCy, LEMMA",
    },
}
PARTS = {"tokeniser alone", "fold and scan alone", "esslink annotate, no context"}
BARE_ONES = {"pyahocorasick", "ahocorasick_rs", "daachorse", "re", "lxml parse and print"}


class Drawing:
    """Lines of SVG, and how far down they reach."""

    def __init__(self, words: dict[str, str], language: str) -> None:
        self.words = words
        self.comma = language == "fr"
        self.lines: list[str] = []
        self.y = 0.0

    def text(self, x: float, y: float, words: str, **kind: str) -> None:
        attributes = "".join(f' {name.replace("_", "-")}="{kind[name]}"' for name in kind)
        self.lines.append(f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(words)}</text>')

    def number(self, value: float) -> str:
        shown = f"{value:.3g}" if value < 1000 else f"{value:,.0f}".replace(",", "\u202f")
        return shown.replace(".", ",") if self.comma else shown

    def title(self, words: str) -> None:
        self.y += GAP
        self.text(16, self.y, words, font_weight="600", font_size="14")
        self.y += 14

    def bars(self, rows: list[tuple[str, float]], *, logarithmic: bool) -> None:
        """Draw one bar a row, the quickest first."""
        rows = sorted(rows, key=lambda row: -row[1])
        most = rows[0][1]
        least = min(value for _, value in rows) / 2
        room = WIDTH - LEFT - RIGHT - 60
        for name, value in rows:
            share = value / most
            if logarithmic:
                share = math.log(value / least) / math.log(most / least)
            ours = name.startswith("esslink")
            colour = OURS if ours else BARE if name in BARE_ONES else OTHERS
            wide = max(2.0, share * room)
            self.lines.append(
                f'<rect x="{LEFT}" y="{self.y:.1f}" width="{wide:.1f}" height="{ROW - 7}"'
                f' fill="{colour}"/>'
            )
            self.text(LEFT - 8, self.y + 13, self.words.get(name, name), text_anchor="end")
            self.text(LEFT + wide + 6, self.y + 13, self.number(value))
            self.y += ROW

    def curves(self, curves: dict[str, list[tuple[float, float]]]) -> None:
        """Draw each curve on two logarithmic axes."""
        high, wide = 220, WIDTH - 100 - 190
        xs = [x for points in curves.values() for x, _ in points]
        ys = [y for points in curves.values() for _, y in points]
        x0, x1 = math.log10(min(xs)), math.log10(max(xs))
        y0, y1 = math.floor(math.log10(min(ys))), math.log10(max(ys)) * 1.02
        top = self.y + 4

        def place(x: float, y: float) -> tuple[float, float]:
            across = 70 + (math.log10(x) - x0) / (x1 - x0) * wide
            return across, top + high - (math.log10(y) - y0) / (y1 - y0) * high

        for value in (1, 3, 10, 30, 100, 300):
            if y0 <= math.log10(value) <= y1:
                _, y = place(min(xs), value)
                self.lines.append(
                    f'<line x1="70" x2="{70 + wide}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}"/>'
                )
                self.text(62, y + 4, self.number(value), text_anchor="end")
        for power in range(math.ceil(x0), math.floor(x1) + 1):
            x, y = place(10**power, 10**y0)
            self.text(x, y + 18, self.number(10**power), text_anchor="middle")
        self.text(70 + wide / 2, top + high + 36, self.words["forms"], text_anchor="middle")
        labels: list[float] = []
        for name, points in sorted(curves.items(), key=lambda one: one[1][-1][1]):
            self._curve(name, [place(x, y) for x, y in points], labels)
        self.y = top + high + 40

    def _curve(self, name: str, places: list[tuple[float, float]], labels: list[float]) -> None:
        ours = name.startswith("esslink")
        colour, width = (OURS, 3) if ours else (OTHERS, 1.5)
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        self.lines.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )
        self.lines += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places
        ]
        x, y = places[-1]
        while any(abs(y - other) < 15 for other in labels):
            y -= 3
        labels.append(y)
        self.text(x + 8, y + 4, name, fill=colour)

    def svg(self, label: str) -> str:
        height = self.y + 16
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
                f' role="img" aria-label="{escape(label)}" font-family="system-ui, sans-serif"'
                f' font-size="12" fill="{INK}">',
                f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
                *self.lines,
                "</svg>\n",
            ]
        )


def draw(record: dict[str, Any], language: str) -> str:
    """Give the figure of *record* in one language."""
    words = WORDS[language]
    drawing = Drawing(words, language)
    results = record["results"]
    for kind, name in (
        ("pages", "pages"),
        ("pages", "pages-franceterme"),
        ("text", "text-ess"),
        ("text", "text-dense"),
    ):
        result = results.get(name)
        if not result:
            continue
        glossary = words["ours"].format(terms=drawing.number(result["terms"]))
        drawing.title(words[kind].format(glossary=glossary))
        rows = [
            (rival.removesuffix(", all"), row["mb_per_s"])
            for rival, row in result["rivals"].items()
            if rival not in PARTS and rival not in ("esslink, no context", "esslink")
        ]
        drawing.bars(rows, logarithmic=kind == "text")
    curves: dict[str, list[tuple[float, float]]] = {}
    for cell, row in results.get("growth-automata", {}).get("cells", {}).items():
        name, _, forms = cell.partition(" ")
        if "mb_per_s" in row:
            curves.setdefault(name, []).append((float(forms), row["mb_per_s"]))
    for cell, row in results.get("growth-terms", {}).get("cells", {}).items():
        if "mb_per_s" in row and cell.isdigit():  # with the automaton of its choice
            curves.setdefault("esslink", []).append((float(row["forms"]), row["mb_per_s"]))
    if curves:
        drawing.title(words["growth"])
        drawing.curves({name: sorted(points) for name, points in curves.items()})
    return drawing.svg(words["growth"])


def main() -> None:
    path = Path(sys.argv[1])
    record = json.loads(path.read_text(encoding="utf-8"))
    for language in WORDS:
        target = path.parent / f"figure.{language}.svg"
        target.write_text(draw(record, language), encoding="utf-8")
        print(target)


if __name__ == "__main__":
    main()
