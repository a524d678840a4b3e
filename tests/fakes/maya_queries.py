"""What the fake Maya answers when it is asked for nodes, values and links; see `maya` for what it rests on."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from tests.fakes.maya_interface import Interface
from tests.fakes.maya_layers import value_in
from tests.fakes.maya_nodes import Node, attribute_path, table_of
from tests.fakes.maya_scene import MayaScene


class Queries(Interface):
    """The commands that ask."""

    scene: MayaScene
    time: float
    layer: str
    selection: list[str]

    def _node(self, name: str) -> Node:
        node = self.scene.find(name)
        if node is None:
            raise ValueError(f"No object matches name: {name}")
        return node

    def do_ls(self, *words: str, **flags: Any) -> list[str]:
        """[S] Names as short as they can be and unique, unless `long`; with their types in turns by `showType`."""
        wanted = {name for flag in ("exactType", "type") for name in _listed(flags.get(flag, ()))}
        found = [node for node in self.scene.nodes if not wanted or node.type in wanted]
        if flags.get("references"):
            found = [one for one in found if one.type == "reference" and not one.name.endswith("sharedReferenceNode")]
        if flags.get("selection"):
            chosen = [self.scene.find(name) for name in self.selection]
            found = [node for node in chosen if node in found]
        if words:
            found = [node for node in (self.scene.find(name) for name in words) if node is not None]
        name = Node.path if flags.get("long") else self.scene.short_name
        named = [(name(node), node.type) for node in found]
        return [text for pair in named for text in (pair if flags.get("showType") else pair[:1])]

    def do_nodeType(self, name: str) -> str:
        node = self.scene.find(name)
        if node is None:
            raise RuntimeError(f"No object matches name: {name}")
        return node.type

    def do_objExists(self, name: str) -> bool:
        return self.scene.find(name) is not None

    def do_getAttr(self, plug: str) -> Any:
        """[S] ValueError for what is not there; None for a string that was never set; a list of one for a compound."""
        name, _, attribute = plug.partition(".")
        node = self._node(name)
        long = attribute_path(node, attribute)
        if not node.has(long):
            raise ValueError(f"No object matches name: {plug}")
        value = node.get(long)
        if node.name == "time1":
            return self.time if long == "outTime" else value
        layer = self.scene.find(self.layer)
        if layer is not None and self.layer != "defaultRenderLayer":
            value = value_in(self.scene, layer, node, long)
        return [value] if isinstance(value, tuple) else value

    def do_listConnections(
        self, name: str, source: bool = True, destination: bool = True, connections: bool = False, plugs: bool = False
    ) -> Any:
        """[S] Pairs of the own plug and the other's; None for none."""
        node = self._node(name.partition(".")[0])
        name_of = self.scene.short_name
        found = []
        for one, out, other, into in self.scene.linked(node):
            if source and other is node:
                found += [f"{name_of(other)}.{into}", f"{name_of(one)}.{out}"]
            if destination and one is node:
                found += [f"{name_of(one)}.{out}", f"{name_of(other)}.{into}"]
        return found or None

    def do_listAttr(self, name: str, string: str = "*") -> Any:
        """[S] Long names that fit, None for none."""
        node = self._node(name)
        known = [*table_of(node.type), *node.added, *(one for one in node.values if "." not in one and "[" not in one)]
        return [one for one in dict.fromkeys(known) if fnmatchcase(one, string)] or None

    def do_listRelatives(self, name: str, parent: bool = False, path: bool = False) -> Any:
        above = self._node(name).parent
        return [self.scene.short_name(above)] if above is not None else None

    def do_referenceQuery(
        self,
        name: str,
        isNodeReferenced: bool = False,
        isLoaded: bool = False,
        namespace: bool = False,
        filename: bool = False,
        withoutCopyNumber: bool = False,
        unresolvedName: bool = False,
    ) -> Any:
        if isNodeReferenced:
            return self._node(name).is_referenced
        found = next((one for one in self.scene.references if one.node == name), None)
        if found is None:
            raise RuntimeError(f"{name} is not a reference node")
        path = found.written if unresolvedName else found.path
        return found.is_loaded if isLoaded else f":{found.namespace}" if namespace else path

    def do_select(self, *words: Any, replace: bool = False, clear: bool = False, noExpand: bool = False) -> None:
        listed = [name for word in words for name in ([word] if isinstance(word, str) else word)]
        self.selection = [] if clear else listed
        if self.is_undo_on:
            self.undo_steps.append("select")


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
