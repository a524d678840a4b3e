"""A failure in every place of a submission from Maya: the fake goes through the suite that every host goes through."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest
from af_maya.plan import MayaPlan

from afsubmit.selftest import failures
from afsubmit.submission.sending import delivery
from tests.fakes.maya import Habits
from tests.plugins.maya.scenes import FURRY
from tests.plugins.maya.test_contract import MayaKit

FAILURES = [name for name in vars(failures) if name.startswith("failure_")]
NEEDS_LIMITS = {"failure_disk_full"} if os.name == "nt" else set()


class FailureKit(MayaKit):
    """A kit over the fake, with its plan and the core."""

    host_plan = MayaPlan()

    def core(self, room: str) -> ModuleType:
        return importlib.import_module(f"afsubmit.{room}")


@pytest.fixture(autouse=True)
def _pauses_as_before(monkeypatch):
    monkeypatch.setattr(delivery, "LOOK_UP_PAUSE_SECONDS", 0.0)


@pytest.mark.parametrize(
    "habits",
    [
        pytest.param(Habits(), id="as documented"),
        pytest.param(Habits(export_clears_modified=True, export_writes_xgen=True), id="XGen is written with a copy"),
    ],
)
@pytest.mark.parametrize("name", [name for name in FAILURES if name not in NEEDS_LIMITS])
def test_maya_survives(open_scene, name: str, habits: Habits) -> None:
    opened = open_scene(FURRY, habits=habits)
    for ending in ("xgen", "xgd", "abc"):
        (opened.path.parent / f"{opened.path.stem}__fur.{ending}").write_text(ending, "utf-8")
    getattr(failures, name)(FailureKit(opened))
