"""The nodes of the open script as `_comp` asks for them; every answer is asked of Nuke when it is needed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import nuke

from afsubmit.errors import SceneError

from . import _file_comp, _graph, _paths, _script, _script_name, _variables

UNTITLED = "Root"
"""What `nuke.root().name()` says of a script that was never saved (documented)."""

VENDOR_ERRORS = (AttributeError, RuntimeError, TypeError, ValueError, NameError, KeyError, IndexError)


@contextlib.contextmanager
def calling(call: str) -> Iterator[None]:
    """Turn what Nuke raises into a SceneError that names the call."""
    try:
        yield
    except VENDOR_ERRORS as error:
        raise SceneError(f"Nuke could not answer {call}: {error}") from error


def absolute(name: str) -> str:
    """The whole path of a script of this name, "" for one that was never saved."""
    return os.path.abspath(name).replace("\\", "/") if name and name != UNTITLED else ""


def _text_of(node: Any) -> str:
    """The node as Nuke would write it into a script now."""
    with calling("writeKnobs()"):
        return f"{node.Class()} {{\n{node.writeKnobs(nuke.WRITE_NON_DEFAULT_ONLY | nuke.TO_SCRIPT)}\n}}\n"


def _parsed(text: str) -> _script.Node | None:
    """The one node of a script's text; None where nothing can be told from it."""
    with contextlib.suppress(SceneError):
        script = _script.Script(text)
        return script.root or script.nodes[0]
    return None


def asking() -> Iterator[tuple[str, _script.Node]]:
    """The nodes that may ask for the script's name or a variable, as Nuke would write them now, with full names."""
    for node in [nuke.root(), *nuke.allNodes(group=nuke.root(), recurseGroups=True)]:
        text = _text_of(node)
        is_asking = _script_name.ASKING.search(text) or _variables.ASKING.search(text)
        parsed = _parsed(text) if is_asking else None
        if parsed is not None:
            yield "Root" if parsed.class_name == "Root" else str(node.fullName()), parsed


class _LiveNode:
    """A node of the open script as `_comp` asks for it; every answer is asked of Nuke when it is needed."""

    def __init__(self, node: Any, session: _Session) -> None:
        self._node, self._session = node, session
        self._script_node: _script.Node | None = None
        self._is_written = False
        with calling("fullName()"):
            self.class_name, self.full_name = str(node.Class()), str(node.fullName())

    @property
    def group(self) -> _LiveNode | None:
        outer = self.full_name.rpartition(".")[0]
        return self._session.by_name.get(outer) if outer else None

    def text(self, knob: str) -> str | None:
        with calling(f"{self.full_name}.{knob}"):
            found = self._node.knob(knob)
            if found is None:
                return None
            return str(found.getText() if hasattr(found, "getText") else found.value())

    def expression(self, knob: str) -> str:
        with calling(f"{self.full_name}.{knob}"):
            found = self._node.knob(knob)
            text = str(found.toScript()) if found is not None else ""
            return text if text.startswith("{") or "[" in text else ""

    def number(self, knob: str) -> int | None:
        with calling(f"{self.full_name}.{knob}"):
            found = self._node.knob(knob)
            return None if found is None else round(float(found.value()))

    def path(self, knob: str, frame: int, view: str) -> str:
        with calling(f"{self.full_name}.{knob}"):
            found = cast(nuke.File_Knob, self._node[knob])
            if not hasattr(found, "getEvaluatedValue"):  # a knob of text, as a studio's own class may have
                return self._plain(knob)
            return str(found.getEvaluatedValue(self._session.context(frame, view)) or "")

    def _plain(self, knob: str) -> str:
        text = self.text(knob) or ""
        if "[" in text:
            raise SceneError(f"{knob} is no file knob: Nuke cannot be asked what it gives at a frame.")
        return text

    def inputs(self) -> Sequence[_LiveNode | None]:
        with calling(f"{self.full_name}.input()"):
            found = [self._node.input(index) for index in range(self._node.inputs())]
            return [self._session.by_name.get(node.fullName()) if node is not None else None for node in found]

    def written(self) -> _script.Node | None:
        if not self._is_written:
            self._script_node, self._is_written = _parsed(_text_of(self._node)), True
        return self._script_node

    def size(self) -> tuple[int, int] | None:
        return size_of(self._node)

    def complaint(self) -> str:
        with calling(f"{self.full_name}.treeHasError()"):
            if hasattr(self._node, "treeHasError") and self._node.treeHasError():
                return "Nuke reports an error in its tree: a file or a plug-in that is missing, perhaps."
        return ""


class _Session:
    """The nodes of the open script, by their full names."""

    def __init__(self) -> None:
        self.by_name: dict[str, _LiveNode] = {}
        with calling("allNodes()"):
            found = nuke.allNodes(group=nuke.root(), recurseGroups=True)
        self.nodes = [_LiveNode(node, self) for node in found]
        self.by_name.update((node.full_name, node) for node in self.nodes)

    @staticmethod
    def context(frame: int, view: str) -> Any:
        """Where a path is evaluated: a frame and a view; view 0 of a context is "default", not a view."""
        context = nuke.OutputContext()
        context.setFrame(frame)
        number = context.viewFromName(view) if hasattr(context, "viewFromName") else -1
        if number > 0:
            context.setView(number)
        elif view in nuke.views():
            context.setView(1 + nuke.views().index(view))
        return context


def comp_of_session(writer_classes: Mapping[str, str]) -> _graph.Comp:
    """The open script as `_comp` reads it; `writer_classes` are the studio's own.

    Raises:
        SceneError: Nuke did not answer; names the call.
    """
    with calling("root()"):
        root = nuke.root()
        path = absolute(root.name())
        first, last, views = int(root.firstFrame()), int(root.lastFrame()), list(nuke.views())
        folder, is_proxy = _project_folder(root), bool(root.proxy())
        edition = next((name for name in ("nc", "indie") if _is_edition(name)), "")
    nodes = _Session().nodes
    return _graph.Comp(
        path=path,
        first=first,
        last=last,
        views=views,
        nodes=nodes,
        folder=folder,
        is_proxy=is_proxy,
        edition=edition,
        environment=_file_comp.environment(),
        precomps=_file_comp.precomps(nodes),
        writer_classes=writer_classes,
        size=size_of(root),
        colours=_colours(root),
    )


def size_of(node: Any) -> tuple[int, int] | None:
    """Width and height of what a node shows (documented), of the root those of the project's format; None for none."""
    try:
        found = int(node.width()), int(node.height())
    except VENDOR_ERRORS:  # what a node with an error above it answers is not documented, and no reason to send nothing
        return None
    return found if min(found) > 0 else None


def plugin_folders() -> list[str]:
    """Where Nuke looks for plug-ins, in its order (documented)."""
    with calling("pluginPath()"):
        return [str(folder) for folder in nuke.pluginPath()]


def _colours(root: Any) -> str:
    """The colour configuration that the project settings name, or ""."""
    with calling("root()"):
        known = [root.knob(name) for name in ("colorManagement", "OCIO_config", "customOCIOConfigPath")]
        if None in known or not _graph.has_own_colours(*(str(knob.value()) for knob in known[:2])):
            return ""
        knob = known[2]
        return str((knob.evaluate() if hasattr(knob, "evaluate") else knob.value()) or "").strip()


def _is_edition(name: str) -> bool:
    try:
        return bool(nuke.env[name])
    except KeyError:  # not every version knows every edition
        return False


def _project_folder(root: Any) -> str:
    knob = root.knob("project_directory")
    folder = str(knob.evaluate() or "").strip() if knob is not None else ""
    return folder.rstrip("/") if _paths.is_absolute(folder) else ""
