"""A log as provenance in the words of W3C PROV-DM: what was derived from what, by which rule, for whom.

Each decision is a bundle; a batch is an entity with the root over its answers. Facts, conclusions, verdicts
and the knowledge base are entities, firings are activities, the actor and the engine are agents. PROV has no
word for what is absent: that is in the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.audit.export import Entry, entries
from engine.audit.told import BATCH
from engine.errors import Problem, UsageError

if TYPE_CHECKING:
    from prov.model import ProvBundle, ProvDocument

    from engine.audit.log import Log

TERMS = "urn:advisor:terms:"
Atom = tuple[str, str, str]
Said = dict[Any, Any]


def provenance(log: Log) -> str:
    """The log as PROV-JSON.

    Raises UsageError where the library prov is not installed, AuditError where the log cannot be read.
    """
    try:
        from prov.model import ProvDocument
    except ImportError:
        hint = "pip install '.[prov]' in the folder of this project, or take jsonl or csv"
        raise UsageError(Problem("prov", "the library prov is not installed", None, hint)) from None
    document = ProvDocument()
    document.add_namespace("advisor", TERMS)
    document.add_namespace("log", f"urn:advisor:log:{log.id}:")
    for entry in entries(log):
        record, actor = f"log:{entry['id']}", _agent(document, entry)
        said: Said = {"prov:label": f"record {entry['seq']}", "advisor:time": entry["time"]}
        if entry["kind"] == "decision":
            document.entity(record, {**said, "prov:type": "prov:Bundle", "advisor:result": entry["result"]})
            _Decision(document.bundle(record), entry).write()
        elif entry["kind"] == BATCH:
            rows: Said = {"advisor:rows": entry["rows"]["size"], "advisor:root": entry["rows"]["root"]}
            known: Said = {"advisor:digest": entry["knowledge"]["digest"]}
            document.entity(record, {**said, "prov:type": "advisor:batch", **rows, **known})
        else:
            opinion: Said = {"advisor:verdict": entry["verdict"], "advisor:because": entry["because"]}
            document.entity(record, {**said, **opinion})
            document.wasDerivedFrom(record, f"log:{entry['about']}")
        document.wasAttributedTo(record, actor)
    return str(document.serialize(indent=2)) + "\n"


def _agent(to: ProvDocument | ProvBundle, entry: Entry) -> str:
    """The name of the entry's actor, who is added."""
    name, actor = f"log:{entry['id']}-actor", entry["actor"]
    kind = "prov:Person" if actor["kind"] == "person" else "prov:SoftwareAgent"
    to.agent(name, {"prov:type": kind, "prov:label": actor["name"]})
    return name


class _Decision:
    """One decision, written into its bundle."""

    def __init__(self, bundle: ProvBundle, entry: Entry) -> None:
        self.bundle, self.entry, self.prefix = bundle, entry, f"log:{entry['id']}"
        self.of: defaultdict[Atom, list[str]] = defaultdict(list)
        """The entities that state or conclude an atom."""

    def write(self) -> None:
        """Everything, in the order of the reasoning."""
        bundle, entry, derivation = self.bundle, self.entry, self.entry["derivation"]
        actor, engine, plan = _agent(bundle, entry), f"{self.prefix}-engine", f"{self.prefix}-knowledge"
        versions = ", ".join(f"{name} {version}" for name, version in sorted(entry["versions"].items()))
        bundle.agent(engine, {"prov:type": "prov:SoftwareAgent", "prov:label": versions})
        bundle.actedOnBehalfOf(engine, actor)
        known = entry["knowledge"]
        name: Said = {"prov:label": f"{known['name']} {known['version']}", "advisor:digest": known["digest"]}
        bundle.entity(plan, {"prov:type": "prov:Plan", **name})
        for number, fact in enumerate(entry["case"]["facts"], 1):
            self._fact(f"{self.prefix}-fact-{number}", fact, actor)
        for number, step in enumerate(derivation["steps"], 1):
            self._step(number, step, engine, plan)
        for number, verdict in enumerate(derivation["verdicts"], 1):
            self._verdict(f"{self.prefix}-verdict-{number}", verdict)

    def _fact(self, name: str, fact: Any, actor: str) -> None:
        values = [{"advisor:value": value} for value in fact["values"]]
        values += [{"advisor:excluded": value} for value in fact["excluded"]]
        said = [pair for each in values for pair in each.items()]
        origin = fact["origin"]
        said += [("advisor:source", origin["source"])] if origin["source"] else []
        self.bundle.entity(name, [("prov:type", "advisor:fact"), *_about(fact), *said])
        self.bundle.wasAttributedTo(name, actor)
        for value in fact["values"]:
            self.of[_key([fact["entity"], fact["attribute"], value])].append(name)

    def _step(self, number: int, step: Any, engine: str, plan: str) -> None:
        bundle, firing = self.bundle, f"{self.prefix}-firing-{number}"
        rule: Said = {"advisor:rule": step["rule"], "advisor:entity": step["entity"]}
        bundle.activity(firing, None, None, {"prov:type": "advisor:firing", **rule})
        bundle.wasAssociatedWith(firing, engine, plan)
        premises = dict.fromkeys(name for atom in _held(step["support"]) for name in self.of[_key(atom)])
        for premise in premises:
            bundle.used(firing, premise)
        made = []
        for place, (entity, attribute, value) in enumerate(step["concludes"], 1):
            name = f"{self.prefix}-conclusion-{number}-{place}"
            about = _about({"entity": entity, "attribute": attribute})
            bundle.entity(name, [("prov:type", "advisor:conclusion"), *about, ("advisor:value", value)])
            bundle.wasGeneratedBy(name, firing)
            for premise in premises:
                bundle.wasDerivedFrom(name, premise, firing)
            made.append((_key([entity, attribute, value]), name))
        for key, name in made:
            self.of[key].append(name)

    def _verdict(self, name: str, verdict: Any) -> None:
        value = [("advisor:value", verdict["value"])] if verdict["value"] else []
        status = ("advisor:status", verdict["status"])
        self.bundle.entity(name, [("prov:type", "advisor:verdict"), *_about(verdict), *value, status])
        for each in verdict["values"]:
            for premise in self.of[_key([verdict["entity"], verdict["attribute"], each])]:
                self.bundle.wasDerivedFrom(name, premise)


def _about(what: Any) -> list[tuple[str, Any]]:
    return [("advisor:entity", what["entity"]), ("advisor:attribute", what["attribute"])]


def _key(atom: list[Any]) -> Atom:
    """The atom as a key under which yes and 1 are two values."""
    return atom[0], atom[1], repr(atom[2])


def _held(support: Any) -> Iterator[list[Any]]:
    """Every atom that the support rests on."""
    yield from support.get("held", ())
    for part in support.get("all", ()):
        yield from _held(part)
    for part in (*support.get("any", ()), *support.get("parts", ())):
        yield from _held(part["support"])
