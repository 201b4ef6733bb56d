"""The forms of tables. To know them takes no library of columns, so that commands name them at once."""

from __future__ import annotations

KINDS = ("csv", "jsonl", "xlsx", "parquet")
STREAMED = ("csv", "jsonl")
"""Those that are read and written from front to back."""
ALSO = {"ndjson": "jsonl", "pq": "parquet"}
"""Other endings of names for the same."""
