"""From an established atom to the tree that justifies it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.calls import Call, each
from engine.advice.cited import cited
from engine.advice.explanation import (
    Absent,
    Again,
    Choice,
    Concluded,
    Cut,
    Given,
    Guarded,
    Node,
    OverParts,
    Overruled,
    Silenced,
    Way,
)
from engine.advice.grounded import FREE, Barred
from engine.advice.ledger import Ledger
from engine.cases.model import Atom
from engine.inference.derivation import (
    Absence,
    Either,
    Firing,
    Held,
    Parts,
    Plain,
    Silence,
    Support,
    Together,
)
from engine.knowledge.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Unless,
    walk,
)
from engine.knowledge.model import Rule

MANY, FEW = 6, 3
"""Of a condition that holds for more parts than these, so few are unfolded; the others are named."""


class Unfolder(Ledger):
    """Builds positive nodes. What it returns are calls: advice/calls.py makes them."""

    def atom(
        self, atom: Atom, level: int = 1, before: int | None = None, barred: Barred = FREE
    ) -> Call[Node]:
        """The established atom with all that justifies it, through steps before the given one only."""
        sentence = self.speech.atom(atom)
        if atom in self.shown:
            return Again(self.shown[atom], sentence)
        if atom in self.grounded.inputs:
            fact = self.standings.fact(atom.entity, atom.attribute)
            if fact is not None:
                return Given(self.number(atom), sentence, fact)
        if self.too_deep(level):
            return Cut(sentence, len(self.grounded.behind(atom)))
        barred = self.grounded.bar(atom, barred)
        number = self.number(atom)
        indexes = self.grounded.ways(atom, before, barred)
        ways: tuple[Way, ...] = yield each(self.way(i, level, barred, atom) for i in indexes)
        overruled, silenced = yield self._kept_back(atom, level)
        return Concluded(number, sentence, atom, self.standings.of_atom(atom), ways, overruled, silenced)

    def way(self, index: int, level: int, barred: Barred, atom: Atom | None = None) -> Call[Way]:
        """One step, with its premises one level deeper; towards an atom, where one is given."""
        step = self.steps[index]
        rule, entity = self.kb.rules[step.firing.rule], step.firing.entity
        premises: tuple[Node, ...]
        premises = yield self.premises(rule.when, step.support, entity, level + 1, index, barred)
        if atom is not None and (copied := self.grounded.copied(step, atom)) is not None:
            member = yield self.atom(copied, level + 1, index, barred)
            if not (isinstance(member, Again) and any(_number(p) == member.number for p in premises)):
                premises = (*premises, member)
        guards = tuple(
            Guarded(cited(self.kb, self.kb.rules[guard.firing.rule]), guard.firing.entity, guard.how)
            for guard in step.guards
            if self.everything or guard.how == "assumed"
        )
        because = self.speech.because(rule.because, entity)
        return Way(cited(self.kb, rule), entity, because, step.silence, (*premises, *guards))

    def premises(
        self,
        condition: Condition,
        support: Support,
        entity: str,
        level: int,
        before: int | None = None,
        barred: Barred = FREE,
    ) -> Call[tuple[Node, ...]]:
        """What the support names, as nodes; what can only be had through a barred atom is left out."""
        options: tuple[tuple[Node, ...], ...]
        match condition, support:
            case _, Plain():
                return ()
            case _, Held(atoms):
                usable = self._in_order(a for a in atoms if self.grounded.reached(a, before, barred))
                if len(usable) > 1 and all(a in self.grounded.inputs for a in usable):
                    return (self.members(usable),)
                nodes: tuple[Node, ...] = yield each(self.atom(a, level, before, barred) for a in usable)
                return _choice(tuple((node,) for node in nodes))
            case All(conditions), Together(supports):
                pairs = zip(conditions, supports, strict=True)
                options = yield each(self.premises(c, s, entity, level, before, barred) for c, s in pairs)
                return tuple(node for option in options for node in option)
            case AnyOf(conditions), Either(branches):
                branch = ((conditions[i], s) for i, s in branches)
                stands = [(c, s) for c, s in branch if self.grounded.stands(c, s, before, barred)]
                options = yield each(self.premises(c, s, entity, level, before, barred) for c, s in stands)
                return _choice(options)
            case ((AtLeast() | Every()), Parts(branches_by_part)):
                inner, least = condition.condition, condition.count if isinstance(condition, AtLeast) else 1
                held = dict(branches_by_part)
                parts = [
                    part
                    for part in self.standings.parts
                    if part in held and self.grounded.stands(inner, held[part], before, barred)
                ]
                few = len(parts) if self.everything or len(parts) <= MANY else max(least, FEW)
                options = yield each(
                    self.premises(inner, held[part], part, level, before, barred) for part in parts[:few]
                )
                sentence = self.speech.condition(condition, entity)
                told = tuple(zip(parts[:few], options, strict=True))
                return (OverParts(sentence, told, tuple(parts[few:])),)
            case ((Unless() | No()), Absence()):
                absent: tuple[Node, ...] = yield self._absent(condition, entity, level)
                return absent
        raise AssertionError(f"support {support!r} does not mirror its condition")

    def _kept_back(self, atom: Atom, level: int) -> Call[tuple[tuple[Overruled, ...], tuple[Silenced, ...]]]:
        """The rules about the attribute that were overridden, and, where all is shown, silent ones."""
        entity, attribute = atom.entity, atom.attribute
        overruled, silenced = [], []
        for rule in self.standings.rules_about.get(attribute, ()):
            firing = self.standings.firing(rule, entity)
            if defeat := self.standings.defeats.get(firing):
                by = tuple(self.kb.rules[other.rule] for other in defeat.by)
                show = self.everything and not self.too_deep(level + 1)
                support = defeat.support if show else None
                overruled.append((yield self.overruled(rule, firing.entity, by, support, level)))
            elif self.everything and (silence := self.standings.silences.get(firing)):
                silenced.append((yield self.silenced(rule, silence, level + 1, atom)))
        return tuple(overruled), tuple(silenced)

    def overruled(
        self,
        rule: Rule,
        entity: str,
        by: Iterable[Rule],
        support: Support | None = None,
        level: int = 1,
    ) -> Call[Overruled]:
        """A rule kept from firing by its overriders; with its support, what it would have rested on."""
        premises: tuple[Node, ...] = ()
        if support:
            premises = yield self.premises(rule.when, support, entity, level + 1)
        overriders = tuple(cited(self.kb, other) for other in by)
        sentence = self.speech.conclusions(rule, entity)
        return Overruled(cited(self.kb, rule), entity, sentence, overriders, premises)

    def silenced(
        self, rule: Rule, silence: Silence, level: int, within: Atom | None = None
    ) -> Call[Silenced]:
        """A presumption that something better than a presumption speaks for. `within` is not shown again."""
        entity, attribute = silence.firing.entity, rule.then[0].attribute
        fact = self.standings.fact(entity, attribute) if silence.stated else None
        by = tuple(self.kb.rules[other.rule] for other in silence.by)
        why: tuple[Node, ...]
        if fact:
            why = (self.fact(fact),)
        else:
            why = yield self._reached_instead(silence.by, attribute, level, within)
        cited_by = tuple(cited(self.kb, other) for other in by)
        return Silenced(cited(self.kb, rule), entity, self.speech.conclusions(rule, entity), cited_by, why)

    def _reached_instead(
        self, by: tuple[Firing, ...], attribute: str, level: int, within: Atom | None
    ) -> Call[tuple[Node, ...]]:
        places = sorted(self.standings.step_of[firing] for firing in by)
        atoms = [
            atom
            for index in places
            for atom in self.steps[index].concludes
            if atom.attribute == attribute and atom != within
        ]
        nodes: tuple[Node, ...]
        nodes = yield each(self.atom(atom, level) for atom in self._in_order(dict.fromkeys(atoms)))
        return nodes

    def _absent(self, condition: Unless | No, entity: str, level: int) -> Call[tuple[Node, ...]]:
        if isinstance(condition, Unless):
            absent = [(inner, self.standings.absence(inner, entity)) for inner in condition.parts]
        else:
            some = AtLeast(1, condition.condition)
            absent = [(some, self.standings.absence(some, entity))]
        nodes: list[Node] = []
        for inner, how in absent:
            show = (self.everything or self._of_stated_sets(inner)) and not self.too_deep(level)
            why: tuple[Node, ...] = ()
            if show and how == "false":
                why = yield self.exclude(inner, entity, level)
            nodes.append(Absent(self.speech.condition(inner, entity), how, why))
        return tuple(nodes)

    def _of_stated_sets(self, condition: Condition) -> bool:
        """Whether it only looks for members of asked sets: that one is missing no line says, but a list."""
        tests = [
            self.kb.attributes[c.attribute] for c, _ in walk(condition) if isinstance(c, OneOf | InRange)
        ]
        return bool(tests) and all(attribute.asked and not attribute.single for attribute in tests)

    def _in_order(self, atoms: Iterable[Atom]) -> list[Atom]:
        """Atoms of one attribute in the order of the vocabulary."""
        found = list(atoms)
        place = self.standings.places(found[0].attribute) if found else {}
        return sorted(found, key=lambda a: place.get(a.value, 0))


def _number(node: Node) -> int | None:
    return getattr(node, "number", None)


def _choice(options: tuple[tuple[Node, ...], ...]) -> tuple[Node, ...]:
    """One option as it is, several as a choice."""
    return options[0] if len(options) == 1 else (Choice(options),)
