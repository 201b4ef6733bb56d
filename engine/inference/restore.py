"""The way back: a derivation from its canonical form, as `canonical.plain` gave it and JSON kept it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.cases.model import Atom
from engine.errors import EngineError, Problem, amiss
from engine.inference.canonical import SCHEMA
from engine.inference.derivation import (
    Absence,
    Bounds,
    Defeat,
    Derivation,
    Either,
    Firing,
    Guard,
    Held,
    Parts,
    Plain,
    Silence,
    Step,
    Support,
    Together,
    Verdict,
)


def derivation_from(plain: Mapping[str, Any], firing_order: Iterable[Iterable[str]] = ()) -> Derivation:
    """The derivation of this canonical form, with this annotation.

    It is read, not believed: certify it. Raises EngineError where this is no such form.
    """
    try:
        if plain["schema"] != SCHEMA:
            raise ValueError(f"schema {plain['schema']}")
        return _derivation(plain, tuple(Firing(*firing) for firing in firing_order))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        what = f"this is no derivation in its canonical form: {amiss(error)}"
        raise EngineError(Problem("plain-form", what)) from None


def _derivation(plain: Mapping[str, Any], order: tuple[Firing, ...]) -> Derivation:
    bounds = plain["bounds"]
    return Derivation(
        knowledge=plain["knowledge"],
        inputs=_atoms(plain["inputs"]),
        parts=tuple(plain["parts"]),
        open=_pairs(plain["open"]),
        steps=tuple(
            Step(
                _firing(each),
                _support(each["support"]),
                _atoms(each["concludes"]),
                tuple(Guard(_firing(guard), guard["how"]) for guard in each["guards"]),
                each["silence"],
            )
            for each in plain["steps"]
        ),
        defeated=tuple(
            Defeat(_firing(each), _support(each["support"]), _firings(each["by"]))
            for each in plain["defeated"]
        ),
        silent=tuple(
            Silence(_firing(each), _support(each["support"]), each["stated"], _firings(each["by"]))
            for each in plain["silent"]
        ),
        bounds=Bounds(
            _atoms(bounds["firm"]),
            _atoms(bounds["possible"]),
            _firings(bounds["firm_firings"]),
            _firings(bounds["possible_firings"]),
        ),
        verdicts=tuple(
            Verdict(
                each["entity"],
                each["attribute"],
                each["value"],
                each["status"],
                tuple(each["values"]),
                tuple(each["possible"]),
                each["otherwise"],
            )
            for each in plain["verdicts"]
        ),
        conflicts=_pairs(plain["conflicts"]),
        firing_order=order,
    )


def _support(plain: Mapping[str, Any]) -> Support:
    [(kind, content)] = plain.items()
    match kind:
        case "always":
            return Plain()
        case "held":
            return Held(_atoms(content))
        case "all":
            return Together(tuple(map(_support, content)))
        case "any":
            return Either(tuple((each["branch"], _support(each["support"])) for each in content))
        case "parts":
            return Parts(tuple((each["part"], _support(each["support"])) for each in content))
        case "absent":
            return Absence(content)
    raise ValueError(f"support {kind}")


def _atoms(plain: Iterable[Iterable[Any]]) -> tuple[Atom, ...]:
    return tuple(Atom(*atom) for atom in plain)


def _pairs(plain: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((entity, attribute) for entity, attribute in plain)


def _firing(plain: Mapping[str, Any]) -> Firing:
    return Firing(plain["rule"], plain["entity"])


def _firings(plain: Iterable[Mapping[str, Any]]) -> tuple[Firing, ...]:
    return tuple(map(_firing, plain))
