"""The files that a scene reads, as far as a file of it says so: those of the nodes that are known to read some. Pure.

A sequence is left out: which of its frames are wanted nobody can tell. Names as scenes of Houdini 12 to 21 show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from afsubmit.errors import SceneError
from afsubmit.submission.planning import names

from ._file_values import Values

MAXIMUM_NODES = 5000
"""How many nodes are asked."""
MAXIMUM_LISTED = 20
"""How many layers one node is asked for."""

READING = {
    ("Sop", "file"): ("file",),
    ("Sop", "alembic"): ("fileName",),
    ("Sop", "usdimport"): ("filepath1",),
    ("Sop", "heightfield_file"): ("filename",),
    ("Sop", "redshift_packedProxySOP"): ("RS_proxy_file",),
    ("Object", "alembicarchive"): ("fileName",),
    ("Object", "envlight"): ("env_map",),
    ("Lop", "sublayer"): ("filepath#",),
    ("Lop", "reference"): ("filepath#",),
    ("Lop", "assetreference"): ("filepath",),
    ("Vop", "mtlximage"): ("file",),
    ("Chop", "file"): ("file",),
}
"""Category and core name of a type -> its parameters that name a file; # stands for the numbers from 1."""
IDLE = {("Sop", "file"): ("filemode", ("write", "none"))}
"""Where a menu says that nothing is read."""

_SEQUENCE = re.compile(r"\$\{?S?FF?\d*\b|\$T\b|<UDIM>|%\(UDIM\)|`|@", re.IGNORECASE)


def sources_of(values: Values, frame: float) -> dict[str, list[str]]:
    """Parameter ("/obj/geo1/file1/file") -> the file that it names, absolute."""
    found: dict[str, list[str]] = {}
    asked = 0
    for path in values.nodes.types:
        kind = (values.nodes.category(path), values.nodes.core_name(path))
        if kind in READING and asked < MAXIMUM_NODES:
            asked += 1
            try:
                for parm in _parms(values, path, kind):
                    text = values.text(path, parm, frame)
                    if names.is_whole(text) and "$" not in text:
                        found[f"{path}/{parm}"] = [text]
            except SceneError:  # only Houdini knows it: nothing is said of it
                continue
    return found


def _parms(values: Values, path: str, kind: tuple[str, str]) -> Iterator[str]:
    """The parameters of a node that name a single file, if it reads any."""
    if values.nodes.definition(path).flags.get("bypass"):
        return
    if kind in IDLE:
        menu = values.component(path, IDLE[kind][0])
        if menu is not None and menu[0].values[menu[1]] in IDLE[kind][1]:
            return
    for name in READING[kind]:
        numbers = range(1, MAXIMUM_LISTED + 1) if "#" in name else (0,)
        for number in numbers:
            parm = name.replace("#", str(number))
            known = values.component(path, parm)
            if (
                known is not None
                and not known[0].channels[known[1]]
                and not _SEQUENCE.search(known[0].values[known[1]])
            ):
                yield parm
