"""One rule or one attribute of a knowledge base, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.knowledge.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    No,
    Unless,
    Value,
    children,
    written,
)
from engine.knowledge.model import Attribute, Claim, Conclusion, KnowledgeBase, Rule
from engine.knowledge.wording import describe
from engine.render.escape import visible
from engine.render.paint import Paper
from engine.render.workbench.lines import cases, joined, labelled, table
from engine.workbench.cards import AttributeCard, RuleCard

MARGIN = 15


class Sheet:
    """The lines of one card, label by label; what is empty is left out."""

    def __init__(self, paper: Paper, name: str, title: str) -> None:
        self.paper = paper
        self.lines = [f"{paper.paint(visible(name), 'name')}  {paper.paint(visible(title), 'bold')}"]

    def add(self, label: str, *what: str) -> None:
        """Each thing to say on a line of its own, wrapped; the label before the first."""
        for i, said in enumerate(word for word in what if word):
            indent = len(said) - len(said.lstrip())
            self.lines += labelled(self.paper, "" if i else label, visible(said), MARGIN + indent)


def rules(kb: KnowledgeBase, paper: Paper) -> str:
    """All rules: id, title and place."""
    rows = [(visible(r.id), visible(f"{r.title} [{r.where.file}:{r.where.line}]")) for r in kb.rules.values()]
    return joined(table(rows, paper))


def rule(kb: KnowledgeBase, card: RuleCard, paper: Paper) -> str:
    """Everything about one rule."""
    this = card.rule
    sheet = Sheet(paper, this.id, this.title)
    sheet.add("pack", this.pack)
    sheet.add("scope", kb.words.root if this.scope == "root" else f"each {kb.words.singular}")
    sheet.add("when", *outline(this.when, kb))
    sheet.add("presume" if this.presumption else "then", *(concluded(kb, c) for c in this.then))
    sheet.add("because", this.because)
    sheet.add("reading", this.reading)
    sheet.add("needs", *(need(kb, attribute, reaching) for attribute, reaching in card.needs.items()))
    sheet.add("feeds", ", ".join(card.feeds), *goals_of(kb, this))
    sheet.add("overrides", ", ".join(this.overrides))
    sheet.add("overridden by", ", ".join(card.overridden_by))
    sheet.add("claims", *map(claimed, card.claims))
    sheet.add("sources", *read_at(kb, card.claims))
    sheet.add("stands at", f"{this.where.file}:{this.where.line}")
    sheet.add("fires in", cases(card.fires_in) or "no case")
    sheet.add("expected in", cases(card.expected_in) or "no case")
    return joined(sheet.lines)


def outline(condition: Condition, kb: KnowledgeBase, depth: int = 0) -> Iterator[str]:
    """The condition over several lines, indented two blanks a level."""
    room = "  " * depth
    part, parts = kb.words.singular, kb.words.plural
    match condition:
        case All(inside) if depth == 0:
            for each in inside:
                yield from outline(each, kb)
            return
        case All():
            head = "all of:"
        case AnyOf():
            head = "at least one of:"
        case Unless():
            head = "none of:"
        case AtLeast(1, _):
            head = f"for some {part}:"
        case AtLeast(count, _):
            head = f"for at least {count} {parts}:"
        case Every():
            head = f"for every {part}:"
        case No():
            head = f"for no {part}:"
        case _:
            yield room + describe(condition, kb)
            return
    yield room + head
    for each in children(condition):
        yield from outline(each, kb, depth + 1)


def concluded(kb: KnowledgeBase, conclusion: Conclusion) -> str:
    """One conclusion: the attribute, the value, and its label."""
    of = f" where {conclusion.member_of} has it" if conclusion.member_of else ""
    return f"{conclusion.attribute} = {valued(kb.attributes[conclusion.attribute], conclusion.value)}{of}"


def valued(attribute: Attribute, value: Value) -> str:
    """The value as files write it, with its label where that says more."""
    word = written(value)
    label = attribute.labels.get(value, word)
    return word if label == word or isinstance(value, bool) else f"{word} ({label})"


def need(kb: KnowledgeBase, attribute: str, reaching: tuple[str, ...]) -> str:
    """What a rule reads, and where it comes from."""
    comes = ["asked"] if kb.attributes[attribute].asked else []
    if reaching:
        comes.append(f"reached by {', '.join(reaching)}")
    return f"{attribute}: {'; '.join(comes) or 'nothing reaches it'}"


def goals_of(kb: KnowledgeBase, this: Rule) -> Iterator[str]:
    """The goals about which the rule concludes."""
    return (f"the goal {goal.attribute}" for goal in kb.goals if goal.attribute in this.attributes)


def claimed(claim: Claim) -> str:
    """A claim with its place."""
    return f"{claim.id} ({claim.source} {claim.locator}): {claim.says}"


def read_at(kb: KnowledgeBase, claims: Iterable[Claim]) -> Iterator[str]:
    """Where the sources of the claims can be read, as far as that is said."""
    for source in dict.fromkeys(claim.source for claim in claims):
        if kb.sources[source].url:
            yield f"{source}: {kb.sources[source].url}"


def attribute(kb: KnowledgeBase, card: AttributeCard, paper: Paper) -> str:
    """Everything about one attribute, and what it is as a goal."""
    this, goal = card.attribute, card.goal
    sheet = Sheet(paper, this.name, this.label)
    sheet.add("pack", this.pack)
    sheet.add("scope", kb.words.root if this.scope == "root" else f"each {kb.words.singular}")
    sheet.add("question", this.question or "none: rules conclude it")
    sheet.add("help", this.help)
    sheet.add("type", typed(this))
    if this.type in ("enum", "set"):
        sheet.add("values", *(valued(this, value) for value in this.values))
    sheet.add("changeable", "" if this.changeable else "no: no change of it is proposed")
    sheet.add("aliases", ", ".join(this.aliases))
    sheet.add("value aliases", ", ".join(f"{a} = {written(v)}" for a, v in this.value_aliases.items()))
    sheet.add("read by", ", ".join(card.readers) or ("no rule: it is a goal" if goal else "no rule"))
    sheet.add(
        "reached by", ", ".join(card.reaching) or ("no rule: cases state it" if this.asked else "no rule")
    )
    sheet.add("constraints", ", ".join(card.constraints))
    sheet.add("claims", *map(claimed, card.claims))
    sheet.add("sources", *read_at(kb, card.claims))
    sheet.add("stands at", f"{this.where.file}:{this.where.line}")
    if goal:
        sheet.add("goal", goal.label, *(f"{value}: {says}" for value, says in goal.sentences.items()))
        if goal.otherwise:
            other = goal.otherwise
            sheet.add("otherwise", f"{other.value}: {other.because} [{', '.join(other.claims)}]")
        sheet.add("shown with it", *(f"{shown.heading}: {shown.attribute}" for shown in goal.show))
    return joined(sheet.lines)


def typed(this: Attribute) -> str:
    """The type, with what a number is measured in."""
    if this.type != "number":
        return this.type
    ends = [str(end) for end in (this.low, this.high) if end is not None]
    words = ["whole number" if this.integer else "number"]
    words += [f"of {this.unit}"] if this.unit else []
    words += [f"from {ends[0]} to {ends[1]}"] if len(ends) == 2 else []
    return " ".join(words)
