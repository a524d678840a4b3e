"""Reads one ROP: its frames, its files, its shape, and what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from afsubmit.document.frames import FrameList
from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.scene import Output

from . import _products
from ._facts import HoudiniFacts
from ._files import File, NoFileError, file_of, parms_of
from ._graph import Node, Scene, choice, is_on
from ._range import Frames, frames_of
from ._rops import ARCHIVE, CACHE, ROPS, USD_RENDERS, WHOLE, Export, Rop, is_picture
from ._shape import why_whole

SOME = FrameList(range(1, 101))
"""Frames at which names are looked at when nobody can tell the ROP's own."""
STILL = "It depends on no time (Time Dependent Cache is off): it writes one file, at the first frame of its range."
FILE_FIX = "Choose a whole path with $F4 in it."
ARNOLD, MANTRA = "arnold", "mantra"


CURRENT_TAKE = "_current_"
"""What Render With Take holds for whichever take is the current one."""


class Reading:
    """Reads one node."""

    def __init__(self, node: Node, scene: Scene, rop: Rop | None, *, is_batched: bool) -> None:
        """Take the node with its row of the table, None for an unknown type."""
        self.node, self.scene, self.rop, self.is_batched = node, scene, rop, is_batched
        self.problems: list[Problem] = []

    def output(self, *, renders_exports: bool) -> Output:
        """The node as an output; with `renders_exports` what it exports is rendered by another program."""
        found = frames_of(self.node, self.scene)
        self.problems += found.problems
        sampled = found.frames or SOME
        exported, is_rendered = self._exported()
        if exported is not None and exported.modes and self.rop is not None:
            self.rop = self.rop._replace(shape=ARCHIVE)  # without a frame in its name it holds all of them
        files = self._files(sampled, exported, is_rendered=is_rendered)
        if len(found.frames) > 1 and self._is_still(files):
            self._problem("info", STILL, "")
            found = found._replace(frames=FrameList([found.frames[0]]))
        whole = self._whole(files, found.frames)
        self._tell_of_node()
        facts: dict[str, Any] = {}
        shown: Sequence[File] = files
        if exported is not None and not exported.kind:
            self._tell_of_export(is_rendered=is_rendered)
        elif exported is not None and self.rop is not None:
            shown = self._read([self.rop.parm], sampled) if renders_exports else ()
            facts = self._export(files, exported.kind, shown)
        elif self.rop is not None and self.rop.parm == "lopoutput":
            facts = self._export(files, "husk", ())
        made = self.made(found, files, whole, facts)
        return replace(made, pictures=tuple(file.pattern for file in shown if is_picture(file.pattern)))

    def _is_still(self, files: Sequence[File]) -> bool:
        """Whether it is a file cache that depends on no time: one file, whatever range stands beside its tick."""
        if self.node.type_name != CACHE or not files or any(file.changes for file in files):
            return False
        return self.node.text("timedependent") is not None and is_on(self.node, "timedependent") is False

    def _export(self, files: Sequence[File], kind: str, shown: Sequence[File]) -> dict[str, Any]:
        """The facts of what another program renders; without a pattern nothing can be."""
        if files and not files[0].pattern:
            message = "No pattern says the names of what it exports: it is not rendered in a second step."
            self._problem("warning", message, "Let only the frame change in the name.")
        facts: dict[str, Any] = {"exports": files[0].pattern if files else "", "export_kind": kind}
        facts["pictures"] = [file.pattern for file in shown if file.pattern]
        return {**facts, "service": "hbatch"} if kind == MANTRA else facts

    def cooked(self) -> Output:
        """A TOP network as an output: one task that cooks it."""
        self._problem("info", "Which files a TOP network writes is not known: the farm does not look for them.", "")
        frames = Frames(FrameList([round(self.scene.frame)]))
        facts = {"is_cooked": True, "service": "hbatch_pdg"}
        return self.made(frames, [], "A TOP network is cooked by one task, with a scheduler of its own.", facts)

    def made(self, found: Frames, files: Sequence[File], whole: str, facts: dict[str, Any]) -> Output:
        """The output of what was found."""
        node, scene = self.node, self.scene
        facts.setdefault("service", self._service())
        facts.setdefault("node", node.path)
        known = HoudiniFacts(
            type_name=node.type_name,
            scene=scene.path,
            version=scene.version,
            licence=scene.licence,
            whole=whole,
            take=scene.take,
            takes=tuple(scene.takes),
            variables={name: value for name, value in scene.variables.items() if name == "JOB"},
            file_parm=self.rop.parm if self.rop is not None and node.type_name not in ROPS else "",
            needs_display=self.rop is not None and self.rop.needs_display,
            **facts,
        )
        return Output(
            id=node.path,
            name=node.path,
            frames=found.frames,
            files=tuple(dict.fromkeys(file.pattern for file in files if file.pattern)),
            listed_files=tuple(file.by_frame for file in files if not file.pattern),
            renderer=node.type_name,
            is_whole=bool(whole),
            facts=known,
            problems=tuple(self.problems),
            unknown_frames=found.unknown,
            pictures=(),
        )

    def _exported(self) -> tuple[Export | None, bool]:
        """What it writes for another program, None for nothing; and whether it renders pictures itself."""
        export = self.rop.export if self.rop is not None else None
        if export is None:
            return None, True
        try:
            mode = choice(self.node, export.tick, export.modes) if export.modes else 2 * _sure(self.node, export.tick)
        except SceneError:
            message = f"Whether it writes {export.parm} only Houdini knows, an expression of {export.tick} says it."
            self._problem("error", message, f"Set {export.tick} to one of its values.")
            mode = 0
        return (export if mode else None), mode != 2

    def _files(self, frames: FrameList, exported: Export | None, *, is_rendered: bool) -> list[File]:
        rop = self.rop
        if rop is None:
            message = f"The type {self.node.type_name} is unknown: which files it writes is not known, and not checked."
            fix = "Name its output parameter in the studio's setting rop_types."
            self._problem("warning", message, fix)
            return []
        if self.node.type_name in USD_RENDERS and self.node.text(rop.parm) == "":
            return self._products(frames)
        files = self._read([exported.parm], frames) if exported is not None else []
        try:
            return [*files, *(self._read(parms_of(self.node, rop), frames) if is_rendered else ())]
        except SceneError as error:
            return self._unknown(error)

    def _products(self, frames: FrameList) -> list[File]:
        """The files that the stage names; without an answer the worker asks it again, on the farm."""
        try:
            return [_products.file_of(product, frames) for product in self.node.products()]
        except NoFileError as error:
            return self._unknown(error)
        except SceneError as error:
            known = "The stage's render products name its files, which are"
            if not self.scene.is_open:
                known = "Which files it writes is not known without Houdini: the stage names them. They are"
            message = f"{known} looked for on the farm only: {error}"
            self._problem("warning", message, "Set its Output Picture, or display its LOP once so that it is cooked.")
            return []

    def _tell_of_export(self, *, is_rendered: bool) -> None:
        message = "It writes V-Ray scenes, which nothing here renders: V-Ray's own program is not started."
        if not is_rendered:
            self._problem("info", message, "Render them with a job of your own that waits for this one.")

    def _read(self, parms: Sequence[str], frames: FrameList) -> list[File]:
        devices = self.rop.devices if self.rop is not None else ()
        try:
            return [file_of(self.node, parm, frames, devices) for parm in parms]
        except SceneError as error:
            return self._unknown(error)

    def _unknown(self, error: SceneError) -> list[File]:
        """Files that nobody can tell here: no guess, and no error where Houdini may know more."""
        if isinstance(error, NoFileError) or self.scene.is_open:
            self._problem("error", f"Its file name cannot be used: {error}", FILE_FIX)
        else:
            message = f"Which files it writes is not known without Houdini, and not checked by the farm: {error}"
            self._problem("warning", message, "Submit from Houdini itself, or render with hython -m afsubmit.")
        return []

    def _whole(self, files: Sequence[File], frames: FrameList) -> str:
        """Why all frames are one task; tells what would be written over itself."""
        has_frame = bool(files) and all(file.changes for file in files)
        whole = why_whole(self.node, self.rop, has_frame=has_frame, is_batched=self.is_batched)
        if len(frames) > 1:
            is_archive = self.rop is None or self.rop.shape in (ARCHIVE, WHOLE)
            if files and not is_archive and not all(file.changes for file in files):
                (name, *_) = [file.pattern for file in files if not file.changes]
                message = f"All {len(frames)} frames would be written to one file, {name}."
                self._problem("error", message, "Put $F4 into the file name, or render one frame.")
            if whole:
                self._problem("info", whole, "")
        return whole

    def _service(self) -> str:
        """The farm's service; of a USD render by its delegate."""
        if self.rop is None:
            return "hbatch"
        if self.node.type_name not in USD_RENDERS:
            return self.rop.service
        delegate = (self.node.text("renderer") or "").lower()
        if ARNOLD in delegate:
            return "houdinitoarnold"
        return self.rop.service if not delegate or "karma" in delegate else "hbatch"

    def _tell_of_node(self) -> None:
        complaint = self.node.complaint()
        if complaint:
            self._problem("warning", complaint, "Look at the node in Houdini; the farm would fail there too.")
        self._tell_of_take()

    def _tell_of_take(self) -> None:
        """Tell of a take of its own (Render With Take): Houdini renders it in that, whichever is the current one."""
        take = (self.node.text("take") or "").strip()
        if take in ("", CURRENT_TAKE, self.scene.take):
            return
        if self.scene.takes and take not in self.scene.takes:
            message = f"It renders with the take {take!r}, which the scene does not have."
            self._problem("error", message, "Choose another one in its Render With Take.")
        else:
            message = f"It renders with the take {take!r}: what that take changes of its files and frames is not seen."
            self._problem("warning", message, "Go to that take before you submit, if it changes them.")

    def _problem(self, level: str, message: str, fix: str) -> None:
        self.problems.append(Problem(level, self.node.path, message, fix))


def _sure(node: Node, tick: str) -> bool:
    """Whether a tick is set. Raises SceneError where only Houdini knows."""
    found = is_on(node, tick)
    if found is None:
        raise SceneError(f"only Houdini knows {tick}.")
    return found
