"""Order never shows, YAML and JSON are one, and no input brings anything but a case or a CaseError."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.cases.model import Case, Fact
from engine.cases.reader import read_case
from engine.errors import CaseError
from tests.cases.garden import GARDEN

NAMES = st.text("abé.][=+- \U0001f331", min_size=1, max_size=6).map(str.strip).filter(bool)


def _values(draw: st.DrawFn, attribute: Any) -> Any:
    """Some form of saying something about the attribute."""
    if attribute.type == "boolean":
        value: Any = draw(st.booleans())
    elif attribute.type == "number":
        value = draw(st.integers(0, 50))
    elif attribute.type == "enum":
        value = draw(st.sampled_from([*attribute.values, *attribute.value_aliases]))
    else:
        members = st.lists(st.sampled_from(attribute.values), unique=True)
        value = draw(st.one_of(members, st.sampled_from(["all", "none"])))
        if draw(st.booleans()):
            inside = draw(members)
            outside = [member for member in draw(members) if member not in inside]
            if inside or outside:
                return {"includes": inside, "excludes": outside, "note": "seen"}
    if draw(st.integers(0, 5)) == 0:
        value = "unknown"
    return draw(st.sampled_from([value, {"value": value, "source": "a word"}]))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A sound document with dotted names only."""
    document: dict[str, Any] = {"case": "generated"}
    asked = [attribute for attribute in GARDEN.attributes.values() if attribute.asked]
    for attribute in asked:
        if attribute.scope == "root" and draw(st.booleans()):
            document[attribute.name] = _values(draw, attribute)
    if draw(st.booleans()):
        document["beds"] = {
            name: {
                attribute.name: _values(draw, attribute)
                for attribute in asked
                if attribute.scope == "part" and attribute.name != "bed.crop" and draw(st.booleans())
            }
            for name in draw(st.lists(NAMES, max_size=3, unique=True))
        }
    return document


def _shuffled(draw: st.DrawFn, node: Any, top: bool = True) -> Any:
    """The same document in another order, with some names nested and some aliases."""
    if isinstance(node, list):
        return [_shuffled(draw, item, False) for item in draw(st.permutations(node))]
    if not isinstance(node, dict):
        return node
    shuffled: dict[str, Any] = {}
    for key in draw(st.permutations(list(node))):
        value = _shuffled(draw, node[key], key in ("beds", *node.get("beds", ())) if top else False)
        names = {"garden.soil": ["garden.earth"], "bed.sunny": ["bed.bright", "sunny"], "bed.size": ["size"]}
        name = draw(st.sampled_from([key, *names.get(key, [])]))
        prefix, dot, rest = name.partition(".")
        if dot and prefix == "garden" and top and draw(st.booleans()):
            shuffled.setdefault(prefix, {})[rest] = value
        else:
            shuffled[name] = value
    return shuffled


def _read(document: Any, file: str = "case.json") -> Case:
    return read_case(GARDEN, json.dumps(document).encode(), file)


@given(st.data())
def test_any_order_and_nesting_gives_an_equal_case(data: st.DataObject) -> None:
    document = data.draw(documents())
    case = _read(document)
    beds = {name: _shuffled(data.draw, said, False) for name, said in document.get("beds", {}).items()}
    other = dict(document, **({"beds": beds} if "beds" in document else {}))
    beds_shuffled = _shuffled(data.draw, {k: v for k, v in other.items() if k != "beds"})
    if "beds" in document:
        beds_shuffled["beds"] = {name: beds[name] for name in data.draw(st.permutations(list(beds)))}
    again = _read(beds_shuffled)
    assert again == case
    assert [fact.origin.source for fact in again.facts] == [fact.origin.source for fact in case.facts]
    assert list(case.facts) == sorted(case.facts, key=lambda fact: (fact.entity, fact.attribute))


@given(documents())
def test_yaml_and_json_of_the_same_content_are_equal(document: dict[str, Any]) -> None:
    # JSON of ASCII strings without escapes of half characters is YAML, too.
    text = json.dumps(document, ensure_ascii=False, indent=1).encode()
    assert read_case(GARDEN, text, "a.yaml", json=False) == read_case(GARDEN, text, "a.yaml", json=True)


@given(documents())
def test_settings_say_what_a_file_says(document: dict[str, Any]) -> None:
    """The facts of a case, written as settings, give the case again."""
    case = _read(document)
    texts = ["beds=none"] if case.parts == () else [f"beds[{n.replace(']', ']]')}]" for n in case.parts or ()]
    for fact in case.facts:
        texts += _as_settings(fact)
    for entity, name in case.said_unknown:
        texts.append(f"{_left(entity, name)}=unknown")
    again = read_case(GARDEN, None, settings=texts[::-1])
    assert (again.facts, again.parts, again.said_unknown) == (case.facts, case.parts, case.said_unknown)


def _left(entity: str, name: str) -> str:
    return f"beds[{entity.replace(']', ']]')}].{name}" if entity else name


def _as_settings(fact: Fact) -> list[str]:
    left = _left(fact.entity, fact.attribute)
    if GARDEN.attributes[fact.attribute].single:
        return [f"{left}={str(fact.values[0]).lower()}"]
    if fact.closed:
        return [f"{left}={','.join(map(str, fact.values)) or 'none'}"]
    return [f"{left}+={v}" for v in fact.values] + [f"{left}-={v}" for v in fact.excluded]


def _only_case_errors(data: bytes | None, file: str, texts: list[str]) -> None:
    try:
        read_case(GARDEN, data, file, texts)
        return
    except CaseError as error:
        problems = error.problems
    assert problems
    assert all(problem.code and problem.what and problem.severity == "error" for problem in problems)


SEEDS = (
    b"case: A\nas_of: 2026-01-01\ngarden:\n  pests: {includes: [slugs], excludes: [moles]}\n  size: 3 m2\n"
    b"beds:\n  south: {crop: roses, sunny: yes, needs: [water]}\n  'a.b': {}\n"
    b"expect:\n  verdicts: {garden.plan: dig, beds: {south: {verdict: keep}}}\n  fired: [BED-01 south]\n"
    b"  established: {beds: {south: {notes: [dry]}}}\n",
    b'{"garden.soil": {"value": "clay", "source": "me"}, "beds": {"a": {"crop": null}}, "case": "x"}',
)
PIECES = (
    b": ",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\n",
    b"unknown",
    b"beds",
    b"garden",
    b"bed",
    b".",
    b'"',
    b"&a",
    b"\xff",
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound case with some bytes cut, doubled or put in."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 20)))
        new = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=3), st.just(data[start:end] * 2)))
        data = data[:start] + new + data[end:]
    return data


@settings(max_examples=400)
@given(mutated(), st.sampled_from(["case.yaml", "case.json", "-", ""]))
def test_mutated_bytes_bring_no_traceback(data: bytes, file: str) -> None:
    _only_case_errors(data, file, ["south.crop=beans"])


LEFTS = st.sampled_from(
    [
        "garden.soil",
        "garden.pests",
        "garden.plan",
        "beds",
        "beds[a]",
        "beds[a].crop",
        "a.crop",
        "b.crop",
        "crop",
        "a..b",
    ]
)
RIGHTS = st.sampled_from(["clay", "slugs,moles", "none", "all", "unknown", "", ",", "3", "beans", "yes"])
WORDS = st.builds("{}{}{}".format, LEFTS, st.sampled_from(["=", "+=", "-=", "", "]=", "=="]), RIGHTS)


@settings(max_examples=400)
@given(st.one_of(st.none(), st.just(SEEDS[0])), st.lists(st.one_of(WORDS, st.text()), max_size=5))
@example(None, ["beds[\ud800]"])
def test_any_settings_bring_no_traceback(data: bytes | None, texts: list[str]) -> None:
    _only_case_errors(data, "case.yaml", texts)


@given(st.lists(WORDS, max_size=4), st.randoms())
def test_the_order_of_settings_does_not_show(texts: list[str], random: Any) -> None:
    other = list(texts)
    random.shuffle(other)
    outcomes = []
    for one in (texts, other):
        try:
            outcomes.append(read_case(GARDEN, SEEDS[0], "case.yaml", one))
        except CaseError as error:
            outcomes.append({problem.code for problem in error.problems})
    assert outcomes[0] == outcomes[1]
