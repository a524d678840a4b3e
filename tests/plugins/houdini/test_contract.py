"""The host over the fake Houdini keeps every clause of the contract, whatever is open about Houdini."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import SceneError
from afsubmit.selftest import clauses
from tests.fakes.hou import Habits
from tests.fakes.hou_scene import MadeScene, rop

CLAUSES = [name for name in vars(clauses) if name.startswith("clause_")]
HABITS = {
    "Houdini 19.5": Habits(version="19.5"),
    "Houdini 20.5": Habits(version="20.5"),
    "Houdini 21.0": Habits(),
    "a copy clears the unsaved changes": Habits(backup_clears_modified=True),
    "a copy fires no event": Habits(backup_fires_events=False),
    "no backup, so that hscript writes the copy": Habits(backup_fails=True, backup_clears_modified=True),
    "the folder of backups is read at start only": Habits(ignores_backup_dir=True),
    "changed until after the event": Habits(cleared_after_event=True),
    "pairs of dependencies": Habits(dependencies_as_pairs=True),
    "nodes of LOPs render": Habits(lops_render=True),
    "menus by their place": Habits(raw_menus_are_numbers=True),
    "without a window": Habits(is_gui=False),
}


def scene() -> MadeScene:
    nodes = [
        rop("/obj/geo1", "geo"),
        rop("/obj/geo1/smoke", "filecache::2.0", basename="smoke", trange="normal", f=(1, 24, 1)),
        rop("/obj/geo1/mesh", "rop_geometry", "smoke", trange="normal", f=(1, 24, 1), sopoutput="$HIP/$OS.$F4.bgeo.sc"),
        rop("/out/mesh", "fetch", source="/obj/geo1/mesh"),
        rop("/out/beauty", "ifd", "mesh", trange="normal", f=(1, 24, 1), vm_picture="$HIP/$HIPNAME.$OS.$F4.exr"),
    ]
    return MadeScene(nodes, first=1, last=24, frame=12, takes=["Main", "wide"], take="wide")


class HoudiniKit:
    """A kit over the fake."""

    scene_error, frame = SceneError, 1007

    def __init__(self, session: Any) -> None:
        self.fake, self.host = session.fake, session.host
        self.scene_file = Path(self.fake.path)
        self.save = self.fake.save
        self.fake.selection[:] = ["/out/beauty"]
        self.fake.changed("something of the artist")

    def session(self) -> object:
        fake = self.fake
        undo = (tuple(fake.undo), fake.undo_off)
        said = fake.path, fake.is_modified, tuple(fake.selection), undo, dict(fake.environment)
        return (*said, copy.deepcopy(fake.made))

    def move(self, frame: int) -> None:
        self.fake.made.frame = frame
        self.fake.made.take = "Main"
        self.fake.selection.clear()

    def wait(self, condition: Callable[[], bool]) -> None:
        self.fake.idle()
        assert condition()


@pytest.mark.parametrize("habits", HABITS.values(), ids=list(HABITS))
@pytest.mark.parametrize("name", CLAUSES)
def test_houdini_keeps_the_clause(open_scene, name: str, habits: Habits) -> None:
    kit = HoudiniKit(open_scene(scene(), habits=habits))
    getattr(clauses, name)(kit)
