"""The host over a scene file keeps the clauses of the contract that ask for no artist, and survives every failure."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from af_houdini._scene_file import open_scene as open_file
from af_houdini.plan import HoudiniPlan

from afsubmit.errors import SceneError
from afsubmit.selftest import clauses, failures
from afsubmit.submission.sending import delivery
from tests.fakes import hip_file
from tests.plugins.houdini.test_contract import scene

NEEDS_AN_ARTIST = {
    "clause_save_hook_hears_the_artist_and_not_our_snapshot",
    "clause_save_hook_that_raises_does_not_reach_the_application",
    "clause_settings_come_back_as_they_were_stored",
}
"""Nobody saves a file that lies on the disk, and nothing is stored in it."""
CLAUSES = [name for name in vars(clauses) if name.startswith("clause_") and name not in NEEDS_AN_ARTIST]
NEEDS_LIMITS = {"failure_disk_full"} if os.name == "nt" else set()
FAILURES = [name for name in vars(failures) if name.startswith("failure_") and name not in NEEDS_LIMITS]


class FileKit:
    """A kit over a scene file; what must stay as it was is the file."""

    scene_error, frame, host_plan = SceneError, 1007, HoudiniPlan()

    def __init__(self, folder: Path, ending: str) -> None:
        self.scene_file = hip_file.written(folder / f"shot{ending}", scene())
        self.host: Any = open_file(str(self.scene_file))

    def session(self) -> object:
        found = self.scene_file.stat()
        return self.scene_file.read_bytes(), found.st_mtime_ns, found.st_mode

    def move(self, frame: int) -> None:
        """No frame, no session."""

    def wait(self, condition: Callable[[], bool]) -> None:
        assert condition()

    def core(self, room: str) -> ModuleType:
        return importlib.import_module(f"afsubmit.{room}")


@pytest.fixture(params=[".hip", ".hiplc", ".hipnc"])
def kit(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileKit:
    monkeypatch.setattr(delivery, "LOOK_UP_PAUSE_SECONDS", 0.0)
    return FileKit(tmp_path, str(request.param))


@pytest.mark.parametrize("name", CLAUSES)
def test_file_keeps_the_clause(kit: FileKit, name: str) -> None:
    getattr(clauses, name)(kit)


@pytest.mark.parametrize("name", FAILURES)
def test_file_survives(kit: FileKit, name: str) -> None:
    getattr(failures, name)(kit)
