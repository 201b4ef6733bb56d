"""What the diff of two knowledge bases says, in sentences that text and Markdown share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.advice.sentences import joined
from engine.audit.replay import Replayed
from engine.knowledge.model import KnowledgeBase
from engine.render.phrases import counted
from engine.workbench.diff import Behaviour, Kind
from engine.workbench.diff_cases import Compared
from engine.workbench.diff_causes import Responsible
from engine.workbench.diff_words import Entry

CAUSE = {
    "rule": "{name} was {change}",
    "otherwise": "what {name} is where no rule gives a verdict was {change}",
    "attribute": "the form of {name} was {change}",
    "constraint": "the constraint {name} was {change}",
}
SINGULAR = {"heading": "heading", "words": "words for the whole and its parts", "order": "order"}


def verdict_sentence(found: Behaviour, old: KnowledgeBase) -> str:
    """Whether a verdict ever differs, and over which cases that is said."""
    over = f"cases with up to {found.parts} {old.words.singular if found.parts == 1 else old.words.plural}"
    goals = found.goals
    if not goals.shared:
        return "They share no goal, so there is no verdict to compare."
    if found.kinds:
        kinds = counted(len(found.kinds), "kind of difference", "kinds of difference")
        return (
            f"{kinds} between verdicts, over {over}, each input stated or unknown. "
            "Each was confirmed by inferring its case under both."
        )
    if found.unsettled:
        return f"Over {over} no verdict was found to differ, but not everything was searched."
    proved = "proved by exhaustive solving, each input stated or unknown"
    which = " of a goal that both have" if goals.old or goals.new else ""
    return f"For {over} no verdict{which} ever differs: {proved}."


def notes(found: Behaviour, old: KnowledgeBase, new: KnowledgeBase) -> Iterator[str]:
    """What the first sentence is to be read with."""
    for side, names in (("OLD", found.goals.old), ("NEW", found.goals.new)):
        if names:
            yield f"Only {side} decides {joined(names)}."
    for side, names in (("OLD", found.old_inputs), ("NEW", found.new_inputs)):
        if names:
            yield f"Unknown in all these cases, since only {side} asks for it in this form: {joined(names)}."
    for each in found.unsettled:
        parts = counted(each.parts, old.words.singular, old.words.plural)
        yield f"The solver gave up on {each.attribute} for cases with {parts}: there it is not known."
    if old.words.singular != new.words.singular:
        yield (
            f"A part is called {old.words.singular} in OLD and {new.words.singular} in NEW, and its "
            "attributes after it: nothing that is said of a part is compared."
        )
    if old.words.plural != new.words.plural:
        yield (
            f"The parts are called {old.words.plural} in OLD and {new.words.plural} in NEW, "
            "so neither reads the other's case files as they are."
        )


def heading(kind: Kind) -> str:
    """The two verdicts."""
    return f"{kind.before} -> {kind.after}"


def because(responsible: Responsible) -> str:
    """What is responsible, in a clause; "" where nothing that differs could be."""
    told = [
        CAUSE[cause.what].replace("{name}", cause.name).replace("{change}", cause.change)
        for cause in responsible.causes
    ]
    if not told:
        return ""
    if responsible.alone or len(told) == 1:
        each = ", each of which makes the difference alone" if len(told) > 1 else ""
        return f"{joined(told)}{each}"
    return f"some of these together: {joined(told)}"


def example(kind: Kind, old: KnowledgeBase) -> str:
    """What the witness is a case with, where it states nothing also that."""
    parts = kind.witness.before.parts or ()
    said = f"a case with {counted(len(parts), old.words.singular, old.words.plural)}"
    return said if kind.facts else f"{said}, of which nothing is known"


def word_counts(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """For each group what was added, removed and changed in it."""
    for group in dict.fromkeys(entry.group for entry in entries):
        inside = [entry for entry in entries if entry.group == group]
        if group in SINGULAR:
            yield SINGULAR[group], "changed"
            continue
        told = []
        for how in ("added", "removed", "changed"):
            number = sum(entry.change == how for entry in inside)
            if number:
                told.append(f"{number} {how}")
        only = sum(entry.change == "changed" and not entry.logic for entry in inside)
        if only and group in ("rules", "attributes", "constraints", "goals"):
            told[-1] += f" ({only} in words only)"
        yield group, ", ".join(told)


def case_count(cases: Sequence[Compared]) -> str:
    """How many come out as before."""
    outcomes = [each.outcome for each in cases]
    differ, lost = outcomes.count("differs"), outcomes.count("unreadable")
    told = [f"{outcomes.count('same')} the same", f"{differ} different"]
    told += [f"{lost} that not both can read"] if lost else []
    return f"{counted(len(cases), 'case')}: {', '.join(told)}"


def log_count(done: Iterable[Replayed]) -> str:
    """How many decisions come out as recorded."""
    done = list(done)
    apart, lost = sum(not e.compared for e in done), sum(bool(e.problems) and e.compared for e in done)
    same = sum(e.same for e in done)
    told = [f"{same} as recorded", f"{len(done) - same - lost - apart} different"]
    told += [f"{lost} that NEW cannot judge"] if lost else []
    told += [f"{apart} of another knowledge base, not compared"] if apart else []
    return f"{counted(len(done), 'recorded decision')}: {', '.join(told)}"
