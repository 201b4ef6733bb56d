"""The rule engine inside the fence in which it is right. The only importer of durable_rules.

Facts are ground literals asserted one by one; rules are equality tests; one session lives at a time and is
deleted after a boot rule has fired in it; timers, batches, joins, negation and retraction are never used.
What each of these avoids: docs/adr/0002-durable-rules.md. The functions of the engine itself are called, as
its Python layer calls them: that layer would make every fact and every action into objects nobody needs.
"""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from engine.errors import EngineError, KnowledgeError, Problem
from engine.inference.installing import rebuild
from engine.inference.literals import Clause

try:
    import durable_rules_engine
except ImportError as error:  # pragma: no cover - depends on the build of the extension
    raise EngineError(
        Problem(
            "engine-import",
            f"the rule engine durable_rules is installed but cannot be imported ({error})",
            hint=rebuild(),
        )
    ) from error

BOOT = "boot"
SESSION = "0"
WRONG = {1: "no rule tests it", 2: "it was asserted before"}
"""What is wrong with a fact, by the answer of the engine; 0 is nothing."""
_names = count()


class RuleSet:
    """The clauses of one scope of one block, as a rule set of the engine."""

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        uses = sorted({signed for clause in clauses for signed in clause.body})
        self.used = frozenset(signed.key for signed in uses if signed.present)
        self.absent = tuple(signed.key for signed in uses if not signed.present)
        self.always = tuple(clause.head for clause in clauses if not clause.body)
        self.wakes, self.awake = _wakes(clauses)
        salt = _salt([signed.name for signed in uses])
        self._names: dict[tuple[str, bool], str] = {signed: salt + signed.name for signed in uses}
        self._facts = {name: _fact(name) for name in (BOOT, *self._names.values())}
        self._heads = {f"c{i}": clause.head for i, clause in enumerate(clauses) if clause.body}
        rules = {"boot": _rule([BOOT])}
        for i, clause in enumerate(clauses):
            if clause.body:
                rules[f"c{i}"] = _rule([self._names[signed] for signed in clause.body])
        self._set = f"set{next(_names)}"
        self._handle = self._define(rules)

    def _define(self, rules: dict[str, Any]) -> int:
        return int(durable_rules_engine.create_ruleset(self._set, json.dumps(rules)))

    def begin(self) -> None:
        """Open the session; the boot rule fires, without which it could not be deleted."""
        self._assert(BOOT)

    def add(self, key: str, present: bool) -> list[str]:
        """Assert a literal or its absence; the heads of the clauses that fired."""
        return [self._heads[rule] for rule in self._assert(self._names[key, present])]

    def _assert(self, name: str) -> list[str]:
        """The names of the rules that the fact makes fire, in their order."""
        fired: list[str] = []
        try:
            wrong, session = durable_rules_engine.assert_fact(self._handle, self._facts[name])
            if not wrong:
                started = durable_rules_engine.start_action_for_state(self._handle, session)
                action = started and started[1]
                while action:  # {"rule": {its facts}}
                    fired.append(action.split('"', 2)[1])
                    action = durable_rules_engine.complete_and_start_action(self._handle, session)
        except Exception as error:
            raise EngineError(
                Problem("engine-failed", f"the rule engine failed ({type(error).__name__}: {error})")
            ) from error
        if wrong:
            what = WRONG.get(wrong, f"the engine answered {wrong}")
            raise EngineError(Problem("engine-fact", f"the rule engine did not take the fact {name}: {what}"))
        return fired

    def end(self) -> None:
        """Forget the session."""
        durable_rules_engine.delete_state(self._handle, SESSION)

    def delete(self) -> None:
        """Free the rule set."""
        durable_rules_engine.delete_ruleset(self._handle)


def _wakes(clauses: tuple[Clause, ...]) -> tuple[frozenset[str], bool]:
    """Keys of which one must be true for anything to fire; and whether something may fire without."""
    heads = {clause.head for clause in clauses}
    keys: set[str] = set()
    awake = False
    for clause in clauses:
        present = [signed.key for signed in clause.body if signed.present]
        outside = [key for key in present if key not in heads]
        keys.update(outside[:1])
        awake = awake or not present
    return frozenset(keys), awake


def _rule(names: list[str]) -> dict[str, Any]:
    """One rule in the engine's own notation: equality tests only."""
    return {"dist": 0, "all": [{f"a{i}": {"k": name}} for i, name in enumerate(names)]}


def _fact(name: str) -> str:
    """One fact in the engine's own notation."""
    return json.dumps({"sid": SESSION, "id": name, "k": name})


def _salt(names: list[str]) -> str:
    """A prefix under which no two names have one hash: the engine tells names apart by it alone."""
    for salt in ("", *"abcdefgh"):
        if len({_fnv1a(salt + name) for name in names} | {_fnv1a(BOOT)}) == len(names) + 1:
            return str(salt)
    raise KnowledgeError(Problem("kb-limit", "the rule engine would confuse two names of these rules"))


def _fnv1a(text: str) -> int:
    """The engine's hash of names and ids: 32-bit FNV-1a."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
