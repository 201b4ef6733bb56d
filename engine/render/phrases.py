"""The words that join what the knowledge base and the case say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine.advice.sentences import joined, tagged
from engine.errors import Where
from engine.inference.derivation import CONFLICT, How, Status
from engine.inquiry.answers import UNDETERMINED

if TYPE_CHECKING:
    # A recommendation needs these words, but nothing of explanations.
    from engine.advice.explanation import Again, Below, CheckKind, CitedClaim, CitedRule, Cut, Topic
    from engine.advice.recommendation import Answer, Supposition, Unknown
    from engine.advice.standing import Standing
    from engine.cases.model import Fact
    from engine.knowledge.model import KnowledgeBase

STATUS_MEANS: dict[Status, str] = {
    "settled": "no missing fact can change it",
    "provisional": "it follows from what is known, but a missing fact could change it",
    "undetermined": "too little is known for any rule to reach a verdict",
    "not applicable": "no rule can reach a verdict, and none is needed",
}
UNKNOWN_MARK = "?"
CLAIMS = "What the claims say"
ANY_IS_ENOUGH = "any one of these is enough:"
NO_RULE = "no rule concludes it"
COULD_CHANGE_IT = "What may bear on it"
PRESUMED = "presumed"
UNSOUND = (
    "on what is known the rules say something that they say in no case in which everything is known; "
    "the knowledge base contradicts itself here"
)
GAVE_UP = (
    "the solver gave up, so what is called provisional or undetermined may in truth be settled; "
    "state more facts, and it has less to search"
)
NONE_FIRST = "none in particular"
"""Where none of the values that would stand first is there, only others."""
FEW = 4
"""So many parts are named where a line is about all of them alike."""


def some_of(words: Iterable[str], most: int = FEW) -> str:
    """The words as a list, the rest of a long one only counted."""
    found = list(words)
    rest = [f"{len(found) - most} more"] if len(found) > most + 1 else found[most:]
    return joined([*found[:most], *rest])


def and_more(parts: Sequence[str]) -> str:
    """The parts for which something holds too, where there are too many to show why for each."""
    return f"and {len(parts)} more: {some_of(parts)} (--all shows each, or ask about one by its name)"


def counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def word(answer: Answer) -> str:
    """The verdict in a word or two; "" where there is none."""
    return CONFLICT if answer.verdict.value == CONFLICT else answer.word


def topic_head(topic: Topic) -> str:
    """The heading of a topic on one line, with its verdict and how sure that is."""
    if topic.answer is None:
        return topic.heading
    said, status = word(topic.answer), topic.answer.verdict.status
    return f"{topic.heading}: {said} ({status})" if said else f"{topic.heading}: {status}"


def headline(answer: Answer) -> str:
    """What the verdict says, in a sentence."""
    if answer.sentence:
        return answer.sentence
    if answer.verdict.value == CONFLICT:
        sides = joined(f"{named(reason.rule, reason.pack)} says {reason.word}" for reason in answer.reasons)
        return f"the rules contradict each other: {sides}"
    if answer.verdict.status == UNDETERMINED:
        reached = tuple(possibility.word for possibility in answer.prospect.possibilities)
        still = f"too little is known; it could be {joined(reached or answer.possible, 'or')}"
        exact = bool(reached)
        apart = answer.otherwise and answer.otherwise not in answer.possible and not exact
        return f"{still}, or else {answer.otherwise}" if apart else still
    return "this does not apply"


def short_reason(answer: Answer) -> str:
    """Why, for the line of one part."""
    if answer.verdict.value == CONFLICT:
        return "; ".join(
            f"{named(reason.rule, reason.pack)} says {reason.word}: {reason.short}"
            for reason in answer.reasons
        )
    if not answer.reasons:
        return in_every_case(answer) or depends_on(answer.missing)
    return answer.reasons[0].short + in_brackets(answer) + mark(answer)


def full_reason(answer: Answer) -> str:
    """Why, as a sentence of its own."""
    if answer.verdict.value == CONFLICT:
        return "; ".join(
            f"{named(reason.rule, reason.pack)} says {reason.word}: {reason.text}"
            for reason in answer.reasons
        )
    if not answer.reasons:
        return in_every_case(answer) or depends_on(answer.missing)
    return answer.reasons[0].text + in_brackets(answer) + mark(answer)


def named(rule: str, pack: str) -> str:
    """The id of a rule, with the pack that it comes from."""
    return f"{rule} of the pack {pack}" if pack else rule


def mark(answer: Answer) -> str:
    """That the reason shown is one of a pack; "" where it is not."""
    return tagged("", answer.reasons[0].pack)


def about(kb: KnowledgeBase, entity: str, attribute: str) -> str:
    """What a verdict is about: a part where it is the parts' first verdict, else what the goal is called."""
    label = tagged(kb.goal(attribute).label, kb.goal(attribute).pack)
    if not entity:
        return label
    first = next(goal.attribute for goal in kb.goals if goal.scope == "part")
    return entity if attribute == first else f"{label} ({entity})"


def in_brackets(answer: Answer) -> str:
    """What stands behind the reason shown: which rules presume, and how many more reasons there are."""
    said = [f"{PRESUMED} by {joined(answer.presumptions)}"] if answer.presumptions else []
    every = in_every_case(answer)
    said += [every] if every else []
    more = len(answer.reasons) - 1
    said += [counted(more, "more reason")] if more > 0 else []
    return f" ({', '.join(said)})" if said else ""


def in_every_case(answer: Answer) -> str:
    """That the verdict holds whatever is unknown, and how one knows; "" where the bounds show it."""
    prospect = answer.prospect
    if prospect.cases:
        names = dict.fromkeys(supposed.name for case in prospect.cases for supposed in case)
        distinguished = counted(len(prospect.cases), "case")
        return f"in every case, whatever {joined(names)} may be ({distinguished} distinguished)"
    if prospect.proof == "solver" and not prospect.possibilities:
        return "in every case, by exhaustive solving, which no certificate shows"
    return ""


def supposing(suppositions: Sequence[Supposition]) -> str:
    """The suppositions, after "if"."""
    return joined(each.says for each in suppositions) if suppositions else "nothing else is found out"


def depends_on(missing: tuple[Unknown, ...]) -> str:
    """What an undetermined verdict waits for."""
    labels = list(dict.fromkeys(unknown.label for unknown in missing))
    if not labels:
        return "nothing that is asked can decide it"
    shown = labels[:3]
    more = len(labels) - len(shown)
    rest = [*shown, f"{more} more"] if more else shown
    return f"not known: {joined(rest)}"


def absence(sentence: str, how: How) -> str:
    """That something is not so, and how one knows."""
    return f"it is excluded that {sentence}" if how == "false" else f"nothing says that {sentence}"


def guard(rule: CitedRule, how: How) -> str:
    """That an overriding rule does not apply."""
    verb = "cannot apply" if how == "false" else "does not apply on what is known"
    return f"{named(rule.id, rule.pack)}, which would override this, {verb} [{place(rule.where)}]"


def because(reason: str, presumed: How | None) -> str:
    """The reason of a firing."""
    if presumed is None:
        return f"because {reason}"
    if presumed == "assumed":
        return f"presumed as long as nothing else is known, because {reason}"
    return f"presumed, and nothing can speak against it, because {reason}"


def by_default(reason: str) -> str:
    """The reason of a verdict that no rule reaches."""
    return f"because {reason}; no rule can say otherwise"


def not_stated(unknown: Unknown) -> str:
    """A question nobody answered."""
    return f"not stated: {tagged(unknown.question, unknown.pack)} [{unknown.name}]"


def again(node: Again) -> str:
    """What was shown before."""
    if node.within:
        return f"{node.sentence}: only through {node.number} itself, in a circle"
    sentence = unreached(node.sentence, node.refused) if node.refused else node.sentence
    return f"{sentence} (shown above, {node.number})"


def below(node: Below) -> str:
    """What is shown further below."""
    sentence = unreached(node.sentence, node.refused) if node.refused else node.sentence
    return f"{sentence} (shown below, {node.number})"


def cut(node: Cut) -> str:
    """What is not unfolded."""
    if node.refused:
        return f"{unreached(node.sentence, node.refused)} ({counted(node.hidden, 'rule')} not shown)"
    return f"{node.sentence} ({counted(node.hidden, 'step')} behind it not shown)"


def unreached(sentence: str, standing: Standing) -> str:
    """That nothing establishes something."""
    if not sentence:
        return "no rule reaches a verdict on what is known" if standing == "open" else "no rule can apply"
    return _not(sentence, standing)


def obstacle(rules: Sequence[CitedRule], sentence: str, standing: Standing) -> str:
    """That rules do not fire; why follows. The sentence is what one would conclude, where that is news."""
    yet = " yet" if standing == "open" else ""
    if len(rules) > 1:
        return f"{joined(named(rule.id, rule.pack) for rule in rules)} do not apply{yet}"
    would = f" ({sentence})" if sentence else ""
    return f"{named(rules[0].id, rules[0].pack)}{would} does not apply{yet} [{place(rules[0].where)}]"


def in_the_way(sentence: str) -> str:
    """That something which must be absent is there."""
    return f"in the way: {sentence}"


def marked(sentence: str, standing: Standing, kind: CheckKind, inner: bool) -> str:
    """A condition with its truth."""
    mark = {"firm": "true", "established": "true", "open": "unknown", "excluded": "false"}[standing]
    heads: dict[CheckKind, str] = {"all": "all of", "any": "at least one of", "unless": "none of"}
    return f"{mark}: {heads.get(kind, sentence) if inner else sentence}"


def overruled(rule: CitedRule, sentence: str, by: Sequence[CitedRule]) -> str:
    """That a rule was overridden."""
    winners = joined(named(each.id, each.pack) for each in by)
    return f"{named(rule.id, rule.pack)} would give that {sentence}, and is overridden by {winners}"


def silenced(rule: CitedRule, sentence: str, by: Sequence[CitedRule]) -> str:
    """That a presumption is silent; what speaks instead follows."""
    speakers = joined(named(each.id, each.pack) for each in by)
    speaker = f"{speakers} {'speaks' if len(by) == 1 else 'speak'}" if by else "the case itself speaks"
    return f"{named(rule.id, rule.pack)} would presume that {sentence}, and is silent, as {speaker} of this"


def for_whom(what: str, entity: str) -> str:
    """What happened, and for which part."""
    return f"{what} for {entity}" if entity else what


def origin(fact: Fact) -> tuple[str, str]:
    """Where a fact came from: in a word, and with all that the analyst adds."""
    kinds = {"file": "given in", "set": "given by --set", "answer": "answered", "cell": "given in cell"}
    words, where = kinds[fact.origin.kind], fact.origin.where
    if where is not None and fact.origin.kind == "cell" and where.col:
        words = f"{words} {_letters(where.col)}{where.line} of {where.file}"
    elif where is not None and fact.origin.kind != "set":
        words = f"{words} {place(where)}"
    full = words
    if fact.origin.source:
        full += f", source “{fact.origin.source}”"
    if fact.origin.note:
        full += f", note “{fact.origin.note}”"
    return words, full


def _letters(column: int) -> str:
    """The column as a spreadsheet names it: A, B, ..., Z, AA, ..."""
    before, last = divmod(column - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def cite(rule: CitedRule) -> str:
    """Where to open a rule and what it rests on."""
    return f"[{named(rule.id, rule.pack)} {place(rule.where)}{_claims(rule.claims)}]"


def measures(rule: CitedRule) -> Iterator[str]:
    """What the numbers are that a rule compares with, a line each."""
    for number in rule.measures:
        until = f"to be reviewed by {number.review_by}" if number.review_by else ""
        measured = [number.statistic, number.region, str(number.year) if number.year else "", until]
        said = ", ".join(word for word in measured if word)
        value = f"{number.value} {number.unit}".rstrip()
        yield f"{number.name}: {value}{f' ({said})' if said else ''}, {number.definition}; {number.source}"


def cite_default(where: Where, claims: Sequence[CitedClaim]) -> str:
    """Where to open the verdict that no rule reaches."""
    return f"[{place(where)}{_claims(claims)}]"


def place(where: Where) -> str:
    """File and line, as editors open them."""
    return f"{where.file}:{where.line}" if where.line else where.file


def digest_shown(digest: str) -> str:
    """Enough of a digest to tell it from any other; the whole of it stands in the JSON form."""
    kind, _, number = digest.partition(":")
    return f"{kind}:{number[:16]}..."


def _claims(claims: Sequence[CitedClaim]) -> str:
    """The claims with their places in each source."""
    by_source: dict[str, list[str]] = {}
    for claim in claims:
        by_source.setdefault(claim.source, []).append(f"{claim.id} {claim.locator}")
    return "".join(f"; {source} {', '.join(said)}" for source, said in by_source.items())


def claim(said: CitedClaim) -> str:
    """What a claim says, and where."""
    return tagged(f"{said.says} ({said.source} {said.locator})", said.pack)


def _not(sentence: str, standing: Standing) -> str:
    if standing == "excluded":
        return f"it is excluded that {sentence}"
    return f"it is not known whether {sentence}"
