"""advisor explain CASE WHAT: everything an answer calls something by is understood."""

import pytest

from tests.cli.conftest import Run

ROOMS = ("examples/rooms/case.yaml", "--kb", "examples/rooms/kb")
LANE = ("examples/harbour-lane.yaml",)


def first(advisor: Run, case: tuple[str, ...], what: str) -> list[str]:
    result = advisor("explain", *case, what)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_a_rule_and_a_part(advisor: Run) -> None:
    both, one = "\n".join(first(advisor, LANE, "FIT-01")), "\n".join(first(advisor, LANE, "fit-01 payroll"))
    assert one.splitlines()[0] == "FIT-01: A function that is not core and has an operational need suits BPO"
    assert "fired for payroll: payroll suits BPO" in one
    assert "it_support suits BPO" in both
    assert "it_support" not in one
    assert "recruiting" in "\n".join(first(advisor, LANE, "FIT-01 recruiting"))


def test_a_rule_of_the_whole(advisor: Run) -> None:
    assert first(advisor, LANE, "DEC-13 business") == first(advisor, LANE, "DEC-13")


def test_a_rule_and_what_it_says_nothing_about(advisor: Run) -> None:
    result = advisor("explain", *LANE, "FIT-01 payrol")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error[explain-what]: FIT-01 says nothing about 'payrol' (hint: did you mean payroll? it speaks of: "
        "payroll, it_support, warehousing, recruiting)\n"
    )
    result = advisor("explain", *LANE, "DEC-13 payroll")
    assert result.stderr == (
        "error[explain-what]: DEC-13 says nothing about 'payroll' (hint: it speaks of: business)\n"
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Recommendation", "business.recommendation"),
        ("Harbour Lane Logistics: Recommendation", "business.recommendation"),
        ("VERDICT", "function.verdict"),
        ("payroll: Verdict", "payroll.verdict"),
        ("payroll: core function", "payroll.core"),
        ("core function", "function.core"),
    ],
)
def test_labels(said: str, meant: str, advisor: Run) -> None:
    assert first(advisor, LANE, said) == first(advisor, LANE, meant)


def test_a_label_of_the_whole_is_none_of_a_part(advisor: Run) -> None:
    assert advisor("explain", *LANE, "payroll: Recommendation").exit_code == 2


def test_labels_of_another_field(advisor: Run) -> None:
    assert first(advisor, ROOMS, "kitchen: Verdict")[0] == "kitchen: Verdict"
