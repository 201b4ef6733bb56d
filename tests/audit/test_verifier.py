"""The stand-alone verifier accepts what the log gives out, and nothing else."""

from __future__ import annotations

import ast
import copy
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audit import proofs, snapshot, tree, verifier
from engine.audit.export import lines
from engine.audit.log import Log
from engine.audit.receipt import Receipt, parse_receipt
from engine.cases.canonical import case_plain
from engine.cases.model import Case
from engine.inference import canonical
from engine.inference.derivation import Derivation
from engine.knowledge.canonical import plain
from engine.knowledge.model import KnowledgeBase
from tests.audit.books import changed, decide, made, places, program
from tests.inference.mutants import mutants
from tests.inference.small import judge

FILE = Path(verifier.__file__)
Book = tuple[Log, list[Receipt]]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    log, receipts = made(tmp_path_factory.mktemp("audit") / "log.db")
    with log:
        yield log, receipts


def wrong(*documents: Any, receipts: Sequence[object] = ()) -> list[str]:
    """What the verifier finds wrong with documents: JSON values, or texts as they are."""
    texts = [each if isinstance(each, str) else json.dumps(each) for each in documents]
    return verifier.verify(
        [("it", io.BytesIO(text.encode())) for text in texts], list(map(str, receipts))
    ).wrong


def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
    command = [sys.executable, "-I", str(FILE), *arguments]
    ran = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)
    return ran.returncode, ran.stdout, ran.stderr


def test_it_is_one_file_that_needs_nothing_but_python() -> None:
    nodes = list(ast.walk(ast.parse(FILE.read_text())))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) and node.level for node in nodes)


# the reasoning


def accepted(knowledge: Any, case: Any, given: Any, order: Any) -> bool:
    """Whether it accepts the derivation; it may raise only what a report shows."""
    report = verifier.Report()
    report.check("reasoning", lambda: verifier.check_derivation(knowledge, case, given, order))
    return not report.wrong


def as_json(kb: KnowledgeBase, case: Case) -> tuple[Any, Any]:
    """The knowledge base and the case, as a record keeps them."""
    knowledge, said = json.loads(rfc8785.dumps([plain(kb), case_plain(case)]))
    return knowledge, said


def derived(derivation: Derivation) -> tuple[Any, Any]:
    """The derivation and its firing order, as a record keeps them."""
    order = [list(firing) for firing in derivation.firing_order]
    given, order = json.loads(rfc8785.dumps([canonical.plain(derivation), order]))
    return given, order


@pytest.mark.parametrize("chunk", range(4))
def test_every_derivation_is_accepted(chunk: int) -> None:
    for seed in range(chunk * 40, chunk * 40 + 40):
        kb, case, derivation = program(seed)
        assert accepted(*as_json(kb, case), *derived(derivation)), seed


@pytest.mark.parametrize("seed", range(8))
def test_every_mutant_is_rejected(seed: int) -> None:
    kb, case, derivation = program(seed)
    before, survivors = as_json(kb, case), []
    everyone = list(mutants(kb, derivation))
    for path, mutant in everyone[:: 1 + len(everyone) // 1000]:
        with suppress(ValueError, TypeError):  # some have no JSON
            after = derived(mutant)
            if accepted(*before, *after):
                survivors.append(path)
    assert survivors == []


@pytest.mark.parametrize("seed", range(20, 26))
def test_every_other_json_is_rejected(seed: int) -> None:
    kb, case, derivation = program(seed)
    (knowledge, said), (given, order) = as_json(kb, case), derived(derivation)
    assert accepted(knowledge, said, given, order)
    everyone = list(json_mutants(given))
    for path, mutant in everyone[:: 1 + len(everyone) // 1000]:
        assert not accepted(knowledge, said, mutant, order), path


def json_mutants(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one thing in it changed or, of an object, left out."""
    for path in places(value):
        for other in (*changed(at(value, path)), LEFT_OUT):
            mutant = copy.deepcopy(value)
            inside = at(mutant, path[:-1])
            if other is not LEFT_OUT:
                inside[path[-1]] = other
            elif isinstance(inside, dict):
                del inside[path[-1]]
            else:
                continue
            yield "/".join(map(str, path)), mutant


LEFT_OUT = object()


def at(value: Any, path: Sequence[Any]) -> Any:
    for key in path:
        value = value[key]
    return value


def judged_small(rules: str, case: str) -> tuple[Any, Any, Any, Any]:
    """What follows from a small case, as JSON: knowledge base, case, derivation, firing order."""
    judged = judge(rules, case)
    return *as_json(judged.kb, judged.case), *derived(judged.derivation)


def test_a_step_may_not_copy_a_set_that_is_not_whole_yet() -> None:
    knowledge, case, given, order = judged_small(
        """
        - {id: A, scope: whole, when: always, then: {whole.t: p}}
        - {id: B, scope: whole, when: always, then: {whole.u: {same_as: whole.t}}}
        """,
        "{whole: {a: true}}",
    )
    assert accepted(knowledge, case, given, order)
    first, second = given["steps"]
    assert second["concludes"] == [["", "whole.u", "p"]]
    assert not accepted(knowledge, case, {**given, "steps": [{**second, "concludes": []}, first]}, order)


def test_an_absence_under_an_absence_is_told_by_both_bounds() -> None:
    knowledge, case, given, order = judged_small(
        """
        - {id: D, scope: whole, when: {whole.a: true}, then: {whole.d: true}}
        - {id: E, scope: whole, when: {whole.b: true}, then: {whole.e: true}}
        - id: F
          title: a rule
          because: it is so
          claims: [C]
          scope: whole
          when: {unless: [{whole.d: true, unless: [{whole.e: true}]}]}
          then: {whole.f: true}
        """,
        "{whole: {c: true}}",
    )
    assert accepted(knowledge, case, given, order)
    [step] = given["steps"]
    assert step["support"] == {"absent": "assumed"}


def test_a_case_that_breaks_a_constraint_is_rejected() -> None:
    knowledge, case, given, order = judged_small(
        "- {id: A, scope: whole, when: always, then: {whole.d: true}}", "{whole: {a: true}}"
    )
    assert accepted(knowledge, case, given, order)
    never = {"is": "OneOf", "attribute": "whole.a", "values": [True]}
    for scope, right in (("root", False), ("part", True)):
        knowledge["constraints"] = [{"is": "Constraint", "id": "N", "scope": scope, "never": never}]
        assert accepted(knowledge, case, given, order) == right
    assert not accepted(knowledge, case, {**given, "more": 1}, order)


def test_a_case_that_the_knowledge_base_does_not_know_is_rejected() -> None:
    kb, case, derivation = next(each for seed in range(99) if len((each := program(seed))[1].facts) > 3)
    (knowledge, said), (given, order) = as_json(kb, case), derived(derivation)
    assert accepted(knowledge, said, given, order)
    for key, value in (("attribute", "whole.nothing"), ("entity", "nobody"), ("values", ["none of these"])):
        other = copy.deepcopy(said)
        other["facts"][0][key] = value
        assert not accepted(knowledge, other, given, order), key
    assert not accepted(knowledge, {**said, "facts": said["facts"][::-1]}, given, order)


# its own canonical JSON, tree and receipts


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(value=values)
def test_its_canonical_json_is_that_of_rfc_8785(value: Any) -> None:
    text = rfc8785.dumps(value)
    assert verifier.canonical(value) == text
    assert verifier.canonical(verifier.parse(text)) == text
    assert verifier.canonical(verifier.parse(json.dumps(value).encode())) == text


@pytest.mark.parametrize("text", ['{"a":1,"a":1}', "NaN", "[1,]", '"\\ud800', "\xff", "", "[" * 100000])
def test_what_is_no_sound_json_cannot_be_read(text: str) -> None:
    with pytest.raises(verifier.Unreadable):
        verifier.parse(text.encode("latin-1"))


def test_its_tree_is_that_of_rfc_9162() -> None:
    leaves = [tree.leaf_hash(bytes([i])) for i in range(20)]
    nodes: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return nodes[level, index]

    own, root = verifier.Tree(), {0: verifier.Tree().root()}
    for size, leaf in enumerate(leaves):
        nodes.update({(level, index): h for level, index, h in tree.grown(size, leaf, node)})
        own.add(verifier.leaf_hash(bytes([size])))
        root[size + 1] = own.root()
    for new in range(1, 21):
        assert root[new] == tree.root(new, node)
        for old in range(1, new + 1):
            path = tree.consistency_path(old, new, node)
            assert verifier.consistent(old, root[old], new, root[new], path)
            for bad in (path[1:], [*path, leaves[0]], path[::-1]):
                assert bad == path or not verifier.consistent(old, root[old], new, root[new], bad)
            assert not verifier.consistent(old, root[old - 1], new, root[new], path)
            assert not verifier.consistent(old, root[old], new, root[old - 1], path)
            path = tree.inclusion_path(old - 1, new, node)
            assert verifier.included(leaves[old - 1], old - 1, new, path, root[new])
            for leaf, index, size in (
                (old - 2, old - 1, new),
                (old - 1, old, new),
                (old - 1, old - 1, old - 1),
            ):
                assert not verifier.included(leaves[leaf], index, size, path, root[new])


def test_a_receipt_is_read_as_the_log_reads_it(book: Book) -> None:
    for receipt in book[1]:
        for text in (str(receipt), str(receipt).upper(), f"  {receipt}\n", str(receipt).replace("0", "O")):
            assert tuple(verifier.read_receipt(text)) == tuple(
                getattr(parse_receipt(text), name) for name in ("log", "record", "seq", "size", "root")
            )
        for place in range(len(str(receipt))):
            mistyped = str(receipt)[:place] + "?" + str(receipt)[place + 1 :]
            with pytest.raises(verifier.Unreadable):
                verifier.read_receipt(mistyped)


# proofs


def test_every_proof_of_the_log_is_accepted(book: Book) -> None:
    log, receipts = book
    for receipt in receipts:
        now = proofs.prove(log, receipt.record)
        then = proofs.prove(log, receipt.record, receipt)
        since = proofs.continue_from(log, receipt)
        assert wrong(now) == wrong(then) == wrong(since) == []
        assert wrong(then, receipts=[receipt]) == wrong(since, receipts=[receipt]) == []
        assert wrong(now, since, receipts=[receipt]) == []
        assert wrong(then, since, receipts=[receipts[-1]]) == []


def test_every_change_of_a_proof_is_rejected(book: Book) -> None:
    log, receipts = book
    for proof in (proofs.prove(log, "2", receipts[3]), proofs.prove(log, receipts[-1].record)):
        for path, mutant in json_mutants({**proof, "entry": 0, "snapshot": 0}):
            if not path.startswith(("entry", "snapshot")):
                whole = {"entry": proof["entry"], "snapshot": proof["snapshot"]}
                assert found({**mutant, **whole}), path
        for part in ("entry", "snapshot"):
            assert found({key: value for key, value in proof.items() if key != part}), part
            assert found({**proof, part: {"schema": verifier.SNAPSHOT}}), part


def found(document: Any) -> list[str]:
    """What is wrong; what cannot be read at all is wrong as well."""
    try:
        return wrong(document)
    except verifier.Unreadable as fault:
        return [str(fault)]


def test_every_change_of_the_record_or_the_snapshot_is_rejected(book: Book) -> None:
    log, receipts = book
    proof = json.loads(json.dumps(proofs.prove(log, receipts[1].record)))
    for part in ("entry", "snapshot"):
        paths = places(proof[part])
        for path in paths[:: 1 + len(paths) // 60]:
            for other in changed(at(proof[part], path))[:1]:
                mutant = copy.deepcopy(proof)
                at(mutant[part], path[:-1])[path[-1]] = other
                assert wrong(mutant), path


def test_a_forged_verdict_is_found_even_where_all_hashes_are_made_anew(tmp_path: Path) -> None:
    kb, case, _ = next(each for seed in range(99) if (each := program(seed))[2].steps)
    data = snapshot.make(kb)
    with Log.create(str(tmp_path / "log.db")) as log:
        kept = decide(log, kb, case)
        entry = log.entry(kept.record)
        entry["derivation"]["verdicts"][0]["status"] = "provisional?"
        entry["result"] = verifier.digest(entry["derivation"])
        forged = log.append(lambda seq, id: {**entry, "seq": seq, "id": id}, {snapshot.digest(data): data})
        [fault] = wrong(proofs.prove(log, forged.record), receipts=[forged])
        assert "its reasoning holds" in fault
        assert "verdicts is not exactly right" in fault


def test_receipts_say_more_than_the_file(book: Book, tmp_path: Path) -> None:
    log, receipts = book
    proof = proofs.prove(log, "2", receipts[3])
    other, others = made(tmp_path / "other.db", 3)
    other.close()
    [fault] = wrong(proof, receipts=[others[0]])
    assert "nothing here is about this log" in fault
    assert any("no receipt is of 4 records" in each for each in wrong(proof, receipts=[receipts[4]]))
    lying = Receipt(log.id, receipts[3].record, 4, 4, receipts[2].root)
    assert any("the log was altered" in each for each in wrong(proof, receipts=[lying]))
    assert any("two logs" in each for each in wrong(proof, receipts=[receipts[3], lying]))
    misnamed = Receipt(log.id, receipts[3].record, 2, 4, receipts[3].root)
    assert any("of another record" in each for each in wrong(proof, receipts=[misnamed]))
    late = proofs.prove(log, "5")
    since = proofs.continue_from(log, receipts[3])
    assert any("later than the receipt" in each for each in wrong(late, since, receipts=[receipts[3]]))


# exports


def exported(log: Log) -> list[str]:
    return list(lines(log))


def test_an_exported_log_is_accepted_with_every_receipt(book: Book) -> None:
    log, receipts = book
    text = "".join(exported(log))
    assert wrong(text) == wrong(text, receipts=receipts) == []
    report = verifier.verify([("it", io.BytesIO(text.encode()))], [str(receipts[2])])
    assert any("first 3 records are those" in line for line in report.shown)
    assert any("5 records: its reasoning holds" in line for line in report.shown)
    assert any("after number 3," in line for line in report.not_shown)


def test_every_line_left_out_moved_or_changed_is_found(book: Book) -> None:
    log, _ = book
    whole = exported(log)
    for i in range(1, len(whole)):
        assert wrong("".join([*whole[:i], *whole[i + 1 :]])), i
        assert wrong("".join([*whole[: i + 1], *whole[i:]])), i
        if i + 1 < len(whole) and "advisor/snapshot/1" not in whole[i] + whole[i + 1]:
            assert wrong("".join([*whole[:i], whole[i + 1], whole[i], *whole[i + 2 :]])), i
        assert wrong("".join([*whole[:i], whole[i].replace("e", "f", 1), *whole[i + 1 :]])), i
        assert wrong("".join([*whole[:i], "nonsense\n", *whole[i + 1 :]])), i
    for key, value in (("size", 3), ("root", "0" * 64), ("more", 1)):
        assert wrong(json.dumps({**json.loads(whole[0]), key: value}) + "\n" + "".join(whole[1:])), key


def test_a_log_made_anew_is_found_with_a_receipt_only(book: Book, tmp_path: Path) -> None:
    log, receipts = book
    kept = [json.loads(line) for line in exported(log)]
    for forge in (lambda entries: entries[:-2], lambda entries: [{**entries[0], "time": "x"}, *entries[1:]]):
        text = "".join(json.dumps(each) + "\n" for each in again(kept, forge))
        assert wrong(text) == []
        assert wrong(text, receipts=[receipts[-1]])


def again(export: list[Mapping[str, Any]], forge: Any) -> list[Mapping[str, Any]]:
    """The export of a log made anew from the forged entries, all hashes right."""
    head, rest = export[0], export[1:]
    entries = forge([each for each in rest if each["schema"] == verifier.RECORD])
    named = {each["knowledge"]["snapshot"] for each in entries if each["kind"] == "decision"}
    kept = [each for each in rest if each["schema"] != verifier.RECORD and verifier.digest(each) in named]
    own = verifier.Tree()
    for entry in entries:
        own.add(verifier.leaf_hash(verifier.canonical(entry)))
    return [{**head, "size": own.size, "root": own.root().hex()}, *kept, *entries]


# the command


def test_the_command_by_itself(book: Book, tmp_path: Path) -> None:
    log, receipts = book
    proof, since, whole = (tmp_path / name for name in ("proof.json", "since.json", "log.jsonl"))
    proof.write_text(json.dumps(proofs.prove(log, receipts[1].record), indent=2))
    since.write_text(json.dumps(proofs.continue_from(log, receipts[2])))
    whole.write_text("".join(exported(log)))
    answer = tmp_path / "answer.txt"
    answer.write_text(f"an answer\n\n{receipts[2]}\n")
    code, out, err = run(str(proof), str(since), "--receipt", str(receipts[2]).upper())
    assert (code, err) == (0, "")
    assert f"record {receipts[1].record} (number 2), 2026-11-25T12:00:00Z, Ann" in out
    assert "This cannot be shown:" in out
    assert out.endswith("All that was checked holds.\n")
    assert run(str(whole), "--receipt", str(answer))[0] == 0
    code, out, _ = run("-", given=proof.read_text().replace("Ann", "Eve"))
    assert code == 1
    assert "THIS IS NOT SO" in out
    for arguments in (
        (str(proof), "--receipt", str(receipts[2])[:-1] + "x"),
        (str(answer),),
        (str(proof), "--receipt", str(whole)),
        (str(tmp_path / "nothing.json"),),
        (),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, ""), arguments
        assert err
        assert "Traceback" not in err


def test_the_report_is_as_wide_as_a_page_and_no_name_passes_for_a_line() -> None:
    name = "x" * 70 + " record 0123456789 (number 1), " + "verdict = yes (settled) " * 9
    report = verifier.Report([f"record {name}", f"  case {name}"], [f"it holds {'a' * 64} {name}"], [name])
    lines = verifier.text(report).splitlines()
    assert max(map(len, lines)) == 80
    starts = [len(line) - len(line.lstrip()) for line in lines if line]
    assert set(starts) == {0, 2, 4, 6, 8, 10}
    for line, start in zip((line for line in lines if line), starts, strict=True):
        assert start >= 8 or line.lstrip(" +-.").startswith(
            ("record", "case", "it holds", "x", "The", "This", "THIS", "Something")
        )
    assert " " * 8 + "a" * 90 + "\n" in verifier.text(verifier.Report([], ["it holds " + "a" * 90]))


def test_one_record_is_not_called_records(tmp_path: Path) -> None:
    kb, case, _ = program(1)
    with Log.create(str(tmp_path / "log.db")) as log:
        receipts = [decide(log, kb, case)]
        documents = ("".join(exported(log)), json.dumps(proofs.prove(log, "1", receipts[0])))
        since = json.dumps(proofs.continue_from(log, receipts[0]))
    sources = [(each[:9], io.BytesIO(each.encode())) for each in (*documents, since)]
    report = verifier.verify(sources, [str(receipts[0])])
    assert report.wrong == []
    said = [line.replace(receipts[0].root.hex(), "#") for line in report.shown]
    record, own = f"record {receipts[0].record}", f"log {receipts[0].log}"
    assert f"{own}: its only record was not altered since" in said
    assert f"{own}: its first record is the one that the receipt counts" in said
    assert f"{own}: this is 1 record, with the root #" in said
    assert "of 1 record: it is the record of its number" in said
    assert f"{record} is the only one in the tree with the root #" in said
    assert str(verifier.read_receipt(str(receipts[0]))).endswith("(number 1, 1 record)")
