"""What the files of a knowledge base declare so far, and look-ups that tell what is not declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import NamedTuple

from engine.errors import Where
from engine.frozen import frozen
from engine.knowledge.model import Attribute, Claim, Parameter, Rule, Scope, Words
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Node, Scalar
from engine.knowledge.placeholders import template_faults
from engine.knowledge.reading import Report, scalars


class Sentence(NamedTuple):
    """A sentence whose placeholders are checked when every attribute is known."""

    text: str
    where: Where
    part: bool
    value: bool = False


@frozen
class Names:
    """Declared names. A name that is declared, but not soundly, is known and has no entry."""

    report: Report
    words: Words
    attributes: dict[str, Attribute] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    declared: dict[tuple[str, str], Where] = field(default_factory=dict)
    """Where each (kind, name) was declared first, sound or not."""
    unread: set[str] = field(default_factory=set)
    """Kinds of which some file could not be read, so that a name may well exist."""
    sentences: list[Sentence] = field(default_factory=list)
    overriding: list[tuple[Rule, Scalar]] = field(default_factory=list)
    """Each rule with the name of one that it overrides."""
    faulty: set[Where] = field(default_factory=set)
    """Places of conditions of which a problem was told."""
    cited: set[str] = field(default_factory=set)

    def declare(self, kind: str, name: Scalar | None) -> bool:
        """Note the name; False where it has no name or stands twice, which is told."""
        if name is None or not name.text:
            return False
        first = self.declared.setdefault((kind, name.text), name.where)
        if first is name.where:
            return True
        what = f"the {kind} {quoted(name.text)} stands twice, first at {first}"
        self.report.add("duplicate", what, name.where, "rename one of them")
        return False

    def known(self, kind: str) -> Iterable[str]:
        """Every declared name of the kind."""
        return (name for declared, name in self.declared if declared == kind)

    def missing(self, kind: str, name: Scalar) -> None:
        """Tell that the name is not declared, unless it is (unsoundly), or may be in an unread file."""
        if (kind, name.text) in self.declared or kind in self.unread:
            return
        hint = self.report.suggest(name.text, self.known(kind))
        self.report.add(f"unknown-{kind}", f"unknown {kind} {quoted(name.text)}", name.where, hint)

    def attribute(self, name: Scalar) -> Attribute | None:
        """The attribute of this name or alias; None where there is none, which is told."""
        found = self.attributes.get(self.aliases.get(name.text, name.text))
        if found is None:
            self.missing("attribute", name)
        return found

    def scope(self, node: Node | None) -> Scope | None:
        """The scope that the word names; None where it names none, which is told."""
        if not isinstance(node, Scalar):
            return None
        if node.text == self.words.root:
            return "root"
        if node.text == self.words.singular:
            return "part"
        scopes = (self.words.root, self.words.singular)
        what = f"a scope is {' or '.join(scopes)}, not {quoted(node.text)}"
        self.report.add("scope", what, node.where, self.report.suggest(node.text, scopes))
        return None

    def cite(self, node: Node | None, where: Where) -> tuple[str, ...]:
        """The claims in a list, checked: each known and once, and not all of them only context."""
        cited: dict[str, Scalar] = {}
        for item in scalars(node):
            if item.text in cited:
                self.report.add("duplicate", f"the claim {quoted(item.text)} stands twice", item.where)
            elif item.text not in self.claims:
                self.missing("claim", item)
            cited[item.text] = item
        self.cited.update(cited)
        if cited and all(name in self.claims and self.claims[name].context for name in cited):
            what = f"{', '.join(cited)} only set{'s' if len(cited) == 1 else ''} the scene"
            self.report.add("context", what, where, "cite a claim that carries the rule")
        return tuple(cited)

    def sentence(self, node: Node | None, what: str, *, part: bool, value: bool = False) -> str:
        """The text of a sentence with placeholders, which are checked at the end."""
        text = self.report.text(node, what)
        if text and node is not None:
            self.sentences.append(Sentence(text, node.where, part, value))
        return text

    def check_sentences(self) -> None:
        """Tell every placeholder that is not legal where it stands."""
        for text, where, part, value in self.sentences:
            for error in template_faults(text, self.words, self.attributes, part=part, value=value):
                if error.unknown and (
                    "attribute" in self.unread or ("attribute", error.unknown) in self.declared
                ):
                    continue
                self.report.add("placeholder", str(error), where, error.hint)
