"""What a person means who asks `explain CASE WHAT`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from engine.advice.standing import Standings
from engine.cases.model import ROOT
from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.inference.derivation import Verdict
from engine.knowledge.elsewhere import inside, of_pack
from engine.knowledge.model import Attribute, KnowledgeBase, Rule
from engine.knowledge.nearest import did_you_mean, quoted


@frozen
class OfVerdict:
    """The answer to one goal for one entity."""

    verdict: Verdict


@frozen
class OfValue:
    """A value of a goal that the entity does not have."""

    entity: str
    attribute: str
    value: str


@frozen
class OfAttribute:
    """An attribute of one entity; None where it belongs to parts and there are none."""

    entity: str | None
    attribute: Attribute


@frozen
class OfRule:
    """A rule, for one entity or for all that it speaks of (None)."""

    rule: Rule
    entity: str | None = None


Subject: TypeAlias = OfVerdict | OfValue | OfAttribute | OfRule


def names(kb: KnowledgeBase) -> tuple[str, ...]:
    """Everything of the knowledge base that can be asked about, for completion and suggestions."""
    values = (str(v) for goal in kb.goals for v in kb.attributes[goal.attribute].values)
    return tuple(dict.fromkeys((*values, *kb.attributes, *kb.rules, kb.words.root)))


def subjects(standings: Standings, what: str) -> tuple[Subject, ...]:
    """What is meant, the first that fits of: a part, the root, a rule, an attribute, a verdict, a label.

    Raises UsageError with the nearest right name.
    """
    kb = standings.kb
    if what in standings.parts:
        return tuple(_verdicts(standings, what))
    if what == kb.words.root:
        return tuple(_verdicts(standings, ROOT))
    if rule := _rule(standings, what):
        return (rule,)
    if found := _attribute(standings, what):
        return found
    if found := _value(standings, what):
        return found
    if found := _labelled(standings, what):
        return found
    known = (*standings.parts, *names(kb))
    hint = of_pack(kb, what, what.partition(" ")[0], *inside(what, standings.parts))
    hint = hint or did_you_mean(what, known) or did_you_mean(what.upper(), kb.rules)
    meant = f"a verdict, a {kb.words.singular}, an attribute or a rule"
    problem = Problem("explain-what", f"{quoted(what)} is not {meant} of this case", None, hint)
    raise UsageError(problem)


def goals_of_root(standings: Standings) -> tuple[OfVerdict, ...]:
    """The root's verdicts, those that do not apply left out (but never the main one)."""
    found = list(_verdicts(standings, ROOT))
    return tuple(s for i, s in enumerate(found) if i == 0 or s.verdict.status != "not applicable")


def every_goal(standings: Standings) -> tuple[OfVerdict, ...]:
    """All verdicts, the root's first."""
    return tuple(s for entity in (ROOT, *standings.parts) for s in _verdicts(standings, entity))


def _verdicts(standings: Standings, entity: str) -> Iterable[OfVerdict]:
    return map(OfVerdict, standings.verdicts.get(entity, {}).values())


def _rule(standings: Standings, what: str) -> OfRule | None:
    """The rule of this id, in either case; with a name after it as answers write it, for that entity only.

    Raises UsageError where the rule is one, and the name after it is not of anything it speaks of.
    """
    kb = standings.kb
    id, blank, name = what.partition(" ")
    rule = next((rule for rule in kb.rules.values() if rule.id.lower() == id.lower()), None)
    if rule is None:
        return None
    if not blank:
        return OfRule(rule)
    about = {entity or kb.words.root: entity for entity in standings.entities(rule)}
    if name in about:
        return OfRule(rule, about[name])
    what = f"{rule.id} says nothing about {quoted(name)}"
    raise UsageError(Problem("explain-what", what, None, did_you_mean(name, about, "it speaks of")))


def _labelled(standings: Standings, what: str) -> tuple[Subject, ...]:
    """The goals of this label, or else the attributes; with a name and a colon before it as headings have
    it, of that entity."""
    kb, entity, label = standings.kb, None, what
    for each, name in ((ROOT, standings.case.name), *((part, part) for part in standings.parts)):
        if what.startswith(f"{name}: "):
            entity, label = each, what.removeprefix(f"{name}: ")
    goals = [kb.attributes[goal.attribute] for goal in kb.goals if _same(goal.label, label)]
    meant = goals or [attribute for attribute in kb.attributes.values() if _same(attribute.label, label)]
    if entity is not None:
        meant = [attribute for attribute in meant if (attribute.scope == "root") == (entity == ROOT)]
    return tuple(subject for each in meant for subject in _about(standings, entity or None, each))


def _same(label: str, text: str) -> bool:
    return label.casefold() == text.casefold()


def _attribute(standings: Standings, what: str) -> tuple[Subject, ...]:
    part, attribute = _split(standings, what)
    return () if attribute is None else _about(standings, part, attribute)


def _about(standings: Standings, part: str | None, attribute: Attribute) -> tuple[Subject, ...]:
    """The attribute of the part, of the root, or of every part where none is named."""
    if part is not None:
        return (_of(standings, part, attribute),)
    if attribute.scope == "root":
        return (_of(standings, ROOT, attribute),)
    if not standings.parts:
        return (OfAttribute(None, attribute),)
    return tuple(_of(standings, entity, attribute) for entity in standings.parts)


def _of(standings: Standings, entity: str, attribute: Attribute) -> Subject:
    if any(goal.attribute == attribute.name for goal in standings.kb.goals):
        return OfVerdict(standings.verdicts[entity][attribute.name])
    return OfAttribute(entity, attribute)


def _split(standings: Standings, what: str) -> tuple[str | None, Attribute | None]:
    """The part, where one is named, and the attribute that is meant."""
    kb, words = standings.kb, standings.kb.words
    for attribute in kb.attributes.values():
        if what in (attribute.name, *attribute.aliases):
            return None, attribute
    for part in standings.parts:
        for form in (f"{part}.", f"{words.plural}[{part}].", f"{words.plural}[{part.replace(']', ']]')}]."):
            if what.startswith(form):
                local = what.removeprefix(form)
                for attribute in kb.attributes.values():
                    forms = (attribute.name, *attribute.aliases)
                    short = (form.removeprefix(f"{words.singular}.") for form in forms)
                    if attribute.scope == "part" and local in (*forms, *short):
                        return part, attribute
    short_for = [a for a in kb.attributes.values() if a.name.partition(".")[2] == what]
    return None, short_for[0] if len(short_for) == 1 else None


def _value(standings: Standings, what: str) -> tuple[Subject, ...]:
    """The verdicts with this value or word; where there are none, the goals that could have the value."""
    kb = standings.kb
    verdicts = [verdict for each in standings.verdicts.values() for verdict in each.values()]
    by_word = tuple(OfVerdict(v) for v in verdicts if what in (v.value, v.status) and what != "settled")
    if by_word:
        return by_word
    having: list[Subject] = []
    lacking: list[Subject] = []
    for verdict in verdicts:
        attribute = kb.attributes[verdict.attribute]
        for value in attribute.values:
            if what.lower() in (str(value).lower(), attribute.labels.get(value, "").lower()):
                if verdict.value == value:
                    having.append(OfVerdict(verdict))
                else:
                    lacking.append(OfValue(verdict.entity, verdict.attribute, str(value)))
    return tuple(having or lacking)
