"""Why: the chain of reasoning behind a verdict, an attribute or a rule, as a tree."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.advise import Adviser
from engine.advice.calls import Call, each, run
from engine.advice.cited import cited, cited_claims
from engine.advice.every_case import every_case
from engine.advice.explanation import (
    Default,
    Explanation,
    Fired,
    Node,
    Note,
    Obstacle,
    Topic,
    Unreached,
)
from engine.advice.grounded import FREE
from engine.advice.refusal import Refuser
from engine.advice.sentences import tagged
from engine.advice.shallow import Shallow
from engine.advice.speech import Speech
from engine.advice.standing import Standing, Standings
from engine.advice.subject import (
    OfAttribute,
    OfRule,
    OfValue,
    OfVerdict,
    Subject,
    every_goal,
    goals_of_root,
    subjects,
)
from engine.advice.unfold import Unfolder
from engine.cases.model import ROOT, Atom, Case
from engine.inference.derivation import Derivation, Firing, Verdict
from engine.inquiry.answers import Outlook
from engine.knowledge.model import Attribute, KnowledgeBase, Rule


def explain(
    kb: KnowledgeBase,
    case: Case,
    derivation: Derivation,
    what: str | None = None,
    depth: int | None = None,
    everything: bool = False,
    outlooks: Iterable[Outlook] = (),
) -> Explanation:
    """The explanation of what is asked about; without `what`, of the root's verdicts.

    `depth` limits how many conclusions deep a chain is unfolded. `everything` adds what is left out
    otherwise: silent presumptions, rules that do not apply, what excludes an absence, all goals.
    Raises UsageError where `what` names nothing.
    """
    standings = Standings(kb, case, derivation, outlooks)
    explainer = _Explainer(Speech(standings), depth, everything)
    if what is not None:
        asked = subjects(standings, what)
    else:
        asked = every_goal(standings) if everything else goals_of_root(standings)
    recommendation = explainer.adviser.recommendation()
    return Explanation(recommendation, what or "", explainer.topics(asked), depth, everything)


def explain_all(
    kb: KnowledgeBase, case: Case, derivation: Derivation, outlooks: Iterable[Outlook] = ()
) -> Explanation:
    """The explanation of every verdict that applies."""
    explainer = _Explainer(Speech(Standings(kb, case, derivation, outlooks)), None, False)
    applying = [s for s in every_goal(explainer.standings) if s.verdict.status != "not applicable"]
    topics = explainer.topics(applying)
    return Explanation(explainer.adviser.recommendation(), "", topics, None, False)


class _Explainer:
    def __init__(self, speech: Speech, depth: int | None, everything: bool) -> None:
        self.speech, self.standings, self.kb = speech, speech.standings, speech.kb
        self.adviser = Adviser(speech)
        self.unfolder = Unfolder(speech, depth, everything)
        self.refuser = Refuser(self.unfolder)
        self.everything = everything

    def topics(self, asked: Iterable[Subject]) -> tuple[Topic, ...]:
        """One topic for each subject."""
        shallow = Shallow()
        return tuple(shallow.topic(run(self.topic(subject))) for subject in asked)

    def topic(self, subject: Subject) -> Call[Topic]:
        """The topic of the subject."""
        match subject:
            case OfVerdict(verdict):
                told: Topic = yield self.verdict(verdict)
                return told
            case OfValue(entity, attribute, value):
                why_not = yield self.why_not(entity, attribute, value)
                answer = self.adviser.answer(self.standings.verdicts[entity][attribute])
                heading = self.heading(entity, f"why not {self.speech.label(attribute, value)}")
                return Topic("verdict", heading, why_not, answer)
            case OfAttribute(None, attribute):
                note = Note(f"no {self.kb.words.plural} are listed")
                return Topic("attribute", tagged(attribute.label, attribute.pack), (note,))
            case OfAttribute(str(entity), attribute):
                nodes = yield self.attribute(entity, attribute)
                return Topic(
                    "attribute", self.heading(entity, tagged(attribute.label, attribute.pack)), nodes
                )
            case OfRule(rule, entity):
                told = yield self.rule(rule, self.standings.entities(rule) if entity is None else (entity,))
                return told
        raise AssertionError(subject)

    def heading(self, entity: str, about: str) -> str:
        """What the topic is called."""
        return f"{entity or self.standings.case.name}: {about}"

    def verdict(self, verdict: Verdict) -> Call[Topic]:
        """Why the verdict is what it is."""
        answer = self.adviser.answer(verdict)
        nodes: tuple[Node, ...]
        if verdict.values:
            values = self.standings.values(verdict.entity, verdict.attribute)
            atoms = [Atom(verdict.entity, verdict.attribute, value) for value in values]
            nodes = yield each(self.unfolder.atom(atom) for atom in atoms)
            if self.everything:
                idle = yield self.refuser.obstacles(self.idle_rules(verdict), verdict.entity, 2)
                nodes = (*nodes, *idle)
        elif verdict.otherwise:
            nodes = ((yield self.default(verdict, answer.sentence)),)
        elif verdict.value is not None:
            nodes = ()
        else:
            nodes = ((yield self.undetermined(verdict)),)
        nodes = (*nodes, *(yield every_case(self.refuser, answer)))
        return Topic(
            "verdict", self.heading(verdict.entity, tagged(answer.label, answer.pack)), nodes, answer
        )

    def why_not(self, entity: str, attribute: str, value: str) -> Call[tuple[Node, ...]]:
        """Why the verdict is not this value."""
        otherwise = self.kb.goal(attribute).otherwise
        if otherwise is None or otherwise.value != value:
            return ((yield self.refuser.unreached(entity, attribute, (value,))),)
        note = Note("this holds only where no rule can give another verdict")
        established = self.standings.values(entity, attribute)
        if established:
            atoms = yield each(self.unfolder.atom(Atom(entity, attribute, v)) for v in established)
            return (note, *atoms)
        return (note, (yield self.undetermined(self.standings.verdicts[entity][attribute])))

    def default(self, verdict: Verdict, sentence: str) -> Call[Default]:
        """Why no rule reaches a verdict, so that the one for this case holds."""
        otherwise = self.kb.goal(verdict.attribute).otherwise
        assert otherwise is not None
        return Default(
            self.unfolder.number(("default", verdict.entity, verdict.attribute)),
            sentence,
            self.speech.because(otherwise.because, verdict.entity),
            otherwise.where,
            cited_claims(self.kb, otherwise.claims),
            (yield self.refuser.obstacles(self.rules(verdict), verdict.entity, 2)),
        )

    def undetermined(self, verdict: Verdict) -> Call[Unreached]:
        """What keeps each rule that could still give a verdict from giving one."""
        rules = self.rules(verdict)
        if verdict.status == "undetermined" and not self.everything:
            possible = self.standings.possible.fired
            rules = [rule for rule in rules if Firing(rule.id, verdict.entity) in possible]
        number = self.unfolder.number(("undetermined", verdict.entity, verdict.attribute))
        obstacles = yield self.refuser.obstacles(rules, verdict.entity, 2)
        standing: Standing = "open" if verdict.possible else "excluded"
        return Unreached(number, "", standing, obstacles)

    def idle_rules(self, verdict: Verdict) -> list[Rule]:
        """The rules about the goal whose condition does not hold."""
        firings = {rule.id: Firing(rule.id, verdict.entity) for rule in self.rules(verdict)}
        standings = self.standings
        told = {*standings.established.fired, *standings.defeats, *standings.silences}
        return [rule for rule in self.rules(verdict) if firings[rule.id] not in told]

    def rules(self, verdict: Verdict) -> list[Rule]:
        """The rules that conclude about the goal."""
        return list(self.standings.rules_about.get(verdict.attribute, ()))

    def attribute(self, entity: str, attribute: Attribute) -> Call[tuple[Node, ...]]:
        """Where each value of the attribute comes from, or why it has none."""
        values = self.standings.values(entity, attribute.name)
        atoms = yield each(self.unfolder.atom(Atom(entity, attribute.name, value)) for value in values)
        nodes: list[Node] = list(atoms)
        if attribute.asked:
            fact = self.standings.fact(entity, attribute.name)
            if fact is not None and not values:
                nodes.append(self.unfolder.fact(fact))
            if (entity, attribute.name) in self.standings.open:
                nodes.append(self.unfolder.asked(entity, attribute.name))
        missing = tuple(v for v in self.reachable(attribute) if v not in values)
        if missing and not attribute.asked and (not values or self.everything):
            nodes.append((yield self.refuser.unreached(entity, attribute.name, missing)))
        return tuple(nodes)

    def reachable(self, attribute: Attribute) -> tuple[str | bool | int | float, ...]:
        """The values that some rule concludes, in the order of the rules."""
        rules = self.standings.rules_about.get(attribute.name, ())
        found = (c.value for rule in rules for c in rule.then if c.attribute == attribute.name)
        return tuple(dict.fromkeys(found))

    def rule(self, rule: Rule, entities: Iterable[str]) -> Call[Topic]:
        """For which of the entities the rule fired, and which of its conditions fail for the others."""
        steps = self.standings.step_of
        nodes: list[Node] = []
        for entity in entities:
            firing = Firing(rule.id, entity)
            if firing not in steps:
                nodes.append((yield self.idle(rule, firing)))
                continue
            number = self.unfolder.number(firing)
            way = yield self.unfolder.way(steps[firing], 1, FREE)
            atoms = self.standings.derivation.steps[steps[firing]].concludes
            nodes.append(Fired(number, entity, way, tuple(self.speech.atom(atom) for atom in atoms)))
        if not nodes:
            nodes.append(Note(f"no {self.kb.words.plural} are listed"))
        name = f"the {self.kb.words.singular}" if rule.scope == "part" else None
        condition = self.speech.condition(rule.when, ROOT, name)
        reference = cited(self.kb, rule)
        return Topic("rule", f"{rule.id}: {rule.title}", tuple(nodes), None, reference, condition)

    def idle(self, rule: Rule, firing: Firing) -> Call[Obstacle]:
        """A rule that did not fire for the entity."""
        return Obstacle(
            (cited(self.kb, rule),),
            firing.entity,
            self.speech.conclusions(rule, firing.entity),
            self.standings.of_firing(firing),
            ((yield self.refuser.tree(rule.when, firing.entity, 1)),),
            (yield self.refuser.kept_back(rule, firing)),
        )
