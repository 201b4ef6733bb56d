"""Work grows no worse than the input: counted in function calls, which are the same on every machine."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import KnowledgeError
from engine.knowledge.loader import load_files
from engine.knowledge.strict import read_document
from tests.knowledge.samples import GARDEN, files


def calls(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called."""
    count = 0

    def note(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def with_rules(number: int, broken: bool = False) -> dict[str, bytes]:
    """The garden and so many rules in a row, each reading what the one before concludes."""
    attributes = "".join(
        f"  - {{attribute: bed.x{i}, type: enum, values: [a, b]}}\n" for i in range(number + 1)
    )
    rules = "".join(
        f"- {{id: X-{i:05}, title: t, scope: bed, when: {{bed.x{i + 1}: a, unless: [{{bed.x{i + 1}: b}}]}},"
        f" {'presume' if i % 2 else 'then'}: {{bed.x{i}: {'c' if broken else 'a'}}},"
        " because: b, claims: [C1]}\n"
        for i in range(number)
    )
    vocabulary = GARDEN["vocabulary.yaml"].replace("constraints:", f"{attributes}constraints:")
    return files({**GARDEN, "vocabulary.yaml": vocabulary, "rules/90.yaml": rules})


def load(data: dict[str, bytes]) -> None:
    with contextlib.suppress(KnowledgeError):
        load_files(data)


@pytest.mark.parametrize("broken", [False, True], ids=["sound", "broken"])
def test_loading_is_linear_in_rules(broken: bool) -> None:
    small, large = (calls(lambda n=n: load(with_rules(n, broken))) for n in (150, 600))
    assert large < 4.4 * small


def with_copies(number: int) -> dict[str, bytes]:
    """The garden and a set of so many members, copied and the copy copied."""
    values = f"[{', '.join(f'm{i}' for i in range(number))}]"
    attributes = "".join(
        f"  - {{attribute: garden.{name}, type: set, values: {values}{asked}}}\n"
        for name, asked in (("given", ", question: which?"), ("first", ""), ("second", ""))
    )
    rules = "".join(
        f"- {{id: {target.upper()}, title: t, scope: garden, when: always, because: b, claims: [C1],"
        f" then: {{garden.{target}: {{same_as: garden.{source}}}}}}}\n"
        for source, target in (("given", "first"), ("first", "second"))
    )
    vocabulary = GARDEN["vocabulary.yaml"].replace("constraints:", f"{attributes}constraints:")
    return files({**GARDEN, "vocabulary.yaml": vocabulary, "rules/90.yaml": rules})


def test_loading_is_linear_in_the_members_of_copied_sets() -> None:
    small, large = (calls(lambda n=n: load_files(with_copies(n))) for n in (250, 1000))
    assert large < 4.4 * small


HOSTILE = {
    "brackets": lambda n: b"[" * n,
    "flow mappings": lambda n: b"{a: " * n,
    "dashes": lambda n: b"- " * n,
    "question marks": lambda n: b"? " * n,
    "aliases": lambda n: b"- &a x\n" + b"- *a\n" * n,
    "duplicate keys": lambda n: b"a: 1\n" * n,
    "different keys": lambda n: b"".join(b"k%d: 1\n" % i for i in range(n)),
    "keys that look alike": lambda n: "".join(f"é{i}: 1\ne\u0301{i}: 2\n" for i in range(n)).encode(),
    "control characters": lambda n: b"a: " + b"\x01" * n,
    "quotes": lambda n: b'"' * n,
    "escapes": lambda n: b'a: "' + b"\\x01" * n + b'"',
    "backslashes": lambda n: b'a: "' + b"\\" * n,
    "digits": lambda n: b"a: " + b"9" * n,
    "lines": lambda n: b"a: b\n" + b"\n" * n + b"c: [",
    "colons": lambda n: b"a" + b":" * n,
    "documents": lambda n: b"---\n" * n,
}


@pytest.mark.parametrize("as_json", [False, True], ids=["yaml", "json"])
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_reading_is_linear_in_bytes(make: Callable[[int], bytes], as_json: bool) -> None:
    small, large = (calls(lambda n=n: read_document(make(n), "f", as_json)) for n in (1000, 4000))
    assert large < 4.2 * small + 200
