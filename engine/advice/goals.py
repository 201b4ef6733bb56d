"""Which verdict is meant by who names a value, a part, or nothing."""

from __future__ import annotations

from engine.cases.model import ROOT, Case
from engine.errors import Problem, UsageError
from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED
from engine.inquiry.slots import Pair
from engine.knowledge.elsewhere import of_pack
from engine.knowledge.model import Goal, KnowledgeBase
from engine.knowledge.nearest import did_you_mean, nearest, quoted

SPECIAL = (CONFLICT, UNDETERMINED, NOT_APPLICABLE)
"""Verdicts that no vocabulary declares."""


def goal_meant(kb: KnowledgeBase, case: Case, of: str | None, value: str | None) -> tuple[Pair, str | None]:
    """The goal, and the value as the knowledge base writes it.

    `of` is a part of the case (or what the root is called); without it the root is meant. Of several
    goals the one that can have the value is, or the first. A value may be named by its label; conflict,
    undetermined and not applicable are values too.
    Raises UsageError with the nearest right name.
    """
    entity = entity_meant(kb, case, of)
    goals = [goal for goal in kb.goals if (goal.scope == "root") == (entity == ROOT)]
    if not goals:
        what = f"no verdict is about {quoted(of) if of else 'the ' + kb.words.root}"
        raise UsageError(Problem("verdict", what, None, "name a part with --of" if not of else ""))
    if value is None:
        return (entity, goals[0].attribute), None
    for goal in goals:
        for word, declared in _words(kb, goal).items():
            if word.lower() == value.lower():
                return (entity, goal.attribute), declared
    if value.lower() in SPECIAL:
        return (entity, goals[0].attribute), value.lower()
    raise UsageError(_no_value(kb, case, entity, goals, value))


def entity_meant(kb: KnowledgeBase, case: Case, of: str | None) -> str:
    """The part of this name, or the root: for none, and for what the root is called. Raises UsageError."""
    parts = case.parts or ()
    if of is not None and of in parts:
        return of
    if of is None or of == kb.words.root:
        return ROOT
    hint = did_you_mean(of, (*parts, kb.words.root), "listed are")
    raise UsageError(Problem("verdict-of", f"no {kb.words.singular} is called {quoted(of)}", None, hint))


def _words(kb: KnowledgeBase, goal: Goal) -> dict[str, str]:
    """Every word for a verdict of the goal, with the value it stands for."""
    attribute = kb.attributes[goal.attribute]
    values = {str(value): str(value) for value in attribute.values}
    return {**_labels(kb, goal), **values}


def _labels(kb: KnowledgeBase, goal: Goal) -> dict[str, str]:
    """What each verdict of the goal is called, with its value."""
    attribute = kb.attributes[goal.attribute]
    return {attribute.labels.get(value, str(value)): str(value) for value in attribute.values}


def _no_value(kb: KnowledgeBase, case: Case, entity: str, goals: list[Goal], value: str) -> Problem:
    elsewhere = [g for g in kb.goals if g not in goals and value.lower() in map(str.lower, _words(kb, g))]
    who = quoted(entity) if entity else f"the {kb.words.root}"
    near = nearest(value, [word for goal in goals for word in (*_words(kb, goal), *SPECIAL)])
    listed = [f"{goal.label}: {', '.join(_labels(kb, goal))}" for goal in goals]
    hint = " ".join([*([f"did you mean {near}?"] if near else []), "verdicts are:", "; ".join(listed)])
    if added := of_pack(kb, value):
        hint = added
    if elsewhere:
        scope = f"a {kb.words.singular}" if elsewhere[0].scope == "part" else f"the {kb.words.root}"
        hint = f"it is a verdict on {scope}: name it with --of"
        if elsewhere[0].scope == "part" and case.parts:
            hint += f" ({', '.join(case.parts)})"
    return Problem("verdict", f"{quoted(value)} is no verdict on {who}", None, hint)
