"""Events: tracks and sightings turned into what happened, one file per kind."""
