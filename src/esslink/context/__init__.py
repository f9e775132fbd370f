"""What decides, at run time, whether a hit is the term or another word written the same."""
