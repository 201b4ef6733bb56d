"""Rules that cannot fire, presumptions that nothing or everything silences, overrides that never happen."""

from __future__ import annotations

from collections.abc import Iterator

from engine.advice.sentences import joined
from engine.errors import Where
from engine.inference.derivation import Firing
from engine.knowledge.model import Rule
from engine.workbench.deep.finding import Finding, Witness
from engine.workbench.deep.looking import Looking


def rules(looking: Looking) -> Iterator[Finding]:
    """Rules that never fire, and presumptions that are always or never silenced."""

    def body(rule: Rule) -> Iterator[Finding]:
        space = looking.space
        found = space.any(rule.scope, lambda world, entity: [world.fires(rule, entity)])
        if found is None:
            looking.never.add(rule.id)
            yield _never(looking, rule)
            return
        looking.firing[rule.id] = found
        if rule.presumption:
            yield from _silenced(looking, rule)

    yield from looking.each("rules that never fire", looking.kb.rules.values(), body)


def _never(looking: Looking, rule: Rule) -> Finding:
    """Why it never fires."""
    space = looking.space
    held = space.find(rule.scope, lambda world, entity: [world.meets(rule.when, entity)])
    code, others = "never-fires", [other for other in looking.kb.rules.values() if rule.id in other.overrides]
    if held is None:
        what = f"{rule.id} can never fire: its condition holds in no case"
        return Finding(code, rule.id, what, rule.where, "mend the condition, or drop the rule")
    free = space.find(
        rule.scope,
        lambda world, entity: [world.meets(rule.when, entity), -world.overriding(rule, entity)],
    )
    if free is not None:
        firing = Firing(rule.id, free.entity)
        name = rule.then[0].attribute
        return Finding(
            "always-silent",
            rule.id,
            f"{rule.id} never presumes anything: where its condition holds, {name} is stated or reached",
            rule.where,
            f"drop it, or part its condition from those of the rules about {name}",
            witness=Witness(free.case(f"always-silent {rule.id}"), silent=(firing,)),
        )
    by = joined([other.id for other in others])
    defeated = space.find(
        rule.scope,
        lambda world, entity: [
            world.meets(rule.when, entity),
            *([-world.silencing(rule, entity)] if rule.presumption else []),
        ],
    )
    shown = (
        None
        if defeated is None
        else Witness(defeated.case(f"never-fires {rule.id}"), defeated=(Firing(rule.id, defeated.entity),))
    )
    return Finding(
        code,
        rule.id,
        f"{rule.id} can never fire: wherever its condition holds, it is overridden ({by})",
        rule.where,
        "mend its condition or theirs, or drop the rule",
        also=tuple((other.id, other.where) for other in others),
        witness=shown,
    )


def _silenced(looking: Looking, rule: Rule) -> Iterator[Finding]:
    """A presumption that nothing can silence is no presumption."""
    found = looking.space.any(
        rule.scope,
        lambda world, entity: [
            world.meets(rule.when, entity),
            -world.overriding(rule, entity),
            world.silencing(rule, entity),
        ],
    )
    if found is None:
        fires = looking.fires(rule)
        name = rule.then[0].attribute
        yield Finding(
            "never-silenced",
            rule.id,
            f"nothing can silence {rule.id}: where its condition holds, {name} is never stated "
            "or reached by another rule",
            rule.where,
            "write then: instead of presume:, or add what it shall give way to",
            witness=Witness(fires.case(f"never-silenced {rule.id}"), (Firing(rule.id, fires.entity),)),
        )


def overrides(looking: Looking) -> Iterator[Finding]:
    """Overrides that never happen, though both rules have cases of their own."""

    def body(rule: Rule) -> Iterator[Finding]:
        for loser in rule.overrides:
            other = looking.kb.rules[loser]
            if rule.id in looking.never or not _meets(looking, other):
                continue
            found = looking.space.any(
                other.scope,
                lambda world, entity, other=other: [  # type: ignore[misc]
                    world.fires(rule, world.ground.entities(rule.scope)[0]),
                    world.meets(other.when, entity),
                    *([-world.silencing(other, entity)] if other.presumption else []),
                ],
            )
            if found is None:
                also: tuple[tuple[str, Where], ...] = ((other.id, other.where),)
                what = f"{rule.id} never overrides {other.id}: they do not apply together in any case"
                hint = "drop the override, or mend the condition that keeps them apart"
                yield Finding("idle-override", rule.id, what, rule.where, hint, also=also)

    overriding = [rule for rule in looking.kb.rules.values() if rule.overrides]
    yield from looking.each("overrides that never happen", overriding, body)


def _meets(looking: Looking, rule: Rule) -> bool:
    """Whether the rule's condition holds in some case."""
    if rule.id in looking.firing:
        return True
    return looking.space.any(rule.scope, lambda world, entity: [world.meets(rule.when, entity)]) is not None
