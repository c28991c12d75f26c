"""Changes of events turned into messages to people, by the rules of `watch.toml`."""
