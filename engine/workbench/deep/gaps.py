"""Complete cases without a verdict, and rules that no case of the knowledge base makes fire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import CaseError
from engine.inference.derivation import Firing
from engine.inquiry.answers import NOT_APPLICABLE
from engine.inquiry.confirm import Infer
from engine.inquiry.solver import Literal
from engine.knowledge.model import Attribute, Rule
from engine.workbench.casetests import load
from engine.workbench.deep.finding import Finding, Witness
from engine.workbench.deep.looking import Looking
from engine.workbench.deep.space import World


def gaps(looking: Looking) -> Iterator[Finding]:
    """For each goal without `otherwise` a complete case in which no rule gives it a value."""
    goals = {goal.attribute: goal for goal in looking.kb.goals if goal.otherwise is None}

    def body(attribute: Attribute) -> Iterator[Finding]:
        name = attribute.name

        def wanted(world: World, entity: str) -> Iterable[Literal]:
            yield world.ground.verdicts[entity, name].get(NOT_APPLICABLE, -world.solver.true)
            yield from (-slot.unknown for slots in world.ground.slots.values() for slot in slots)

        found = looking.space.any(attribute.scope, wanted)
        if found is not None:
            yield Finding(
                "gap",
                name,
                f"a case in which everything is known can be without a verdict on {name}",
                goals[name].where,
                "nothing to mend if there is nothing to say then; else add an `otherwise` or a rule",
                "note",
                "witness",
                witness=Witness(found.case(f"gap {name}"), lacks=((found.entity, name),)),
            )

    yield from looking.each("gaps", [looking.kb.attributes[name] for name in goals], body)


def untried(looking: Looking, files: tuple[str, ...], infer: Infer) -> Iterator[Finding]:
    """Rules that can fire, and fire in no case of the knowledge base; each with a case that would do.

    With packs it is about theirs: the rest has cases of its own.
    """
    fired: set[str] = set()
    for done, file in enumerate(files):
        looking.tell("rules without a case", done, len(files))
        try:
            derivation = infer(load(looking.kb, file))
        except CaseError:
            continue  # kb test says why it cannot be read
        fired |= {step.firing.rule for step in derivation.steps}
    own = [rule for rule in looking.kb.rules.values() if bool(rule.pack) == bool(looking.kb.packs)]
    able = [rule for rule in own if files and rule.id in looking.firing and rule.id not in fired]
    yield from looking.each("a case", able, lambda rule: _untried(looking, rule))


def _untried(looking: Looking, rule: Rule) -> Iterator[Finding]:
    found = looking.fires(rule)
    yield Finding(
        "untried",
        rule.id,
        f"no case of the knowledge base makes {rule.id} fire",
        rule.where,
        "add a case in which it does, with what is expected of it",
        proof="cases",
        witness=Witness(found.case(f"untried {rule.id}"), (Firing(rule.id, found.entity),)),
    )
