"""Walks the names of a case: nested and dotted are the same thing, and the parts stand under their word."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from engine.cases.model import ROOT
from engine.cases.names import Names, part_name, unknown_part
from engine.cases.said import says_nothing
from engine.errors import Problem, Where
from engine.frozen import frozen
from engine.knowledge.characters import MAX_PROBLEMS
from engine.knowledge.model import Attribute, Scope
from engine.knowledge.nodes import Mapping, Node, Scalar
from engine.knowledge.values import kind


@frozen
class Entry:
    """What a case writes about one attribute of one entity, at the place of its name."""

    entity: str
    attribute: Attribute
    node: Node
    where: Where


@dataclass(slots=True)
class Walk:
    """One walk through a mapping of names; it gathers the parts it meets."""

    names: Names
    problems: list[Problem]
    listed: Collection[str] | None = None
    """The only parts that may be named; None where naming a part lists it."""
    parts: dict[str, Where] | None = None
    """The parts named, with the places of their names; None while there is no list."""
    whole: bool = field(default=True)
    """Whether the list of parts could be read to its end."""

    def entries(self, top: Mapping, reserved: Collection[str] = ()) -> Iterator[Entry]:
        """Every attribute with its entity; keys that are `reserved` are left to the caller."""
        plural = self.names.kb.words.plural
        for key, node in top.entries:
            if key.text == plural:
                yield from self._parts(node, key.where)
        rest = tuple((k, n) for k, n in top.entries if k.text != plural and k.text not in reserved)
        yield from self._below(Mapping(rest, top.where), "root", ROOT, "", (*reserved, plural))

    def _below(
        self, mapping: Mapping, scope: Scope, entity: str, prefix: str, reserved: Collection[str] = ()
    ) -> Iterator[Entry]:
        for key, node in mapping.entries:
            if len(self.problems) >= MAX_PROBLEMS:
                return
            name = prefix + key.text
            attribute = self.names.find(name, scope)
            if attribute is not None:
                yield Entry(entity, attribute, node, key.where)
            elif name not in self.names.prefixes[scope]:
                self.problems.append(self.names.unknown(name, scope, key.where, reserved))
            elif isinstance(node, Mapping):
                yield from self._below(node, scope, entity, f"{name}.")
            else:
                what = f"{name} is no attribute by itself, it holds attributes; here stands {kind(node)}"
                self.problems.append(Problem("case-form", what, node.where))

    def _parts(self, node: Node, where: Where) -> Iterator[Entry]:
        words = self.names.kb.words
        if not isinstance(node, Mapping):
            self.whole = False
            what = (
                f"{words.plural} holds names, and under each what is said about it; here stands {kind(node)}"
            )
            hint = f"write `{words.plural}: {{}}` where there are none; leave it out while there is no list"
            self.problems.append(Problem("case-form", what, node.where, hint))
            return
        self.parts = self.parts or {}
        for key, said in node.entries:
            name = part_name(key.text, key.where, self.problems)
            if name is None:
                self.whole = False
            elif self.listed is not None and name not in self.listed:
                self.problems.append(unknown_part(self.names.kb, name, self.listed, key.where))
            elif isinstance(said, Scalar) and says_nothing(said):
                self.parts[name] = key.where
            elif not isinstance(said, Mapping):
                self.parts[name] = key.where
                what = (
                    f"what is said about a {words.singular} stands below its name; here stands {kind(said)}"
                )
                hint = "write {} where nothing is said about it"
                self.problems.append(Problem("case-form", what, said.where, hint))
            else:
                self.parts[name] = key.where
                yield from self._below(said, "part", name, "")
