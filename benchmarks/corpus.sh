#!/usr/bin/env bash
# Fetch the French pages of four Debian packages into a folder: what the record was made with.
#     benchmarks/corpus.sh FOLDER
set -euo pipefail
mkdir -p "$1"
cd "$1"
for package in libreoffice-help-fr scilab-doc-fr lilypond-doc-html-fr developers-reference-fr; do
    [ -d "$package" ] && continue
    apt-get download "$package"
    dpkg -x "$package"_*.deb "$package"
    rm "$package"_*.deb
done
