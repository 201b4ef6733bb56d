"""What is written about a decision, and about what people made of one; docs/audit.md is the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Literal

from engine.audit import snapshot
from engine.cases.canonical import case_plain
from engine.cases.model import Case
from engine.cases.restore import case_from, remark_from, remark_plain
from engine.errors import AdvisorError, AuditError, Problem, amiss
from engine.frozen import frozen
from engine.inference import canonical
from engine.inference.derivation import Derivation, Verdict
from engine.inquiry.answers import Outlook
from engine.inquiry.canonical import outlooks_from, outlooks_plain
from engine.inquiry.verdicts import exact_verdicts
from engine.knowledge.model import KnowledgeBase

SCHEMA = "advisor/record/1"
Clock = Callable[[], datetime]
Make = Callable[[int, str], dict[str, Any]]
"""From the number and the id that the log gives, the entry."""


def utc_now() -> datetime:
    """The time as the machine's clock claims."""
    return datetime.now(timezone.utc)


@frozen
class Actor:
    """Who decides or annotates, as they claim."""

    name: str
    kind: Literal["person", "service"] = "person"


@frozen
class Setting:
    """What a record says about its own making; no part of the result."""

    actor: Actor
    interface: str
    versions: Mapping[str, str]
    clock: Clock = utc_now


@frozen
class Decision:
    """A decision read back from its record: everything its views need."""

    entry: Mapping[str, Any]
    kb: KnowledgeBase
    case: Case
    derivation: Derivation
    outlooks: tuple[Outlook, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts that were told, exact where that was asked."""
        return exact_verdicts(self.derivation, self.outlooks)


def decision(
    kb: KnowledgeBase,
    case: Case,
    derivation: Derivation,
    kept: str,
    setting: Setting,
    outlooks: Sequence[Outlook] = (),
) -> Make:
    """The maker of the record of a decision, whose knowledge base is kept as the snapshot `kept`.

    Without outlooks the statuses told are those of the bounds.
    """

    def make(seq: int, id: str) -> dict[str, Any]:
        stated = (kb.attributes[fact.attribute] for fact in case.facts)
        return {
            **head_of("decision", seq, id, setting),
            "knowledge": known_of(kb, kept),
            "packs": packs_of(kb),
            "case": case_plain(case),
            "units": {attribute.name: attribute.unit for attribute in stated if attribute.unit},
            "remarks": [remark_plain(remark) for remark in case.remarks],
            "derivation": canonical.plain(derivation),
            "firing_order": [list(firing) for firing in derivation.firing_order],
            "outlooks": outlooks_plain(outlooks, case),
            "result": canonical.digest(derivation),
        }

    return make


def annotation(
    about: str, verdict: Literal["accepted", "overridden"], because: str, setting: Setting
) -> Make:
    """The maker of the record of what somebody made of the decision with this id."""

    def make(seq: int, id: str) -> dict[str, Any]:
        head = head_of("annotation", seq, id, setting)
        return {**head, "about": about, "verdict": verdict, "because": because}

    return make


def read(entry: Mapping[str, Any], blob: Callable[[str], bytes]) -> Decision:
    """The decision of the entry, from the entry and its snapshot alone.

    Raises AuditError where it is none, where its parts do not belong together, or where the checker
    does not accept the derivation.
    """
    from engine.inference.certificate import certify
    from engine.inference.restore import derivation_from  # what only reading needs

    try:
        if (entry["schema"], entry["kind"]) != (SCHEMA, "decision"):
            what = f"record {entry['id']} is no decision, but of the kind {entry['kind']} ({entry['schema']})"
            raise AuditError(Problem("record", what))
        kb = snapshot.read(blob(entry["knowledge"]["snapshot"]))
        case = case_from(entry["case"], tuple(remark_from(each) for each in entry["remarks"]))
        derivation = derivation_from(entry["derivation"], entry["firing_order"])
        outlooks = outlooks_from(entry["outlooks"], case, kb)
        _check(entry, kb, derivation)
        certify(kb, case, derivation)
    except AuditError:
        raise
    except AdvisorError as error:
        raise AuditError(error.problems) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"this is no record of a decision: {amiss(error)}"
        raise AuditError(Problem("record", what)) from None
    return Decision(entry, kb, case, derivation, outlooks)


def _check(entry: Mapping[str, Any], kb: KnowledgeBase, derivation: Derivation) -> None:
    result = canonical.digest(derivation)
    for what, said, found in (
        ("its packs", entry["packs"], packs_of(kb)),
        ("the digest of its derivation", entry["result"], result),
        ("the knowledge base of its derivation", derivation.knowledge, kb.digest),
        ("its knowledge base", entry["knowledge"]["digest"], kb.digest),
    ):
        if said != found:
            text = f"record {entry['id']} says that {what} is {said}, but it is {found}"
            raise AuditError(Problem("record", text))


def known_of(kb: KnowledgeBase, kept: str) -> dict[str, Any]:
    """Which knowledge base it is, kept as the snapshot of this name."""
    return {"name": kb.name, "version": kb.version, "digest": kb.digest, "snapshot": kept}


def packs_of(kb: KnowledgeBase) -> list[dict[str, Any]]:
    """Its packs."""
    return [{"name": pack.name, "version": pack.version} for pack in kb.packs]


def head_of(kind: str, seq: int, id: str, setting: Setting) -> dict[str, Any]:
    """What every record begins with."""
    time = setting.clock().astimezone(timezone.utc)
    return {
        "schema": SCHEMA,
        "kind": kind,
        "id": id,
        "seq": seq,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "actor": {"name": setting.actor.name, "kind": setting.actor.kind},
        "interface": setting.interface,
        "versions": dict(setting.versions),
    }
