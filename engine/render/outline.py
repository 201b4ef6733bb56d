"""An explanation as an outline: what each line says. Text, tree, Markdown and Mermaid only lay it out.

Nothing is escaped here; each of them does that for its own channel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, TypeAlias

from engine.advice.explanation import (
    Absent,
    Again,
    Asked,
    Below,
    Check,
    Choice,
    CitedRule,
    Concluded,
    Cut,
    Default,
    Fired,
    Given,
    Guarded,
    Node,
    Note,
    Obstacle,
    OverParts,
    Overruled,
    Silenced,
    Topic,
    Unreached,
    Way,
)
from engine.advice.sentences import joined
from engine.advice.standing import HOLDING, Standing
from engine.frozen import frozen
from engine.render import phrases

Kind: TypeAlias = Literal["conclusion", "given", "open", "absence", "refusal", "group"]


@frozen
class Item:
    """One entry of the outline."""

    kind: Kind
    text: str
    number: int | None = None
    brief: str = ""
    """Where to open it, in a word: a rule id, a place."""
    details: tuple[str, ...] = ()
    """Further lines: the reason, and where to open it in full."""
    elsewhere: int | None = None
    """The number under which it is shown, above or below."""
    children: tuple[Item, ...] = ()


def outlines(topic: Topic) -> list[Item]:
    """The entries of a topic, and after them those that were too deep inside them."""
    items = [outline(node, topic.rule is not None) for node in topic.nodes]
    return [*items, *map(outline, topic.continued)]


def outline(node: Node, marks: bool = False) -> Item:
    """The node as an entry. `marks`: of a rule that does not fire, show every condition with its truth."""
    match node:
        case Given(number, sentence, fact):
            brief, full = phrases.origin(fact)
            return Item("given", sentence, number, brief, (full,))
        case Asked(number, unknown):
            return Item("open", phrases.not_stated(unknown), number, unknown.name)
        case Absent(sentence, how, why):
            text, below = phrases.absence(sentence, how), _all(why)
            return (
                below[0] if [item.text for item in below] == [text] else Item("absence", text, children=below)
            )
        case Guarded(rule, _, how):
            return Item("absence", phrases.guard(rule, how), None, _name(rule))
        case Choice(options):
            return Item("group", phrases.ANY_IS_ENOUGH, children=tuple(_together(o, "both") for o in options))
        case OverParts(sentence, parts, more):
            children = tuple(_together(nodes, part) for part, nodes in parts)
            children += (Item("group", phrases.and_more(more)),) if more else ()
            return Item("group", sentence if parts else f"{sentence}: there are none", children=children)
        case Concluded():
            return _concluded(node)
        case Again(number):
            return Item("refusal" if node.refused else "conclusion", phrases.again(node), elsewhere=number)
        case Below(number):
            kind: Kind = "refusal" if node.refused else "conclusion"
            return Item(kind, phrases.below(node), elsewhere=number)
        case Cut():
            return Item("refusal" if node.refused else "conclusion", phrases.cut(node))
        case Unreached(number, sentence, standing, obstacles):
            none = () if obstacles else (phrases.NO_RULE,)
            text = phrases.unreached(sentence, standing)
            rules = tuple(_obstacle(obstacle, sentence) for obstacle in obstacles)
            return Item("refusal", text, number, "", none, None, rules)
        case Default():
            details = (phrases.by_default(node.because), phrases.cite_default(node.where, node.claims))
            brief = phrases.place(node.where)
            rules = tuple(_obstacle(obstacle, "") for obstacle in node.obstacles)
            return Item("conclusion", node.sentence, node.number, brief, details, None, rules)
        case Obstacle():
            return _marked_rule(node) if marks else _obstacle(node, "")
        case Fired(number, entity, way, concludes):
            text = f"{phrases.for_whom('fired', entity)}: {joined(concludes)}"
            return Item(
                "conclusion", text, number, _name(way.rule), (_because(way),), None, _all(way.premises)
            )
        case Note(sentence):
            return Item("group", sentence)


def _all(nodes: Iterable[Node]) -> tuple[Item, ...]:
    return tuple(outline(node) for node in nodes)


def _together(nodes: tuple[Node, ...], name: str) -> Item:
    """One entry for one node; for several (or none) a heading over them."""
    return outline(nodes[0]) if len(nodes) == 1 else Item("group", name, children=_all(nodes))


def _concluded(node: Concluded) -> Item:
    first, *others = node.ways
    also = tuple(
        Item(
            "group",
            f"also {_because(way)}",
            None,
            _name(way.rule),
            _opening(way.rule),
            None,
            _all(way.premises),
        )
        for way in others
    )
    kept_back: tuple[Overruled | Silenced, ...] = (*node.overruled, *node.silenced)
    against = tuple(_kept_back(kept) for kept in kept_back)
    return Item(
        "conclusion",
        node.sentence,
        node.number,
        f"{_name(first.rule)}, {phrases.PRESUMED}" if first.presumed else _name(first.rule),
        (_because(first), *_opening(first.rule)),
        None,
        (*_all(first.premises), *also, *against),
    )


def _name(rule: CitedRule) -> str:
    return phrases.named(rule.id, rule.pack)


def _opening(rule: CitedRule) -> tuple[str, ...]:
    """Where to open the rule, and what its numbers are."""
    return (*phrases.measures(rule), phrases.cite(rule))


def _because(way: Way) -> str:
    return phrases.because(way.because, way.presumed)


def _kept_back(kept: Overruled | Silenced) -> Item:
    if isinstance(kept, Overruled):
        text = phrases.overruled(kept.rule, kept.sentence, kept.by)
        children = _all(kept.premises)
    else:
        text = phrases.silenced(kept.rule, kept.sentence, kept.by)
        children = _all(kept.why)
    return Item("absence", text, None, _name(kept.rule), _opening(kept.rule), None, children)


def _obstacle(node: Obstacle, known: str) -> Item:
    """What keeps rules back. `known` is the sentence of the entry above: what they would conclude."""
    against = tuple(_kept_back(kept) for kept in node.kept_back)
    if len(against) == 1 and not node.checks:
        return against[0]
    sentence = node.sentence if node.sentence != known else ""
    text = phrases.obstacle(node.rules, sentence, node.standing)
    checks = tuple(item for check in node.checks for item in _failing(check))
    brief = joined(map(_name, node.rules))
    return Item("refusal", text, None, brief, (), None, (*checks, *against))


def _failing(check: Check) -> tuple[Item, ...]:
    """A condition that fails: what is told about it, under a sentence where that does not tell it."""
    inner = tuple(item for one in check.checks for item in _failing(one))
    why = _all(check.why)
    if check.standing in HOLDING:
        # Inside an "unless": it holds, and that is what is in the way.
        if not inner and len(why) == 1:
            return (replace(why[0], text=phrases.in_the_way(why[0].text)),)
        return (Item("refusal", phrases.in_the_way(check.sentence), children=(*inner, *why)),)
    if check.kind == "unless":
        return inner
    if check.kind == "test" and why:
        return why
    return (Item("refusal", phrases.unreached(check.sentence, check.standing), children=(*inner, *why)),)


def _marked_rule(node: Obstacle) -> Item:
    """A rule asked about that did not fire: every condition with its truth."""
    inside = node.checks[0].checks if len(node.checks) == 1 and node.checks[0].kind == "all" else node.checks
    checks = tuple(_marked(check) for check in inside)
    against = tuple(_kept_back(kept) for kept in node.kept_back)
    return Item("refusal", phrases.for_whom("did not fire", node.entity), children=(*checks, *against))


def _marked(check: Check) -> Item:
    """A condition with its truth, and those inside it."""
    kind: dict[Standing, Kind] = {"open": "open", "excluded": "refusal"}
    text = phrases.marked(check.sentence, check.standing, check.kind, bool(check.checks))
    children = (*(_marked(inner) for inner in check.checks), *_all(check.why))
    return Item(kind.get(check.standing, "conclusion"), text, children=children)
