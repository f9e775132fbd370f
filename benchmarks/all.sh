#!/usr/bin/env bash
# Measure everything, and put the figures into the record, the README of this folder and the figure.
#     benchmarks/all.sh FOLDER-OF-PAGES franceterme.csv [NAME-OF-RECORD] [--every N]
# Ten to twenty minutes on a quiet machine; needs the extra [bench]. --every 1 takes every page.
set -euo pipefail
cd "$(dirname "$0")/.."
export ESSLINK_CORPUS=$1 ESSLINK_FRANCETERME=$2
record=benchmarks/record/${3:-x86_64}.json
python=${PYTHON:-.venv/bin/python}
code=0
$python benchmarks/run.py --record "$record" "${@:4}" || code=$?
$python benchmarks/tables.py "$record"
$python benchmarks/figure.py "$record"
exit $code
