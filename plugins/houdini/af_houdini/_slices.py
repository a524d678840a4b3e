"""A distributed simulation: a task for each slice, and a tracker beside them that they find each other by. Pure.

The tracker is CGRU's program `htracker` on the farm: started, it sets TRACKER_ADDRESS and TRACKER_PORT of the blocks
that it is told of and lets them run; a second task stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from afsubmit.document import Block
from afsubmit.errors import SettingsError
from afsubmit.submission.planning.names import mask_of
from afsubmit.submission.planning.scene import BlockRequest, Output
from afsubmit.submission.planning.stages import Stage

SERVICE = "htracker"


def stages(output: Output, request: BlockRequest, block: Callable[[str, Sequence[str]], Block]) -> list[Stage]:
    """Tracker, slices, and the end of the tracker; `block` makes a block of a name and of words for the worker.

    Raises:
        SettingsError: the node that is told of the tracker is not named.
    """
    control = request.settings["slice_control"].strip()
    if not control:
        raise SettingsError("slices need slice_control, the node of the scene that is told where the tracker is.")
    numbers = range(request.settings["slices"])
    slices = [block(f"{output.name} slice {one}", (f"control={control}", f"slice={one}")) for one in numbers]
    for one in slices:  # which slice a name belongs to is known on the farm only
        one.data.pop("files", None)
    stop = _tracker(f"{output.name} tracker stop", "htracker --stop")
    waiting = mask_of([one.data["name"] for one in slices])
    told = mask_of([*(one.data["name"] for one in slices), stop.data["name"]])
    words = f"--envblocks {request.quote(told)} --depblocks {request.quote(waiting)}"
    start = _tracker(f"{output.name} tracker", f"htracker --start {words}")
    return [Stage("tracker", [start]), Stage("slices", slices), Stage("stop", [stop], is_result=False)]


def _tracker(name: str, command: str) -> Block:
    block = Block(name, SERVICE)
    block.setNumeric(1, 1)
    block.setCommand(command)
    return block
