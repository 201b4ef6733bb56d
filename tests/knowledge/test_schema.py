"""The JSON Schemas: sound in themselves, true to the loader, and fit for editors."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from engine.cases.reader import read_case
from engine.errors import CaseError
from engine.knowledge.case_schema import case_schema
from engine.knowledge.reading import to_plain
from engine.knowledge.schema import KINDS, schemas
from engine.knowledge.strict import read_document
from tests.knowledge.samples import GARDEN, PACK, RULES_20, garden

FILES = {
    "kb": "kb.yaml",
    "sources": "sources.yaml",
    "vocabulary": "vocabulary.yaml",
    "parameters": "parameters.yaml",
    "rules": "rules/10-beds.yaml",
    "pack": "packs/weeds/pack.yaml",
}


def instance(text: str) -> Any:
    node, problems = read_document(text.encode(), "f.yaml")
    assert problems == ()
    assert node is not None
    return to_plain(node)


def valid(schema: dict[str, Any], text: str) -> bool:
    return bool(jsonschema_rs.Draft7Validator(schema).is_valid(instance(text)))


def readable(case: str) -> bool:
    try:
        read_case(garden(), case.encode(), "case.yaml")
    except CaseError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_draft_7_and_accepts_its_file(kind: str) -> None:
    schema = schemas()[kind]
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["title"].startswith(f"{kind}{'/*' if kind == 'rules' else ''}.yaml: ")
    jsonschema_rs.meta.validate(schema)
    assert valid(schema, {**GARDEN, **PACK}[FILES[kind]])


def test_rules_stand_in_a_list_or_under_a_key() -> None:
    assert valid(schemas()["rules"], RULES_20)


def test_conditions_are_one_definition_in_both_files() -> None:
    vocabulary, rules = (schemas()[name]["definitions"] for name in ("vocabulary", "rules"))
    for name in ("condition", "conditions", "quantifier", "test", "members", "threshold"):
        assert vocabulary[name] == rules[name]


@pytest.mark.parametrize(
    ("condition", "sound"),
    [
        ("always", True),
        ("{a.b: c}", True),
        ("{a.b: {any_of: all}, unless: [{a.c: true}]}", True),
        ("{a.b: {above: 3, below: {parameter: p}}}", True),
        ("{at_least: 2, of: bed, where: {a.b: c}}", True),
        ("{every: bed, where: always}", True),
        ("sometimes", False),
        ("{}", False),
        ("{ab: c}", False),
        ("{a.b: [c]}", False),
        ("{a.b: {abov: 3}}", False),
        ("{any: []}", False),
        ("{some: bed}", False),
        ("{some: bed, where: always, a.b: c}", False),
        ("{at_least: 2, where: always}", False),
    ],
)
def test_editors_are_told_of_conditions(condition: str, sound: bool) -> None:
    rule = f"[{{id: A, title: t, scope: s, when: {condition}, then: {{a.b: c}}, because: b, claims: [C]}}]"
    assert valid(schemas()["rules"], rule) is sound


@pytest.mark.parametrize(
    ("case", "sound"),
    [
        ("{}", True),
        ("{case: My garden, as_of: 2026-01-01, note: n}", True),
        ("{weather: {sky: sun, heat: 30}}", True),
        ("{weather.sky: sunny, weather.heat: 30 degrees}", True),
        ("{weather: {now: unknown}}", True),
        ("{weather: {sky: {value: sun, source: me, note: n}}}", True),
        ("{weather: {sky: {value: unknown, note: n}}}", True),
        ("{beds: {a: {plants: [fern], bed.dry: true}, b: {}}}", True),
        ("{beds: {a: {plants: {excludes: all}}}}", True),
        ("{beds: {a: {plants: all}, b: {plants: {includes: [fern], excludes: [rose]}}}}", True),
        (
            "{expect: {verdicts: {garden.advice: water, beds: {a: {advice: undetermined}}}}, beds: {a: {}}}",
            True,
        ),
        ("{expect: {status: {garden.advice: settled}, fired: [DRY-1 a]}, beds: {a: {}}}", True),
        ("{weather: {sky: moon}}", False),
        ("{weather: {skye: sun}}", False),
        ("{weather: {heat: 99}}", False),
        ("{weather: {heat: 1.5}}", False),
        ("{beds: {a: {plants: fern}}}", False),
        ("{beds: {a: {plants: [tulip]}}}", False),
        ("{beds: {a: {advice: water}}}", False),
        ("{bed: {}}", False),
        ("{expect: {verdicts: {garden.advice: swim}}}", False),
        ("{expect: {verdict: {}}}", False),
    ],
)
def test_the_schema_of_cases_accepts_what_the_reader_of_cases_accepts(case: str, sound: bool) -> None:
    schema = case_schema(garden())
    jsonschema_rs.meta.validate(schema)
    assert valid(schema, case) is sound
    assert readable(case) is sound


def test_editors_see_questions_and_help() -> None:
    beds = case_schema(garden())["properties"]["beds"]
    assert beds["description"] == "Which beds are there? The complete list; {} says that there are none."
    plants = beds["additionalProperties"]["properties"]["plants"]
    assert plants["title"] == "plants"
    assert plants["description"].startswith("What grows in {bed}?")
