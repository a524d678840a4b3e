"""The order of what stands in the lists of Render Setup: layers, collections, overrides. Pure.

Such a list is a chain: each of its nodes is connected with the one before it.
"""

from __future__ import annotations

from ._graph import Remembered


def place(graph: Remembered, node: str, known: dict[str, int]) -> int:
    """How many stand before `node` in its list, at most to where a broken chain bites its tail.

    `known` keeps what was found.
    """
    chain = [node]
    while chain[-1] not in known:
        before = graph.source_node(chain[-1], "previous")
        if not before or before in chain:
            known[chain[-1]] = 0
        else:
            chain.append(before)
    start = known[chain[-1]]
    for distance, other in enumerate(reversed(chain)):
        known[other] = start + distance
    return known[node]
