"""The tree of RFC 9162: published vectors, every tree up to 64 leaves, and what a verifier must refuse."""

from __future__ import annotations

from hashlib import sha256

import pytest

from engine.audit import tree
from engine.audit.verifier import consistent, included

# The reference tree of Certificate Transparency: its leaves, its roots for 1 to 8 leaves, and its proofs.
LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
MOST = 64


class Grown:
    """A tree that was grown leaf by leaf, as the log grows it."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        for size, data in enumerate(leaves):
            for level, index, found in tree.grown(size, tree.leaf_hash(data), self.node):
                assert (level, index) not in self.nodes
                self.nodes[level, index] = found

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


def plain_root(leaves: list[bytes]) -> bytes:
    """MTH word for word as section 2.1.1 defines it."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


PUBLISHED = Grown(LEAVES)
MANY = [b"leaf %d" % number for number in range(MOST)]
BIG = Grown(MANY)
BIG_ROOTS = [plain_root(MANY[:size]) for size in range(MOST + 1)]


def test_published_roots() -> None:
    assert tree.root(0, PUBLISHED.node) == sha256().digest()
    assert [tree.root(size, PUBLISHED.node).hex() for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion(index: int, size: int) -> None:
    path = tree.inclusion_path(index, size, PUBLISHED.node)
    assert [step.hex() for step in path] == INCLUSION[index, size]
    root = bytes.fromhex(ROOTS[size - 1])
    assert included(tree.leaf_hash(LEAVES[index]), index, size, path, root)


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_published_consistency(old: int, new: int) -> None:
    path = tree.consistency_path(old, new, PUBLISHED.node)
    assert [step.hex() for step in path] == CONSISTENCY[old, new]
    assert consistent(old, bytes.fromhex(ROOTS[old - 1]), new, bytes.fromhex(ROOTS[new - 1]), path)


def test_every_root() -> None:
    assert [tree.root(size, BIG.node) for size in range(MOST + 1)] == BIG_ROOTS


def test_every_inclusion_and_no_other_place_or_size() -> None:
    for size in range(1, MOST + 1):
        root = BIG_ROOTS[size]
        for index in range(size):
            leaf = tree.leaf_hash(MANY[index])
            path = tree.inclusion_path(index, size, BIG.node)
            assert len(path) <= (size - 1).bit_length()
            assert [i for i in range(-1, size + 1) if included(leaf, i, size, path, root)] == [index]
            for other in {size - 1, size + 1, 2 * size} & set(range(1, MOST + 1)):
                accepted = included(leaf, index, other, path, BIG_ROOTS[other])
                assert not accepted, (index, size, other)


def test_every_consistency() -> None:
    for new in range(MOST + 1):
        assert tree.consistency_path(0, new, BIG.node) == []
        for old in range(1, new + 1):
            path = tree.consistency_path(old, new, BIG.node)
            assert consistent(old, BIG_ROOTS[old], new, BIG_ROOTS[new], path)
            if old != new:
                assert not consistent(new, BIG_ROOTS[new], old, BIG_ROOTS[old], path)


def altered(path: list[bytes], other: bytes) -> list[list[bytes]]:
    """Paths that are none: one step altered, left out, doubled, added at either end, two swapped."""
    found = [[other, *path], [*path, other]]
    for at, step in enumerate(path):
        flipped = bytes([step[0] ^ 1, *step[1:]])
        found += [
            [*path[:at], flipped, *path[at + 1 :]],
            [*path[:at], *path[at + 1 :]],
            [*path[: at + 1], step, *path[at + 1 :]],
        ]
        if at:
            found.append([*path[: at - 1], path[at], path[at - 1], *path[at + 1 :]])
    return found


def test_no_forged_path_includes() -> None:
    for size in range(1, 33):
        for index in range(size):
            leaf = tree.leaf_hash(MANY[index])
            for path in altered(tree.inclusion_path(index, size, BIG.node), BIG_ROOTS[size]):
                assert not included(leaf, index, size, path, BIG_ROOTS[size])


def test_no_forged_path_is_consistent() -> None:
    for new in range(1, 33):
        for old in range(new + 1):
            roots = BIG_ROOTS[old], BIG_ROOTS[new]
            path = tree.consistency_path(old, new, BIG.node)
            for forged in altered(path, BIG_ROOTS[new]):
                assert not consistent(old, roots[0], new, roots[1], forged), (old, new)
            if old not in (0, new):
                assert not consistent(old, BIG_ROOTS[old - 1], new, roots[1], path)
                assert not consistent(old, roots[0], new, BIG_ROOTS[new - 1], path)
                assert not consistent(old, roots[0], new, roots[1], [])


def test_no_wrong_sizes_are_consistent() -> None:
    """A published verifier once accepted proofs for a second size that was wrong."""
    for new in range(1, 33):
        for old in range(1, new):
            path = tree.consistency_path(old, new, BIG.node)
            for other in range(old + 1, 34):
                if consistent(old, BIG_ROOTS[old], other, BIG_ROOTS[new], path):
                    assert same_shape(old, new, other), (old, new, other)


def same_shape(old: int, new: int, other: int) -> bool:
    """Whether the path to either size takes the same turns, so that nothing in it tells them apart.

    Then the root decides: RFC 9162 binds the size and the root together, as a receipt does.
    """
    return len(tree.consistency_path(old, new, BIG.node)) == len(tree.consistency_path(old, other, BIG.node))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (5, 3), (0, -1)])
def test_no_place_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion_path(index, size, BIG.node)
    assert not included(BIG_ROOTS[1], index, size, [], BIG_ROOTS[1])


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 3), (1, -1)])
def test_no_tree_shrinks(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="does not continue"):
        tree.consistency_path(old, new, BIG.node)
    assert not consistent(old, BIG_ROOTS[1], new, BIG_ROOTS[1], [])


def test_a_leaf_is_no_node() -> None:
    left, right = (tree.leaf_hash(data) for data in MANY[:2])
    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)
