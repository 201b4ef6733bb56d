"""Hostile and mistaken YAML: each row is a test with its exact message, line and column."""

from __future__ import annotations

import pytest

from engine.knowledge.nodes import Mapping, Scalar, Sequence
from engine.knowledge.strict import read_document
from tests.knowledge.samples import broken

BOMB = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c]\n" % (name, name, name - 1, name - 1) for name in range(ord("b"), ord("j"))
)
HOSTILE = {
    "anchor": (
        b"a: &x 1\n",
        ["1:4: error[anchor]: anchors (&x) are not allowed (hint: write the value out)"],
    ),
    "alias": (b"a: *x\n", ["1:4: error[alias]: aliases (*x) are not allowed (hint: write the value out)"]),
    "alias of itself": (
        b"a: &x [*x]\n",
        [
            "1:4: error[anchor]: anchors (&x) are not allowed (hint: write the value out)",
            "1:8: error[alias]: aliases (*x) are not allowed (hint: write the value out)",
        ],
    ),
    "merge key": (
        b"<<: {a: 1}\nb: 2\n",
        ["1:1: error[merge-key]: merge keys are not allowed (hint: write the entries out)"],
    ),
    "tag that runs code": (
        b"a: !!python/object/apply:os.system [ls]\n",
        ["1:4: error[tag]: tags (!) are not allowed (hint: quote a text that starts with !)"],
    ),
    "tag !!int": (
        b"a: !!int x\n",
        ["1:4: error[tag]: tags (!) are not allowed (hint: quote a text that starts with !)"],
    ),
    "tag !!timestamp": (
        b"a: !!timestamp x\n",
        ["1:4: error[tag]: tags (!) are not allowed (hint: quote a text that starts with !)"],
    ),
    "tag !": (
        b"a: ! x\n",
        ["1:4: error[tag]: tags (!) are not allowed (hint: quote a text that starts with !)"],
    ),
    "directive": (
        b"%YAML 1.1\n---\na: 1\n",
        ["1:1: error[directive]: YAML directives (%) are not allowed (hint: remove the line)"],
    ),
    "duplicate key": (
        b"a: 1\nb: 2\na: 3\n",
        ["3:1: error[duplicate-key]: the key 'a' stands twice, first in line 1 (hint: keep one of them)"],
    ),
    "duplicate key three times": (
        b"a: 1\na: 2\na: 3\n",
        [
            "2:1: error[duplicate-key]: the key 'a' stands twice, first in line 1 (hint: keep one of them)",
            "3:1: error[duplicate-key]: the key 'a' stands twice, first in line 1 (hint: keep one of them)",
        ],
    ),
    "duplicate key in a flow mapping": (
        b"a: {b: 1,\n    b: 2}\n",
        ["2:5: error[duplicate-key]: the key 'b' stands twice, first in line 1 (hint: keep one of them)"],
    ),
    "duplicate key composed and decomposed": (
        "é: 1\ne\u0301: 2\n".encode(),
        [
            "2:1: error[duplicate-key]: the key 'e\u0301' looks the same as the key in line 1"
            " (hint: keep one of them)"
        ],
    ),
    "duplicate key with a zero-width blank": (
        "a: 1\na\u200b: 2\n".encode(),
        [
            "2:1: error[duplicate-key]: the key 'a\ufffd' looks the same as the key in line 1"
            " (hint: keep one of them)",
            "2:2: error[character]: character U+200B cannot be seen (hint: remove it)",
        ],
    ),
    "duplicate key with a zero-width blank by escape": (
        b'"a\\u200b": 1\na: 2\n',
        [
            "1:1: error[character]: character U+200B cannot be seen, written as an escape (hint: remove it)",
            "2:1: error[duplicate-key]: the key 'a' looks the same as the key in line 1"
            " (hint: keep one of them)",
        ],
    ),
    "NUL": (b"aa: \0\n", ["1:5: error[character]: control character U+0000 (hint: remove it)"]),
    "ESC": (b"a: \x1b[31m\n", ["1:4: error[character]: control character U+001B (hint: remove it)"]),
    "DEL": (b"a: b\x7f\n", ["1:5: error[character]: control character U+007F (hint: remove it)"]),
    "C1": ("a: b\u009b\n".encode(), ["1:5: error[character]: control character U+009B (hint: remove it)"]),
    "line separator": (
        "a: b\u2028c\nd: \u0007\n".encode(),
        [
            "1:5: error[character]: control character U+2028 (hint: remove it)",
            "2:4: error[character]: control character U+0007 (hint: remove it)",
        ],
    ),
    "NUL by escape": (
        b'a: "\\x00"\n',
        ["1:4: error[character]: control character U+0000, written as an escape (hint: remove it)"],
    ),
    "ESC by escape": (
        b'a: "\\e[2J"\n',
        ["1:4: error[character]: control character U+001B, written as an escape (hint: remove it)"],
    ),
    "carriage return by escape": (
        b'a: "x\\ry"\n',
        ["1:4: error[character]: control character U+000D, written as an escape (hint: remove it)"],
    ),
    "bidi": (
        "a: b\u202ec\n".encode(),
        ["1:5: error[character]: character U+202E changes the direction of text (hint: remove it)"],
    ),
    "bidi in a comment": (
        "# b\u2066c\na: 1\n".encode(),
        ["1:4: error[character]: character U+2066 changes the direction of text (hint: remove it)"],
    ),
    "bidi by escape": (
        b'a: "\\u202e"\n',
        [
            "1:4: error[character]: character U+202E changes the direction of text, written as an escape"
            " (hint: remove it)"
        ],
    ),
    "byte order mark inside": (
        "a: b\ufeff\n".encode(),
        ["1:5: error[character]: character U+FEFF cannot be seen (hint: remove it)"],
    ),
    "lone surrogate by escape": (
        b'a: "\\ud800"\n',
        ["1:7: error[syntax]: not valid YAML: found invalid Unicode character escape code"],
    ),
    "Latin-1": (
        "a: 1\nb: Müll\n".encode("latin-1"),
        ["2:5: error[encoding]: not UTF-8: byte 10 is 0xFC (hint: save it as UTF-8)"],
    ),
    "surrogate in UTF-8": (
        b"a: \xed\xa0\x80\n",
        ["1:4: error[encoding]: not UTF-8: byte 4 is 0xED (hint: save it as UTF-8)"],
    ),
    "UTF-16 with a mark": (
        "a: b".encode("utf-16"),
        ["error[encoding]: the file is UTF-16, not UTF-8 (hint: save it as UTF-8)"],
    ),
    "UTF-32 with a mark": (
        "a: b".encode("utf-32"),
        ["error[encoding]: the file is UTF-32, not UTF-8 (hint: save it as UTF-8)"],
    ),
    "UTF-16 without a mark": (
        "a: b".encode("utf-16-be"),
        ["error[encoding]: the file is UTF-16 or UTF-32, not UTF-8 (hint: save it as UTF-8)"],
    ),
    "two documents": (
        b"a: 1\n---\nb: 2\n",
        ["2:1: error[documents]: a second document starts here; one file holds one"],
    ),
    "no bytes": (b"", ["1:1: error[empty]: the document is empty"]),
    "only blanks": (b" \n\n", ["1:1: error[empty]: the document is empty"]),
    "only a comment": (b"# nothing\n", ["1:1: error[empty]: the document is empty"]),
    "only a document mark": (b"---\n", ["1:1: error[empty]: the document is empty"]),
    "number as key": (b"1: a\n", ["1:1: error[key]: the key '1' could be read as a number (hint: quote it)"]),
    "null as key": (b"~: a\n", ["1:1: error[key]: the key '~' could be read as nothing (hint: quote it)"]),
    "date as key": (
        b"2020-01-01: a\n",
        ["1:1: error[key]: the key '2020-01-01' could be read as a date (hint: quote it)"],
    ),
    "key of thirty digits": (
        b"123456789012345678901234567890: a\n",
        [
            "1:1: error[key]: the key '123456789012345678901234567890' could be read as a number"
            " (hint: quote it)"
        ],
    ),
    "empty key": (b"'': a\n", ["1:1: error[key]: a key is empty"]),
    "no key": (b"? \n: a\n", ["1:2: error[key]: a key is empty"]),
    "list as key": (
        b"? [a, b]\n: c\n",
        ["1:3: error[key]: a key must be text, not a list or a mapping"],
    ),
    "tab as indentation": (
        b"a:\n\tb: c\n",
        [
            "2:1: error[syntax]: not valid YAML: found character that cannot start any token"
            " (hint: indent with blanks, not with tabs; quote a text that starts with @ or `)"
        ],
    ),
    "colon in a text": (
        b"a: b: c\n",
        [
            "1:5: error[syntax]: not valid YAML: mapping values are not allowed in this context"
            " (hint: quote a text that holds a colon and a blank)"
        ],
    ),
    "open quote": (
        b'a: "x\n',
        [
            "2:1: error[syntax]: not valid YAML: found unexpected end of stream"
            " (hint: is a quote or a bracket still open?)"
        ],
    ),
}


def said(data: bytes) -> list[str]:
    return [str(problem).removeprefix("f.yaml:").strip() for problem in read_document(data, "f.yaml")[1]]


@pytest.mark.parametrize(("data", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_refused(data: bytes, expected: list[str]) -> None:
    assert said(data) == expected


def test_alias_bomb_costs_nothing() -> None:
    lines = said(BOMB)
    assert lines[0] == "1:4: error[anchor]: anchors (&a) are not allowed (hint: write the value out)"
    assert len(lines) == 9 + 2 * 8


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- ", b"? "])
@pytest.mark.parametrize("depth", [33, 500, 200_000])
def test_deep_nesting_is_refused(opening: bytes, depth: int) -> None:
    node, problems = read_document(opening * depth, "f.yaml")
    assert node is None
    assert [(problem.code, problem.what) for problem in problems] == [
        ("too-deep", "nested more than 32 levels deep")
    ]


def test_thirty_two_levels_are_read() -> None:
    node, problems = read_document(b"[" * 32 + b"]" * 32, "f.yaml")
    assert problems == ()
    assert isinstance(node, Sequence)


def test_a_file_of_more_than_four_mebibytes_is_refused() -> None:
    assert said(b"#" * (4 * 1024 * 1024 + 1)) == ["error[too-big]: the file is larger than 4 MiB"]


def test_more_than_half_a_million_values_are_refused() -> None:
    node, problems = read_document(b"[" + b"1," * 500_001 + b"]", "f.yaml")
    assert node is None
    assert str(problems[0]) == "f.yaml:1:1000000: error[too-big]: more than 500000 values in one file"


def test_many_problems_are_counted_not_told() -> None:
    lines = said(b"a: 1\n" * 1000)
    assert len(lines) == 101
    assert lines[-1] == "error[more]: 899 more problems in this file are not shown"


def test_many_characters_are_counted_not_told() -> None:
    lines = said(b"a: " + b"\x01" * 1000)
    assert len(lines) == 101
    assert lines[-1] == "error[more]: 900 more problems in this file are not shown"


def test_everything_recoverable_is_told_at_once() -> None:
    assert len(said(b"a: &x 1\na: !t 2\n<<: 3\n4: \x07\n")) == 6


def test_ambiguous_words_stay_as_they_are_written() -> None:
    text = b"a: NO\nb: 017\nc: 0x1F\nd: 1_000\ne: 12:30:45\nf: 1e3\ng: .nan\nh: 2020-13-45\ni: 'NO'\nno: x\n"
    node, problems = read_document(text, "f.yaml")
    assert problems == ()
    assert isinstance(node, Mapping)
    found = [(key.text, value.text, value.plain) for key, value in node.entries if isinstance(value, Scalar)]
    assert found == [
        ("a", "NO", True),
        ("b", "017", True),
        ("c", "0x1F", True),
        ("d", "1_000", True),
        ("e", "12:30:45", True),
        ("f", "1e3", True),
        ("g", ".nan", True),
        ("h", "2020-13-45", True),
        ("i", "NO", False),
        ("no", "x", True),
    ]


def test_places_count_characters_and_survive_windows_line_ends_and_a_mark() -> None:
    node, problems = read_document("\ufeffü: [é, b]\r\nlast: x\r\n".encode(), "f.yaml")
    assert problems == ()
    assert isinstance(node, Mapping)
    (_, listed), (key, _) = node.entries
    assert isinstance(listed, Sequence)
    assert [str(item.where) for item in listed.items] == ["f.yaml:1:5", "f.yaml:1:8"]
    assert str(key.where) == "f.yaml:2:1"


AMBIGUOUS = [
    "NO",
    "on",
    "Yes",
    "true",
    "017",
    "0x1F",
    "1_000",
    "12:30:45",
    "1e3",
    "08",
    ".nan",
    ".inf",
    "-.Inf",
]


@pytest.mark.parametrize("word", [*AMBIGUOUS, "2020-01-01", "2020-13-45", "0o17", "0b1", "9" * 4301])
def test_ambiguous_words_are_refused_where_text_is_meant(word: str) -> None:
    problems = broken(("kb.yaml", "title: When to water", f"title: {word}"))
    assert len(problems) == 1
    assert problems[0].startswith("kb/kb.yaml:3:8: error[")
    assert problems[0].endswith("(hint: quote it)")
    assert broken(("kb.yaml", "title: When to water", f"title: '{word}'")) == []


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "True", "false"])
def test_yes_and_no_pass_where_a_boolean_is_meant(word: str) -> None:
    assert broken(("rules/10-beds.yaml", "        - bed.dry: true", f"        - bed.dry: {word}")) == []


@pytest.mark.parametrize("text", ["- a\n", "just text\n", "null\n", "12\n"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    from tests.knowledge.samples import GARDEN, problems

    kinds = {"- a\n": "a list", "just text\n": "text", "null\n": "nothing", "12\n": "a number"}
    assert problems({**GARDEN, "kb.yaml": text}) == [
        f"kb/kb.yaml:1:1: error[kind]: this file is a mapping, not {kinds[text]}"
    ]
