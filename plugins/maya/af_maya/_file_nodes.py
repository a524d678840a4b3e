"""One .ma file as it is written: its nodes with what is set on them, its connections, references and head.

Meshes and other nodes that hold nothing but shapes go by: of them only type, name and place are kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from afsubmit.errors import SceneError

from . import _ascii, _attributes

MAXIMUM_VALUE = 1 << 12
"""Bytes above which a statement is no value that anybody asks for, but of nodes that may hold long lists of names."""

_ASKED = re.compile(
    r"ai[A-Z]|VRay|vray|[Rr]edshift|rman|d_|xgmPalette$|render|apply|stereoRig|camera$|reference$|time$|resolution$|group$"
    r"|\w*(?:[Ss]elector|Override|[Cc]ollection|Conversion|Globals)$"
)
"""Types of which it may be asked what they hold and what they are connected with: cameras, layers, Render Setup, the
renderers' own, and what may stand between those."""

SHAPES = frozenset(
    "mesh nurbsCurve nurbsSurface bezierCurve subdiv lattice baseLattice locator follicle particle nParticle "
    "skinCluster blendShape tweak wire ffd cluster deltaMush groupParts groupId objectSet displayLayer materialInfo "
    "shadingEngine dagPose controller partition nodeGraphEditorInfo hyperView hyperLayout hyperGraphInfo script "
    "geometryVarGroup uvPin proximityWrap place2dTexture place3dTexture bump2d bump3d lambert blinn phong phongE "
    "anisotropic surfaceShader".split()
)
"""Types of which nobody asks anything: of such a node its name is kept."""
_SHAPE = re.compile(r"animCurve|poly[A-Z]|nurbs|deform|subd[A-Z]|pair[A-Z]|blend[A-Z]|xgmPatch|tx[A-Z]")
DEFAULT_NODES = {
    "time1": "time",
    "sequenceManager1": "sequenceManager",
    "hardwareRenderingGlobals": "hardwareRenderingGlobals",
    "defaultRenderGlobals": "renderGlobals",
    "defaultRenderQuality": "renderQuality",
    "defaultResolution": "resolution",
    "defaultColorMgtGlobals": "colorManagementGlobals",
    "hardwareRenderGlobals": "hardwareRenderGlobals",
}
"""Nodes that each scene has and no file makes, with their types (measured in files of Maya 2023); no others of them is
asked for anything."""

WITHOUT_EFFECT = frozenset("applyMetadata dataStructure deleteAttr lockNode parent sets".split())
"""Commands that Maya writes into a file and that change nothing that is asked for; any other that is not read here was
put there by hand, and only Maya carries it out."""

_CREATION = re.compile(rb'\s*createNode (\w+)( -s)? -n "([^"\\]*)"(?: -p "([^"\\]*)")?\s*;')
_CONNECTION = re.compile(rb'\s*connectAttr "([^"\\]*)"\s+"([^"\\]*)"\s*(-na\s*)?;')
"""The two as Maya writes them; in any other form they are read word by word."""
_DECIDING = re.compile(rb'\b(?:renderable|rnd)\b|\s0 [|"]')
"""In edits of references: a camera's tick, and a node that is put under another one."""
_OF_CURRENT = re.compile(rb'\s*(?:setAttr\b[^"]*"\.|addAttr\b)')


class Node:
    """One node: its type, its name with all namespaces, the node above it, and what is said of it.

    `is_shared` says that every scene has it, and that one that is referenced brings no second; `set` are the statements
    that set or add its attributes, as they are written in the letters of `grammar`, `edits` those of references, in
    UTF-8.
    """

    __slots__ = ("edits", "grammar", "is_referenced", "is_shared", "name", "parent", "set", "type")

    def __init__(self, type_name: str, name: str, parent: Node | None, grammar: _ascii.Grammar) -> None:
        self.type, self.name, self.parent, self.grammar = type_name, name, parent, grammar
        self.is_shared = self.is_referenced = False
        self.set: list[bytes] | None = None
        self.edits: list[bytes] | None = None


class FileReference(NamedTuple):
    """A reference as a file names it: `prefix` stands before the names of its nodes, `namespace` or another word.

    `type_name` is as Maya writes it ("mayaAscii"); `is_loaded` is false for one that the artist unloaded.
    """

    node: str
    path: str
    namespace: str
    prefix: str
    type_name: str
    is_loaded: bool


@dataclass
class FileNodes:
    """What one file says; `unloaded` are reference nodes at any depth that are not loaded, `odd` what is told of it."""

    version: str
    grammar: _ascii.Grammar
    nodes: list[Node] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    """Names of the shapes of which nothing else is kept."""
    by_leaf: dict[str, Node | list[Node]] = field(default_factory=dict)
    connections: list[tuple[str, str, bool]] = field(default_factory=list)
    references: list[FileReference] = field(default_factory=list)
    unloaded: set[str] = field(default_factory=set)
    plugins: list[str] = field(default_factory=list)
    time_unit: str = "film"
    file_info: dict[str, str] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)

    def add(self, node: Node) -> Node:
        """Take a node in."""
        self.nodes.append(node)
        remember(self.by_leaf, node)
        return node

    def found(self, path: str) -> Node | None:
        """The node of that name or path, the last of several."""
        return next(iter(reversed(found(self.by_leaf, path))), None)


def _is_of_use(node: Node, statement: bytes) -> bool:
    """Whether a statement may hold what is asked for: of edits those that name what decides over cameras."""
    if node.type == "reference":
        return b"dataReferenceEdits" in statement and bool(_DECIDING.search(statement))
    return len(statement) <= MAXIMUM_VALUE or node.type in _attributes.BY_TYPE


def _leaf(plug: bytes) -> bytes:
    """The name of the node that an attribute is of, without those above it."""
    return plug.partition(b".")[0].rpartition(b"|")[2].lstrip(b":")


def remember(by_leaf: dict[str, Node | list[Node]], node: Node) -> None:
    """Let a node be found by its name."""
    known = by_leaf.get(node.name)
    by_leaf[node.name] = node if known is None else [known, node] if isinstance(known, Node) else [*known, node]


def found(by_leaf: dict[str, Node | list[Node]], path: str) -> Sequence[Node]:
    """The nodes that `path` may mean: "cam", "left|cam", "|rig|left|cam", ":persp"."""
    parts = [part.lstrip(":") for part in path.strip("|").split("|")]
    known = by_leaf.get(parts[-1], ())
    nodes = [known] if isinstance(known, Node) else known
    return [node for node in nodes if _is_below(node, parts, is_whole=path.startswith("|"))]


def _is_below(node: Node, parts: Sequence[str], *, is_whole: bool) -> bool:
    above = node.parent
    for part in reversed(parts[:-1]):
        if above is None or above.name != part:
            return False
        above = above.parent
    return above is None or not is_whole


def read(path: str) -> FileNodes:
    """What the file at `path` says.

    Raises:
        SceneError: it cannot be read, or is no whole Maya ASCII scene; the sentence says why, and on which line.
    """
    try:
        with open(path, "rb") as file:
            return _Builder(_ascii.Reader(file)).build()
    except OSError as error:
        raise SceneError(f"The scene {path} cannot be read: {error.strerror or error}.") from error


class _Builder:
    """Puts statements together; `_current` is the node that they are about, None for one of which nothing is kept."""

    def __init__(self, reader: _ascii.Reader) -> None:
        self._reader = reader
        self._grammar = reader.grammar
        self._made = FileNodes(reader.version, reader.grammar)
        self._current: Node | None = None
        self._loaded: dict[str, bool] = {}
        self._is_shapes: dict[str, bool] = {}
        self._asked: dict[str, bool] = {}
        self._told: set[str] = set()
        self._linked: set[bytes] = set()
        """Names of nodes of which it may be asked what they are connected with."""
        self._acts: Mapping[str, Callable[[_ascii.Call], None]] = {
            "createNode": self._create,
            "select": self._select,
            "requires": self._require,
            "currentUnit": self._take_units,
            "fileInfo": self._take_info,
            "file": self._refer,
            "connectAttr": self._link,
        }

    def build(self) -> FileNodes:
        """Everything that the file says."""
        for name, type_name in DEFAULT_NODES.items():
            self._made.add(self._node(type_name, name, is_shared=True))
        for statement in self._reader:
            created = _CREATION.match(statement)
            if created:
                self._create_quickly(*created.groups())
                continue
            connected = _CONNECTION.match(statement)
            if connected:
                source, target, is_next = connected.groups()
                self._connect(source, target, is_next=is_next is not None)
                continue
            command = self._grammar.command(statement)
            if command in (b"setAttr", b"addAttr"):
                self._set(statement)
            elif command and command not in (b"rename", b"relationship"):
                self._other(statement)
        self._complete()
        return self._made

    def _node(self, type_name: str, name: str, parent: Node | None = None, *, is_shared: bool = False) -> Node:
        made = Node(sys.intern(type_name), name, parent, self._grammar)
        made.is_shared = is_shared
        if self._is_asked(type_name):
            self._linked.add(name.encode(self._grammar.codec, "surrogateescape"))
        return made

    def _set(self, statement: bytes) -> None:
        """Keep what is set on the current node, or on the one that is named."""
        node = self._current
        if not _OF_CURRENT.match(statement):
            call = self._grammar.call(statement)
            text = call.words[0].text if call and call.words else ""
            if not text.startswith("."):
                node = self._made.found(text.partition(".")[0])
        if node is not None and self._is_asked(node.type) and _is_of_use(node, statement):
            if node.set is None:
                node.set = []
            node.set.append(statement)

    def _is_asked(self, type_name: str) -> bool:
        if type_name not in self._asked:
            self._asked[type_name] = type_name in _attributes.BY_TYPE or bool(_ASKED.match(type_name))
        return self._asked[type_name]

    def _connect(self, source: bytes, target: bytes, *, is_next: bool) -> None:
        if _leaf(source) in self._linked or _leaf(target) in self._linked:
            text = self._grammar.text
            self._made.connections.append((text(source), text(target), is_next))

    def _link(self, call: _ascii.Call) -> None:
        """A connection in another form than Maya's own."""
        if len(call.words) > 1:
            source, target = (text.encode(self._grammar.codec, "surrogateescape") for text in call.texts()[:2])
            self._connect(source, target, is_next=call.flag("na", "nextAvailable") is not None)

    def _other(self, statement: bytes) -> None:
        call = self._grammar.call(statement)
        if call is None:
            return
        if call.name in self._acts:
            self._acts[call.name](call)
        elif call.name not in WITHOUT_EFFECT and call.name not in self._told:
            self._told.add(call.name)
            message = f"Line {self._reader.line}: Maya itself writes no {call.name} into a scene."
            self._made.odd.append(f"{message} What it changes is not known without Maya.")

    def _create(self, call: _ascii.Call) -> None:
        type_name = call.texts()[0] if call.words else ""
        name = call.flag("n", "name") or f"{type_name}1"
        self._begin(type_name, name, call.flag("p", "parent"), is_shared=call.flag("s", "shared") is not None)

    def _create_quickly(self, type_name: bytes, shared: bytes | None, name: bytes, above: bytes | None) -> None:
        text = self._grammar.text
        parent = text(above) if above else None
        self._begin(text(type_name), text(name), parent, is_shared=shared is not None)

    def _begin(self, type_name: str, name: str, above: str | None, *, is_shared: bool) -> None:
        """A node begins; what follows is about it."""
        name = name.lstrip(":")
        self._turn_to(None)
        if type_name not in self._is_shapes:
            self._is_shapes[type_name] = type_name in SHAPES or bool(_SHAPE.match(type_name))
        if self._is_shapes[type_name]:
            if above:
                self._made.others.add(name)
            return
        parent = self._made.found(above) if above else None
        known = self._made.found(name) if is_shared and parent is None else None
        node = known or self._made.add(self._node(type_name, name, parent, is_shared=is_shared))
        self._turn_to(node)

    def _turn_to(self, node: Node | None) -> None:
        """What is set from here on is about `node`, unless nobody asks for that."""
        self._current = node if node and self._is_asked(node.type) else None
        self._reader.is_passing = self._current is None

    def _select(self, call: _ascii.Call) -> None:
        self._turn_to(self._made.found(call.texts()[-1]) if call.words else None)

    def _require(self, call: _ascii.Call) -> None:
        name = call.texts()[0] if call.words else ""
        if name and name != "maya" and name not in self._made.plugins:
            self._made.plugins.append(name)

    def _take_units(self, call: _ascii.Call) -> None:
        self._made.time_unit = call.flag("t", "time") or self._made.time_unit

    def _take_info(self, call: _ascii.Call) -> None:
        texts = call.texts()
        if len(texts) > 1:
            self._made.file_info[texts[0]] = texts[1]

    def _refer(self, call: _ascii.Call) -> None:
        """`-rdi` declares a reference at a depth, and says whether it is loaded; `-r` is the reference itself."""
        name = call.flag("rfn", "referenceNode") or ""
        is_loaded = call.flag("dr", "deferReference") in (None, "0", "off", "no", "false")
        if call.flag("rdi", "referenceDepthInfo") is not None:
            self._loaded[name] = is_loaded
            if not is_loaded:
                self._made.unloaded.add(name)
        elif call.words and call.flag("r", "reference") is not None:
            namespace = (call.flag("ns", "namespace") or "").strip(":")
            other = call.flag("rpr", "renamingPrefix")
            prefix = f"{namespace}:" if namespace else f"{other}_" if other else ""
            type_name = call.flag("typ", "type") or ""
            is_loaded = self._loaded.get(name, is_loaded)
            found = FileReference(name, call.texts()[-1], namespace, prefix, type_name, is_loaded)
            self._made.references.append(found)

    def _complete(self) -> None:
        """Add what each scene has, and say what is odd about the file."""
        made = self._made
        if made.found("defaultRenderLayer") is None:
            manager = made.found("renderLayerManager") or made.add(
                self._node("renderLayerManager", "renderLayerManager")
            )
            made.add(self._node("renderLayer", "defaultRenderLayer"))
            made.connections.append((f"{manager.name}.rlmi[0]", "defaultRenderLayer.rlid", False))
        if not self._grammar.is_known:
            text = (
                f"It says that its letters are those of the code page {self._grammar.codeset}, which is not known here."
            )
            made.odd.append(f"{text} They are read as UTF-8.")
        if not self._reader.is_whole:
            made.odd.append(
                "It does not end as Maya ends a scene: what stood behind its last statement may be missing."
            )
