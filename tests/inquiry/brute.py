"""What inquiries answer, by trying everything: the reference for small cases."""

from __future__ import annotations

from engine.cases.model import Case
from engine.inference.derivation import Verdict
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions
from tests.naive import Judgement, Pair, evaluate


def word(verdict: Judgement | Verdict) -> str:
    """A verdict in one word, also where there is none."""
    return verdict.value or ("not applicable" if verdict.status == "not applicable" else "undetermined")


def verdicts(kb: KnowledgeBase, case: Case) -> dict[Pair, str]:
    """The verdict of every goal, as things stand."""
    return {pair: word(judgement) for pair, judgement in evaluate(kb, case).verdicts.items()}


def outcomes(kb: KnowledgeBase, case: Case) -> dict[Pair, set[str]]:
    """The verdicts that the completions of the case have."""
    found: dict[Pair, set[str]] = {}
    for complete in completions(kb, case):
        for pair, value in verdicts(kb, complete).items():
            found.setdefault(pair, set()).add(value)
    return found
