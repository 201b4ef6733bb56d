"""Do two knowledge bases ever decide differently? Each kind of difference with its witness, or proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

from engine.advice.compare import VerdictChange
from engine.advice.reasons import FactTold, tell_fact
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.cases.model import ROOT
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inference.infer import Inference, isolated
from engine.inquiry.confirm import Confirmer
from engine.inquiry.double import Double
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp
from engine.inquiry.verdicts import named
from engine.knowledge.model import KnowledgeBase
from engine.workbench.changes import unaffected
from engine.workbench.diff_causes import Blame, Responsible
from engine.workbench.diff_witness import Witness, witness_of
from engine.workbench.links import largest_count

LEAST_PARTS = 2
"""Cases have up to so many parts, or as many as some condition counts."""
Progress = Callable[[str], None]


@frozen
class Kind:
    """Two different verdicts of a goal that some case has under the two knowledge bases."""

    entity: str
    attribute: str
    before: str
    after: str
    """A declared value, conflict, undetermined or not applicable."""
    witness: Witness
    facts: tuple[FactTold, ...]
    """What the witness states, in the words of the old one."""
    responsible: Responsible


@frozen
class Unsettled:
    """A goal, with so many parts, about which the solver gave up."""

    attribute: str
    parts: int


@frozen
class Goals:
    """Which goals both have; their verdicts are compared."""

    shared: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    """Those that only the one has, or has of another scope."""


@frozen
class Behaviour:
    """What was found over all cases that both can read, with up to so many parts."""

    parts: int
    goals: Goals
    kinds: tuple[Kind, ...]
    unsettled: tuple[Unsettled, ...]
    old_inputs: tuple[str, ...]
    new_inputs: tuple[str, ...]
    """What only the one can be told, or in another form: unknown in all these cases."""

    @property
    def same(self) -> bool:
        """Whether it is proved that no verdict ever differs."""
        return not (self.kinds or self.unsettled or self.goals.old or self.goals.new)


def most_parts(old: KnowledgeBase, new: KnowledgeBase) -> int:
    """How many parts the cases have at most: two, or the largest number of them that a condition asks for."""
    return max(LEAST_PARTS, largest_count(old, new))


def compare(
    old: KnowledgeBase,
    new: KnowledgeBase,
    parts: int | None = None,
    progress: Progress = lambda _: None,
) -> Behaviour:
    """Every kind of difference, each confirmed by inferring its witness under both.

    `parts` is the largest number of parts, usually most_parts. Raises EngineError where the solver and
    the rule engine disagree.
    """
    most = most_parts(old, new) if parts is None else parts
    goals = _goals(old, new)
    found: list[Kind] = []
    unsettled: list[Unsettled] = []
    alike = unaffected(old, new)
    with _Comparing(old, new) as comparing:
        for count in range(most + 1 if goals.shared else 0):
            progress(f"cases with {count} {old.words.singular if count == 1 else old.words.plural}")
            names = tuple(f"{old.words.singular} {number + 1}" for number in range(count))
            double = Double(old, new, names, alike=alike)
            for goal in _asked(old, goals, names):
                known = {(each.before, each.after) for each in found if each.attribute == goal[1]}
                try:
                    for before, after, model in double.kinds(goal, known):
                        name = f"{goal[1]}: {before} -> {after}"
                        found.append(
                            comparing.kind(goal, before, after, witness_of(double, model, name, old, new))
                        )
                except GaveUp:
                    unsettled.append(Unsettled(goal[1], count))
    order = {name: place for place, name in enumerate(goals.shared)}
    found.sort(key=lambda kind: order[kind.attribute])
    return Behaviour(most, goals, tuple(found), tuple(unsettled), _alone(old, new), _alone(new, old))


class _Comparing:
    """The engines of both, and of what is tried to find the rules responsible; close it after use."""

    def __init__(self, old: KnowledgeBase, new: KnowledgeBase) -> None:
        self._old, self._stack = old, ExitStack()
        before, after = (self._stack.enter_context(isolated(kb)).infer for kb in (old, new))
        self._confirmers = Confirmer(before), Confirmer(after)
        self._blame = self._stack.enter_context(Blame(old, new))

    def kind(self, goal: Pair, before: str, after: str, witness: Witness) -> Kind:
        """The kind of difference, confirmed. Raises EngineError where it is none."""
        first = self._confirmers[0].confirm(witness.before, goal, before)
        second = self._confirmers[1].confirm(witness.after, goal, after)
        change = VerdictChange(*goal, first.verdict(*goal), second.verdict(*goal))

        def restored(kb: KnowledgeBase, engine: Inference, derivation: Derivation) -> bool:
            return named(derivation.verdict(*goal)) == before

        responsible = self._blame.of(change, first, second, witness.after, restored)
        speech = Speech(Standings(self._old, witness.before, first))
        facts = tuple(tell_fact(speech, fact) for fact in witness.before.facts)
        return Kind(*goal, before, after, witness, facts, responsible)

    def __enter__(self) -> _Comparing:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _goals(old: KnowledgeBase, new: KnowledgeBase) -> Goals:
    before, after = ([(goal.attribute, goal.scope) for goal in kb.goals] for kb in (old, new))
    return Goals(
        tuple(name for name, scope in before if (name, scope) in after),
        tuple(name for name, scope in before if (name, scope) not in after),
        tuple(name for name, scope in after if (name, scope) not in before),
    )


def _asked(kb: KnowledgeBase, goals: Goals, parts: tuple[str, ...]) -> Iterator[Pair]:
    """Each shared goal, of parts that of the first: all parts are alike."""
    for name in goals.shared:
        if kb.goal(name).scope == "root":
            yield ROOT, name
        elif parts:
            yield parts[0], name


def _alone(kb: KnowledgeBase, other: KnowledgeBase) -> tuple[str, ...]:
    """The inputs of the one that the other has not, or has in another form."""

    def form(base: KnowledgeBase, name: str) -> tuple[object, ...]:
        attribute = base.attributes.get(name)
        if attribute is None or not attribute.asked:
            return ()
        return attribute.type, attribute.scope, attribute.unit

    return tuple(name for name in kb.attributes if form(kb, name) and form(kb, name) != form(other, name))
