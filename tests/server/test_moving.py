"""From a farm of this machine to a real one: each frame once, wherever the move is killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from afsubmit.submission.history.entries import History
from afsubmit.submission.planning.scene import Target
from afsubmit.submitter.moving import Mover
from tests.core.local.conftest import FarmProcess, a_block
from tests.core.local.conftest import until as happens
from tests.server.conftest import USER

pytestmark = pytest.mark.server

FRAMES = 14
STEPS = ["", "halted", "sent", "skipped", "noted", "kept", "deleted", "started"]


class Killed(BaseException):
    """The program died here."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[FarmProcess]:
    one = FarmProcess(tmp_path).start()
    yield one
    one.terminate()


def test_jobs_when_moved_to_a_server_and_killed_at_each_step_then_each_frame_runs_once(
    client, here, until, tmp_path
) -> None:
    tmp_path.chmod(0o777)
    history = History()

    def mover(dies_at: str) -> Mover:
        def at(step: str) -> None:
            if dies_at and step == dies_at:
                raise Killed

        words = {"server": "farm", "here_name": "local:pc01", "history": history, "say": print, "at": at}
        return Mover(here.client, client, Target(USER, "pc01"), **words)

    moved = []
    for step in STEPS:
        (tmp_path / f"ran{step}").touch()
        (tmp_path / f"ran{step}").chmod(0o666)
        block = a_block(f"sleep 0.05; echo @#@ >>{tmp_path}/ran{step}", frame_last=FRAMES, capacity=1)
        number = here.send(block, name=f"moved-{tmp_path.name}-{step or 'at once'}", user_name=USER)
        happens(lambda number=number: here.states(number).count("DON") > FRAMES - 5, "most frames are done")
        job = here.client.jobs(ids=[number])
        if step:
            with pytest.raises(Killed):
                list(mover(step).move(job))
        finished = mover("").finish_others()
        if not finished and step != "started":
            finished = list(mover("").move(here.client.jobs(ids=[number])))
        moved += finished
    there = client.jobs(users=[USER], mask=f"moved-{tmp_path.name}-.*")
    try:
        assert len(there) == len(STEPS)
        assert len(moved) == len(STEPS) - 1
        until(lambda: all("DON" in one.words for one in client.jobs(ids=[one.id for one in there])), 120)
        once = Counter(map(str, range(1, FRAMES + 1)))
        assert {step: Counter((tmp_path / f"ran{step}").read_text().split()) for step in STEPS} == dict.fromkeys(
            STEPS, once
        )
        assert all("Moved from pc01" in one["annotation"] for one in client.jobs(ids=[moved[0].id]))
    finally:
        client.action("jobs", ids=[one.id for one in there], operation="delete")
