"""The graph says what the derivation says, its first proofs are those of the explanation, and it is safe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from engine.advice.advise import advise
from engine.advice.explain import explain_all
from engine.advice.explanation import Again, Below, Choice, Concluded, OverParts
from engine.advice.reasons import tell_fact
from engine.advice.reported import Reported, Told, _rules
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.cases.model import Atom, Case
from engine.cases.reader import read_case
from engine.inference.derivation import Derivation, Either, Firing, Held, Parts, Step, Together
from engine.inference.infer import infer, isolated
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import has_hidden, visible
from engine.render.paint import columns
from engine.render.report.anchors import Anchors
from engine.render.report.drawing import LEAST, drawn
from engine.render.report.graph import MOST, Graph, graph
from engine.render.report.labels import LINES, WIDE, shortened
from engine.render.report.page import TEMPLATES, environment
from tests.advice.test_properties import inside, programs
from tests.chains import chain
from tests.generate import random_program
from tests.inference.programs import case as read
from tests.inference.programs import knowledge, rule

ROOT = Path(__file__).resolve().parents[3]
CASES = [ROOT / "examples" / "harbour-lane.yaml", *sorted((ROOT / "kb" / "cases").glob("*.yaml"))]
HOSTILE = (
    "<script>alert(1)</script>",
    "\" onload='x()' y=\"",
    "\u202eevil\u202c",
    "</title></svg><b>",
    "{{ 7 * 7 }}",
)
Pair = tuple[str, str]


def reported(kb: KnowledgeBase, case: Case, derivation: Derivation | None = None) -> Reported:
    """The case as the bounds have it, without what would change it."""
    derivation = derivation or infer(kb, case)
    speech = Speech(Standings(kb, case, derivation))
    return Reported(
        case,
        advise(kb, case, derivation),
        explain_all(kb, case, derivation),
        derivation,
        tuple(tell_fact(speech, fact) for fact in case.facts),
        tuple(_rules(speech, derivation)),
        None,
        Told("1", "2026-01-01", "advisor"),
    )


@cache
def all_shipped() -> dict[Path, Reported]:
    """All shipped cases; one engine for all is much faster than one for each."""
    kb = load_knowledge(ROOT / "kb")
    with isolated(kb) as inference:
        cases = {path: read_case(kb, path.read_bytes(), path.name) for path in CASES}
        return {path: reported(kb, case, inference.infer(case)) for path, case in cases.items()}


def shipped(path: Path) -> Reported:
    return all_shipped()[path]


class Naive:
    """The same graph, found without any help: from the steps alone."""

    def __init__(self, case: Reported) -> None:
        self.case, self.anchors, self.rules = case, Anchors(case), case.recommendation.knowledge.rules
        self.steps, self.inputs = case.derivation.steps, set(case.derivation.inputs)

    def name(self, atom_or_step: Atom | Step) -> str:
        if isinstance(atom_or_step, Step):
            return self.anchors.firing(atom_or_step.firing)
        fact = self.case.case.fact(atom_or_step.entity, atom_or_step.attribute)
        assert fact is not None
        return f"node-{self.anchors.fact(fact)}"

    def needs(self, step: Step, atom: Atom) -> list[Atom]:
        """What the step rests on where it concludes the atom."""
        attributes = self.case.recommendation.knowledge.attributes
        copied = next(
            c.member_of
            for c in self.rules[step.firing.rule].then
            if (c.attribute, c.value) == (atom.attribute, atom.value)
        )
        owner = "" if copied and attributes[copied].scope == "root" else atom.entity
        return [*held(step.support), *([Atom(owner, copied, atom.value)] if copied else [])]

    def first(self, atom: Atom) -> Step:
        return next(step for step in self.steps if atom in step.concludes)

    def verdicts(self) -> Iterator[tuple[str, list[Atom]]]:
        for answer in self.case.recommendation.answers:
            v = answer.verdict
            if v.status != "not applicable":
                yield f"node-{self.anchors.verdict(v)}", [Atom(v.entity, v.attribute, x) for x in v.values]

    def decisive(self) -> set[Pair]:
        """All edges of first proofs."""
        found: set[Pair] = set()
        waiting = [(atom, name) for name, atoms in self.verdicts() for atom in atoms]
        seen = set(waiting)
        for atom, end in waiting:
            if atom in self.inputs:
                found.add((self.name(atom), end))
                continue
            step = self.first(atom)
            found.add((self.name(step), end))
            new = [(need, self.name(step)) for need in self.needs(step, atom)]
            waiting += [pair for pair in dict.fromkeys(new) if pair not in seen]
            seen.update(new)
        return found

    def true(self) -> set[Pair]:
        """All edges that say something true."""
        found: set[Pair] = set()
        ends = [(name, atoms, len(self.steps)) for name, atoms in self.verdicts()]
        for index, step in enumerate(self.steps):
            needed = [need for atom in step.concludes for need in self.needs(step, atom)]
            ends.append((self.name(step), needed, index))
        for name, atoms, index in ends:
            stated = {self.name(atom) for atom in atoms if atom in self.inputs}
            earlier = {
                self.name(s) for s in self.steps[:index] if set(s.concludes) & set(atoms) - self.inputs
            }
            found |= {(start, name) for start in stated | earlier}
        for number, unknown in enumerate(self.case.recommendation.open, 1):
            main = self.anchors.verdict(self.case.recommendation.main.verdict)
            for goal in unknown.goals:
                end = self.anchors.verdict(self.case.recommendation.of(*goal).verdict)
                found.add((f"node-{main}-open-{number}", f"node-{end}"))
        return found


def held(support: Any) -> list[Atom]:
    match support:
        case Held(atoms):
            return list(atoms)
        case Together(parts):
            return [atom for part in parts for atom in held(part)]
        case Either(parts) | Parts(parts):
            return [atom for _, part in parts for atom in held(part)]
    return []


def check(case: Reported, found: Graph) -> None:
    """The graph is whole, true, and its first proofs are the first ones."""
    naive, names = Naive(case), [node.id for node in found.nodes]
    edges = {(edge.start, edge.end) for edge in found.edges}
    assert len(set(names)) == len(names)
    assert len(edges) == len(found.edges)
    assert found.left_out == 0
    assert edges <= naive.true()
    assert {(e.start, e.end) for e in found.edges if e.decisive} == naive.decisive()
    ends = {name for edge in naive.decisive() for name in edge} | {name for name, _ in naive.verdicts()}
    assert {node.id for node in found.nodes if node.decisive} == ends
    alone = set(names) - {name for edge in edges for name in edge}
    assert alone <= {node.id for node in found.nodes if node.kind == "verdict"}
    assert_places(case, found)


def assert_places(case: Reported, found: Graph) -> None:
    """Nodes lead to rows, rules and trees that there are, and say what they are."""
    anchors = Anchors(case)
    facts = {f"#{anchors.fact(fact)}" for fact in case.case.facts}
    rules = {f"#{anchors.rule(told.rule.id)}" for told in case.rules}
    trees = {f"#{anchors.verdict(t.answer.verdict)}" for t in case.explanation.topics if t.answer}
    there = {"fact": facts, "rule": rules, "presumption": rules, "verdict": trees, "unknown": trees}
    silent = {anchors.firing(s.firing) for s in case.derivation.steps if s.silence}
    for node in found.nodes:
        assert node.href in there[node.kind]
        assert (node.kind == "presumption") == (node.id in silent)
        assert bool(node.status) == (node.kind == "verdict")
        for line in (node.head, *node.lines):
            assert 0 < columns(line) <= WIDE
            assert not has_hidden(line)
        assert len(node.lines) <= LINES
        assert [node.main] == [node.id == f"node-{anchors.verdict(case.recommendation.main.verdict)}"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_says_what_the_derivation_says(path: Path) -> None:
    case = shipped(path)
    check(case, graph(case, Anchors(case), 10**6))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_its_first_proof_is_that_of_the_explanation(path: Path) -> None:
    case = shipped(path)
    decisive = {node.id for node in graph(case, Anchors(case)).nodes if node.decisive}
    fired = explained(case)
    assert {Anchors(case).firing(firing) for firing in fired} <= decisive
    if case.recommendation.main.verdict.values:
        assert fired


def explained(case: Reported) -> set[Firing]:
    """The firings of the first way to each conclusion behind the main verdict, as it is explained."""
    topics = case.explanation.topics
    numbered = {node.number: node for node in inside(topics) if isinstance(node, Concluded)}
    waiting: list[Any] = list(topics[0].nodes)
    found: set[Firing] = set()
    for node in waiting:
        match node:
            case Concluded():
                firing = Firing(node.ways[0].rule.id, node.ways[0].entity)
                if firing not in found:
                    found.add(firing)
                    waiting += node.ways[0].premises
            case Choice(options):
                waiting += [each for option in options for each in option]
            case OverParts(_, parts):
                waiting += [each for _, nodes in parts for each in nodes]
            case Again() | Below():
                waiting += [numbered[node.number]] if node.number in numbered else []
    return found


@settings(max_examples=60, deadline=None)
@given(programs())
def test_it_says_what_any_derivation_says(program: tuple[KnowledgeBase, Case]) -> None:
    case = reported(*program)
    check(case, graph(case, Anchors(case), 10**6))


@pytest.mark.parametrize("seed", range(40))
def test_it_says_what_generated_rules_say(seed: int) -> None:
    case = reported(*random_program(Random(seed)))
    check(case, graph(case, Anchors(case), 10**6))
    drawn(graph(case, Anchors(case)))


ATTRIBUTES = [
    *(f"{{attribute: whole.{n}, type: boolean, label: {n}, question: 'Is it {n}?'}}" for n in "abc"),
    *(f"{{attribute: whole.{n}, type: boolean, label: {n}}}" for n in "pq"),
]


def test_other_ways_are_shown_but_none_in_a_circle() -> None:
    kb = knowledge(
        ATTRIBUTES,
        [
            rule("R1", "{whole.a: true}", "then: {whole.p: true}"),
            rule("R2", "{whole.p: true}", "then: {whole.q: true}"),
            rule("R3", "{whole.q: true}", "then: {whole.p: true}"),
            rule("R4", "{whole.b: true}", "then: {whole.p: true}"),
            rule("R5", "{whole.p: true}", "then: {whole.verdict: good}"),
        ],
    )
    case = reported(kb, read(kb, "whole: {a: true, b: true}"))
    found = graph(case, Anchors(case))
    heads = {node.id: node.head for node in found.nodes}
    assert {heads[e.start] + heads[e.end]: e.decisive for e in found.edges if heads[e.start] != "stated"} == {
        "R1R5": True,
        "R4R5": False,
        "R5Verdict": True,
    }
    assert {node.head: node.decisive for node in found.nodes if node.kind == "rule"} == {
        "R1": True,
        "R4": False,
        "R5": True,
    }


def test_a_conflict_rests_on_both_sides() -> None:
    kb = knowledge(
        ATTRIBUTES,
        [
            rule("R1", "{whole.a: true}", "then: {whole.verdict: good}"),
            rule("R2", "{whole.b: true}", "then: {whole.verdict: bad}"),
        ],
    )
    case = reported(kb, read(kb, "whole: {a: true, b: true}"))
    (verdict,) = (node for node in graph(case, Anchors(case)).nodes if node.kind == "verdict")
    assert (verdict.status, verdict.lines) == ("conflict", ("conflict",))
    assert sorted(e.decisive for e in graph(case, Anchors(case)).edges) == [True] * 4


def test_what_is_too_much_is_counted() -> None:
    case = shipped(ROOT / "kb" / "cases" / "each-operational-need.yaml")
    whole = graph(case, Anchors(case), 10**6)
    assert whole.left_out == 0
    for most in (1, 7, 20, len(whole.nodes) - 1):
        found = graph(case, Anchors(case), most)
        assert found.nodes == whole.nodes[:most]
        assert found.left_out == len(whole.nodes) - most
        kept = {node.id for node in found.nodes}
        assert set(found.edges) == {e for e in whole.edges if {e.start, e.end} <= kept}
    assert whole.nodes[0].main
    assert [n.decisive for n in whole.nodes] == sorted((n.decisive for n in whole.nodes), reverse=True)


def test_a_long_chain_is_cut_near_the_verdict() -> None:
    kb = chain(300)
    case = reported(kb, read(kb, "whole: {a: true}"))
    found = graph(case, Anchors(case))
    assert [node.head for node in found.nodes[:3]] == ["Verdict", "R00300", "R00299"]
    assert len(found.nodes) == MOST
    assert found.left_out == 302 - MOST
    assert all(node.decisive for node in found.nodes)
    assert len(drawn(found).pieces) == MOST


def test_of_very_much_something_is_shown_whole() -> None:
    kb = load_knowledge(ROOT / "kb")
    stated = {f"f{n}": {"kind": "payroll", "needs": ["cost"]} for n in range(30)}
    data = {"case": "c", "hiring": {"struggles": ["hiring"]}, "functions": stated}
    case = reported(kb, read_case(kb, json.dumps(data).encode(), "case.json"))
    found, whole = graph(case, Anchors(case)), graph(case, Anchors(case), 10**6)
    shown = {node.id for node in found.nodes}
    needs = {node: {e.start for e in whole.edges if e.end == node and e.decisive} for node in shown}
    complete = [n.title for n in found.nodes if n.kind != "fact" and needs[n.id] <= shown]
    assert sum(title.startswith("FIT-01 for f") for title in complete) >= 5
    assert sum(title.startswith("TAL-") for title in complete) == 1
    assert sum(title.startswith("Stated: ") for title in (n.title for n in found.nodes)) >= 10


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ("short",)),
        ("one two three four five six seven", ("one two three four", "five six seven")),
        ("x" * 100, ("x" * 22, "x" * 22, "x" * 21 + "…")),
        (
            "many words, " * 20,
            ("many words, many", "words, many words,", "many words, many…"),
        ),
        (
            "a b c d e f g h i j " * 9,
            ("a b c d e f g h i j a", "b c d e f g h i j a b", "c d e f g h i j a b c…"),
        ),
        (
            "x " + "one two three seventy " * 5,
            ("x one two three", "seventy one two three", "seventy one two three…"),
        ),
        (
            "lines " * 3 + "a " * 11 + "b" * 21 + " more and so forth",
            ("lines lines lines a a", "a a a a a a a a a", "b" * 21 + "…"),
        ),
        ("\u202e\n", ("\\u202e\\n",)),
        ("仕" * 40, ("仕" * 11, "仕" * 11, "仕" * 10 + "…")),
    ],
)
def test_labels_are_cut_to_lines(text: str, lines: tuple[str, ...]) -> None:
    assert shortened(text) == lines
    assert all(columns(line) <= WIDE for line in lines)


def svg(case: Reported, prefix: str = "") -> str:
    """What the template makes of the case."""
    made = environment(frozenset()).from_string(
        '{% from "graph.svg.html" import graph_svg %}{{ graph_svg(drawing, prefix ~ "graph", title) }}'
    )
    drawing = drawn(graph(case, Anchors(case, prefix)))
    return made.render(drawing=drawing, prefix=prefix, title=f"Graph of {case.case.name}")


@lru_cache(maxsize=1)
def hostile() -> Reported:
    """A case whose names no reader would let through."""
    kb = load_knowledge(ROOT / "kb")
    names = sorted(HOSTILE)
    stated = {f"f{n}": {"kind": "payroll", "needs": ["cost"]} for n in range(len(names))}
    case = read_case(kb, json.dumps({"case": "c", "functions": stated}).encode(), f"{names[0]}.json")
    facts = [replace(f, entity=names[int(f.entity[1:])]) for f in case.facts]
    return reported(kb, Case("".join(names), tuple(facts), tuple(names)))


def test_hostile_names_stay_text() -> None:
    out = svg(hostile())
    tree = ElementTree.fromstring(out)
    assert not [ch for ch in out if has_hidden(ch) and ch != "\n"]
    said = "\n".join(tree.itertext())
    for name in HOSTILE:
        assert visible(name) in said
    assert {part.tag for part in tree.iter()} == {
        "div",
        "svg",
        "title",
        "desc",
        "g",
        "path",
        "a",
        "rect",
        "text",
    }
    for part in tree.iter():
        assert not [name for name in part.attrib if name == "style" or name.startswith("on")]
        for name, value in part.attrib.items():
            if name not in ("aria-labelledby",):
                assert re.fullmatch(r"[A-Za-z0-9#. -]*", value), (name, value)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_is_drawn_whole(path: Path) -> None:
    case = shipped(path)
    found = graph(case, Anchors(case, "c1-"))
    tree = ElementTree.fromstring(svg(case, "c1-"))
    ids = [part.attrib["id"] for part in tree.iter() if "id" in part.attrib]
    assert len(set(ids)) == len(ids)
    assert {node.id for node in found.nodes} < set(ids)
    links = list(tree.iter("a"))
    assert sorted(link.attrib["href"] for link in links) == sorted(node.href for node in found.nodes)
    assert {link.findtext("title") for link in links} == {visible(node.title) for node in found.nodes}
    ties = [part for part in tree.iter("path") if "g-tie" in part.attrib["class"].split()]
    assert len(ties) == len(found.edges)
    assert sum("g-decisive" in tie.attrib["class"] for tie in ties) == sum(e.decisive for e in found.edges)
    shown = next(part for part in tree.iter("svg") if "viewBox" in part.attrib)
    assert set(shown.attrib["aria-labelledby"].split()) <= set(ids)
    dashed = {edge.start for edge in found.edges} & {n.id for n in found.nodes if n.kind == "unknown"}
    assert sum("g-dashed" in tie.attrib["class"] for tie in ties) == sum(
        e.start in dashed for e in found.edges
    )


def test_the_text_of_a_box_is_in_the_box() -> None:
    for piece in drawn(graph(hostile(), Anchors(hostile()))).pieces:
        box = piece.box
        assert [box.y + 10 < line.y < box.y + box.height - 4 for line in piece.lines] == [True] * len(
            piece.lines
        )
        assert all(two.y - one.y >= 14 for one, two in zip(piece.lines, piece.lines[1:], strict=False))


def test_letters_never_get_too_small() -> None:
    css = (TEMPLATES / "graph.css").read_text()
    sizes = [float(size) for size in re.findall(r"font-size: ([0-9.]+)px", css)]
    assert sizes
    assert min(sizes) * LEAST >= 11


def test_every_class_that_is_drawn_has_a_style() -> None:
    css = (TEMPLATES / "graph.css").read_text()
    styled = set(re.findall(r"\.(g-[a-z]+)", css))
    drawn_as = {
        name
        for path in CASES
        for names in re.findall(r'class="([^"]*)"', svg(shipped(path)))
        for name in names.split()
    }
    assert drawn_as <= styled | {"g-undetermined"}
    assert set(re.findall(r"var\((--[a-z]+)", css)) <= {
        "--ink",
        "--paper",
        "--line",
        "--accent",
        "--soft",
        "--sure",
        "--maybe",
        "--open",
        "--muted",
        "--wrong",
        "--g",
    }
