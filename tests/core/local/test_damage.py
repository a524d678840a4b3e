"""A store in which somebody wrote: the farm starts, or says in one sentence that it cannot."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.local import farm as farm_module
from afsubmit.local import farm_folders

from .conftest import HOST, a_block, a_job, a_listed_block


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of a farm with a job, a task that was started, and a process of a dead farm."""
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    one = farm_module.LocalFarm(farm_folders.farm_folder(HOST), host_name=HOST, slots=0)
    job = one.state.accept(a_job(a_block(), a_listed_block("true", "false"), command_post="true"))
    one.state.task_started(job, job.blocks[0], 0)
    one.state.commit()
    one.close()
    path = home / "farm" / HOST / "farm.sqlite"
    with sqlite3.connect(path) as base:
        base.execute("INSERT INTO runs VALUES (1, 'task', ?, 0, 0, 99999999, 'x:1', '')", (job.serial,))
    base.close()
    shutil.copy(path, path.with_suffix(".good"))
    return path


def starts(path: Path, command: str, values: tuple) -> str:
    """What the farm says when it starts after this was done to its store; "" when it starts."""
    shutil.copy(path.with_suffix(".good"), path)
    with sqlite3.connect(path) as base:
        base.execute(command, values)
    base.close()
    try:
        farm_module.LocalFarm(farm_folders.farm_folder(HOST), host_name=HOST, slots=0).close()
    except (sqlite3.Error, ValueError) as error:  # what `afsubmit farm` makes its sentence of
        return str(error) or type(error).__name__
    return ""


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE tasks SET block = 7", "UPDATE tasks SET task = 9", "UPDATE tasks SET block = -1",
        "UPDATE tasks SET st = 'x'",
        "UPDATE runs SET block = 7", "UPDATE jobs SET document = '{}'", "UPDATE jobs SET document = '[]'",
        "UPDATE jobs SET state = '5'", "UPDATE jobs SET document = 'x'", "UPDATE meta SET value = 'x'",
    ],
)  # fmt: skip
def test_farm_when_a_row_is_damaged_then_said(store: Path, command: str) -> None:
    assert starts(store, command, ())


CELLS = [
    (table, column)
    for table, columns in {
        "tasks": "block task st starts errors started ended percent frames_done frame_percent host",
        "jobs": "id document state",
        "runs": "kind block task pid mark wanted",
        "users": "name registered host",
        "posts": "job_name serial command folder tries not_before",
    }.items()
    for column in columns.split()
]
VALUES = st.one_of(st.integers(-(2**63), 2**63 - 1), st.text(max_size=4), st.floats(allow_nan=False),
                   st.binary(max_size=3),
                   st.sampled_from(["[]", "{}", "null", "[" * 5000, '{"fields":{},"blocks":[]}']))  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cell=st.sampled_from(CELLS), value=VALUES)
def test_farm_when_any_cell_holds_anything_then_it_starts_or_says_why(store: Path, cell, value) -> None:
    try:
        starts(store, f"UPDATE OR IGNORE {cell[0]} SET {cell[1]} = ?", (value,))
    except sqlite3.IntegrityError:  # the table itself takes no such value
        return
