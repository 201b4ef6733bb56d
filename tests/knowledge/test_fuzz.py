"""Whatever the bytes are, the answer is a knowledge base or problems, and nothing else."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import KnowledgeError, Problem, Where
from engine.knowledge.loader import load_files
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.reading import to_plain
from engine.knowledge.strict import read_document
from tests.knowledge.samples import GARDEN, files

SNIPPETS = [
    b"", b"&a ", b"*a", b"!!x ", b"!", b"<<: ", b"- ", b": ", b"? ", b"{", b"}", b"[", b"]", b",", b"#",
    b"|", b">", b"'", b'"', b"\\", b"\\u0000", b"\\ud800", b"\\U00110000", b"\\x", b"---\n", b"...\n",
    b"%YAML 9.9\n", b"\t", b"\n", b"\r", b"\x00", b"\xff", b"\xc3", b"\xe2\x80\xae", b"\xe2\x80\x8b",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"~", b"null", b"true", b"no", b"on", b"017", b"1e400", b"-",
    b".nan", b"9" * 5000, b"1:2", b"2020-01-01", b"[" * 40, b"{a: " * 40, b"all", b"any_of", b"all_of",
    b"at_least", b"between", b"unless", b"some", b"where", b"of", b"same_as", b"parameter", b"always",
    b"bed.dry", b"weather.heat", b"bed.plants", b"DRY-1", b"C1", b"{bed}", b"{beds with bed.dry=true}",
    b"{{", b"}}",
]  # fmt: skip
MUTATION = st.tuples(
    st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.sampled_from(SNIPPETS) | st.binary(max_size=4)
)
QUIET = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def mutated(data: bytes, mutations: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with each (place, number of bytes to cut, bytes to put there) applied."""
    for place, cut, put in mutations:
        start = int(place * len(data))
        data = data[:start] + put + data[start + cut :]
    return data


def check_nodes(node: Node, file: str) -> None:
    """Every node has its place, and what it holds is text."""
    assert node.where.file == file
    assert node.where.line >= 1
    assert node.where.col >= 1
    match node:
        case Scalar(text):
            text.encode()
        case Sequence(items):
            for item in items:
                check_nodes(item, file)
        case Mapping(entries):
            assert len({key.text for key, _ in entries}) == len(entries)
            for key, value in entries:
                check_nodes(key, file)
                check_nodes(value, file)


def check_document(data: bytes, file: str) -> None:
    node, problems = read_document(data, file)
    assert problems or node is not None
    for problem in problems:
        assert isinstance(problem.where, Where)
        assert problem.where.file == file
        str(problem).encode()
    if node is not None:
        check_nodes(node, file)


@given(st.sampled_from(sorted(GARDEN)), st.lists(MUTATION, max_size=6))
@QUIET
def test_any_yaml(name: str, mutations: list[tuple[float, int, bytes]]) -> None:
    check_document(mutated(GARDEN[name].encode(), mutations), name)


@given(st.sampled_from(sorted(GARDEN)), st.lists(MUTATION, max_size=6))
@QUIET
def test_any_json(name: str, mutations: list[tuple[float, int, bytes]]) -> None:
    node, _ = read_document(GARDEN[name].encode(), name)
    assert node is not None
    check_document(mutated(json.dumps(to_plain(node)).encode(), mutations), f"{name}.json")


@given(st.binary(max_size=60), st.booleans())
@QUIET
def test_any_bytes(data: bytes, as_json: bool) -> None:
    check_document(data, "f.json" if as_json else "f.yaml")


@given(st.sampled_from(sorted(GARDEN)), st.lists(MUTATION, min_size=1, max_size=3))
@settings(QUIET, max_examples=400)
def test_any_knowledge_base(name: str, mutations: list[tuple[float, int, bytes]]) -> None:
    data = {**files(), name: mutated(GARDEN[name].encode(), mutations)}
    problems: tuple[Problem, ...] | None = None
    try:
        kb = load_files(data, "kb")
    except KnowledgeError as error:
        problems = error.problems
    if problems is None:
        assert kb.digest
        assert {rule for group in kb.components for rule in group} == set(kb.rules)
        return
    assert problems
    for problem in problems:
        assert problem.where is not None
        assert problem.where.file.startswith("kb")
        str(problem).encode()
