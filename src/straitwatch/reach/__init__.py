"""Reach: two dated places and a top speed turned into where an object could have been."""
