"""One .ma file as it is written: its nodes with what is set on them, its connections, references and head.

Meshes and other nodes that hold nothing but shapes go by: of them only type, name and place are kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from afsubmit.errors import SceneError

from . import _ascii, _attributes
from ._file_names import Kind, Names, Node

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
    "anisotropic surfaceShader multiplyDivide plusMinusAverage condition reverse clamp setRange remapValue remapColor "
    "ramp samplerInfo gammaCorrect luminance decomposeMatrix composeMatrix multMatrix wtAddMatrix addDoubleLinear "
    "multDoubleLinear choice layeredTexture layeredShader tripleShadingSwitch".split()
)
"""Types of which nobody asks anything: of such a node at most its name is kept."""
_SHAPE = r"animCurve|poly[A-Z]|nurbs|deform|subd[A-Z]|pair[A-Z]|blend[A-Z]|xgmPatch|tx[A-Z]"
_SHAPES = re.compile(rf"(?:{_SHAPE})\w*|(?:{'|'.join(sorted(SHAPES))})")
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
    names: Names
    """All of which more than that is kept."""
    nodes: list[Node] = field(default_factory=list)
    """Those of which it may be asked what they hold."""
    others: set[str] = field(default_factory=set)
    """Names of the shapes of which nothing else is kept."""
    connections: list[tuple[str, str, bool]] = field(default_factory=list)
    references: list[FileReference] = field(default_factory=list)
    unloaded: set[str] = field(default_factory=set)
    plugins: list[str] = field(default_factory=list)
    time_unit: str = "film"
    file_info: dict[str, str] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)


def _is_of_use(node: Node, statement: bytes) -> bool:
    """Whether a statement may hold what is asked for: of edits those that name what decides over cameras."""
    if node.type == "reference":
        return b"dataReferenceEdits" in statement and bool(_DECIDING.search(statement))
    return len(statement) <= MAXIMUM_VALUE or node.type in _attributes.BY_TYPE


def _leaf(plug: bytes) -> bytes:
    """The name of the node that an attribute is of, without those above it."""
    return plug.partition(b".")[0].rpartition(b"|")[2].lstrip(b":")


def read(path: str) -> FileNodes:
    """What the file at `path` says.

    Raises:
        SceneError: it cannot be read, or is no whole Maya ASCII scene; the sentence says why, and on which line.
    """
    try:
        with open(path, "rb") as file:
            return _Builder(_ascii.Reader(file, _SHAPES.pattern.encode())).build()
    except OSError as error:
        raise SceneError(f"The scene {path} cannot be read: {error.strerror or error}.") from error


class _Builder:
    """Puts statements together; `_current` is the node that they are about, None for one of which nothing is kept."""

    def __init__(self, reader: _ascii.Reader) -> None:
        self._reader = reader
        self._grammar = reader.grammar
        self._made = FileNodes(reader.version, reader.grammar, Names(reader.grammar))
        self._current: Node | None = None
        self._loaded: dict[str, bool] = {}
        self._kinds: dict[bytes, Kind] = {}
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
        for own, of_type in DEFAULT_NODES.items():
            self._add(self._kind(of_type.encode()), own, is_shared=True)
        for statement in self._reader:
            created = _CREATION.match(statement)
            if created:
                type_name, shared, name, above = created.groups()
                self._begin(type_name, name, above, is_shared=shared is not None)
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

    def _kind(self, type_name: bytes) -> Kind:
        kind = self._kinds.get(type_name)
        if kind is None:
            name = sys.intern(self._grammar.text(type_name))
            is_asked = name in _attributes.BY_TYPE or bool(_ASKED.match(name))
            kind = self._kinds[type_name] = Kind(name, bool(_SHAPES.fullmatch(name)), is_asked)
        return kind

    def _add(self, kind: Kind, name: str, parent: Node | None = None, *, is_shared: bool = False) -> Node:
        node = Node(kind.name, name, parent, self._grammar)
        node.is_shared = is_shared
        self._made.names.add(node)
        if kind.is_asked:
            self._made.nodes.append(node)
            self._linked.add(name.encode(self._grammar.codec, "surrogateescape"))
        return node

    def _set(self, statement: bytes) -> None:
        """Keep what is set on the current node, or on the one that is named."""
        node = self._current
        if not _OF_CURRENT.match(statement):
            call = self._grammar.call(statement)
            text = call.words[0].text if call and call.words else ""
            if not text.startswith("."):
                node = self._made.names.last(text.partition(".")[0])
        if node is not None and self._kind(node.type.encode()).is_asked and _is_of_use(node, statement):
            if node.set is None:
                node.set = []
            node.set.append(statement)

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
        """A node in another form than Maya's own."""
        type_name = call.texts()[0] if call.words else ""
        texts = (type_name, call.flag("n", "name") or f"{type_name}1", call.flag("p", "parent") or "")
        kind, name, above = (text.encode(self._grammar.codec, "surrogateescape") for text in texts)
        self._begin(kind, name, above, is_shared=call.flag("s", "shared") is not None)

    def _begin(self, type_name: bytes, name: bytes, above: bytes | None, *, is_shared: bool) -> None:
        """A node begins; what follows is about it, unless nobody asks for that."""
        kind = self._kinds.get(type_name) or self._kind(type_name)
        own = self._grammar.text(name.lstrip(b":"))
        names, node = self._made.names, None
        if kind.is_shape:
            if above:
                self._made.others.add(own)
        elif kind.is_asked or is_shared:
            parent = names.last(self._grammar.text(above)) if above else None
            known = names.last(own) if is_shared and parent is None else None
            node = known or self._add(kind, own, parent, is_shared=is_shared)
        else:
            names.note(kind, own, above)
        self._current = node
        self._reader.is_passing = node is None or not kind.is_asked

    def _turn_to(self, node: Node | None) -> None:
        """What is set from here on is about `node`, unless nobody asks for that."""
        self._current = node if node and self._kinds[node.type.encode()].is_asked else None
        self._reader.is_passing = self._current is None

    def _select(self, call: _ascii.Call) -> None:
        self._turn_to(self._made.names.last(call.texts()[-1]) if call.words else None)

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
        if made.names.last("defaultRenderLayer") is None:
            manager = made.names.last("renderLayerManager") or self._add(
                self._kind(b"renderLayerManager"), "renderLayerManager"
            )
            self._add(self._kind(b"renderLayer"), "defaultRenderLayer")
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
