"""The project's own benchmarks: ratios against other tools on one machine and one input."""
