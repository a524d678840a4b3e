"""What can be wrong with a plan that only a look at the disk shows. Reads, never writes."""

from __future__ import annotations

import ntpath
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence

from ...counted import counted, size_text
from ...document.frames import FrameList
from ...document.patterns import filler, has_pattern
from ...errors import Problem
from ..planning import gathering
from ..planning.names import is_of_windows
from ..planning.plan import Plan
from ..planning.scene import Output, SceneState
from .gathered_files import look, too_large
from .own_jobs import OwnJobs

LOOKING_SECONDS = 2.0
"""How long to look for frames that are there already; what was not looked at by then is not told."""

MOST_TOLD = 8
"""Of how many things that the scene reads it is told by name that they are missing."""

OVERWRITTEN = "there already and will be overwritten."
"""How a message ends that a dialog can answer with "skip existing files"."""


def disk_problems(plan: Plan, own: OwnJobs | None = None) -> list[Problem]:
    """The problems of `plan` that its own list cannot know: folders and files on this machine's disk.

    Files of jobs that `own` knows are told as such.
    """
    problems = [*_scene_file(plan), *_program(plan), *missing_sources(_not_written(plan)), *_gathered(plan)]
    if not plan.target.is_local:
        problems += on_own_disk(plan.scene, gathering.left(plan.scene, plan.settings))
    for folder in dict.fromkeys(os.path.dirname(job.snapshot) for job in plan.jobs if job.snapshot):
        problems += _snapshot_folder(folder, is_local=plan.target.is_local)
    problems += _worker_folder(plan)
    problems += _output_folders(plan)
    return [*problems, *_existing(plan, own or OwnJobs())] if plan.jobs else problems


def _scene_file(plan: Plan) -> list[Problem]:
    if not plan.jobs or plan.jobs[0].snapshot or plan.scene.title or os.path.isfile(plan.scene.path):
        return []
    return [Problem("error", "scene", f"There is no file {plan.scene.path}.", "Save the scene.")]


def _not_written(plan: Plan) -> Mapping[str, Sequence[str]]:
    """What the scene reads, without the files that this submission writes before they are read."""
    written = {file for output in plan.outputs for file in output.files}
    return {name: [path for path in paths if path not in written] for name, paths in plan.scene.sources.items()}


def missing_sources(sources: Mapping[str, Sequence[str]]) -> list[Problem]:
    """The files of `sources`, by what an artist calls them, that are not on this machine's disk."""
    end = time.monotonic() + LOOKING_SECONDS
    listings: dict[str, frozenset[str]] = {}
    lacking = []
    for name, paths in sources.items():
        away = [path for path in paths if time.monotonic() < end and not _is_there(path, listings)]
        lacking += [(name, away, len(paths))] if away else []
    problems = [_lacking(*one) for one in lacking[:MOST_TOLD]]
    if len(lacking) > MOST_TOLD:
        message = f"{len(lacking) - MOST_TOLD:,} more of what the scene reads is not on this machine's disk."
        problems.append(Problem("warning", "scene", message, ""))
    return problems


def _lacking(name: str, away: Sequence[str], count: int) -> Problem:
    what = (
        f"{len(away)} of {count} files of {name} {'is' if len(away) == 1 else 'are'} not"
        if count > 1
        else f"The {name} is not"
    )
    fix = "Put it back or correct its path in the scene: frames would be rendered without it."
    return Problem("warning", "scene", f"{what} on this machine's disk: {away[0]}", fix)


def _gathered(plan: Plan) -> Iterator[Problem]:
    """How much is copied beside a snapshot; of several jobs each has its own, on most disks shared with the first."""
    first = next((job.gathered for job in plan.jobs if job.gathered), None)
    if first is None:
        return
    found, parent = look(first, time.monotonic() + LOOKING_SECONDS), os.path.dirname(first.folder)
    least = "" if found.is_whole else "at least "
    size = f"{least}{counted(len(found.files), 'file')}, {size_text(found.size)}"
    yield Problem("info", gathering.KEY, f"Gathered beside the snapshot, in {os.path.basename(first.folder)}: {size}.")
    text = too_large(found.size, parent)
    if text:
        yield Problem("error", gathering.KEY, text, "Choose another snapshot folder, or do not gather files.")


def on_own_disk(scene: SceneState, sources: Mapping[str, Sequence[str]]) -> list[Problem]:
    """What to say of `sources` that the farm reads from this machine's own disk, where the scene is on a shared one."""
    own = _device(tempfile.gettempdir())
    if own is None or _device(os.path.dirname(scene.path)) in (own, None):
        return []
    end = time.monotonic() + LOOKING_SECONDS
    read = dict.fromkeys(path for paths in sources.values() for path in paths)
    away = [path for path in read if time.monotonic() < end and _device(path) == own]
    if not away:
        return []
    message = (
        f"Files that the scene reads lie on this machine's own disk: {len(away)} of {len(read)}, such as {away[0]}"
    )
    return [Problem("warning", "scene", message, "Put them where the farm sees them, or have that folder shared.")]


def _device(path: str) -> int | None:
    """The disk that a file lies on; None for what is not there."""
    try:
        return os.stat(path).st_dev
    except (OSError, ValueError):
        return None


def _is_there(path: str, listings: dict[str, frozenset[str]]) -> bool:
    """Whether there is such a file or folder, by one listing of its folder; where that has no such name, by a look."""
    folder, name = os.path.split(path)
    return name in _listed(folder, listings) or os.path.exists(path)


def _listed(folder: str, listings: dict[str, frozenset[str]]) -> frozenset[str]:
    if folder not in listings:
        try:
            listings[folder] = frozenset(os.listdir(folder))
        except OSError:
            listings[folder] = frozenset()
    return listings[folder]


def _program(plan: Plan) -> list[Problem]:
    if not plan.program or shutil.which(plan.program):
        return []
    message = f"There is no program {plan.program} on this machine: every task would fail."
    return [Problem("warning", "executable", message, "Install it, or give its path as Program.")]


def _worker_folder(plan: Plan) -> list[Problem]:
    folder = plan.settings["worker_folder"].strip()
    if not folder or not plan.target.is_local or os.path.isdir(folder):
        return []
    return [
        Problem("error", "worker_folder", f"There is no folder {folder}.", "Choose another one, or leave it empty.")
    ]


def _snapshot_folder(folder: str, *, is_local: bool) -> list[Problem]:
    if not os.path.isdir(folder):
        message, fix = f"The folder for the snapshot does not exist: {folder}", "Make it, or choose another one."
    elif not os.access(folder, os.W_OK | os.X_OK):
        message, fix = (
            f"The snapshot cannot be written to {folder}",
            "Ask for the right to write there, or choose another folder.",
        )
    else:
        return [] if is_local or os.name == "nt" else list(_farms_rights(folder))
    return [Problem("error", "snapshot_folder", message, fix)]


def _farms_rights(folder: str) -> Iterator[Problem]:
    """What the modes say of a farm that runs as another user: it must read the snapshot, and delete it at the end."""
    fix = "Choose a folder of the project, where the farm's user may write."
    closed = _closed_ancestor(folder)
    if closed:
        message = f"Only its owner can look into {closed}: a farm of another user would not find the snapshot."
        yield Problem("warning", "snapshot_folder", message, fix)
        return
    mode = os.stat(folder).st_mode
    if not mode & (stat.S_IWGRP | stat.S_IWOTH) or mode & stat.S_ISVTX:
        message = f"Only its owner can delete in {folder}: a farm of another user would leave the snapshot there."
        yield Problem("info", "snapshot_folder", message, fix)


def _closed_ancestor(folder: str) -> str:
    place = os.path.abspath(folder)
    while True:
        if not os.stat(place).st_mode & (stat.S_IXGRP | stat.S_IXOTH):
            return place
        if os.path.dirname(place) == place:
            return ""
        place = os.path.dirname(place)


def _output_folders(plan: Plan) -> list[Problem]:
    """What this machine can see of them; of folders that another system has its disk says nothing, the plan does."""
    folders: dict[str, str] = {}
    problems: list[Problem] = []
    for output in plan.outputs:
        names = [name for name in output.named_files if _is_seen_here(name, plan)]
        for name in names:
            folders.setdefault(fixed_folder(name), output.name)
        if not output.makes_folders:
            problems += _missing_folders(names, output.name)
    return [*problems, *(problem for folder, name in folders.items() for problem in _output_folder(folder, name))]


def _is_seen_here(name: str, plan: Plan) -> bool:
    return plan.target.is_local or os.name == "nt" or not is_of_windows(name)


def _missing_folders(names: Sequence[str], output_name: str) -> Iterator[Problem]:
    """Folders that nobody makes: of a pattern those that change with the frame are taken for missing."""
    for folder in dict.fromkeys(map(os.path.dirname, names)):
        if not os.path.isdir(folder):
            message = f"It does not make the folder it writes to, and there is none on this machine: {folder}"
            yield Problem("warning", output_name, message, "Make the folder first.")


def fixed_folder(pattern: str) -> str:
    """The deepest folder of a file's pattern that is the same at every frame."""
    module = ntpath if is_of_windows(pattern) else os.path
    folder = module.dirname(pattern)
    while has_pattern(folder):
        folder = module.dirname(folder)
    return str(folder)


def _output_folder(folder: str, output_name: str) -> list[Problem]:
    """A folder that is not there yet is made by the renderer, so its nearest existing parent counts."""
    place = folder
    while place and not os.path.lexists(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    if os.path.isdir(place) and os.access(place, os.W_OK | os.X_OK):
        return []
    reason = "is not writable" if os.path.isdir(place) else "is not a folder"
    place = place or folder  # a drive, where there are none
    fix = "Choose another output path, or ask for the right to write there."
    return [Problem("error", output_name, f"The frames cannot be written to {folder}: {place} {reason}.", fix)]


def _existing(plan: Plan, own: OwnJobs) -> Iterator[Problem]:
    """Outputs of which some files are there already."""
    end = time.monotonic() + LOOKING_SECONDS
    listings: dict[str, frozenset[str]] = {}
    for output in plan.outputs:
        for there, total in _counts(output, output.rendered_frames(plan.settings), listings, end):
            if there:
                yield _found(output, there, total, plan, own.level_of_files(output.named_files))
                break


def _counts(
    output: Output, frames: FrameList, listings: dict[str, frozenset[str]], end: float
) -> Iterator[tuple[int, int]]:
    """For each kind of file of `output`: how many are there, of how many; nothing after the moment `end`."""
    for pattern in output.files:
        if time.monotonic() < end:
            yield _count(pattern, frames, listings, end), len(frames) if has_pattern(pattern) else 1
    for listed in output.listed_files:
        names = [listed[frame] for frame in frames if frame in listed]
        if time.monotonic() < end:
            yield sum(time.monotonic() < end and _is_whole(name) for name in names), len(names)


def _found(output: Output, there: int, total: int, plan: Plan, own_level: str) -> Problem:
    of_own = ", of the job that you have sent from here," if own_level else ""
    what = f"The file{of_own} is" if total == 1 else f"{there} of {total} files{of_own} are"
    if plan.settings["skip_existing"]:
        return Problem("info", output.name, f"{what} there already and will not be rendered again.")
    fix = "Choose another output path or a new version, or skip existing files."
    return Problem(own_level or "warning", output.name, f"{what} {OVERWRITTEN}", fix)


def _count(pattern: str, frames: FrameList, listings: dict[str, frozenset[str]], end: float) -> int:
    """How many files of `pattern` are there: by one listing of the folder, or in changing folders at three frames.

    Empty files count as missing, but for those that are looked at after the moment `end`.
    """
    fill = filler(pattern)
    folder, name = os.path.split(pattern)
    if not has_pattern(pattern):
        return int(_is_whole(pattern))
    if has_pattern(folder):
        ordered = list(frames)
        return sum(_is_whole(fill(frame)) for frame in {ordered[0], ordered[len(ordered) // 2], ordered[-1]})
    there, of_name = _listed(folder, listings), filler(name)
    names = [found for frame in frames if (found := of_name(frame)) in there] if there else []
    return sum(time.monotonic() > end or _is_whole(os.path.join(folder, name)) for name in names)


def _is_whole(path: str) -> bool:
    """Whether there is a file with something in it: an empty one is what a render that died leaves behind."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0
