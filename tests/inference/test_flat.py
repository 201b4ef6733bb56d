"""Many cases in one process leave nothing behind."""

from __future__ import annotations

import gc

from engine.inference.infer import in_process
from tests.inference.programs import case, knowledge, rule


def test_cases_leave_no_objects_behind() -> None:
    flag = '{attribute: whole.flag, type: boolean, label: flag, question: "flag?"}'
    kb = knowledge([flag], [rule("R1", "{whole.flag: true}", "then: {whole.verdict: good}")])
    one = case(kb, "whole: {flag: true}\n")
    with in_process(kb) as inference:
        counts = []
        for _ in range(2):
            for _ in range(100):
                inference.infer(one)
            counts.append(len(gc.get_objects()))
    assert counts[1] - counts[0] < 100
