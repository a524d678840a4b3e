"""What a Maya scene renders: an output for each render layer and camera, open scene and file alike. Pure.

`_host` and `_scene_file` give the graph; everything that follows from it is decided here and in the files below.
"""

from __future__ import annotations

from collections.abc import Sequence

from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill
from afsubmit.errors import Problem
from afsubmit.submission.planning.scene import Output, SceneState

from . import _attributes, _cameras, _complaints, _frames, _image_names, _layers, _naming, _sources, _variables
from ._facts import MayaFacts, Renumbering
from ._graph import Graph, Remembered, name_of
from ._layer_settings import GLOBALS, RESOLUTION, LayerSettings
from ._values import Values

VRAY = "vraySettings"
_READ = {name for kind in _attributes.READ_TYPES for name in _attributes.BY_TYPE[kind]}
"""The attributes that a layer may change and that are read here."""


class MayaScene:
    """A scene, read once: what is asked of the graph stays as it was when this was made and first asked."""

    def __init__(self, graph: Graph) -> None:
        self.graph = Remembered(graph)
        self.layers = _layers.layers(self.graph)
        self.renderable = [layer for layer in self.layers if layer.is_renderable]
        self.cameras = _cameras.cameras(self.graph)
        self.values = Values(self.graph, self.layers, _READ)
        self.name = name_of(graph.scene.path)
        self.environment = _variables.of_session(self.graph)

    def state(self, *, is_modified: bool | None = None, application: str = "") -> SceneState:
        """The scene as a whole, with what stands against rendering any of it."""
        facts = self.graph.scene
        master = LayerSettings(self.values, self.layers[0])
        return SceneState(
            host="maya",
            host_version=facts.version,
            path=facts.path,
            frames=_frames.range_of(master, master.text(GLOBALS, "currentRenderer")).frames,
            fps=facts.fps,
            is_modified=is_modified,
            project=facts.project,
            application=application,
            problems=[*_complaints.of_scene(self.graph, self.layers), *_variables.problems(self.graph)],
            sources=_sources.sources(self.graph),
        )

    def outputs(self) -> list[Output]:
        """One for each renderable layer and each camera that renders in it, in the order of a lighter's lists."""
        return [output for layer in self.renderable for output in _LayerReader(self, layer).outputs()]


class _LayerReader:
    """Reads one layer."""

    def __init__(self, scene: MayaScene, layer: _layers.Layer) -> None:
        self.scene, self.layer = scene, layer
        self.settings = settings = LayerSettings(scene.values, layer)
        self.renderer = settings.text(GLOBALS, "currentRenderer")
        self.range = _frames.range_of(settings, self.renderer)
        self.naming = _naming.naming(settings, self.renderer, scene.name, is_animated=self.range.is_animated)
        self.is_movie = self.naming.layout.extension in _image_names.MOVIES
        self.renumbering = None if self.is_movie else _frames.renumbering(settings, self.range, self.renderer)
        self.several_layers = len(scene.renderable) > 1
        self.cameras: list[str] = []

    def outputs(self) -> list[Output]:
        """An output for each camera; one with a problem where there is none."""
        cameras, unknown = _cameras.renderable(self.scene.values, self.layer, self.scene.cameras)
        about_cameras = _complaints.of_cameras(self.layer.name, self.scene.graph.scene, cameras, unknown)
        self.cameras = [camera.transform for camera in cameras]
        if not cameras:
            return [self._output(_cameras.Camera("", ""), False, about_cameras)]
        return [self._output(camera, len(cameras) > 1, about_cameras) for camera in cameras]

    def _output(self, camera: _cameras.Camera, is_one_of_several: bool, problems: Sequence[Problem]) -> Output:
        name = f"{self.layer.name} {camera.transform}" if is_one_of_several else self.layer.name
        patterns = self._files(camera, is_one_of_several)
        facts = self._facts(camera, is_one_of_several)
        unknown = self.naming.unknown
        found = _complaints.of_output(self.settings, unknown, self.range, facts, has_files=bool(patterns))
        return Output(
            id=f"{self.layer.node} {camera.transform}".strip(),
            name=name,
            frames=self.range.frames,
            files=() if self.renumbering else patterns,
            listed_files=self._renumbered(patterns) if self.renumbering else (),
            renderer=self.renderer,
            is_whole=self.is_movie,
            facts=facts,
            problems=[*problems, *found],
            unknown_frames=self.range.unknown,
        )

    def _files(self, camera: _cameras.Camera, is_one_of_several: bool) -> list[str]:
        if not camera.shape:
            return []
        return self.naming.files(
            self.layer.name,
            camera.word,
            several_layers=self.several_layers,
            several_cameras=is_one_of_several,
        )

    def _renumbered(self, patterns: Sequence[str]) -> list[dict[int, str]]:
        """The files by frame, where their numbers are not the frames."""
        is_sane = len(self.range.frames) * len(patterns) <= _complaints.MAXIMUM_RENUMBERED
        numbers = _numbers(self.range.frames, self.renumbering) if self.renumbering and is_sane else []
        return [{frame: fill(pattern, number, number) for frame, number in numbers} for pattern in patterns]

    def _facts(self, camera: _cameras.Camera, is_one_of_several: bool) -> MayaFacts:
        layer, settings, naming = self.layer, self.settings, self.naming
        size = VRAY if self.renderer == "vray" and settings.has(VRAY) else RESOLUTION
        return MayaFacts(
            layer=layer.node,
            layer_name=layer.name,
            camera=camera.transform,
            camera_shape=camera.shape,
            renderer=self.renderer,
            project=settings.graph.scene.project.replace("\\", "/"),
            images=naming.images(layer.name, camera.word),
            prefix=naming.prefix(
                layer.name, camera.word, several_layers=self.several_layers, several_cameras=is_one_of_several
            ),
            extension=naming.layout.extension,
            separator=naming.layout.separator,
            is_number_last=naming.layout.is_number_last,
            padding=naming.layout.padding,
            by_frame=self.range.by,
            is_animated=self.range.is_animated,
            renumbering=self.renumbering,
            width=settings.whole(size, "width"),
            height=settings.whole(size, "height"),
            aovs=naming.passes,
            is_legacy=layer.is_legacy,
            includes_all_lights=None if layer.is_legacy else settings.graph.scene.includes_all_lights,
            version=settings.graph.scene.version,
            cameras=self.cameras,
            environment=self.scene.environment,
        )


def _numbers(frames: FrameList, renumbering: Renumbering) -> list[tuple[int, int]]:
    """Each frame with the number in its files' names."""
    if not renumbering.is_whole:
        return []
    start, by = renumbering.start, renumbering.by
    return [(frame, round(start + place * by)) for place, frame in enumerate(frames)]
