"""A Maya scene without Maya, as a host: what it renders, its settings, and a copy of it for the farm."""

from __future__ import annotations

from dataclasses import replace

from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.file_host import FileHost
from afsubmit.submission.sending.text_scene import PathMap
from afsubmit.submission.settings import scene_text

from . import _copy, _xgen
from ._file_graph import FileGraph
from ._scene import MayaScene

ONLY_MAYA = 'Only Maya reads a binary scene. Submit it with Maya\'s own Python: mayapy -m afsubmit submit "{}"'


def open_scene(path: str) -> SceneFile:
    """The scene `path`.

    Raises:
        SceneError: it is a binary scene, cannot be read, or is no whole Maya ASCII scene; the sentence says why.
    """
    if path.lower().endswith(".mb"):
        raise SceneError(ONLY_MAYA.format(path))
    return SceneFile(path)


class SceneFile(FileHost):
    """A scene that no Maya has open; what it says was read when this was made."""

    def __init__(self, path: str) -> None:
        graph = FileGraph(path)
        read = MayaScene(graph)
        state, outputs = _xgen.with_files(read.state(is_modified=False), graph), read.outputs()
        fix = "Open it in Maya and save it again, or submit from Maya itself."
        told = [Problem("warning", "scene", text, fix) for text in graph.problems]
        settings = scene_text.decode(graph.scene.file_info.get(scene_text.NAME))
        super().__init__(replace(state, problems=[*state.problems, *told]), outputs, settings=settings)

    def save_snapshot(self, path: str) -> None:
        """Copy the file over `path`; the copy's XGen collections name the files that are copied beside it.

        Raises:
            SceneError: it cannot be read or written, or was saved meanwhile.
        """
        super().save_snapshot(path)
        if self.scene().sidecars:
            _copy.name_palettes(path, self.scene().path)

    def map_snapshot(self, path: str, path_map: PathMap) -> None:
        """Let the paths in the copy be those that the farm sees."""
        _copy.map_scene(path, path_map)

    def map_sidecar(self, path: str, path_map: PathMap) -> None:
        """Let the paths in a file of XGen be those that the farm sees."""
        if path.endswith(".xgen"):
            _copy.map_palette(path, path_map)
