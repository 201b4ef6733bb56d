"""kb.yaml: what the knowledge base is called, the words for its scopes, and its goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import Where
from engine.knowledge.model import Attribute, Goal, Otherwise, Pack, Shown, Words
from engine.knowledge.names import Names
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Mapping, Node, Scalar
from engine.knowledge.read_sources import day_of
from engine.knowledge.read_vocabulary import CASE_KEYS
from engine.knowledge.reading import Report, entries, get, items, word
from engine.knowledge.values import TYPES, parse_value


def read_words(document: Node, report: Report) -> Words | None:
    """The words for the scopes; None where they are not sound, so that nothing else can be read."""
    node = get(document, "words")
    question = report.text(get(node, "question"), "'question'")
    root, singular, plural = (word(get(node, key)) for key in ("root", "singular", "plural"))
    if node is None or not (root and singular and plural):
        return None
    if len({root, singular, plural}) < 3:
        report.add("words", "'root', 'singular' and 'plural' are three different words", node.where)
        return None
    if plural in CASE_KEYS:
        report.add("words", f"'plural' is a key of case files, and {plural} is another one", node.where)
        return None
    return Words(root, singular, plural, question)


def read_heading(document: Node, names: Names) -> dict[str, str]:
    """name, version, title and reviewed."""
    texts = {key: names.report.text(get(document, key), quoted(key)) for key in ("name", "version", "title")}
    return {**texts, "reviewed": day_of(document, "reviewed", names)}


def read_pack(document: Node, folder: str, names: Names) -> Pack:
    """What the pack in this folder says about itself."""
    report = names.report
    name = get(document, "pack")
    if isinstance(name, Scalar) and name.text != folder:
        what = f"the pack calls itself {quoted(name.text)}, and its folder {quoted(folder)}"
        report.add("pack", what, name.where, "give both the same name")
    texts = {key: report.text(get(document, key), quoted(key)) for key in ("version", "title", "about")}
    reviewed, review_by = (day_of(document, key, names) for key in ("reviewed", "review_by"))
    return Pack(folder, **texts, reviewed=reviewed, review_by=review_by, where=document.where)


def read_goals(documents: Sequence[tuple[str, Node]], names: Names) -> tuple[Goal, ...]:
    """The goals of the knowledge base, whose document is the first, and of its packs, those of the root
    first. Packs may also show something of theirs under the goals of others."""
    goals = [goal for pack, document in documents for goal in _goals(document, names, pack)]
    for pack, document in documents:
        for item in items(get(document, "show")):
            name = get(item, "goal")
            if not isinstance(name, Scalar):
                continue
            at = next((at for at, goal in enumerate(goals) if goal.attribute == name.text), None)
            if at is None:
                names.missing("goal", name)
            else:
                shown = _shown(item, names.attributes[goals[at].attribute], names, pack)
                goals[at] = replace(goals[at], show=(*goals[at].show, shown))
    found = tuple(sorted(goals, key=lambda goal: goal.scope == "part"))
    if found and found[0].scope == "part":
        what = f"no goal is about the {names.words.root}"
        names.report.add("goal", what, found[0].where, "the main goal is the first one about it")
    return found


def _goals(document: Node, names: Names, pack: str) -> list[Goal]:
    goals = []
    for item in items(get(document, "goals")):
        name = get(item, "attribute")
        if not isinstance(name, Scalar):
            continue
        attribute = names.attribute(name)
        if attribute is None or not names.declare("goal", name):
            continue
        if attribute.type != "enum" or attribute.asked:
            kind = "asked" if attribute.asked else TYPES[attribute.type]
            what = f"a goal is a derived enum, and {attribute.name} is {kind}"
            names.report.add("goal", what, name.where)
            continue
        goals.append(_goal(item, attribute, names, pack))
    return goals


def _goal(item: Node, attribute: Attribute, names: Names, pack: str) -> Goal:
    part = attribute.scope == "part"
    sentences: dict[str, str] = {}
    node = get(item, "sentences")
    for key, sentence in entries(node):
        value = names.report.take(parse_value(key, attribute))
        if value is not None:
            sentences[str(value)] = names.sentence(sentence, "a sentence", part=part)
    for value in attribute.values:
        if node is not None and str(value) not in sentences:
            what = f"'sentences' has none for the value {value} of {attribute.name}"
            names.report.add("missing", what, node.where)
    return Goal(
        attribute=attribute.name,
        scope=attribute.scope,
        label=names.report.text(get(item, "label"), "'label'"),
        sentences=sentences,
        otherwise=_otherwise(get(item, "otherwise"), attribute, names),
        show=tuple(_shown(shown, attribute, names, pack) for shown in items(get(item, "show"))),
        where=item.where,
        pack=pack,
    )


def _otherwise(node: Node | None, attribute: Attribute, names: Names) -> Otherwise | None:
    if not isinstance(node, Mapping):
        return None
    because = names.sentence(node.get("because"), "'because'", part=attribute.scope == "part")
    claims = names.cite(node.get("claims"), node.where)
    given = node.get("value")
    value = names.report.take(parse_value(given, attribute)) if isinstance(given, Scalar) else None
    return Otherwise(str(value or ""), because, claims, node.where)


def _shown(node: Node, goal: Attribute, names: Names, pack: str) -> Shown:
    name, first, others = get(node, "attribute"), get(node, "first"), get(node, "others")
    heading = names.report.text(get(node, "heading"), "'heading'")
    shown = names.attribute(name) if isinstance(name, Scalar) else None
    leading = names.attribute(first) if isinstance(first, Scalar) else None
    if (first is None) != (others is None):
        what = "'first' and 'others' stand together or not at all"
        names.report.add("show", what, _place(first, others, node))
    if shown and leading and first and leading.scope == "part" and shown.scope == "root":
        what = f"{leading.name} belongs to each {names.words.singular}, and {shown.name} does not"
        names.report.add("show", what, first.where)
    return Shown(
        shown.name if shown else "",
        heading,
        leading.name if leading else "",
        names.report.text(others, "'others'"),
        pack,
    )


def _place(*nodes: Node | None) -> Where:
    """The place of the first node that is there."""
    return next(node.where for node in nodes if node is not None)
