"""A further case as a file, with what the knowledge base says of it today under `expect:`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.cases.model import Atom
from engine.cases.written import plain_text, write_case
from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED
from engine.knowledge.conditions import written
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.lines import joined
from engine.workbench.mutation.further import Further

HEAD = "# To be confirmed by a person: what stands under `expect:` is what the knowledge base says today."


def case_file(kb: KnowledgeBase, each: Further) -> str:
    """The file, which `advisor kb test` runs."""
    lines = [HEAD, f"# It kills {', '.join(each.kills)}.", *write_case(kb, each.case).splitlines()]
    verdicts: dict[str, dict[str, str]] = {}
    for (entity, name), value in each.answer.verdicts.items():
        own = value in (CONFLICT, UNDETERMINED, NOT_APPLICABLE)
        verdicts.setdefault(entity, {})[name] = value if own else plain_text(value)
    lines += ["expect:", "  verdicts:", *_by_entity(kb, verdicts)]
    for key, atoms in (("established", each.answer.shown), ("not_established", each.absent)):
        values = _values(kb, atoms)
        lines += [f"  {key}:", *_by_entity(kb, values)] if values else []
    return joined(lines)


def _values(kb: KnowledgeBase, atoms: Collection[Atom]) -> dict[str, dict[str, str]]:
    """By entity and attribute, the list of its values; what a case states itself is not expected of it."""
    found: dict[str, dict[str, str]] = {}
    for entity in sorted({atom.entity for atom in atoms}):
        for name, attribute in kb.attributes.items():
            values = [a.value for a in atoms if a[:2] == (entity, name) and not attribute.asked]
            if values:
                words = sorted(plain_text(written(value)) for value in values)
                found.setdefault(entity, {})[name] = f"[{', '.join(words)}]"
    return found


def _by_entity(kb: KnowledgeBase, told: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The lines of a section: the root's own names, then those of each part."""
    lines = [f"    {name}: {words}" for name, words in told.get("", {}).items()]
    parts = {entity: each for entity, each in told.items() if entity}
    lines += [f"    {kb.words.plural}:"] if parts else []
    for part, each in parts.items():
        inside = (f"{name.removeprefix(f'{kb.words.singular}.')}: {words}" for name, words in each.items())
        lines.append(f"      {plain_text(part)}: {{{', '.join(inside)}}}")
    return lines
