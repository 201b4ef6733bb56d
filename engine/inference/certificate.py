"""The proof checker: it accepts a derivation only if every step, absence, bound and verdict in it is right.

It shares no evaluation code with what made the derivation, and needs no strata: what a step says is there
rests on earlier steps, what it says is absent is judged on the finished model, and nothing else may apply to
that model. This is the test of a stable model (Gelfond and Lifschitz 1988), and a stratified program has
just one. Each bound is the least model against the other one (docs/semantics.md), for the same reason unique.
All three models are made anew at once, against those of the derivation: `truth.py` says how.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.cases.model import ROOT, Atom, Case
from engine.errors import CertificateError, Problem
from engine.inference import derivation as d
from engine.inference.ground import Book, Ground
from engine.inference.truth import ESTABLISHED, FIRM, POSSIBLE, Levels, how, most
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
        bounds, self.fired = given.bounds, [step.firing for step in given.steps]
        self.atoms = {*given.inputs, *(atom for step in given.steps for atom in step.concludes)}
        self.final = Levels(self.parts, self.ground.facts)
        """All that the derivation claims."""
        self.final.add(bounds.possible, bounds.possible_firings, POSSIBLE)
        self.final.add(self.atoms, self.fired, ESTABLISHED)
        self.final.add(bounds.firm, bounds.firm_firings, FIRM)

    def check(self) -> None:
        """Everything: the case, the steps, what did not fire, the bounds, the verdicts."""
        given, bounds, ground = self.given, self.given.bounds, self.ground
        opened = tuple(sorted(ground.open))
        _same(given, knowledge=self.kb.digest, inputs=ground.inputs, parts=self.parts, open=opened)
        self.check_steps()
        right = ground.least(self.final)
        defeated, silent = self.kept_back(right)
        _same(given, defeated=defeated, silent=silent)
        atoms, fired = self.atoms, set(self.fired)
        if not (atoms.issuperset(bounds.firm) and atoms.issubset(bounds.possible)):
            raise _refusal("its bounds do not enclose its steps")
        if not (fired.issuperset(bounds.firm_firings) and fired.issubset(bounds.possible_firings)):
            raise _refusal("its bounds do not enclose its steps")
        _same(bounds, firm=most(right.atoms, FIRM), firm_firings=most(right.fired, FIRM))
        _same(bounds, possible=most(right.atoms, POSSIBLE), possible_firings=most(right.fired, POSSIBLE))
        count = Counter((entity, attribute) for entity, attribute, _ in atoms)
        torn = (pair for pair, values in count.items() if values > 1 and self.kb.attributes[pair[1]].single)
        verdicts = (
            self.verdict(goal, entity)
            for goal in self.kb.goals
            for entity in ((ROOT,) if goal.scope == "root" else self.parts)
        )
        _same(given, conflicts=tuple(sorted(torn)), verdicts=tuple(verdicts))
        if sorted(given.firing_order) != sorted(self.fired):
            raise _refusal("its firing_order is of other firings")

    def check_steps(self) -> None:
        """Each step is exactly what one firing gives on what the steps before it established."""
        known = Levels(self.parts, self.ground.facts)
        known.add(self.ground.inputs, (), ESTABLISHED)
        for number, step in enumerate(self.given.steps, 1):
            if fault := self.fault(step, known):
                raise _refusal(f"step {number} ({_named(step.firing)}) {fault}")
            known.add(step.concludes, (step.firing,), ESTABLISHED)

    def fault(self, step: d.Step, known: Levels) -> str:
        """What is wrong with the step where this is known, or ""."""
        firing, ground, final, silence = step.firing, self.ground, self.final, None
        if firing not in ground.rules or firing in known.fired:
            return "is no firing of this case, or fired before"
        entry = ground.rules[firing]
        support = entry.support(firing.entity, known, final)
        if support is None or ground.free(firing, final) < ESTABLISHED:
            return "does not fire on what earlier steps establish"
        if entry.rule.presumption:
            silence = how(ground.silence(firing, final))
        guards = [
            d.Guard(other, how(FIRM - final.fired.get(other, 0))) for other in ground.overriders(firing)
        ]
        concludes = self.concludes(firing, known)
        right = {"support": support, "concludes": concludes, "guards": tuple(guards), "silence": silence}
        if wrong := [part for part, value in right.items() if getattr(step, part) != value]:
            return f"has not exactly the right {', '.join(wrong)}"
        if entry.copies and concludes != self.concludes(firing, final):
            return "copies a set that is not whole yet"
        return ""

    def concludes(self, firing: d.Firing, m: Levels) -> tuple[Atom, ...]:
        """What the firing establishes in M."""
        found = self.ground.concludes(firing, m, ESTABLISHED)
        return tuple([atom for atom, level in found if level == ESTABLISHED])

    def kept_back(self, right: Levels) -> tuple[tuple[d.Defeat, ...], tuple[d.Silence, ...]]:
        """What applies to the finished model and is defeated or silent; what fires must be a step."""
        defeated, silent, final, fired = [], [], self.final, set(self.fired)
        for firing, level in right.fired.items():
            if level >= ESTABLISHED and firing not in fired:
                raise _refusal(f"{_named(firing)} applies, and there is no step for it")
        for firing in sorted(
            f for f, entry in self.ground.rules.items() if entry.kept_back and f not in fired
        ):
            if support := self.ground.rules[firing].support(firing.entity, final, final):
                by = tuple([other for other in self.ground.reachers(firing) if other in fired])
                over = tuple([other for other in self.ground.overriders(firing) if other in fired])
                if (stated := self.ground.stated(firing)) or by:
                    silent.append(d.Silence(firing, support, stated, by))
                elif over:
                    defeated.append(d.Defeat(firing, support, over))
                else:
                    raise _refusal(f"{_named(firing)} applies, and nothing keeps it back")
        return tuple(defeated), tuple(silent)

    def verdict(self, goal: Goal, entity: str) -> d.Verdict:
        """The table of verdict and status in docs/semantics.md."""
        pair = (entity, goal.attribute)
        values = sorted(self.kb.attributes[goal.attribute].values)
        levels = {value: self.final.atoms.get((*pair, value), 0) for value in values}
        p, e, f = (most(levels, level) for level in (POSSIBLE, ESTABLISHED, FIRM))
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
