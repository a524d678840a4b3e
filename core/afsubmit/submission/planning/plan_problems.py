"""What can be wrong with a submission that its own facts show. Pure: no disk, no server."""

from __future__ import annotations

import contextlib
import ntpath
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...document.frames import FrameList
from ...document.mask_rules import why_invalid
from ...document.patterns import has_pattern
from ...errors import Problem, RangeError
from . import gathering, movie, names
from .scene import Output, SceneState

if TYPE_CHECKING:
    from .assembly import PlanContext

JOB_MASKS = ("wait_for_jobs", "wait_for_anyones_jobs")
HOST_MASKS = ("hosts_mask", "hosts_mask_exclude")
CMD_TAKES = 8191 - len('cmd.exe /d /s /c ""')
"""Letters of a line that Windows cmd reads, as its documentation says, beside those that start it."""
TOLD_BY_NAME = 6
"""So many things of one kind are named."""
_EXPRESSION = re.compile(r"[\\^$*+?()\[\]{}]")


def before_planning(scene: SceneState, outputs: Sequence[Output], settings: Mapping[str, Any]) -> list[Problem]:
    """What stands against `outputs` of `scene` before a job is made of them, the host's own problems included."""
    found = [*scene.problems]
    if not scene.path and not scene.title:
        found.append(Problem("error", "scene", "The scene has never been saved.", "Save it once, then submit again."))
    if not outputs:
        found.append(Problem("error", "outputs", "There is nothing to render.", "Pick at least one output."))
    if scene.is_modified and not settings["snapshot"]:
        message = "The scene has unsaved changes and no snapshot is wanted: they will not be rendered."
        found.append(Problem("warning", "snapshot", message, "Save the scene or switch the snapshot on."))
    found += dict.fromkeys(problem for output in outputs for problem in output.problems)  # of several, told once
    found += [*_outside_limit(outputs, settings), *_same_files(outputs, settings), *_masks(settings)]
    found += [*_unknown_outputs(outputs, settings), *_ungathered(scene, settings)]
    return [*found, *_frame_patterns(scene, settings), *_relative_paths(settings)]


def _ungathered(scene: SceneState, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """What the artist wants beside the snapshot and stays where it is, by the reason."""
    if not settings.get(gathering.KEY) or not scene.can_gather:
        return
    if not settings["snapshot"]:
        message = "What the scene reads is gathered beside a snapshot only, and none is wanted."
        yield Problem("error", gathering.KEY, message, "Switch the snapshot on, or gathering off.")
        return
    reasons: dict[str, list[str]] = {}
    for name, reason in scene.ungathered.items():
        reasons.setdefault(reason, []).append(name)
    for reason, named in reasons.items():
        more = f" and {len(named) - TOLD_BY_NAME:,} more" if len(named) > TOLD_BY_NAME else ""
        message = f"Not gathered: {', '.join(named[:TOLD_BY_NAME])}{more}. {reason}"
        yield Problem(
            "warning", gathering.KEY, message, "The farm must see it under the path that stands in the scene."
        )


def _relative_paths(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Places that mean another one on each machine: what runs on the farm would not find them, and remove nothing."""
    found = {key: settings[key].strip() for key in ("snapshot_folder", "worker_folder", "working_folder")}
    if settings["movie"] and not found["working_folder"]:
        found["movie_file"] = settings["movie_file"].strip()
    for where, path in found.items():
        if path and not names.is_whole(path):
            message = f"It begins at no root, so the farm would look for it elsewhere: {path}"
            yield Problem("error", where, message, "Write the whole path, such as /projects/show or P:/show.")


def _frame_patterns(scene: SceneState, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Names in which the farm would put a frame number, where none is meant."""
    named = [(key, settings[key]) for key in ("snapshot_folder", "worker_folder", "movie_file", "executable")]
    for where, text in [("scene", scene.path), *named]:
        if has_pattern(text):
            message = f"The farm would put a frame number into it: {text}"
            yield Problem("error", where, message, "Choose a name without @#@.")


def after_planning(jobs: Sequence[Any], outputs: Sequence[Output], context: PlanContext) -> list[Problem]:
    """What the finished jobs show."""
    found = []
    settings = context.settings
    test_frames = settings["test_frames"].strip()
    if test_frames and not any("try_this_tasks_num" in job.document for job in jobs):
        message = f"None of the test frames ({test_frames}) is rendered by a task of its own."
        found.append(Problem("warning", "test_frames", message, "Choose some of the frames that are rendered."))
    if settings["movie"]:
        found.append(Problem("info", "movie", movie.notes(outputs, settings)))
    too_long = _lines_too_long(jobs) if context.farm_os == "windows" else ()
    return [*found, *too_long, *_unmapped(jobs, outputs, context), *_unmapped_sources(context)]


def _lines_too_long(jobs: Sequence[Any]) -> Iterator[Problem]:
    """The longest line of each job that cmd would not read: nothing of it would run."""
    for job in jobs:
        document = job.document
        lines = [(key, document.get(key) or "") for key in ("command_pre", "command_post")]
        for block in document["blocks"]:
            given = block.get("command") or ""
            filled = [given.replace("@#@", task.get("command") or "") for task in block.get("tasks", ())]
            lines += [(block["name"], line) for line in (given, *filled)]
        where, line = max(lines, key=lambda one: len(one[1]))
        if len(line) > CMD_TAKES:
            message = f"A command line has {len(line)} letters; cmd of the farm's Windows reads {CMD_TAKES}."
            fix = "Choose folders with shorter paths, or fewer frames in a task."
            yield Problem("error", where, f"{message} It begins: {line[:60]}", fix)


def _unmapped(jobs: Sequence[Any], outputs: Sequence[Output], context: PlanContext) -> Iterator[Problem]:
    """Folders that the farm would not know: outside every map, or written as another system writes them.

    One that neither this machine nor the farm can have is an error.
    """
    path_map, named_folders = context.target.path_map, set()
    named = [("snapshot" if job.snapshot else "scene", job.snapshot or context.scene.path) for job in jobs]
    named = [(where, path) for where, path in named if path]
    named += [(output.name, file) for output in outputs for file in output.named_files]
    for where, path in named:
        folder = (ntpath if names.is_of_windows(path) else posixpath).dirname(path)
        if context.target.is_local or folder in named_folders or (path_map and path_map.covers(path)):
            continue
        named_folders.add(folder)
        if context.farm.is_foreign(path):
            level = "error" if names.is_of_windows(path) > names.is_of_windows(context.scene.path) else "warning"
            message = f"The farm's system does not know such a path, and no path map says what it is there: {folder}"
            yield Problem(level, where, message, "Put the files where a path map says, or have it extended.")
        elif path_map and path_map.pairs:
            message = f"{folder} stands in no path map: the farm must see it under the same name."
            yield Problem("info", where, message)


def _unmapped_sources(context: PlanContext) -> Iterator[Problem]:
    """Files that the scene reads outside of every map, all in one: the farm has them under the same name, or not."""
    path_map = context.target.path_map
    if context.target.is_local or path_map is None or not path_map.pairs:
        return
    sources = gathering.left(context.scene, context.settings)
    read = dict.fromkeys(path for paths in sources.values() for path in paths)
    away = [path for path in read if not path_map.covers(path)]
    if away:
        message = f"Files that the scene reads stand in no path map: {len(away)} of {len(read)}, such as {away[0]}"
        yield Problem("info", "scene", message, "The farm must see them under the same names.")


def _outside_limit(outputs: Sequence[Output], settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Frames that were asked for and that the application refuses."""
    for output in outputs:
        if output.limit is None:
            continue
        with contextlib.suppress(RangeError):  # reported where its job is made
            kept = output.rendered_frames(settings)
            left = FrameList(frame for frame in output.requested_frames(settings) if frame not in kept)
            if left:
                first, last = output.limit
                message = f"It is limited to {first}-{last} in the scene; these frames are left out: {left}"
                fix = "Switch the limit off in the scene, or choose frames within it."
                yield Problem("warning", output.name, message, fix)


def _same_files(outputs: Sequence[Output], settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Outputs that write the same files, and outputs of the same name."""
    writers: dict[str, Output] = {}
    named: set[str] = set()
    for output in outputs:
        for file in output.named_files:
            other = writers.setdefault(_plain(file), output)
            if other is not output and _share_frames(other, output, settings):
                message = f"It writes the same files as {other.name}: {file}"
                yield Problem("error", output.name, message, "Give one of them another path, or leave it out.")
                break
        if output.name in named:
            message = "Two outputs have this name; the farm shows the second with a number behind it."
            yield Problem("info", output.name, message, "Rename one to tell them apart.")
        named.add(output.name)


def _plain(path: str) -> str:
    """A path as it can be compared: "." and ".." worked out, and as Windows reads it where it is of Windows."""
    is_of_windows = "\\" in path or bool(ntpath.splitdrive(path)[0])
    return ntpath.normcase(ntpath.normpath(path)) if is_of_windows else posixpath.normpath(path)


def _share_frames(one: Output, other: Output, settings: Mapping[str, Any]) -> bool:
    """Whether both render some frame; frames that nobody can tell are reported where their job would be made."""
    try:
        few, many = sorted((one.rendered_frames(settings), other.rendered_frames(settings)), key=len)
    except RangeError:
        return False
    return any(frame in many for frame in few)


def _masks(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Masks that the farm could not read: it would wait for nothing, or run nowhere."""
    is_expression = settings["hosts_mask_type"] == "regex" or (
        not settings["hosts_mask_type"] and any(_EXPRESSION.search(settings[key]) for key in HOST_MASKS)
    )
    for key in (*JOB_MASKS, *(HOST_MASKS if is_expression else ())):
        wrong = why_invalid(settings[key].strip()) if settings[key].strip() else ""
        if wrong:
            message = f"{settings[key][:60]!r} is no regular expression that a farm can use: {wrong}."
            yield Problem("error", key, message, "Put a backslash before signs that stand for themselves.")


def _unknown_outputs(outputs: Sequence[Output], settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Frames that were set for outputs that are not rendered here."""
    there = {output.name for output in outputs}
    for name in settings["output_frames"]:
        if outputs and name not in there:
            message = f"There are frames for {name}, which is not among the outputs."
            yield Problem("info", "output_frames", message)
