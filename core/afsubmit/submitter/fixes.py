"""What a dialog can do about a problem when the artist presses the button beside it. No Qt."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ..errors import AfError, Problem
from ..submission.sending.disk_checks import OVERWRITTEN
from ..submission.settings.values import BY_KEY
from .draft import Draft

BAKE = "bake_first"
"""The setting that mends what a scene simulates and nobody baked."""


class Fix(NamedTuple):
    """`label` is what the button says; `do` changes the draft; `key` is a setting to go to, or "".

    `label_for_all` is what a button says that does it for several problems of the kind, "" for the same words.
    """

    label: str
    do: Callable[[], None] = lambda: None
    key: str = ""
    label_for_all: str = ""


def fix_of(problem: Problem, draft: Draft) -> Fix | None:
    """What can be done about `problem` here; None when only the artist can do it."""
    where = problem.where
    if where == "scene":
        return Fix("Look again", lambda: _look_again(draft))
    if where == "outputs" and len(draft.chosen) < len(draft.outputs):
        return Fix("Choose all", lambda: draft.choose([output.id for output in draft.outputs], is_chosen=True))
    if where == "snapshot" and draft.scene.is_modified and not draft.get("snapshot"):
        return Fix("Render a snapshot", lambda: draft.set("snapshot", True))
    if where == BAKE and problem.level == "warning" and BAKE in draft.keys and not draft.get(BAKE):
        return Fix("Bake first", lambda: draft.set(BAKE, True))
    folder = draft.get("snapshot_folder")
    if where == "snapshot_folder" and folder and os.path.isabs(folder) and not os.path.lexists(folder):
        return Fix("Make the folder", lambda: _make(folder))
    if where == "output_frames" and problem.level == "info":
        return Fix("Forget them", lambda: _forget_strangers(draft))
    if problem.message.endswith(OVERWRITTEN) and "skip_existing" in draft.keys:
        return Fix("Skip them", lambda: draft.set("skip_existing", True))
    named = [output for output in draft.outputs if output.name == where and output.id in draft.chosen]
    if named and problem.level == "error":
        if where in draft.get("output_frames") or where in draft.unusable_frames:
            return Fix("Its own frames", lambda: draft.set_frames(named[0], ""), label_for_all="Their own frames")
        leave_out = partial(draft.choose, [named[-1].id], is_chosen=False)
        return Fix("Leave it out", leave_out, label_for_all="Leave them out")
    if where in BY_KEY and where in draft.keys:
        if where in draft.wrong:
            return Fix("Reset", lambda: draft.reset(where), where)
        return Fix("Go to it", key=where)
    return None


def _look_again(draft: Draft) -> None:
    draft.read_again()


def _make(folder: str) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise AfError(f"The folder {folder} cannot be made: {error.strerror or error}.") from error


def _forget_strangers(draft: Draft) -> None:
    there = {output.name for output in draft.outputs if output.id in draft.chosen}
    draft.set("output_frames", {name: text for name, text in draft.get("output_frames").items() if name in there})
