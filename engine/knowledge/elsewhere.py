"""Which pack that was not asked for has a name: a hint for whoever names something of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache

from engine.errors import KnowledgeError
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase


def inside(name: str, parts: Iterable[str]) -> tuple[str, ...]:
    """What stands in the name after that of a part and a dot, as names of facts are made."""
    return tuple(name.removeprefix(f"{part}.") for part in parts if name.startswith(f"{part}."))


def of_pack(kb: KnowledgeBase, *names: str) -> str:
    """A hint that the first of these names that a pack has is one of that pack; "" where none has any.

    The packs are read from the folder of the knowledge base; one with faults has no names here.
    """
    found = pack_with(kb, *names)
    return f"it is {found[0]} of the pack {found[1]}: add --pack {found[1]}" if found else ""


def pack_with(kb: KnowledgeBase, *names: str) -> tuple[str, str] | None:
    """What the first of these names that a pack has is, and the pack; rules and claims in either case."""
    if not kb.shelf:
        return None
    on = tuple(pack.name for pack in kb.packs)
    added = _added(kb.directory, kb.digest, on, tuple(sorted(kb.shelf)))
    return next((added[name.casefold()] for name in names if name.casefold() in added), None)


@lru_cache(maxsize=4)
def _added(
    directory: str, digest: str, on: tuple[str, ...], off: tuple[str, ...]
) -> dict[str, tuple[str, str]]:
    """What each name is that a pack adds, and the pack. The digest tells one knowledge base from another."""
    found: dict[str, tuple[str, str]] = {}
    for pack in off:
        with suppress(KnowledgeError):
            before, after = load_knowledge(directory, on), load_knowledge(directory, (*on, pack))
            own = set(_names(before))
            for name, what in _names(after):
                if (name, what) not in own:
                    found.setdefault(name, (what, pack))
    return found


def _names(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every name with what it is; what stands first is meant where several things have it."""
    attributes = kb.attributes.values()
    yield from ((rule.casefold(), "a rule") for rule in kb.rules)
    for attribute in attributes:
        names = (attribute.name, *attribute.aliases)
        yield from ((name.casefold(), "an attribute") for name in names)
    yield from ((each.name.partition(".")[2].casefold(), "an attribute") for each in attributes)
    yield from ((goal.label.casefold(), "a verdict") for goal in kb.goals)
    for kind, known in (("claim", kb.claims), ("source", kb.sources), ("parameter", kb.parameters)):
        yield from ((name.casefold(), f"a {kind}") for name in known)
    yield from ((constraint.id.casefold(), "a constraint") for constraint in kb.constraints)
    for attribute in attributes:
        for value in map(str, attribute.values):
            yield value.casefold(), "a value"
