"""The Merkle tree of RFC 9162, section 2.1: pure functions over hashes of 32 bytes.

A tree is known by `node(level, index)`, the hash of the complete subtree over the leaves from
`index << level` to `(index + 1) << level`; these never change while the tree grows. A root, and any
proof, takes O(log n) of them.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

Node = Callable[[int, int], bytes]
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps a leaf from passing for a node."""
    found = sha256(b"\0")
    found.update(data)  # a leaf may be long: not copied
    return found.digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\1" + left + right).digest()


def grown(size: int, leaf: bytes, node: Node) -> list[tuple[int, int, bytes]]:
    """The complete subtrees (level, index, hash) that a tree of this size gains with one more leaf."""
    level, index, found = 0, size, leaf
    gained = [(level, index, found)]
    while index % 2:
        found = node_hash(node(level, index - 1), found)
        level, index = level + 1, index // 2
        gained.append((level, index, found))
    return gained


def root(size: int, node: Node) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return _hash_of(0, size, node) if size else EMPTY


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of section 2.1.3.1, leaf side first. Raises ValueError outside the tree."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_hash_of(middle, high, node))
            high = middle
        else:
            path.append(_hash_of(low, middle, node))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """PROOF(old, D[new]) of section 2.1.4.1; empty for old = 0 and old = new. Raises ValueError beyond."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not continue one of {old}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    low, high, whole = 0, new, True
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_hash_of(middle, high, node))
            high = middle
        else:
            path.append(_hash_of(low, middle, node))
            low, whole = middle, False
    if not whole:  # where it is the whole old tree, whoever checks has its root
        path.append(_hash_of(low, high, node))
    return path[::-1]


def _hash_of(low: int, high: int, node: Node) -> bytes:
    """MTH(D[low:high]), where low is a multiple of the power of two that the width reaches."""
    width = high - low
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return node(level, low >> level)
    middle = low + _split(width)
    return node_hash(_hash_of(low, middle, node), _hash_of(middle, high, node))


def _split(width: int) -> int:
    """The largest power of two below the width, which is at least 2."""
    return 1 << ((width - 1).bit_length() - 1)
