"""Is what a deep check says so? By the naive evaluator, on witnesses and on cases drawn by lot."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.model import Case
from engine.inference.derivation import Firing
from engine.knowledge.model import KnowledgeBase
from engine.workbench.deep.finding import Finding
from engine.workbench.links import shown
from tests.naive import NaiveResult, evaluate, forbidden, holds


def judge(kb: KnowledgeBase, finding: Finding, tried: list[tuple[Case, NaiveResult]]) -> None:
    """Assert that the witness shows the finding, and that no case drawn contradicts it."""
    if finding.witness is not None:
        assert not forbidden(kb, finding.witness.case), finding
        shows(kb, finding)
    for case, found in tried:
        fired = {firing.rule for firing in found.established.firings}
        if finding.code in ("never-fires", "always-silent"):
            assert finding.about not in fired, finding
        elif finding.code == "subsumed":
            other = finding.also[0][0]
            firings = found.established.firings
            assert all(Firing(other, f.entity) in firings for f in firings if f.rule == finding.about), (
                finding
            )
        elif finding.code == "redundant":
            fewer = without(kb, finding.about)
            assert seen(kb, case, found) == seen(kb, case, evaluate(fewer, case)), finding
        elif finding.code == "idle-claim":
            assert not fired & {name for name, _ in finding.also}, finding
        elif finding.code == "idle-override":
            (loser, _), rule = finding.also[0], kb.rules[finding.about]
            m = found.established
            for entity in ("",) if rule.scope == "root" else m.parts:
                if Firing(rule.id, entity) in m.firings and kb.rules[loser].scope == rule.scope:
                    other = kb.rules[loser]
                    assert other.presumption or not holds(kb, other.when, entity, m, m), finding
        elif finding.code in ("dead-end", "idle-question"):
            rules = {}
            for id, rule in kb.rules.items():
                then = tuple(each for each in rule.then if each.attribute != finding.about)
                if then or not rule.presumption:
                    rules[id] = replace(rule, then=then)
            facts = tuple(fact for fact in case.facts if fact.attribute != finding.about)
            fewer, thinner = replace(kb, rules=_trimmed(rules)), replace(case, facts=facts)
            loud = any(
                r.presumption and r.overrides and finding.about in r.attributes for r in kb.rules.values()
            )
            if not loud and not forbidden(kb, thinner):
                assert seen(kb, case, found) == seen(kb, case, evaluate(fewer, thinner)), finding


def shows(kb: KnowledgeBase, finding: Finding) -> None:
    """Assert that the witness has all that it is said to have."""
    witness = finding.witness
    assert witness is not None
    found = evaluate(kb, witness.case)
    assert found.established.firings >= set(witness.fires), finding
    assert set(found.conflicts) >= set(witness.clashes), finding
    assert not {(a.entity, a.attribute) for a in found.established.atoms} & set(witness.lacks), finding
    for firing in (*witness.defeated, *witness.silent):
        assert firing not in found.established.firings, finding
        rule = kb.rules[firing.rule]
        assert holds(kb, rule.when, firing.entity, found.established, found.established), finding


def without(kb: KnowledgeBase, id: str) -> KnowledgeBase:
    return replace(kb, rules=_trimmed({name: rule for name, rule in kb.rules.items() if name != id}))


def _trimmed(rules: dict) -> dict:  # type: ignore[type-arg]
    return {
        id: replace(rule, overrides=tuple(each for each in rule.overrides if each in rules))
        for id, rule in rules.items()
    }


def seen(kb: KnowledgeBase, case: Case, found: NaiveResult) -> tuple[object, ...]:
    """The verdicts, and what the rules conclude of what is shown."""
    told = shown(kb)
    verdicts = {goal: (row.value, row.status == "not applicable") for goal, row in found.verdicts.items()}
    stated = {atom for fact in case.facts for atom in fact.atoms}
    return verdicts, {atom for atom in found.established.atoms - stated if atom.attribute in told}
