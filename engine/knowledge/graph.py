"""Strongly connected components and a canonical topological order, without recursion.

Method: Tarjan 1972 (components), Kahn 1962 (order). Both linear but for the heap of Kahn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import Any

Graph = Mapping[str, Iterable[str]]
"""For each node, the nodes it depends on. Every node is a key."""


def components(graph: Graph) -> list[tuple[str, ...]]:
    """The strongly connected components, each sorted, in no stated order."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(graph[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = _place(stack, node)
                    group = stack[cut:]
                    del stack[cut:]
                    on_stack.difference_update(group)
                    found.append(tuple(sorted(group)))
    return found


def _place(stack: list[str], node: str) -> int:
    """Where the node stands, searched from the top, so that cutting stays linear in all."""
    at = len(stack) - 1
    while stack[at] != node:
        at -= 1
    return at


def ordered(
    graph: Graph,
    groups: Iterable[tuple[str, ...]],
    key: Callable[[tuple[str, ...]], Any] = min,
    kind: Callable[[tuple[str, ...]], str] = lambda group: "",
) -> list[tuple[str, ...]]:
    """The groups so that each follows those it depends on; ties by the key, smallest first.

    With `kind`, as many groups of one kind as possible follow each other; the kind "" goes with any.
    """
    groups = list(groups)
    of = {node: i for i, group in enumerate(groups) for node in group}
    needs: list[set[int]] = [
        {of[other] for node in group for other in graph[node]} - {i} for i, group in enumerate(groups)
    ]
    feeds: list[list[int]] = [[] for _ in groups]
    for i, needed in enumerate(needs):
        for j in needed:
            feeds[j].append(i)
    waiting = [len(needed) for needed in needs]
    ready: dict[str, list[tuple[Any, int]]] = {}
    for i, group in enumerate(groups):
        if not waiting[i]:
            ready.setdefault(kind(group), []).append((key(group), i))
    for heap in ready.values():
        heapify(heap)
    result: list[tuple[str, ...]] = []
    current = ""
    while any(ready.values()):
        if not ready.get(""):
            if not ready.get(current):
                current = min(name for name, heap in ready.items() if heap)
            heap = ready[current]
        else:
            heap = ready[""]
        _, i = heappop(heap)
        result.append(groups[i])
        for j in feeds[i]:
            waiting[j] -= 1
            if not waiting[j]:
                heappush(ready.setdefault(kind(groups[j]), []), (key(groups[j]), j))
    return result
