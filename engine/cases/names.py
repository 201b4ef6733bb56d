"""Which attribute does a word in a case mean? Names and aliases, and a hint where it means none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from unicodedata import normalize

from engine.cases.alike import odd_blank, unseen
from engine.errors import Problem, Where
from engine.frozen import frozen
from engine.knowledge.characters import Findings, check_escapes
from engine.knowledge.elsewhere import of_pack
from engine.knowledge.model import Attribute, KnowledgeBase, Scope
from engine.knowledge.nearest import FEW, LONGEST, did_you_mean, nearest, quoted

LONGEST_NAME = 200


@frozen
class Names:
    """What may be written at the top level of a case and what inside one of its parts."""

    kb: KnowledgeBase
    written: Mapping[Scope, Mapping[str, Attribute]]
    """Every name that means an attribute of the scope; those of the parts also without their prefix."""
    prefixes: Mapping[Scope, frozenset[str]]
    """What a key may be that has others below it: `a` and `a.b` for the attribute `a.b.c`."""
    packs: bool = False
    """Whether to say of an unknown name that a pack that was not asked for has it."""

    def find(self, text: str, scope: Scope) -> Attribute | None:
        """The attribute of this scope that the text means."""
        return self.written[scope].get(text)

    def unknown(self, text: str, scope: Scope, where: Where, reserved: Iterable[str] = ()) -> Problem:
        """The problem that the text means no attribute of the scope, with the nearest thing that is right.

        `reserved` are the other words that could stand there.
        """
        words = self.kb.words
        elsewhere: Scope = "root" if scope == "part" else "part"
        other = self.find(text, elsewhere)
        if other is not None and scope == "part":
            what = f"{other.name} belongs to the {words.root}, not to a {words.singular}"
            return Problem("case-place", what, where, f"write it outside of {words.plural}")
        misplaced = other is not None or text.partition(".")[0] == words.singular
        if misplaced and scope == "root":
            what = f"{quoted(text)} belongs to a {words.singular}, not to the {words.root}"
            if text == words.singular:
                what = f"{quoted(text)} is not the name of a {words.singular}"
            hint = f"write it under {words.plural}, below the name of the {words.singular}"
            return Problem("case-place", what, where, hint)
        if text.startswith(f"{words.plural}."):
            what = f"{quoted(text)} names a {words.singular} with a dot"
            hint = f"write {words.plural} as a key, and the name of the {words.singular} as a key below it"
            return Problem("case-place", what, where, hint)
        below = [attribute for name, attribute in self.written[scope].items() if name.startswith(f"{text}.")]
        if below:
            which = dict.fromkeys(attribute.name for attribute in below if attribute.asked)
            hint = f"say which: {', '.join(islice(which, FEW))}" if which else ""
            return Problem("case-attribute", f"{quoted(text)} is no attribute by itself", where, hint)
        if hint := of_pack(self.kb, text) if self.packs else "":
            return Problem("case-attribute", f"unknown attribute {quoted(text)}", where, hint)
        near = nearest(text, (*reserved, *self.written[scope], *sorted(self.prefixes[scope])))
        near = near or nearest(text, self.written[elsewhere])
        meant = self.find(near, scope) or self.find(near, elsewhere)
        hint = f"did you mean {meant.name if meant else near}?" if near else ""
        return Problem("case-attribute", f"unknown attribute {quoted(text)}", where, hint)


def names_of(kb: KnowledgeBase, packs: bool = False) -> Names:
    """The index of the names of this knowledge base; its loader sees to it that none means two things."""
    written: dict[Scope, dict[str, Attribute]] = {"root": {}, "part": {}}
    for attribute in kb.attributes.values():
        for name in (attribute.name, *attribute.aliases):
            written[attribute.scope][name] = attribute
            if attribute.scope == "part":
                written["part"][name.removeprefix(f"{kb.words.singular}.")] = attribute
    return Names(kb, written, {scope: _prefixes(names) for scope, names in written.items()}, packs)


def part_name(text: str, where: Where, problems: list[Problem]) -> str | None:
    """The name of a part as it is kept: composed (NFC); None, and a problem, where it is none.

    A name that looks like another one, but is not, would be taken for it.
    """
    name, hint = normalize("NFC", text), ""
    if not name.strip():
        what = "a name is empty"
    elif len(name) > LONGEST_NAME:
        what = f"the name {quoted(name)} is longer than {LONGEST_NAME} characters"
    elif is_hostile(name):
        what, hint = "a name holds a character that cannot be seen", "remove it"
    elif number := unseen(name):
        what, hint = f"the name {quoted(name)} holds {number}, a character that cannot be seen", "remove it"
    elif name != name.strip():
        what = f"the name {quoted(name)} begins or ends with a blank"
        hint = f"write {name.strip()}" if len(name) <= LONGEST else "remove it"
    elif number := odd_blank(name):
        what, hint = f"the name {quoted(name)} holds an unusual blank, {number}", "write an ordinary one"
    else:
        return name
    problems.append(Problem("case-name", what, where, hint))
    return None


def is_hostile(text: str) -> bool:
    """Whether it holds a character that no name may hold: control, invisible, or half a character."""
    found = Findings("")
    check_escapes(text, Where(""), found)
    return bool(found.problems) or "\n" in text or "\t" in text


def unknown_part(kb: KnowledgeBase, name: str, parts: Iterable[str], where: Where) -> Problem:
    """The problem that the case lists no part of this name."""
    hint = did_you_mean(name, parts, "listed are")
    return Problem("case-name", f"no {kb.words.singular} is called {quoted(name)}", where, hint)


def _prefixes(names: Iterable[str]) -> frozenset[str]:
    pieces = [name.split(".") for name in names]
    return frozenset(".".join(some[:end]) for some in pieces for end in range(1, len(some)))
