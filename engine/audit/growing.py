"""The root over the rows of a batch, as they come: the tree of tree.py, of which only the edge is kept."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from engine.audit import tree

AT_ONCE = 4096
"""So many rows are hashed at a time."""


class Growing:
    """A tree that grows by rows, and can follow one of them: its path to the root."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: dict[int, bytes] = {}
        """By level the complete subtrees that the rows so far consist of."""
        self._followed: int | None = None
        self._path: list[bytes] = []

    def add(self, row: bytes) -> None:
        """One row more; many at once are faster."""
        self._grow([tree.leaf_hash(row)])

    def extend(self, rows: Iterable[bytes]) -> None:
        """Many rows more, in their order."""
        rows = iter(rows)
        while leaves := list(map(tree.leaf_hash, islice(rows, AT_ONCE))):
            self._grow(leaves)

    def follow(self) -> None:
        """Follow the row that is added next."""
        self._followed, self._path = self.size, []

    @property
    def root(self) -> bytes:
        """The root over the rows so far."""
        return self._ended()[0]

    @property
    def path(self) -> list[bytes]:
        """From the row that is followed to the root. Raises ValueError where none is, or it did not come."""
        if self._followed is None or self._followed >= self.size:
            raise ValueError("no row is followed")
        return self._path + self._ended()[1]

    def _grow(self, found: list[bytes]) -> None:
        """Some leaves more, and the subtrees that they complete, level by level."""
        level, first = 0, self.size
        self.size += len(found)
        while found:
            if first % 2:
                found, first = [self._edge.pop(level), *found], first - 1
            if len(found) % 2:
                self._edge[level] = found.pop()
            if self._followed is not None:
                place = (self._followed >> level) - first
                if 0 <= place < len(found):
                    self._path.append(found[place ^ 1])
            found = list(map(tree.node_hash, found[::2], found[1::2]))
            level, first = level + 1, first // 2

    def _ended(self) -> tuple[bytes, list[bytes]]:
        """The root, and what the path still takes to get there."""
        found, path = b"", list[bytes]()
        for level in sorted(self._edge):
            left = self._edge[level]
            if found and self._followed is not None:
                place = (self._followed >> level) - (self.size >> level)
                if place >= -1:
                    path.append(found if place == -1 else left)
            found = tree.node_hash(left, found) if found else left
        return found or tree.EMPTY, path
