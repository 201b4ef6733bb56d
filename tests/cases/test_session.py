"""An interview written down as a case file is read as it was."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from engine.cases.model import Case, Fact, Origin
from engine.cases.reader import read_case
from engine.cases.session import LIST, Session, begun, read_session, write_session
from engine.errors import CaseError
from engine.knowledge.loader import load_knowledge
from tests.generate import random_program

ROOMS = load_knowledge("examples/rooms/kb")


def again(kb, session: Session) -> Session:
    read = read_session(kb, write_session(kb, session).encode(), "made.yaml")
    assert read is not None
    return read


@pytest.mark.parametrize("seed", range(150))
def test_whatever_was_said_is_read_as_it_was(seed: int) -> None:
    rng = Random(seed)
    kb, case = random_program(rng)
    pairs = [(fact.entity, fact.attribute) for fact in case.facts]
    unknown = tuple(
        sorted(
            (entity, name)
            for name, attribute in kb.attributes.items()
            for entity in (("",) if attribute.scope == "root" else case.parts or ())
            if attribute.asked and (entity, name) not in pairs and rng.random() < 0.5
        )
    )
    order = [LIST, *rng.sample(pairs, len(pairs) // 2), *unknown]
    rng.shuffle(order)
    listed = tuple(sorted(case.parts or (), reverse=True))
    case = replace(case, said_unknown=unknown, part_order=listed)
    read = again(kb, Session(case, tuple(order)))
    assert read == Session(case, tuple(order))
    assert read.case.part_order == listed
    assert again(kb, read) == read
    for fact in read.case.facts:
        answered = (fact.entity, fact.attribute) in order
        assert fact.origin.kind == ("answer" if answered else "file")


NAMES = [
    "yes",
    "12",
    "a: b",
    "- x",
    "'",
    '"',
    "#1",
    "~",
    "{x}",
    "[",
    "élan & co",
    "null",
    "case",
    "😀",
    "a\\b",
]


def test_names_and_words_are_never_read_as_anything_else() -> None:
    parts = tuple(sorted(NAMES))
    origin = Origin("file", None, "yes: no", '"12" #3')
    facts = tuple(Fact(part, "room.use", ("store",), origin=origin) for part in parts)
    case = Case("12", facts, parts, "2026-01-31", "- note: {x}", part_order=tuple(NAMES))
    read = again(ROOMS, Session(case, (LIST, ("yes", "room.use"))))
    assert read.case == case
    assert read.case.part_order == tuple(NAMES)
    assert {(f.origin.source, f.origin.note) for f in read.case.facts} == {("yes: no", '"12" #3')}


def test_numbers_keep_their_unit_and_their_digits() -> None:
    case = Case("x", (Fact("", "house.people", (4,)), Fact("a", "room.moisture", (0.0000001,))), ("a",))
    text = write_session(ROOMS, Session(case))
    assert 'house.people: "4 people"' in text
    assert 'moisture: "0.0000001 percent"' in text
    assert again(ROOMS, Session(case)).case == case


def test_a_session_is_a_case_like_any_other() -> None:
    case = Case("x", (Fact("a", "room.defects", ("pipes",), ("wiring",), False),), ("a",))
    text = write_session(ROOMS, Session(case, (LIST, ("a", "room.defects"))))
    assert read_case(ROOMS, text.encode(), "x.yaml") == case


def test_a_case_is_no_session() -> None:
    assert read_session(ROOMS, b"case: x\nrooms: {}\n", "x.yaml") is None


def test_what_a_case_says_is_unknown_is_asked_all_the_same() -> None:
    case = read_case(ROOMS, b"case: x\nhouse.people: unknown\nrooms: {}\n", "x.yaml")
    assert begun(case) == Session(replace(case, said_unknown=()), (LIST,))
    assert begun(replace(case, parts=None)).answered == ()


def test_an_answer_taken_out_by_hand_is_asked_again() -> None:
    text = b"case: x\nrooms:\n  a: {}\nanswered:\n- rooms\n- house.people\n- a: damp\n- a: used\n"
    read = read_session(ROOMS, text, "x.yaml")
    assert read is not None
    assert read.answered == (LIST,)


WRONG = {
    "answered: rooms": "x.yaml:3:11: error[case-form]: answered is the list of what was answered; "
    "here stands text",
    "answered: [house.poeple]": "x.yaml:3:12: error[case-attribute]: unknown attribute 'house.poeple' "
    "(hint: did you mean house.people?)",
    "answered: [{b: use}]": "x.yaml:3:13: error[case-name]: no room is called 'b' (hint: listed are: a)",
    "answered: [{a: usd}]": "x.yaml:3:12: error[case-attribute]: unknown attribute 'usd' "
    "(hint: did you mean room.used?)",
    "answered: [[a]]": "x.yaml:3:12: error[case-form]: an answer is an attribute, or room: attribute",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_is_told_with_its_place(line: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_session(ROOMS, f"case: x\nrooms: {{a: {{}}}}\n{line}\n".encode(), "x.yaml")
    assert str(caught.value) == WRONG[line]
