"""
``esslink bench``: how fast esslink is on somebody's own pages, and where the time goes.

CPU time of this process, the best of some rounds, each stage by itself. lxml reads and
prints the same bytes without looking for anything: what a parser costs before any work.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from esslink.cli.messages import complain, count, path_error
from esslink.cli.options import LEXICON, Values, choice
from esslink.cli.root import Command

if TYPE_CHECKING:
    from esslink.matcher import Matcher
    from esslink.policy import Policy

__all__ = ["bench_command"]

_MOST = 256_000_000
"""Bytes of pages that are read at most: they are all held."""
_SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".md")


class Measured(NamedTuple):
    """What was seen on some pages."""

    pages: int
    size: int
    """Bytes."""
    left: int
    """Pages that cannot be read, and do not count."""
    links: int
    terms: int
    seconds: float
    """To annotate all, bytes in and bytes out."""
    stages: dict[str, float]
    """Seconds of each stage."""
    lxml: float | None
    """Seconds that lxml takes to parse and print the same pages; None without it."""


def _bench(values: Values) -> int:
    from esslink.cli.stored import stored_matcher
    from esslink.policy import Policy

    pages = list(_pages(values["paths"]))
    if not pages:
        complain("aucune page ni texte à cet endroit", values["paths"][0])
        return 1
    matcher, _ = stored_matcher(values["lexicon"] or "ess")
    policy = Policy(occurrences=values["occurrences"])
    measured = measure(pages, matcher, policy, rounds=values["rounds"])
    if values["as_json"]:
        import json

        click.echo(json.dumps(_as_dict(measured), ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(measured)))
    return 0


def _pages(places: Sequence[str]) -> Iterator[bytes]:
    """Yield the bytes of the pages and texts under *places*, until there are enough."""
    size = 0
    for path in _paths(places):
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            complain(path_error(error), path)
            continue
        size += len(data)
        if size > _MOST:
            complain(f"mesure sur les {_MOST // 1_000_000} premiers Mo", path)
            return
        yield data


def _paths(places: Sequence[str]) -> Iterator[str]:
    for place in places:
        if not os.path.isdir(place):
            yield place
        for folder, below, names in os.walk(place):
            below.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.lower().endswith(_SUFFIXES) and os.path.isfile(path):
                    yield path


def measure(
    pages: Sequence[bytes], matcher: Matcher, policy: Policy, *, rounds: int = 3
) -> Measured:
    """
    Measure the annotation of *pages*, its stages, and lxml.

    >>> import esslink
    >>> matcher = esslink.compile([esslink.Term("mutuelle", definition="Société.")])
    >>> seen = measure([b"<p>Une mutuelle"], matcher, esslink.Policy(), rounds=1)
    >>> seen.pages, seen.links, seen.terms
    (1, 1, 1)
    """
    from esslink.annotator import Annotator
    from esslink.errors import EsslinkError

    run = Annotator(matcher, policy).run
    good: list[bytes] = []
    terms: set[str] = set()
    links = 0
    for page in pages:
        try:
            result = run(page)
        except EsslinkError:
            continue
        good.append(page)
        links += len(result.matches)
        terms.update(term.id for term in result.terms)
    seconds = _best(lambda: [run(page).output for page in good], rounds)
    return Measured(
        pages=len(good),
        size=sum(map(len, good)),
        left=len(pages) - len(good),
        links=links,
        terms=len(terms),
        seconds=seconds,
        stages=_stages(good, matcher, policy, seconds, rounds),
        lxml=_lxml(good, rounds),
    )


def _best(work: Callable[[], Any], rounds: int) -> float:
    """Give the CPU seconds of the quickest of *rounds*."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def _stages(
    pages: Sequence[bytes], matcher: Matcher, policy: Policy, seconds: float, rounds: int
) -> dict[str, float]:
    """Give the seconds of each stage; the last is what is left of the whole."""
    from esslink.fold import squeeze
    from esslink.sources import html, text
    from esslink.sources.encoding import decode
    from esslink.sources.kind import kind
    from esslink.sources.tokens import placed_tokens

    sources = [decode(page).text for page in pages]
    markup = [source for source in sources if kind(source) == "html"]
    readers = [html.read if kind(source) == "html" else text.read for source in sources]
    found = [_region(reader(source)).text for reader, source in zip(readers, sources, strict=True)]

    def tokenise() -> None:
        for source in markup:
            for _ in placed_tokens(source, attributes=False):
                pass

    decoding = _best(lambda: [decode(page) for page in pages], rounds)
    tokens = _best(tokenise, rounds)
    reading = _best(lambda: [r(s) for r, s in zip(readers, sources, strict=True)], rounds)
    folding = _best(lambda: [squeeze(prose) for prose in found], rounds)
    finding = _best(lambda: [matcher.find(prose, policy) for prose in found], rounds)
    stages = {
        "décodage": decoding,
        "tokeniseur": tokens,
        "parcours": max(0.0, reading - tokens),
        "pliage": folding,
        "automate": max(0.0, finding - folding),
    }
    return {**stages, "liens, écriture": max(0.0, seconds - sum(stages.values()))}


def _region(read: Any) -> Any:
    """Give the region of a page, which is one among other things, or of a text."""
    return getattr(read, "region", read)


def _lxml(pages: Sequence[bytes], rounds: int) -> float | None:
    """Give the seconds that lxml takes to parse and print *pages*; None when it is absent."""
    try:
        from lxml import etree, html
    except ImportError:
        return None

    def work() -> None:
        for page in pages:
            try:
                html.tostring(html.document_fromstring(page), encoding="utf-8")
            except (etree.ParserError, ValueError):
                continue  # an empty page

    return _best(work, rounds)


def _lines(seen: Measured) -> Iterator[str]:
    """Yield what a reader sees."""
    size = seen.size / 1e6
    left = f", {count(seen.left, 'page laissée', 'pages laissées')}" if seen.left else ""
    yield f"{count(seen.pages, 'page')}, {_number(size)}\u00a0Mo{left}"
    links = f"{count(seen.links, 'lien')} vers {count(seen.terms, 'terme')}"
    yield f"esslink\u00a0: {_number(size / seen.seconds)}\u00a0Mo/s, {links}"
    if seen.lxml:
        speed = _number(size / seen.lxml)
        ratio = _number(seen.lxml / seen.seconds)
        yield f"lxml, lire et écrire\u00a0: {speed}\u00a0Mo/s (esslink\u00a0: × {ratio})"
    whole = sum(seen.stages.values()) or 1
    shares = (f"{name} {part / whole:.0%}" for name, part in seen.stages.items())
    yield "temps\u00a0: " + ", ".join(shares).replace("%", "\u00a0%")


def _number(value: float) -> str:
    """Write a number as French does, with three digits that mean something."""
    shown = f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    return shown.replace(".", ",")


def _as_dict(seen: Measured) -> dict[str, object]:
    megabytes = seen.size / 1e6
    return {
        "pages": seen.pages,
        "bytes": seen.size,
        "left": seen.left,
        "links": seen.links,
        "terms": seen.terms,
        "mb_per_s": round(megabytes / seen.seconds, 2),
        "lxml_mb_per_s": round(megabytes / seen.lxml, 2) if seen.lxml else None,
        "seconds": {name: round(part, 4) for name, part in seen.stages.items()},
        "python": sys.version.split()[0],
    }


bench_command = Command(
    "bench",
    callback=_bench,
    params=[
        click.Argument(["paths"], nargs=-1, required=True, metavar="FICHIER|DOSSIER…"),
        LEXICON,
        click.Option(
            ["--occurrences"],
            type=choice("first", "section", "paragraph", "all"),
            default="first",
            show_default=True,
            help="Ce qui est relié, comme pour annotate.",
        ),
        click.Option(
            ["--rounds"],
            type=click.IntRange(1, 100),
            default=3,
            show_default=True,
            help="Nombre de passages\u00a0; le plus rapide compte.",
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="Un objet JSON."),
    ],
    help=(
        "Mesure l’annotation de vos pages, sans rien écrire\u00a0: débit, liens, part du temps de"
        " chaque étape\u00a0; et lxml, qui lit et réécrit les mêmes pages sans rien chercher.\n\n"
        "Le temps est celui du processeur, sur un cœur, glossaire déjà compilé."
    ),
)
"""``esslink bench``."""
