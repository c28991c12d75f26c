"""Straitwatch: who passed which strait, how close, when, how sure, and under which law."""

__version__ = "0.1.0"
