"""A document as it was written: scalars as text, everything with its place. Nothing is interpreted."""

from __future__ import annotations

from typing import TypeAlias

from engine.errors import Where
from engine.frozen import frozen


@frozen
class Scalar:
    """One word, number or string. `plain` says that it stood unquoted (in JSON: is no string)."""

    text: str
    plain: bool
    where: Where


@frozen
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    where: Where


@frozen
class Mapping:
    """Keys and values in written order; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    where: Where

    def get(self, key: str) -> Node | None:
        """The value of the key, or None."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None


Node: TypeAlias = Scalar | Sequence | Mapping
