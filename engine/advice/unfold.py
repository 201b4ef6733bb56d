"""From an established atom to the tree that justifies it."""

from __future__ import annotations

from collections.abc import Iterable

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
from engine.knowledge.conditions import All, AnyOf, AtLeast, Condition, Every, No, Unless
from engine.knowledge.model import Rule


class Unfolder(Ledger):
    """Builds positive nodes."""

    def atom(
        self, atom: Atom, level: int = 1, before: int | None = None, barred: frozenset[Atom] = frozenset()
    ) -> Node:
        """The established atom with all that justifies it, through steps before the given one only."""
        sentence = self.speech.atom(atom)
        if atom in self.shown:
            return Again(self.shown[atom], sentence)
        if atom in self.standings.derivation.inputs:
            fact = self.standings.case.fact(atom.entity, atom.attribute)
            if fact is not None:
                return Given(self.number(atom), sentence, fact)
        if self.too_deep(level):
            return Cut(sentence, len(self.grounded.behind(atom)))
        barred = barred | {atom}
        number = self.number(atom)
        ways = tuple(self.way(i, level, barred, atom) for i in self.grounded.ways(atom, before, barred))
        overruled, silenced = self._kept_back(atom, level)
        return Concluded(number, sentence, atom, self.standings.of_atom(atom), ways, overruled, silenced)

    def way(self, index: int, level: int, barred: frozenset[Atom], atom: Atom | None = None) -> Way:
        """One step, with its premises one level deeper; towards an atom, where one is given."""
        step = self.steps[index]
        rule, entity = self.kb.rules[step.firing.rule], step.firing.entity
        premises = self.premises(rule.when, step.support, entity, level + 1, index, barred)
        if atom is not None and (copied := self.grounded.copied(step, atom)) is not None:
            member = self.atom(copied, level + 1, index, barred)
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
        barred: frozenset[Atom] = frozenset(),
    ) -> tuple[Node, ...]:
        """What the support names, as nodes; what can only be had through a barred atom is left out."""
        match condition, support:
            case _, Plain():
                return ()
            case _, Held(atoms):
                usable = self._in_order(a for a in atoms if self.grounded.reached(a, before, barred))
                if len(usable) > 1 and all(a in self.grounded.inputs for a in usable):
                    return (self.members(usable),)
                return _choice([(self.atom(a, level, before, barred),) for a in usable])
            case All(conditions), Together(supports):
                pairs = zip(conditions, supports, strict=True)
                nested = (self.premises(c, s, entity, level, before, barred) for c, s in pairs)
                return tuple(node for nodes in nested for node in nodes)
            case AnyOf(conditions), Either(branches):
                usable_branches = [
                    (conditions[i], s)
                    for i, s in branches
                    if self.grounded.stands(conditions[i], s, before, barred)
                ]
                return _choice(
                    [self.premises(c, s, entity, level, before, barred) for c, s in usable_branches]
                )
            case AtLeast(_, inner) | Every(inner), Parts(branches_by_part):
                held = dict(branches_by_part)
                parts = tuple(
                    (part, self.premises(inner, held[part], part, level, before, barred))
                    for part in self.standings.parts
                    if part in held and self.grounded.stands(inner, held[part], before, barred)
                )
                return (OverParts(self.speech.condition(condition, entity), parts),)
            case ((Unless() | No()), Absence()):
                return self._absent(condition, entity, level)
        raise AssertionError(f"support {support!r} does not mirror its condition")

    def _kept_back(self, atom: Atom, level: int) -> tuple[tuple[Overruled, ...], tuple[Silenced, ...]]:
        """The rules about the attribute that were overridden, and, where all is shown, silent ones."""
        entity, attribute = atom.entity, atom.attribute
        overruled, silenced = [], []
        for rule in self.standings.rules_about.get(attribute, ()):
            firing = self.standings.firing(rule, entity)
            if defeat := self.standings.defeats.get(firing):
                by = tuple(self.kb.rules[other.rule] for other in defeat.by)
                show = self.everything and not self.too_deep(level + 1)
                support = defeat.support if show else None
                overruled.append(self.overruled(rule, firing.entity, by, support, level))
            elif self.everything and (silence := self.standings.silences.get(firing)):
                silenced.append(self.silenced(rule, silence, level + 1, atom))
        return tuple(overruled), tuple(silenced)

    def overruled(
        self,
        rule: Rule,
        entity: str,
        by: Iterable[Rule],
        support: Support | None = None,
        level: int = 1,
    ) -> Overruled:
        """A rule kept from firing by its overriders; with its support, what it would have rested on."""
        premises = self.premises(rule.when, support, entity, level + 1) if support else ()
        overriders = tuple(cited(self.kb, other) for other in by)
        sentence = self.speech.conclusions(rule, entity)
        return Overruled(cited(self.kb, rule), entity, sentence, overriders, premises)

    def silenced(self, rule: Rule, silence: Silence, level: int, within: Atom | None = None) -> Silenced:
        """A presumption that something better than a presumption speaks for. `within` is not shown again."""
        entity, attribute = silence.firing.entity, rule.then[0].attribute
        fact = self.standings.case.fact(entity, attribute) if silence.stated else None
        by = tuple(self.kb.rules[other.rule] for other in silence.by)
        why = (self.fact(fact),) if fact else self._reached_instead(silence.by, attribute, level, within)
        cited_by = tuple(cited(self.kb, other) for other in by)
        return Silenced(cited(self.kb, rule), entity, self.speech.conclusions(rule, entity), cited_by, why)

    def _reached_instead(
        self, by: tuple[Firing, ...], attribute: str, level: int, within: Atom | None
    ) -> tuple[Node, ...]:
        firings = set(by)
        atoms = [
            atom
            for step in self.steps
            if step.firing in firings
            for atom in step.concludes
            if atom.attribute == attribute and atom != within
        ]
        return tuple(self.atom(atom, level) for atom in self._in_order(dict.fromkeys(atoms)))

    def _absent(self, condition: Unless | No, entity: str, level: int) -> tuple[Node, ...]:
        if isinstance(condition, Unless):
            absent = [(inner, self.standings.absence(inner, entity)) for inner in condition.parts]
        else:
            some = AtLeast(1, condition.condition)
            absent = [(some, self.standings.absence(some, entity))]
        nodes = []
        for inner, how in absent:
            show = self.everything and how == "false" and not self.too_deep(level)
            why = self.exclude(inner, entity, level) if show else ()
            nodes.append(Absent(self.speech.condition(inner, entity), how, why))
        return tuple(nodes)

    def _in_order(self, atoms: Iterable[Atom]) -> list[Atom]:
        """Atoms of one attribute in the order of the vocabulary."""
        found = list(atoms)
        domain = self.kb.attributes[found[0].attribute].values if found else ()
        return sorted(found, key=lambda a: domain.index(a.value) if a.value in domain else 0)


def _number(node: Node) -> int | None:
    return getattr(node, "number", None)


def _choice(options: list[tuple[Node, ...]]) -> tuple[Node, ...]:
    """One option as it is, several as a choice."""
    return options[0] if len(options) == 1 else (Choice(tuple(options)),)
