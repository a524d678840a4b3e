"""The nodes of the open scene as `_scene` asks for them; every answer is asked of Houdini once, when it is needed."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any

import hou

from afsubmit.errors import SceneError
from afsubmit.submission.planning.names import is_whole

from . import _graph, _rops, _stage
from ._frame_file import FrameFile

VENDOR_ERRORS = (AttributeError, RuntimeError, TypeError, ValueError, KeyError, IndexError, hou.Error)

_VARIABLE = re.compile(r"^set -g (\w+) = '(.*)'\s*$", re.MULTILINE)
_PLAIN = re.compile(r"[\w.+-]*")
"""A word or a number: no expression."""
_RANGE = ("f1", "f2", "f3")
_OWN = frozenset(["HIP", "HIPFILE", "HIPNAME", "ACTIVETAKE", "E", "POSE", "STATUS"])
"""Variables that a scene sets by itself."""
MAXIMUM_REFERENCES = 5000
"""How many files that a scene reads are looked at."""
_IDLE = ("write", "none")
"""What a File SOP does when it reads nothing."""
_SEQUENCE = re.compile(r"\$\{?S?F+\d*\b|\$T\b|<UDIM>|%\(UDIM\)|`", re.IGNORECASE)
"""What makes a file's name another one at another frame or tile."""


class calling:
    """Turn what Houdini raises into a SceneError that names the call."""

    def __init__(self, call: str) -> None:
        self._call = call

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, VENDOR_ERRORS):
            raise SceneError(f"Houdini could not answer {self._call}: {said(error)}") from error


def said(error: BaseException) -> str:
    """What an exception says; SideFX's own say it in a method (documented)."""
    message = getattr(error, "instanceMessage", None)
    return str(message() if callable(message) else error).strip() or type(error).__name__


def scene_path() -> str:
    """The open scene's whole path, "" for one that was never saved.

    What `isNewFile` says was reported to be wrong: a scene without a file is called untitled, and has none.
    """
    path = str(hou.hipFile.path()).replace("\\", "/")
    is_untitled = os.path.basename(path).startswith("untitled") and not os.path.isfile(path)
    return "" if is_untitled or not path else path


class _LiveNode:
    """A node of the open scene; what it is was told with the list of nodes, the rest is asked when it is needed."""

    def __init__(self, node: Any, session: _Session, category: str, type_name: str) -> None:
        self._node, self._session = node, session
        self.category, self.type_name = category, type_name
        self._parms: dict[str, Any] = {}
        self._files: dict[str, FrameFile] = {}
        self._texts: dict[str, str] = {}
        self._expressions: dict[str, str] = {}
        self._flags: dict[str, bool] = {}
        self._ranges: dict[float, tuple[float, ...]] = {}
        with calling("Node.path()"):
            self.path = str(node.path())

    @property
    def parent(self) -> _LiveNode | None:
        return self._session.by_path.get(self.path.rpartition("/")[0])

    @property
    def is_bypassed(self) -> bool:
        return self._flag("isBypassed")

    @property
    def is_locked(self) -> bool:
        return self.category == "Driver" and self._flag("isLocked")

    def _flag(self, name: str) -> bool:
        """A flag of the node; not every kind has each."""
        if name not in self._flags:
            with calling(f"{self.path}.{name}()"):
                found = getattr(self._node, name, None)
                self._flags[name] = bool(found()) if found is not None else False
        return self._flags[name]

    def _parm(self, name: str) -> Any:
        if name not in self._parms:
            with calling(f"{self.path}.parm({name!r})"):
                self._parms[name] = self._node.parm(name)
        return self._parms[name]

    def inputs(self) -> Sequence[_LiveNode | None]:
        with calling(f"{self.path}.inputs()"):
            if self.category == "Driver":
                return [self._session.by_node.get(node) for node in self._node.inputs()]
            above = self._node.inputAncestors(include_ref_inputs=False) if self.category in _rops.CATEGORIES else ()
            return [found for node in above if (found := self._session.by_node.get(node))]

    def text(self, parm: str) -> str | None:
        found = self._parm(parm)
        if found is None:
            return None
        if parm not in self._texts:
            with calling(f"{self.path}/{parm}"):
                self._texts[parm] = str(found.rawValue())
        return self._texts[parm]

    def expression(self, parm: str) -> str:
        text = self.text(parm)
        if text is None or _PLAIN.fullmatch(text):  # the text of a parameter with an expression is the expression
            return ""
        if parm not in self._expressions:
            with calling(f"{self.path}/{parm}"):
                self._expressions[parm] = "\n".join(_key(key) for key in self._parm(parm).keyframes())
        return self._expressions[parm]

    def number(self, parm: str, frame: float) -> float | None:
        if parm in _RANGE:
            found = self._range(frame)
            if found:
                return found[_RANGE.index(parm)]
        one = self._parm(parm)
        if one is None:
            return None
        with calling(f"{self.path}/{parm}"):
            return float(one.evalAsFloatAtFrame(frame))

    def _range(self, frame: float) -> tuple[float, ...]:
        """Start, end and increment in one question; none where the node has no such parameter of three."""
        if frame not in self._ranges:
            with calling(f"{self.path}/f"):
                several = self._node.parmTuple("f")
                found = tuple(map(float, several.evalAsFloatsAtFrame(frame))) if several is not None else ()
            self._ranges[frame] = found if len(found) == len(_RANGE) else ()
        return self._ranges[frame]

    def path_at(self, parm: str, frame: float) -> str:
        found = self._parm(parm)
        if found is None:
            return ""
        file = self._files.get(parm) or self._files.setdefault(parm, FrameFile(self.text(parm) or ""))
        known = file.at(frame)
        if known is None:
            with calling(f"{self.path}/{parm}"):
                known = str(found.evalAsStringAtFrame(frame)).replace("\\", "/")
            file.learn(frame, known)
        return known

    def other(self, path: str) -> _LiveNode | None:
        with calling(f"{self.path}.node({path!r})"):
            found = self._node.node(path)
        return self._session.by_node.get(found) if found is not None else None

    def products(self) -> list[_graph.Product]:
        with calling(f"the stage of {self.path}"):
            return _stage.products(self._node, self.category)

    def contents(self) -> Sequence[str]:
        with calling(f"{self.path}.children()"):
            return [str(node.type().nameComponents()[2]) for node in self._node.children()]

    def complaint(self) -> str:
        with calling(f"{self.path}.errors()"):
            return " ".join(str(text).strip() for text in self._node.errors())


def _key(key: Any) -> str:
    """A keyframe as text: its expression, or that there is one."""
    try:
        return str(key.expression())
    except VENDOR_ERRORS:  # a key with a plain value
        return "keyframe()"


class _Session:
    """The nodes that may render, by their paths and as Houdini hands them out (equal ones are one node)."""

    def __init__(self) -> None:
        self.by_path: dict[str, _LiveNode] = {}
        self.by_node: dict[Any, _LiveNode] = {}
        self._is_in_tops: dict[str, bool] = {}
        self._is_in_asset: dict[str, bool] = {}
        for category, type_name, node in _instances():
            self._add(node, category, type_name)
        self.nodes = sorted(self.by_path.values(), key=lambda node: _graph.list_order(node.path))

    def _add(self, node: Any, category: str, type_name: str) -> None:
        made = _LiveNode(node, self, category, type_name)
        network = made.path.rpartition("/")[0]
        with calling(f"{made.path}.isInsideLockedHDA()"):
            if network not in self._is_in_asset:  # the same for all that lie in it
                outer = self.by_path.get(network)  # what lies in a node of SOPs or LOPs lies in an asset
                is_asset = outer is not None and outer.category != "Driver"
                self._is_in_asset[network] = is_asset or bool(node.isInsideLockedHDA())
            if self._is_in_asset[network] or self._lies_in_tops(network):
                return
        self.by_path[made.path] = self.by_node[node] = made

    def _lies_in_tops(self, network: str) -> bool:
        """Whether a network of TOPs lies around what is in `network`: its own scheduler renders that."""
        if not network:
            return False
        if network not in self._is_in_tops:
            outer = hou.node(network)
            is_top = outer is not None and outer.type().category().name() == "Top"
            self._is_in_tops[network] = is_top or self._lies_in_tops(network.rpartition("/")[0])
        return self._is_in_tops[network]

    def is_of_rop(self, parm: str) -> bool:
        """Whether a parameter is one of a node that renders, or of what lies in such a node."""
        path = parm.rpartition("/")[0]
        while path:
            if path in self.by_path:
                return True
            path = path.rpartition("/")[0]
        return False


def _instances() -> Iterator[tuple[str, str, Any]]:
    """Category, core type name and node of everything that may render: by type, so that a big scene costs no more."""
    with calling("nodeTypeCategories()"):
        for category, found in hou.nodeTypeCategories().items():
            for name, kind in _types(category, found):
                if _rops.is_wanted(category, name):
                    for node in kind.instances():
                        yield category, name, node


def _types(category: str, found: Any) -> Iterator[tuple[str, Any]]:
    """Types of a category by their core names: where nothing renders there may still be networks of TOPs."""
    if category in _rops.CATEGORIES:
        yield from ((_core_name(name), kind) for name, kind in found.nodeTypes().items())
    elif (kind := found.nodeType(_rops.TOPS)) is not None:
        yield _rops.TOPS, kind


def _core_name(name: str) -> str:
    """A type's name without namespace and version: "filecache" of "ns::filecache::2.0"."""
    parts = name.split("::")
    if len(parts) > 1 and parts[-1][:1].isdecimal():
        parts.pop()
    return parts[-1]


def scene_of_session(*, has_references: bool = False) -> _graph.Scene:
    """The open scene as `_scene` reads it; with the files that it reads where they are wanted, which costs time.

    Raises:
        SceneError: Houdini did not answer; names the call.
    """
    session = _Session()
    with calling("playbar.frameRange()"):
        first, last = hou.playbar.frameRange()
        path, frame, fps = scene_path(), float(hou.frame()), float(hou.fps())
        version = str(hou.applicationVersionString())
    with calling("takes.takes()"):
        takes = [str(take.name()) for take in hou.takes.takes()]
        take = str(hou.takes.currentTake().name())
    return _graph.Scene(
        path=path,
        first=float(first),
        last=float(last),
        frame=frame,
        nodes=session.nodes,
        is_open=True,
        version=version,
        fps=fps,
        licence=licence(),
        variables=_variables(),
        takes=takes,
        take=take,
        references=_references(session) if has_references else {},
    )


def licence() -> str:
    """The kind of the licence in use, as `_graph.Scene.licence` says it."""
    with calling("licenseCategory()"):
        name = str(hou.licenseCategory()).rpartition(".")[2].lower()
    return {"apprenticehd": "apprentice", "commercial": ""}.get(name, name)


def _variables() -> dict[str, str]:
    """Global variables that the scene keeps; JOB in any case. How `set -g` lists them is seen in files only."""
    with calling("hscript('set -g')"):
        text = hou.hscript("set -g")[0]
        job = hou.getenv("JOB")
    found = {name: value for name, value in _VARIABLE.findall(text) if name not in _OWN}
    return {**({"JOB": str(job)} if job else {}), **found}


def _references(session: _Session) -> dict[str, list[str]]:
    """Single files that the scene reads, by parameter; what ROPs name they write."""
    with calling("fileReferences()"):
        listed = list(hou.fileReferences("HIP", True))[:MAXIMUM_REFERENCES]
    found: dict[str, list[str]] = {}
    for parm, text in listed:
        if parm is not None and text and not _SEQUENCE.search(text):
            with contextlib.suppress(*VENDOR_ERRORS):  # what cannot be worked out says so where it is used
                name, value = str(parm.path()), str(parm.evalAsString()).replace("\\", "/")
                if is_whole(value) and "$" not in value and not session.is_of_rop(name) and _is_read(parm.node()):
                    found[name] = [value]
    return found


def _is_read(node: Any) -> bool:
    """Whether a node reads what it names: not when it is bypassed, or a File SOP that writes or does nothing."""
    is_bypassed = getattr(node, "isBypassed", None)
    if is_bypassed is not None and is_bypassed():
        return False
    mode = node.parm("filemode")
    return mode is None or str(mode.evalAsString()) not in _IDLE
