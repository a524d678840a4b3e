"""What the engine asks of Nuke: the only file here that touches the open script.

Facts come from Foundry's reference (13.2 to 17.1) and the modules that ship with Nuke 15; what nobody could confirm is
said where it matters, and written so that either answer is safe.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import nuke

from afsubmit.errors import SceneError
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.sending.interpreter import first_usable

from . import _comp, _copy, _file_comp, _graph, _kept, _paths, _saving, _script, _script_name
from ._announced import announced

if TYPE_CHECKING:
    from ._graph import Comp

log = logging.getLogger(__name__)

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


class NukeHost:
    """The running Nuke; `python` is the interpreter the artist chose for the local farm, or ""."""

    name = "nuke"

    def __init__(self, python: str = "") -> None:
        self._python = python
        self.listeners: list[_saving.Listener] = []

    def scene(self) -> SceneState:
        """The open script; changes nothing."""
        comp = comp_of_session()
        with calling("root()"):
            fps = float(nuke.root()["fps"].value())
        return SceneState(
            host=self.name,
            host_version=str(getattr(nuke, "NUKE_VERSION_STRING", "")),
            path=comp.path,
            frames=_comp.frames(comp),
            fps=fps,
            is_modified=self.state()[1],
            application=str(getattr(nuke, "EXE_PATH", "")),
            problems=(*_comp.problems(comp), *_script_name.problems(_asking(), comp.path)),
        )

    def outputs(self) -> Sequence[Output]:
        """Every node that renders, those in groups included."""
        return _comp.outputs(comp_of_session())

    def selected(self) -> Sequence[str]:
        """The selected write nodes, and those in selected groups; all of them when none is selected."""
        ids = [node.full_name for node in _comp.writers(comp_of_session())]
        return _among_selected(ids) or ids

    def has_selection(self) -> bool:
        """Whether a write node, or a group with one in it, is selected."""
        return bool(_among_selected([node.full_name for node in _comp.writers(comp_of_session())]))

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """Keep the session as it is: name, modified flag, frame and undo history.

        Whether a saved copy clears the modified flag is documented for no version: it is put back in any case.
        """
        with calling("root()"):
            name, is_modified, frame = nuke.root().name(), nuke.root().modified(), nuke.frame()
        with _no_undo():
            try:
                yield
            finally:
                renamed = _put_back(name, is_modified, frame)
        if renamed:
            raise SceneError(f"Saving the snapshot renamed the open script to {renamed}. It is {name} again: save it.")

    def save_snapshot(self, path: str) -> None:
        """Write a copy of the live script over `path`.

        Nuke writes it under a fresh name beside it: whether it writes over a file that exists is not documented.

        Raises:
            SceneError: Nuke could not write it.
        """
        stem, ending = os.path.splitext(path)
        fresh = f"{stem}.saving{ending}"
        with _saving.snapshot():
            try:
                written = _save(fresh)
                _copy.write(path, _copy.text_of(written))
                files, name = announced(self.outputs()), _absolute(nuke.root().name())
                _copy.rewrite(path, lambda script: _copy.named(script, name, files))
            finally:
                _remove_all(f"{stem}.saving.")

    def map_snapshot(self, path: str, path_map: _copy.PathMap) -> None:
        """Let the paths in the copy be those that the farm sees."""
        _copy.rewrite(path, lambda script: _copy.mapped(script, path_map))

    def load_settings(self) -> Mapping[str, Any]:
        """What is stored in the root node; reading adds nothing to the script."""
        with calling("root().knob()"):
            knob = nuke.root().knob(_kept.KNOB)
            return _kept.decoded(_plain_text(knob) if knob is not None else None)

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep `values` in an invisible knob of the root node; a script that holds just these is not touched."""
        text = _kept.encoded(values) if values else ""
        with calling("root().addKnob()"), _no_undo():
            knob = nuke.root().knob(_kept.KNOB)
            if knob is None and text:
                knob = _add_knob()
            if knob is not None and _plain_text(knob) != text:
                cast(nuke.String_Knob, knob).setValue(text)

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call `callback(path)` after each save by the artist; our snapshots and other copies do not count.

        Nuke has a callback before the save only, and none after it: the file is looked at when Nuke is idle again.
        """
        listener = _saving.Listener(callback, self)
        self.listeners.append(listener)
        return listener.end

    def state(self) -> tuple[str, bool]:
        """The open script's path, "" when it has none, and whether it has changes that are not saved."""
        with calling("root()"):
            return _absolute(nuke.root().name()), bool(nuke.root().modified())

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the main thread; at once in a terminal, where nothing waits for events."""

        def guarded() -> None:
            try:
                function()
            except Exception:
                log.exception("A call on the main thread failed")

        if nuke.GUI or threading.current_thread() is not threading.main_thread():
            nuke.executeInMainThread(guarded)
        else:
            guarded()

    def python(self) -> str:
        """An interpreter for the local farm: the artist's choice, else Nuke's own beside the program, else on PATH."""
        return first_usable([self._python] if self._python else _python_candidates(str(getattr(nuke, "EXE_PATH", ""))))


def _among_selected(ids: Sequence[str]) -> list[str]:
    with calling("selectedNodes()"):
        names = [node.fullName() for node in nuke.selectedNodes()]
    return [name for name in ids if any(name == other or name.startswith(f"{other}.") for other in names)]


def _absolute(name: str) -> str:
    return os.path.abspath(name).replace("\\", "/") if name and name != UNTITLED else ""


@contextlib.contextmanager
def _no_undo() -> Iterator[None]:
    """Nothing that happens here is a step of the artist's undo history."""
    with calling("Undo.disabled()"):
        was_off = bool(nuke.Undo.disabled())
    if not was_off:
        nuke.Undo.disable()
    try:
        yield
    finally:
        if not was_off:
            nuke.Undo.enable()


def _put_back(name: str, is_modified: bool, frame: int) -> str:
    """Put frame, name and flag back, in this order; returns the name that somebody gave the script, or ""."""
    with calling("root()"):
        if nuke.frame() != frame:
            nuke.frame(frame)
        root = nuke.root()
        renamed = root.name() if root.name() != name else ""
        if renamed:
            root["name"].setValue("" if name == UNTITLED else name)
        if root.modified() != is_modified:
            root.setModified(is_modified)
    return renamed


def _save(fresh: str) -> str:
    """Let Nuke write the script to `fresh`; returns the file that appeared: a licence may choose another ending."""
    stem = os.path.splitext(fresh)[0]
    to_temp = getattr(nuke, "scriptSaveToTemp", None)
    try:
        answer = to_temp(fresh) if to_temp else nuke.scriptSave(fresh)
    except VENDOR_ERRORS as error:
        raise SceneError(f"Nuke could not write the snapshot: {error}") from error
    candidates = [answer if isinstance(answer, str) else "", fresh, *(f"{stem}{end}" for end in _file_comp.ENDINGS)]
    written = next((name for name in candidates if name and os.path.isfile(name)), "")
    if not written or os.path.getsize(written) == 0:
        raise SceneError(f"Nuke wrote no snapshot to {fresh}. Is the disk full?")
    return written


def _remove_all(beginning: str) -> None:
    """Remove what Nuke wrote under the fresh name, whatever ending it chose; nobody else has files of that name."""
    folder, start = os.path.split(beginning)
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(start):
                os.remove(os.path.join(folder, name))


def _plain_text(knob: Any) -> str:
    return str(knob.getText() if hasattr(knob, "getText") else knob.value() or "")


def _add_knob() -> Any:
    """An invisible tab with an invisible line of text on the root node."""
    root = nuke.root()
    for knob in (nuke.Tab_Knob(f"{_kept.KNOB}_tab", "Afanasy"), nuke.String_Knob(_kept.KNOB, "Afanasy settings")):
        knob.setFlag(nuke.INVISIBLE)
        root.addKnob(knob)
    return root.knob(_kept.KNOB)


def _python_candidates(application: str) -> Iterator[str]:
    folder = os.path.dirname(application)
    for name in ("python3", "python", "python.exe"):
        yield os.path.join(folder, name)
    for name in ("python3", "python"):
        yield shutil.which(name) or ""


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


def _asking() -> Iterator[tuple[str, _script.Node]]:
    """The nodes that may ask for the script's name, with their full names, as Nuke would write them now."""
    for node in [nuke.root(), *nuke.allNodes(group=nuke.root(), recurseGroups=True)]:
        text = _text_of(node)
        made = _parsed(text) if _script_name.ASKING.search(text) else None
        if made is not None:
            yield "Root" if made.class_name == "Root" else str(node.fullName()), made


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
            return str(found.getEvaluatedValue(self._session.context(frame, view)) or "")

    def inputs(self) -> Sequence[_LiveNode | None]:
        with calling(f"{self.full_name}.input()"):
            found = [self._node.input(index) for index in range(self._node.inputs())]
            return [self._session.by_name.get(node.fullName()) if node is not None else None for node in found]

    def written(self) -> _script.Node | None:
        if not self._is_written:
            self._script_node, self._is_written = _parsed(_text_of(self._node)), True
        return self._script_node

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
        made = nuke.OutputContext()
        made.setFrame(frame)
        number = made.viewFromName(view) if hasattr(made, "viewFromName") else -1
        if number > 0:
            made.setView(number)
        elif view in nuke.views():
            made.setView(1 + nuke.views().index(view))
        return made


def comp_of_session() -> Comp:
    """The open script as `_comp` reads it.

    Raises:
        SceneError: Nuke did not answer; names the call.
    """
    with calling("root()"):
        root = nuke.root()
        path = _absolute(root.name())
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
    )


def _is_edition(name: str) -> bool:
    try:
        return bool(nuke.env[name])
    except KeyError:  # not every version knows every edition
        return False


def _project_folder(root: Any) -> str:
    knob = root.knob("project_directory")
    folder = str(knob.evaluate() or "").strip() if knob is not None else ""
    return folder.rstrip("/") if _paths.is_absolute(folder) else ""
