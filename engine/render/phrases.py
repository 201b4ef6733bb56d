"""The words that join what the knowledge base says. Everything here is written by us, nothing is untrusted."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.recommendation import Answer, Unknown
from engine.errors import Where
from engine.inference.derivation import CONFLICT, How, Status

STATUS_MEANS: dict[Status, str] = {
    "settled": "no missing fact can change it",
    "provisional": "it follows from what is known, but a missing fact could change it",
    "undetermined": "too little is known for any rule to reach a verdict",
    "not applicable": "no rule can reach a verdict, and none is needed",
}
UNDETERMINED = "undetermined"
NOT_APPLICABLE = "not applicable"
UNKNOWN_MARK = "?"
ALSO_BECAUSE = "also because"
PRESUMED = "presumed"


def listed(words: Iterable[str], by: str = "and") -> str:
    """The words as a list in a sentence; "" for none."""
    found = list(words)
    if not found:
        return ""
    *head, last = found
    return f"{', '.join(head)} {by} {last}" if head else last


def counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def word(answer: Answer) -> str:
    """The verdict in a word or two; "" where there is none."""
    return CONFLICT if answer.verdict.value == CONFLICT else answer.word


def headline(answer: Answer) -> str:
    """What the verdict says, in a sentence."""
    if answer.sentence:
        return answer.sentence
    if answer.verdict.value == CONFLICT:
        return f"the rules contradict each other: {listed(r.text for r in answer.reasons)}"
    if answer.verdict.status == UNDETERMINED:
        still = f"too little is known; still possible: {listed(answer.possible, 'or')}"
        return f"{still}, and {answer.otherwise} if it comes to nothing" if answer.otherwise else still
    return "this does not apply"


def short_reason(answer: Answer) -> str:
    """Why, for the line of one part."""
    if answer.verdict.value == CONFLICT:
        labelled = (f"{reason.rule}: {reason.short}" for reason in answer.reasons)
        return f"the rules contradict each other; {'; '.join(labelled)}"
    if not answer.reasons:
        return depends_on(answer.missing)
    return answer.reasons[0].short + in_brackets(answer)


def full_reason(answer: Answer) -> str:
    """Why, as a sentence of its own."""
    if answer.verdict.value == CONFLICT:
        return "; ".join(f"{reason.rule}: {reason.text}" for reason in answer.reasons)
    if not answer.reasons:
        return depends_on(answer.missing)
    return answer.reasons[0].text + in_brackets(answer)


def in_brackets(answer: Answer) -> str:
    """What stands behind the reason shown: which rules presume, and how many more reasons there are."""
    said = [f"{PRESUMED} by {listed(answer.presumptions)}"] if answer.presumptions else []
    more = len(answer.reasons) - 1
    said += [counted(more, "more reason")] if more > 0 else []
    return f" ({', '.join(said)})" if said else ""


def depends_on(missing: tuple[Unknown, ...]) -> str:
    """What an undetermined verdict waits for."""
    labels = list(dict.fromkeys(unknown.label for unknown in missing))
    if not labels:
        return "nothing that is asked can decide it"
    shown = labels[:3]
    more = len(labels) - len(shown)
    rest = [*shown, f"{more} more"] if more else shown
    return f"not known: {listed(rest)}"


def absence(sentence: str, how: How) -> str:
    """That something is not so, and how one knows."""
    return f"it is excluded that {sentence}" if how == "false" else f"nothing says that {sentence}"


def guard(rule: str, how: How) -> str:
    """That an overriding rule does not apply."""
    if how == "false":
        return f"{rule}, which would override this, cannot apply"
    return f"{rule}, which would override this, does not apply on what is known"


def digest_shown(digest: str) -> str:
    """Enough of a digest to tell it from any other; the whole of it stands in the JSON form."""
    kind, _, number = digest.partition(":")
    return f"{kind}:{number[:16]}..."


def place(where: Where) -> str:
    """File and line, as editors open them."""
    return f"{where.file}:{where.line}" if where.line else where.file
