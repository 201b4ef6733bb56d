"""All that a report shows of a case, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.advice.cited import cited
from engine.advice.explain import explain_all
from engine.advice.explanation import CitedRule, Explanation
from engine.advice.flips import FlipsTold, tell_flips
from engine.advice.reasons import FactTold, tell_fact
from engine.advice.recommendation import Recommendation
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.cases.model import Case
from engine.frozen import frozen
from engine.inference.derivation import CONFLICT, Derivation, Firing
from engine.inquiry.answers import Outlook
from engine.inquiry.confirm import Infer
from engine.knowledge.wording import describe

FLIPS, SOUGHT = 5, 50
"""So many sets of changes are shown, and looked for: to find all of them can take a minute in a long case."""


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
class Fired:
    """One firing of a rule: for whom, what it concludes, and why."""

    firing: Firing
    concludes: tuple[str, ...]
    because: str


@frozen
class RuleTold:
    """A rule that fired, with its condition in words."""

    rule: CitedRule
    condition: str
    presumption: bool
    fired: tuple[Fired, ...]


@frozen
class Reported:
    """A case with its answer, every step behind it, and what would change it."""

    case: Case
    recommendation: Recommendation
    explanation: Explanation
    """Of every verdict that applies."""
    derivation: Derivation
    facts: tuple[FactTold, ...]
    """In the order in which the case states them."""
    rules: tuple[RuleTold, ...]
    """In the order of the knowledge base."""
    flips: FlipsTold | None
    """The least changes that would give the main verdict another value; None where it has no value."""
    told: Told


def report(
    recommendation: Recommendation,
    case: Case,
    derivation: Derivation,
    outlooks: Iterable[Outlook],
    infer: Infer,
    told: Told,
) -> Reported:
    """Everything about the case; `infer` confirms the changes. Raises what an inference raises."""
    kb, outlooks = recommendation.knowledge, tuple(outlooks)
    speech = Speech(Standings(kb, case, derivation, outlooks))
    has_value = recommendation.main.verdict.value not in (None, CONFLICT)
    return Reported(
        case,
        recommendation,
        explain_all(kb, case, derivation, outlooks),
        derivation,
        tuple(tell_fact(speech, fact) for fact in case.facts),
        tuple(_rules(speech, derivation)),
        tell_flips(kb, case, derivation, infer, shown=FLIPS, most=SOUGHT) if has_value else None,
        told,
    )


def _rules(speech: Speech, derivation: Derivation) -> Iterator[RuleTold]:
    fired: dict[str, list[Fired]] = {}
    for step in derivation.steps:
        rule = speech.kb.rules[step.firing.rule]
        because = speech.because(rule.because, step.firing.entity)
        concludes = tuple(speech.atom(atom) for atom in step.concludes)
        fired.setdefault(rule.id, []).append(Fired(step.firing, concludes, because))
    for rule in speech.kb.rules.values():
        if rule.id in fired:
            condition = describe(rule.when, speech.kb)
            yield RuleTold(cited(speech.kb, rule), condition, rule.presumption, tuple(fired[rule.id]))
