"""Facts that a flip leaves alone: named by the user, or unchangeable in the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import normalize

from engine.cases.model import ROOT, Case
from engine.cases.names import names_of
from engine.errors import Problem, UsageError
from engine.inquiry.slots import Pair
from engine.knowledge.elsewhere import inside, of_pack
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import did_you_mean, quoted


def unchangeable(kb: KnowledgeBase, case: Case) -> frozenset[Pair]:
    """The facts about attributes that nobody can make otherwise."""
    pairs = ((fact.entity, fact.attribute) for fact in case.facts)
    return frozenset(pair for pair in pairs if not kb.attributes[pair[1]].changeable)


def kept(kb: KnowledgeBase, case: Case, words: Iterable[str]) -> frozenset[Pair]:
    """What these words name: an attribute (of every entity), or one fact as `--set` names it.

    Raises UsageError with the nearest right name for each word that names nothing.
    """
    known, problems, found = _names(kb, case), [], set[Pair]()
    for word in words:
        name = normalize("NFC", word.strip())
        if name in known:
            found.update(known[name])
            continue
        derived = kb.attributes.get(name)
        if derived is not None:
            what = f"{name} is derived, no case states it"
            problems.append(Problem("keep", what, None, "name a fact that it follows from"))
        else:
            hint = of_pack(kb, name, *inside(name, case.parts or ())) or did_you_mean(name, known)
            what = f"{quoted(name)} is no attribute and no fact of this case"
            problems.append(Problem("keep", what, None, hint))
    if problems:
        raise UsageError(problems)
    return frozenset(found)


def _names(kb: KnowledgeBase, case: Case) -> dict[str, Sequence[Pair]]:
    """Everything that can be written, attributes before facts."""
    parts, plural = case.parts or (), kb.words.plural
    found: dict[str, Sequence[Pair]] = {}
    for attribute in kb.attributes.values():
        if attribute.asked:
            entities = (ROOT,) if attribute.scope == "root" else parts
            pairs = [(entity, attribute.name) for entity in entities]
            found.update(dict.fromkeys((attribute.name, *attribute.aliases), pairs))
    for short, attribute in names_of(kb).written["part"].items():
        if attribute.asked:
            for part in parts:
                one = [(part, attribute.name)]
                found.setdefault(f"{part}.{short}", one)
                found.setdefault(f"{plural}[{part.replace(']', ']]')}].{short}", one)
    return found
