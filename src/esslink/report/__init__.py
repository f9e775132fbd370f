"""
What a run found, for the editor who reads it: one page, or the same data as JSON or CSV.

The rooms, in the order data takes: :mod:`~esslink.report.seen` looks at one page, in the
process that annotates it; :mod:`~esslink.report.tally` adds pages up, in any order and in
bounded memory; :mod:`~esslink.report.tables` writes JSON and CSV and reads the former back;
:mod:`~esslink.report.page` writes the page, with charts of :mod:`~esslink.report.charts`.
"""
