"""A failure in every place of a submission from Nuke: the fake goes through the suite that every host goes through."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest
from af_nuke.plan import NukePlan

from afsubmit.selftest import failures
from afsubmit.submission.sending import delivery
from tests.fakes.nuke import Habits
from tests.plugins.nuke.test_contract import SCRIPT, NukeKit

FAILURES = [name for name in vars(failures) if name.startswith("failure_")]
NEEDS_LIMITS = {"failure_disk_full"} if os.name == "nt" else set()


class FailureKit(NukeKit):
    """A kit over the fake, with its plan and the core."""

    host_plan = NukePlan()

    def core(self, room: str) -> ModuleType:
        return importlib.import_module(f"afsubmit.{room}")


@pytest.fixture(autouse=True)
def _pauses_as_before(monkeypatch):
    monkeypatch.setattr(delivery, "LOOK_UP_PAUSE_SECONDS", 0.0)


@pytest.mark.parametrize("clears", [False, True], ids=["the flag stays", "a copy clears the modified flag"])
@pytest.mark.parametrize("name", [name for name in FAILURES if name not in NEEDS_LIMITS])
def test_nuke_survives(open_script, name: str, clears: bool) -> None:
    getattr(failures, name)(FailureKit(open_script(SCRIPT, habits=Habits(copy_clears_modified=clears))))
