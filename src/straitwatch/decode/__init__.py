"""Decoders: bytes turned into FIX, STATIC and SIGHTING rows, and rejects."""
