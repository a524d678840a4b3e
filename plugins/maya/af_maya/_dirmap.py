"""The path map for a binary scene: Maya itself maps its paths, by `dirmap` in a script before the render. Pure.

Autodesk's documentation has the command and names this way for it; whether it reaches what was read before the script
runs is unconfirmed. The folders stand in variables: a quote in the script could leave the string that it is put in.
"""

from __future__ import annotations

from collections.abc import Iterator

from afsubmit.errors import Problem
from afsubmit.submission.planning.farm_paths import FarmText
from afsubmit.submission.planning.scene import BlockRequest, Output

HERE, THERE = "AFSUBMIT_DIRMAP_FROM_{}", "AFSUBMIT_DIRMAP_TO_{}"


def variables(request: BlockRequest) -> dict[str, str]:
    """The folders of the path map, each here and on the farm; none for a scene whose copy holds the farm's paths."""
    return {name.format(place): FarmText(folder) for place, pair in _folders(request) for name, folder in pair}


def script(request: BlockRequest) -> str:
    """What is to run before the render, in MEL; "" for nothing."""
    maps = [f"dirmap -m `getenv {HERE.format(place)}` `getenv {THERE.format(place)}`" for place, _ in _folders(request)]
    return "; ".join([*maps, "dirmap -en on"]) if maps else ""


def tell(output: Output, request: BlockRequest) -> None:
    """Say what nobody could confirm."""
    if script(request):
        message = (
            "The scene is binary: its paths become the farm's when Maya renders it (dirmap), as far as Maya does so."
        )
        request.tell(Problem("warning", output.name, message, "Look at one frame first, or save the scene as .ma."))


def _folders(request: BlockRequest) -> Iterator[tuple[int, tuple[tuple[str, str], tuple[str, str]]]]:
    folders = request.farm.folders if request.scene_file.lower().endswith(".mb") else ()
    for place, (here, there) in enumerate(folders, 1):
        yield place, ((HERE, here.replace("\\", "/")), (THERE, there.replace("\\", "/")))
