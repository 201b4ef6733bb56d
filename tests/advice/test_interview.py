"""The interview as scripts: what is asked, and what becomes of what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from engine.advice.asking import asking
from engine.advice.exact import exact
from engine.advice.interview import Interview, Look
from engine.advice.interview_words import Ending, Prompt, Reply, Words
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.cases.session import LIST, begun, read_session, write_session
from engine.errors import CaseError, Problem
from engine.inference.infer import Inference, in_process
from engine.inquiry import solver
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.generate import random_program
from tests.naive import evaluate

ROOMS = load_knowledge("examples/rooms/kb")
Start = Callable[..., Interview]


def looking(kb: KnowledgeBase, inference: Inference, of: str | None = None) -> Look:
    def look(case: Case, answered: frozenset[tuple[str, str]]):
        derivation = inference.infer(case)
        speech = Speech(Standings(kb, case, derivation))
        return Words(speech), asking(speech, exact(kb, case, derivation, inference.infer), of, answered)

    return look


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with in_process(ROOMS) as inference:

        def begin(*settings: str, file: str | None = None, of: str | None = None) -> Interview:
            data = Path(file).read_bytes() if file else None
            case = read_case(ROOMS, data, file or "", settings)
            return Interview(ROOMS, begun(case), looking(ROOMS, inference, of))

        yield begin


def said(interview: Interview, *lines: str) -> Reply:
    """The reply to the last of the lines; none of them is refused."""
    reply = Reply()
    for line in lines:
        assert isinstance(interview.ask(), Prompt | Ending)
        reply = interview.say(line)
        assert reply.problems == (), line
    return reply


def refused(interview: Interview, line: str) -> list[str]:
    before = interview.session
    interview.ask()
    reply = interview.say(line)
    assert not reply.changed
    assert interview.session == before
    return [f"{problem.what} ({problem.hint})" for problem in reply.problems]


def name(interview: Interview) -> str:
    at = interview.ask()
    assert isinstance(at, Prompt)
    return at.name


ATTIC = "examples/rooms/case.yaml"
MOIST = ("attic.defects=none", "attic.protected=false", "attic.used=true")
"""With these only the moisture of the attic is left to be asked."""


def test_the_list_comes_first(start: Start) -> None:
    interview = start()
    at = interview.ask()
    assert isinstance(at, Prompt)
    assert at.question == ROOMS.words.question
    assert refused(interview, "") == [
        "no room is named yet (a name; none where there are no rooms; dk if you do not know)"
    ]
    said(interview, "hall", "attic")
    assert interview.session.case.parts == ("attic", "hall")
    assert interview.session.case.part_order == ("hall", "attic")
    assert LIST not in interview.session.answered
    assert refused(interview, "hall") == ["'hall' is listed already ()"]
    assert refused(interview, "none") == ["2 rooms are listed (-NAME takes one out)"]
    assert refused(interview, "dk") == ["2 rooms are listed (an empty line ends the list)"]
    assert refused(interview, "-hal") == [
        "no room is called 'hal' (did you mean hall? listed are: attic, hall)"
    ]
    said(interview, "-hall", '"none"', '"why"', "")
    assert interview.session.case.parts == ("attic", "none", "why")
    assert interview.session.answered == (LIST,)
    assert name(interview) != ""


def test_no_parts_and_no_list(start: Start) -> None:
    interview = start()
    said(interview, "none")
    assert interview.session.case.parts == ()
    interview = start()
    said(interview, "dk")
    assert interview.session.case.parts is None
    assert interview.session.answered == (LIST,)
    while isinstance(interview.ask(), Prompt):
        said(interview, "dk")
    assert interview.session.case.parts is None


def test_answers_by_number_name_label_and_beginning(start: Start) -> None:
    for line, values in {
        "1": ("living",),
        "sleeping": ("sleeping",),
        "BEDROOM": ("sleeping",),
        "bed": ("sleeping",),
        "kit": ("kitchen",),
        "cellar": ("store",),
        "store room": ("store",),
    }.items():
        interview = start("rooms[a].coat=3 years")
        interview._focus = ("a", "room.use")
        said(interview, line)
        fact = interview.session.case.fact("a", "room.use")
        assert fact is not None
        assert fact.values == values
        assert fact.origin.kind == "answer"


def test_what_is_none_of_the_answers(start: Start) -> None:
    interview = start("rooms[a].coat=3 years")
    interview._focus = ("a", "room.use")
    assert refused(interview, "0") == [
        "'0' is none of the answers (a number up to 5, or the words beside it)"
    ]
    assert refused(interview, "6") == [
        "'6' is none of the answers (a number up to 5, or the words beside it)"
    ]
    assert refused(interview, "kitchne") == ["'kitchne' is none of the answers (did you mean kitchen?)"]
    assert refused(interview, "b") == [
        "'b' could mean 'bathroom' and 'bedroom' (type more of it, or its number)"
    ]


def test_sets_and_numbers(start: Start) -> None:
    for line, values in {
        "none": (),
        "all": ("wiring", "pipes", "plaster"),
        "3, unsafe": ("wiring", "plaster"),
    }.items():
        interview = start("rooms[a].water=true")
        interview._focus = ("a", "room.defects")
        said(interview, line)
        fact = interview.session.case.fact("a", "room.defects")
        assert fact is not None
        assert fact.values == values
        assert fact.closed
    interview = start("rooms[a].water=true")
    interview._focus = ("a", "room.defects")
    assert refused(interview, "wiring,") == [
        "here stands nothing (answer all that apply, with commas between them; or none, or all)"
    ]
    interview._focus = ("a", "room.moisture")
    assert refused(interview, "12 years") == [
        "the unit of room.moisture is percent, not 'years' (write the number of percent)"
    ]
    assert refused(interview, "101") == ["101 is outside the range of room.moisture, 0 to 100 percent ()"]
    said(interview, "12.5 percent")
    fact = interview.session.case.fact("a", "room.moisture")
    assert fact is not None
    assert fact.values == (12.5,)


def test_a_constraint_refuses_an_answer(start: Start) -> None:
    interview = start("rooms[a].water=false")
    interview._focus = ("a", "room.defects")
    (told,) = refused(interview, "pipes")
    assert "a cannot have leaking pipes without running water" in told
    said(interview, "wiring")


def test_do_not_know_is_never_asked_again(start: Start) -> None:
    interview = start(file=ATTIC)
    first = name(interview)
    said(interview, "dk")
    assert len(interview.session.case.said_unknown) == 1
    while isinstance(interview.ask(), Prompt):
        assert name(interview) != first
        said(interview, "dk")
    end = interview.ask()
    assert isinstance(end, Ending)
    said_, names = end.why.rstrip(").").split(" (")
    assert said_ == "Nothing more to ask: the verdict on house and attic hangs on what you do not know"
    asked = ["attic.defects", "attic.moisture", "attic.protected", "attic.used"]
    assert sorted(names.replace(" and ", ", ").split(", ")) == asked


def test_back_and_edit_and_review(start: Start) -> None:
    interview = start(*MOIST, file=ATTIC)
    assert refused(interview, "edit 99") == ["there is no number 99 (review shows all that was said)"]
    assert refused(interview, "edit") == ["which one? (edit N, with a number that review shows)"]
    said(interview, "back")
    at = interview.ask()
    assert isinstance(at, Prompt)
    assert at.question == ROOMS.words.question
    assert refused(interview, "back") == ["nothing was answered before this (review shows all that is known)"]
    said(interview, "")
    assert name(interview) == "attic.moisture"
    said(interview, "30", "back")
    at = interview.ask()
    assert isinstance(at, Prompt)
    assert (at.name, at.so_far) == ("attic.moisture", "the walls of attic hold 30 percent")
    session = interview.session
    assert said(interview, "").notes == ("it stays as it was",)
    assert interview.session == session
    said(interview, "back", "10")
    assert interview.session.answered == session.answered
    reply = said(interview, "review")
    number = next(number for number, text in reply.rows if text.startswith("attic.moisture"))
    assert int(number) == len(reply.rows)
    assert reply.rows[0][1].endswith("(given)")
    said(interview, f"edit {number}", "dk")
    assert interview.session.case.fact("attic", "room.moisture") is None
    said(interview, "edit 1")
    at = interview.ask()
    assert isinstance(at, Prompt)
    assert at.so_far


def test_add_and_take_out(start: Start) -> None:
    interview = start(*MOIST, file=ATTIC)
    before = interview.session.case.part_order
    said(interview, "add shed")
    assert interview.session.case.part_order == (*before, "shed")
    assert refused(interview, "add shed") == ["'shed' is listed already ()"]
    said(interview, "add", "-shed", "")
    assert interview.session.case.part_order == before
    said(interview, "30", "add", "-attic")
    assert all(entity != "attic" for entity, _ in interview.session.answered)
    assert all(fact.entity != "attic" for fact in interview.session.case.facts)


def test_why_climbs_to_the_verdict(start: Start) -> None:
    interview = start(*MOIST, file=ATTIC)
    told = [said(interview, "why").notes for _ in range(4)]
    assert told[0][1].startswith("DAMP-0")
    assert told[0][-1].startswith("why once more: what that is for")
    last = next(notes for notes in told if len(notes) == 1)
    assert last == ("that gives the verdict on attic",) or last[0].startswith("that gives the verdict on")
    said(interview, "review")
    assert said(interview, "why").notes == told[0]


def test_commands_that_leave(start: Start) -> None:
    interview = start(file=ATTIC)
    assert said(interview, "save") == Reply(save=True)
    assert said(interview, "quit").leave == "quit"
    assert said(interview, "stop").leave == "stop"
    assert said(interview, "?").rows[0][0] == "why"


def test_the_end_says_why(start: Start) -> None:
    interview = start("rooms=none", "house.people=2", "house.for_sale=false")
    assert interview.ask() == Ending("Nothing more to ask: no missing fact can change a verdict.")
    assert refused(interview, "x") == ["nothing is asked any more (an empty line ends the interview)"]
    assert interview.say("").leave == "stop"


def test_a_solver_that_gives_up_is_told_of_at_the_end(start: Start, monkeypatch) -> None:
    def give_up(*_: object) -> None:
        raise solver.GaveUp(Problem("gave-up", "enough"))

    monkeypatch.setattr(solver.Solver, "_decided", give_up)
    interview = start("rooms[a].use=store", "rooms[a].moisture=1", of="a")
    while isinstance(interview.ask(), Prompt):
        pair = interview._pair()
        assert pair is not None
        said(interview, "none" if pair[1] == "room.defects" else "1")
    assert isinstance(interview.ask(), Ending)


def test_of_a_part_only_its_verdict_is_asked_for(start: Start) -> None:
    interview = start(file=ATTIC, of="kitchen")
    assert isinstance(interview.ask(), Ending)


def test_an_answer_with_which_nothing_can_be_true_is_taken_back(start: Start) -> None:
    interview = start(*MOIST, file=ATTIC)
    look = interview._look

    def fussy(case: Case, answered: frozenset[tuple[str, str]]):
        if case.fact("attic", "room.moisture"):
            raise CaseError(Problem("constraint", "that cannot be"))
        return look(case, answered)

    interview._look = fussy
    before = interview.session
    assert interview.ask()
    assert interview.say("30").changed
    at = interview.ask()
    assert isinstance(at, Reply)
    assert at.changed
    assert [problem.what for problem in at.problems] == ["that cannot be"]
    assert interview.session == before
    assert name(interview) == "attic.moisture"


@pytest.mark.parametrize("chunk", range(4))
def test_any_interview_ends_in_what_the_completion_gives(chunk: int) -> None:
    """Answered as a completion has it, resumed now and then; every goal is then as in the completion."""
    tried = 0
    for seed in range(chunk * 60, chunk * 60 + 60):
        rng = Random(seed)
        kb, case = random_program(rng)
        if not 1 < count_completions(kb, case) <= 200:
            continue
        ways = list(completions(kb, case))
        if not ways:
            continue
        tried += 1
        truth = rng.choice(ways)
        with in_process(kb) as inference:
            look = looking(kb, inference)
            interview = Interview(kb, begun(case), look)
            asked = []
            while isinstance(at := interview.ask(), Prompt):
                if at.asked is None:
                    interview.say("none" if not case.parts else "")
                    continue
                pair = (at.asked.entity, at.asked.attribute)
                assert pair not in asked
                asked.append(pair)
                fact = truth.fact(*pair)
                assert fact is not None
                values = [str(value).lower() for value in fact.values]
                number = kb.attributes[pair[1]].type == "number"
                line = format(fact.values[0], "") if number else ", ".join(values) or "none"
                reply = interview.say(line)
                assert reply.problems == (), (seed, line)
                if rng.random() < 0.3:
                    text = write_session(kb, interview.session)
                    session = read_session(kb, text.encode(), "made.yaml")
                    assert session == interview.session
                    interview = Interview(kb, session, look)
            assert isinstance(at, Ending)
            assert at.why == "Nothing more to ask: no missing fact can change a verdict."
            verdicts = inference.infer(interview.session.case).verdicts
            if case.parts is not None:
                wanted = evaluate(kb, truth).verdicts
                for verdict in verdicts:
                    if verdict.status == "settled":
                        assert verdict.value == wanted[verdict.entity, verdict.attribute].value, seed
    assert tried > 10
