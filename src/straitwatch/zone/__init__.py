"""Zones: charts turned into gates, baselines, limits, and the law that ties to each."""
