"""The head that every JSON output carries: which schema it follows, what made it, about which knowledge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine import __version__
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import json_text

SCHEMAS = Path(__file__).parents[1] / "schemas"
"""One file for each kind of JSON output, those of answers included."""


def output_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of JSON output, by name."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(SCHEMAS.glob("*.json"))}


def document(schema: str, **content: Any) -> str:
    """The content as JSON under its head, ending in a line feed. `schema` names a file in `schemas/`."""
    head = {"schema": f"advisor/{schema}/1", "tool": {"name": "advisor", "version": __version__}}
    return json_text({**head, **content}) + "\n"


def knowledge(kb: KnowledgeBase) -> dict[str, Any]:
    """Which knowledge base it is."""
    return {
        "name": kb.name,
        "version": kb.version,
        "title": kb.title,
        "reviewed": kb.reviewed,
        "digest": kb.digest,
        "packs": [
            {name: getattr(pack, name) for name in ("name", "version", "title", "reviewed", "review_by")}
            for pack in kb.packs
        ],
    }
