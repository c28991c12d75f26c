"""Kernels: arrays turned into arrays. They know no ship, no file, no Arrow."""
