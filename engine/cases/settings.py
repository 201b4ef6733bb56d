"""Facts said on the command line: the grammar of `--set`, stated in docs/cases.md."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from engine.cases.address import resolve
from engine.cases.model import ROOT, Fact, Origin
from engine.cases.names import Names, is_hostile, part_name
from engine.cases.said import UNKNOWN, Said, derived, in_order, members, set_fact, whole_set
from engine.cases.words import about_words
from engine.errors import Problem, Where
from engine.frozen import frozen
from engine.knowledge.characters import REPLACEMENT
from engine.knowledge.model import Attribute
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Scalar
from engine.knowledge.nodes import Sequence as SequenceNode
from engine.knowledge.values import parse_value

CODE = "case-setting"


@dataclass(slots=True)
class Settings:
    """What all settings say together."""

    said: dict[tuple[str, str], Said] = field(default_factory=dict)
    added: dict[str, Where] = field(default_factory=dict)
    """Parts named in brackets, in the order given."""
    none: Where | None = None
    """The setting that says that there are no parts."""
    whole: set[tuple[str, str]] = field(default_factory=set)
    """What is said as a whole; of any other set only some members are told, and the rest stays as it is."""


@frozen
class _Setting:
    """One setting taken apart: PLURAL[part].path OP value, or path OP value."""

    where: Where
    part: str | None
    path: str
    sign: str
    value: str | None
    """None where nothing follows the brackets."""


def read_settings(
    names: Names, texts: Sequence[str], listed: Collection[str] | None, problems: list[Problem]
) -> Settings:
    """What the settings say; what is wrong is added to the problems.

    `listed` are the parts of the case file, None where that could not be read.
    """
    taken = [_take_apart(names, text, problems) for text in texts]
    settings = Settings()
    for setting in taken:
        if setting is not None and setting.part is not None:
            settings.added.setdefault(setting.part, setting.where)
    known = None if listed is None else {**dict.fromkeys(listed), **settings.added}
    for setting in taken:
        if setting is None or setting.value is None:
            continue
        if setting.part is None and setting.path == names.kb.words.plural:
            _no_parts(names, setting, settings, problems)
            continue
        about = resolve(names, setting.part, setting.path, known, setting.where, problems)
        said = None if about is None else _say(*about, setting, problems)
        if said is not None:
            if not setting.sign:
                settings.whole.add(said.about)
            _add(settings, said, problems)
    if settings.none is not None:
        of_parts = [said.where for said in settings.said.values() if said.entity != ROOT]
        for where in dict.fromkeys([*settings.added.values(), *of_parts]):
            what = f"'{settings.none}' and '{where}' contradict each other"
            problems.append(Problem("case-twice", what, where, "keep one of the two"))
    return settings


def _take_apart(names: Names, text: str, problems: list[Problem]) -> _Setting | None:
    plural = names.kb.words.plural
    if is_hostile(text):
        shown = "".join(REPLACEMENT if is_hostile(character) else character for character in text)
        what = "it holds a character that cannot be seen"
        problems.append(Problem(CODE, what, Where(f"--set {shown}"), "remove it"))
        return None
    where = Where(f"--set {text}")
    text = text.strip()
    part = None
    if text.startswith(f"{plural}["):
        name, rest = _bracketed(text[len(plural) + 1 :])
        if name is None or (rest and not rest.startswith(".")):
            what = "the brackets do not end" if name is None else f"after ']' stands {quoted(rest)}"
            hint = f"write {plural}[NAME].ATTRIBUTE=VALUE, a ] in the name twice"
            problems.append(Problem(CODE, what, where, hint))
            return None
        part = part_name(name, where, problems)
        if part is None:
            return None
        if not rest:
            return _Setting(where, part, "", "", None)
        text = rest[1:]
    left, equals, value = text.partition("=")
    if not equals or not left.strip():
        what = "it does not say which attribute has which value"
        problems.append(Problem(CODE, what, where, "write ATTRIBUTE=VALUE"))
        return None
    sign = left[-1] if left[-1] in "+-" else ""
    path = normalize("NFC", left.removesuffix(sign).strip())
    return _Setting(where, part, path, sign, value.strip())


def _bracketed(text: str) -> tuple[str | None, str]:
    """The name up to its closing bracket, and what follows; a doubled bracket stands for one."""
    name, index = "", 0
    while index < len(text):
        end = text.find("]", index)
        if end < 0:
            break
        name += text[index:end]
        if not text.startswith("]]", end):
            return name, text[end + 1 :]
        name += "]"
        index = end + 2
    return None, ""


def _no_parts(names: Names, setting: _Setting, settings: Settings, problems: list[Problem]) -> None:
    plural = names.kb.words.plural
    if setting.value == "none" and not setting.sign:
        settings.none = settings.none or setting.where
        return
    name = setting.value if setting.value and not setting.sign else "NAME"
    hint = f"write {plural}[{name.replace(']', ']]')}] to add one, {plural}=none where there are none"
    problems.append(Problem(CODE, f"{plural} can only be set to none", setting.where, hint))


def _say(entity: str, attribute: Attribute, setting: _Setting, problems: list[Problem]) -> Said | None:
    """The statement of one setting about the attribute that its left side means."""
    where, text, origin = setting.where, setting.value or "", Origin("set", setting.where)
    if not attribute.asked:
        problems.append(derived(attribute, where))
        return None
    if not text:
        what = f"no value is given for {attribute.name}"
        hint = "=none says none of these, =unknown says it is unknown"
        problems.append(Problem(CODE, what, where, hint if attribute.type == "set" else "=unknown says so"))
        return None
    if setting.sign and attribute.type != "set":
        what = f"{attribute.name} has one value, it has no members"
        problems.append(Problem(CODE, what, where, f"write {setting.path}=VALUE"))
        return None
    if text == UNKNOWN and not setting.sign:
        return Said(entity, attribute, None, where)
    if attribute.type != "set":
        value = parse_value(Scalar(text, True, where), attribute)
        if isinstance(value, Problem):
            problems.append(value)
            return None
        return Said(entity, attribute, Fact(entity, attribute.name, (value,), origin=origin), where)
    words = tuple(Scalar(word.strip(), True, where) for word in text.split(","))
    whole = words[0] if text in ("all", "none") else SequenceNode(words, where)
    inside = members(whole, attribute, problems)
    if inside is None:
        return None
    if not setting.sign:
        return Said(entity, attribute, whole_set(entity, attribute, inside, origin), where)
    if not inside:
        problems.append(Problem(CODE, f"nothing is said about {attribute.name}", where, "write =none"))
        return None
    outside = () if setting.sign == "+" else inside
    inside = inside if setting.sign == "+" else ()
    return Said(entity, attribute, set_fact(entity, attribute, inside, outside, origin), where)


def _add(settings: Settings, said: Said, problems: list[Problem]) -> None:
    """Join what another setting says about the same thing, member by member."""
    first = settings.said.setdefault(said.about, said)
    if first.fact == said.fact:
        return
    if first.fact is not None and said.fact is not None and not said.attribute.single:
        attribute, one, two = said.attribute, first.fact, said.fact
        inside, outside = {*one.values, *two.values}, {*one.excluded, *two.excluded}
        if not in_order(inside & outside, attribute):
            both = Where(f"{first.where} {said.where}")
            fact = set_fact(said.entity, attribute, inside, outside, Origin("set", both))
            settings.said[said.about] = Said(said.entity, attribute, fact, both)
            return
    what = f"'{first.where}' and '{said.where}' contradict each other about {about_words(*said.about)}"
    problems.append(Problem("case-twice", what, said.where, "keep one of the two"))
