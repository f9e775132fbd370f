"""
Whole exports: a folder of pages in, the same folder with its terms linked out.

The rooms, in the order data takes: :mod:`~esslink.batch.tree` says what to do with each
file, :mod:`~esslink.batch.work` does it to one file, :mod:`~esslink.batch.pool` to many at
once, :mod:`~esslink.batch.atomic` puts each result in its place, and
:mod:`~esslink.batch.runner` holds them together. :mod:`~esslink.batch.epub` does books.
"""
