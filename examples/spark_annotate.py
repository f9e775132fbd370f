"""
Annotates pages on a cluster, or lists the places of their terms.

    spark-submit examples/spark_annotate.py pages.parquet annotées.parquet -l glossaire.esslink
    spark-submit examples/spark_annotate.py crawl/*.warc.gz termes.parquet -l glossaire.esslink \
        --spans-column termes
    spark-submit examples/spark_annotate.py pages/*.jsonl.gz places.jsonl -l glossaire.esslink \
        --find --id-column url

Inputs are Parquet, JSON Lines or WARC, told by their names; the output is a folder of
Parquet or, with a name in ``.jsonl``, of JSON Lines. Every machine needs Python 3.11 and
``pip install 'esslink[spark,warc]'``; ``PYSPARK_PYTHON`` says which Python that is. A last
line of JSON on standard output counts rows, places of terms and failures.
"""

from __future__ import annotations

import argparse
import json
import time

from pyspark.sql import DataFrame, SparkSession

import esslink
from esslink.batch import spark as cluster
from esslink.batch.jobs import Job
from esslink.batch.kinds import kind_of
from esslink.batch.table import Columns


def options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n", maxsplit=1)[0])
    parser.add_argument("paths", nargs="+", metavar="INPUT… OUTPUT")
    parser.add_argument("-l", "--lexicon", required=True, help="compiled glossary (.esslink)")
    parser.add_argument("--find", action="store_true", help="write the places of terms only")
    parser.add_argument("--occurrences", default="first", help="first, section, paragraph, all")
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--id-column")
    parser.add_argument("--spans-column", help="add spans and leave the text as it is")
    parser.add_argument("--error-column", default="esslink_error")
    return parser.parse_args(arguments)


def read(spark: SparkSession, paths: list[str]) -> DataFrame:
    """Give the pages of *paths*, which are all of one kind."""
    kind = kind_of(paths[0])
    if kind == "warc":
        return cluster.read_warcs(spark, paths)
    return spark.read.json(paths) if kind == "lines" else spark.read.parquet(*paths)


def written(frame: DataFrame, path: str) -> DataFrame:
    """Write *frame*, and give it as it stands on disk."""
    if kind_of(path) == "lines":
        frame.write.mode("overwrite").json(path)
        return frame.sparkSession.read.schema(frame.schema).json(path)
    frame.write.mode("overwrite").parquet(path)
    return frame.sparkSession.read.parquet(path)


def main(arguments: list[str] | None = None) -> dict[str, float]:
    """Run the job; return the counts that the last line shows."""
    chosen = options(arguments)
    *sources, output = chosen.paths
    started = time.monotonic()
    spark = (
        SparkSession.builder.appName("esslink")
        # Pages are large: by default a batch would hold 10,000 of them.
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .getOrCreate()
    )
    pages = read(spark, sources)
    ready = time.monotonic()
    warc = kind_of(sources[0]) == "warc"
    columns = Columns(
        text=chosen.text_column,
        id=chosen.id_column or ("page" if warc else None),
        spans=None if chosen.find else chosen.spans_column,
        error=None if chosen.find else chosen.error_column,
    )
    job = Job(
        "find" if chosen.find else "annotate",
        cluster.ship(spark, chosen.lexicon),
        esslink.Policy(occurrences=chosen.occurrences),
    )
    result = written(
        (cluster.find if chosen.find else cluster.annotate)(pages, job, columns), output
    )
    counts: dict[str, float] = {"rows": result.count()}
    if columns.spans:
        total = result.selectExpr(f"sum(size(`{columns.spans}`))").first()
        counts["spans"] = (total and total[0]) or 0
    if columns.error:
        counts["failed"] = result.filter(f"`{columns.error}` is not null").count()
    counts["seconds_to_start"] = round(ready - started, 1)
    counts["seconds_of_work"] = round(time.monotonic() - ready, 1)
    return counts


if __name__ == "__main__":
    print(json.dumps(main()))
