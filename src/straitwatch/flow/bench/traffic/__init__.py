"""A seed turned into traffic of invented craft, and into the exact truth of what they did."""
