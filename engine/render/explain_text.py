"""The chain of reasoning for a person: numbered, indented, each line openable."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.explanation import (
    Absent,
    Again,
    Asked,
    Check,
    Choice,
    CitedClaim,
    CitedRule,
    Concluded,
    Cut,
    Default,
    Explanation,
    Fired,
    Given,
    Guarded,
    Node,
    Note,
    Obstacle,
    OverParts,
    Overruled,
    Silenced,
    Topic,
    Unreached,
    Way,
)
from engine.cases.model import Fact, Origin
from engine.errors import Where
from engine.render import phrases
from engine.render.escape import quoted, visible
from engine.render.paint import Paper, Style, columns, wrap
from engine.render.rows import STATUS_STYLE, verdict_style
