"""What the cases of a knowledge base exercise: rules, claims, verdicts, presumptions, overrides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome

Files: TypeAlias = tuple[str, ...]
"""Case files, in the order in which they ran."""
Pair: TypeAlias = tuple[str, str]


@frozen
class Coverage:
    """By each thing that a case can exercise, the case files that do; () where none does.

    A case carries a claim where a rule that cites it fires, or an `otherwise` that cites it gives a
    verdict. Context claims take no part.
    """

    rules: Mapping[str, Files]
    claims: Mapping[str, Files]
    verdicts: Mapping[Pair, Files]
    """By (goal attribute, value of its domain)."""
    used: Mapping[str, Files]
    """By presumption: it fired."""
    silenced: Mapping[str, Files]
    """By presumption: its condition held, and it kept silent."""
    overrides: Mapping[Pair, Files]
    """By (overriding rule, overridden rule): the one defeated the other."""

    @property
    def complete(self) -> bool:
        """Whether everything is exercised by some case."""
        every = (self.rules, self.claims, self.verdicts, self.used, self.silenced, self.overrides)
        return all(files for mapping in every for files in mapping.values())


def cover(kb: KnowledgeBase, outcomes: Iterable[Outcome], whole: bool = False) -> Coverage:
    """What the cases that were answered exercise, whether or not they met their expectations.

    With packs it is about what they add, since the rest has cases of its own, unless the whole is wanted.
    """
    found: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.derivation:
            for cell in set(exercised(kb, outcome.derivation)):
                found[cell].append(outcome.file)

    def files(kind: str, first: str, second: str = "") -> Files:
        return tuple(found.get((kind, first, second), ()))

    rules = [rule for rule in kb.rules.values() if whole or bool(rule.pack) == bool(kb.packs)]
    goals = [kb.attributes[goal.attribute] for goal in kb.goals]
    claims = {claim.id for claim in kb.claims.values() if not claim.context}
    if kb.packs and not whole:
        goals = [goal for goal in goals if goal.pack]
        claims &= {claim for rule in rules for claim in rule.claims}
    presumptions = [rule.id for rule in rules if rule.presumption]
    values = [(goal.name, str(value)) for goal in goals for value in goal.values]
    overrides = [(rule.id, loser) for rule in rules for loser in rule.overrides]
    return Coverage(
        rules={rule.id: files("fired", rule.id) for rule in rules},
        claims={claim: files("claim", claim) for claim in kb.claims if claim in claims},
        verdicts={pair: files("verdict", *pair) for pair in values},
        used={rule: files("fired", rule) for rule in presumptions},
        silenced={rule: files("silent", rule) for rule in presumptions},
        overrides={pair: files("override", *pair) for pair in overrides},
    )


def exercised(kb: KnowledgeBase, derivation: Derivation) -> Iterator[tuple[str, str, str]]:
    """(kind, what, what more) of everything that one answer exercises, with repetitions."""
    for step in derivation.steps:
        yield "fired", step.firing.rule, ""
        for claim in kb.rules[step.firing.rule].claims:
            yield "claim", claim, ""
    for silence in derivation.silent:
        yield "silent", silence.firing.rule, ""
    for defeat in derivation.defeated:
        for firing in defeat.by:
            yield "override", firing.rule, defeat.firing.rule
    for verdict in derivation.verdicts:
        if verdict.value is not None:
            yield "verdict", verdict.attribute, verdict.value
        otherwise = kb.goal(verdict.attribute).otherwise
        if verdict.otherwise and otherwise:
            for claim in otherwise.claims:
                yield "claim", claim, ""
