"""In which of the three models something holds, row by row: firm, established, possible."""

from __future__ import annotations

from typing import NamedTuple

from engine.portfolio.bits import Bits


class Levels(NamedTuple):
    """Bits of each model; what is firm is established, and what is established is possible."""

    firm: Bits
    established: Bits
    possible: Bits

    def both(self, other: Levels) -> Levels:
        """Where both hold."""
        return Levels(
            self.firm & other.firm, self.established & other.established, self.possible & other.possible
        )

    def either(self, other: Levels) -> Levels:
        """Where one of them holds."""
        return Levels(
            self.firm | other.firm, self.established | other.established, self.possible | other.possible
        )

    def absent(self) -> Levels:
        """Where it does not hold: firm where it is not possible, and the other way round."""
        return Levels(~self.possible, ~self.established, ~self.firm)

    def within(self, here: Bits) -> Levels:
        """Only in these rows."""
        return Levels(self.firm & here, self.established & here, self.possible & here)

    @property
    def undecided(self) -> Bits:
        """Where it is possible and not firm."""
        return self.possible & ~self.firm

    def same(self, other: Levels) -> bool:
        """Whether both hold in the same rows of the same models."""
        return all(bool((one == two).all()) for one, two in zip(self, other, strict=True))
