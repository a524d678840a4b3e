"""A store in which somebody wrote: the farm starts, or says in one sentence that it cannot."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.local import farm_folders, task_changes
from afsubmit.local import local_farm as farm_module

from .conftest import HOST, a_block, a_job, a_listed_block


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of a farm with a job, a task that was started, and a process of a dead farm."""
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    one = farm_module.LocalFarm(farm_folders.farm_folder(HOST), host_name=HOST, slots=0)
    job = one.state.accept(a_job(a_block(), a_listed_block("true", "false"), command_post="true"))
    task_changes.task_started(one.state, job, job.blocks[0], 0)
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


OF_VERSION_1 = """
ALTER TABLE users RENAME TO later;
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, registered INTEGER NOT NULL,
    host TEXT NOT NULL);
INSERT INTO users SELECT id, name, registered, host FROM later;
DROP TABLE later;
DROP INDEX posts_of_job;
DROP INDEX posts_in_order;
UPDATE jobs SET state = replace(state, '"rank":', '"user_list_order":');
INSERT INTO meta VALUES ('is_paused', '1');
UPDATE meta SET value = '1' WHERE key = 'version';
"""
"""What makes a store of today one of the first farm."""


def test_store_of_the_first_version_when_opened_then_everything_is_there_for_good(store: Path) -> None:
    with sqlite3.connect(store) as base:
        base.execute("UPDATE jobs SET state = replace(state, '\"rank\":1', '\"rank\":7')")
        base.executescript(OF_VERSION_1)
    base.close()
    for _ in range(2):  # the second finds what the first made of it
        farm = farm_module.LocalFarm(farm_folders.farm_folder(HOST), host_name=HOST, slots=0)
        try:
            (job,) = farm.state.jobs.values()
            assert (job.rank, job.blocks[0].task(0).starts, len(job.blocks[1].listed)) == (7, 1, 2)
            assert [user.fields for user in farm.state.users.values()] == [{}] * len(farm.state.users)
            assert farm.state.render.field("paused") is True and farm.state.store.has_posts() is False
            farm.state.save_render()
            farm.state.commit()
        finally:
            farm.close()
    with sqlite3.connect(store) as base:
        assert base.execute("SELECT value FROM meta WHERE key = 'version'").fetchone() == ("2",)
    base.close()
