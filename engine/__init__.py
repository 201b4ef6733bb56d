"""An expert system: knows how to reason and how to tell why, and nothing of any field."""

__version__ = "0.1.0"
