"""Flow: the only place where stages meet."""
