"""How RenderMan names its images: tokens of its own in a folder and a file format. Pure.

Pixar's documentation of its string tokens; what is known of displays, two public pipelines. It puts no folder in front
that nobody asked for, so that the command line can name the images of a layer and a camera as they are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ._image_names import Layout
from ._layer_settings import LayerSettings

GLOBALS = "rmanGlobals"
MAIN_DISPLAY, BEAUTY = "rmanDefaultDisplay", "beauty"
ENDINGS: Mapping[str, str] = {
    "d_openexr": "exr",
    "d_deepexr": "exr",
    "d_png": "png",
    "d_targa": "tga",
    "d_tiff": "tif",
    "d_pointcloud": "ptc",
}
"""By the type of a display's driver."""

WINDOWS = frozenset(("d_it", "d_null"))
"""Drivers that write no file."""

_TOKEN = re.compile(r"<(\w+)>")
_FRAME = re.compile(r"<f(\d{0,2})>")
_KNOWN = frozenset("scene file layer camera ws version take aov aovdir ext".split())


@dataclass(frozen=True)
class RendermanNaming:
    """How RenderMan calls the images of a layer; the same questions as `Naming` answers."""

    artist_prefix: str
    folder_format: str
    project: str
    scene_name: str
    layout: Layout
    numbers: tuple[int, int]
    """The version and the take."""
    displays: Sequence[tuple[str, str]] = ()
    """Name and ending of each image."""
    unknown: Sequence[str] = ()

    @property
    def passes(self) -> Sequence[str]:
        """The names of the images beside the main one."""
        return [name for name, _ in self.displays if name != BEAUTY]

    def images(self, layer: str, camera: str) -> str:
        """The folder of the images."""
        made = self._filled(self.folder_format, layer, camera)
        return posixpath.normpath(made.replace("\\", "/")) if self.project or "<ws>" not in self.folder_format else ""

    def prefix(self, layer: str, camera: str, **_: bool) -> str:
        """The format with all that is known put in; what RenderMan itself numbers and names stays."""
        return self._filled(self.artist_prefix, layer, camera)

    def files(self, layer: str, camera: str, **_: bool) -> list[str]:
        """The files of one frame, absolute, with `@####@` for the number; [] when nobody can tell where they are."""
        folder = self.images(layer, camera)
        names = [self._name(self.prefix(layer, camera), *display) for display in self.displays]
        whole = [posixpath.join(folder, name) for name in names]
        return [] if not folder or any(_TOKEN.search(name) for name in whole) else list(dict.fromkeys(whole))

    def _filled(self, text: str, layer: str, camera: str) -> str:
        version, take = self.numbers
        words = {
            "scene": self.scene_name,
            "file": self.scene_name,
            "layer": layer,
            "camera": camera,
            "ws": self.project.replace("\\", "/"),
            "version": f"{version:02d}",
            "take": f"{take:02d}",
        }
        return _TOKEN.sub(lambda found: words.get(found[1], found[0]), text)

    def _name(self, prefix: str, name: str, ending: str) -> str:
        numbered = _FRAME.sub(lambda found: f"@{'#' * max(int(found[1] or 1), 1)}@", prefix)
        words = {"aov": name, "aovdir": name, "ext": ending}
        return _TOKEN.sub(lambda found: words.get(found[1], found[0]), numbered)


def naming(settings: LayerSettings, scene_name: str, layout: Layout) -> RendermanNaming:
    """What RenderMan's settings say of the images of a layer."""
    displays: list[tuple[str, str]] = []
    unknown: list[str] = []
    text = settings.text(GLOBALS, "imageOutputDir") + settings.text(GLOBALS, "imageFileFormat")
    for plug in settings.graph.sources(GLOBALS, "displays").values():
        node = plug.partition(".")[0]
        driver = settings.graph.type_of(settings.graph.source_node(node, "displayType"))
        if not settings.flag(node, "enable", default=True) or driver in WINDOWS:
            continue
        if driver in ENDINGS:
            name = BEAUTY if node == MAIN_DISPLAY else settings.text(node, "name") or node
            displays.append((name, ENDINGS[driver]))
        else:
            unknown.append(f"the files of the display {node}")
    left = {f"<{word}>" for word in _TOKEN.findall(text) if word not in _KNOWN and not _FRAME.match(f"<{word}>")}
    if left:
        unknown.append(f"what RenderMan makes of {', '.join(sorted(left))}")
    if not displays and not unknown:
        unknown.append("RenderMan's displays, of which the scene has none")
    return RendermanNaming(
        artist_prefix=settings.text(GLOBALS, "imageFileFormat"),
        folder_format=settings.text(GLOBALS, "imageOutputDir"),
        project=settings.graph.scene.project,
        scene_name=scene_name,
        layout=layout,
        numbers=(settings.whole(GLOBALS, "version", 1), settings.whole(GLOBALS, "take", 1)),
        displays=displays,
        unknown=unknown,
    )
