"""Server: a store shown over HTTP."""
