"""An interview: what is asked, what may be typed, and what becomes of it. No input, no output.

`ask` tells where it stands, `say` takes one line. Whoever drives it saves `session` where a reply says
that it changed, before asking on: what follows from an answer is worked out only then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.advice import interview_list as listing
from engine.advice import interview_words as words
from engine.advice.asking import Asked, Asking
from engine.advice.interview_answer import read_answer
from engine.advice.interview_session import everything_said, list_ended, not_known, stated, with_list
from engine.advice.interview_words import Ending, Prompt, Reply, Words
from engine.cases.model import Case
from engine.cases.session import LIST, Pair, Session
from engine.errors import CaseError, Problem
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted

Look = Callable[[Case, frozenset[Pair]], tuple[Words, Asking]]
"""What there is to ask about a case, these being answered. Raises CaseError where nothing can be true."""

OVER = Problem("answer", "nothing is asked any more", None, "an empty line ends the interview")


class Interview:
    """One interview, from its first question to the end."""

    def __init__(self, kb: KnowledgeBase, session: Session, look: Look) -> None:
        self.kb, self._look = kb, look
        self.session = session
        self._before: Session | None = None
        """What was known before the last answer, until it is clear that the answer can be true."""
        self._seen: tuple[Words, Asking] | None = None
        self._focus: Pair | None = None
        """What was answered before and is asked again."""
        self._climbed = 0
        self._was_settled = True

    # Where it stands

    def ask(self) -> Prompt | Ending | Reply:
        """The question; or the end; or, where the last answer cannot be true, that it was taken back."""
        try:
            pair = self._pair()
        except CaseError as error:
            if self._before is None:
                raise
            self.session, self._before = self._before, None
            return _refused(*error.problems, changed=True)
        if pair == LIST:
            return words.list_prompt(self.kb, self.session.case, again=self._focus is not None)
        self._before = None
        told, asking = self._situation()
        asked = self._asked(pair)
        if asked is None:
            return told.ending(asking)
        news = asking.settled and not self._was_settled
        self._was_settled = asking.settled
        return told.prompt(asking, asked, self._focus is not None, news)

    def _situation(self) -> tuple[Words, Asking]:
        if self._seen is None:
            self._seen = self._look(self.session.case, frozenset(self.session.answered))
        return self._seen

    def _pair(self) -> Pair | None:
        """What is asked: what is taken up again, the list of parts, or the best question."""
        if self._focus is not None:
            return self._focus
        if LIST not in self.session.answered:
            return LIST
        first = next(iter(self._situation()[1].questions), None)
        return (first.entity, first.attribute) if first else None

    def _asked(self, pair: Pair | None) -> Asked | None:
        if pair is None or pair == LIST:
            return None
        told, asking = self._situation()
        known = (q for q in asking.questions if (q.entity, q.attribute) == pair)
        return next(known, None) or told.again(pair)

    # What is typed

    def say(self, line: str) -> Reply:
        """What becomes of the line."""
        text = line.strip()
        pair = self._pair()
        climbed, self._climbed = self._climbed, 0
        if len(text) > 1 and text[0] == text[-1] == '"':
            return self._answer(pair, text[1:-1], plain=False)
        command, _, rest = text.partition(" ")
        match command, rest.strip():
            case "?", "":
                return words.help_on(self.kb, self._asked(pair))
            case "why", "":
                self._climbed = climbed + 1
                return self._why(pair, climbed)
            case "dk", "":
                return self._do_not_know(pair)
            case "back", "":
                return self._back()
            case "review", "":
                return self._situation()[0].review(everything_said(self.kb, self.session), self.session)
            case "edit", number if number.isdecimal() and number.isascii():
                return self._edit(int(number[:9]))
            case "edit", "":
                return _refused(
                    Problem("edit", "which one?", None, "edit N, with a number that review shows")
                )
            case "save", "":
                return Reply(save=True)
            case "quit" | "stop" as leave, "":
                return Reply(leave=leave)
            case "add", name:
                return self._add(name)
            case _:
                return self._answer(pair, text, plain=True)

    def _why(self, pair: Pair | None, climbed: int) -> Reply:
        if pair == LIST:
            return words.why_list(self.kb, climbed)
        asked = self._asked(pair)
        if asked is None:
            return Reply(("nothing is asked any more",))
        told, asking = self._situation()
        return told.why(asking, asked, climbed)

    def _answer(self, pair: Pair | None, text: str, plain: bool) -> Reply:
        if pair is None:
            return _refused(OVER) if text else Reply(leave="stop")
        if pair == LIST:
            return self._list(text, plain)
        if not text:
            if self._focus is None:
                return _refused(
                    Problem("answer", "nothing is answered", None, "dk if you do not know; ? for help")
                )
            return self._on("it stays as it was")
        fact = read_answer(pair[0], self.kb.attributes[pair[1]], text)
        return (
            _refused(fact) if isinstance(fact, Problem) else self._keep(stated(self.kb, self.session, fact))
        )

    def _do_not_know(self, pair: Pair | None) -> Reply:
        if pair is None:
            return _refused(OVER)
        parts = self.session.case.parts
        if pair == LIST and parts:
            return _refused(
                Problem("list", listing.many_listed(self.kb, parts), None, "an empty line ends the list")
            )
        told = list_ended(self.session, known=False) if pair == LIST else not_known(self.session, pair)
        return self._keep(told)

    def _keep(self, told: Session | tuple[Problem, ...]) -> Reply:
        if not isinstance(told, Session):
            return _refused(*told)
        self._before, self.session = self.session, told
        return self._on("", changed=True)

    def _on(self, note: str, changed: bool = False) -> Reply:
        """Go on with what is to be asked next."""
        self._focus = None
        if changed:
            self._seen = None
        return Reply((note,) if note else (), changed=changed, moved=True)

    # The list of parts

    def _list(self, text: str, plain: bool) -> Reply:
        said = listing.listed(self.kb, self.session.case, text, plain, again=self._focus is not None)
        if isinstance(said, Problem):
            return _refused(said)
        return self._keep(list_ended(self.session)) if said is None else self._listed(said)

    def _listed(self, case: Case) -> Reply:
        """Keep another list; the question stays, as more may be named."""
        self.session, self._seen = with_list(self.session, case), None
        return Reply(changed=True)

    def _add(self, name: str) -> Reply:
        if not name:
            self._focus = LIST if LIST in self.session.answered else None
            return Reply(moved=True)
        said = listing.added(self.kb, self.session.case, name.strip('"'))
        if isinstance(said, Problem):
            return _refused(said)
        return replace(self._listed(said), notes=(f"{quoted(name)} is on the list",))

    # Going back

    def _back(self) -> Reply:
        answered = self.session.answered
        index = answered.index(self._focus) if self._focus in answered else len(answered)
        if index == 0:
            return _refused(
                Problem("back", "nothing was answered before this", None, "review shows all that is known")
            )
        self._focus = answered[index - 1]
        return Reply(moved=True)

    def _edit(self, number: int) -> Reply:
        said = everything_said(self.kb, self.session)
        if not 0 < number <= len(said):
            what = f"there is no number {number}" if said else "nothing was said yet"
            return _refused(Problem("edit", what, None, "review shows all that was said" if said else ""))
        self._focus = said[number - 1]
        return Reply(moved=True)


def _refused(*problems: Problem, changed: bool = False) -> Reply:
    return Reply(problems=problems, changed=changed)
