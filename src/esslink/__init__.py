"""Find glossary terms in French HTML or text and link each to its definition."""
