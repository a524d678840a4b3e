"""A task that is stopped takes with it what it put aside, whatever session and environment that chose."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from afsubmit.studio import process_mark

from .conftest import FarmProcess, a_block, until

LEAVES = [
    pytest.param("(env -i setsid sleep 99 >/dev/null 2>&1 </dev/null & echo $! >pid)", id="a session of its own"),
    pytest.param("(env -i setsid sh -c 'sleep 99 & echo $! >pid' >/dev/null 2>&1 </dev/null &)", id="two generations"),
    pytest.param("(env -i nohup sh -c 'echo $$ >pid; exec sleep 99' >/dev/null 2>&1 &)", id="deaf to hang-ups"),
]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="not run: elsewhere nothing keeps orphans together")
@pytest.mark.parametrize("is_adopted", [False, True], ids=["own", "adopted"])
@pytest.mark.parametrize("leave", LEAVES)
def test_stop_when_a_task_left_something_that_bears_no_mark_then_that_ends_too(
    farm: FarmProcess, tmp_path: Path, leave: str, is_adopted: bool
) -> None:
    farm.start(slots=2)
    other = farm.send(a_block("sleep 99"))
    job = farm.send(a_block(f"{leave}; sleep 99", working_directory=str(tmp_path)))
    path = tmp_path / "pid"
    until(lambda: path.exists() and path.read_text().strip(), "it has left something")
    left = int(path.read_text())
    mark = process_mark.start_mark(left)
    assert mark
    if is_adopted:
        farm.kill()
        farm.start(slots=2)
    farm.act(job, "stop")
    until(lambda: "RUN" not in farm.state(job), "it was stopped")
    until(lambda: not process_mark.is_running(left, mark), "what it left has ended")
    assert farm.state(other) == "RUN"
