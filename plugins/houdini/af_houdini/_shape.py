"""Whether the frames of a ROP are one task, and why: simulations and files of many frames. Pure."""

from __future__ import annotations

from ._graph import Node, is_on
from ._rops import ARCHIVE, SIMULATION, USD_RENDERS, WHOLE, Rop

SIMULATES = "It is a simulation, which needs every frame before: all frames are one task."
ONE_FILE = "All frames go into one file: they are one task."
TOGETHER = "All frames are rendered at once (All Frames with a Single Process): they are one task."
BATCHED = "It is below a batch ROP, which renders all frames of a node at once: they are one task."
UNKNOWN_TYPE = "What a ROP of this type needs is not known: all frames are one task."
UNKNOWN_TICK = "Whether it is a simulation only Houdini knows, an expression says it: all frames are one task."


def why_whole(node: Node, rop: Rop | None, *, has_frame: bool, is_batched: bool) -> str:
    """Why all frames of `node` must be one task and one render, "" when each can be one of its own.

    `rop` is its row, None for an unknown type; `has_frame` says whether each frame writes a file of its own.
    """
    if rop is None:
        return UNKNOWN_TYPE
    if rop.shape == SIMULATION:
        return SIMULATES
    if rop.shape == WHOLE or (rop.shape == ARCHIVE and not has_frame):
        return ONE_FILE
    is_unknown = False
    for tick in rop.simulates:
        is_ticked = is_on(node, tick)
        if is_ticked:
            return SIMULATES
        is_unknown = is_unknown or is_ticked is None
    if is_unknown:
        return UNKNOWN_TICK
    if node.type_name in USD_RENDERS and is_on(node, "allframesatonce") is not False:
        return TOGETHER
    return BATCHED if is_batched else ""
