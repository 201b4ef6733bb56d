"""What makes a verdict come out differently under two knowledge bases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

from engine.advice.compare import VerdictChange
from engine.cases.model import Case
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inference.infer import Inference, isolated
from engine.knowledge.model import KnowledgeBase, Otherwise
from engine.workbench.changes import Change, causes, feeding, form, undone
from engine.workbench.links import read

TRIALS = 16
"""So many engines are kept for trying what a single change does."""
Restored = Callable[[KnowledgeBase, Inference, Derivation], bool]
"""Whether the verdict of this derivation, made by this engine, is the old one again."""


@frozen
class Cause:
    """Something in which the two differ: a rule, a goal's verdict where nothing else holds, the form of
    an attribute, or a constraint (which decides what the unknowns may be)."""

    what: Literal["rule", "otherwise", "attribute", "constraint"]
    name: str
    change: Change


@frozen
class Responsible:
    """What makes the difference. `alone`: each of them does, for with it as it was the verdict would be
    the old one; else some of them do together."""

    causes: tuple[Cause, ...]
    alone: bool


class Blame:
    """Finds what is responsible, by trying each change alone; close it after use."""

    def __init__(self, old: KnowledgeBase, new: KnowledgeBase) -> None:
        self._old, self._new = old, new
        self._trials: dict[Cause, tuple[KnowledgeBase, Inference] | None] = {}

    def of(
        self, change: VerdictChange, before: Derivation, after: Derivation, case: Case, restored: Restored
    ) -> Responsible:
        """What is responsible for the change. `case` is the case as the new knowledge base reads it."""
        found = [
            Cause("rule", id, how) for id, how in causes((self._old, before), (self._new, after), change)
        ]
        found += self._otherwise(change.attribute)
        alone = tuple(cause for cause in found if self._restores(cause, case, restored))
        return Responsible(alone or (*found, *self._vocabulary(change.attribute)), bool(alone))

    def __enter__(self) -> Blame:
        return self

    def __exit__(self, *_: object) -> None:
        for trial in self._trials.values():
            if trial is not None:
                trial[1].__exit__()
        self._trials.clear()

    def _restores(self, cause: Cause, case: Case, restored: Restored) -> bool:
        """Whether the verdict would be the old one with this as it was."""
        if cause not in self._trials:
            if len(self._trials) == TRIALS:
                self.__exit__()
            kb = self._undone(cause)
            self._trials[cause] = None if kb is None else (kb, isolated(kb))
        trial = self._trials[cause]
        if trial is None:
            return False
        return restored(*trial, trial[1].infer(case))

    def _undone(self, cause: Cause) -> KnowledgeBase | None:
        if cause.what == "rule":
            return undone(self._new, self._old, cause.name)
        other = _other(self._old, cause.name)
        if other is not None and other.value not in self._new.attributes[cause.name].values:
            return None
        goals = tuple(
            replace(goal, otherwise=other) if goal.attribute == cause.name else goal
            for goal in self._new.goals
        )
        return replace(self._new, goals=goals)

    def _otherwise(self, name: str) -> Iterator[Cause]:
        first, second = _other(self._old, name), _other(self._new, name)
        if (first and first.value) != (second and second.value):
            yield Cause("otherwise", name, _how(first, second))

    def _vocabulary(self, attribute: str) -> Iterator[Cause]:
        """The attributes that the verdict depends on whose forms differ, and constraints that do."""
        names = {attribute: None}
        for kb in (self._old, self._new):
            for id in sorted(feeding(kb, attribute)):
                names.update(dict.fromkeys((*read(kb.rules[id]), *kb.rules[id].attributes)))
        for name in names:
            first, second = self._old.attributes.get(name), self._new.attributes.get(name)
            if form(first) != form(second):
                yield Cause("attribute", name, _how(first, second))
        before, after = ({c.id: (c.scope, c.never) for c in kb.constraints} for kb in (self._old, self._new))
        for id in sorted(before.keys() | after.keys()):
            if before.get(id) != after.get(id):
                yield Cause("constraint", id, _how(before.get(id), after.get(id)))


def _other(kb: KnowledgeBase, name: str) -> Otherwise | None:
    """What the goal is where nothing else holds; None where it says nothing, or there is no such goal."""
    return next((goal.otherwise for goal in kb.goals if goal.attribute == name), None)


def _how(first: object, second: object) -> Change:
    return "added" if first is None else "removed" if second is None else "changed"
