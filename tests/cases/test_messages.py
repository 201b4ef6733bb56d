"""Bad case files: the exact message with its line and column, all at once."""

from __future__ import annotations

import pytest

from engine.cases.reader import read_case
from engine.errors import CaseError, Exit
from tests.cases.garden import GARDEN, blocks, read, told


@pytest.mark.parametrize(("text", "messages"), blocks("messages.txt"))
def test_message(text: str, messages: list[str]) -> None:
    assert told(text + "\n") == messages


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "1:1: error[empty]: the document is empty"),
        (b"# nothing but a comment\n", "1:1: error[empty]: the document is empty"),
        (
            b"\xff\xfegarden",
            " error[encoding]: the file is UTF-16, not UTF-8 (hint: save it as UTF-8)",
        ),
        (b"case: \xe9\n", "1:7: error[encoding]: not UTF-8: byte 7 is 0xE9 (hint: save it as UTF-8)"),
        (b"case: a\x00b\n", "1:8: error[character]: control character U+0000 (hint: remove it)"),
        (
            b'beds: {"a\\x1bb": {}}\n',
            "1:8: error[character]: control character U+001B, written as an escape (hint: remove it)",
        ),
        (
            "beds: {a\u202eb: {}}\n".encode(),
            "1:9: error[character]: character U+202E changes the direction of text (hint: remove it)",
        ),
        (b"garden: " + b"[" * 40, "1:40: error[too-deep]: nested more than 32 levels deep"),
        (
            f"beds: {{{'n' * 201}: {{}}}}\n".encode(),
            f"1:8: error[case-name]: the name '{'n' * 60}...' is longer than 200 characters",
        ),
    ],
)
def test_hostile_yaml(data: bytes, message: str) -> None:
    assert told(data) == [f"case.yaml:{message}"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            '{"garden": {"size": 1,\n"size": 2}}',
            "2:1: error[duplicate-key]: the key 'size' stands twice, first in line 1 "
            "(hint: keep one of them)",
        ),
        (
            '{"garden.size": NaN}',
            "1:17: error[syntax]: not valid JSON: 'NaN' is no JSON value (hint: write text in double quotes)",
        ),
        (
            '{"garden.size": 1e400}',
            "1:17: error[number]: garden.size is a number, not '1e400' "
            "(hint: write digits, for example 45 m2 or 4.5)",
        ),
        (
            '{"case": "\\ud800"}',
            "1:10: error[character]: U+D800 is half a character, written as an escape (hint: remove it)",
        ),
        ('{"garden": ' + "[" * 40, "1:43: error[too-deep]: nested more than 32 levels deep"),
        (
            '{"garden.size": ' + "9" * 4301 + "}",
            f"1:17: error[number]: '{'9' * 60}...' has more than 15 significant digits",
        ),
        (
            '{"garden.size": "20"}',
            "1:17: error[number]: garden.size is a number, not the text '20' (hint: write it without quotes)",
        ),
        (
            '{"garden.soil": null}',
            "1:17: error[case-form]: nothing is said about garden.soil (hint: write unknown)",
        ),
        (
            '{"garden.fenced": "true"}',
            "1:19: error[value]: garden.fenced is true or false, not 'true' (hint: write it without quotes)",
        ),
        (
            '["a"]',
            "1:1: error[case-form]: a case is a mapping of names to what is said about them; "
            "here stands a list",
        ),
        (
            '{"beds": {"a": 3}}',
            "1:16: error[case-form]: what is said about a bed stands below its name; here stands a number "
            "(hint: write {} where nothing is said about it)",
        ),
    ],
)
def test_hostile_json(data: str, message: str) -> None:
    assert told(data, file="case.json") == [f"case.json:{message}"]


def test_more_problems_than_anybody_reads_are_not_looked_for() -> None:
    messages = told("".join(f"x{number}: 1\n" for number in range(5000)))
    assert len(messages) == 101
    assert messages[99] == "case.yaml:100:1: error[case-attribute]: unknown attribute 'x99'"
    assert messages[100] == (
        "case.yaml: error[case-more]: after 100 problems the rest of the case was not looked at"
    )


def test_broken_constraints_past_a_hundred_are_not_told() -> None:
    messages = told(
        "beds:\n" + "".join(f"  b{number}: {{crop: roses, sunny: no}}\n" for number in range(200))
    )
    assert len(messages) == 101
    assert messages[100] == "case.yaml: error[case-more]: more constraints are broken"


def test_missing_is_not_false_and_not_zero() -> None:
    case = read("beds: {south: {}}")
    assert case.facts == ()
    assert case.said_unknown == ()


def test_the_error_carries_its_parts_and_ends_in_exit_2() -> None:
    with pytest.raises(CaseError) as caught:
        read_case(GARDEN, b"garden.soli: clay\n", "a.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint, problem.severity) == (
        "case-attribute",
        "did you mean garden.soil?",
        "error",
    )
    assert str(problem.where) == "a.yaml:1:1"
    assert caught.value.exit is Exit.INVALID
