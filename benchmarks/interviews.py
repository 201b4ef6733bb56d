"""How many questions an interview takes until every goal is settled, by the order of the questions.

Whoever is asked answers as a random completion of the case does. Orders that are compared: ours; the
vocabulary's, over the unknowns that can still change a verdict or over all; one-step lookahead, which
asks what settles most goals on average over completions; and, where everything can be tried, the optimum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from random import Random
from statistics import mean

from engine.cases.model import Case, Fact
from engine.cases.reader import read_case
from engine.inquiry.answers import Outlook
from engine.inquiry.deciding import deciding
from engine.inquiry.ground import Ground
from engine.inquiry.inquiry import View
from engine.inquiry.questions import questions
from engine.inquiry.relevance import Twin
from engine.inquiry.slots import Pair
from engine.inquiry.solver import Model
from engine.inquiry.supposed import suppose
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.generate import random_case, random_kb
from tests.naive import evaluate

SAMPLES = 12
"""Completions over which lookahead averages."""
TINY = 48
"""Completions that are few enough for the optimum."""
LEAST = 4
"""Unknowns that a generated case has at least."""
CASES, ROUNDS = 200, 2
OTHERS = "vocabulary order of what can matter / vocabulary order of all / one-step lookahead"
Facts = dict[Pair, Fact]


class Room:
    """The parts and rules of one case, about which anything may be stated; one ground program for all."""

    def __init__(self, kb: KnowledgeBase, case: Case) -> None:
        self.kb, self.case = kb, case
        self.start = {(fact.entity, fact.attribute): fact for fact in case.facts}
        self.ground = Ground(kb, case.parts or ())
        self.goals = list(self.ground.verdicts)
        self.first = self.view(self.start)

    @cached_property
    def twin(self) -> Twin:
        """Tells which unknowns can change a verdict."""
        return Twin(self.first)

    def view(self, facts: Facts) -> View:
        """The case with these facts."""
        return View(self.case, facts, self.ground, free=True)

    def reached(self, view: View, goals: list[Pair]) -> dict[Pair, dict[str, Model]]:
        """The verdicts that completions have, each with one of them."""
        base, solver = view.assume(), self.ground.solver
        found: dict[Pair, dict[str, Model]] = {goal: {} for goal in goals}

        def seek(*more: int) -> None:
            model = solver.solve([*base, *more])
            if model is not None:
                for goal in goals:
                    found[goal].setdefault(view.verdict_in(model, goal), model)

        seek()
        for goal in goals:
            for value, atom in self.ground.verdicts[goal].items():
                if value not in found[goal]:
                    seek(atom)
        return found

    def open(self, facts: Facts, goals: list[Pair]) -> dict[Pair, dict[str, Model]]:
        """Those of the goals that are not settled, with the verdicts that they can have."""
        return {goal: v for goal, v in self.reached(self.view(facts), goals).items() if len(v) > 1}

    def complete(self, rng: Random, facts: Facts) -> Facts:
        """A completion of the facts at random, every value of an unknown being as likely as any other."""
        view = self.view(facts)
        while True:
            chosen = {
                pair: [rng.choice([cell for cell, _ in slot.options]) for slot in slots]
                for pair, slots in view.unknown.items()
            }
            atoms = [
                next(atom for other, atom in slot.options if other == cell)
                for pair, slots in view.unknown.items()
                for slot, cell in zip(slots, chosen[pair], strict=True)
            ]
            model = self.ground.solver.solve([*view.assume(), *atoms])
            if model is not None:
                answers = view.answers(model, view.unknown)
                whole = suppose(Case("", tuple(facts.values()), self.case.parts), self.kb, answers)
                return {(fact.entity, fact.attribute): fact for fact in whole.facts}


class Interview:
    """What is known so far in one interview, and which goals are open still."""

    def __init__(self, room: Room, rng: Random) -> None:
        self.room, self.rng, self.facts = room, rng, dict(room.start)
        self.open = room.open(self.facts, room.goals)

    def tell(self, pair: Pair, fact: Fact) -> None:
        """An answer."""
        self.facts[pair] = fact
        self.open = self.room.open(self.facts, list(self.open))

    def relevant(self) -> Iterator[Pair]:
        """The unknowns that can change a verdict, in the order of the vocabulary."""
        view, twin = self.room.view(self.facts), self.room.twin
        twin._view = view
        for pair in view.unknown:
            if any(twin.matters(pair, goal) for goal in self.open):
                yield pair


Order = Callable[[Interview], Pair]


def ours(interview: Interview) -> Pair:
    """The first of the questions as `advisor next` has them."""
    room, main = interview.room, interview.room.goals[0]
    view = room.view(interview.facts)
    room.twin._view = view
    matters = tuple(pair for pair in view.unknown if main in interview.open and room.twin.matters(pair, main))
    found = [
        Outlook(*goal, "", "undetermined", "solver", matters=matters if goal == main else tuple(view.unknown))
        for goal in interview.open
    ]
    drawn = deciding(view, list(interview.open))
    question = questions(found, main, room.ground.slots, drawn)[0]
    return question.entity, question.attribute


def relevant(interview: Interview) -> Pair:
    """The first in the vocabulary that can change a verdict."""
    return next(interview.relevant())


def every(interview: Interview) -> Pair:
    """The first in the vocabulary that is unknown."""
    return next(iter(interview.room.view(interview.facts).unknown))


def lookahead(interview: Interview) -> Pair:
    """What settles most goals on average; then what leaves the fewest verdicts; then the vocabulary."""
    room, facts, goals = interview.room, interview.facts, list(interview.open)
    samples = [room.complete(interview.rng, facts) for _ in range(SAMPLES)]
    best: tuple[tuple[float, float], Pair] | None = None
    for pair in interview.relevant():
        tried: dict[Fact, list[int]] = {}
        for sample in samples:
            if sample[pair] not in tried:
                found = room.reached(room.view({**facts, pair: sample[pair]}), goals)
                tried[sample[pair]] = [len(values) for values in found.values()]
        left = [tried[sample[pair]] for sample in samples]
        score = (-mean(counts.count(1) for counts in left), mean(map(sum, left)))
        if best is None or score < best[0]:
            best = (score, pair)
    assert best is not None
    return best[1]


ORDERS: dict[str, Order] = {"ours": ours, "vocabulary": relevant, "all": every, "lookahead": lookahead}


def length(room: Room, truth: Facts, order: Order, rng: Random) -> int:
    """How many questions it takes until every goal is settled."""
    interview, count = Interview(room, rng), 0
    while interview.open:
        pair = order(interview)
        interview.tell(pair, truth[pair])
        count += 1
    return count


def optimum(kb: KnowledgeBase, case: Case) -> float:
    """The least questions on average over all completions, by trying every strategy."""
    whole = list(completions(kb, case))
    facts = [{(fact.entity, fact.attribute): fact for fact in each.facts} for each in whole]
    judged = [tuple(j.value or j.status for j in evaluate(kb, each).verdicts.values()) for each in whole]
    pairs = [pair for pair in facts[0] if len({each[pair] for each in facts}) > 1]

    @cache
    def least(among: tuple[int, ...]) -> float:
        """The least sum over these completions."""
        if len({judged[index] for index in among}) == 1:
            return 0
        best = float("inf")
        for pair in pairs:
            groups: dict[Fact, list[int]] = {}
            for index in among:
                groups.setdefault(facts[index][pair], []).append(index)
            if len(groups) > 1:
                best = min(best, len(among) + sum(least(tuple(group)) for group in groups.values()))
        return best

    return least(tuple(range(len(whole)))) / len(whole)


def generated(count: int) -> Iterator[tuple[int, Room]]:
    """Cases with some unknowns of generated knowledge bases, each with its seed."""
    for seed in range(count * 20):
        rng = Random(seed)
        kb = random_kb(rng)
        room = Room(kb, random_case(rng, kb))
        if len(room.first.unknown) < LEAST or room.ground.solver.solve(room.first.assume()) is None:
            continue
        if room.open(room.start, room.goals):
            yield seed, room
            count -= 1
        if not count:
            return


def shipped() -> Iterator[tuple[int, Room]]:
    """The examples of the shipped knowledge base, as they are and with nothing but their parts."""
    kb = load_knowledge("kb")
    read = [read_case(kb, path.read_bytes(), str(path)) for path in sorted(Path("examples").glob("*.yaml"))]
    for seed, case in enumerate([*(Case(case.name, (), case.parts) for case in read), *read]):
        room = Room(kb, case)
        if room.open(room.start, room.goals):
            yield seed, room


def compared(rooms: Iterable[tuple[int, Room]], rounds: int) -> dict[str, float]:
    """For each order the questions on average, the same completions answering."""
    lengths: dict[str, list[int]] = {name: [] for name in ORDERS}
    for seed, room in rooms:
        for turn in range(rounds):
            truth = room.complete(Random(100 * seed + turn), room.start)
            for name, order in ORDERS.items():
                lengths[name].append(length(room, truth, order, Random(turn)))
    return {name: mean(each) for name, each in lengths.items()}


def tiny(count: int) -> tuple[float, float]:
    """Our questions and the optimum on average, where every strategy can be tried."""
    ours_, least = [], []
    for _, room in generated(count * 5):
        if count_completions(room.kb, room.case) <= TINY:
            truths = [
                {(f.entity, f.attribute): f for f in each.facts} for each in completions(room.kb, room.case)
            ]
            ours_.append(mean(length(room, truth, ours, Random(0)) for truth in truths))
            least.append(optimum(room.kb, room.case))
            if len(least) == count:
                break
    return mean(ours_), mean(least)


def measure(cases: int, rounds: int) -> list[str]:
    """The questions on average by each order, and the ratio of ours to lookahead, as table rows."""
    rows = []
    for what, found in (
        (f"{cases} generated cases", compared(generated(cases), 1)),
        (f"examples, with and without their facts, {rounds} interviews each", compared(shipped(), rounds)),
    ):
        figures = " / ".join(f"{found[name]:.2f}" for name in ORDERS)
        ratio = found["ours"] / found["lookahead"]
        rows.append(f"| questions of an interview, {what}: ours / {OTHERS} | {figures} | {ratio:.2f} |")
    mine, least = tiny(cases // 4)
    what = f"questions of an interview, {cases // 4} tiny cases, all completions: ours / optimum"
    return [*rows, f"| {what} | {mine:.2f} / {least:.2f} | {mine / least:.2f} |"]


def main() -> None:
    """Measure and print."""
    print("\n".join(measure(CASES, ROUNDS)))


if __name__ == "__main__":
    main()
