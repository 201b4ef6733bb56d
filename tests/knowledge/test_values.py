"""Scalars to typed values: what passes, and what is said of what does not."""

from __future__ import annotations

import pytest

from engine.errors import Problem, Where
from engine.knowledge.model import Attribute
from engine.knowledge.nodes import Scalar
from engine.knowledge.scalars import reading
from engine.knowledge.values import parse_date, parse_number, parse_text, parse_value

HERE = Where("f", 1, 1)
SKY = Attribute(
    "weather.sky", "root", "enum", "sky", ("sun", "rain", "no"), value_aliases={"sunny": "sun", "NO": "no"}
)
DRY = Attribute("bed.dry", "part", "boolean", "dry", (False, True), value_aliases={"arid": True})
HEAT = Attribute("weather.heat", "root", "number", "heat", unit="days", low=-20, high=1000)
SHARE = Attribute("weather.share", "root", "number", "share", unit="%", integer=True)


def plain(text: str) -> Scalar:
    return Scalar(text, True, HERE)


def quoted(text: str) -> Scalar:
    return Scalar(text, False, HERE)


def told(result: object) -> str:
    assert isinstance(result, Problem), result
    return str(result).removeprefix("f:1:1: error")


@pytest.mark.parametrize(
    ("node", "attribute", "value"),
    [
        (plain("rain"), SKY, "rain"),
        (quoted("rain"), SKY, "rain"),
        (plain("sunny"), SKY, "sun"),
        (plain("no"), SKY, "no"),
        (plain("NO"), SKY, "no"),
        (plain("true"), DRY, True),
        (plain("Yes"), DRY, True),
        (plain("OFF"), DRY, False),
        (quoted("arid"), DRY, True),
        (plain("62"), HEAT, 62),
        (plain("62 days"), HEAT, 62),
        (quoted("62 days"), HEAT, 62),
        (plain("62.50"), HEAT, 62.5),
        (plain("45.0"), HEAT, 45),
        (plain("-0"), HEAT, 0),
        (plain("-20"), HEAT, -20),
        (plain("5%"), SHARE, 5),
        (plain("5 %"), SHARE, 5),
    ],
)
def test_values(node: Scalar, attribute: Attribute, value: object) -> None:
    found = parse_value(node, attribute)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("node", "attribute", "says"),
    [
        (
            plain("rian"),
            SKY,
            "[value]: 'rian' is no value of weather.sky (hint: did you mean rain? its values: sun, rain, no)",
        ),
        (
            plain("x"),
            SKY,
            "[value]: 'x' is no value of weather.sky (hint: its values: sun, rain, no)",
        ),
        (
            plain("Rain"),
            SKY,
            "[value]: 'Rain' is no value of weather.sky (hint: did you mean rain? its values: sun, rain, no)",
        ),
        (
            plain("off"),
            SKY,
            "[value]: 'off' is no value of weather.sky (hint: its values: sun, rain, no)",
        ),
        (plain("maybe"), DRY, "[value]: bed.dry is true or false, not 'maybe'"),
        (
            quoted("true"),
            DRY,
            "[value]: bed.dry is true or false, not 'true' (hint: write it without quotes)",
        ),
        (plain("1"), DRY, "[value]: bed.dry is true or false, not '1'"),
        (
            quoted("62"),
            HEAT,
            "[number]: weather.heat is a number, not the text '62' (hint: write it without quotes)",
        ),
        (
            plain("62 weeks"),
            HEAT,
            "[unit]: the unit of weather.heat is days, not 'weeks' (hint: write the number of days)",
        ),
        (
            plain("62days"),
            HEAT,
            "[number]: weather.heat is a number, not '62days'"
            " (hint: write digits, for example 45 days or 4.5)",
        ),
        (plain("1001"), HEAT, "[range]: 1001 is outside the range of weather.heat, -20 to 1000 days"),
        (plain("5.5"), SHARE, "[number]: weather.share is a whole number, not 5.5"),
        (plain("0." + "1" * 16), HEAT, f"[number]: '0.{'1' * 16}' has more than 15 significant digits"),
        (plain(f"0.{0:0400}1"), HEAT, f"[number]: '0.{0:058}...' has more than 15 significant digits"),
    ],
)
def test_problems(node: Scalar, attribute: Attribute, says: str) -> None:
    assert told(parse_value(node, attribute)) == says


@pytest.mark.parametrize(
    "text",
    [
        *[
            "017",
            "0x1F",
            "0o17",
            "1_000",
            "12:30",
            "12:30:45",
            "1e3",
            "1E400",
            "08",
            ".nan",
            ".inf",
            "nan",
            "inf",
            "+5",
            "5.",
            ".5",
            "1,5",
            "1.000,5",
            "٣",
            "１２",
            "--5",
        ],
        "",
        "5 5 ",
        "9" * 4301,
    ],
)
def test_numbers_are_digits_and_nothing_else(text: str) -> None:
    found = parse_number(plain(text))
    assert isinstance(found, Problem)
    assert found.code in ("number", "unit")


def test_a_unit_where_there_is_none() -> None:
    assert told(parse_number(plain("5 kg"), of="size")) == "[unit]: size has no unit, but 'kg' is given"


@pytest.mark.parametrize(("low", "high", "ends"), [(1, None, "1 or more"), (None, 3, "at most 3")])
def test_a_range_with_one_end(low: int | None, high: int | None, ends: str) -> None:
    text = "0" if low else "4"
    says = f"[range]: {text} is outside the range of size, {ends}"
    assert told(parse_number(plain(text), of="size", low=low, high=high)) == says


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "nothing"),
        ("~", "nothing"),
        ("Null", "nothing"),
        ("yes", "true or false"),
        ("OFF", "true or false"),
        ("=", "a YAML directive"),
        ("2020-01-01", "a date"),
        ("2020-1-1 12:00", "a date"),
        ("12:30", "a number"),
        ("-.INF", "a number"),
        (".NaN", "a number"),
        ("1e3", "a number"),
        ("1__0", "a number"),
        ("0b11", "a number"),
        ("1.0", "a number"),
        ("1.0.0", ""),
        ("y", ""),
        ("nan", ""),
        ("yes and no", ""),
        ("0x", ""),
        ("-", ""),
    ],
)
def test_what_plain_words_could_be_read_as(text: str, what: str) -> None:
    assert reading(text) == what


def test_text_is_folded_to_one_line() -> None:
    assert parse_text(quoted("  a \n\n b\tc ")) == "a b c"


@pytest.mark.parametrize(
    ("node", "says"),
    [
        (plain("12:30"), "[quote]: '12:30' could be read as a number (hint: quote it)"),
        (plain("yes"), "[quote]: 'yes' could be read as true or false (hint: quote it)"),
        (plain("2020-01-01"), "[quote]: '2020-01-01' could be read as a date (hint: quote it)"),
        (quoted(" \n"), "[text]: the title is empty"),
    ],
)
def test_text_that_is_refused(node: Scalar, says: str) -> None:
    assert told(parse_text(node, "the title")) == says


@pytest.mark.parametrize("node", [plain("2024-02-29"), quoted("2024-02-29")])
def test_a_day(node: Scalar) -> None:
    assert parse_date(node) == "2024-02-29"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2023-02-29", "[date]: 2023-02-29 is no day of the calendar"),
        ("0000-01-01", "[date]: 0000-01-01 is no day of the calendar"),
        ("1.2.2024", "[date]: the day is a date, not '1.2.2024' (hint: write YYYY-MM-DD)"),
        ("2024-2-9", "[date]: the day is a date, not '2024-2-9' (hint: write YYYY-MM-DD)"),
        ("２０２４-01-01", "[date]: the day is a date, not '２０２４-01-01' (hint: write YYYY-MM-DD)"),
    ],
)
def test_no_day(text: str, says: str) -> None:
    assert told(parse_date(plain(text), "the day")) == says
