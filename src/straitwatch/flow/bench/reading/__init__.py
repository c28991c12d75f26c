"""Releases whose truth is known, and the score of a reader on them."""
