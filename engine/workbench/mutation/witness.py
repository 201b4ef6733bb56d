"""A case on which two knowledge bases say something different, or that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.model import Atom, Case
from engine.errors import EngineError, Problem
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inquiry.confirm import Infer
from engine.inquiry.double import Double
from engine.inquiry.slots import Pair
from engine.inquiry.solver import Literal
from engine.inquiry.verdicts import named
from engine.knowledge.model import KnowledgeBase
from engine.workbench.changes import unaffected
from engine.workbench.links import largest_count, shown
from engine.workbench.mutation.same import Same

LEAST, MOST = 2, 6
"""Cases of up to so many parts are looked at: LEAST, or the largest `at_least`, but no more than MOST."""


@frozen
class Answer:
    """What a person sees of an answer: the verdicts, each in a word, and the values shown under them."""

    verdicts: Mapping[Pair, str]
    shown: frozenset[Atom]


@frozen
class Difference:
    """What is said about one thing: before the change, and with it."""

    entity: str
    attribute: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@frozen
class Witness:
    """A case on which the change is seen, and how."""

    case: Case
    differences: tuple[Difference, ...]


def bound(kb: KnowledgeBase) -> int:
    """How many parts the cases have at most in which a difference is looked for."""
    return min(MOST, max(LEAST, largest_count(kb)))


def find(old: KnowledgeBase, new: KnowledgeBase, changed: str, most: int) -> Case | None:
    """A case of as few parts as can be, and of few facts, on which they differ; None where none has.

    `changed` is the rule in which they differ. Over all cases, each input stated or unknown, with 0 to
    `most` parts. Raises GaveUp.
    """
    alike = unaffected(old, new)
    for count in range(most + 1):
        parts = tuple(f"{old.words.singular}_{number + 1}" for number in range(count))
        if case := differing(Double(old, new, parts, alike=alike), changed, alike):
            return case
    return None


def differing(double: Double, changed: str, alike: frozenset[str]) -> Case | None:
    """A case of few facts on which the two differ; None where none has.

    `changed` is the rule in which they differ; those `alike` fire alike in both. Raises GaveUp.
    """
    same = Same(double, changed, alike)
    # One by one, each difference is settled by what follows from it; all at once it would be a search.
    ways = [way for way in _ways(double, same) if double.solver.satisfiable(way)]
    if not ways:
        return None
    formulas = double.old.formulas
    model = double.least([formulas.either([formulas.both(way) for way in ways])])
    assert model is not None, "each way has one"
    return double.case(model, "")


def _ways(double: Double, same: Same) -> Iterator[list[Literal]]:
    """What must hold together for one verdict, or one value that is shown, to differ."""
    old, new = double.old, double.new
    for goal, before in old.verdicts.items():
        if same.attribute(goal[1]):
            continue
        after = new.verdicts[goal]
        for value, atom in before.items():
            yield [atom, -after.get(value, -double.solver.true)]
    for name in shown(old.kb):
        if same.attribute(name):
            continue
        attribute = old.kb.attributes[name]
        rules = (*old.kb.rules.values(), *new.kb.rules.values())
        values = dict.fromkeys(c.value for rule in rules for c in rule.then if c.attribute == name)
        for entity in old.entities(attribute.scope):
            for member in values:
                one = old.established.atom(entity, name, member)
                other = new.established.atom(entity, name, member)
                yield [one, -other]
                yield [-one, other]


def answer(kb: KnowledgeBase, derivation: Derivation) -> Answer:
    """The answer that the derivation gives."""
    told = set(shown(kb))
    atoms = (*derivation.inputs, *(atom for step in derivation.steps for atom in step.concludes))
    return Answer(
        {(v.entity, v.attribute): named(v) for v in derivation.verdicts},
        frozenset(atom for atom in atoms if atom.attribute in told),
    )


def differences(before: Answer, after: Answer) -> tuple[Difference, ...]:
    """What the two answers say differently; the verdicts first."""
    found = [
        Difference(*goal, (value,), (after.verdicts[goal],))
        for goal, value in before.verdicts.items()
        if after.verdicts[goal] != value
    ]
    changed = {(atom.entity, atom.attribute) for atom in before.shown ^ after.shown}
    for pair in sorted(changed):
        sides = [
            tuple(sorted(str(atom.value) for atom in side.shown if (atom.entity, atom.attribute) == pair))
            for side in (before, after)
        ]
        found.append(Difference(*pair, sides[0], sides[1]))
    return tuple(found)


def confirmed(kb: KnowledgeBase, case: Case, old: Infer, new: Infer) -> Witness:
    """The witness that the engine confirms. Raises EngineError where it sees no difference."""
    found = differences(answer(kb, old(case)), answer(kb, new(case)))
    if not found:
        what = "two solvers disagree: one found a difference that the other does not see"
        raise EngineError(Problem("disagreement", what, None, "please report it with the knowledge base"))
    return Witness(case, found)
