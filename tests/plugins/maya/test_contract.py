"""The host over the fake Maya keeps every clause of the contract, whatever the answer to what is open about Maya."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import SceneError
from afsubmit.selftest import clauses
from tests.fakes.maya import Habits
from tests.plugins.maya.scenes import LAYERS

CLAUSES = [name for name in vars(clauses) if name.startswith("clause_")]
HABITS = {
    "2022": Habits(year=2022),
    "2023": Habits(),
    "2024": Habits(year=2024),
    "2025": Habits(year=2025),
    "a copy clears the modified flag": Habits(export_clears_modified=True),
    "a copy leaves its type": Habits(export_sets_type=True),
    "a copy fires the messages of a save": Habits(export_fires_save=True),
    "others' export hooks go elsewhere": Habits(export_moves_time=True),
    "the flag is cleared after the message": Habits(flag_goes_after_message=True),
    "information marks the scene": Habits(info_dirties=True),
    "information comes back escaped": Habits(info_is_escaped=True),
    "without a window": Habits(is_batch=True),
}


class MayaKit:
    """A kit over the fake."""

    scene_error, frame = SceneError, 1007

    def __init__(self, opened: Any) -> None:
        from af_maya._host import MayaHost

        self.fake, self.opened, self.host = opened.fake, opened, MayaHost()
        self.scene_file = Path(self.fake.path)
        self.save = self.fake.save
        self.fake.changed("something of the artist")

    def session(self) -> object:
        return self.opened.state()

    def move(self, frame: int) -> None:
        cmds = self.fake.modules["maya.cmds"]
        cmds.currentTime(frame)
        cmds.editRenderLayerGlobals(currentRenderLayer="rs_beauty")
        cmds.select(["shotCam"])
        cmds.file(prompt=False)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.fake.idle()
        assert condition()


@pytest.mark.parametrize("habits", HABITS.values(), ids=list(HABITS))
@pytest.mark.parametrize("name", CLAUSES)
def test_maya_keeps_the_clause(open_scene, name: str, habits: Habits) -> None:
    getattr(clauses, name)(MayaKit(open_scene(LAYERS, habits=habits)))


@pytest.mark.parametrize("name", [name for name in CLAUSES if "snapshot" in name])
def test_maya_keeps_the_clauses_of_a_copy_by_saving(open_scene, name: str) -> None:
    kit = MayaKit(open_scene(LAYERS))
    kit.host.take_settings({"snapshot_by_saving": True})
    getattr(clauses, name)(kit)


def test_hook_that_renames_the_scene_is_told_and_undone(open_scene) -> None:
    kit = MayaKit(open_scene(LAYERS, habits=Habits(export_renames=True)))
    before, copy = kit.session(), kit.scene_file.with_name("copy.ma")
    with pytest.raises(SceneError, match="renamed the open scene"), kit.host.unchanged():
        kit.host.save_snapshot(str(copy))
    assert kit.session() == before
