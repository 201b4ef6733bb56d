"""The rule engine inside the fence in which it is right. The only importer of durable.

Facts are ground literals asserted one by one; rules are equality tests whose actions only append; one
session lives at a time and is deleted after a boot rule has fired in it; timers, batches, joins,
negation and retraction are never used. What each of these avoids: docs/adr/0002-durable-rules.md.
"""

from __future__ import annotations

import time
from itertools import count
from typing import Any

from engine.errors import EngineError, KnowledgeError, Problem
from engine.inference.installing import rebuild
from engine.inference.literals import Clause, Signed

try:
    import durable_rules_engine
    from durable import engine as durable_engine
except ImportError as error:  # pragma: no cover - depends on the build of the extension
    raise EngineError(
        Problem(
            "engine-import",
            f"the rule engine durable_rules is installed but cannot be imported ({error})",
            hint=rebuild(),
        )
    ) from error

# The engine takes an action for lost when the wall clock jumps by ten seconds; a monotonic one cannot.
durable_engine._unix_now = time.monotonic

BOOT = "boot"
SESSION = "0"
_names = count()


class _Host(durable_engine.Host):  # type: ignore[misc]
    """A host without the two timer threads, so that everything is synchronous."""

    def _run(self) -> None:
        pass


class RuleSet:
    """The clauses of one scope of one block, as a rule set of the engine."""

    def __init__(self, clauses: tuple[Clause, ...], queue: list[str]) -> None:
        self._host, self._set = _Host(), f"set{next(_names)}"
        uses = sorted({signed for clause in clauses for signed in clause.body})
        self.used = frozenset(signed.key for signed in uses if signed.present)
        self.absent = tuple(signed.key for signed in uses if not signed.present)
        self.unused = frozenset(self.absent)
        self.always = tuple(clause.head for clause in clauses if not clause.body)
        self.wakes, self.awake = _wakes(clauses)
        salt = _salt([signed.name for signed in uses])
        self._names = {signed: salt + signed.name for signed in uses}
        rules: dict[str, Any] = {"boot": _rule([BOOT], queue, BOOT)}
        for i, clause in enumerate(clauses):
            if clause.body:
                names = [self._names[signed] for signed in clause.body]
                rules[f"c{i}"] = _rule(names, queue, clause.head)
        self._define(self._set, rules)

    def _define(self, name: str, rules: dict[str, Any]) -> None:
        self._host.register_rulesets({name: rules})

    def begin(self) -> None:
        """Open the session; the boot rule fires, without which it could not be deleted."""
        self._assert(BOOT)

    def add(self, key: str, present: bool) -> None:
        """Assert a literal or its absence and let everything fire that can."""
        self._assert(self._names[Signed(key, present)])

    def _assert(self, name: str) -> None:
        try:
            result = self._host.assert_fact(self._set, {"sid": SESSION, "id": name, "k": name})
        except (
            durable_engine.MessageNotHandledException,
            durable_engine.MessageObservedException,
        ) as error:
            raise EngineError(Problem("engine-fact", error.message)) from error
        except Exception as error:
            raise EngineError(Problem("engine-failed", f"{type(error).__name__}: {error}")) from error
        if result is not None and not isinstance(result, dict):
            raise EngineError(Problem("engine-failed", f"the engine answered {result!r}"))
        if result and "exception" in result:
            raise EngineError(Problem("engine-failed", str(result["exception"])))

    def end(self) -> None:
        """Forget the session."""
        self._host.delete_state(self._set, SESSION)

    def delete(self) -> None:
        """Free the rule set."""
        durable_rules_engine.delete_ruleset(self._host.get_ruleset(self._set)._handle)


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


def _rule(names: list[str], queue: list[str], head: str) -> dict[str, Any]:
    """One rule in the engine's own notation: equality tests only, and an action that only appends."""
    tests = [{f"a{i}": {"k": name}} for i, name in enumerate(names)]
    return {"dist": 0, "all": tests, "run": lambda c: queue.append(head)}


def _salt(names: list[str]) -> str:
    """A prefix under which no two names have one hash: the engine tells names apart by it alone."""
    for salt in ("", *"abcdefgh"):
        if len({_fnv1a(salt + name) for name in names} | {_fnv1a(BOOT)}) == len(names) + 1:
            return str(salt)
    raise KnowledgeError(Problem("kb-limit", "no names without a hash collision were found"))


def _fnv1a(text: str) -> int:
    """The engine's hash of names and ids: 32-bit FNV-1a."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
