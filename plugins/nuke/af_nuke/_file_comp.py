"""The nodes of a script's text as `_comp` asks for them, worked out without Nuke as far as that goes. Reads files only
where a Precomp names one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence

from afsubmit.errors import SceneError
from afsubmit.submission.sending import text_scene

from . import _graph, _node_classes, _paths, _script, _sizes, _values

ENDINGS = (".nk", ".nknc", ".nkind")
MAXIMUM_PRECOMPS = 20
"""How many scripts may read each other."""


def script_of(path: str) -> _script.Script:
    """The script in the file `path`.

    Raises:
        SceneError: it cannot be read, or is no whole script; the sentence names the file.
    """
    text = text_scene.read(path)
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

    def expression(self, knob: str) -> str:
        value = self._node.value(knob) or ""
        return value if value.startswith("{") or "[" in value else ""

    def number(self, knob: str) -> int | None:
        value = self._reader.values.of(self._node, knob)
        return None if value is None else round(self._reader.values.number(value, self._node))

    def path(self, knob: str, frame: int, view: str) -> str:
        text = _paths.with_view(self._node.value(knob) or "", view)
        if "%{" in text:
            raise SceneError(f"the variables of {text!r} are known to Nuke only.")
        return self._reader.values.text(text, self._node, frame)

    def inputs(self) -> Sequence[_FileNode | None]:
        return [self._reader.of(node) for node in self._node.inputs]

    def written(self) -> _script.Node:
        return self._node

    def size(self) -> tuple[int, int] | None:
        return self._reader.sizes.of(self._node)

    def complaint(self) -> str:
        return ""


class _Reader:
    """The nodes of one script, each made once."""

    def __init__(self, script: _script.Script, path: str) -> None:
        self.values = _values.Values(script, path)
        self.sizes = _sizes.Sizes(script.root)
        self._nodes: dict[int, _FileNode] = {}

    def of(self, node: _script.Node | None) -> _FileNode | None:
        if node is None:
            return None
        file_node = self._nodes.get(id(node))
        if file_node is None:
            file_node = self._nodes[id(node)] = _FileNode(node, self)
        return file_node


def comp_of(
    script: _script.Script, path: str, inside: Sequence[str] = (), writer_classes: Mapping[str, str] | None = None
) -> _graph.Comp:
    """The script as `_comp` reads it.

    `path` is where it lies, `inside` are the scripts that read it as a Precomp, `writer_classes` the studio's own.
    """
    reader = _Reader(script, path)
    nodes: list[_graph.Node] = [
        file_node for node in script.nodes if node is not script.root and (file_node := reader.of(node))
    ]
    values = reader.values
    first, last, unknown_frames = _range(values)
    folder, unknown_folder = _folder(values)
    is_proxy, unknown_proxy = _is_proxy(values)
    return _graph.Comp(
        path=values.path,
        first=first,
        last=last,
        unknown_frames=unknown_frames,
        unknown_folder=unknown_folder,
        views=_views(values.root("views") or ""),
        nodes=nodes,
        folder=folder.rstrip("/") if _paths.is_absolute(folder) else "",
        is_proxy=is_proxy,
        unknown_proxy=unknown_proxy,
        edition={".nknc": "nc", ".nkind": "indie"}.get(os.path.splitext(path)[1].lower(), ""),
        environment=environment(),
        precomps=precomps(nodes, [*inside, os.path.realpath(path)]),
        writer_classes=writer_classes or {},
        unseen=_unseen(script, writer_classes or {}),
        size=_sizes.project_size(script.root),
        colours=_colours(values),
    )


def _range(values: _values.Values) -> tuple[int, int, str]:
    """First and last frame of the project, and why they cannot be told, or ""."""
    found = []
    for knob in ("first_frame", "last_frame"):
        try:
            found.append(round(values.number(values.root(knob) or "1", values.script.root)))
        except SceneError as error:
            return 1, 1, f"The {knob} of the project cannot be worked out: {error} Say which frames to render."
    return found[0], found[1], ""


def _folder(values: _values.Values) -> tuple[str, str]:
    """The project directory, and why it cannot be told, or ""."""
    root = values.script.root
    try:
        return values.text((root.value("project_directory") or "") if root else "", root, 1).strip(), ""
    except SceneError as error:
        return "", f"its folder is the project directory, which cannot be worked out: {error}"


def _colours(values: _values.Values) -> str:
    """The colour configuration of the project settings, "" where there is none, or only Nuke can tell."""
    if not _graph.has_own_colours(values.root("colorManagement") or "", values.root("OCIO_config") or ""):
        return ""
    with contextlib.suppress(SceneError):
        return values.text(values.root("customOCIOConfigPath") or "", values.script.root, 1).strip()
    return ""


def _is_proxy(values: _values.Values) -> tuple[bool, str]:
    """Whether the proxies are rendered, and why that cannot be told, or ""."""
    try:
        return bool(values.number(values.root("proxy") or "false", values.script.root)), ""
    except SceneError as error:
        return False, f"Whether the script is in proxy mode cannot be worked out: {error} It is rendered in full size."


def _unseen(script: _script.Script, known: Collection[str]) -> list[str]:
    """The nodes that may hold others: gizmos and plug-ins of somebody's, and groups that lie in files of their own."""
    groups = {id(node.group) for node in script.nodes}
    return [
        node.full_name
        for node in script.nodes
        if id(node) not in groups
        and node.class_name not in known
        and (node.is_published or _node_classes.may_hold_nodes(node.class_name))
    ]


def _views(text: str) -> list[str]:
    """`left #ff0000`, one a line; a script that names none has the view main."""
    return [line.split()[0].strip('"{}') for line in text.splitlines() if line.strip('"{} \t')] or ["main"]


def environment() -> dict[str, str]:
    """What this process has of the variables that decide what a script looks like."""
    return {name: os.environ[name] for name in _graph.ENVIRONMENT if os.environ.get(name)}


def precomps(nodes: Iterable[_graph.Node], inside: Sequence[str] = ()) -> dict[str, list[str] | None]:
    """Of each Precomp the files that its script reads; None where that cannot be said: it is away, or reads itself.

    `inside` are the scripts around them.
    """
    found = {}
    for node in nodes:
        if node.class_name == "Precomp":
            try:
                found[node.full_name] = _read_by(node.path("file", 1, "main"), inside)
            except SceneError:
                found[node.full_name] = None
    return found


def _read_by(path: str, inside: Sequence[str]) -> list[str] | None:
    if os.path.realpath(path) in inside or len(inside) > MAXIMUM_PRECOMPS:
        return None
    inner = comp_of(script_of(path), path, inside)
    names: list[str] = []
    for listed in inner.precomps.values():
        if listed is None:
            return None
        names += listed
    for node in inner.nodes:
        if node.class_name not in _graph.WRITERS and node.text("file"):
            try:
                names.append(_paths.from_tokens(node.path("file", inner.first, inner.views[0])))
            except SceneError:
                return None
    return names
