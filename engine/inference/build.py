"""From the set of firings that the engine found to the canonical Derivation.

The engine says only *which* rules fired. Everything a person or an auditor reads, in which order, on
which premises, is rebuilt here from that set, so that nothing depends on the order of firing.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.model import ROOT, Atom, Case
from engine.errors import EngineError, Problem
from engine.inference.bounds import as_bounds, bound, open_pairs
from engine.inference.derivation import (
    CONFLICT,
    Defeat,
    Derivation,
    Firing,
    Guard,
    Silence,
    Status,
    Step,
    Verdict,
)
from engine.inference.evaluate import Model, Supporter, inputs
from engine.inference.prepared import Prepared, Ready
from engine.knowledge.model import Goal


def build(ready: Ready, case: Case, fired: tuple[Firing, ...], atoms: Iterable[Atom]) -> Derivation:
    """The derivation of these firings and of the atoms they concluded, in canonical form.

    Raises EngineError where a firing cannot be given a support: the engine was wrong.
    """
    parts = case.parts or ()
    given = inputs(case)
    final = Model(parts, (*given, *atoms))
    final.fired = set(fired)
    firm, possible = bound(ready, case, given)
    builder = _Builder(ready, case, Model(parts, given), final, firm, possible)
    steps = builder.steps()
    defeated, silent = builder.kept_back()
    return Derivation(
        ready.kb.digest,
        given,
        parts,
        open_pairs(ready, case),
        steps,
        defeated,
        silent,
        as_bounds(firm, possible),
        tuple(
            _verdict(goal, entity, final, firm, possible)
            for goal in ready.kb.goals
            for entity in ((ROOT,) if goal.scope == "root" else parts)
        ),
        _conflicts(ready, final),
        fired,
    )


class _Builder:
    def __init__(
        self, ready: Ready, case: Case, known: Model, final: Model, firm: Model, possible: Model
    ) -> None:
        self.ready, self.known, self.final, self.possible = ready, known, final, possible
        self.stated = {(fact.entity, fact.attribute) for fact in case.facts}
        self.early = Supporter(ready.kb, known, final, firm, possible)
        self.late = Supporter(ready.kb, final, final, firm, possible)

    def steps(self) -> tuple[Step, ...]:
        """Every firing once, each on what the steps before it established."""
        found: list[Step] = []
        done: set[Firing] = set()
        places = self.ready.places
        for place in sorted({places[rule] for rule, _ in self.final.fired if rule in places}):
            new = True
            while new:
                new = False
                for prepared in self.ready.components[place]:
                    for firing in prepared.firings(self.known.parts):
                        if firing not in self.final.fired or firing in done:
                            continue
                        step = self._step(prepared, firing)
                        if step is not None:
                            found.append(step)
                            done.add(firing)
                            new = new or prepared.recursive
        missing = self.final.fired - done
        if missing:
            names = ", ".join(f"{f.rule} {f.entity}".strip() for f in sorted(missing))
            raise EngineError(
                Problem("engine-support", f"the rule engine fired what nothing supports: {names}")
            )
        return tuple(found)

    def _step(self, prepared: Prepared, firing: Firing) -> Step | None:
        support = self.early.support(prepared.rule.when, firing.entity)
        if support is None:
            return None
        concludes = prepared.conclude(self.known, firing.entity)
        for atom in concludes:
            self.known.add(atom)
        guards = tuple(
            Guard(other, Supporter.how(other not in self.possible.fired))
            for other in (Firing(rule, ROOT if root else firing.entity) for rule, root in prepared.overriders)
        )
        silence = None
        if prepared.rule.presumption:
            reachable = prepared.asked or prepared.reaching(self.possible, firing.entity)
            silence = Supporter.how(not reachable)
        return Step(firing, support, concludes, guards, silence)

    def kept_back(self) -> tuple[tuple[Defeat, ...], tuple[Silence, ...]]:
        """The rules whose condition holds and that did not fire, and why."""
        defeated: list[Defeat] = []
        silent: list[Silence] = []
        for prepared in self.ready.guarded:
            rule = prepared.rule
            for firing in prepared.firings(self.known.parts):
                entity = firing.entity
                if firing in self.final.fired:
                    continue
                support = self.late.support(rule.when, entity)
                if support is None:
                    continue
                if rule.presumption and prepared.silenced(self.stated, self.final, entity):
                    stated = (entity, rule.then[0].attribute) in self.stated
                    by = prepared.reaching(self.final, entity)
                    silent.append(Silence(firing, support, stated, by))
                else:
                    by = prepared.overriding(self.final, entity)
                    defeated.append(Defeat(firing, support, by))
        return tuple(defeated), tuple(silent)


def _conflicts(ready: Ready, final: Model) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            pair
            for pair, values in final.values.items()
            if len(values) > 1 and ready.kb.attributes[pair[1]].single
        )
    )


def _verdict(goal: Goal, entity: str, final: Model, firm: Model, possible: Model) -> Verdict:
    """The verdict and status of one goal, by the table of docs/semantics.md."""
    key = (entity, goal.attribute)
    values, sure, could = (
        tuple(sorted(str(v) for v in model.values.get(key, ()))) for model in (final, firm, possible)
    )
    fallback = goal.otherwise.value if goal.otherwise else None
    value: str | None = None
    status: Status
    if len(values) > 1:
        value, status = CONFLICT, "settled" if len(sure) > 1 else "provisional"
    elif values:
        value = values[0]
        certain = could == values and (sure == values or value == fallback)
        status = "settled" if certain else "provisional"
    elif any(each != fallback for each in could):
        status = "undetermined"
    elif fallback is not None:
        value, status = fallback, "settled"
    else:
        status = "not applicable"
    return Verdict(entity, goal.attribute, value, status, values, could, not values and value is not None)
