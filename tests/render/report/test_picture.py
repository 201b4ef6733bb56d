"""The picture of a case: each mark is what the answers say."""

from pathlib import Path

import pytest

from engine.advice.advise import advise
from engine.advice.exact import exact
from engine.advice.reported import Reported, Told, report
from engine.cases.reader import read_case
from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge
from engine.render.report.anchors import Anchors
from engine.render.report.picture import pictures

KB = load_knowledge("kb")
CASES = sorted([*Path("kb/cases").glob("*.yaml"), *Path("examples").glob("*.yaml")])


def reported(path: Path) -> Reported:
    case = read_case(KB, path.read_bytes(), str(path))
    with in_process(KB) as inference:
        derivation = inference.infer(case)
        outlooks = exact(KB, case, derivation, inference.infer)
        told = Told("0", "2026-11-25", "advisor")
        return report(
            advise(KB, case, derivation, outlooks), case, derivation, outlooks, inference.infer, told
        )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_marks_are_what_the_answers_say(path: Path) -> None:
    found = reported(path)
    drawn = pictures(found, Anchors(found))
    values = {goal.attribute: KB.attributes[goal.attribute].values for goal in KB.goals}
    lines = {(line.name, picture.goal): line for picture in drawn for line in picture.lines}
    applying = [
        answer
        for answer in found.recommendation.answers
        if answer.verdict.entity and answer.verdict.status != "not applicable"
    ]
    assert len(lines) == len(applying)
    for answer in applying:
        verdict, line = answer.verdict, lines[answer.verdict.entity, answer.label]
        marks = dict(zip(values[verdict.attribute], line.marks, strict=True))
        assert {value for value, mark in marks.items() if mark == "is"} == (
            set(verdict.values) if verdict.value == "conflict" else {verdict.value} - {None}
        )
        could = {value for value, mark in marks.items() if mark == "could"}
        if verdict.status == "settled":
            assert not could
        for possibility in answer.prospect.possibilities:
            if possibility.value in marks:
                assert marks[possibility.value] != "no"
        assert line.status == verdict.status
