"""Every host keeps every clause; here the small fake, so that the clauses are tested without an application."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from afsubmit.errors import SceneError
from afsubmit.selftest import clauses
from afsubmit.submission.planning.scene import Host
from tests.fakes.paper_host import PaperHost

CLAUSES = [name for name in vars(clauses) if name.startswith("clause_")]


class PaperKit:
    """A kit for the fake."""

    scene_error, frame = SceneError, 7

    def __init__(self, folder: Path) -> None:
        self.scene_file = folder / "scene.paper"
        self.host = PaperHost(self.scene_file)
        self.save = self.host.save

    def session(self) -> object:
        return self.host.path, copy.deepcopy(self.host.content)

    def move(self, frame: int) -> None:
        self.host.content["frame"] = frame

    def wait(self, condition: Callable[[], bool]) -> None:
        assert condition()


@pytest.mark.parametrize("name", CLAUSES)
def test_fake_keeps_the_clause(tmp_path, name: str) -> None:
    getattr(clauses, name)(PaperKit(tmp_path))


def test_fake_has_every_name_of_the_protocol_and_no_other_public_one_but_the_artists() -> None:
    wanted = {name for name in vars(Host) if not name.startswith("_")} | {"name"}
    offered = {name for name in vars(PaperHost) if not name.startswith("_")}
    assert offered - wanted == {"save"}
    assert wanted <= offered
    for name in wanted - {"name"}:
        ours = inspect.signature(getattr(PaperHost, name)).parameters
        assert list(ours) == list(inspect.signature(getattr(Host, name)).parameters), name


def test_clause_notices_a_host_that_renames_its_session(tmp_path) -> None:
    kit = PaperKit(tmp_path)
    usual = kit.host.save_snapshot

    def renaming(path: str) -> None:
        usual(path)
        kit.host.path = Path(path)

    kit.host.save_snapshot = renaming
    with pytest.raises(AssertionError):
        clauses.clause_snapshot_is_written_over_the_reserved_file_and_the_session_stays(kit)
