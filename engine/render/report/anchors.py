"""The names by which the places of a page refer to one another: never made of names of a case."""

from __future__ import annotations

from engine.advice.reported import Reported
from engine.cases.model import Fact
from engine.inference.derivation import Firing, Verdict


class Anchors:
    """Of one case of a page: every fact, rule, firing, verdict and numbered step has a name of its own."""

    def __init__(self, reported: Reported, prefix: str = "") -> None:
        self._prefix = prefix
        self._facts = {(f.entity, f.attribute): n for n, f in enumerate(reported.case.facts, 1)}
        firings = [step.firing for step in reported.derivation.steps]
        self._firings = {firing: n for n, firing in enumerate(firings, 1)}
        kb = reported.recommendation.knowledge
        self._rules = {rule: n for n, rule in enumerate(kb.rules, 1)}
        self._claims = {claim: n for n, claim in enumerate(kb.claims, 1)}
        verdicts = [answer.verdict for answer in reported.recommendation.answers]
        self._verdicts = {(v.entity, v.attribute): n for n, v in enumerate(verdicts, 1)}

    def fact(self, fact: Fact) -> str:
        """A row of the table of facts."""
        return f"{self._prefix}fact-{self._facts[fact.entity, fact.attribute]}"

    def rule(self, rule: str) -> str:
        """A rule with its text, claims and source; all cases of a page share it."""
        return f"rule-{self._rules[rule]}"

    def claim(self, claim: str) -> str:
        """A claim; all cases of a page share it."""
        return f"claim-{self._claims[claim]}"

    def firing(self, firing: Firing) -> str:
        """A node of the graph."""
        return f"{self._prefix}firing-{self._firings[firing]}"

    def verdict(self, verdict: Verdict) -> str:
        """The tree of reasons behind a verdict."""
        return f"{self._prefix}verdict-{self._verdicts[verdict.entity, verdict.attribute]}"

    def step(self, number: int) -> str:
        """A numbered entry of the trees."""
        return f"{self._prefix}step-{number}"
