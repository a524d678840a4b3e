"""The files of XGen: it finds them by the scene's own name, so the copy of a scene needs its own.

The names are those in files of Maya: `<scene>__<palette>.xgen`, a namespace's colon as two underscores; beside it the
changes that were not collapsed (.xgd) and the patches that a render without a window reads (.abc).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

from afsubmit.errors import Problem
from afsubmit.submission.planning.scene import SceneState

from ._graph import Graph

ENDINGS = (".xgen", ".xgd", ".abc")


def suffix(palette: str, ending: str = ".xgen") -> str:
    """What follows the scene's name in that of a palette's file."""
    return f"__{palette.rpartition('|')[2].replace(':', '__')}{ending}"


def sidecars(graph: Graph, is_file: Callable[[str], bool]) -> dict[str, str]:
    """Each file of each palette by what follows the scene's name in it; "" for one that is not there.

    Whether Maya writes them with a copy is documented for no version, so one that is not there may still come.
    """
    found = {}
    for palette in graph.nodes("xgmPalette"):
        start = os.path.splitext(_file(graph, palette))[0]
        for ending in ENDINGS:
            source = f"{start}{ending}"
            found[suffix(palette, ending)] = source if is_file(source) else ""
    return found


def problems(graph: Graph, is_file: Callable[[str], bool]) -> Iterator[Problem]:
    """Palettes without a file: a render would lack their fur, and say nothing."""
    for palette in graph.nodes("xgmPalette"):
        path = _file(graph, palette)
        if not is_file(path):
            message = (
                f"The file of this XGen collection is not there: {path}. Its fur would be missing from the render."
            )
            yield Problem("warning", palette, message, "Save the scene in Maya: XGen writes it with the scene.")


def _file(graph: Graph, palette: str) -> str:
    """The palette's own file: as its node names it, from the scene's folder on."""
    folder, name = os.path.split(graph.scene.path)
    named = str(graph.value(palette, "xgFileName") or "") or os.path.splitext(name)[0] + suffix(palette)
    return os.path.normpath(os.path.join(folder, named)).replace("\\", "/")


def with_files(state: SceneState, graph: Graph) -> SceneState:
    """`state` with the files of XGen that go with a copy, and what of them is missing. Looks at the disk."""
    if not state.path:
        return state
    found = [*state.problems, *problems(graph, os.path.isfile)]
    return replace(state, sidecars=sidecars(graph, os.path.isfile), problems=found)
