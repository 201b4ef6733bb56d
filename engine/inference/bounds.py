"""What holds however the unknowns turn out (firm), and what still could hold (possible).

An alternating fixpoint, taken component by component along the strata: what stands under a negation in
one component was finished, in both models, with an earlier one.
"""

from __future__ import annotations

from engine.cases.model import ROOT, Atom, Case
from engine.inference.derivation import Bounds
from engine.inference.evaluate import Model
from engine.inference.prepared import Ready


def open_pairs(ready: Ready, case: Case) -> tuple[tuple[str, str], ...]:
    """The asked (entity, attribute) pairs that the case does not state whole, sorted."""
    whole = {(fact.entity, fact.attribute) for fact in case.facts if fact.closed}
    parts = case.parts or ()
    found = [
        (entity, name)
        for name, of_root in ready.asked
        for entity in ((ROOT,) if of_root else parts)
        if (entity, name) not in whole
    ]
    return tuple(sorted(found))


def bound(ready: Ready, case: Case, given: tuple[Atom, ...]) -> tuple[Model, Model]:
    """The firm and the possible model of the case, of which these atoms are given."""
    parts = case.parts or ()
    firm, possible = Model(parts, given), Model(parts, given)
    _open(ready, case, possible)
    stated = {(fact.entity, fact.attribute) for fact in case.facts}
    for component in ready.components:
        new = True
        while new:
            new = False
            for prepared in component:
                for firing in prepared.firings(parts):
                    for model, against in ((possible, firm), (firm, possible)):
                        if firing in model.fired:
                            continue
                        entity = firing.entity
                        if not prepared.judge(model, against, entity):
                            break  # what is not possible is not firm
                        if prepared.guarded and prepared.kept_back(entity, against, stated, model is firm):
                            break
                        model.fired.add(firing)
                        for atom in prepared.conclude(model, entity):
                            model.add(atom)
                        new = prepared.recursive or new
    return firm, possible


def as_bounds(firm: Model, possible: Model) -> Bounds:
    """The record of both models."""
    return Bounds(
        firm.atoms(),
        possible.atoms(),
        tuple(sorted(firm.fired)),
        tuple(sorted(possible.fired)),
    )


def _open(ready: Ready, case: Case, possible: Model) -> None:
    """Add every value that an unknown input could take."""
    facts = {(fact.entity, fact.attribute): fact for fact in case.facts}
    for entity, name in open_pairs(ready, case):
        attribute = ready.kb.attributes[name]
        if attribute.type == "number":
            possible.free.add((entity, name))
            continue
        fact = facts.get((entity, name))
        out = set(fact.excluded) if fact else ()
        possible.values[entity, name] = {value: None for value in attribute.values if value not in out}
