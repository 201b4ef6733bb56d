"""Hostile and mistaken JSON, and that sound JSON is read as YAML would be."""

from __future__ import annotations

import json

import pytest

from engine.knowledge.nodes import Mapping, Scalar, Sequence
from engine.knowledge.reading import to_plain
from engine.knowledge.strict import read_document

HOSTILE = {
    "duplicate key": (
        b'{"a": 1,\n "a": 2}',
        ["2:2: error[duplicate-key]: the key 'a' stands twice, first in line 1 (hint: keep one of them)"],
    ),
    "duplicate key by escape": (
        b'{"a": 1, "\\u0061": 2}',
        ["1:10: error[duplicate-key]: the key 'a' stands twice, first in line 1 (hint: keep one of them)"],
    ),
    "NaN": (
        b'{"a": NaN}',
        ["1:7: error[syntax]: not valid JSON: 'NaN' is no JSON value (hint: write text in double quotes)"],
    ),
    "Infinity": (
        b'{"a": -Infinity}',
        [
            "1:7: error[syntax]: not valid JSON: '-Infinity' is no JSON value"
            " (hint: write text in double quotes)"
        ],
    ),
    "lone surrogate": (
        b'{"a": "x\\ud800"}',
        ["1:7: error[character]: U+D800 is half a character, written as an escape (hint: remove it)"],
    ),
    "surrogates the wrong way round": (
        b'{"a": "\\ude00\\ud83d"}',
        [
            "1:7: error[character]: U+DE00 is half a character, written as an escape (hint: remove it)",
            "1:7: error[character]: U+D83D is half a character, written as an escape (hint: remove it)",
        ],
    ),
    "NUL by escape": (
        b'{"a": "\\u0000"}',
        ["1:7: error[character]: control character U+0000, written as an escape (hint: remove it)"],
    ),
    "backspace by escape": (
        b'{"a": "\\b"}',
        ["1:7: error[character]: control character U+0008, written as an escape (hint: remove it)"],
    ),
    "raw control character": (
        b'{"a": "\x01"}',
        ["1:8: error[character]: control character U+0001 (hint: remove it)"],
    ),
    "bidi": (
        '{"a": "\u202e"}'.encode(),
        ["1:8: error[character]: character U+202E changes the direction of text (hint: remove it)"],
    ),
    "empty key": (b'{"": 1}', ["1:2: error[key]: a key is empty"]),
    "last comma in a mapping": (
        b'{"a": 1,}',
        ["1:9: error[syntax]: not valid JSON: a ',' stands before '}' (hint: remove the last comma)"],
    ),
    "last comma in a list": (
        b"[1,]",
        ["1:4: error[syntax]: not valid JSON: a ',' stands before ']' (hint: remove the last comma)"],
    ),
    "no comma": (b"[1 2]", ["1:4: error[syntax]: not valid JSON: expected ',' or ']', not '2'"]),
    "wrong bracket": (b'{"a": [1}', ["1:9: error[syntax]: not valid JSON: expected ',' or ']', not '}'"]),
    "no colon": (b'{"a" 1}', ["1:6: error[syntax]: not valid JSON: expected ':', not '1'"]),
    "no value": (b'{"a": }', ["1:7: error[syntax]: not valid JSON: expected a value, not '}'"]),
    "key without quotes": (
        b"{a: 1}",
        ["1:2: error[syntax]: not valid JSON: expected a key in double quotes, not 'a'"],
    ),
    "single quotes": (
        b"{\"a\": 'b'}",
        ["1:7: error[syntax]: not valid JSON: ''b'' is no JSON value (hint: write text in double quotes)"],
    ),
    "comment": (
        b"// hello\n{}",
        ["1:1: error[syntax]: not valid JSON: '//' is no JSON value (hint: write text in double quotes)"],
    ),
    "number with a leading nought": (
        b'{"a": 017}',
        ["1:7: error[syntax]: not valid JSON: '017' is no JSON value (hint: write text in double quotes)"],
    ),
    "unknown escape": (b'{"a": "\\x"}', ["1:8: error[syntax]: not valid JSON: unknown escape \\x"]),
    "short escape": (b'{"a": "\\u12"}', ["1:8: error[syntax]: not valid JSON: unknown escape \\u"]),
    "open string": (
        b'{"a": "b\n}',
        [
            "1:7: error[syntax]: not valid JSON: this string does not end on its line"
            " (hint: is a quote missing?)"
        ],
    ),
    "open mapping": (b'{"a": 1', ["1:8: error[syntax]: not valid JSON: expected ',' or '}', not the end"]),
    "something after the end": (
        b"{}\n{}",
        ["2:1: error[syntax]: not valid JSON: something follows the end of the document"],
    ),
    "empty": (b" \n", ["1:1: error[empty]: the document is empty"]),
    "UTF-16": (
        '{"a": 1}'.encode("utf-16"),
        ["error[encoding]: the file is UTF-16, not UTF-8 (hint: save it as UTF-8)"],
    ),
}


@pytest.mark.parametrize(("data", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_refused(data: bytes, expected: list[str]) -> None:
    said = [str(problem).removeprefix("f.json:").strip() for problem in read_document(data, "f.json")[1]]
    assert said == expected


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("depth", [33, 200_000])
def test_deep_nesting_is_refused(opening: bytes, depth: int) -> None:
    node, problems = read_document(opening * depth, "f.json")
    assert node is None
    place = 33 if opening == b"[" else 32 * 5 + 1
    assert [str(p) for p in problems] == [
        f"f.json:1:{place}: error[too-deep]: nested more than 32 levels deep"
    ]


def test_numbers_keep_their_text_for_whoever_reads_them_typed() -> None:
    node, problems = read_document(b'{"a": 1e400, "b": ' + b"9" * 4301 + b"}", "f.json")
    assert problems == ()
    assert isinstance(node, Mapping)
    texts = [(value.text, value.plain) for _, value in node.entries if isinstance(value, Scalar)]
    assert texts == [("1e400", True), ("9" * 4301, True)]


@pytest.mark.parametrize(
    "value",
    [{}, [], {"a": {}}, [[], [{}], [1, [2]]], {"a": [True, False, None, "x", -1.5, 0], "b": {"c": "d"}}],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_sound_json_is_read_as_it_is_and_as_yaml_reads_it(value: object, indent: int | None) -> None:
    data = json.dumps(value, indent=indent).encode()
    node, problems = read_document(data, "f.json")
    assert problems == ()
    assert node is not None
    assert to_plain(node) == value
    assert read_document(data, "f.json", json=False) == (node, ())


def test_strings_with_escapes() -> None:
    text = 'q " b \\ / \n \t é 😀 \u20ac'
    node, problems = read_document(json.dumps([text]).encode(), "f.json")
    assert problems == ()
    assert isinstance(node, Sequence)
    assert node.items[0] == Scalar(text, False, node.items[0].where)


@pytest.mark.parametrize(
    ("file", "data", "is_json"),
    [
        ("-", b' \n{"a": 1,}', True),
        ("-", b"a: 1", False),
        ("x.JSON", b"[1,]", True),
        ("x.yaml", b"{a: 1,}", False),
    ],
)
def test_what_is_taken_for_json(file: str, data: bytes, is_json: bool) -> None:
    assert bool(read_document(data, file)[1]) is is_json
