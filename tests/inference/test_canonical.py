"""The canonical bytes of a derivation do not depend on any order in which things were written."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from engine.cases.reader import read_case
from engine.inference.canonical import canonical_bytes, digest
from engine.inference.infer import Inference, in_process
from engine.knowledge.loader import load_files, load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nodes import Mapping, Node, Sequence
from engine.knowledge.strict import read_document

BASES = ("kb", "examples/rooms/kb")
SHUFFLES = 3


def shuffled(node: Node, rng: random.Random) -> Node:
    """The same document with every mapping and every list in another order."""
    if isinstance(node, Mapping):
        entries = [(key, shuffled(value, rng)) for key, value in node.entries]
        rng.shuffle(entries)
        return Mapping(tuple(entries), node.where)
    if isinstance(node, Sequence):
        items = [shuffled(item, rng) for item in node.items]
        rng.shuffle(items)
        return Sequence(tuple(items), node.where)
    return node


def written(node: Node) -> str:
    """The document on one line, unquoted words unquoted where that is safe."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{written(key)}: {written(value)}" for key, value in node.entries) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(map(written, node.items)) + "]"
    safe = node.plain and not set(node.text) & set(",[]{}#:'\"")
    return node.text if safe else json.dumps(node.text, ensure_ascii=False)


def read(path: Path) -> Node:
    node, problems = read_document(path.read_bytes(), str(path))
    assert node is not None
    assert not problems
    return node


def with_shuffled_rules(directory: str, rng: random.Random) -> KnowledgeBase:
    """The knowledge base with all its rules in one file, in another order."""
    files: dict[str, bytes] = {}
    rules: list[str] = []
    for path in sorted(Path(directory).rglob("*.yaml")):
        name = str(path.relative_to(directory))
        if name.startswith("rules/"):
            document = read(path)
            listed = document.get("rules") if isinstance(document, Mapping) else document
            assert isinstance(listed, Sequence)
            rules += map(written, listed.items)
        elif not name.startswith("cases/"):
            files[name] = path.read_bytes()
    rng.shuffle(rules)
    files["rules/00-all.yaml"] = "\n".join(f"- {rule}" for rule in rules).encode()
    return load_files(files, directory)


@pytest.fixture(scope="module", params=BASES)
def bases(request: pytest.FixtureRequest) -> Any:
    kb = load_knowledge(request.param)
    other = with_shuffled_rules(request.param, random.Random(7))
    with in_process(kb) as first, in_process(other) as second:
        yield request.param, kb, first, other, second


def test_no_order_shows(bases: tuple[str, KnowledgeBase, Inference, KnowledgeBase, Inference]) -> None:
    directory, kb, first, other, second = bases
    assert other.digest == kb.digest
    assert other.components == kb.components
    rng = random.Random(11)
    paths = sorted(Path(directory, "cases").glob("*.yaml"))
    assert len(paths) >= 10
    for path in paths:
        wanted = canonical_bytes(first.infer(read_case(kb, path.read_bytes(), str(path))))
        document = read(path)
        for _ in range(SHUFFLES):
            case = read_case(other, written(shuffled(document, rng)).encode(), str(path))
            assert canonical_bytes(second.infer(case)) == wanted, path


def test_the_digest_is_that_of_the_canonical_bytes_and_tells_cases_apart() -> None:
    kb = load_knowledge("kb")
    paths = sorted(Path("kb/cases").glob("*.yaml"))[:8]
    with in_process(kb) as inference:
        derivations = [inference.infer(read_case(kb, p.read_bytes(), str(p))) for p in paths]
    digests = {digest(derivation) for derivation in derivations}
    assert len(digests) == len({canonical_bytes(derivation) for derivation in derivations}) == len(paths)
    assert all(len(each) == len("sha256:") + 64 for each in digests)
