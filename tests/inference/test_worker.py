"""The forked worker: its death or silence is an error that names the case, and never an answer."""

from __future__ import annotations

import faulthandler
import os
import signal

import pytest

from engine.cases.model import Case
from engine.errors import EngineError, Exit
from engine.inference.infer import in_process, isolated
from engine.inference.worker import Worker
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from tests.inference.programs import case, knowledge, rule


@pytest.fixture
def kb() -> KnowledgeBase:
    flag = '{attribute: whole.flag, type: boolean, label: flag, question: "flag?"}'
    return knowledge([flag], [rule("R1", "{whole.flag: true}", "then: {whole.verdict: good}")])


@pytest.fixture
def one(kb: KnowledgeBase) -> Case:
    return case(kb, "case: Corner shop\nwhole: {flag: true}\n")


def test_a_worker_answers_what_the_engine_in_this_process_answers(kb: KnowledgeBase, one: Case) -> None:
    with isolated(kb) as apart, in_process(kb) as here:
        assert apart.infer(one) == here.infer(one)
        assert apart.infer(one).verdict("", "whole.verdict").value == "good"


def test_a_killed_worker_is_an_error_that_names_the_case(kb: KnowledgeBase, one: Case) -> None:
    worker = Worker()
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(EngineError) as caught:
        worker.run(one)
    assert "SIGKILL while it worked on case 'Corner shop'" in str(caught.value)
    assert caught.value.exit == Exit.INTERNAL
    with pytest.raises(EngineError, match="had ended before while it worked on case 'Corner shop'"):
        worker.run(one)


def test_a_worker_that_crashes_in_c_is_an_error(kb: KnowledgeBase, one: Case) -> None:
    faulthandler.disable()  # or the worker, a fork of this process, prints a traceback of the tests
    worker = Worker()
    faulthandler.enable()
    worker.use(kb)
    worker.run(one)
    os.kill(worker.pid, signal.SIGSEGV)
    with pytest.raises(EngineError, match="ended by SIGSEGV while it worked on case 'Corner shop'"):
        worker.run(one)


def test_a_silent_worker_is_given_up_and_ended(kb: KnowledgeBase, one: Case) -> None:
    worker = Worker(seconds=0.2)
    os.kill(worker.pid, signal.SIGSTOP)
    pid = worker.pid
    with pytest.raises(EngineError, match=r"gave no answer within 0\.2 seconds .* 'Corner shop'"):
        worker.run(one)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_stalled_worker_does_not_hang_what_is_larger_than_a_pipe(one: Case) -> None:
    worker = Worker(seconds=0.2)
    os.kill(worker.pid, signal.SIGSTOP)
    worker.use(load_knowledge("kb"))
    with pytest.raises(EngineError, match="had ended before while it worked on case 'Corner shop'"):
        worker.run(one)


def test_what_the_engine_raises_in_the_worker_is_raised_here(
    kb: KnowledgeBase, one: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.errors import Problem
    from engine.inference.driver import Engine

    def fail(self: Engine, case: Case) -> None:
        raise EngineError(Problem("engine-failed", "as the test wants"))

    monkeypatch.setattr(Engine, "run", fail)
    worker = Worker()
    worker.use(kb)
    with pytest.raises(EngineError, match=r"error\[engine-failed\]: as the test wants"):
        worker.run(one)
    worker.close()


def test_closing_twice_is_harmless(kb: KnowledgeBase) -> None:
    worker = Worker()
    worker.close()
    worker.close()
    assert worker.pid == 0
