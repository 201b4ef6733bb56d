"""How surely rules fire for the entities of a case, as the proof checker reads docs/semantics.md.

There are no strata: a model is always taken against another one that is given. Rules are looked at in the
order of their components, but only because few then need a second look; in any order the result is the same.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

from engine.cases.model import ROOT, Atom, Case
from engine.inference import derivation as d
from engine.inference.truth import ESTABLISHED, FIRM, POSSIBLE, Levels, functions
from engine.knowledge import conditions as c
from engine.knowledge.model import KnowledgeBase, Rule


class Entry:
    """One rule: its condition as functions, what it concludes, and what may keep it back."""

    def __init__(self, rule: Rule, kb: KnowledgeBase) -> None:
        self.rule, self.id, self.root = rule, rule.id, rule.scope == "root"
        self.first = rule.then[0].attribute
        self.level, self.support = functions(rule.when, kb)
        self.asked = rule.presumption and kb.attributes[self.first].asked
        self.overriders: list[Rule] = []
        self.reachers: list[Rule] = []
        self.kept_back = rule.presumption
        self.at_root = d.Firing(rule.id, ROOT)
        self.atoms = [Atom(ROOT, k.attribute, k.value) for k in rule.then]
        """What it concludes for the root."""
        self.copies = [
            (i, k.member_of, kb.attributes[k.member_of].scope == "part")
            for i, k in enumerate(rule.then)
            if k.member_of
        ]
        """Which of it needs what other set to have the value too, and whether that belongs to the part."""


class Book:
    """The rules of one knowledge base, sorted by id, and who reads what."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.asked = [
            (a, [Atom(ROOT, name, v) for v in sorted(a.values)])
            for name, a in sorted(kb.attributes.items())
            if a.asked
        ]
        """The asked attributes, with what the root's could be."""
        entries = {name: Entry(kb.rules[name], kb) for name in sorted(kb.rules)}
        self.of_root, self.of_part = defaultdict[str, list[d.Firing]](list), defaultdict[str, list[str]](list)
        """By attribute, the rules of the root, and those of the parts, that read it."""
        reachers = defaultdict[str, list[Rule]](list)
        for entry in entries.values():
            rule = entry.rule
            tests = {test.attribute for test, _ in c.walk(rule.when) if isinstance(test, c.OneOf | c.InRange)}
            for name in tests | {each.member_of for each in rule.then}:
                if entry.root:
                    self.of_root[name].append(entry.at_root)
                else:
                    self.of_part[name].append(entry.id)
            for name in () if rule.presumption else rule.attributes:
                reachers[name].append(rule)
            for name in rule.overrides:
                entries[name].overriders.append(rule)
                entries[name].kept_back = True
        for entry in entries.values():
            entry.reachers = reachers[entry.first] if entry.rule.presumption else []
        places = {name: place for place, name in enumerate(chain.from_iterable(kb.components))}
        self.ordered = sorted(entries.values(), key=lambda entry: places.get(entry.id, 0))


class Ground:
    """The rules for the entities of one case."""

    def __init__(self, book: Book, case: Case) -> None:
        self.book, self.parts = book, case.parts or ()
        self.rules: dict[d.Firing, Entry] = {}
        for entry in book.ordered:
            if entry.root:
                self.rules[entry.at_root] = entry
            else:
                self.rules.update({d.Firing(entry.id, part): entry for part in self.parts})
        self.facts = {(fact.entity, fact.attribute): fact for fact in case.facts}
        self.inputs = tuple(sorted([atom for fact in case.facts for atom in fact.atoms]))
        self.open: list[tuple[str, str]] = []
        """What is not stated whole."""
        self.start = Levels(self.parts, self.facts)
        """The inputs, which `least` lets grow: what is stated, every value that is open; no open numbers."""
        for attribute, of_root in book.asked:
            name = attribute.name
            for entity in (ROOT,) if attribute.scope == "root" else self.parts:
                fact = self.facts.get((entity, name))
                if fact is None or not fact.closed:
                    self.open.append((entity, name))
                    atoms = of_root if entity == ROOT else [Atom(entity, name, v) for _, _, v in of_root]
                    if fact:
                        out = set(fact.excluded)
                        atoms = [atom for atom in atoms if atom.value not in out]
                    self.start.add(atoms, (), POSSIBLE)
        self.start.add(self.inputs, (), FIRM)

    def overriders(self, firing: d.Firing) -> list[d.Firing]:
        """The firings that would keep this one from happening."""
        found = self.rules[firing].overriders
        return [d.Firing(o.id, ROOT if o.scope == "root" else firing.entity) for o in found]

    def reachers(self, firing: d.Firing) -> list[d.Firing]:
        """The ordinary firings that would silence this one, if it is a presumption."""
        return [d.Firing(o.id, firing.entity) for o in self.rules[firing].reachers]

    def stated(self, firing: d.Firing) -> bool:
        """Whether it is a presumption about what the case states."""
        entry = self.rules[firing]
        return entry.rule.presumption and (firing.entity, entry.first) in self.facts

    def silence(self, firing: d.Firing, n: Levels) -> int:
        """The level of the absence of all that would silence the firing, judged by N."""
        if self.stated(firing):
            return 0
        reached = max([n.fired.get(other, 0) for other in self.reachers(firing)], default=0)
        return min(ESTABLISHED if self.rules[firing].asked else FIRM, FIRM - reached)

    def free(self, firing: d.Firing, n: Levels) -> int:
        """The level of the absence of all that would keep the firing back, judged by N."""
        if not self.rules[firing].kept_back:
            return FIRM
        overridden = max([n.fired.get(other, 0) for other in self.overriders(firing)], default=0)
        return min(FIRM - overridden, self.silence(firing, n))

    def concludes(self, firing: d.Firing, m: Levels, level: int) -> list[tuple[Atom, int]]:
        """What a firing of this level asserts in M, with its level; 0 where a copied set has it not."""
        entity, entry = firing.entity, self.rules[firing]
        atoms = entry.atoms if entry.root else [Atom(entity, name, value) for _, name, value in entry.atoms]
        found = [(atom, level) for atom in atoms]
        for i, source, of_part in entry.copies:
            there = m.atoms.get((entity if of_part else ROOT, source, atoms[i].value), 0)
            found[i] = atoms[i], min(level, there)
        return found

    def least(self, n: Levels) -> Levels:
        """The least models closed under the rules, each against its counterpart in N, whatever the order."""
        m, due = self.start, set(self.rules)
        while due:
            for firing, entry in self.rules.items():
                if firing not in due:
                    continue
                due.remove(firing)
                level = entry.level(firing.entity, m, n)
                if level and entry.kept_back:
                    level = min(level, self.free(firing, n))
                if not level:
                    continue
                m.fired[firing] = level
                for atom, its in self.concludes(firing, m, level):
                    if its > m.atoms.get(atom, 0):
                        m.atoms[atom] = its
                        due.update(self.readers(atom))
        return m

    def readers(self, atom: Atom) -> list[d.Firing]:
        """The firings that test the atom, or copy it."""
        of_root, of_part = self.book.of_root[atom.attribute], self.book.of_part[atom.attribute]
        if not of_part:
            return of_root
        entities = (atom.entity,) if atom.entity else self.parts
        return [*of_root, *(d.Firing(rule, entity) for rule in of_part for entity in entities)]
