"""What the plan needs to know of a Blender scene beside its frames and files. Pure: no bpy here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

UNBAKED, ON_DISK, LINKED, FLUID, FOLDER, ZONE = "unbaked", "on disk", "linked", "fluid", "folder", "zone"
"""What can be said of a simulation: it can be baked into the file; it is baked to a disk cache that goes by the file's
name; it is of another file; it is a fluid that is not baked; it can only be kept in a folder that goes by that name;
it is a simulation zone of geometry nodes, of which Blender tells nobody whether it is baked."""


class Simulation(NamedTuple):
    """What a scene simulates: the scene's name, what an artist calls it, its first frame, and one of the words above.

    `folder` is where its frames lie by the name of the artist's file; "" for none.
    """

    scene: str
    name: str
    first: int
    kind: str
    folder: str = ""


@dataclass(frozen=True)
class BlenderFacts:
    """An output's scene, and where it writes.

    `scene` is the scene's name, `engine` its render engine, `version` that of Blender (major, minor); `render_path` is
    absolute, with `#` for the frame number and templates replaced. Where only a file's header could be read, these may
    be "": the file's own active scene and output then count. `movie` are the two halves of a movie's file name with the
    number of digits between them (0: no frames in the name), None for stills. `also` are files that the compositor
    writes beside it; `is_also_relative` says whether one of their folders begins with `//`. `layer` or `camera` is what
    is rendered alone, "" for the scene as it is. `size` is the picture's in pixels; `undivided` says why it cannot be
    cut into tiles, "" where it can, and `seams` why their edges may be seen in it;
    `is_adaptive` is true where pixels look at their neighbours' noise to say when they are done. `simulated` are the
    values of a `Simulation` each, of all scenes that it renders; None where nobody could look.
    """

    scene: str
    engine: str
    version: Sequence[int]
    render_path: str
    movie: tuple[str, int, str] | None
    also: Sequence[str]
    is_also_relative: bool
    layer: str = ""
    camera: str = ""
    size: Sequence[int] = (0, 0)
    undivided: str = ""
    seams: str = ""
    is_adaptive: bool = False
    simulated: Sequence[Sequence[object]] | None = ()
