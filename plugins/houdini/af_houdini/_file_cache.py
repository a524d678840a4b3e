"""What a File Cache 2.0 writes, where its file lacks the node's own expressions that say it. Pure.

The name is basedir/basename/vN/basename_vN.####filetype; folder and word of the version, and the frame, are ticks.
Measured in scenes of Houdini 19.5 to 20.5, whose expressions say the very same.
"""

from __future__ import annotations

import math

from afsubmit.errors import SceneError

from . import _file_values
from ._file_values import Values

PARM = "sopoutput"
PLACES = 4
"""Of the frame's number."""
NEEDED = ("basedir", "basename", "filetype", "enableversion", "timedependent")
ITS_OWN = ("cachedir", "cachename")
"""The parameters from which the node's own expression puts the name together."""


def is_constructed_here(values: Values, path: str) -> bool:
    """Whether the name is to be put together here: all that it needs is there, and its own expressions are not.

    Raises:
        SceneError: the file lacks the channel that says the name.
    """
    found = values.component(path, PARM)
    if found is None or any(values.component(path, name) is None for name in NEEDED):
        return False
    parm, index = found
    if not parm.channels[index]:
        return not parm.values[index].strip()
    expression = _file_values.expression_of(values.channel(path, parm.channels[index]))
    return all(name in expression and values.component(path, name) is None for name in ITS_OWN)


def constructed(values: Values, path: str, frame: float) -> str:
    """The file at `frame`.

    Raises:
        SceneError: only Houdini can work it out.
    """
    if values.component(path, "substeps") and values.number(path, "substeps", frame) != 1:
        raise SceneError(f"only Houdini knows how {path} numbers its substeps.")
    base, name, ending = (values.text(path, parm, frame) for parm in ("basedir", "basename", "filetype"))
    version = f"v{values.text(path, 'version', frame)}" if values.number(path, "enableversion", frame) else ""
    number = f".{math.floor(frame):0{PLACES}d}" if values.number(path, "timedependent", frame) else ""
    if number and frame < 0:
        raise SceneError(f"only Houdini knows how it writes frame {frame:g} in a file's name.")
    folder = f"{base}/{name}/{version}" if version else f"{base}/{name}"
    return f"{folder}/{name}{'_' if version else ''}{version}{number}{ending}"
