"""Answers as files: whole and under their name, or not at all."""
