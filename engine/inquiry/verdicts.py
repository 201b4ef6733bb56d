"""What exact reasoning makes of a derivation's verdicts. Needs no solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.inference.derivation import CONFLICT, Derivation, Verdict
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED, Outlook

OPEN = ("provisional", UNDETERMINED)
"""The statuses that the bounds may leave to be strengthened."""


def named(verdict: Verdict) -> str:
    """The verdict in one word, also where there is none."""
    if verdict.value is not None:
        return verdict.value
    return NOT_APPLICABLE if verdict.status == NOT_APPLICABLE else UNDETERMINED


def by_bounds(verdict: Verdict) -> Outlook:
    """The outlook of a verdict that the bounds settle."""
    return Outlook(verdict.entity, verdict.attribute, named(verdict), verdict.status, "bounds")


def exact_verdicts(derivation: Derivation, outlooks: Iterable[Outlook]) -> tuple[Verdict, ...]:
    """The verdicts of the derivation, exact where there is an outlook of them."""
    known = {(outlook.entity, outlook.attribute): outlook for outlook in outlooks}
    return tuple(
        exactly(verdict, known[pair]) if (pair := (verdict.entity, verdict.attribute)) in known else verdict
        for verdict in derivation.verdicts
    )


def exactly(verdict: Verdict, outlook: Outlook) -> Verdict:
    """The verdict with its exact status, and of the possible values those that completions have."""
    if outlook.proof in ("bounds", "none"):
        return verdict
    if outlook.outcomes:
        reached = tuple(outcome.verdict for outcome in outlook.outcomes)
        possible = tuple(value for value in reached if value not in (CONFLICT, NOT_APPLICABLE))
        return replace(verdict, possible=possible)
    if outlook.verdict == NOT_APPLICABLE:
        return replace(verdict, value=None, status="not applicable", values=(), possible=(), otherwise=False)
    possible = () if outlook.verdict == CONFLICT else (outlook.verdict,)
    if verdict.value == outlook.verdict:
        return replace(verdict, status="settled", possible=possible)
    return replace(verdict, value=outlook.verdict, status="settled", values=(), possible=possible)
