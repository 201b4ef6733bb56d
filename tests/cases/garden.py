"""A small knowledge base in memory, of a field that has nothing to do with the one shipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.errors import CaseError
from engine.knowledge.conditions import All, Always, Condition, InRange, OneOf
from engine.knowledge.model import (
    Attribute,
    Conclusion,
    Constraint,
    Goal,
    KnowledgeBase,
    Rule,
    Words,
)


def _attribute(name: str, kind: str, *values: str, **more: object) -> Attribute:
    scope = "part" if name.startswith("bed.") else "root"
    domain = (False, True) if kind == "boolean" else values
    labels = {value: f"the {value}" for value in domain}
    return Attribute(name, scope, kind, name.partition(".")[2], domain, labels, **more)  # type: ignore[arg-type]


ATTRIBUTES = (
    _attribute(
        "garden.soil",
        "enum",
        "clay",
        "sand",
        "loam",
        question="Which soil?",
        aliases=("garden.earth",),
        value_aliases={"sandy": "sand"},
    ),
    _attribute(
        "garden.pests",
        "set",
        "slugs",
        "aphids",
        "moles",
        question="Which pests?",
        value_aliases={"snails": "slugs"},
    ),
    _attribute("garden.size", "number", question="How large?", unit="m2", low=0, high=500),
    _attribute("garden.trees", "number", question="How many trees?", integer=True, low=0, high=50),
    _attribute("garden.fenced", "boolean", question="Is there a fence?"),
    _attribute("garden.plan", "enum", "dig", "rest"),
    _attribute("bed.crop", "enum", "beans", "roses", question="What grows in {bed}?"),
    _attribute("bed.sunny", "boolean", question="Is {bed} sunny?", aliases=("bed.bright",)),
    _attribute("bed.needs", "set", "water", "shade", "food", question="What does {bed} need?"),
    _attribute("bed.size", "number", question="How large is {bed}?", unit="m2", low=0, high=100),
    _attribute("bed.verdict", "enum", "keep", "move"),
    _attribute("bed.notes", "set", "dry", "cold"),
)

RULES = (
    Rule(
        "BED-01",
        "A dark bed moves",
        "part",
        OneOf("bed.sunny", (False,)),
        (Conclusion("bed.verdict", "move"),),
        "{bed} is dark",
        (),
    ),
    Rule(
        "BED-02",
        "A large bed stays",
        "part",
        InRange("bed.size", 10, None),
        (Conclusion("bed.verdict", "keep"),),
        "{bed} is large",
        (),
    ),
    Rule(
        "PLAN-01",
        "Clay is dug",
        "root",
        OneOf("garden.soil", ("clay",)),
        (Conclusion("garden.plan", "dig"),),
        "clay is heavy",
        (),
    ),
)

DARK_ROSES = Constraint(
    "NEVER-01",
    "part",
    All((OneOf("bed.crop", ("roses",)), OneOf("bed.sunny", (False,)))),
    "roses do not grow in the dark, so {bed} cannot hold {bed.crop}",
)

GARDEN = KnowledgeBase(
    name="garden",
    version="1",
    title="Gardens",
    reviewed="2026-01-01",
    words=Words("garden", "bed", "beds", "Which beds are there?"),
    goals=(
        Goal("garden.plan", "root", "Plan", {"dig": "dig", "rest": "rest"}),
        Goal("bed.verdict", "part", "Verdict", {"keep": "keep", "move": "move"}),
    ),
    attributes={attribute.name: attribute for attribute in ATTRIBUTES},
    rules={rule.id: rule for rule in RULES},
    constraints=(DARK_ROSES,),
)


def never(condition: Condition, scope: str = "root", because: str = "it cannot be") -> KnowledgeBase:
    """The garden with this one constraint."""
    constraint = Constraint("NEVER-02", scope, condition, because)  # type: ignore[arg-type]
    return replace(GARDEN, constraints=(constraint,))


def without_parts() -> KnowledgeBase:
    """A knowledge base that asks nothing at all."""
    derived = {name: a for name, a in GARDEN.attributes.items() if not a.asked}
    rule = replace(RULES[0], when=Always())
    return replace(GARDEN, attributes=derived, rules={rule.id: rule}, constraints=())


def read(text: str, *settings: str, file: str = "case.yaml", kb: KnowledgeBase = GARDEN) -> Case:
    """The case of this text and these settings."""
    return read_case(kb, text.encode(), file, settings)


def told(
    text: str | bytes | None, *settings: str, file: str = "case.yaml", kb: KnowledgeBase = GARDEN
) -> list[str]:
    """Every problem of this text and these settings, as it is printed; [] where there is none."""
    data = text.encode() if isinstance(text, str) else text
    try:
        read_case(kb, data, file, settings)
    except CaseError as error:
        return [str(problem) for problem in error.problems]
    return []


def blocks(name: str) -> list[tuple[str, list[str]]]:
    """The inputs of a table beside this file, each with the messages that stand after it.

    Lines that start with `# ` are titles, those that start with `! ` messages; an empty line before an
    input is no part of it.
    """
    found: list[tuple[list[str], list[str]]] = []
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("! "):
            found[-1][1].append(line[2:])
        elif not line.startswith("# ") and (line or (found and not found[-1][1])):
            if not found or found[-1][1]:
                found.append(([], []))
            found[-1][0].append(line)
    return [("\n".join(lines), messages) for lines, messages in found]
