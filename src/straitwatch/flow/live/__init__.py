"""The live watch: feeds into a journal, positions, events; a process of its own, and its link."""
