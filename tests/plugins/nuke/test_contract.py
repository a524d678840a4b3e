"""The host over the fake Nuke keeps every clause of the contract, whatever the answer to what is open about Nuke."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import SceneError
from afsubmit.selftest import clauses
from tests.fakes.nuke import Habits

CLAUSES = [name for name in vars(clauses) if name.startswith("clause_")]
SCRIPT = """\
Root {
 first_frame 1001
 last_frame 1010
 fps 25
}
Read {
 inputs 0
 file plates/a.%04d.exr
 name Read1
}
Write {
 file "\\[file dirname \\[value root.name]]/out/a.%04d.exr"
 name Write1
}
Group {
 name Group1
}
 Input {
  inputs 0
  name Input1
 }
 Write {
  file "\\[file dirname \\[value root.name]]/out/b.####.exr"
  name Write1
 }
 Output {
  name Output1
 }
end_group
"""
HABITS = {
    "frames put in": Habits(puts_frames_in=True),
    "technical notation": Habits(puts_frames_in=False),
    "a copy clears the modified flag": Habits(copy_clears_modified=True),
    "a copy fires no callback": Habits(copy_fires_callback=False),
    "a copy is not written over a file": Habits(refuses_existing=True),
    "no scriptSaveToTemp": Habits(has_save_to_temp=False),
    "the main thread calls itself at once": Habits(main_thread_calls_at_once=True),
    "the licence chooses the ending": Habits(ending=".nknc"),
    "in a terminal": Habits(is_gui=False),
}


class NukeKit:
    """A kit over the fake."""

    scene_error, frame = SceneError, 1007

    def __init__(self, session: Any) -> None:
        self.fake, self.host = session.fake, session.host
        self.scene_file = Path(self.fake.path)
        self.save = self.fake.save
        self.fake.changed("something of the artist")

    def session(self) -> object:
        fake = self.fake
        knobs = [copy.deepcopy(node._made.values) for node in fake.nodes]
        undo = (tuple(fake.undo._steps), fake.undo.disabled())
        return fake.path, fake.is_modified, fake.current_frame, undo, knobs, dict(fake.script.root.values)

    def move(self, frame: int) -> None:
        self.fake.current_frame = frame

    def wait(self, condition: Callable[[], bool]) -> None:
        self.fake.idle()
        assert condition()


@pytest.mark.parametrize("habits", HABITS.values(), ids=list(HABITS))
@pytest.mark.parametrize("name", CLAUSES)
def test_nuke_keeps_the_clause(open_script, name: str, habits: Habits) -> None:
    kit = NukeKit(open_script(SCRIPT, habits=habits))
    getattr(clauses, name)(kit)
