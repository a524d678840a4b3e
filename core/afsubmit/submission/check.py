"""What can be wrong with a plan that only a look at the disk shows. Reads, never writes."""

from __future__ import annotations

import os

from ..errors import Problem
from .plan import Plan


def check(plan: Plan) -> list[Problem]:
    """The problems of `plan` that its own list cannot know: folders and files on this machine's disk."""
    problems = _scene_file(plan)
    for job in plan.jobs:
        if job.snapshot:
            problems += _snapshot_folder(os.path.dirname(job.snapshot))
    folders = {os.path.dirname(name): output.name for output in plan.outputs for name in output.files}
    for folder, output_name in folders.items():
        problems += _output_folder(folder, output_name)
    return problems


def _scene_file(plan: Plan) -> list[Problem]:
    if not plan.jobs or plan.jobs[0].snapshot or plan.scene.title or os.path.isfile(plan.scene.path):
        return []
    return [Problem("error", "scene", f"There is no file {plan.scene.path}.", "Save the scene.")]


def _snapshot_folder(folder: str) -> list[Problem]:
    if not os.path.isdir(folder):
        message, fix = f"The folder for the snapshot does not exist: {folder}", "Make it, or choose another one."
    elif not os.access(folder, os.W_OK | os.X_OK):
        message, fix = (
            f"The snapshot cannot be written to {folder}",
            "Ask for the right to write there, or choose another folder.",
        )
    else:
        return []
    return [Problem("error", "snapshot_folder", message, fix)]


def _output_folder(folder: str, output_name: str) -> list[Problem]:
    """A folder that is not there yet is made by the renderer, so its nearest existing parent counts."""
    if "@#" in folder:
        folder = folder[: folder.index("@#")].rpartition("/")[0] or "/"
    place = folder
    while place and not os.path.lexists(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    if os.path.isdir(place) and os.access(place, os.W_OK | os.X_OK):
        return []
    reason = "is not writable" if os.path.isdir(place) else "is not a folder"
    fix = "Choose another output path, or ask for the right to write there."
    return [Problem("error", output_name, f"The frames cannot be written to {folder}: {place} {reason}.", fix)]
