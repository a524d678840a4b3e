"""Every host survives every failure; here the small fake, so that the suite is tested without an application."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest

from afsubmit.selftest import failures
from afsubmit.submission.sending import delivery
from afsubmit.submission.sending.own_file import OwnFile
from tests.contract.test_contract import PaperKit
from tests.fakes.paper_host import PaperPlan

FAILURES = [name for name in vars(failures) if name.startswith("failure_")]
NEEDS_LIMITS = {"failure_disk_full"} if os.name == "nt" else set()


class FailureKit(PaperKit):
    """A kit for the fake, with its plan and the core."""

    host_plan = PaperPlan()

    def core(self, room: str) -> ModuleType:
        return importlib.import_module(f"afsubmit.{room}")


@pytest.fixture(autouse=True)
def _pauses_as_before(monkeypatch):
    monkeypatch.setattr(delivery, "LOOK_UP_PAUSE_SECONDS", 0.0)


@pytest.mark.parametrize("name", [name for name in FAILURES if name not in NEEDS_LIMITS])
def test_fake_survives(tmp_path, name: str) -> None:
    getattr(failures, name)(FailureKit(tmp_path))


def test_suite_notices_an_engine_that_loses_a_snapshot_which_a_job_needs(tmp_path, monkeypatch) -> None:
    def careless(self) -> bool:
        os.path.exists(self.path) and os.remove(self.path)
        return True

    monkeypatch.setattr(OwnFile, "remove", careless)
    with pytest.raises(AssertionError, match="lost its scene"):
        failures.failure_roll_back_finds_the_server_away(FailureKit(tmp_path))


def test_suite_notices_an_engine_that_leaves_files_behind(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(OwnFile, "remove", lambda self: True)
    with pytest.raises(AssertionError, match="nobody was told"):
        failures.failure_host_raises_in_save(FailureKit(tmp_path))


def test_suite_notices_a_group_that_is_sent_in_part(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(delivery, "delete", lambda server, receipts: [])
    with pytest.raises(AssertionError):
        failures.failure_server_refuses_any_job_of_three(FailureKit(tmp_path))
