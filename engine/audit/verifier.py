"""Check what an audit log has given out, with nothing but this file and Python (3.10 or newer).

    python verifier.py FILE... [--receipt "receipt/1 ..."]...

FILE is a proof of a record or of one row of a batch (`audit prove`), a consistency proof (`audit
consistency`) or an exported log (`audit export`, jsonl); - is standard input. Several files, and several
receipts, are taken together. The formats are those of docs/audit.md, the meaning of rules is that of
docs/semantics.md; both are written here once more, and no other code of the project is used. Exit code: 0 all
of it holds, 1 something does not, 2 it cannot be read.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from io import TextIOWrapper
from itertools import zip_longest
from math import ceil, floor, inf, isfinite
from textwrap import wrap
from typing import IO, Any, NamedTuple
from zlib import crc32

PROOF, CONSISTENCY, EXPORT = "advisor/proof/1", "advisor/consistency/1", "advisor/export/1"
ROW_PROOF = "advisor/row-proof/1"
RECORD, SNAPSHOT, DERIVATION = "advisor/record/1", "advisor/snapshot/1", "advisor/derivation/1"
NOT_SHOWN = (
    "that the facts, the time and the actor are true: a record holds what was claimed",
    "that the rules are right, stratified, or what the files in the snapshot say (`audit replay` tells)",
    "that a status which goes beyond the bounds is exact: a solver found it (`audit replay` asks it again)",
    "that every decision was recorded",
    "that nobody was shown another log of the same name (compare receipts)",
)
UNANCHORED = (
    "that the log is the one that you were told of: no receipt was given, and without one "
    "whoever has the file can make all of it anew"
)
ROWS = (
    "that the answers of a batch follow from its rows: its record has the root over the answers, and "
    "`audit prove --row` shows that one is among them"
)
WIDTH = 80
"""Columns of the report."""
LATER = "anything about records after number {}, the last that the newest of your receipts counts"


class Unreadable(Exception):
    """It is none of the things that can be checked."""


class Wrong(Exception):
    """Something is not as it should be."""


def demand(right: object, fault: str) -> None:
    """Raise Wrong unless it is so."""
    if not right:
        raise Wrong(fault)


# Canonical JSON: RFC 8785


def parse(text: bytes) -> Any:
    """The JSON value; Unreadable where it is none, has a key twice or a number that JSON cannot carry."""
    try:
        return json.loads(text.decode(), object_pairs_hook=_once, parse_int=_whole, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not sound JSON: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _whole(digits: str) -> int | float:
    number = float(digits)
    return int(digits) if abs(number) < 2**53 else number


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a JSON value."""
    return _written(value).encode()


def _written(value: Any) -> str:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return _number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """As ECMAScript writes it."""
    demand(isfinite(value), "a number has no end")
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + int(exponent)
    if not -6 < point <= 21:
        more = f".{text[1:]}" if len(text) > 1 else ""
        text = f"{text[0]}{more}e{point - 1:+d}"
    elif point <= 0:
        text = f"0.{'0' * -point}{text}"
    elif point < len(text):
        text = f"{text[:point]}.{text[point:]}"
    else:
        text += "0" * (point - len(text))
    return f"-{text}" if sign else text


def digest(value: Any) -> str:
    """sha256:HEX of the canonical bytes."""
    return f"sha256:{sha256(canonical(value)).hexdigest()}"


# The tree: RFC 9162


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node."""
    return sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf."""

    def __init__(self) -> None:
        self.size, self.full = 0, list[tuple[int, bytes]]()

    def add(self, leaf: bytes) -> None:
        """One more leaf, by its hash."""
        self.size += 1
        self.full.append((1, leaf))
        while len(self.full) > 1 and self.full[-1][0] == self.full[-2][0]:
            (_, right), (size, left) = self.full.pop(), self.full.pop()
            self.full.append((2 * size, node_hash(left, right)))

    def root(self) -> bytes:
        """Its root."""
        if not self.full:
            return sha256().digest()
        root = self.full[-1][1]
        for _, left in reversed(self.full[:-1]):
            root = node_hash(left, root)
        return root


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: whether the path leads from the leaf to the root."""
    here, last, found = index, size - 1, leaf
    if not 0 <= index < size:
        return False
    for other in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(other, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, other)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: whether the old tree is the beginning of the new one."""
    if not 0 < old < new:
        return 0 < old == new and not path and old_root == new_root
    nodes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not nodes:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = nodes[0]
    for other in nodes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node_hash(other, first), node_hash(other, second)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, other)
        here, last = here >> 1, last >> 1
    return last == 0 and (first, second) == (old_root, new_root)


# Receipts


class Receipt(NamedTuple):
    """What was printed under an answer."""

    log: str
    record: str
    seq: int
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"the receipt of record {self.record} (number {self.seq}, {_counted(self.size)})"


_ID = "[0-9a-hjkmnp-tv-z]{10}"
_RECEIPT = re.compile(
    rf"receipt/1 ({_ID}) ({_ID}) ([1-9]\d{{0,17}}) ([1-9]\d{{0,17}}) ([0-9a-f]{{64}}) ([0-9a-f]{{8}})",
    re.ASCII,
)


def read_receipt(text: str) -> Receipt:
    """The receipt; Unreadable where it is none, or was mistyped. O is read as 0, I and L as 1."""
    kind, *rest = text.lower().split() or [""]
    line = " ".join([kind, *(word.translate(str.maketrans("oil", "011")) for word in rest)])
    if kind != "receipt/1" or len(rest) != 6:
        raise Unreadable("a receipt reads: receipt/1 LOG-ID RECORD-ID NUMBER SIZE ROOT CHECK")
    if f"{crc32(line[: line.rindex(' ')].encode()):08x}" != line.split()[-1]:
        raise Unreadable("the receipt does not agree with its last word: a character is mistyped")
    found = _RECEIPT.fullmatch(line)
    if not found or int(found[3]) > int(found[4]):
        raise Unreadable("the receipt holds what no receipt can hold")
    return Receipt(found[1], found[2], int(found[3]), int(found[4]), bytes.fromhex(found[5]))


# When conditions hold and rules fire: docs/semantics.md, over the knowledge base as JSON

Firing = tuple[str, str]
Pair = tuple[str, str]


class Model:
    """A set of atoms, by (entity, attribute), and of firings."""

    def __init__(self, atoms: Iterable[Sequence[Any]], fired: Iterable[Firing] = ()) -> None:
        self.values = defaultdict[Pair, set[Any]](set)
        self.fired, self.open_numbers = set(fired), set[Pair]()
        for entity, attribute, value in atoms:
            self.values[entity, attribute].add(value)

    def atoms(self) -> list[list[Any]]:
        """Its atoms, in atom order."""
        return [list(atom) for atom in sorted((*pair, v) for pair, vs in self.values.items() for v in vs)]

    def firings(self) -> list[dict[str, str]]:
        """Its firings, sorted."""
        return _firings(sorted(self.fired))


def _firings(firings: Iterable[Firing]) -> list[dict[str, str]]:
    return [{"rule": rule, "entity": entity} for rule, entity in firings]


def _pair(firing: dict[str, str]) -> Firing:
    return firing["rule"], firing["entity"]


def _how(impossible: bool) -> str:
    return "false" if impossible else "assumed"


def _named(key: str, listed: Any) -> dict[str, Any]:
    return {each[key]: each for each in (listed.values() if isinstance(listed, dict) else listed)}


class Ground:
    """The rules of a knowledge base for the entities of a case, and what the case states."""

    def __init__(self, knowledge: Any, case: Any) -> None:
        self.kb, self.parts = knowledge, list(case["parts"] or ())
        self.attributes = _named("name", knowledge["attributes"])
        self.rules = _named("id", knowledge["rules"])
        self.entities = {"root": [""], "part": self.parts}
        self.firings = [(id, e) for id in sorted(self.rules) for e in self.entities[self.rules[id]["scope"]]]
        self.known = frozenset(self.firings)
        self.facts = {(fact["entity"], fact["attribute"]): fact for fact in case["facts"]}
        self.over, self.reach = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        for id in sorted(self.rules):
            for name in self.rules[id]["overrides"]:
                self.over[name].append(id)
            if not self.rules[id]["presumption"]:
                for name in {each["attribute"] for each in self.rules[id]["then"]}:
                    self.reach[name].append(id)
        self.firm = self.possible = Model(())
        self.inputs = [[*pair, value] for pair, fact in self.facts.items() for value in fact["values"]]
        asked = [a for a in self.attributes.values() if a["question"]]
        self.open = {
            (entity, a["name"]): [v for v in a["values"] if fact is None or v not in fact["excluded"]]
            for a in asked
            for entity in self.entities[a["scope"]]
            if (fact := self.facts.get((entity, a["name"]))) is None or not fact["closed"]
        }
        self.open_numbers = {pair for pair in self.open if self.attributes[pair[1]]["type"] == "number"}

    def what_could_be(self) -> Model:
        """What is stated, and every value that is open."""
        model = Model(self.inputs)
        for pair, values in self.open.items():
            model.values[pair].update(values)
        model.open_numbers = self.open_numbers
        return model

    def case_fits(self) -> None:
        """The case is one of this knowledge base, and breaks none of its constraints."""
        demand(self.parts == sorted(set(self.parts)) and "" not in self.parts, "its parts are not in order")
        demand(list(self.facts) == sorted(self.facts), "its facts are not in order")
        for (entity, name), fact in self.facts.items():
            a = self.attributes.get(name)
            demand(a and a["question"] and entity in self.entities[a["scope"]], f"nobody asks for {name}")
            demand(_fits(fact, a), f"what is stated about {name} is none of its values")
        for constraint in self.kb["constraints"]:
            for entity in self.entities[constraint["scope"]]:
                broken = self.holds(constraint["never"], entity, Model(self.inputs), self.what_could_be())
                demand(not broken, f"the case breaks the constraint {constraint['id']}")

    def overriders(self, firing: Firing) -> list[Firing]:
        """The firings that would keep this one from happening."""
        rule, entity = firing
        return [(id, "" if self.rules[id]["scope"] == "root" else entity) for id in self.over[rule]]

    def reachers(self, firing: Firing) -> list[Firing]:
        """The ordinary firings that would silence this one, if it is a presumption."""
        rule = self.rules[firing[0]]
        found = self.reach[rule["then"][0]["attribute"]] if rule["presumption"] else []
        return [(id, firing[1]) for id in found]

    def stated(self, firing: Firing) -> bool:
        """Whether it is a presumption about what the case states."""
        rule = self.rules[firing[0]]
        return rule["presumption"] and (firing[1], rule["then"][0]["attribute"]) in self.facts

    def asked(self, firing: Firing) -> bool:
        """Whether it is a presumption about what a case may state."""
        rule = self.rules[firing[0]]
        return bool(rule["presumption"] and self.attributes[rule["then"][0]["attribute"]]["question"])

    def free(self, firing: Firing, n: Model) -> bool:
        """Whether nothing keeps the firing back, judged by N."""
        back = (*self.overriders(firing), *self.reachers(firing))
        return not self.stated(firing) and n.fired.isdisjoint(back)

    def support(self, firing: Firing, m: Model, n: Model) -> dict[str, Any] | None:
        """What makes the firing's condition hold in M against N, as JSON; None where it does not."""
        return self.evaluate(self.rules[firing[0]]["when"], firing[1], m, n, told=True)

    def holds(self, condition: Any, entity: str, m: Model, n: Model) -> bool:
        """Whether the condition holds in M against N."""
        return self.evaluate(condition, entity, m, n, told=False) is not None

    def evaluate(self, c: Any, entity: str, m: Model, n: Model, told: bool) -> dict[str, Any] | None:
        """The support of the condition; where it is not `told` to anybody, absences are not told apart."""
        kind = c["is"]
        if kind == "Always":
            return {"always": True}
        if kind in ("OneOf", "InRange"):
            return self.test(c, entity, m)
        if kind == "All":
            every = [self.evaluate(part, entity, m, n, told) for part in c["parts"]]
            return None if None in every else {"all": every}
        if kind == "AnyOf":
            branches = enumerate(self.evaluate(part, entity, m, n, told) for part in c["parts"])
            some = [{"branch": i, "support": support} for i, support in branches if support]
            return {"any": some} if some else None
        if kind in ("AtLeast", "Every"):
            supports = ((part, self.evaluate(c["condition"], part, m, n, told)) for part in self.parts)
            some = [{"part": part, "support": support} for part, support in supports if support]
            enough = len(some) >= (c["count"] if kind == "AtLeast" else len(self.parts))
            return {"parts": some} if enough else None
        demand(kind in ("Unless", "No"), f"there is no condition {kind}")
        if self.there(c, entity, n, m):
            return None
        return {"absent": _how(not self.there(c, entity, self.possible, self.firm)) if told else ""}

    def there(self, c: Any, entity: str, m: Model, n: Model) -> bool:
        """Whether what an Unless or No denies holds in M against N."""
        if c["is"] == "No":
            return any(self.holds(c["condition"], part, m, n) for part in self.parts)
        return any(self.holds(part, entity, m, n) for part in c["parts"])

    def test(self, c: Any, entity: str, m: Model) -> dict[str, Any] | None:
        """The atoms that pass; an open number passes where some number of its range does."""
        a = self.attributes[c["attribute"]]
        pair = (entity if a["scope"] == "part" else "", a["name"])
        if c["is"] == "OneOf":
            found = [value for value in m.values.get(pair, ()) if value in c["values"]]
        else:
            found = [value for value in m.values.get(pair, ()) if _meets(c, value, value, False)]
        if found:
            return {"held": [[*pair, value] for value in sorted(found)]}
        could = pair in m.open_numbers and _meets(c, a["low"], a["high"], a["integer"])
        return {"always": True} if could else None

    def concludes(self, firing: Firing, m: Model) -> list[list[Any]]:
        """What the firing asserts in M; of a set that it copies, the members that are there."""
        asserted = []
        for each in self.rules[firing[0]]["then"]:
            if source := each["member_of"]:
                owner = "" if self.attributes[source]["scope"] == "root" else firing[1]
                if each["value"] not in m.values.get((owner, source), ()):
                    continue
            asserted.append([firing[1], each["attribute"], each["value"]])
        return asserted

    def least(self, m: Model, n: Model, order: Sequence[Firing], firm: bool) -> Model:
        """M, grown to the least model that is closed under the rules, against N."""
        waiting, grown = list(dict.fromkeys(order)), True
        if firm:
            waiting = [firing for firing in waiting if not self.asked(firing)]
        waiting = [firing for firing in waiting if self.free(firing, n)]
        while grown:
            grown = False
            for firing in waiting:
                if firing not in m.fired:
                    if not self.holds(self.rules[firing[0]]["when"], firing[1], m, n):
                        continue
                    m.fired.add(firing)
                    grown = True
                for entity, attribute, value in self.concludes(firing, m):
                    grown = grown or value not in m.values[entity, attribute]
                    m.values[entity, attribute].add(value)
        return m


def _fits(fact: Any, a: Any) -> bool:
    """Whether the fact may be stated about the attribute."""
    values, excluded, domain = fact["values"], fact["excluded"], a["values"]
    if a["type"] == "number":
        low, high = (-inf if a["low"] is None else a["low"]), (inf if a["high"] is None else a["high"])
        [number] = values
        sound = type(number) in (int, float) and low <= number <= high and not excluded
        return sound and fact["closed"] is True and (not a["integer"] or number == int(number))
    written = [canonical(value) for value in domain]
    named = [canonical(value) for value in (*values, *excluded)]
    if a["type"] != "set":
        return len(values) == 1 and not excluded and fact["closed"] is True and named[0] in written
    sound = len(set(named)) == len(named) and set(named) <= set(written)
    return sound and (fact["closed"] is False or (fact["closed"] is True and len(named) == len(written)))


def _meets(c: Any, low: float | None, high: float | None, integer: bool) -> bool:
    """Whether some number from low to high (None: no end), a whole one if need be, lies in the range."""
    lows = (-inf if c["low"] is None else c["low"], c["low_open"]), (-inf if low is None else low, False)
    highs = (
        (inf if c["high"] is None else c["high"], not c["high_open"]),
        (inf if high is None else high, True),
    )
    (least, out), (most, reached) = max(lows), min(highs)
    if integer and isfinite(least) and isfinite(most):
        return (floor(least) + 1 if out else ceil(least)) <= (floor(most) if reached else ceil(most) - 1)
    return least < most or (least == most and reached and not out)


# The certificate: a derivation is accepted only if every step, absence, bound and verdict in it is right


def check_derivation(knowledge: Any, case: Any, given: Any, firing_order: Any) -> None:
    """Raise Wrong unless this is the derivation of the case.

    What a step says is there rests on earlier steps, what it says is absent is judged on the finished model,
    and nothing else may apply to that model: the test of a stable model. Each bound is the least model
    against the other one. Where the rules are stratified, there is one of each.
    """
    ground = Ground(knowledge, case)
    ground.case_fits()
    fired = [_pair(step) for step in given["steps"]]
    bounds = given["bounds"]
    ground.firm = Model(bounds["firm"], map(_pair, bounds["firm_firings"]))
    ground.possible = Model(bounds["possible"], map(_pair, bounds["possible_firings"]))
    ground.possible.open_numbers = ground.open_numbers
    said = [atom for step in given["steps"] for atom in step["concludes"]]
    final = Model([*ground.inputs, *said], fired)
    _check_steps(ground, given["steps"], final)
    order = [*fired, *ground.firings]
    could = ground.least(ground.what_could_be(), ground.firm, order, firm=False)
    sure = ground.least(Model(ground.inputs), ground.possible, order, firm=True)
    defeated, silent = _kept_back(ground, final)
    torn = [
        p for p, found in final.values.items() if len(found) > 1 and ground.attributes[p[1]]["type"] != "set"
    ]
    right = {
        "schema": DERIVATION,
        "knowledge": knowledge["digest"],
        "parts": ground.parts,
        "inputs": Model(ground.inputs).atoms(),
        "open": [list(pair) for pair in sorted(ground.open)],
        "steps": given["steps"],
        "defeated": defeated,
        "silent": silent,
        "bounds": {
            "firm": sure.atoms(),
            "possible": could.atoms(),
            "firm_firings": sure.firings(),
            "possible_firings": could.firings(),
        },
        "conflicts": [list(pair) for pair in sorted(torn)],
        "verdicts": [
            _verdict(ground, goal, entity, final)
            for goal in knowledge["goals"]
            for entity in ground.entities[goal["scope"]]
        ],
    }
    _same(given, right, "the derivation")
    demand(sorted(map(tuple, firing_order)) == sorted(fired), "its firing order is of other firings")


def _same(given: Any, right: dict[str, Any], of: str) -> None:
    for name, value in right.items():
        # Bytes are compared: to Python, true is the same as 1.
        demand(canonical(given[name]) == canonical(value), f"in {of}, {name} is not exactly right")
    demand(given.keys() == right.keys(), f"{of} has parts of which nothing is known")


def _check_steps(ground: Ground, steps: Any, final: Model) -> None:
    """Each step is exactly what one firing gives on what the steps before it established."""
    known, could = Model(ground.inputs), ground.possible.fired
    for number, step in enumerate(steps, 1):
        firing, name = _pair(step), f"step {number} ({step['rule']} {step['entity']})".replace(" )", ")")
        demand(firing in ground.known, f"{name} is no firing of this case")
        demand(firing not in known.fired, f"{name} fired before")
        concludes, silence = ground.concludes(firing, known), None
        whole = concludes == ground.concludes(firing, final)
        demand(whole, f"{name} copies a set that is not whole yet")
        if ground.rules[firing[0]]["presumption"]:
            silence = _how(could.isdisjoint(ground.reachers(firing)) and not ground.asked(firing))
        support = ground.support(firing, known, final)
        demand(
            support and ground.free(firing, final), f"{name} does not fire on what earlier steps establish"
        )
        guards = [
            {"rule": rule, "entity": entity, "how": _how((rule, entity) not in could)}
            for rule, entity in ground.overriders(firing)
        ]
        right = {"rule": firing[0], "entity": firing[1], "support": support, "concludes": concludes}
        _same(step, {**right, "guards": guards, "silence": silence}, name)
        known.fired.add(firing)
        for entity, attribute, value in concludes:
            known.values[entity, attribute].add(value)


def _kept_back(ground: Ground, final: Model) -> tuple[list[Any], list[Any]]:
    """What applies to the finished model and is defeated or silent; all else would have to be a step."""
    defeated, silent = [], []
    for firing in ground.firings:
        if firing in final.fired or not (support := ground.support(firing, final, final)):
            continue
        said = {"rule": firing[0], "entity": firing[1], "support": support}
        by = [other for other in ground.reachers(firing) if other in final.fired]
        over = [other for other in ground.overriders(firing) if other in final.fired]
        if (stated := ground.stated(firing)) or by:
            silent.append({**said, "stated": stated, "by": _firings(by)})
        else:
            demand(over, f"{firing[0]} {firing[1]}".strip() + " applies, and there is no step for it")
            defeated.append({**said, "by": _firings(over)})
    return defeated, silent


def _verdict(ground: Ground, goal: Any, entity: str, final: Model) -> dict[str, Any]:
    """The table of verdict and status in docs/semantics.md."""
    pair = (entity, goal["attribute"])
    e, f, p = (sorted(m.values.get(pair, ())) for m in (final, ground.firm, ground.possible))
    other = [goal["otherwise"]["value"]] if goal["otherwise"] else []
    value, status, otherwise = None, "not applicable", False
    if len(e) > 1:
        value, status = "conflict", "settled" if len(f) > 1 else "provisional"
    elif e:
        sure = e == p and e in (f, other)
        value, status = e[0], "settled" if sure else "provisional"
    elif p and p != other:
        status = "undetermined"
    elif other:
        value, status, otherwise = other[0], "settled", True
    said = {"entity": entity, "attribute": pair[1], "value": value, "status": status}
    return {**said, "values": e, "possible": p, "otherwise": otherwise}


# Entries, proofs, exports


@dataclass
class Report:
    """What was found: `wrong` is empty where all of it holds."""

    records: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    not_shown: list[str] = field(default_factory=list)
    rows_unseen: bool = False
    """Whether something checked is a batch, whose rows are not in its record."""

    def check(self, what: str, of: Callable[[], object]) -> None:
        """What is checked is shown, or else wrong."""
        with self.guard(what):
            of()
            self.shown.append(what)

    @contextmanager
    def guard(self, what: str) -> Iterator[None]:
        """Whatever goes wrong inside is wrong with this."""
        try:
            yield
        except (Wrong, Unreadable) as fault:
            self.wrong.append(f"{what}: {fault}")
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as fault:
            self.wrong.append(f"{what}: it is not well formed ({type(fault).__name__}: {fault})")


@dataclass
class Heads:
    """Of which trees the root is known, from receipts: (log, size) -> root, and how many of its records
    a receipt counts."""

    receipts: list[Receipt] = field(default_factory=list)
    roots: dict[tuple[str, int], tuple[bytes, int]] = field(default_factory=dict)
    used: set[Receipt] = field(default_factory=set)

    def remember(self, receipt: Receipt) -> None:
        """One receipt more. Raises Wrong where it speaks of another tree than one before."""
        known = self.roots.setdefault((receipt.log, receipt.size), (receipt.root, receipt.size))
        self.receipts.append(receipt)
        demand(known[0] == receipt.root, "another receipt of this size has another root: there are two logs")

    def use(self, log: str, size: int, root: bytes) -> int:
        """How many records of this tree a receipt counts. Raises Wrong where its root is another."""
        known, covered = self.roots.get((log, size), (root, 0))
        self.used.update(r for r in self.receipts if (r.log, r.size) == (log, size))
        demand(known == root, "a receipt has another root for this size: the log was altered")
        return covered

    def link(self, log: str, old: tuple[int, bytes], new: tuple[int, bytes]) -> None:
        """Of two trees, of which the old one is the beginning of the new one, each vouches for the other."""
        first, second = self.use(log, *old), self.use(log, *new)
        covered = max(first, second)
        if covered:
            self.roots[log, new[0]] = new[1], covered
            self.roots[log, old[0]] = old[1], min(covered, old[0])


Checks = Iterator[tuple[str, Callable[[], object]]]


def checks(entry: Any, seq: int, snapshots: dict[str, Any]) -> Checks:
    """What can be checked of one entry by itself."""
    yield "it is the record of its number", lambda: _check_entry(entry, seq)
    if entry.get("kind") not in ("decision", "batch"):
        return
    named = entry["knowledge"]
    snapshot = snapshots.get(named["snapshot"]) or {}
    knowledge = snapshot.get("knowledge") or {}

    def right_snapshot() -> None:
        demand(snapshot, "there is no snapshot that has the digest it names")
        demand(snapshot["schema"] == SNAPSHOT, f"its schema is not {SNAPSHOT}")
        for name in ("name", "version", "digest"):
            demand(knowledge[name] == named[name], f"the snapshot has another {name}")
        packs = [{"name": each["name"], "version": each["version"]} for each in knowledge.get("packs", ())]
        demand(entry["packs"] == packs, "the snapshot has other packs")
        demand(knowledge["digest"] == knowledge_digest(snapshot), "the knowledge base has another digest")

    yield "its snapshot of the knowledge base is the one that it names", right_snapshot
    if entry["kind"] == "batch":
        yield "what it counts agrees with itself", lambda: _check_batch(entry)
        return
    derivation = entry["derivation"]
    yield (
        "its result is the digest of its derivation",
        lambda: demand(entry["result"] == digest(derivation), "the derivation has another digest"),
    )
    yield (
        "its reasoning holds: every step, absence, bound and verdict follows from its case and these rules",
        lambda: check_derivation(knowledge, entry["case"], derivation, entry["firing_order"]),
    )
    yield (
        "what it says beyond its bounds is of the verdicts that they leave open",
        lambda: _check_exact(entry),
    )


def knowledge_digest(snapshot: Any) -> str:
    """The digest of the knowledge base in the snapshot: of all that it says, attributes in written order."""

    def place(attribute: Any) -> tuple[str, str, int, int]:
        file, line, column = snapshot["places"]["attributes"][attribute["name"]].rsplit(":", 2)
        return attribute.get("pack", ""), file, int(line), int(column)

    knowledge = snapshot["knowledge"]
    says = {key: value for key, value in knowledge.items() if key not in ("is", "components", "digest")}
    says["attributes"] = sorted(knowledge["attributes"].values(), key=place)
    says["constraints"] = {each["id"]: each for each in knowledge["constraints"]}
    return digest(says)


def _check_entry(entry: Any, seq: int) -> None:
    demand(entry["schema"] == RECORD, f"its schema is not {RECORD}")
    demand(entry["kind"] in ("decision", "batch", "annotation"), "it is of no known kind")
    demand(canonical(entry["seq"]) == canonical(seq), f"its number is {entry['seq']}, its place {seq}")
    demand(re.fullmatch(_ID, entry["id"]), "its id is none")


def _check_batch(entry: Any) -> None:
    counts, rows, columns = entry["counts"], entry["rows"], entry["columns"]
    _keys(counts, "read", "answered", "rejected", "verified")
    read, answered, rejected, verified = (
        _count(counts[name]) for name in ("read", "answered", "rejected", "verified")
    )
    _keys(rows, "size", "root")
    _hash(rows["root"])
    for file in filter(None, (entry["mapping"], entry["output"], entry["rejects"])):
        _keys(file, "name", "sha256")
        _hash(file["sha256"])
    demand(read == answered + rejected, "the answered and the rejected rows are not those that were read")
    demand(_count(rows["size"]) == answered, "its root is over another number of rows than were answered")
    demand(verified <= answered, "it verified more rows than it answered")
    named = columns and all(isinstance(name, str) for name in columns) and len(set(columns)) == len(columns)
    demand(named, "its answers have no columns, or one twice")


def _check_exact(entry: Any) -> None:
    verdicts, outlooks = entry["derivation"]["verdicts"], entry["outlooks"]
    demand(len(outlooks) in (0, len(verdicts)), "it does not say it of every verdict")
    for verdict, outlook in zip(verdicts, outlooks, strict=False):
        about = [verdict["entity"], verdict["attribute"]]
        demand([outlook["entity"], outlook["attribute"]] == about, "the verdicts are others")
        said, status = outlook["verdict"], outlook["status"]
        bounds = (verdict["value"] or verdict["status"], verdict["status"])
        if (said, status) != bounds:
            open_ = verdict["status"] in ("provisional", "undetermined")
            demand(open_ and outlook["proof"] in ("cases", "solver"), f"{about} is settled otherwise")
            demand(status in ("settled", "not applicable"), f"{about} is said to be {status}")


def summary(entry: Any) -> list[str]:
    """What the record says, to compare with what is on paper."""
    head = f"record {entry['id']} (number {entry['seq']}), {entry['time']}, {entry['actor']['name']}"
    if entry["kind"] == "annotation":
        return [head, f"  {entry['verdict']} {entry['about']}: {entry['because']}"]
    known = entry["knowledge"]
    if entry["kind"] == "batch":
        counts, files = entry["counts"], ", ".join(str(each["name"]) for each in entry["inputs"])
        rows = f"{counts['read']} rows, {counts['answered']} answered, {counts['rejected']} rejected"
        return [head, f"  batch of {files}, knowledge base {known['name']} {known['version']}", f"  {rows}"]
    lines = [head, f"  case {entry['case']['name']}, knowledge base {known['name']} {known['version']}"]
    for each, exact in zip_longest(entry["derivation"]["verdicts"], entry["outlooks"]):
        entity = f"{each['entity']}: " if each["entity"] else ""
        word = exact["verdict"] if exact else each["value"] or each["status"]
        status = exact["status"] if exact else each["status"]
        value = "" if word in ("undetermined", "not applicable") else f" = {word}"
        lines.append(f"  {entity}{each['attribute']}{value} ({status})")
    return lines


def _hash(text: Any) -> bytes:
    demand(re.fullmatch("[0-9a-f]{64}", text), "a hash is not 64 digits from 0 to f")
    return bytes.fromhex(text)


def _count(number: Any) -> int:
    demand(type(number) is int and number >= 0, "a size is no number")
    return int(number)


def _keys(given: Any, *names: str) -> None:
    demand(given.keys() == set(names), f"it has not exactly the parts {', '.join(names)}")


def check_consistency(proof: Any, heads: Heads, report: Report) -> None:
    """One consistency proof."""

    def check() -> None:
        _keys(proof, "schema", "log", "from", "to", "path")
        _keys(proof["from"], "size", "root")
        _keys(proof["to"], "size", "root")
        old, new = ((_count(proof[end]["size"]), _hash(proof[end]["root"])) for end in ("from", "to"))
        path = [_hash(step) for step in proof["path"]]
        demand(consistent(*old, *new, path), "the path does not lead from the one to the other")
        heads.link(proof["log"], old, new)

    first, last = proof["from"]["size"], proof["to"]["size"]
    were = (
        f"the first {first} of its {last} records were"
        if first != 1
        else f"the first of its {last} records was"
    )
    if last == 1:
        were = "its only record was"
    report.check(f"log {proof['log']}: {were} not altered since", check)


def check_proof(proof: Any, heads: Heads, report: Report) -> None:
    """One proof of a record."""
    entry, at = proof["entry"], proof["inclusion"]
    report.records.extend(summary(entry))
    seq, log = _count(at["index"]) + 1, proof["log"]
    size, root = _count(at["size"]), _hash(proof["root"])
    name = f"record {entry['id']}"

    def in_tree() -> None:
        _keys(proof, "schema", "log", "entry", "snapshot", "inclusion", "root", "receipt")
        _keys(at, "index", "size", "path")
        path = [_hash(step) for step in at["path"]]
        leaf = leaf_hash(canonical(entry))
        demand(included(leaf, seq - 1, size, path, root), "the path does not lead there")
        demand(
            proof["snapshot"] is None or entry["kind"] != "annotation", "no decision, yet it has a snapshot"
        )
        own = read_receipt(proof["receipt"])
        demand(own == (log, entry["id"], seq, size, root), "the receipt in the proof is another one")

    which = f"number {seq} of the {size}" if size != 1 else "the only one"
    report.check(f"{name} is {which} in the tree with the root {root.hex()}", in_tree)
    snapshot = proof["snapshot"]
    for what, check in checks(entry, seq, {digest(snapshot): snapshot} if snapshot else {}):
        report.check(f"{name}: {what}", check)
    report.rows_unseen |= entry["kind"] == "batch"

    def anchored() -> None:
        for each in receipts:
            demand((each.record == entry["id"]) == (each.seq == seq), f"{each} is of another record")
        covered = heads.use(log, size, root)
        add = "add the proof of `audit consistency --from RECEIPT`"
        demand(covered, f"no receipt is of {_counted(size)}: {add}")
        demand(seq <= covered, "it is later than the receipt")

    if receipts := [each for each in heads.receipts if each.log == log]:
        report.check(f"{name} stood so in log {log} when the receipt was given", anchored)


def check_row(proof: Any, heads: Heads, report: Report) -> None:
    """One proof of a row of a batch, and the proof of its record in it."""
    row, at, entry = proof["row"], proof["inclusion"], proof["record"]["entry"]
    key = str(entry["columns"][0])
    name = f"the row with the {key} {row[key]}"
    report.records.extend([name, *(f"  {each}: {_said(row[each])}" for each in entry["columns"][1:])])

    def in_tree() -> None:
        _keys(proof, "schema", "row", "inclusion", "record")
        _keys(at, "index", "size", "path")
        _keys(row, *entry["columns"])
        demand(proof["record"]["schema"] == PROOF and entry["kind"] == "batch", "it is in no batch")
        index, size = _count(at["index"]), _count(at["size"])
        demand(size == _count(entry["rows"]["size"]), f"the batch has {entry['rows']['size']} rows")
        path = [_hash(step) for step in at["path"]]
        leaf, root = leaf_hash(canonical(row)), _hash(entry["rows"]["root"])
        demand(included(leaf, index, size, path, root), "the path does not lead there")
        known = row.get("knowledge", entry["knowledge"]["digest"])
        demand(known == entry["knowledge"]["digest"], "it names another knowledge base than its batch")

    which = f"number {at['index'] + 1} of the {at['size']} that record {entry['id']} has the root of"
    report.check(f"{name} is {which}", in_tree)
    check_proof(proof["record"], heads, report)


def _said(value: Any) -> str:
    """A value of a row, for a person: a text or texts as they are, all else as JSON."""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class Export:
    """An exported log, read line by line."""

    def __init__(self, head: Any, heads: Heads, report: Report) -> None:
        self.head, self.heads, self.report, self.log = head, heads, report, head["log"]
        self.tree, self.snapshots, self.ids = Tree(), dict[str, Any](), dict[str, int]()
        self.decided, self.named, self.held = set[str](), set[str](), defaultdict[str, int](int)
        self.receipts = [receipt for receipt in heads.receipts if receipt.log == self.log]

    def check(self, lines: Iterable[bytes]) -> None:
        """All of it."""
        for number, line in enumerate(lines, 2):
            with self.report.guard(f"line {number}"):
                self.line(parse(line))
        size = self.tree.size
        these = f"this is {_counted(size)}" if size == 1 else f"these are {_counted(size)}"
        says = f"log {self.log}: {these}, with the root {self.tree.root().hex()}"
        self.report.check(says, self.whole)
        if not self.report.wrong:
            for what, count in self.held.items():
                self.report.shown.append(f"of {'each of ' * (count > 1)}{_counted(count)}: {what}")
        for receipt in self.receipts:
            if receipt.size > size:
                self.heads.used.add(receipt)
                self.report.wrong.append(
                    f"{receipt} counts more than {_counted(size)}: the end of the log is cut off"
                )
        covered = max((receipt.size for receipt in self.receipts), default=size)
        if covered < size:
            self.report.not_shown.append(LATER.format(covered))

    def line(self, value: Any) -> None:
        """A snapshot, or the next entry."""
        if value["schema"] == SNAPSHOT:
            demand(digest(value) not in self.snapshots, "the snapshot stood there before")
            self.snapshots[digest(value)] = value
            return
        self.tree.add(leaf_hash(canonical(value)))
        seq = self.tree.size
        for receipt in self.receipts:
            if receipt.size == seq:
                first = f"{seq} records are those" if seq > 1 else "record is the one"
                says = f"log {self.log}: its first {first} that the receipt counts"
                self.report.check(says, lambda: self.heads.use(self.log, seq, self.tree.root()))
            if receipt.seq == seq:
                demand(value["id"] == receipt.record, f"{receipt} names another record there")
        demand(value["id"] not in self.ids, f"the id {value['id']} is that of another record")
        self.ids[value["id"]] = seq
        if value["kind"] in ("decision", "batch"):
            self.report.rows_unseen |= value["kind"] == "batch"
            self.decided.add(value["id"])
            self.named.add(value["knowledge"]["snapshot"])
        else:
            demand(value["about"] in self.decided, "it is about no decision before it")
        for what, check in checks(value, seq, self.snapshots):
            with self.report.guard(f"record {value['id']}: not so that {what}"):
                check()
                self.held[what] += 1

    def whole(self) -> None:
        """It holds what its first line says, and every snapshot that is needed."""
        _keys(self.head, "schema", "log", "size", "root")
        demand(_count(self.head["size"]) == self.tree.size, f"its first line says {self.head['size']}")
        demand(_hash(self.head["root"]) == self.tree.root(), "its first line says another root")
        demand(self.snapshots.keys() == self.named, "it has snapshots that no record names, or lacks some")


def verify(sources: Sequence[tuple[str, IO[bytes]]], receipts: Sequence[str] = ()) -> Report:
    """What the files (name, opened for bytes) show, taken together. Raises Unreadable."""
    report, heads = Report(), Heads()
    for receipt in map(read_receipt, receipts):
        with report.guard(str(receipt)):
            heads.remember(receipt)
    loaded = [(*_open(name, file), file) for name, file in sources]
    loaded.sort(key=lambda each: (each[0] in (PROOF, ROW_PROOF), _start(each[1])))
    for schema, head, file in loaded:
        with report.guard(schema):
            if schema == CONSISTENCY:
                check_consistency(head, heads, report)
            elif schema == PROOF:
                check_proof(head, heads, report)
            elif schema == ROW_PROOF:
                check_row(head, heads, report)
            else:
                Export(head, heads, report).check(file)
    for receipt in heads.receipts:
        if receipt not in heads.used:
            report.wrong.append(
                f"{receipt} of log {receipt.log}: nothing here is about this log at this size"
            )
    if not receipts:
        report.not_shown.append(UNANCHORED)
    report.not_shown.extend(NOT_SHOWN)
    if report.rows_unseen:
        report.not_shown.append(ROWS)
    return report


def _start(head: Any) -> float:
    """Of a consistency proof, the size of the old tree: a chain of them is followed from its beginning."""
    try:
        return float(head["from"]["size"])
    except (KeyError, TypeError, ValueError):
        return 0


def _open(name: str, file: IO[bytes]) -> tuple[str, Any]:
    """The schema and the data of a file; of an exported log, its first line."""
    first = file.readline()
    with suppress(Unreadable):
        head = parse(first)
        if isinstance(head, dict) and head.get("schema") == EXPORT:
            return EXPORT, head
    head = parse(first + file.read())
    schema = head.get("schema") if isinstance(head, dict) else None
    if schema not in (PROOF, ROW_PROOF, CONSISTENCY):
        raise Unreadable(f"{name} is no proof, no consistency proof and no exported log")
    return schema, head


def text(report: Report) -> str:
    """The report for a person."""
    lists = (
        ("The record says", " ", report.records),
        ("This is shown", "+", report.shown),
        ("THIS IS NOT SO", "-", report.wrong),
        ("This cannot be shown", ".", report.not_shown),
    )
    lines = []
    for title, mark, found in lists:
        if found:
            lines += [f"{title}:", *(each for line in found for each in _wrapped(mark, line)), ""]
    lines.append("Something does not hold: see above." if report.wrong else "All that was checked holds.")
    return "\n".join(lines) + "\n"


def _wrapped(mark: str, line: str) -> list[str]:
    """The line after its mark, in lines of at most WIDTH columns; a hash or receipt stays whole.

    What does not fit stands deeper than any line begins, so that no name in it can pass for a line.
    """
    text = _visible(line)
    room = " " * (8 + len(text) - len(text.lstrip()))
    return wrap(
        f"  {mark} {text}", WIDTH, subsequent_indent=room, break_long_words=False, break_on_hyphens=False
    )


def _counted(number: int) -> str:
    """So many records."""
    return f"{number} record" if number == 1 else f"{number} records"


def _visible(line: str) -> str:
    """The line, with no character that could move a cursor or hide another."""
    return "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in line)


def _receipts(text: str) -> list[str]:
    """The receipt itself, or those in the file of this name, such as a saved answer."""
    if text.lower().startswith("receipt/"):
        return [text]
    with open(text, encoding="utf-8", errors="replace") as file:
        found = re.findall(r"receipt/1(?:\s+[0-9a-z]+){6}", file.read(), re.IGNORECASE)
    if not found:
        raise Unreadable(f"{text} holds no receipt")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: its exit code."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument(
        "files", metavar="FILE", nargs="+", help="a proof, consistency proof or exported log; - stdin"
    )
    words.add_argument("--receipt", action="append", default=[], help="a receipt, or a file with some")
    said = words.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with ExitStack() as stack:
        try:
            sources = [
                (name, sys.stdin.buffer if name == "-" else stack.enter_context(open(name, "rb")))
                for name in said.files
            ]
            report = verify(sources, [each for text in said.receipt for each in _receipts(text)])
        except (Unreadable, OSError) as fault:
            print(f"error: {_visible(str(fault))}", file=sys.stderr)
            return 2
    print(text(report), end="")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
