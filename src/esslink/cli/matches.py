"""What ``find`` gives: the places of terms in corpora, and files of matches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from esslink.batch.cells import Cell, Change, change, changer
from esslink.batch.corpora import Notes, whole_page
from esslink.batch.corpus import Tell, sinking
from esslink.batch.jobs import Found, Job
from esslink.batch.kinds import kind_of
from esslink.batch.streams import compressing, opened, suffix_of
from esslink.batch.table import Columns, match_rows
from esslink.batch.warc import web_address
from esslink.cli.corpora import columns_of, show_notes
from esslink.cli.messages import complain, path_error
from esslink.cli.options import Values
from esslink.errors import EsslinkError, OptionError

if TYPE_CHECKING:
    from esslink.matcher import Matcher
    from esslink.report.tally import Tally

__all__ = ["Take", "find_in_corpora", "match_sink"]

Take = Callable[[str, str, tuple[Found, ...]], None]
"""Is given a file, a page of it and what was found there."""


def find_in_corpora(
    sources: list[str],
    job: Job,
    matcher: Matcher,
    take: Take,
    values: Values,
    *,
    tally: Tally | None = None,
) -> bool:
    """Give what is found in corpora to *take*, add up in *tally*; tell whether all went well."""
    act = changer(job, matcher, text=True)
    well = True
    for source in sources:
        told = Notes()
        try:
            for page, cell in _found_in(source, act, told.tell, columns_of(values)):
                take(source, page, cell.found)
                if tally and cell.error:
                    tally.fail(f"{source} › {page}", cell.error)
                elif tally and cell.seen:
                    tally.add(source, web_address(page), cell.seen._replace(part=page))
        except EsslinkError as error:
            place = f"{source}, {error.place}" if error.place else source
            complain(error.message, place)
            well = False
        except BrokenPipeError:
            raise  # the reader of our output has seen enough
        except OSError as error:
            complain(path_error(error), source)
            well = False
        show_notes(source, told.notes, told.more)
        well = well and not told.notes
    return well


def _found_in(source: str, act: Change, tell: Tell, columns: Columns) -> Iterator[tuple[str, Cell]]:
    """Yield, for each page of a corpus, what names it and what was found in it."""
    kind = kind_of(source)
    if kind == "warc":
        from esslink.batch.warc import pages

        with open(source, "rb") as file:
            for record, page in pages(file, tell, texts=True):
                if page is not None:
                    cell = change(act, page.content, page.format, page.charset)
                    if cell.error:
                        tell(f"octet {record.start}", cell.error)
                    yield page.address, cell
    elif kind == "table":
        from esslink.batch import parquet
        from esslink.batch.arrow import find_in_batch

        number = 0
        for batch in parquet.opened(source).batches():
            yield from find_in_batch(batch, act, columns, number, tell)
            number += batch.num_rows
    else:
        with opened(source) as stream:
            if kind == "lines":
                from esslink.batch.jsonlines import matches

                yield from matches(stream, act, tell, columns)
            else:
                _, cell = whole_page(stream, act)
                if cell.error:
                    tell("", cell.error)
                yield os.path.basename(source), cell


@contextmanager
def match_sink(output: str) -> Iterator[Take]:
    """
    Give what takes matches and writes them to the file *output*, whole or not at all.

    The suffix tells the format: ``.parquet``, or JSON Lines, compressed or not. Raises
    :class:`OptionError` for another suffix.
    """
    kind = kind_of(output)
    parquet = output.lower().endswith(".parquet")
    if not parquet and kind != "lines":
        raise OptionError(
            f"«\u00a0{output}\u00a0»\u00a0: donnez un nom en .jsonl, .jsonl.gz, .jsonl.zst ou"
            " .parquet",
            place="-o",
        )
    with ExitStack() as stack:
        sink = stack.enter_context(sinking(output))

        if parquet:
            from esslink.batch.arrow import match_schema
            from esslink.batch.parquet import rows_taken

            take_row = stack.enter_context(rows_taken(sink, match_schema()))
        else:
            import json

            packed = stack.enter_context(compressing(sink, suffix_of(output)))

            def take_row(row: dict[str, object]) -> None:
                packed(
                    json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
                )

        def take(file: str, page: str, found: tuple[Found, ...]) -> None:
            for row in match_rows(file, page, found):
                take_row(row)

        yield take
