"""Tracks: fixes and sightings turned into what one object did."""
