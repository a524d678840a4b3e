"""A failure in every place of a submission from Houdini: the suite that every host goes through."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest
from af_houdini.plan import HoudiniPlan

from afsubmit.selftest import failures
from afsubmit.submission.sending import delivery
from tests.fakes.hou import Habits
from tests.plugins.houdini.test_contract import HoudiniKit, scene

FAILURES = [name for name in vars(failures) if name.startswith("failure_")]
NEEDS_LIMITS = {"failure_disk_full"} if os.name == "nt" else set()
HABITS = {
    "the changes stay": Habits(),
    "a copy clears the unsaved changes": Habits(backup_clears_modified=True),
    "hscript writes the copy": Habits(backup_fails=True),
}


class FailureKit(HoudiniKit):
    """A kit over the fake, with its plan and the core."""

    host_plan = HoudiniPlan()

    def core(self, room: str) -> ModuleType:
        return importlib.import_module(f"afsubmit.{room}")


@pytest.fixture(autouse=True)
def _pauses_as_before(monkeypatch):
    monkeypatch.setattr(delivery, "LOOK_UP_PAUSE_SECONDS", 0.0)


@pytest.mark.parametrize("habits", HABITS.values(), ids=list(HABITS))
@pytest.mark.parametrize("name", [name for name in FAILURES if name not in NEEDS_LIMITS])
def test_houdini_survives(open_scene, name: str, habits: Habits) -> None:
    getattr(failures, name)(FailureKit(open_scene(scene(), habits=habits)))
