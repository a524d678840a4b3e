"""The nodes of a script's text as `_comp` asks for them, worked out without Nuke as far as that goes. Reads files only
where a Precomp names one.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Sequence

from afsubmit.errors import SceneError

from . import _copy, _graph, _paths, _script, _tcl

ENDINGS = (".nk", ".nknc", ".nkind")
_ROOT_DEFAULTS = {"first_frame": "1", "last_frame": "100", "fps": "24", "frame": "1"}
_TERM = re.compile(r"\s*([+-]?)\s*([A-Za-z_][\w.]*|\d+(?:\.\d*)?)\s*")


def script_of(path: str) -> _script.Script:
    """The script in the file `path`.

    Raises:
        SceneError: it cannot be read, or is no whole script; the sentence names the file.
    """
    text = _copy.text_of(path)
    if not text.strip():
        raise SceneError(f"The script {path} is empty.")
    try:
        return _script.Script(text)
    except SceneError as error:
        hint = " Its edition may encrypt its scripts: submit it from Nuke." if not path.endswith(".nk") else ""
        raise SceneError(f"{path}: {error}{hint}") from error


class _FileNode:
    """A node of the text as `_comp` asks for it."""

    def __init__(self, node: _script.Node, reader: _Reader) -> None:
        self._node, self._reader = node, reader
        self.class_name = node.class_name
        self.full_name = node.full_name

    @property
    def group(self) -> _FileNode | None:
        return self._reader.of(self._node.group)

    def text(self, knob: str) -> str | None:
        return self._node.value(knob)

    def number(self, knob: str) -> int | None:
        value = self._node.value(knob)
        return None if value is None else round(self._reader.number(value, self._node))

    def path(self, knob: str, frame: int, view: str) -> str:
        text = _paths.with_view(self._node.value(knob) or "", view)
        if "%{" in text:
            raise SceneError(f"the variables of {text!r} are known to Nuke only.")
        return self._reader.expanded(text, self._node, frame)

    def inputs(self) -> Sequence[_FileNode | None]:
        return [self._reader.of(node) for node in self._node.inputs]

    def complaint(self) -> str:
        return ""


class _Reader:
    """Works out what the knobs of one script say, as far as that can be done without Nuke."""

    def __init__(self, script: _script.Script, path: str) -> None:
        self.script, self.path = script, path.replace("\\", "/")
        self.by_name = {node.full_name: node for node in reversed(script.nodes)}
        self._nodes: dict[int, _FileNode] = {}

    def of(self, node: _script.Node | None) -> _FileNode | None:
        if node is None:
            return None
        made = self._nodes.get(id(node))
        if made is None:
            made = self._nodes[id(node)] = _FileNode(node, self)
        return made

    def expanded(self, text: str, node: _script.Node | None, frame: int) -> str:
        return _tcl.expand(text, lookup=lambda name: self.look_up(name, node), frame=frame, environment=os.environ)

    def look_up(self, name: str, node: _script.Node | None) -> str | None:
        """The value of `root.name`, `this.file`, `parent.look`, `Group1.Read1.file`, or of the node's own `file`."""
        place, _, knob = name.rpartition(".")
        if place == "root":
            return self.root(knob)
        if place in ("", "this"):
            return node.value(knob) if node else None
        if place.startswith("parent"):
            return node.group.value(knob) if node and node.group else self.root(knob)
        prefix = f"{node.group.full_name}." if node and node.group else ""
        found = self.by_name.get(prefix + place) or self.by_name.get(place.replace("root.", "", 1))
        return found.value(knob) if found else None

    def root(self, knob: str) -> str | None:
        """A knob of the Root node; its name is where the file lies now, as Nuke has it after opening."""
        if knob == "name":
            return self.path
        value = self.script.root.value(knob) if self.script.root else None
        return _ROOT_DEFAULTS.get(knob) if value is None else value

    def number(self, text: str, node: _script.Node | None, depth: int = 0) -> float:
        """A number, the name of a knob that holds one, or a sum of these.

        Raises:
            SceneError: it is something else, which only Nuke can work out.
        """
        plain = text.strip().strip("{}").strip()
        if "[" in plain:
            plain = self.expanded(plain, node, 1).strip()
        if plain.lower() in ("true", "false"):
            return float(plain.lower() == "true")
        total, place = 0.0, 0
        while place < len(plain) or not plain:
            found = _TERM.match(plain, place)
            if found is None or depth > _tcl.MAXIMUM_DEPTH or (place and not found[1]):
                raise SceneError(f"{text!r} can only be worked out by Nuke itself.")
            value = found[2] if found[2][0].isdigit() else self.look_up(found[2], node)
            if value is None:
                raise SceneError(f"{text!r} can only be worked out by Nuke itself.")
            amount = float(value) if found[2][0].isdigit() else self.number(value, node, depth + 1)
            total, place = total + (-amount if found[1] == "-" else amount), found.end()
        return total

    def range(self) -> tuple[int, int, str]:
        """First and last frame of the project, and why they cannot be told, or ""."""
        found = []
        for knob in ("first_frame", "last_frame"):
            try:
                found.append(round(self.number(self.root(knob) or "1", self.script.root)))
            except (SceneError, OverflowError, ValueError) as error:
                return 1, 1, f"The {knob} of the project cannot be worked out: {error} Say which frames to render."
        return found[0], found[1], ""

    def folder(self) -> tuple[str, str]:
        """The project directory, and why it cannot be told, or ""."""
        root = self.script.root
        try:
            return self.expanded((root.value("project_directory") or "") if root else "", root, 1).strip(), ""
        except SceneError as error:
            return "", f"its folder is the project directory, which cannot be worked out: {error}"


def comp_of(script: _script.Script, path: str) -> _graph.Comp:
    """The script as `_comp` reads it; `path` is where it lies."""
    reader = _Reader(script, path)
    nodes: list[_graph.Node] = [made for node in script.nodes if node is not script.root and (made := reader.of(node))]
    first, last, unknown_frames = reader.range()
    folder, unknown_folder = reader.folder()
    return _graph.Comp(
        path=reader.path,
        first=first,
        last=last,
        unknown_frames=unknown_frames,
        unknown_folder=unknown_folder,
        views=_views(reader.root("views") or ""),
        nodes=nodes,
        folder=folder.rstrip("/") if _paths.is_absolute(folder) else "",
        is_proxy=(reader.root("proxy") or "").lower() in ("true", "1"),
        edition={".nknc": "nc", ".nkind": "indie"}.get(os.path.splitext(path)[1].lower(), ""),
        environment=environment(),
        precomps=precomps(nodes),
    )


def _views(text: str) -> list[str]:
    """`left #ff0000`, one a line; a script that names none has the view main."""
    return [line.split()[0].strip('"{}') for line in text.splitlines() if line.strip('"{} \t')] or ["main"]


def environment() -> dict[str, str]:
    """What this process has of the variables that decide what a script looks like."""
    return {name: os.environ[name] for name in _graph.ENVIRONMENT if os.environ.get(name)}


def precomps(nodes: Iterable[_graph.Node]) -> dict[str, list[str]]:
    """Of each Precomp the files that its script reads; none where that script is not there."""
    found = {}
    for node in nodes:
        if node.class_name == "Precomp":
            with contextlib.suppress(SceneError):
                found[node.full_name] = _read_by(node.path("file", 1, "main"))
    return found


def _read_by(path: str) -> list[str]:
    inner = comp_of(script_of(path), path)
    names = []
    for node in inner.nodes:
        if node.class_name not in _graph.WRITERS and node.text("file"):
            with contextlib.suppress(SceneError):
                names.append(_paths.from_tokens(node.path("file", inner.first, inner.views[0])))
    return names
