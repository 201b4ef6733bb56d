"""Knowledge bases that are large in one direction: a long chain of rules, a set of many members."""

from __future__ import annotations

from engine.cases.model import Case
from engine.knowledge.model import KnowledgeBase
from tests.inference.programs import case, knowledge, rule

ASKED = "{attribute: whole.a, type: boolean, label: a, question: 'Is it a?'}"


def chain(links: int) -> KnowledgeBase:
    """From `a` to the verdict in this many rules, each resting on the one before."""
    names = [f"n{i:05}" for i in range(1, links)]
    attributes = [ASKED, *(f"{{attribute: whole.{n}, type: boolean, label: {n}}}" for n in names)]
    rules = [
        rule(f"R{i:05}", f"{{whole.{below}: true}}", f"then: {{whole.{name}: true}}")
        for i, (below, name) in enumerate(zip(["a", *names], names, strict=False), 1)
    ]
    last = rule(
        f"R{links:05}", f"{{whole.{names[-1] if names else 'a'}: true}}", "then: {whole.verdict: good}"
    )
    return knowledge(attributes, [*rules, last])


def copied_set(members: int) -> KnowledgeBase:
    """A set of this many members, copied whole by a rule; the verdict rests on one of the copies."""
    values = f"[{', '.join(f'm{i:05}' for i in range(members))}]"
    attributes = [
        f"{{attribute: whole.s, type: set, values: {values}, label: s, question: 'Which s?'}}",
        f"{{attribute: whole.t, type: set, values: {values}, label: t}}",
    ]
    return knowledge(
        attributes,
        [
            rule("COPY", "always", "then: {whole.t: {same_as: whole.s}}"),
            rule("LAST", "{whole.t: m00000}", "then: {whole.verdict: good}"),
        ],
    )


def said(kb: KnowledgeBase, text: str) -> Case:
    """The case of this YAML text."""
    return case(kb, text)
