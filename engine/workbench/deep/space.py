"""All cases of a knowledge base at once: each input stated or unknown, with no parts, one, and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from engine.cases.model import ROOT, Case
from engine.frozen import frozen
from engine.inference.derivation import Firing
from engine.inquiry.ground import Ground
from engine.inquiry.layer import Guards
from engine.inquiry.solver import CONFLICTS, Literal, Model, Solver
from engine.knowledge.conditions import AtLeast, Condition, Every, No, walk
from engine.knowledge.model import KnowledgeBase, Rule
from engine.workbench.deep.both import Both
from engine.workbench.deep.edits import Edited
from engine.workbench.deep.finding import Pair
from engine.workbench.deep.reach import Reach
from engine.workbench.deep.texts import spoken
from engine.workbench.links import largest_count, shown

FEWEST = 2
"""Cases of up to so many parts are looked at even where no rule counts them."""


def most_parts(kb: KnowledgeBase) -> int:
    """How many parts the largest cases have: one more than rules count to; none where none is spoken of."""
    conditions = [rule.when for rule in kb.rules.values()] + [each.never for each in kb.constraints]
    inside = [each for condition in conditions for each, _ in walk(condition)]
    scopes = {each.scope for each in kb.rules.values()} | {each.scope for each in kb.attributes.values()}
    if "part" not in scopes and not any(isinstance(each, AtLeast | Every | No) for each in inside):
        return 0
    return max(FEWEST, largest_count(kb) + 1)


class World:
    """The cases with these parts, under the knowledge base and under the copy that leaves things out."""

    def __init__(self, kb: KnowledgeBase, edited: Edited, parts: tuple[str, ...], conflicts: int) -> None:
        self.kb, self.parts = kb, parts
        self._edited, self._conflicts = edited, conflicts
        self._guards = Guards(kb)
        self.ground = Ground(kb, parts, solver=Solver(conflicts))
        """What is established; complete cases have their verdicts too."""
        self.layer, self.solver = self.ground.established, self.ground.solver
        for literal in self.layer.fired.values():
            self.solver.watch(literal)
        for slots in self.ground.slots.values():
            for slot in slots:
                self.solver.prefer(slot.unknown)

    @cached_property
    def both(self) -> Both:
        """The knowledge base beside the copy."""
        return Both(self._edited, self.parts, self._conflicts)

    def entity(self, scope: str) -> str | None:
        """An entity of the scope, as good as any other of it; None where there is none."""
        return ROOT if scope == "root" else next(iter(self.parts), None)

    def owner(self, attribute: str, entity: str) -> str:
        """Whose attribute is read where a condition is evaluated for the entity."""
        return ROOT if self.kb.attributes[attribute].scope == "root" else entity

    def fires(self, rule: Rule, entity: str) -> Literal:
        """It fires for the entity."""
        return self.layer.fired[Firing(rule.id, entity)]

    def meets(self, condition: Condition, entity: str) -> Literal:
        """The condition holds for the entity."""
        return self.layer.condition(condition, entity)

    def overriding(self, rule: Rule, entity: str) -> Literal:
        """Some rule that overrides it fires."""
        return self._either(self._guards.overriding(rule, entity))

    def silencing(self, rule: Rule, entity: str) -> Literal:
        """Something silences the presumption: its attribute is stated, or an ordinary rule reaches it."""
        slots = self.ground.slots.get((entity, rule.then[0].attribute), ())
        reached = self._either(self._guards.reaching(rule, entity))
        return self.ground.formulas.either([reached, *(-slot.unknown for slot in slots)])

    def _either(self, firings: Iterable[Firing]) -> Literal:
        return self.ground.formulas.either(self.layer.fired[firing] for firing in firings)

    def some(self, pair: Pair) -> Literal:
        """Some value of the attribute is concluded."""
        rules = [rule for rule in self.kb.rules.values() if pair[1] in rule.attributes]
        values = {c.value for rule in rules for c in rule.then if c.attribute == pair[1]}
        return self.ground.formulas.either(self.layer.atom(*pair, value) for value in values)

    def case(self, model: Model, name: str) -> Case:
        """The case of the answer set."""
        return self.ground.case(model, name)

    def fired(self, model: Model, entity: str) -> list[str]:
        """The rules that fire for the entity, in the order of the knowledge base."""
        return [f.rule for f, atom in self.layer.fired.items() if f.entity == entity and model.holds(atom)]


@frozen
class Found:
    """An answer set, the world that it belongs to, and the entity that was asked about."""

    world: World
    model: Model
    entity: str

    def case(self, name: str) -> Case:
        """The case it describes."""
        return self.world.case(self.model, name)


Wanted = Callable[[World, str], "Iterable[Literal]"]
"""What must hold, for an entity of a world."""


class Space:
    """The worlds of a knowledge base, the smallest first, each made when it is first needed."""

    def __init__(self, kb: KnowledgeBase, conflicts: int = CONFLICTS) -> None:
        self.kb, self.most = kb, most_parts(kb)
        self.spoken = spoken(kb)
        """The attributes that sentences name."""
        goals = {goal.attribute for goal in kb.goals}
        self._seen = goals | set(shown(kb))
        told = self._seen | self.spoken.keys()
        self.mutable = tuple(name for name in kb.attributes if name not in told)
        """The attributes that matter only as far as rules read them."""
        self.edited = Edited(kb, self.mutable)
        self._conflicts = conflicts
        self.reach = Reach(kb)
        self._worlds: dict[int, World] = {}

    @property
    def worlds(self) -> Iterator[World]:
        """Those of no part, of one, and so on."""
        for count in range(self.most + 1):
            if count not in self._worlds:
                parts = tuple(f"{self.kb.words.singular}{i}" for i in range(1, count + 1))
                self._worlds[count] = World(self.kb, self.edited, parts, self._conflicts)
            yield self._worlds[count]

    def find(self, scope: str, wanted: Wanted) -> Found | None:
        """A case with the fewest parts, and of them with few facts, in which this holds. Raises GaveUp."""
        return self._first(scope, wanted, least=True)

    def any(self, scope: str, wanted: Wanted) -> Found | None:
        """Some case in which this holds. Raises GaveUp."""
        return self._first(scope, wanted, least=False)

    def _first(self, scope: str, wanted: Wanted, least: bool) -> Found | None:
        for world in self.worlds:
            entity = world.entity(scope)
            if entity is None:
                continue
            literals = [literal for literal in wanted(world, entity) if literal != world.solver.true]
            if -world.solver.true in literals:
                continue
            if not world.solver.satisfiable(literals):
                continue
            model = world.solver.least(literals) if least else world.solver.solve(literals)
            if model is not None:
                return Found(world, model, entity)
        return None

    def differs(
        self, keys: Iterable[str], rules: Iterable[Rule], wanted: Callable[[Both], Literal] | None = None
    ) -> bool:
        """Whether leaving these out, all of these rules, changes a verdict or a shown value in some case.

        With `wanted`, whether it makes that so. Raises GaveUp.
        """
        keys, rules = tuple(keys), tuple(rules)
        touched = self.reach.touched(rules)
        near, below = self.reach.next(touched), self.reach.below(touched)
        same = [name for name in self.reach.concluded if name not in below]
        seen, above = touched & self._seen, self.reach.above(rules)
        for world in self.worlds:
            both = world.both
            known = [*both.left_out(keys), *both.alike(same)]
            if wanted is not None:
                if both.possible(wanted(both), known):
                    return True
                continue
            # What touches nothing nearby touches nothing anywhere, and that is far easier to see.
            if not both.possible(both.unlike(touched), known):
                continue
            # Most differences need nothing but what the rules read, and the rest is best left unknown.
            if both.possible(both.apart, [*known, *both.unknown_but(above)]):
                return True
            if not both.possible(both.unlike(near | seen), known):
                continue
            if both.possible(both.apart, known):
                return True
        return False
