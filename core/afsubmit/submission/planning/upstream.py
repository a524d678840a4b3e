"""What the tree above each node of a graph reads, in one walk from the inputs on. Pure; rings and depth do no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node")


def upstream(
    nodes: Iterable[Node],
    *,
    inputs: Callable[[Node], Sequence[Node]],
    reads: Callable[[Node], Mapping[str, bool]],
    keeps_frame: Callable[[Node], bool],
) -> dict[int, dict[str, bool]]:
    """id(node) -> what is read in its tree, itself included -> whether frame by frame.

    Args:
        nodes: those asked about; what feeds them is visited, too.
        inputs: the nodes that feed a node.
        reads: what a node itself reads, and whether the frame it makes is the frame it reads.
        keeps_frame: whether a node shows at a frame what its inputs show at that frame; where that is not known, False.
    """
    found: dict[int, dict[str, bool]] = {}
    opened: set[int] = set()
    stack = [(node, False) for node in reversed(list(nodes))]
    while stack:
        node, is_ready = stack.pop()
        if is_ready:
            gathered = _gathered([found.get(id(other), {}) for other in inputs(node)] + [reads(node)])
            is_shifted = any(gathered.values()) and not keeps_frame(node)
            found[id(node)] = dict.fromkeys(gathered, False) if is_shifted else gathered
        elif id(node) not in opened:
            opened.add(id(node))
            stack.append((node, True))
            stack += [(other, False) for other in inputs(node)]
    return found


def _gathered(parts: Iterable[Mapping[str, bool]]) -> dict[str, bool]:
    """All of them in one: frame by frame only what is so in each."""
    gathered: dict[str, bool] = {}
    for part in parts:
        for name, by_frame in part.items():
            gathered[name] = gathered.get(name, True) and by_frame
    return gathered
