"""What an interview says: its questions, its replies and its end, as data in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from engine.advice.asking import Asked, Asking, asked
from engine.advice.decisions import name_of_goal
from engine.advice.interview_why import Chains
from engine.advice.sentences import joined, tagged
from engine.advice.speech import Speech
from engine.cases.model import Case
from engine.cases.session import LIST, Pair, Session
from engine.errors import Problem
from engine.frozen import frozen
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import KnowledgeBase

COMMANDS = (
    ("why", "what the question is for; again: what that is for, up to the verdict"),
    ("?", "help on the question, and this list"),
    ("dk", "you do not know: it stays unknown, and is not asked again"),
    ("back", "to the answer before"),
    ("review", "what was said, with numbers"),
    ("edit N", "answer number N of the review anew"),
    ("add", "one more on the list: add NAME"),
    ("save", "write the session down (it is after every answer, too)"),
    ("stop", "end here, with what follows from what is known"),
    ("quit", "go; the session waits"),
)
"""Every command, with what it does."""


@frozen
class Prompt:
    """A question to a person."""

    question: str
    name: str = ""
    """The fact as `--set` names it; "" for the list of parts."""
    asked: Asked | None = None
    """What may be answered; None for the list of parts."""
    so_far: str = ""
    """What is said about it now."""
    hint: str = ""
    """What ends or keeps the answer."""
    more: int = 0
    """How many more questions could still matter."""
    news: str = ""
    """What the last answer settled."""


@frozen
class Ending:
    """There is nothing more to ask, and why; what was said can still be changed."""

    why: str
    hint: str = "an empty line ends the interview; back, edit N, review and add change what was said"


@frozen
class Reply:
    """What becomes of a line that was typed."""

    notes: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    """A table under the notes."""
    problems: tuple[Problem, ...] = ()
    """Why the line is refused."""
    changed: bool = False
    """Whether the session is another one now: save it."""
    save: bool = False
    leave: Literal["", "stop", "quit"] = ""
    moved: bool = False
    """Whether something else is asked now."""


def list_prompt(kb: KnowledgeBase, case: Case, again: bool) -> Prompt:
    """The question for the list of parts, after each name once more."""
    words = kb.words
    hint = f"one name a line, then an empty line; none where there are no {words.plural}"
    if case.parts:
        hint = f"an empty line ends the list, -NAME takes a {words.singular} out"
    elif again:
        hint = f"a name; an empty line leaves it at no {words.plural}"
    return Prompt(words.question, so_far=", ".join(case.part_order or case.parts or ()), hint=hint)


def help_on(kb: KnowledgeBase, about: Asked | None) -> Reply:
    """Help on a question (None: on the list of parts), and what else may be typed."""
    words = kb.words
    if about is None:
        notes = [
            f"The list is taken for complete: of a {words.singular} that is not on it nothing is ever said.",
            f'A name that is also a command is written in quotes: "{words.singular}".',
        ]
    else:
        notes = [about.help] if about.help else []
        notes += [f"Answer {about.kind}."] if about.kind != "one of these" else []
        if about.choices:
            notes += ["A value is its number, its name, or a beginning of the name that means only one."]
    return Reply(tuple(notes), COMMANDS)


def why_list(kb: KnowledgeBase, climbed: int) -> Reply:
    """What the list of parts is for."""
    words = kb.words
    if climbed:
        return Reply(("nothing stands behind that",))
    labels = [goal.label for goal in kb.goals if goal.scope == "part"]
    notes = [f"of a {words.singular} that is not on the list nothing is said"]
    if labels:
        notes.insert(0, f"each {words.singular} on the list gets a verdict of its own ({joined(labels)})")
    if any(kb.attributes[name].scope == "part" for name in _read_for_root(kb)):
        whole = joined(goal.label for goal in kb.goals if goal.scope == "root")
        notes.append(f"what is known of each counts for the {words.root} too ({whole})")
    return Reply(tuple(notes))


def _read_for_root(kb: KnowledgeBase) -> Iterator[str]:
    """The attributes that rules about the root read."""
    for rule in kb.rules.values():
        if rule.scope == "root":
            yield from (test.attribute for test, _ in walk(rule.when) if isinstance(test, OneOf | InRange))


class Words:
    """Words about one case."""

    def __init__(self, speech: Speech) -> None:
        self.speech, self.kb = speech, speech.kb

    def prompt(self, asking: Asking, about: Asked, again: bool, news: bool) -> Prompt:
        """The question, best first of those that can matter, or one that was answered before."""
        pair = (about.entity, about.attribute)
        return Prompt(
            tagged(about.question, about.pack),
            about.name,
            about,
            self._so_far(pair) if again or self.speech.standings.fact(*pair) else "",
            "an empty line leaves it as it is" if again else "",
            len([q for q in asking.questions if (q.entity, q.attribute) != pair]),
            self._settled(asking) if news else "",
        )

    def again(self, pair: Pair) -> Asked:
        """The question about what was answered already."""
        return asked(self.speech, pair, (), ())

    def ending(self, asking: Asking) -> Ending:
        """Why nothing more is asked."""
        if not asking.open:
            return Ending("Nothing more to ask: no missing fact can change a verdict.")
        verdicts = joined(asking.about)
        if asking.skipped:
            names = joined(self.speech.name_of(*pair) for pair in asking.skipped)
            return Ending(
                f"Nothing more to ask: the verdict on {verdicts} hangs on what you do not know ({names})."
            )
        return Ending(
            f"Nothing more to ask: the solver gave up on {verdicts}; what it may hang on was asked."
        )

    def why(self, asking: Asking, about: Asked, climbed: int) -> Reply:
        """What the question is for; the further climbed, the nearer to the verdict."""
        goals = about.goals or asking.open
        chain = Chains(self.speech).chain((about.entity, about.attribute), goals)
        if not chain:
            return Reply(("no verdict that is still open hangs on it",))
        if climbed >= len(chain):
            return Reply((f"that gives the verdict on {self._concerned(about, goals)}",))
        link = chain[climbed]
        decides = () if climbed else _decides(about)
        rest = len(chain) - climbed - 1
        more = f"why once more: what that is for ({rest} more)" if rest else "why once more: the verdict"
        return Reply(
            (*decides, f"{link.rule}: {link.title} ({link.where.file}:{link.where.line})", link.says, more)
        )

    def review(self, said: Sequence[Pair], session: Session) -> Reply:
        """All that was said, numbered."""
        if not said:
            return Reply(("nothing was said yet",))
        rows = []
        for number, pair in enumerate(said, 1):
            given = "" if pair in session.answered else "   (given)"
            rows.append((str(number), f"{self._about(pair)}: {self._so_far(pair)}{given}"))
        return Reply(("edit N answers number N anew",), tuple(rows))

    def _about(self, pair: Pair) -> str:
        return self.kb.words.plural if pair == LIST else self.speech.name_of(*pair)

    def _so_far(self, pair: Pair) -> str:
        case = self.speech.standings.case
        if pair == LIST:
            if case.parts is None:
                return "not known"
            return ", ".join(self.speech.standings.parts) or "none"
        fact = case.fact(*pair)
        return self.speech.fact(fact) if fact else "not known"

    def _settled(self, asking: Asking) -> str:
        verdict = self.speech.standings.verdicts[asking.main[0]][asking.main[1]]
        value = f": {self.speech.label(asking.main[1], verdict.value)}" if verdict.value else ""
        left = joined(asking.about)
        return (
            f"The verdict on {name_of_goal(self.speech, asking.main)} is settled{value}. stop ends here; "
            f"to go on settles the verdict on {left}."
        )

    def _concerned(self, about: Asked, goals: Iterable[Pair]) -> str:
        return joined(name_of_goal(self.speech, goal) for goal in goals)


def _decides(about: Asked) -> tuple[str, ...]:
    """What an answer could decide by itself, or what the question can change with others."""
    alone = [f"{each.answer} decides {each.about}: {each.word}" for each in about.decides if not each.more]
    if alone:
        return ("; ".join(alone),)
    return (
        (f"it can change the verdict on {joined(about.about)}, together with other answers",)
        if about.about
        else ()
    )
