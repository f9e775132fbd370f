"""Source in, text out: what of a page or a text may be searched, and where it stands."""
