"""What could be left out: rules, conditions and attributes without which nothing that people see differs."""

from __future__ import annotations

from collections.abc import Iterator

from engine.advice.sentences import joined
from engine.inference.derivation import Firing
from engine.knowledge.model import Attribute, Rule
from engine.workbench.deep.edits import Part, mute_key, rule_key
from engine.workbench.deep.finding import Finding, Severity, Witness
from engine.workbench.deep.looking import Looking
from engine.workbench.deep.wording import condition_words
from engine.workbench.links import index, tests

SAME = "no verdict and no shown value ever differs"


def attributes(looking: Looking) -> Iterator[Finding]:
    """Derived attributes that influence nothing, and asked ones of which no answer matters."""
    kb, readers = looking.kb, index(looking.kb).readers
    constrained = {test.attribute for each in kb.constraints for test in tests(each.never)}
    concluded = {name for rule in kb.rules.values() for name in rule.attributes}

    def body(attribute: Attribute) -> Iterator[Finding]:
        name, by = attribute.name, readers.get(attribute.name, ())
        if looking.space.differs([mute_key(name)], [kb.rules[id] for id in by]):
            return
        looking.idle.add(name)
        reading = f"what reads it ({', '.join(by)}) changes nothing" if by else "no rule reads it"
        if attribute.asked:
            what = f"no answer to {name} can change a verdict or a shown value: {reading}"
            hint = "let a rule need it, or do not ask for it"
            yield Finding("idle-question", name, what, attribute.where, hint)
        else:
            what = f"{name} influences no goal and is shown nowhere: {reading}"
            hint = "show it under a goal, let a rule need it, or drop it and the rules about it"
            yield Finding("dead-end", name, what, attribute.where, hint)

    def asks(attribute: Attribute) -> bool:
        if attribute.asked:
            return attribute.name not in constrained and attribute.name in readers
        return attribute.name in concluded

    mutable = [kb.attributes[name] for name in looking.space.mutable if asks(kb.attributes[name])]
    yield from looking.each("dead ends", mutable, body)
    looking.spare |= {rule.id for rule in kb.rules.values() if set(rule.attributes) <= looking.idle}


def subsumed(looking: Looking) -> Iterator[Finding]:
    """Rules that fire only where another one fires that concludes as much."""

    def body(rule: Rule) -> Iterator[Finding]:
        for other in _at_least(looking, rule):
            if not _alone(looking, rule, other):
                looking.spare.add(rule.id)
                yield _subsumed(looking, rule, other)
                return

    able = [rule for rule in looking.kb.rules.values() if rule.id in looking.firing]
    backwards = sorted(able, key=lambda rule: rule.where, reverse=True)
    yield from looking.each("subsumed rules", backwards, body)


def _at_least(looking: Looking, rule: Rule) -> list[Rule]:
    """The other rules of its kind that conclude as much and override as much."""

    def gives(other: Rule) -> bool:
        given = {(each.attribute, each.value, each.member_of) for each in other.then}
        return all(
            (each.attribute, each.value, each.member_of) in given or (each.attribute, each.value, "") in given
            for each in rule.then
        )

    first = rule.attributes[0]
    return [
        other
        for other in looking.kb.rules.values()
        if other.id != rule.id
        and first in other.attributes
        and other.id not in looking.spare
        and other.presumption == rule.presumption
        and set(rule.overrides) <= set(other.overrides)
        and gives(other)
    ]


def _alone(looking: Looking, rule: Rule, other: Rule) -> bool:
    """Whether the rule fires in some case without the other."""
    known = looking.firing[rule.id]
    if other.id not in known.world.fired(known.model, known.entity):
        return True
    return (
        looking.space.any(
            rule.scope, lambda world, entity: [world.fires(rule, entity), -world.fires(other, entity)]
        )
        is not None
    )


def _subsumed(looking: Looking, rule: Rule, other: Rule) -> Finding:
    found = looking.fires(rule, other)
    own = [claim for claim in rule.claims if claim not in other.claims]
    what = f"{rule.id} never fires without {other.id}, which concludes as much"
    if own:
        what += f"; only its citing {', '.join(own)} is its own"
    return Finding(
        "subsumed",
        rule.id,
        what,
        rule.where,
        "drop it, or narrow the other" if not own else "keep it if the citation is what it is for",
        "note" if own else "warning",
        also=((other.id, other.where),),
        witness=Witness(
            found.case(f"subsumed {rule.id}"),
            (Firing(rule.id, found.entity), Firing(other.id, found.entity)),
        ),
    )


def rules(looking: Looking) -> Iterator[Finding]:
    """Rules without which nothing differs: each alone, and with those told before about the same."""
    kb = looking.kb
    gone = [kb.rules[id] for id in sorted(looking.spare)]
    claimed = [claim for rule in kb.rules.values() for claim in rule.claims]
    claimed += [claim for goal in kb.goals if goal.otherwise for claim in goal.otherwise.claims]

    def body(rule: Rule) -> Iterator[Finding]:
        kin = [other for other in gone if set(other.attributes) & set(rule.attributes)]
        if _needed(looking, [rule]) or (kin and _needed(looking, [*kin, rule])):
            return
        gone.append(rule)
        looking.spare.add(rule.id)
        own = [claim for claim in rule.claims if claimed.count(claim) == 1]
        presuming = _presuming(looking, rule)
        what, hint = f"{rule.id} is redundant: without it {SAME}", "drop it"
        if own:
            what, hint = (
                f"{what}; only it cites {', '.join(own)}",
                "keep it if the citation is what it is for",
            )
        elif presuming:
            what = f"{what}; {joined([each.id for each in presuming])} would presume what it concludes"
            hint = "keep it if that shall be said as known and not as presumed"
        also = tuple((each.id, each.where) for each in presuming)
        severity: Severity = "note" if own or presuming else "warning"
        yield Finding("redundant", rule.id, what, rule.where, hint, severity, also=also)

    able = [rule for rule in kb.rules.values() if rule.id in looking.firing and rule.id not in looking.spare]
    backwards = sorted(able, key=lambda rule: rule.where, reverse=True)
    yield from looking.each("redundant rules", backwards, body)


def _presuming(looking: Looking, rule: Rule) -> list[Rule]:
    """The presumptions that say the same, where the rule is none."""
    said = {(each.attribute, each.value) for each in rule.then}
    return [
        other
        for other in looking.kb.rules.values()
        if other.presumption > rule.presumption
        and said & {(each.attribute, each.value) for each in other.then}
    ]


def _needed(looking: Looking, out: list[Rule]) -> bool:
    """Whether something differs without these rules."""
    return looking.space.differs([rule_key(rule.id) for rule in out], out)


def conditions(looking: Looking) -> Iterator[Finding]:
    """Parts of conditions without which nothing differs: each alone, and all of one rule together."""

    def body(rule: Rule) -> Iterator[Finding]:
        gone: list[str] = []
        covered: set[str] = set()
        for part in looking.space.edited.parts[rule.id]:
            if part.outer in covered:
                covered.add(part.key)
            elif not looking.space.differs([part.key], [rule]) and not (
                gone and looking.space.differs([*gone, part.key], [rule])
            ):
                gone.append(part.key)
                covered.add(part.key)
                yield _condition(looking, rule, part)

    able = [rule for rule in looking.kb.rules.values() if rule.id in looking.firing]
    wanted = [rule for rule in able if rule.id not in looking.spare]
    yield from looking.each("redundant conditions", wanted, body)


def _condition(looking: Looking, rule: Rule, part: Part) -> Finding:
    restricts = looking.space.differs([part.key], [rule], lambda both: both.firing_apart(rule))
    said = condition_words(part.condition)
    if restricts:
        what = f"{rule.id} would fire in more or other cases without “{said}”, but {SAME}"
        hint = "leave it out, or let what it keeps back be seen"
    else:
        what = f"{rule.id} fires in the same cases without “{said}”"
        hint = "leave it out, or write what was meant"
    return Finding("redundant-condition", rule.id, what, part.where, hint, "note" if restricts else "warning")
