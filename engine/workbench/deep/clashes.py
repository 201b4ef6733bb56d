"""Two values of a single-valued attribute at once, and ranges of a number that meet or miss each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby

from engine.inference.derivation import Firing
from engine.inquiry.cells import Cell, cells
from engine.knowledge.conditions import All, Condition, InRange, Value, written
from engine.knowledge.model import Attribute, Rule
from engine.workbench.deep.finding import Finding, Witness
from engine.workbench.deep.looking import Looking
from engine.workbench.deep.space import Found
from engine.workbench.deep.wording import range_words

Told = set[tuple[str, Value]]
"""Rules that are known to clash, each with the other value."""


def clashes(looking: Looking) -> Iterator[Finding]:
    """For each rule, and each other value of what it concludes, a case with both: one a pair of rules."""

    def body(attribute: Attribute) -> Iterator[Finding]:
        rules = _concluding(looking, attribute.name)
        told: Told = set()
        for one, other in combinations(rules, 2):
            if _value(one, attribute) != _value(other, attribute) and (name := _same_number(one, other)):
                yield from _pair(looking, attribute, one, [other], told, name)
        for rule in rules:
            for value in dict.fromkeys(_value(other, attribute) for other in rules):
                if value != _value(rule, attribute) and (rule.id, value) not in told:
                    others = [other for other in rules if _value(other, attribute) == value]
                    yield from _pair(looking, attribute, rule, others, told)

    single = [attribute for attribute in looking.kb.attributes.values() if attribute.single]
    yield from looking.each("conflicts", single, body)


def _concluding(looking: Looking, attribute: str) -> list[Rule]:
    rules = looking.kb.rules.values()
    return [rule for rule in rules if attribute in rule.attributes and rule.id not in looking.never]


def _value(rule: Rule, attribute: Attribute) -> Value:
    return next(each.value for each in rule.then if each.attribute == attribute.name)


def _pair(
    looking: Looking, attribute: Attribute, rule: Rule, others: list[Rule], told: Told, number: str = ""
) -> Iterator[Finding]:
    """A case in which the rule and one of the others fire, if there is one."""
    found = looking.space.find(
        rule.scope,
        lambda world, entity: [
            world.fires(rule, entity),
            world.ground.formulas.either(world.fires(other, entity) for other in others),
        ],
    )
    if found is None:
        return
    fired = found.world.fired(found.model, found.entity)
    other = next(other for other in others if other.id in fired)
    told |= {(rule.id, _value(other, attribute)), (other.id, _value(rule, attribute))}
    first, second = sorted((rule, other), key=lambda each: each.where)
    yield _clash(attribute, first, second, found, number)


def _clash(attribute: Attribute, first: Rule, second: Rule, found: Found, number: str) -> Finding:
    code = "overlap" if number else "conflict"
    values = f"{written(_value(second, attribute))} and {written(_value(first, attribute))}"
    what = f"{second.id} and {first.id} can both fire, and {attribute.name} is then {values} at once"
    if number:
        ranges = [
            range_words(test) for rule in (second, first) for test in ranged(rule) if test.attribute == number
        ]
        what = f"{what}: the ranges of {number} overlap ({', '.join(ranges)})"
    hint = (
        f"part the ranges of {number}"
        if number
        else "let one of them override the other, or part their conditions"
    )
    firings = Firing(first.id, found.entity), Firing(second.id, found.entity)
    case = found.case(f"{code} {second.id} {first.id}")
    return Finding(
        code,
        second.id,
        what,
        second.where,
        hint,
        proof="witness",
        also=((first.id, first.where),),
        witness=Witness(case, firings, clashes=((found.entity, attribute.name),)),
    )


def ranged(rule: Rule) -> list[InRange]:
    """The ranges in which numbers must lie for the rule to apply at all."""

    def inside(condition: Condition) -> Iterator[InRange]:
        if isinstance(condition, InRange):
            yield condition
        elif isinstance(condition, All):
            for part in condition.parts:
                yield from inside(part)

    return list(inside(rule.when))


def _same_number(one: Rule, other: Rule) -> str:
    """A number of which both rules need a range."""
    theirs = {test.attribute for test in ranged(other)}
    return next((test.attribute for test in ranged(one) if test.attribute in theirs), "")


# Ranges that miss each other


def holes(looking: Looking) -> Iterator[Finding]:
    """Numbers between the ranges of rules about one attribute for which none of them applies."""
    domains = cells(looking.kb)

    def body(attribute: Attribute) -> Iterator[Finding]:
        rules = _concluding(looking, attribute.name)
        for number in dict.fromkeys(test.attribute for rule in rules for test in ranged(rule)):
            graded = [rule for rule in rules if any(test.attribute == number for test in ranged(rule))]
            if number in domains and len({_value(rule, attribute) for rule in graded}) > 1:
                yield from _between(looking, attribute, number, domains[number], graded)

    single = [each for each in looking.kb.attributes.values() if each.single and not each.asked]
    yield from looking.each("gaps between ranges", single, body)


def _between(
    looking: Looking, attribute: Attribute, number: str, domain: tuple[Cell, ...], rules: list[Rule]
) -> Iterator[Finding]:
    over = [(cell, [rule for rule in rules if _covers(rule, number, cell)]) for cell in domain]
    runs = [(bool(key), list(run)) for key, run in groupby(over, key=lambda each: bool(each[1]))]
    for place in range(1, len(runs) - 1):
        covered, run = runs[place]
        if covered:
            continue
        below, above = runs[place - 1][1][-1][1], runs[place + 1][1][0][1]
        for rule in (*below, *above):
            found = _uncovered(looking, attribute, number, [cell for cell, _ in run], rule)
            if found is not None:
                yield _hole(looking, attribute, number, run, rule, [*below, *above], found)
                break


def _covers(rule: Rule, number: str, cell: Cell) -> bool:
    tests = [test for test in ranged(rule) if test.attribute == number]
    assert not isinstance(cell.value, str)
    return all(test.holds(cell.value) for test in tests)


def _uncovered(
    looking: Looking, attribute: Attribute, number: str, hole: list[Cell], rule: Rule
) -> Found | None:
    """A case that has all that the rule needs but the range, a number in the hole, and no value at all."""
    rest = _without(rule.when, number)
    return looking.space.find(
        rule.scope,
        lambda world, entity: [
            world.ground.formulas.either(
                atom
                for slot in world.ground.slots[world.owner(number, entity), number]
                for cell, atom in slot.options
                if cell in hole
            ),
            world.meets(rest, entity),
            -world.some((entity, attribute.name)),
        ],
    )


def _without(condition: Condition, number: str) -> Condition:
    """The condition without its ranges of the number."""
    if isinstance(condition, InRange) and condition.attribute == number:
        return All(())
    if isinstance(condition, All):
        return All(tuple(_without(part, number) for part in condition.parts))
    return condition


def _hole(
    looking: Looking,
    attribute: Attribute,
    number: str,
    run: list[tuple[Cell, list[Rule]]],
    rule: Rule,
    beside: list[Rule],
    found: Found,
) -> Finding:
    first, last = run[0][0], run[-1][0]
    hole = range_words(InRange(number, first.low, last.high, first.low_open, last.high_open))
    others = [other for other in beside if other.id != rule.id]
    filled = any(goal.attribute == attribute.name and goal.otherwise for goal in looking.kb.goals)
    return Finding(
        "range-gap",
        rule.id,
        f"no rule about {attribute.name} covers {number} {hole}, though there are rules below and above",
        rule.where,
        "let the ranges meet, or say with `otherwise` or a rule what holds between them",
        "note" if filled else "warning",
        "witness",
        tuple((other.id, other.where) for other in others),
        Witness(found.case(f"range-gap {rule.id}"), lacks=((found.entity, attribute.name),)),
    )
