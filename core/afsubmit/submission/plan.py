"""From scene state to job documents. Pure: no disk, server or clock; time and the random part come in as the stamp."""

from __future__ import annotations

import ntpath
import posixpath
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..document import Block, Job
from ..document.frames import FrameList
from ..document.quoting import delete_command, quoter
from ..document.validate import problems as document_problems
from ..errors import Problem, QuotingError, RangeError
from .feeding import feed_block, feed_job
from .scene import BlockRequest, HostPlan, Output, SceneState
from .settings import Settings

SNAPSHOT_STEM_BYTES = 120
"""How much of the scene's name a snapshot's name keeps, so that the whole stays under 255 bytes."""

MAXIMUM_NAME_BYTES = 240
"""afserver 3.4.1 dies of longer job names (PROTOCOL: `<id>.<name>` must fit into 255 bytes)."""


@dataclass(frozen=True)
class Stamp:
    """What makes two submissions of the same scene different: seconds since the epoch and a random word."""

    seconds: int
    random: str


@dataclass(frozen=True)
class Target:
    """Where the job goes and who sends it: `farm_os` is "posix" or "windows"."""

    user_name: str
    host_name: str
    farm_os: str = "posix"
    is_local: bool = False


@dataclass(frozen=True)
class PlannedJob:
    """One job as it will be sent; `snapshot` is the copy it renders and removes, or None."""

    document: Mapping[str, Any]
    snapshot: str | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that one press of Submit would do; nothing of it has happened yet."""

    scene: SceneState
    jobs: Sequence[PlannedJob] = ()
    problems: Sequence[Problem] = ()
    outputs: Sequence[Output] = field(default=())

    @property
    def is_sendable(self) -> bool:
        """True when no problem of level error stands against it."""
        return bool(self.jobs) and not any(problem.level == "error" for problem in self.problems)


def plan(
    scene: SceneState,
    outputs: Sequence[Output],
    settings: Settings,
    *,
    host_plan: HostPlan,
    stamp: Stamp,
    target: Target,
) -> Plan:
    """The jobs that render `outputs`, and every problem that can be seen without a look at disk or server.

    A problem of level error leaves `jobs` empty.
    """
    problems = [*scene.problems, *_scene_problems(scene, outputs, settings)]
    for output in outputs:
        problems += output.problems
    if any(problem.level == "error" for problem in problems):
        return Plan(scene, (), tuple(problems), tuple(outputs))
    job, more = _job(scene, outputs, settings, host_plan=host_plan, stamp=stamp, target=target)
    problems += more
    is_blocked = job is None or any(problem.level == "error" for problem in problems)
    return Plan(scene, () if is_blocked or job is None else (job,), tuple(problems), tuple(outputs))


def _scene_problems(scene: SceneState, outputs: Sequence[Output], settings: Settings) -> list[Problem]:
    found = []
    if not scene.path:
        found.append(Problem("error", "scene", "The scene has never been saved.", "Save it once, then submit again."))
    if not outputs:
        found.append(Problem("error", "outputs", "There is nothing to render.", "Pick at least one output."))
    if scene.is_modified and not settings["snapshot"]:
        message = "The scene has unsaved changes and no snapshot is wanted: they will not be rendered."
        found.append(Problem("warning", "snapshot", message, "Save the scene or switch the snapshot on."))
    return found


def _job(
    scene: SceneState,
    outputs: Sequence[Output],
    settings: Settings,
    *,
    host_plan: HostPlan,
    stamp: Stamp,
    target: Target,
) -> tuple[PlannedJob | None, list[Problem]]:
    farm_os = settings["farm_os"] or target.farm_os
    snapshot = snapshot_path(scene, settings, stamp, target) if settings["snapshot"] else None
    request = _Request(scene, settings, host_plan, snapshot or scene.path, farm_os, target)
    job = Job(job_name(scene, settings))
    job.data.update(user_name=target.user_name, host_name=target.host_name, time_creation=stamp.seconds)
    job.data["priority"] = settings["priority"]
    problems = []
    try:
        feed_job(job, settings, now=stamp.seconds)
        after = [delete_command(snapshot, farm_os)] if snapshot else []
        after += [settings["command_post"].strip()] if settings["command_post"].strip() else []
        if after:
            job.setCmdPost((" & " if farm_os == "windows" else "; ").join(after))
        problems += _add_blocks(job, outputs, request)
    except QuotingError as error:
        fix = "Rename the file or folder, or choose another snapshot folder."
        return None, [Problem("error", "paths", str(error), fix)]
    document = job.document()
    if not any(problem.level == "error" for problem in problems):  # else what is missing there has its reason here
        problems += document_problems(document)
    return PlannedJob(document, snapshot), problems


class _Request:
    """Makes the `BlockRequest` of each output: everything but its frames is the same for all."""

    def __init__(
        self, scene: SceneState, settings: Settings, host_plan: HostPlan, scene_file: str, farm_os: str, target: Target
    ) -> None:
        self._own = scene.application if target.is_local else ""
        self._executable = settings["executable"] or self._own or host_plan.executable
        self._scene_file, self._settings, self._quote = scene_file, settings, quoter(farm_os)
        self._host_plan = host_plan
        self.is_frame_by_frame = bool(settings["frame_by_frame"])

    def blocks(self, output: Output) -> Sequence[Block]:
        text = self._settings["output_frames"].get(output.name) or self._settings["frames"]
        frames = FrameList.parse(text) if text.strip() else output.frames
        per_task = max(1, len(frames)) if output.is_whole else self._settings["frames_per_task"]
        arguments = "".join(f" {self._quote(word)}" for word in self._settings["arguments"])
        request = BlockRequest(
            self._scene_file, frames, per_task, self._executable, self._quote, self._settings, arguments
        )
        blocks = self._host_plan.blocks(output, request)
        for block in blocks:
            feed_block(block, self._settings)
        return blocks


def _add_blocks(job: Job, outputs: Sequence[Output], request: _Request) -> list[Problem]:
    problems: list[Problem] = []
    last_block_of: dict[str, str] = {}
    taken: set[str] = set()
    for output in outputs:
        try:
            blocks = request.blocks(output)
        except RangeError as error:
            problems.append(Problem("error", output.name, str(error), "Write frames such as 1-100 or 1,5,12-30x3."))
            continue
        waits_for = [last_block_of[name] for name in output.inputs if name in last_block_of]
        for block in blocks:
            block.data["name"] = unique_name(listed_name(block.data["name"]), taken)
            if waits_for and "depend_mask" not in block.data:
                block.data["tasks_depend_mask" if request.is_frame_by_frame else "depend_mask"] = mask_of(waits_for)
            job.blocks.append(block)
        if blocks:
            last_block_of[output.id] = blocks[-1].data["name"]
    job.data["folders"] = {block.data["name"]: folder for block in job.blocks if (folder := _folder(block))}
    return problems


def _folder(block: Block) -> str:
    files = block.data.get("files") or ()
    first = next((name for name in files if name != "@#@"), "")
    if not first and block.tasks:
        first = next(iter(block.tasks[0].data.get("files") or ()), "")
    return str((ntpath if "\\" in first else posixpath).dirname(first))


def job_name(scene: SceneState, settings: Settings) -> str:
    """The job's name: what was typed, else the scene's; cut where the server would die of its length."""
    name = settings["job_name"].strip() or scene.name
    return name.encode("utf-8", "replace")[:MAXIMUM_NAME_BYTES].decode("utf-8", "ignore")


def snapshot_path(scene: SceneState, settings: Settings, stamp: Stamp, target: Target) -> str:
    """Where the copy of the scene goes: beside it unless told, under a name nobody else can have.

    The name carries scene, user, machine, time (UTC) and the stamp's random word.
    """
    module = ntpath if "\\" in scene.path else posixpath
    folder = settings["snapshot_folder"].strip() or module.dirname(scene.path)
    stem, ending = module.splitext(module.basename(scene.path))
    stem = stem.encode("utf-8", "replace")[:SNAPSHOT_STEM_BYTES].decode("utf-8", "ignore")
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime(stamp.seconds))
    who = "-".join(plain_word(word)[:32] for word in (target.user_name, target.host_name))
    return str(module.join(folder, f"{plain_word(stem, keep=' ')}.af-{who}-{moment}-{stamp.random}{ending}"))


def plain_word(text: str, keep: str = "") -> str:
    """`text` with everything but letters, digits, `._-` and `keep` as underscores: safe in a file name anywhere."""
    return "".join(letter if letter.isalnum() or letter in "._-" + keep else "_" for letter in text)


def listed_name(text: str) -> str:
    """`text` without what a block's name cannot hold.

    afserver 3.4.1 writes block names unescaped, so a quote or backslash would break its lists for everybody; a caret
    cannot be put into a mask without a backslash.
    """
    return "".join("_" if letter in '"\\^' or not letter.isprintable() else letter for letter in text) or "block"


def unique_name(name: str, taken: set[str]) -> str:
    """`name`, with a number behind it when it is in `taken` already; adds what it returns."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name} {number}"
    taken.add(candidate)
    return candidate


def mask_of(names: Sequence[str]) -> str:
    """A regular expression that matches exactly `names`, without a backslash (the server writes masks unescaped)."""
    return "|".join("".join(f"[{c}]" if c in ".*+?()[]{}|$" else c for c in name) for name in names)
