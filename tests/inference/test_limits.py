"""What the engine cannot hold is split along the dependency order, or refused with a clear error."""

from __future__ import annotations

import pytest

from engine.errors import KnowledgeError
from engine.inference.blocks import CLAUSES, KEYS, USES, compile_rules
from engine.inference.durable import _fnv1a, _salt
from engine.inference.infer import infer
from engine.inference.literals import BODY, FAN
from tests.inference.programs import case, knowledge, rule


def flags(count: int, derived: bool = False) -> list[str]:
    question = "" if derived else ', question: "f?"'
    return [f"{{attribute: f.a{i}, type: boolean, label: f{question}}}" for i in range(count)]


def test_more_antecedents_than_the_engine_takes() -> None:
    whens = ", ".join(f"{{f.a{i}: true}}" for i in range(40))
    kb = knowledge(flags(40), [rule("R1", f"{{all: [{whens}]}}", "then: {whole.verdict: good}")])
    assert max(len(c.body) for b in compile_rules(kb).blocks for c in b.root) <= BODY
    stated = "f: {" + ", ".join(f"a{i}: true" for i in range(40)) + "}"
    assert infer(kb, case(kb, stated)).verdict("", "whole.verdict").value == "good"
    assert infer(kb, case(kb, stated.replace("a17: true", "a17: false"))).steps == ()


def test_a_disjunction_of_more_branches_than_the_engine_takes() -> None:
    whens = ", ".join(f"{{f.a{i}: true}}" for i in range(900))
    kb = knowledge(flags(900), [rule("R1", f"{{any: [{whens}]}}", "then: {whole.verdict: good}")])
    blocks = compile_rules(kb).blocks
    assert len(blocks) > 1
    for block in blocks:
        assert len({signed for clause in block.root for signed in clause.body}) <= KEYS
        assert len(block.root) <= CLAUSES
    assert infer(kb, case(kb, "f: {a777: true}")).verdict("", "whole.verdict").value == "good"


def test_more_rules_on_one_condition_than_the_engine_takes() -> None:
    derived = [f"{{attribute: d.a{i}, type: boolean, label: d}}" for i in range(600)]
    rules = [rule(f"R{i}", "{f.a0: true}", f"then: {{d.a{i}: true}}") for i in range(600)]
    kb = knowledge([*flags(1), *derived], rules)
    for block in compile_rules(kb).blocks:
        assert len(block.root) <= USES
    assert len(infer(kb, case(kb, "f: {a0: true}")).steps) == 600


def test_a_circle_too_large_for_one_rule_set_is_refused_by_name() -> None:
    count = KEYS + 10
    rules = [rule("R0", "{s.start: true}", "then: {f.a0: true}")]
    rules += [
        rule(f"R{i + 1}", f"{{f.a{i}: true}}", f"then: {{f.a{(i + 1) % count}: true}}") for i in range(count)
    ]
    start = '{attribute: s.start, type: boolean, label: s, question: "s?"}'
    kb = knowledge([start, *flags(count, derived=True)], rules)
    with pytest.raises(KnowledgeError) as caught:
        compile_rules(kb)
    assert "410 rules that depend on each other in a circle are more than the rule engine holds" in str(
        caught.value
    )
    assert "hint: break the circle, or split the rule: R1, R10" in str(caught.value)
    assert str(caught.value).startswith("kb/rules/10-all.yaml:")


def test_names_of_one_rule_set_never_share_a_hash() -> None:
    # A pair with one 32-bit FNV-1a hash, as found in the engine's session names.
    pair = ["case-41a7fe72", "case-210080e5"]
    assert _fnv1a(pair[0]) == _fnv1a(pair[1])
    salt = _salt(pair)
    assert salt != ""
    assert _fnv1a(salt + pair[0]) != _fnv1a(salt + pair[1])
    assert _salt(["L1", "-L1"]) == ""


def test_the_limits_stay_below_what_was_measured() -> None:
    assert BODY <= 16
    assert FAN < USES < 250
    assert KEYS < 511
    assert CLAUSES < 4096
