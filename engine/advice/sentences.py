"""Sentences about one case, put together from the knowledge base's own words. Substitution only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from engine.advice.recommendation import Unknown
from engine.advice.standing import Standings
from engine.cases.model import ROOT, Atom, Fact
from engine.knowledge.conditions import (
    Value,
)
from engine.knowledge.model import Attribute, Rule
from engine.knowledge.placeholders import (
    Established,
    PartName,
    PartsWith,
    Placeholder,
    Template,
    ValueLabel,
    parse_template,
)

_SIMPLE_NAME = re.compile(r"[A-Za-z0-9_-]+")
MANY = 3
"""More alternatives than this are not spelled out where they are the whole domain."""
NAMED, OF_MANY = 8, 5
"""So many parts are named in a sentence; of more only so many, and how many else."""


def joined(words: Iterable[str], by: str = "and") -> str:
    """The words as a list in a sentence; "" for none."""
    *head, last = list(words) or [""]
    return f"{', '.join(head)} {by} {last}" if head else last


def tagged(text: str, pack: str) -> str:
    """The text with the pack whose words it is, so that it cannot pass for ours."""
    return f"{text} [{pack}]" if pack else text


class Sentences:
    """Puts facts, conclusions and reasons of one derivation into words."""

    def __init__(self, standings: Standings) -> None:
        self.standings, self.kb = standings, standings.kb
        self.some, self.every = (f"{how} {self.kb.words.singular}" for how in ("some", "every"))
        self._prefixes = {name.partition(".")[0] for name in self.kb.attributes}
        self._unknowns: dict[tuple[str, str], tuple[str, str, str]] = {}
        self._parts_with: dict[tuple[Placeholder, bool], str] = {}
        self._templates: dict[str, Template] = {}
        self._statuses = {
            (v.entity, v.attribute): v.status for each in standings.verdicts.values() for v in each.values()
        }
        self._marking = False

    def fill(self, text: str, entity: str, *, name: str | None = None, value: str = "") -> str:
        """The sentence with its placeholders filled. `name` stands for the part where none is meant."""
        shown = entity if name is None else name
        return "".join(
            piece if isinstance(piece, str) else self._piece(piece, entity, shown, value, name is None)
            for piece in self._template(text)
        )

    def verdict(self, text: str, entity: str) -> str:
        """The sentence of a verdict; what it tells of other verdicts is marked where that is not settled."""
        self._marking = True
        try:
            return self.fill(text, entity)
        finally:
            self._marking = False

    def _marked(self, words: str, entity: str, attribute: str) -> str:
        """The words, marked where they tell a verdict that is not settled, in the sentence of another."""
        if not self._marking:
            return words
        status = self._statuses.get((entity, attribute), "settled")
        return words if status == "settled" else f"{words} ({status})"

    def _template(self, text: str) -> Template:
        if text not in self._templates:
            self._templates[text] = parse_template(text, self.kb.words, self.kb.attributes)
        return self._templates[text]

    def _piece(self, piece: Placeholder, entity: str, shown: str, value: str, one: bool) -> str:
        match piece:
            case PartName():
                return shown
            case ValueLabel():
                return value
            case Established(attribute):
                if not one and self.kb.attributes[attribute].scope == "part":
                    return f"its {self.kb.attributes[attribute].label}"
                labels = [self.label(attribute, v) for v in self.standings.values(entity, attribute)]
                return self._marked(joined(labels), entity, attribute) if labels else "unknown"
            case PartsWith():
                key = (piece, self._marking)
                if key not in self._parts_with:
                    self._parts_with[key] = self._parts(piece)
                return self._parts_with[key]

    def _parts(self, piece: PartsWith) -> str:
        """The names of the parts that have the value, the same in every sentence; of many only some."""
        name, standings = piece.attribute, self.standings
        found = [part for part in standings.parts if piece.value in standings.values(part, name)]
        most = len(found) if len(found) <= NAMED else OF_MANY
        named = [self._marked(part, part, name) for part in found[:most]]
        if rest := len(found) - most:
            named.append(f"{rest} more {self.kb.words.plural}")
        return joined(named) if named else piece.otherwise

    def because(self, text: str, entity: str) -> str:
        """The reason, for this entity."""
        return self.fill(text, entity)

    def tells_values(self, text: str) -> bool:
        """Whether the sentence tells anything of the case but the name of the part."""
        return any(not isinstance(piece, str | PartName) for piece in self._template(text))

    def short(self, text: str, entity: str) -> str:
        """The reason for a line that begins with the part's name already: without it at the beginning."""
        match self._template(text):
            case (PartName(), str(second), *_) if second.startswith(" "):
                return self.fill(text, entity)[len(entity) :].lstrip()
            case _:
                return self.fill(text, entity)

    def label(self, attribute: str, value: Value) -> str:
        """The value in words."""
        meant = self.kb.attributes[attribute]
        if meant.type == "number":
            return f"{value} {meant.unit}".rstrip()
        return meant.labels.get(value, str(value))

    def atom(self, atom: Atom) -> str:
        """The sentence of an atom."""
        return self.values(atom.entity, atom.attribute, (atom.value,))

    def values(self, entity: str, attribute: str, values: Sequence[Value]) -> str:
        """The sentence that the attribute has all of these values."""
        return self._say(self.kb.attributes[attribute], values, entity, None, "and")

    def fact(self, fact: Fact) -> str:
        """All that the case states about one attribute, in one sentence."""
        attribute = self.kb.attributes[fact.attribute]
        said = self._say(attribute, fact.values, fact.entity, None, "and") if fact.values else ""
        if fact.closed:
            return said or f"{self.about(fact.entity, attribute)}: none"
        out = joined((self.label(fact.attribute, v) for v in fact.excluded), "or") if fact.excluded else ""
        if not out:
            return said
        return f"{said}, but not {out}" if said else f"{self.about(fact.entity, attribute)}: not {out}"

    def about(self, entity: str, attribute: Attribute) -> str:
        """The attribute's label, and of which part."""
        return f"{attribute.label} ({entity})" if entity else attribute.label

    def conclusions(self, rule: Rule, entity: str) -> str:
        """What the rule would say about the entity."""
        said = []
        for name in rule.attributes:
            attribute = self.kb.attributes[name]
            concluded = [c for c in rule.then if c.attribute == name]
            sources = dict.fromkeys(c.member_of for c in concluded if c.member_of)
            if sources:
                same = joined(self.kb.attributes[source].label for source in sources)
                said.append(f"{self.about(entity, attribute)}: the same as {same}")
            else:
                values = [c.value for c in concluded]
                said.append(self._say(attribute, values, entity, None, "and"))
        return joined(said)

    def name_of(self, entity: str, attribute: str) -> str:
        """The fact as `--set` names it."""
        if not entity:
            return attribute
        local = attribute.removeprefix(f"{self.kb.words.singular}.")
        if _SIMPLE_NAME.fullmatch(entity) and entity not in self._prefixes:
            return f"{entity}.{local}"
        return f"{self.kb.words.plural}[{entity.replace(']', ']]')}].{local}"

    def unknown(self, entity: str, attribute: str, goals: tuple[tuple[str, str], ...] = ()) -> Unknown:
        """A fact that nobody stated."""
        known = self._unknowns.get((entity, attribute))
        if known is None:
            meant = self.kb.attributes[attribute]
            known = self.name_of(entity, attribute), meant.label, self.fill(meant.question, entity)
            self._unknowns[entity, attribute] = known
        return Unknown(entity, attribute, *known, goals, self.kb.attributes[attribute].pack)

    def _say(
        self, attribute: Attribute, values: Sequence[Value], entity: str, name: str | None, by: str
    ) -> str:
        """The attribute's sentence for the values, joined."""
        if attribute.scope == "root":
            entity, name = ROOT, None
        labels = [self.label(attribute.name, value) for value in values]
        if len(values) > MANY and not isinstance(attribute.says, str):
            who = entity if name is None else name if name in (self.some, self.every) else ""
            return f"{self.about(who, attribute)}: {joined(labels, by)}"
        if isinstance(attribute.says, str):
            return self.fill(attribute.says, entity, name=name, value=joined(labels, by))
        return joined(
            (
                self.fill(attribute.says[value], entity, name=name, value=label)
                for value, label in zip(values, labels, strict=True)
            ),
            by,
        )
