"""French at compile time: what forms a term takes, and what else each form may be."""
