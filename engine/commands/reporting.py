"""What a report shows, from a case or from the record of a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from engine import __version__
from engine.advice.advise import advise
from engine.advice.reported import Reported, Told, report
from engine.commands.considering import beside, considering, today
from engine.commands.log_option import open_log
from engine.commands.recording import record
from engine.errors import Problem, UsageError
from engine.render.escape import argument, path_argument

if TYPE_CHECKING:
    from engine.audit.record import Decision
    from engine.commands.reading import Chosen


def answered(
    file: str | None, settings: tuple[str, ...], knowledge: Chosen, log: str | None, actor: str | None
) -> Callable[[], Reported]:
    """The answer to a case, which the call records where a log is named. Raises all kinds of AdvisorError."""
    case = [path_argument(file)] if file else []
    said = [f"--set {argument(setting)}" for setting in settings]
    again = " ".join(("advisor recommend", *case, *said, *knowledge.options))
    with considering(knowledge, file, settings) as c:
        outlooks = c.outlooks()
        found = advise(c.kb, c.case, c.derivation, outlooks, today())
        told = Told(__version__, today(), again, actor=actor or "")
        reported = report(found, c.case, c.derivation, outlooks, c.inference.infer, told)
    if c.kb.packs:
        reported = replace(reported, recommendation=beside(found, c.case))

    def kept() -> Reported:
        if not log:
            return reported
        receipt = record(log, c.kb, c.case, c.derivation, outlooks, actor, "cli report")
        return replace(reported, told=replace(told, receipt=str(receipt)))

    return kept


def recorded(log: str | None, ids: tuple[str, ...]) -> list[Reported]:
    """The answers of these records. Raises UsageError where one is no decision, AuditError."""
    from engine.audit.record import read
    from engine.audit.told import DECISION

    found = []
    with open_log(log) as opened:
        for id in ids:
            entry = opened.entry(id)
            if entry["kind"] != DECISION:
                what = f"record {entry['id']} is no decision about one case"
                raise UsageError(Problem("record", what, None, f"advisor audit show {entry['id']}"))
            receipt = str(opened.receipt(entry["seq"], entry["seq"]))
            again = f"advisor audit replay {entry['id']} --log {path_argument(opened.path)}"
            found.append(_of_record(read(entry, opened.blob), receipt, again))
    digests = [reported.recommendation.knowledge.digest for reported in found]
    if other := next((place for place, digest in enumerate(digests) if digest != digests[0]), 0):
        what = f"the records {ids[0]} and {ids[other]} were judged by different knowledge bases"
        raise UsageError(Problem("report", what, None, "one page is about one knowledge base"))
    return found


def _of_record(decision: Decision, receipt: str, again: str) -> Reported:
    """All from the record, but what would change its verdict, which is tried with its knowledge base."""
    from engine.inference.infer import isolated

    entry, case, derivation, outlooks = decision.entry, decision.case, decision.derivation, decision.outlooks
    day = entry["time"][:10]
    told = Told(entry["versions"]["advisor"], day, again, receipt, entry["actor"]["name"])
    found = advise(decision.kb, case, derivation, outlooks, day)
    with isolated(decision.kb) as inference:
        reported = report(found, case, derivation, outlooks, inference.infer, told)
    return replace(reported, recommendation=beside(found, case)) if decision.kb.packs else reported
