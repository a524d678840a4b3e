"""What a document means but does not say: the documented minimum job has no `flags`."""

from __future__ import annotations

from collections.abc import Mapping

from ..typed import Any
from . import flags


def normalise(job: Mapping[str, Any]) -> dict[str, Any]:
    """`job` with every block numeric that has a range of frames and no tasks; `job` itself stays as it is.

    The public documentation shows such a job; afserver 3.4.1 dies of it.
    """
    normal = dict(job)
    blocks = normal.get("blocks")
    if isinstance(blocks, (list, tuple)):
        normal["blocks"] = [_numeric(block) for block in blocks]
    return normal


def _numeric(block: Any) -> Any:
    if not isinstance(block, dict) or block.get("tasks"):
        return block
    switches = block.get("flags", 0)
    if type(switches) is not int or switches & flags.NUMERIC or not block.keys() & {"frame_first", "frame_last"}:
        return block
    normal = {**block, "flags": switches | flags.NUMERIC}
    if normal.get("tasks") == []:
        del normal["tasks"]
    return normal
