"""All that a report shows of a case, as data."""

from __future__ import annotations

from engine.advice.explanation import Explanation
from engine.advice.flips import FlipsTold
from engine.advice.recommendation import Recommendation
from engine.cases.model import Case
from engine.frozen import frozen
from engine.inference.derivation import Derivation


@frozen
class Told:
    """When and by whom it was answered, and where that is kept."""

    tool: str
    """Version of the program that gave the answer."""
    day: str
    """When it was given, YYYY-MM-DD as the machine's clock claims."""
    again: str
    """The command that gives this answer again."""
    receipt: str = ""
    """The line that holds a log to its record of the decision; "" where it is in none."""
    actor: str = ""


@frozen
class Reported:
    """A case with its answer, every step behind it, and what would change it."""

    case: Case
    recommendation: Recommendation
    explanation: Explanation
    """Of every verdict that applies."""
    derivation: Derivation
    flips: FlipsTold | None
    """The least changes that would give the main verdict another value; None where it has no value."""
    told: Told
