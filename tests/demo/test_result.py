"""When the demo says that all is well."""

from __future__ import annotations

from typing import Any

import pytest

from demo.run import Result


@pytest.mark.parametrize(
    ("change", "is_good"),
    [
        pytest.param({}, True, id="all that was promised"),
        pytest.param({"frames": 15}, False, id="a frame is missing"),
        pytest.param({"state": "DON ERR"}, False, id="a task failed"),
        pytest.param({"job_deleted": False}, False, id="the job is still there"),
        pytest.param({"snapshot_removed": False}, False, id="the snapshot is still there"),
        pytest.param({"scene_unchanged": False}, False, id="the scene's file changed"),
        pytest.param({"session_unchanged": False}, False, id="the session changed"),
    ],
)
def test_demo_is_good_only_when_all_of_it_is_true(change: dict[str, Any], is_good: bool) -> None:
    facts = {"frames": 16, "state": "DON", "job_deleted": True, "snapshot_removed": True, "scene_unchanged": True}
    result = Result(blender="4.5.1", expected_frames=16, **{**facts, "session_unchanged": True, **change})
    assert result.is_good is is_good
