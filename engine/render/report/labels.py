"""What the nodes of a graph say, in a few short lines."""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.advice.recommendation import Answer
from engine.advice.reported import Reported
from engine.advice.sentences import joined
from engine.frozen import frozen
from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE
from engine.render import phrases
from engine.render.escape import visible
from engine.render.paint import columns, wrap
from engine.render.report.anchors import Anchors
from engine.render.report.tracing import Place

Kind: TypeAlias = Literal["fact", "unknown", "rule", "presumption", "verdict"]
WIDE = 22
"""So many columns a line has."""
LINES = 3
"""So many lines are shown of what a node says."""


@frozen
class Node:
    """A box of the graph."""

    id: str
    kind: Kind
    head: str
    """What it is, on one line."""
    lines: tuple[str, ...]
    """What it says, cut where it is long."""
    title: str
    """All of it, in a sentence."""
    href: str
    """The place of the page that tells more."""
    status: str = ""
    """Of a verdict: settled, provisional, undetermined, conflict."""
    decisive: bool = False
    """Whether it is in the first proof of a verdict."""
    main: bool = False
    """Whether it is the answer to the first goal of the root."""


def shortened(text: str, lines: int = LINES, wide: int = WIDE) -> tuple[str, ...]:
    """The text with hidden characters written out, in lines; where these are too many it ends in "…"."""
    found = wrap(visible(text), wide)
    if len(found) <= lines:
        return tuple(found)
    last = found[lines - 1]
    if columns(last) >= wide:
        last = last.rpartition(" ")[0] or last
    while columns(last) >= wide:
        last = last[:-1]
    return (*found[: lines - 1], f"{last.rstrip(' ,;:')}…")


class Labels:
    """Puts the nodes of one case into words."""

    def __init__(self, reported: Reported, anchors: Anchors) -> None:
        self._reported, self._recommendation, self._anchors = reported, reported.recommendation, anchors
        self._told = {fired.firing: (rule, fired) for rule in reported.rules for fired in rule.fired}
        self._facts = {(told.fact.entity, told.fact.attribute): told for told in reported.facts}
        self._answers = {
            (answer.verdict.entity, answer.verdict.attribute): answer
            for answer in self._recommendation.answers
        }

    def id(self, place: Place) -> str:
        """The name of the node on the page."""
        anchors, number = self._anchors, place.number
        match place.kind:
            case "fact":
                return f"node-{anchors.fact(self._reported.case.facts[number])}"
            case "step":
                return anchors.firing(self._reported.derivation.steps[number].firing)
            case "verdict":
                return f"node-{anchors.verdict(self._recommendation.answers[number].verdict)}"
            case "unknown":
                return f"node-{anchors.verdict(self._recommendation.main.verdict)}-open-{number + 1}"

    def node(self, place: Place, decisive: bool) -> Node:
        """The node with its words."""
        match place.kind:
            case "fact":
                return self._fact(place, decisive)
            case "step":
                return self._step(place, decisive)
            case "verdict":
                return self._verdict(place, self._recommendation.answers[place.number], decisive)
            case "unknown":
                return self._unknown(place)

    def _fact(self, place: Place, decisive: bool) -> Node:
        fact = self._reported.case.facts[place.number]
        sentence = self._facts[fact.entity, fact.attribute].sentence
        title = f"Stated: {sentence}; {phrases.origin(fact)[1]}"
        href = f"#{self._anchors.fact(fact)}"
        return Node(self.id(place), "fact", "stated", shortened(sentence), title, href, "", decisive)

    def _step(self, place: Place, decisive: bool) -> Node:
        step = self._reported.derivation.steps[place.number]
        told, fired = self._told[step.firing]
        rule, sentence = told.rule, joined(fired.concludes)
        presumed = f" ({phrases.PRESUMED})" if step.silence else ""
        whole = phrases.for_whom(phrases.named(rule.id, rule.pack), fired.firing.entity)
        title = f"{whole}: {sentence}, {phrases.because(fired.because, step.silence)}"
        return Node(
            self.id(place),
            "presumption" if step.silence else "rule",
            shortened(f"{rule.id}{presumed}{f' [{rule.pack}]' if rule.pack else ''}", 1)[0],
            shortened(sentence),
            title,
            f"#{self._anchors.rule(rule.id)}",
            "",
            decisive,
        )

    def _verdict(self, place: Place, answer: Answer, decisive: bool) -> Node:
        verdict = answer.verdict
        status = CONFLICT if verdict.value == CONFLICT else verdict.status
        about = phrases.about(self._recommendation.knowledge, verdict.entity, verdict.attribute)
        title = f"{about}: {phrases.headline(answer)} ({status}: {phrases.STATUS_MEANS[verdict.status]})"
        return Node(
            self.id(place),
            "verdict",
            shortened(about, 1)[0],
            shortened(phrases.word(answer) or status),
            title,
            f"#{self._anchors.verdict(verdict)}",
            status,
            decisive,
            place.number == 0,
        )

    def _unknown(self, place: Place) -> Node:
        unknown = self._recommendation.open[place.number]
        label = f"{unknown.label} ({unknown.entity})" if unknown.entity else unknown.label
        verdicts = (self._answers[goal].verdict for goal in unknown.goals)
        verdict = next(verdict for verdict in verdicts if verdict.status != NOT_APPLICABLE)
        title = phrases.not_stated(unknown)
        href = f"#{self._anchors.verdict(verdict)}"
        return Node(self.id(place), "unknown", "not stated", shortened(label), title, href)
