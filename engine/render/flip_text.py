"""What would change a verdict, for a person."""

from __future__ import annotations

from collections.abc import Sequence

from engine.advice.flips import ChangeTold, Elsewhere, FlipsTold, FlipTold
from engine.advice.sentences import joined
from engine.inference.derivation import CONFLICT
from engine.inquiry.flips import MOST
from engine.render import phrases
from engine.render.inquired_text import GAVE_UP, head_lines, said
from engine.render.paint import Paper
from engine.render.phrases import counted, some_of
from engine.render.rows import Row, name_width, set_rows
from engine.render.text import Hints

STEP = 3
NOWHERE: dict[Elsewhere, str] = {
    "answers": "Answers to what is unknown could, by themselves.",
    "answers and changes": "Changes together with answers to what is unknown could.",
    "kept": "Changes of what is left alone could.",
    "nowhere": "Nothing else would either: no other facts about what is listed give it.",
    "unknown": "The solver gave up the search: whether anything else could is not known.",
}


def flips_text(told: FlipsTold, paper: Paper, commands: Sequence[str] = (), hints: Hints = ()) -> str:
    """The whole answer as text, ending in a line feed; under each flip the command that tries it."""
    lines = [*head_lines(told.about, told.case.name, told.knowledge, paper), "", *said(means(told), paper)]
    for index, flip in enumerate(told.flips):
        lines += ["", *_flip(index + 1, flip, told, paper)]
        lines += [" " * STEP + paper.paint(command, "hint") for command in commands[index : index + 1]]
    lines += _rest(told, paper)
    if hints:
        rows = [Row(label, command, name_style="dim", whole=True) for label, command in hints]
        lines += ["", *set_rows(paper, rows, name_width(rows))]
    return "\n".join(lines) + "\n"


def means(told: FlipsTold) -> str:
    """What the answer means, in a sentence."""
    wanted = verdict_word(told.to_word) if told.to else "another one"
    free, open_ = told.about.unknowns == "free", told.about.open > 0
    if told.elsewhere is not None:
        wanted = verdict_word(told.to_word) if told.to else "another verdict"
        if told.elsewhere == "unknown" and told.gave_up:
            return f"Whether a change of what is stated could give {wanted} is not known: the solver gave up."
        if not told.case.facts:
            stated = "Nothing"
            if told.case.parts is not None:
                listed = f"which {told.knowledge.words.plural} there are"
                stated = f"Nothing but {listed}"
            return f"{stated} is stated, so no change could give {wanted}. {NOWHERE[told.elsewhere]}"
        could, mode = ("could", ", whatever the unknowns are") if free else ("would", ", as things stand")
        no = f"No change of what is stated {could} give {wanted}{mode if open_ else ''}."
        return no if told.elsewhere == "nowhere" and free else f"{no} {NOWHERE[told.elsewhere]}"
    if not open_:
        return f"The verdict would be {wanted} with any one of these changes:"
    if free:
        return f"No unknown changes this verdict. It could be {wanted} with any one of these changes:"
    stand = "As things stand (what is unknown stays unknown, presumptions work)"
    return f"{stand}, the verdict would be {wanted} with any one of these changes:"


def others(told: FlipsTold) -> str:
    """What is said of those that are not shown, where nobody can ask for more of them; "" where all are."""
    left = told.count - len(told.flips)
    if told.elsewhere is not None:
        return ""
    if told.gave_up:
        return "There may be others, with fewer changes too: the search for them was given up."
    if told.all:
        return f"{counted(left, 'other set')} of changes would do, none with fewer changes." if left else ""
    return f"More than {left} other sets of changes would do, none of them with fewer changes."


def verdict_word(word: str) -> str:
    return f"a {word}" if word == CONFLICT else word


def _flip(number: int, flip: FlipTold, told: FlipsTold, paper: Paper) -> list[str]:
    mark = f"{number:<{STEP - 1}} "
    would = "could" if flip.answers else "would"
    head = f"{would} be {verdict_word(flip.word)} if"
    several = len(flip.changes) > 1
    if not several:
        head += f" {ways(flip.changes[0])}"
    first, *rest = said(head, paper, len(mark), "bold")
    lines = [paper.paint(mark, "name") + first[len(mark) :], *rest]
    for change in flip.changes:
        lines += _bullet(ways(change), paper) if several else []
        before = change.before
        instead = f"instead of: {before.sentence}, {phrases.origin(before.fact)[0]}"
        lines += said(instead, paper, 2 * STEP - 1 if several else STEP, "dim")
    if flip.answers:
        lines += said("and if also, of what is unknown,", paper, STEP, "bold")
        lines += [line for answer in flip.answers for line in _bullet(answer.says, paper)]
    elif told.about.unknowns == "free" and told.about.open:
        lines += said("whatever the unknowns are", paper, STEP)
    if flip.sentence:
        lines += said(f"then: {flip.sentence}", paper, STEP, "dim")
    if flip.others:
        others = joined(map(verdict_word, flip.others), "or")
        what = "values of the same facts" + (", or other answers," if flip.answers else "")
        lines += said(f"other {what} give {others}", paper, STEP, "dim")
    return lines


def _bullet(text: str, paper: Paper) -> list[str]:
    first, *rest = said(text, paper, STEP + 2)
    return [" " * STEP + f"- {first[STEP + 2 :]}", *rest]


def ways(change: ChangeTold) -> str:
    return change.says if change.whole else f"{change.says} (or other members)"


def _rest(told: FlipsTold, paper: Paper) -> list[str]:
    """How many more there are, and what is left alone."""
    lines: list[str] = []
    left = told.count - len(told.flips)
    if told.gave_up and told.elsewhere is None:
        lines += said(f"{counted(told.count, 'set')} of changes found. {GAVE_UP}", paper, 0, "warn")
    elif not told.all:
        note = (
            f"The first {len(told.flips)} of more than {told.count}, none of which has fewer changes; "
            f"the search ended there. --most {10 * max(MOST, told.count)} goes on."
        )
        lines += said(note, paper, 0, "warn")
    elif left:
        lines += said(f"{left} more with no fewer changes (--all, or --most N).", paper, 0, "dim")
    alone = [f"{some_of(told.unchangeable)} (not changeable)"] if told.unchangeable else []
    alone += [f"{some_of(told.kept)} (--keep)"] if told.kept else []
    if alone:
        lines += said(f"Left alone: {joined(alone)}", paper, 0, "dim")
    return ["", *lines] if lines else []
