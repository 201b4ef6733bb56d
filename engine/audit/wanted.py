"""What a person types to find decisions, as words of the index; and whether any record could have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from engine.audit import index, snapshot
from engine.audit.failures import told
from engine.audit.told import NO_VALUE
from engine.errors import Problem, Where
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import FEW, nearest, quoted

if TYPE_CHECKING:
    from engine.audit.log import Log

KINDS = {"case": "case", "verdict": "verdict", "rule": "rule", "knowledge": "knowledge base"}
ENOUGH = 12
"""With so many characters the beginning of a digest stands for it, `sha256:` included."""


def understood(
    log: Log, typed: Mapping[str, str], elsewhere: Callable[[str, str], str] = lambda kind, word: ""
) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """For each kind the words of the index that are meant, and a warning for what no record of the log has
    and no knowledge base recorded in it knows.

    A word stands for itself where the index has it; else case does not count, and a verdict may be called
    by its label, a knowledge base by the beginning of its digest. Raises AuditError where the log cannot
    be read. `elsewhere` has a hint for a word of this kind that no record has, or "".
    """
    found: dict[str, tuple[str, ...]] = {}
    notes = []
    for kind, raw in typed.items():
        word = raw.encode(errors="backslashreplace").decode()  # bytes of no text are in no record
        if not word or _has(log, kind, word):
            found[kind] = (word,) if word else ()
            continue
        known: dict[str, tuple[str, ...]] = {}
        for name, means in _known(log, kind):
            known[name] = (*known.get(name, ()), means)
        found[kind] = tuple(
            dict.fromkeys(means for name in known if _same(kind, word, name) for means in known[name])
        )
        if not found[kind]:
            found[kind] = (word,)
            what = f"no decision of this log can have the {KINDS[kind]} {quoted(word)}"
            hint = elsewhere(kind, word) or _near(word, known) or _listed(log, kind)
            notes.append(Problem("no-such", what, Where(log.path), hint, "warning"))
    return found, tuple(notes)


def _has(log: Log, kind: str, word: str) -> bool:
    with told(log.path):
        query = "SELECT 1 FROM mention WHERE word = ? LIMIT 1"
        return log.connection.execute(query, (f"{kind} {word}",)).fetchone() is not None


def _near(word: str, known: Iterable[str]) -> str:
    """The name most like the word, whatever the case of either."""
    folded = {name.casefold(): name for name in known}
    near = nearest(word.casefold(), folded)
    return f"did you mean {folded[near]}?" if near else ""


def _listed(log: Log, kind: str) -> str:
    """The first words that decisions have."""
    plain = (word for word in index.spoken(log, kind) if "=" not in word and not word.startswith("sha256:"))
    few = list(islice(plain, FEW + 1))
    return f"recorded are {', '.join(few[:FEW])}{', ...' if len(few) > FEW else ''}" if few else ""


def _same(kind: str, word: str, name: str) -> bool:
    if kind == "knowledge" and name.startswith("sha256:") and len(word) >= ENOUGH:
        return name.startswith(word.lower().rstrip("."))
    return word.casefold() == name.casefold()


def _known(log: Log, kind: str) -> Iterator[tuple[str, str]]:
    """Every name that may be typed, with the word of the index that it stands for."""
    if kind == "verdict":
        for kb in _recorded(log):
            yield from _verdicts(kb)
    elif kind == "rule":
        for kb in _recorded(log):
            yield from ((rule, rule) for rule in kb.rules)
    for word in index.spoken(log, kind):
        yield word, word


def _recorded(log: Log) -> Iterator[KnowledgeBase]:
    """Every knowledge base in the log."""
    with told(log.path):
        names = [name for (name,) in log.connection.execute("SELECT hash FROM blob ORDER BY hash")]
    for name in names:
        yield snapshot.read(log.blob(name))


def _verdicts(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Values of the goals by name and label, alone or after the goal's name, short name or label."""
    for goal in kb.goals:
        attribute = kb.attributes[goal.attribute]
        goals = dict.fromkeys((goal.attribute, goal.attribute.partition(".")[2], goal.label))
        labels = {str(value): attribute.labels.get(value, str(value)) for value in attribute.values}
        for value, label in {**labels, **{word: word for word in (*NO_VALUE, "conflict")}}.items():
            means = f"{goal.attribute}={value}"
            for said in dict.fromkeys((value, label)):
                yield said, means
                yield from ((f"{each}={said}", means) for each in goals)
