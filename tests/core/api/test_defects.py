"""Where the reference damages a job without a word, ours does what was meant or says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import RecordingFarm
from .test_golden import GOLDEN, run


@pytest.fixture
def sent(recording_farm: RecordingFarm, tmp_path: Path) -> Any:
    """Runs a recorded script; gives the jobs that were sent and what was said on standard error."""

    def run_it(name: str) -> tuple[list[Any], str]:
        done = run(GOLDEN / name / "script.py", recording_farm, tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        return [root["job"] for root in recording_farm.requests], done.stderr

    return run_it


def test_masks_that_are_no_expressions_are_left_out_and_named(sent: Any) -> None:
    (job,), said = sent("defect-bad-regex")
    assert not {key for key in [*job, *job["blocks"][0]] if "mask" in key or key.startswith("need_")}
    for mask in ("render[01", "sh010_fx (v2", "*assets", "precomp[", "a{2,1}"):
        assert f'"{mask}" is not a regular expression' in said


def test_a_text_for_files_is_one_file(sent: Any) -> None:
    (job,), said = sent("defect-files-string")
    assert job["blocks"][0]["files"] == ["out/a.@#@.exr"]
    assert job["blocks"][1]["tasks"][0]["files"] == ["a.mov"]
    assert job["folders"] == {"comp": "/projects/test/out"}
    assert said == ""


def test_whole_floats_become_numbers(sent: Any) -> None:
    (job,), said = sent("defect-float-numbers")
    block = job["blocks"][0]
    assert (block["frame_first"], block["frame_last"], block["frames_per_task"]) == (1001, 1100, 5)
    numbers = [value for value in block.values() if isinstance(value, (int, float))]
    assert all(type(number) is int for number in [*numbers, *job["pools"].values(), *block["tickets"].values()])
    assert job["try_this_tasks_num"] == [1]
    assert said == ""


def test_ranges_that_make_no_sense_are_refused_and_named(sent: Any) -> None:
    jobs, said = sent("defect-odd-ranges")
    assert jobs == []
    assert "job.blocks[0].frame_last: is 1, before frame_first (100)" in said
    assert "job.blocks[7].tasks: stand beside a range of frames" in said
    assert "Block.setNumeric: frames in a task: 0 is less than 1; 1 is set." in said
    assert "the block has tasks already; the range is not set" in said


def test_life_time_is_read_or_refused(sent: Any) -> None:
    jobs, said = sent("defect-time-life-text")
    assert [(job["name"], job["time_life"]) for job in jobs] == [
        ("kept 3600", 3600),
        ("kept  3600", 3600),
        ("kept 3600.0", 3600),
        ("kept 43200.0", 43200),
    ]
    assert 'job.time_life: is the text "1h", not a whole number' in said


def test_unknown_service_is_kept_with_a_warning(sent: Any) -> None:
    (job,), said = sent("defect-unknown-service")
    services = ["nuk", "Nuke", "studio_tracer", "maya arnold", "mayaa"]
    assert [block["service"] for block in job["blocks"]] == services
    for service in services:
        assert f'"{service}" is not a service of CGRU' in said
