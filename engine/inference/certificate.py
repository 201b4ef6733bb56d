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
from engine.inference.ground import Book, Ground
from engine.inference.truth import Model, how
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
        raise _refusal(f"it is not well formed: {fault}") from fault


def _refusal(fault: str) -> CertificateError:
    return CertificateError(Problem("certificate", f"the derivation is not accepted: {fault}"))


def _same(given: object, **right: Any) -> None:
    for part, value in right.items():
        if getattr(given, part) != value:
            raise _refusal(f"its {part} is not exactly right")


def _named(firing: d.Firing) -> str:
    return f"{firing.rule} {firing.entity}".strip()


class _Trial:
    """One derivation before the checker."""

    def __init__(self, book: Book, case: Case, given: d.Derivation) -> None:
        self.kb, self.ground, self.given, self.parts = book.kb, Ground(book, case), given, case.parts or ()
        self.inputs = [atom for fact in case.facts for atom in fact.atoms]
        self.fired = [step.firing for step in given.steps]
        self.final = Model(self.parts, self.inputs, self.fired)
        self.final.add(atom for step in given.steps for atom in step.concludes)
        self.firm = Model(self.parts, given.bounds.firm, given.bounds.firm_firings)
        self.possible = Model(self.parts, given.bounds.possible, given.bounds.possible_firings)
        self.possible.open_numbers = self.ground.open_numbers
        self.final.bounds = self.firm, self.possible

    def check(self) -> None:
        """Everything: the case, the steps, what did not fire, each bound against the other, the verdicts."""
        given, bounds, ground = self.given, self.given.bounds, self.ground
        inputs, opened = Model(self.parts, self.inputs).atoms(), tuple(sorted(ground.open))
        _same(given, knowledge=self.kb.digest, inputs=inputs, parts=self.parts, open=opened)
        self.check_steps()
        could = Model(self.parts, self.inputs)
        could.values |= ground.open
        could.open_numbers = ground.open_numbers
        ground.least(could, self.firm, dict.fromkeys((*self.fired, *ground.rules)))
        # A condition that does not hold in the possible model against the firm one holds in none that lies
        # between them, so only these firings are left to be judged.
        live = [firing for firing in ground.rules if firing in could.held]
        defeated, silent = self.kept_back(live)
        _same(given, defeated=defeated, silent=silent)
        if not self.firm <= self.final <= self.possible:
            raise _refusal("its bounds do not enclose its steps")
        sure = ground.least(Model(self.parts, self.inputs), self.possible, live, firm=True)
        _same(bounds, firm=sure.atoms(), firm_firings=sure.firings())
        _same(bounds, possible=could.atoms(), possible_firings=could.firings())
        torn = (p for p, v in self.final.values.items() if len(v) > 1 and self.kb.attributes[p[1]].single)
        verdicts = (self.verdict(goal, e) for goal in self.kb.goals for e in ground.entities[goal.scope])
        _same(given, conflicts=tuple(sorted(torn)), verdicts=tuple(verdicts))
        if sorted(given.firing_order) != sorted(self.fired):
            raise _refusal("its firing_order is of other firings")

    def check_steps(self) -> None:
        """Each step is exactly what one firing gives on what the steps before it established."""
        known = Model(self.parts, self.inputs)
        known.bounds = self.final.bounds
        for number, step in enumerate(self.given.steps, 1):
            if fault := self.fault(step, known):
                raise _refusal(f"step {number} ({_named(step.firing)}) {fault}")
            known.fired.add(step.firing)
            known.add(step.concludes)

    def fault(self, step: d.Step, known: Model) -> str:
        """What is wrong with the step where this is known, or ""."""
        firing, ground, could, silence = step.firing, self.ground, self.possible.fired, None
        if firing not in ground.rules or firing in known.fired:
            return "is no firing of this case, or fired before"
        support, concludes = ground.holds(firing, known, self.final), ground.concludes(firing, known)
        if support is None or not ground.free(firing, self.final):
            return "does not fire on what earlier steps establish"
        if ground.rules[firing].presumption:
            silence = how(could.isdisjoint(ground.reachers(firing)) and not ground.asked(firing))
        guards = tuple([d.Guard(other, how(other not in could)) for other in ground.overriders(firing)])
        if step != (right := d.Step(firing, support, concludes, guards, silence)):
            parts = ("support", "concludes", "guards", "silence")
            wrong = [part for part in parts if getattr(step, part) != getattr(right, part)]
            return f"has not exactly the right {', '.join(wrong)}"
        return (
            "" if concludes == ground.concludes(firing, self.final) else "copies a set that is not whole yet"
        )

    def kept_back(self, live: list[d.Firing]) -> tuple[tuple[d.Defeat, ...], tuple[d.Silence, ...]]:
        """What applies to the finished model and is defeated or silent; all else would have to be a step."""
        defeated, silent, fired = [], [], self.final.fired
        for firing in live:
            if firing not in fired and (support := self.ground.holds(firing, self.final, self.final)):
                by = tuple([other for other in self.ground.reachers(firing) if other in fired])
                over = tuple([other for other in self.ground.overriders(firing) if other in fired])
                if (stated := self.ground.stated(firing)) or by:
                    silent.append(d.Silence(firing, support, stated, by))
                elif over:
                    defeated.append(d.Defeat(firing, support, over))
                else:
                    raise _refusal(f"{_named(firing)} applies, and there is no step for it")
        return tuple(defeated), tuple(silent)

    def verdict(self, goal: Goal, entity: str) -> d.Verdict:
        """The table of verdict and status in docs/semantics.md."""
        pair = (entity, goal.attribute)
        e, f, p = (tuple(sorted(m.values.get(pair, ()))) for m in (self.final, self.firm, self.possible))
        other = goal.otherwise.value if goal.otherwise else None
        if len(e) > 1:
            return d.Verdict(*pair, d.CONFLICT, "settled" if len(f) > 1 else "provisional", e, p)
        if e:
            sure = e == p and (e == f or e == (other,))
            return d.Verdict(*pair, e[0], "settled" if sure else "provisional", e, p)
        if p and p != (other,):
            return d.Verdict(*pair, None, "undetermined", (), p)
        if other is not None:
            return d.Verdict(*pair, other, "settled", (), p, otherwise=True)
        return d.Verdict(*pair, None, "not applicable", (), ())
