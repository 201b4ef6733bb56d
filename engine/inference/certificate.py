"""The proof checker: it accepts a derivation only if every step, absence, bound and verdict in it is right.

It shares no evaluation code with what made the derivation, and needs no strata: what a step says is there
rests on earlier steps, what it says is absent is judged on the finished model, and nothing else may apply to
that model. This is the test of a stable model (Gelfond and Lifschitz 1988), and a stratified program has
just one. Each bound is the least model against the other one (docs/semantics.md), for the same reason unique.
"""

from __future__ import annotations

from typing import Any

from engine.cases.model import Case
from engine.errors import CertificateError, Problem
from engine.inference import derivation as d
from engine.inference.truth import Book, Ground, Model, how
from engine.knowledge.model import Goal, KnowledgeBase

_last: Book | None = None
"""The knowledge base that was used last, ready for use."""


def certify(kb: KnowledgeBase, case: Case, derivation: d.Derivation) -> None:
    """Raise CertificateError, saying what is wrong, unless this is the derivation of the case."""
    global _last
    if _last is None or _last.kb is not kb:
        _last = Book(kb)
    try:
        _Trial(_last, case, derivation).check()
    except (KeyError, TypeError) as fault:
        raise CertificateError(
            Problem("certificate", f"the derivation is not well formed: {fault}")
        ) from fault


def _demand(right: object, fault: str) -> None:
    if not right:
        raise CertificateError(Problem("certificate", f"the derivation is not accepted: {fault}"))


def _same(given: object, right: dict[str, Any], of: str = "") -> None:
    for part, value in right.items():
        _demand(getattr(given, part) == value, f"the {part}{of} is not exactly right")


def _named(firing: d.Firing) -> str:
    return f"{firing.rule} {firing.entity}".strip()


class _Trial:
    """One derivation before the checker."""

    def __init__(self, book: Book, case: Case, given: d.Derivation) -> None:
        self.kb, self.ground, self.given, parts = book.kb, Ground(book, case), given, case.parts or ()
        self.inputs = [atom for fact in case.facts for atom in fact.atoms]
        self.open = {
            (entity, a.name): {v for v in a.values if fact is None or v not in fact.excluded}
            for a in self.kb.attributes.values()
            for entity in (self.ground.entities[a.scope] if a.asked else ())
            if (fact := self.ground.facts.get((entity, a.name))) is None or not fact.closed
        }
        self.open_numbers = {pair for pair in self.open if self.kb.attributes[pair[1]].type == "number"}
        said = [atom for step in given.steps for atom in step.concludes]
        self.fired = [step.firing for step in given.steps]
        self.final = Model(parts, self.inputs + said, self.fired)
        self.firm = Model(parts, given.bounds.firm, given.bounds.firm_firings)
        self.possible = Model(parts, given.bounds.possible, given.bounds.possible_firings)
        self.possible.open_numbers = self.open_numbers
        self.final.bounds = self.firm, self.possible

    def check(self) -> None:
        """Everything: first the steps, then all else, as the case, the steps and the other bound make it."""
        kb, parts, bounds = self.kb, self.final.parts, self.given.bounds
        self.steps()
        _demand(self.firm <= self.final <= self.possible, "its bounds do not enclose its steps")
        could = Model(parts, self.inputs)
        could.values.update({pair: set(values) for pair, values in self.open.items()})
        could.open_numbers = self.open_numbers
        self.ground.least(could, self.firm, dict.fromkeys((*self.fired, *self.ground.rules)))
        _same(bounds, {"possible": could.atoms(), "possible_firings": could.firings()})
        # A condition that does not hold in the possible model against the firm one, which enclose the others,
        # holds in no model against any: only `could.held` is left to be judged.
        live = [firing for firing in self.ground.rules if firing in could.held]
        sure = self.ground.least(Model(parts, self.inputs), self.possible, live, firm=True)
        _same(bounds, {"firm": sure.atoms(), "firm_firings": sure.firings()})
        torn = (p for p, v in self.final.values.items() if len(v) > 1 and kb.attributes[p[1]].single)
        defeated, silent = self.kept_back(live)
        right = {
            "knowledge": kb.digest,
            "inputs": Model(parts, self.inputs).atoms(),
            "parts": parts,
            "open": tuple(sorted(self.open)),
            "defeated": defeated,
            "silent": silent,
            "verdicts": tuple(self.verdict(g, e) for g in kb.goals for e in self.ground.entities[g.scope]),
            "conflicts": tuple(sorted(torn)),
        }
        _same(self.given, right)
        order = self.given.firing_order
        _demand(sorted(order) == sorted(self.fired), "its firing order is of other firings")

    def steps(self) -> None:
        """Each step is exactly what one firing gives on what the steps before it established."""
        ground, could = self.ground, self.possible.fired
        known = Model(self.final.parts, self.inputs)
        known.bounds = self.final.bounds
        for number, step in enumerate(self.given.steps, 1):
            firing, name = step.firing, f"step {number} ({_named(step.firing)})"
            _demand(firing in ground.rules, f"{name} is no firing of this case")
            _demand(firing not in known.fired, f"{name} fired before")
            concludes, silence = ground.concludes(firing, known), None
            _demand(
                concludes == ground.concludes(firing, self.final),
                f"{name} copies a set that is not whole yet",
            )
            if ground.rules[firing].presumption:
                silence = how(could.isdisjoint(ground.reachers(firing)) and not ground.asked(firing))
            support = ground.holds(firing, known, self.final)
            _demand(support, f"{name} does not hold on what earlier steps establish")
            _demand(ground.free(firing, self.final), f"{name} is overridden, or a presumption that is silent")
            guards = tuple(d.Guard(other, how(other not in could)) for other in ground.overriders(firing))
            right = {"support": support, "concludes": concludes, "guards": guards, "silence": silence}
            _same(step, right, f" of {name}")
            known.fired.add(firing)
            for atom in concludes:
                known.values[atom[:2]].add(atom.value)

    def kept_back(self, live: list[d.Firing]) -> tuple[tuple[d.Defeat, ...], tuple[d.Silence, ...]]:
        """What applies to the finished model and is defeated or silent; all else would have to be a step."""
        defeated, silent = [], []
        for firing in live:
            support = self.ground.holds(firing, self.final, self.final)
            if firing in self.final.fired or support is None:
                continue
            by = tuple(other for other in self.ground.reachers(firing) if other in self.final.fired)
            over = tuple(other for other in self.ground.overriders(firing) if other in self.final.fired)
            if (stated := self.ground.stated(firing)) or by:
                silent.append(d.Silence(firing, support, stated, by))
            else:
                _demand(over, f"{_named(firing)} applies, and there is no step for it")
                defeated.append(d.Defeat(firing, support, over))
        return tuple(defeated), tuple(silent)

    def verdict(self, goal: Goal, entity: str) -> d.Verdict:
        """The table of verdict and status in docs/semantics.md."""
        pair = (entity, goal.attribute)
        e, f, p = (tuple(sorted(m.values.get(pair, ()))) for m in (self.final, self.firm, self.possible))
        if len(e) > 1:
            return d.Verdict(*pair, d.CONFLICT, "settled" if len(f) > 1 else "provisional", e, p)
        if e:
            return d.Verdict(*pair, e[0], "settled" if e == f == p else "provisional", e, p)
        if p:
            return d.Verdict(*pair, None, "undetermined", (), p)
        if goal.otherwise:
            return d.Verdict(*pair, goal.otherwise.value, "settled", (), (), otherwise=True)
        return d.Verdict(*pair, None, "not applicable", (), ())
