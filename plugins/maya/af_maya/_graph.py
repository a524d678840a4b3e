"""A Maya scene as a graph: its nodes, what is asked of them, and what is known of the whole of it. Pure.

`_session` makes it from the open scene, `_file_graph` from a .ma file; `_scene` and what it uses read it and cannot
tell which. Attributes are asked for by their long names ("startFrame"), elements with their index
("adjustments[0].value").
"""

from __future__ import annotations

import functools
import ntpath
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Union

FARTHEST = 1e9
"""A number, or a frame, beyond which it is a fault."""

Value = Union[bool, int, float, str, "tuple[float, ...]"]
"""What an attribute holds: times in frames, enumerations as their number, strings as they are."""


@dataclass(frozen=True)
class Reference:
    """Another scene that this one reads.

    `path` is absolute where it could be found out, else as it is written; `unseen` says why its nodes are not in the
    graph ("It is a Maya binary file."), "" when they are; `written` is the path as the scene has it, variables
    in it. One that the artist unloaded has no nodes and is no mistake.
    """

    node: str
    path: str
    namespace: str = ""
    is_loaded: bool = True
    unseen: str = ""
    written: str = ""


@dataclass(frozen=True)
class Scene:
    """What is known of a scene beside its nodes.

    `path` is absolute, "" for one that was never saved; `project` is the absolute folder of its workspace, "" when
    there is none; `rules` are the workspace's file rules as they are written ("images" -> "images"). `plugins` are the
    plug-ins that it names in `requires`, each with whether it is loaded here (None: nobody can tell). `file_info` holds
    texts as the scene has them, no escape left. `includes_all_lights` is the session's option of Render Setup.
    """

    path: str = ""
    version: str = ""
    project: str = ""
    rules: Mapping[str, str] = field(default_factory=dict)
    fps: float = 24.0
    references: Sequence[Reference] = ()
    plugins: Mapping[str, bool | None] = field(default_factory=dict)
    file_info: Mapping[str, str] = field(default_factory=dict)
    includes_all_lights: bool | None = None


class Graph(Protocol):
    """The nodes of a scene with those of its loaded references, edits of these carried out.

    A node is named by the shortest name that only it has: "cam:shotCamShape", "left|eyeShape" where two are called so.
    Each question costs the open scene one call: they are few, and none is asked once for every object of a scene.
    """

    @property
    def scene(self) -> Scene:
        """What is known beside the nodes."""

    def nodes(self, *types: str) -> Sequence[str]:
        """The nodes of exactly these types, in the scene's order.

        A path below a reference that could not be read which the scene makes renderable counts as a "camera".
        """

    def type_of(self, node: str) -> str:
        """The type of a node, "" when there is no such node."""

    def value(self, node: str, attribute: str) -> Value | None:
        """What an attribute holds, its default where nobody set it; None when there is no such node or attribute.

        A connected attribute holds what it last was given: whether one is connected, `sources` says.
        """

    def sources(self, node: str, attribute: str = "") -> Mapping[str, str]:
        """What feeds a node, or an attribute and what lies in it: "adjustments[0].plug" -> "camShape.renderable"."""

    def targets(self, node: str, attribute: str) -> Sequence[str]:
        """The attributes that an attribute feeds: "beauty.legacyRenderLayer"."""

    def attributes(self, node: str, start: str) -> Sequence[str]:
        """The long names of a node's attributes that begin with `start`: "vray_name_" of a render element."""

    def parent(self, node: str) -> str:
        """The node above in the hierarchy, "" for the top ones and for what is in no hierarchy."""

    def is_referenced(self, node: str) -> bool:
        """Whether a node comes from a reference."""

    def values_in(self, layer: str, plugs: Sequence[tuple[str, str]]) -> Sequence[Value | None] | None:
        """What these attributes (node, attribute) hold while the render layer `layer` is the visible one.

        The open scene switches to it and back. None where nobody can: in a file.
        """


def whole(value: object, default: int) -> int:
    """A whole number where one is meant, cut as Maya cuts it; `default` for what is no number, or is none that counts.

    An override or an expression may put anything into an attribute, an infinite number, too.
    """
    is_sane = isinstance(value, (int, float)) and abs(value) <= FARTHEST
    return int(value) if is_sane and isinstance(value, (int, float)) else default


def split(plug: str) -> tuple[str, str]:
    """The node and the attribute of "node.attribute"."""
    node, _, attribute = plug.partition(".")
    return node, attribute


def name_of(path: str) -> str:
    """What `<Scene>` stands for: the file's name without its folder and its ending."""
    module = ntpath if "\\" in path else posixpath
    return module.splitext(module.basename(path))[0] or "untitled"


class Remembered:
    """A graph that is asked each question once: what it said stands for as long as this does."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.scene = graph.scene
        self._types: dict[str, str] = {}
        self._nodes = functools.lru_cache(maxsize=None)(graph.nodes)
        self.value = functools.lru_cache(maxsize=None)(graph.value)
        self.targets = functools.lru_cache(maxsize=None)(graph.targets)
        self.attributes = functools.lru_cache(maxsize=None)(graph.attributes)
        self.parent = functools.lru_cache(maxsize=None)(graph.parent)
        self.is_referenced = functools.lru_cache(maxsize=None)(graph.is_referenced)
        self.values_in = graph.values_in
        self._feeds = functools.lru_cache(maxsize=None)(graph.sources)

    def nodes(self, *types: str) -> Sequence[str]:
        """The nodes of exactly these types; of those of one type nobody needs to be asked for it again."""
        found = self._nodes(*types)
        if len(types) == 1:
            self._types.update(dict.fromkeys(found, types[0]))
        return found

    def type_of(self, node: str) -> str:
        """The type of a node, "" when there is no such node."""
        if node not in self._types:
            self._types[node] = self._graph.type_of(node)
        return self._types[node]

    def sources(self, node: str, attribute: str = "") -> Mapping[str, str]:
        """What feeds a node, or an attribute and what lies in it; the scene is asked for the whole node once."""
        found = self._feeds(node)
        if not attribute:
            return found
        inside = (f"{attribute}[", f"{attribute}.")
        return {own: plug for own, plug in found.items() if own == attribute or own.startswith(inside)}

    def source(self, node: str, attribute: str) -> str:
        """What feeds an attribute, "" for nothing."""
        return self._feeds(node).get(attribute, "")

    def source_node(self, node: str, attribute: str) -> str:
        """The node that feeds an attribute, "" for none."""
        return split(self.source(node, attribute))[0]
