"""What a deep check finds: each with its place and its proof, and where there can be one a case."""

from __future__ import annotations

from dataclasses import field
from typing import Literal, TypeAlias

from engine.cases.model import Case
from engine.errors import Where
from engine.frozen import frozen
from engine.inference.derivation import Derivation, Firing

Pair: TypeAlias = tuple[str, str]
"""(entity, attribute)."""
Severity: TypeAlias = Literal["warning", "note"]
Proof: TypeAlias = Literal["witness", "exhaustive", "read", "cases", "none"]
"""How it is known: a case shows it; solving left no case that would contradict it; it stands in the files;
no case of the knowledge base does it; or it is not known, since the solver gave up."""


@frozen
class Witness:
    """A case, and what its derivation must have for it to show the finding."""

    case: Case
    fires: tuple[Firing, ...] = ()
    defeated: tuple[Firing, ...] = ()
    silent: tuple[Firing, ...] = ()
    clashes: tuple[Pair, ...] = ()
    """Single-valued attributes with several values."""
    lacks: tuple[Pair, ...] = ()
    """Attributes of which no value is established."""

    def shown_by(self, derivation: Derivation) -> bool:
        """Whether the derivation of the case has all of it."""
        fired = {step.firing for step in derivation.steps}
        established = {atom[:2] for step in derivation.steps for atom in step.concludes}
        return (
            fired.issuperset(self.fires)
            and {defeat.firing for defeat in derivation.defeated}.issuperset(self.defeated)
            and {silence.firing for silence in derivation.silent}.issuperset(self.silent)
            and set(derivation.conflicts).issuperset(self.clashes)
            and established.isdisjoint(self.lacks)
        )


@frozen
class Finding:
    """One thing that is wrong, or as a note worth knowing.

    `about` is the rule or attribute at `where`; `also` are the other places that have a part in it, each with
    its name.
    """

    code: str
    about: str
    what: str
    where: Where
    hint: str = ""
    severity: Severity = "warning"
    proof: Proof = "exhaustive"
    also: tuple[tuple[str, Where], ...] = ()
    witness: Witness | None = field(default=None)
