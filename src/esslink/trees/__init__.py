"""
The same links in a tree that the caller already has: BeautifulSoup or lxml.

:mod:`esslink.trees.soup` and :mod:`esslink.trees.lxml` each have ``annotate`` and
``strip``. The tree is changed in place and given back. What no link touches stays
the very same node; bytes are those of the tree's own serialiser. For bytes that do
not move, annotate the source itself: :func:`esslink.annotate`.

:mod:`~esslink.trees.prose` joins the text of a tree as the reader of sources does,
:mod:`~esslink.trees.links` says what to put where, and the two modules of the
hosts do it with their nodes.
"""
