"""A receipt survives paper, and no mistyped one is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audit.receipt import ALPHABET, Receipt, find_receipts, new_id, parse_receipt
from engine.errors import AuditError

ROOT = bytes(range(32))
RECEIPT = Receipt("k7q2m9x4ta", "0123456789", 7, 12, ROOT)
LINE = str(RECEIPT)

ids = st.text(ALPHABET, min_size=10, max_size=10)


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    size = draw(st.integers(1, 10**15))
    return Receipt(
        draw(ids), draw(ids), draw(st.integers(1, size)), size, draw(st.binary(min_size=32, max_size=32))
    )


@given(receipts())
def test_what_was_written_is_read(receipt: Receipt) -> None:
    line = str(receipt)
    assert parse_receipt(line) == parse_receipt(line.upper()) == receipt
    assert "\n" not in line


def test_how_people_type() -> None:
    typed = LINE.upper().replace(" ", "  \n ").replace("0", "O").replace("1", "I")
    typed = typed.replace("RECEIPT/I", "receipt/1")
    assert parse_receipt(f"  {typed}\n") == RECEIPT


def test_every_single_mistyped_character_is_caught() -> None:
    same = {"0": "o", "1": "il", "o": "0", "i": "1l", "l": "1i"}
    for at, right in enumerate(LINE):
        for typed in "0123456789abcdefghijklmnopqrstuvwxyz /-":
            if typed == right or (at > 9 and typed in same.get(right, "")):
                continue
            with pytest.raises(AuditError):
                parse_receipt(LINE[:at] + typed + LINE[at + 1 :])


def test_swapped_or_missing_characters_are_caught() -> None:
    for at in range(len(LINE) - 1):
        swapped = LINE[:at] + LINE[at + 1] + LINE[at] + LINE[at + 2 :]
        for typed in (swapped, LINE[:at] + LINE[at + 1 :], LINE[:at] + LINE[at] + LINE[at:]):
            if typed.split() != LINE.split():
                with pytest.raises(AuditError):
                    parse_receipt(typed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is not a receipt"),
        ("paid 12.50", "this is not a receipt"),
        ("receipt/2 a b", "a receipt of the kind receipt/2 is not known here"),
        ("receipt/1 k7q2m9x4ta", "a receipt has 7 words, this has 2"),
        (LINE[:-1] + ("0" if LINE[-1] != "0" else "1"), "a character is mistyped"),
        (str(Receipt("bread", "0123456789", 1, 1, ROOT)), "the ids of a receipt"),
        (str(Receipt("k7q2m9x4ta", "0123456789", 2, 1, ROOT)), "lies within its size"),
        (str(Receipt("k7q2m9x4ta", "0123456789", 0, 1, ROOT)), "lies within its size"),
        (str(Receipt("k7q2m9x4ta", "0123456789", 1, 1, b"ab")), "64 digits"),
    ],
)
def test_what_is_said_of_what_is_none(text: str, said: str) -> None:
    with pytest.raises(AuditError, match=said):
        parse_receipt(text)


@given(st.text())
def test_nothing_else_is_raised(text: str) -> None:
    for line in (text, f"receipt/1 {text}", f"{LINE} {text}"):
        try:
            parse_receipt(line)
        except AuditError:
            continue


def test_receipts_stand_in_saved_answers() -> None:
    other = Receipt("k7q2m9x4ta", "zzzzzzzzzz", 12, 12, ROOT)
    saved = f'An answer\n\n  {LINE}\n{{"receipt": "{other}"}}\n'
    assert find_receipts(saved) == (RECEIPT, other)
    assert find_receipts("no receipt/1 here") == ()


def test_ids_are_not_drawn_twice() -> None:
    drawn = {new_id() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(len(each) == 10 and set(each) <= set(ALPHABET) for each in drawn)
