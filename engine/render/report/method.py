"""How an answer was worked out, and what it does not say."""

from __future__ import annotations

from engine.advice.reported import Reported
from engine.inquiry.answers import NOT_APPLICABLE
from engine.render.phrases import STATUS_MEANS

CHECKED = (
    "The facts were given to a rule engine with the rules of the knowledge base. Every step was then rebuilt "
    "apart from the engine and checked by a program that shares no code with it; an answer that does not "
    "pass is not shown."
)
SEARCHED = "What could become of an unsettled verdict was found by a search over all that is unknown"
LIMITS = (
    "The facts are taken as they are stated. Nobody checked them here; the table says where each comes from.",
    "The rules say what their sources claim, and no more. Reasons are not weighed against each other, and no "
    "costs or gains are calculated.",
    "A changed fact, rule or number can give another answer. The same facts with the same knowledge base "
    "always give this one.",
)


def method(reported: Reported) -> list[tuple[str, str]]:
    """What a reader should know of any answer: the term that is explained, or "", and a text."""
    given_up = any(answer.prospect.proof == "none" for answer in reported.recommendation.answers)
    end = ", which was given up here because it took too long." if given_up else "."
    means = STATUS_MEANS.items()
    terms = ((status.capitalize(), f"{told}.") for status, told in means if status != NOT_APPLICABLE)
    return [("", CHECKED), *terms, ("", SEARCHED + end), *(("", text) for text in LIMITS)]


def verifying(receipt: str) -> str:
    """The command that holds a log to the receipt."""
    return f'advisor audit verify --log LOG --receipt "{receipt}"'
