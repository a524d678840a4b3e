"""What the plan needs to know of a layer seen by a camera beside its frames and files. Pure: no Maya here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from afsubmit.submission.planning.scene import Output


@dataclass(frozen=True)
class Renumbering:
    """Numbers in the files' names that are not the frames: the first one's, and how much each is more than the last."""

    start: float
    by: float

    @property
    def is_whole(self) -> bool:
        """Whether these are whole numbers, as those in names are."""
        return float(self.start).is_integer() and float(self.by).is_integer()


@dataclass(frozen=True)
class MayaFacts:
    """One render layer, seen by one camera.

    `layer` is the node that the command line names ("rs_beauty"), `layer_name` what the artist calls it; `camera` is
    the shortest unique name of the camera's transform, `camera_shape` that of its shape; `renderer` is the scene's own
    word ("mayaSoftware", "arnold").

    `project` and `images` are absolute folders, "" when nobody knows. `prefix` is the name of the images below `images`
    with the folders that Maya would put in front when it renders everything: the tokens for layer, camera and AOV stay,
    those that the copy's name or session would change are replaced. `extension` is the ending without a dot, "" for
    none; `is_number_last` is the layout `name.ext.#`; `separator` stands before number and ending; `padding` is the
    number's width. `by_frame` is the step as the scene has it; `is_animated` is false where one frame without a number
    is meant. `renumbering` is None when files have the frames' numbers.

    `aovs` are the names of the further files of each frame; `is_legacy` says that the layer is of the kind before
    Render Setup, and `includes_all_lights` the scene's own option of Render Setup, None when it has none.
    `cameras` are all that render in the layer, named as `camera` is. `version` is Maya's, "2023"; `environment` are the
    variables of the session that decide what the scene looks like.
    """

    layer: str
    layer_name: str
    camera: str
    camera_shape: str
    renderer: str
    project: str = ""
    images: str = ""
    prefix: str = ""
    extension: str = ""
    separator: str = "."
    is_number_last: bool = False
    padding: int = 4
    by_frame: float = 1.0
    is_animated: bool = True
    renumbering: Renumbering | None = None
    width: int = 0
    height: int = 0
    aovs: Sequence[str] = ()
    is_legacy: bool = False
    includes_all_lights: bool | None = None
    cameras: Sequence[str] = ()
    version: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    """Further words of the renderer's own: what a row of `_renderers` asks for by name."""


def facts_of(output: Output) -> MayaFacts:
    """What `output`, one of Maya's, carries."""
    facts: MayaFacts = output.facts
    return facts
