"""rules/*.yaml: rules, their consequents, and what each overrides."""

from __future__ import annotations

from engine.knowledge.conditions import Always
from engine.knowledge.model import Attribute, Conclusion, Rule, Scope
from engine.knowledge.names import Names
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.read_conditions import ConditionReader
from engine.knowledge.reading import entries, get, items, scalars, to_plain, word
from engine.knowledge.values import TYPES, parse_value


def read_rules(document: Node, names: Names, pack: str = "") -> None:
    """Declare the rules of one file, of this pack: a list, or a mapping with the list under `rules`."""
    listed = document if isinstance(document, Sequence) else get(document, "rules")
    for item in items(listed):
        name = get(item, "id")
        fresh = names.declare("rule", name if isinstance(name, Scalar) else None)
        rule = _rule(item, names, pack)
        if fresh and rule is not None:
            names.rules[rule.id] = rule
            names.overriding.extend((rule, other) for other in scalars(get(item, "overrides")))


def check_overrides(names: Names) -> None:
    """Tell every override that cannot be: of itself, of an unknown rule, of a rule out of reach."""
    seen: set[tuple[str, str]] = set()
    for rule, name in names.overriding:
        other = names.rules.get(name.text)
        if (rule.id, name.text) in seen:
            names.report.add("duplicate", f"the rule {quoted(name.text)} stands twice", name.where)
        elif name.text == rule.id:
            names.report.add("override", f"{rule.id} overrides itself", name.where)
        elif other is None:
            names.missing("rule", name)
        elif rule.scope == "part" and other.scope == "root":
            words = names.words
            what = f"{rule.id}, about a {words.singular}, cannot override {other.id}, about the {words.root}"
            names.report.add("override", what, name.where)
        seen.add((rule.id, name.text))


def _rule(item: Node, names: Names, pack: str) -> Rule | None:
    """The rule, or None where it cannot be used even for finding more problems."""
    report = names.report
    scope = names.scope(get(item, "scope"))
    then, presume, when = get(item, "then"), get(item, "presume"), get(item, "when")
    title = report.text(get(item, "title"), "'title'")
    reading = report.text(get(item, "reading"), "'reading'")
    because = names.sentence(get(item, "because"), "'because'", part=scope != "root")
    claims = names.cite(get(item, "claims"), item.where)
    conclusions: list[Conclusion] = []
    condition = None
    if scope is not None:
        condition = None if when is None else ConditionReader(names, scope).read(when)
        reader = _Consequents(names, scope, presumes=then is None)
        conclusions = reader.read(presume if then is None else then)
    if scope is None:
        return None
    return Rule(
        id=word(get(item, "id")),
        title=title,
        scope=scope,
        when=condition or Always(),
        then=tuple(conclusions),
        because=because,
        claims=claims,
        presumption=then is None,
        reading=reading,
        overrides=tuple(name.text for name in scalars(get(item, "overrides"))),
        pack=pack,
        where=item.where,
    )


class _Consequents:
    """Reads the `then` or `presume` of one rule."""

    def __init__(self, names: Names, scope: Scope, presumes: bool) -> None:
        self.names = names
        self.scope = scope
        self.presumes = presumes

    def read(self, node: Node | None) -> list[Conclusion]:
        """The conclusions, as far as they are sound; the rest is told."""
        found: list[Conclusion] = []
        about: dict[str, Scalar] = {}
        for key, value in entries(node):
            attribute = self.names.attribute(key) if "." in key.text else None
            if attribute is None:
                continue
            if attribute.name in about:
                self._refuse("duplicate", f"{attribute.name} stands twice", key)
            about[attribute.name] = key
            self._may_conclude(attribute, key)
            found += self._conclusions(attribute, value)
        if self.presumes and len(about) > 1:
            what = "a presumption speaks about one attribute"
            self._refuse("presume", what, list(about.values())[1], "write a rule for each")
        return found

    def _may_conclude(self, attribute: Attribute, key: Scalar) -> None:
        words = self.names.words
        if attribute.scope != self.scope:
            own = words.root if self.scope == "root" else words.singular
            what = f"a rule with scope {own} cannot conclude about {attribute.name}"
            self._refuse("scope", what, key)
        if attribute.asked and not self.presumes:
            what = f"{attribute.name} is asked, so no rule concludes about it"
            self._refuse("asked", what, key, "a rule may only presume it")

    def _conclusions(self, attribute: Attribute, value: Node) -> list[Conclusion]:
        match value:
            case Scalar() if to_plain(value) is None:
                return []  # The schema has told that it is empty.
            case Scalar():
                found = self.names.report.take(parse_value(value, attribute))
                return [] if found is None else [Conclusion(attribute.name, found)]
            case Sequence():
                return self._members(attribute, value)
            case Mapping():
                source = value.get("same_as")
                return self._copies(attribute, source) if isinstance(source, Scalar) else []

    def _members(self, attribute: Attribute, node: Sequence) -> list[Conclusion]:
        if attribute.single:
            what = f"{attribute.name} has one value, not a list"
            self._refuse("several", what, node, "write the value without brackets")
            return []
        found: list[Conclusion] = []
        seen: set[object] = set()
        for item in scalars(node):
            value = self.names.report.take(parse_value(item, attribute))
            if value in seen:
                self._refuse("duplicate", f"the value {quoted(item.text)} stands twice", item)
            elif value is not None:
                found.append(Conclusion(attribute.name, value))
            seen.add(value)
        return found

    def _copies(self, target: Attribute, name: Scalar) -> list[Conclusion]:
        """One conclusion for each member that the copied set may have."""
        source = self.names.attribute(name)
        if source is None:
            return []
        if source.type != "set" or target.type != "set":
            kinds = f"{target.name} is {TYPES[target.type]}, {source.name} {TYPES[source.type]}"
            what = f"a set copies a set; {kinds}"
            self._refuse("same-as", what, name)
        elif self.presumes:
            self._refuse("same-as", "a presumption copies no set", name)
        elif source.scope == "part" and self.scope == "root":
            words = self.names.words
            what = f"{source.name} belongs to each {words.singular}, so the {words.root} cannot copy it"
            self._refuse("same-as", what, name)
        elif missing := self._missing(source, target):
            what = f"{target.name} lacks values of {source.name}: {', '.join(missing)}"
            self._refuse("same-as", what, name)
        else:
            return [Conclusion(target.name, value, source.name) for value in source.values]
        return []

    @staticmethod
    def _missing(source: Attribute, target: Attribute) -> list[str]:
        """The values of the source that the target cannot have."""
        possible = set(target.values)
        return [str(value) for value in source.values if value not in possible]

    def _refuse(self, code: str, what: str, node: Node, hint: str = "") -> None:
        self.names.report.add(code, what, node.where, hint)
