"""Plain forms and digests: only what is said counts, not where it stands or in which order it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
import rfc8785

from engine.errors import Where
from engine.knowledge.canonical import digest, knowledge_digest, plain
from engine.knowledge.conditions import All, AnyOf, OneOf
from engine.knowledge.loader import load_files
from engine.knowledge.restore import knowledge_from, places
from tests.knowledge.samples import GARDEN, RULES_10, RULES_20, changed, files, garden


def digest_of(texts: Mapping[str, str]) -> str:
    return load_files(files(texts), "somewhere/else").digest


def test_it_is_the_digest_of_canonical_json() -> None:
    assert re.fullmatch("sha256:[0-9a-f]{64}", garden().digest)
    assert digest({"b": 1, "a": [True, None, 1.5, "ü"]}) == digest({"a": [True, None, 1.5, "ü"], "b": 1})


def test_the_plain_form_of_a_knowledge_base_is_json() -> None:
    kb = garden()
    assert json.loads(rfc8785.dumps(plain(kb))) == plain(kb)


def test_classes_are_told_apart_and_places_left_out() -> None:
    test = OneOf("x.a", (True, "b", 3), Where("f", 1, 2))
    assert plain(test) == {"is": "OneOf", "attribute": "x.a", "values": [True, "b", 3]}
    assert digest(All((test,))) != digest(AnyOf((test,)))


def test_keys_that_are_no_text() -> None:
    assert plain({True: "a", False: "b"}) == {"true": "a", "false": "b"}


def test_what_is_not_frozen_has_no_plain_form() -> None:
    with pytest.raises(TypeError, match="set has no plain form"):
        plain({"a": {1, 2}})


def test_the_name_of_the_folder_does_not_count() -> None:
    assert digest_of(GARDEN) == garden().digest


def test_positions_comments_and_quotes_do_not_count() -> None:
    texts = changed(
        ("rules/10-beds.yaml", "    because: plants drink", '\n    # so be it\n    because: "plants  drink"')
    )
    assert digest_of(texts) == garden().digest


def test_the_order_of_rules_and_files_does_not_count() -> None:
    first, second, third = RULES_10.removeprefix("rules:\n").split("  - id:")[1:]
    texts = {
        **{name: text for name, text in GARDEN.items() if not name.startswith("rules/")},
        "rules/90-last.yaml": "rules:\n" + "".join(f"  - id:{text}" for text in (third, first)),
        "rules/50-second.yaml": "rules:\n" + f"  - id:{second}",
        "rules/00-first.yaml": RULES_20,
    }
    assert digest_of(texts) == garden().digest
    assert load_files(files(texts)).components == garden().components


def test_the_order_of_claims_does_not_count() -> None:
    head, claims = GARDEN["sources.yaml"].split("claims:\n")
    one, two, three = claims.split("  - id: ")[1:]
    swapped = head + "claims:\n" + "".join(f"  - id: {text}" for text in (three, two, one))
    assert digest_of({**GARDEN, "sources.yaml": swapped}) == garden().digest


def test_the_order_of_constraints_does_not_count() -> None:
    more = """\
  - {id: NEVER-2, scope: bed, never: {bed.dry: true, weather.heat: {below: 0}}, because: it is frozen}
"""
    head, first = GARDEN["vocabulary.yaml"].split("constraints:\n")
    one, other = (
        {**GARDEN, "vocabulary.yaml": f"{head}constraints:\n{text}"} for text in (first + more, more + first)
    )
    assert digest_of(one) == digest_of(other) != garden().digest


def test_the_order_of_attributes_and_of_values_counts() -> None:
    kb = garden()
    turned = replace(kb, attributes=dict(reversed(kb.attributes.items())))
    assert knowledge_digest(kb) == kb.digest
    assert knowledge_digest(turned) != kb.digest
    assert (
        digest_of(changed(("vocabulary.yaml", "[fern, rose, cactus, herbs]", "[rose, fern, cactus, herbs]")))
        != kb.digest
    )


def test_changeable_is_written_only_where_it_is_false() -> None:
    said = changed(("vocabulary.yaml", "integer: true", "integer: true\n    changeable: true"))
    assert digest_of(said) == garden().digest
    fixed = load_files(files(changed(("vocabulary.yaml", "integer: true", "changeable: false"))))
    assert "changeable" not in plain(garden().attributes["weather.heat"])
    assert plain(fixed.attributes["weather.heat"])["changeable"] is False


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("vocabulary.yaml", "integer: true", "integer: true\n    changeable: false"),
        ("kb.yaml", "version: 1.0.0", "version: 1.0.1"),
        ("kb.yaml", 'because: "{bed} needs nothing"', 'because: "{bed} has enough"'),
        ("sources.yaml", "a" * 64, "b" * 64),
        ("sources.yaml", "[1, 2]", "[1, 3]"),
        ("vocabulary.yaml", "range: [-20, 45]", "range: [-20, 46]"),
        ("vocabulary.yaml", "because: rain reaches {bed}", "because: rain falls on {bed}"),
        ("parameters.yaml", "value: 30 degrees", "value: 31 degrees"),
        ("rules/10-beds.yaml", "- bed.dry: true", "- bed.dry: false"),
        ("rules/10-beds.yaml", "      unless:\n        - weather.sky: rain\n", ""),
        ("rules/20-garden.yaml", "at_least: 2, of", "at_least: 3, of"),
        ("rules/20-garden.yaml", "{no: bed, where", "{every: bed, where"),
        ("rules/20-garden.yaml", "[GARDEN-1, DRY-1]", "[GARDEN-1]"),
    ],
)
def test_what_is_said_counts(file: str, old: str, new: str) -> None:
    assert digest_of(changed((file, old, new))) != garden().digest


def test_a_number_is_one_value_however_it_is_written() -> None:
    assert digest_of(changed(("parameters.yaml", "value: 30 degrees", "value: 30.0"))) == garden().digest


def test_a_url_counts_only_where_there_is_one() -> None:
    """Digests of knowledge bases that name none are those from before the language knew it."""
    assert "url" not in plain(garden().sources["almanac"])
    texts = changed(("sources.yaml", "    author:", "    url: https://example.org/a\n    author:"))
    kb = load_files(files(texts))
    assert plain(kb.sources["almanac"])["url"] == "https://example.org/a"
    assert kb.digest != garden().digest
    assert knowledge_from(json.loads(rfc8785.dumps(plain(kb))), places(kb)) == kb
