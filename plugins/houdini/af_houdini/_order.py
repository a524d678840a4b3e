"""Which ROP waits for which: inputs followed through the nodes that only say an order. Pure.

SideFX's documentation of the nodes, 20.5 and 21.0: bypass skips the node alone, a bypassed fetch stands for nothing;
the lock flag keeps what is before a node from being rendered; a fetch counts as what it names; a prepost renders all of
its first input, then all of the second, then the third. What the inputs of a switch and of a subnet are is not
documented: all of them are waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Union

from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.output_order import in_order
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.planning.upstream import upstream

from ._graph import Node, Scene
from ._rops import BATCH, CACHE, FETCH, FRAMEDEP, PREPOST, SUBNET, WEDGE

ORDER_FIX = "Correct the wires and the Source of fetches, or bypass what is not meant."


class Above:
    """What lies above a node in a network that is none of ROPs: between them anything may move the frames."""

    def __init__(self, node: Node) -> None:
        """Take the node."""
        self.node = node


Vertex = Union[Node, Above]


def _node(vertex: Vertex) -> Node:
    return vertex.node if isinstance(vertex, Above) else vertex


class Wires:
    """What feeds each ROP, with fetches, subnets and the order of a prepost taken in."""

    def __init__(self, scene: Scene) -> None:
        """Take the scene; nothing is asked yet."""
        self.scene = scene
        self.problems: list[Problem] = []
        self._inputs: dict[int, list[Vertex]] = {}
        self._above: dict[int, Above] = {}
        self._inside: dict[str, list[Node]] = {}
        self._known = {id(node) for node in scene.nodes}
        for node in scene.nodes:
            if node.parent is not None:
                self._inside.setdefault(node.parent.path, []).append(node)

    def inputs(self, vertex: Vertex) -> list[Vertex]:
        """What feeds it."""
        found = self._inputs.get(id(vertex))
        if found is None:
            found = self._inputs[id(vertex)] = self._found(vertex)
        return found

    def keeps_frame(self, vertex: Vertex) -> bool:
        """Whether a frame of it needs that frame only of what feeds it."""
        if isinstance(vertex, Above):
            return False
        return vertex.is_bypassed or vertex.type_name not in (FRAMEDEP, PREPOST, BATCH)

    def _found(self, vertex: Vertex) -> list[Vertex]:
        if isinstance(vertex, Above):
            return [node for node in vertex.node.inputs() if node is not None]
        if vertex.is_locked and not vertex.is_bypassed:
            return []
        if vertex.type_name == WEDGE and not vertex.is_bypassed:
            return self._varied(vertex)
        if vertex.category != "Driver":
            return [self._above.setdefault(id(vertex), Above(vertex))]
        return [*self._wired(vertex), *self._meant(vertex)]

    def _wired(self, node: Node) -> list[Vertex]:
        """Its own wires; the first ones in a subnet go on with those of the subnet."""
        wires = [one for one in node.inputs() if one is not None]
        parent = node.parent
        if not wires and parent is not None and parent.type_name == SUBNET:
            return self._wired(parent)
        return list(wires)

    def _meant(self, node: Node) -> list[Vertex]:
        """What it stands for without a wire."""
        if node.is_bypassed:
            return []
        if node.type_name == SUBNET:
            return list(self._inside.get(node.path, ()))
        return [*self._named(node, "source")] if node.type_name == FETCH else []

    def _varied(self, wedge: Node) -> list[Vertex]:
        """What the ROP waits for that a wedge renders in its stead."""
        found: list[Vertex] = []
        for node in [one for one in wedge.inputs() if one is not None] or self._named(wedge, "driver"):
            found += [node] if node.type_name == WEDGE else self.inputs(node)
        return found

    def _named(self, node: Node, parm: str) -> list[Node]:
        """The node whose path a parameter holds."""
        try:
            found = target_of(node, parm, self.scene)
        except SceneError as error:
            self._tell(node, f"Which ROP it means only Houdini knows: {error} Nobody waits for that.")
            return []
        if found is not None:
            if id(found) not in self._known:
                self._tell(node, f"{found.path} lies in a locked asset or a TOP network: it is not sent.")
            return [found]
        if node.type_name == FETCH:
            source = node.text(parm) or "nothing"
            self._tell(
                node, f"It fetches {source}, which is not there, or lies in a locked asset: nobody waits for it."
            )
        return []

    def tell_of_rings(self) -> None:
        """Find what feeds itself in the end: no order can be right there."""
        is_done: dict[int, bool] = {}
        for start in self.scene.nodes:
            stack: list[tuple[Vertex, Iterator[Vertex]]] = []
            if is_done.setdefault(id(start), False) is False:
                stack.append((start, iter(self.inputs(start))))
            while stack:
                vertex, rest = stack[-1]
                following = next(rest, None)
                if following is None:
                    is_done[id(vertex)] = True
                    stack.pop()
                elif id(following) not in is_done:
                    is_done[id(following)] = False
                    stack.append((following, iter(self.inputs(following))))
                elif not is_done[id(following)]:
                    self._tell(_node(following), f"It waits for itself, in a circle through {_node(vertex).path}.")

    def _tell(self, node: Node, message: str) -> None:
        problem = Problem("warning", node.path, message, ORDER_FIX)
        if problem not in self.problems:
            self.problems.append(problem)


def target_of(node: Node, parm: str, scene: Scene) -> Node | None:
    """The node whose path `parm` of `node` holds; None when there is none.

    Raises:
        SceneError: only Houdini can work the path out.
    """
    path = node.path_at(parm, scene.frame).strip()
    found = node.other(path) if path else None
    if found is None and path.endswith("/render"):  # the ROP inside a file cache is the file cache
        outer = node.other(path.rpartition("/")[0])
        found = outer if outer is not None and outer.type_name == CACHE else None
    return found


def connected(wires: Wires, nodes: Sequence[Node], outputs: Sequence[Output]) -> list[Output]:
    """`outputs`, those of `nodes`, with what each waits for and in the order of rendering."""
    scene = wires.scene
    own = {id(node): node.path for node in nodes}
    found = _gathered(wires, [*scene.nodes], own)
    reads = {node.path: {name: is_by for name, is_by in found[id(node)].items() if name != node.path} for node in nodes}
    for node in scene.nodes:
        if node.type_name == PREPOST and not (node.is_bypassed or node.is_locked):
            _one_after_another(wires, node, found, reads)
    return in_order(outputs, reads)


def batched(wires: Wires) -> set[str]:
    """The paths of the nodes that lie below a batch ROP: of all that it renders."""
    starts = [node for node in wires.scene.nodes if node.type_name == BATCH and not node.is_bypassed]
    waiting: list[Vertex] = [one for node in starts for one in wires.inputs(node)]
    seen: dict[int, Vertex] = {}
    while waiting:
        vertex = waiting.pop()
        if id(vertex) not in seen:
            seen[id(vertex)] = vertex
            waiting += wires.inputs(vertex)
    return {vertex.path for vertex in seen.values() if not isinstance(vertex, Above)}


def _gathered(wires: Wires, nodes: Sequence[Vertex], own: Mapping[int, str]) -> dict[int, dict[str, bool]]:
    """By the id of each node -> what is rendered in its tree, itself included -> whether frame by frame."""
    return upstream(
        nodes,
        inputs=wires.inputs,
        reads=lambda vertex: {own[id(vertex)]: True} if id(vertex) in own else {},
        keeps_frame=wires.keeps_frame,
    )


def _one_after_another(
    wires: Wires, node: Node, found: Mapping[int, Mapping[str, bool]], reads: Mapping[str, dict[str, bool]]
) -> None:
    """Let what a prepost renders for an input wait for all that it renders for the input before."""
    before: set[str] = set()
    for wire in node.inputs():
        there = set(found.get(id(wire), {})) - before if wire is not None else set()
        for name in there:
            reads[name].update(dict.fromkeys(before, False))
        before |= there
