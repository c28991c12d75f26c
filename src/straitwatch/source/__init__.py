"""Sources: the outside turned into bytes."""
