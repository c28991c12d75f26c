"""Reports: events turned into pages, maps and files."""
