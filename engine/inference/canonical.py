"""The canonical form of a derivation: JSON values whose RFC 8785 bytes are the same for the same case and
knowledge base, in whatever order facts, parts, set members or rules were written."""

from __future__ import annotations

from typing import Any

from engine.cases.model import Atom
from engine.inference.derivation import (
    Absence,
    Derivation,
    Either,
    Firing,
    Held,
    Parts,
    Plain,
    Step,
    Support,
    Together,
)

SCHEMA = "advisor/derivation/1"


def plain(derivation: Derivation) -> dict[str, Any]:
    """The derivation as JSON values, annotations left out. The root is the entity ""."""
    bounds = derivation.bounds
    return {
        "schema": SCHEMA,
        "knowledge": derivation.knowledge,
        "parts": list(derivation.parts),
        "inputs": _atoms(derivation.inputs),
        "open": [list(pair) for pair in derivation.open],
        "steps": [_step(step) for step in derivation.steps],
        "defeated": [
            {**_firing(d.firing), "support": support_plain(d.support), "by": _firings(d.by)}
            for d in derivation.defeated
        ],
        "silent": [
            {
                **_firing(s.firing),
                "support": support_plain(s.support),
                "stated": s.stated,
                "by": _firings(s.by),
            }
            for s in derivation.silent
        ],
        "bounds": {
            "firm": _atoms(bounds.firm),
            "possible": _atoms(bounds.possible),
            "firm_firings": _firings(bounds.firm_firings),
            "possible_firings": _firings(bounds.possible_firings),
        },
        "conflicts": [list(pair) for pair in derivation.conflicts],
        "verdicts": [
            {
                "entity": v.entity,
                "attribute": v.attribute,
                "value": v.value,
                "status": v.status,
                "values": list(v.values),
                "possible": list(v.possible),
                "otherwise": v.otherwise,
            }
            for v in derivation.verdicts
        ],
    }


def canonical_bytes(derivation: Derivation) -> bytes:
    """The RFC 8785 bytes of the canonical form."""
    import rfc8785

    return rfc8785.dumps(plain(derivation))


def digest(derivation: Derivation) -> str:
    """sha256:HEX of the canonical bytes."""
    from hashlib import sha256

    return "sha256:" + sha256(canonical_bytes(derivation)).hexdigest()


def support_plain(support: Support) -> dict[str, Any]:
    """A support as JSON values; one key tells its kind."""
    match support:
        case Plain():
            return {"always": True}
        case Held(atoms):
            return {"held": _atoms(atoms)}
        case Together(parts):
            return {"all": [support_plain(part) for part in parts]}
        case Either(parts):
            return {"any": [{"branch": i, "support": support_plain(s)} for i, s in parts]}
        case Parts(parts):
            return {"parts": [{"part": name, "support": support_plain(s)} for name, s in parts]}
        case Absence(how):
            return {"absent": how}


def _step(step: Step) -> dict[str, Any]:
    return {
        **_firing(step.firing),
        "support": support_plain(step.support),
        "concludes": _atoms(step.concludes),
        "guards": [{**_firing(guard.firing), "how": guard.how} for guard in step.guards],
        "silence": step.silence,
    }


def _firing(firing: Firing) -> dict[str, Any]:
    return {"rule": firing.rule, "entity": firing.entity}


def _firings(firings: tuple[Firing, ...]) -> list[dict[str, Any]]:
    return [_firing(firing) for firing in firings]


def _atoms(atoms: tuple[Atom, ...]) -> list[list[Any]]:
    return [list(atom) for atom in atoms]
