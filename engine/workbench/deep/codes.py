"""Every code that a check of a knowledge base can give: what it means, why it matters, how to mend it."""

from __future__ import annotations

import json
from pathlib import Path

from engine.frozen import frozen

FILE = Path(__file__).with_name("codes.json")


@frozen
class Code:
    """One code, for a person. `deep` says that only the deep check gives it."""

    code: str
    means: str
    matters: str
    mend: str
    deep: bool = False


def codes() -> dict[str, Code]:
    """All codes by name; those of the deep check first."""
    told = json.loads(FILE.read_text("utf-8"))
    return {name: Code(code=name, **each) for name, each in told.items()}
