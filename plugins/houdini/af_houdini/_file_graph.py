"""A scene file as the graph of its ROPs: what `_graph` asks, answered from the file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from afsubmit.errors import Problem, SceneError

from . import _file_cache, _file_values, _graph, _hip_nodes, _hip_scene, _hip_sources, _hip_takes, _rops
from ._file_values import Values
from ._hip import Archive

HOUDINI_S_OWN = frozenset(["E", "EYE", "HIP", "HIPFILE", "HIPNAME", "PI", "POSE", "status", "ACTIVETAKE"])
"""Variables that are no wish of an artist."""
USUAL_TAKE = "Main"
UNREADABLE = "?"
"""The expression of what nobody here can read."""


class _FileNode:
    """A node of the file as the planner asks for it."""

    def __init__(self, path: str, graph: _Graph) -> None:
        self.path, self._graph = path, graph
        self.type_name = graph.values.nodes.core_name(path)
        self.category = graph.values.nodes.category(path)

    @property
    def parent(self) -> _FileNode | None:
        return self._graph.nodes.get(_hip_nodes.parent_of(self.path))

    @property
    def is_bypassed(self) -> bool:
        return self._flag("bypass")

    @property
    def is_locked(self) -> bool:
        return self._flag("lock")

    def _flag(self, name: str) -> bool:
        return self._graph.values.nodes.definition(self.path).flags.get(name, False)

    def inputs(self) -> Sequence[_FileNode | None]:
        sources = self._graph.values.nodes.inputs(self.path)
        if self.category == "Driver":
            return [self._graph.nodes.get(source) for source in sources]
        return list(self._graph.above(sources))

    def text(self, parm: str) -> str | None:
        found = self._graph.values.component(self.path, parm)
        if found is None:
            return None
        return self.expression(parm) or found[0].values[found[1]]

    def expression(self, parm: str) -> str:
        found = self._graph.values.component(self.path, parm)
        name = found[0].channels[found[1]] if found else ""
        try:
            return _file_values.expression_of(self._graph.values.channel(self.path, name)) if name else ""
        except SceneError:  # `number` and `path_at` say it
            return UNREADABLE

    def number(self, parm: str, frame: float) -> float | None:
        return self._graph.values.number(self.path, parm, frame)

    def path_at(self, parm: str, frame: float) -> str:
        values = self._graph.values
        if parm == _file_cache.PARM and self.type_name == "filecache":
            if _file_cache.is_constructed_here(values, self.path):
                return _file_cache.constructed(values, self.path, frame)
        return values.text(self.path, parm, frame)

    def other(self, path: str) -> _FileNode | None:
        found = _file_values.resolved(self._graph.values.nodes, self.path, path) if path else None
        return self._graph.nodes.get(found or "")

    def products(self) -> Sequence[_graph.Product]:
        raise SceneError("only Houdini composes the stage that names its pictures.")

    def contents(self) -> Sequence[str]:
        nodes = self._graph.values.nodes
        return [nodes.core_name(path) for path in nodes.types if _hip_nodes.parent_of(path) == self.path]

    def complaint(self) -> str:
        return ""


class _Graph:
    """The nodes of one file that the planner wants, each made once."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.nodes: dict[str, _FileNode] = {}
        self.problems: list[Problem] = []
        for path in values.nodes.types:
            try:
                if self._is_wanted(path):
                    values.nodes.ensure_readable(path)
                    self.nodes[path] = _FileNode(path, self)
            except SceneError as error:
                fix = "Open the scene in Houdini, look at this node, and save it again."
                self.problems.append(Problem("error", path, f"The file is damaged: {error}", fix))

    def _is_wanted(self, path: str) -> bool:
        nodes = self.values.nodes
        if not _rops.is_wanted(nodes.category(path), nodes.core_name(path)):
            return False
        return not any(nodes.inside(network) == _rops.TOPS_INSIDE for network in nodes.networks(path))

    def above(self, sources: Sequence[str]) -> Iterator[_FileNode]:
        """The wanted nodes among those that are, or lie above, `sources`."""
        waiting, seen = list(sources), set[str]()
        while waiting:
            path = waiting.pop(0)
            if not path or path in seen:
                continue
            seen.add(path)
            if path in self.nodes:
                yield self.nodes[path]
            elif path in self.values.nodes.types:
                waiting += self.values.nodes.inputs(path)


def scene_of(archive: Archive) -> _graph.Scene:
    """The scene in `archive`, which stays open as long as its nodes are asked.

    Raises:
        SceneError: it cannot be read.
    """
    times, kept = _hip_scene.times_of(archive), _hip_scene.variables_of(archive)
    takes = _hip_takes.takes_of(archive.data(".takes"))
    take = kept.get("ACTIVETAKE") or USUAL_TAKE
    path = os.path.abspath(archive.path).replace(os.sep, "/")  # as Houdini names it
    variables = {**kept, **_places(path), "ACTIVETAKE": take}
    changes = _hip_takes.changes_in(takes, take)
    graph = _Graph(Values(_hip_nodes.Nodes(archive), times, variables, changes))
    return _graph.Scene(
        path=path,
        first=times.first,
        last=times.last,
        frame=times.frame,
        nodes=sorted(graph.nodes.values(), key=lambda node: _graph.list_order(node.path)),
        version=kept.get("_HIP_SAVEVERSION", ""),
        fps=times.fps,
        licence=archive.licence,
        variables={name: value for name, value in kept.items() if _is_artist_s(name)},
        takes=list(takes),
        take=take,
        references=_hip_sources.sources_of(graph.values, times.frame),
        problems=graph.problems,
    )


def _places(path: str) -> dict[str, str]:
    """Where the file lies, as Houdini 14 and newer write it."""
    folder, _, name = path.rpartition("/")
    return {"HIP": folder, "HIPNAME": os.path.splitext(name)[0], "HIPFILE": path}


def _is_artist_s(name: str) -> bool:
    return name not in HOUDINI_S_OWN and not name.startswith("_HIP")
