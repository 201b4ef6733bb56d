"""What holds however the unknowns turn out (firm), and what still could hold (possible).

An alternating fixpoint, taken component by component along the strata: what stands under a negation in
one component was finished, in both models, with an earlier one.
"""

from __future__ import annotations

from engine.cases.model import ROOT, Atom, Case
from engine.inference.derivation import Bounds, Firing
from engine.inference.evaluate import Model, entities, inputs
from engine.inference.prepared import Prepared, Ready


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


def bound(ready: Ready, case: Case) -> tuple[Model, Model]:
    """The firm and the possible model of the case."""
    parts = case.parts or ()
    given = inputs(case)
    firm, possible = Model(parts, given), Model(parts, given)
    _open(ready, case, possible)
    stated = {(fact.entity, fact.attribute) for fact in case.facts}
    for component in ready.components:
        for model, against in ((firm, possible), (possible, firm)):
            _close(component, model, against, stated, firm=model is firm)
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
        excluded = fact.excluded if fact else ()
        for value in attribute.values:
            if value not in excluded:
                possible.add(Atom(entity, name, value))


def _close(
    component: tuple[Prepared, ...],
    model: Model,
    against: Model,
    stated: set[tuple[str, str]],
    firm: bool,
) -> None:
    """Fire everything in the component that fires in the model, until nothing is new."""
    fired = model.fired
    again = True
    while again:
        again = False
        for prepared in component:
            rule = prepared.rule
            for entity in entities(rule, model.parts):
                firing = Firing(rule.id, entity)
                if firing in fired or not prepared.judge(model, against, entity):
                    continue
                if prepared.kept_back(against, entity):
                    continue
                if rule.presumption and (
                    (firm and prepared.asked) or prepared.silenced(stated, against, entity)
                ):
                    continue
                fired.add(firing)
                again = again or prepared.recursive
                for atom in prepared.conclude(model, entity):
                    model.add(atom)
