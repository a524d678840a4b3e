"""A job of this machine's farm goes to another one: no frame runs twice or not at all, wherever it is killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import UnknownOutcomeError
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.history.entries import History, NewEntry
from afsubmit.submission.planning.scene import Target
from afsubmit.submitter.moving import Mover, MoveRefusedError
from afsubmit.wire import Client
from tests.core.local.conftest import FarmProcess, a_block, a_job, a_listed_block, until

pytestmark = pytest.mark.posix("its commands are sh")

FRAMES = 30
STEPS = ["halted", "sent", "skipped", "noted", "kept", "deleted", "started"]


class Killed(BaseException):
    """The program died here."""


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Iterator[FarmProcess]:
    """The farm of this machine."""
    one = FarmProcess(tmp_path_factory.mktemp("here")).start()
    yield one
    assert one.terminate() == 0
    assert "Traceback" not in one.log()


@pytest.fixture(scope="module")
def there(tmp_path_factory) -> Iterator[FarmProcess]:
    """The farm that it goes to, which holds another job, so that ids differ."""
    one = FarmProcess(tmp_path_factory.mktemp("there")).start(slots=8)
    one.send(a_block("true"), offline=True, name="other")
    yield one
    assert one.terminate() == 0
    assert "Traceback" not in one.log()


class Moving:
    """Moves jobs, and can be killed at a step; `said` is what it told."""

    def __init__(self, here: FarmProcess, there: FarmProcess, *, path_map: PathMap | None = None) -> None:
        self.here, self.there, self.said = here, there, list[str]()
        self.target = Target("jimmy", "pc01", path_map=path_map)
        self.there_client: Client = there.client

    def mover(self, dies_at: str = "", **words: Any) -> Mover:
        def at(step: str) -> None:
            if step == dies_at:
                raise Killed

        return Mover(
            self.here.client, self.there_client, self.target, server="farm:51000", here_name="local:pc01",
            history=History(), say=self.said.append, at=at, **words,
        )  # fmt: skip

    def move(self, job_id: int, dies_at: str = "", **words: Any) -> Any:
        return next(self.mover(dies_at, **words).move(self.here.client.jobs(ids=[job_id])))


@pytest.fixture
def moving(here: FarmProcess, there: FarmProcess) -> Moving:
    return Moving(here, there)


@pytest.fixture
def under_way(here: FarmProcess, tmp_path: Path) -> Callable[..., int]:
    """A job that has begun: each of its frames writes its number into `ran` when it is rendered."""

    def send(**fields: Any) -> int:
        command = f"sleep 0.05; echo @#@ >>{tmp_path}/ran"
        listed = [f"echo {word} >>{tmp_path}/ran" for word in ("a", "b")]
        blocks = [a_block(command, frame_last=FRAMES), a_listed_block(*listed, name="l", depend_mask="b")]
        job = here.send(*blocks, **{"name": "moved", **fields})
        until(lambda: here.states(job).count("DON") > 2, "some frames are done")
        return job

    return send


def ran(tmp_path: Path) -> Counter[str]:
    return Counter((tmp_path / "ran").read_text().split())


EACH_ONCE = Counter([*map(str, range(1, FRAMES + 1)), "a", "b"])


def test_a_job_when_moved_then_what_is_left_runs_there_and_each_frame_once(moving, under_way, tmp_path) -> None:
    job = under_way(annotation="for the client", priority=77)
    moved = moving.move(job)
    assert moved.was == job
    assert moved.tasks == FRAMES + 2
    assert 2 < moved.skipped < FRAMES
    moving.there.wait(moved.id, "DON SKP")
    assert ran(tmp_path) == EACH_ONCE
    assert moving.there.states(moved.id).count("DON SKP") == moved.skipped
    listed = moving.there.client.jobs(ids=[moved.id])[0]
    assert listed["priority"] == 77
    assert listed["annotation"].startswith(f"for the client; Moved from pc01 (job {job}, serial ")
    assert moving.here.client.jobs(ids=[job]) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_move_when_killed_then_the_same_again_goes_on_and_each_frame_runs_once(
    moving, under_way, tmp_path, step
) -> None:
    job = under_way(name=f"killed when {step}")
    with pytest.raises(Killed):
        moving.move(job, dies_at=step)
    finished = moving.mover().finish_others()
    if step in ("deleted", "started"):
        assert moving.here.client.jobs(ids=[job]) == []
        assert [one.was for one in finished] == ([job] if step == "deleted" else [])
    else:
        assert finished == []
        assert moving.move(job).was == job
    copies = moving.there.client.jobs(mask=f"killed when {step}.*")
    assert len(copies) == 1
    moving.there.wait(copies[0].id, "DON SKP")
    assert ran(tmp_path) == EACH_ONCE
    assert moving.mover().finish_others() == []


def test_a_move_when_the_job_goes_on_here_after_a_kill_then_what_it_did_meanwhile_counts(
    moving, under_way, tmp_path
) -> None:
    job = under_way(name="went on")
    with pytest.raises(Killed):
        moving.move(job, dies_at="skipped")
    before = moving.here.states(job).count("DON")
    moving.here.act(job, "start")
    until(lambda: moving.here.states(job).count("DON") > before, "it goes on")
    moved = moving.move(job)
    moving.there.wait(moved.id, "DON SKP")
    assert ran(tmp_path) == EACH_ONCE


class Deaf:
    """A farm whose answer to a job is never heard."""

    def __init__(self, client: Client, *, takes_it: bool) -> None:
        self._client, self._takes_it = client, takes_it

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def send_job(self, job: Any) -> Any:
        if self._takes_it:
            self._client.send_job(job)
        raise UnknownOutcomeError("farm:51000", "it hung up")


def test_an_answer_when_nobody_heard_it_then_the_job_is_found(moving, under_way, tmp_path) -> None:
    job = under_way(name="unheard")
    moving.there_client = Deaf(moving.there.client, takes_it=True)
    moved = moving.move(job)
    moving.there.wait(moved.id, "DON SKP")
    assert ran(tmp_path) == EACH_ONCE


def test_an_answer_when_nobody_heard_it_and_no_job_is_there_then_it_stays_paused_here(moving, under_way) -> None:
    job = under_way(name="lost")
    moving.there_client = Deaf(moving.there.client, takes_it=False)
    with pytest.raises(MoveRefusedError, match="Run the same command again"):
        moving.move(job)
    assert "OFF" in moving.here.state(job)
    moving.here.act(job, "delete")


def test_the_copy_of_the_scene_when_moved_then_it_stays_until_the_farms_job_is_deleted(moving, tmp_path) -> None:
    copy, other = tmp_path / "copy.nk", tmp_path / "other.txt"
    copy.touch(), other.touch()
    history = History()
    block = a_block("true", command_post=f"deletefiles {other}")
    document = a_job(block, offline=True, name="copy", command_post=f"deletefiles {copy}")
    sent = moving.here.client.send_job(document)
    number = history.begin([NewEntry(document, "local:pc01", "nuke", "", "dialog", "s", str(copy))])[0]
    history.note_sent(number, id=sent.id, serial=sent.serial)
    moved = moving.move(sent.id)
    entry = history.entry(number)
    assert (entry.server, entry.id, entry.serial) == ("farm:51000", moved.id, moved.serial)
    moving.there.wait(moved.id, "DON")
    done = moving.here.send(a_block("true"), name="after", command_post="true")  # the posts of the one moved come first
    moving.here.wait(done, "DON")
    moving.here.act(done, "delete")
    assert copy.exists()
    assert other.exists()
    moving.there.act(moved.id, "delete")
    until(lambda: not copy.exists() and not other.exists(), "the farm removes the copy")


def test_running_tasks_when_told_to_stop_then_they_run_again_there(moving, tmp_path) -> None:
    block = a_block(
        f"test -e {tmp_path}/go || {{ touch {tmp_path}/begun; sleep 60; }}; echo @#@ >>{tmp_path}/ran", frame_last=2
    )
    job = moving.here.send(block, name="long")
    until((tmp_path / "begun").exists, "it runs")
    (tmp_path / "go").touch()
    moved = moving.move(job, is_stopping=True)
    assert moved.skipped == 0
    moving.there.wait(moved.id, "DON")
    assert ran(tmp_path) == Counter(["1", "2"])


def test_running_tasks_when_waited_for_then_said(moving, tmp_path) -> None:
    job = moving.here.send(a_block("sleep 0.5", frame_last=2), name="waited for")
    until(lambda: "RUN" in moving.here.states(job), "it runs")
    moved = moving.move(job)
    assert moved.skipped == 1
    assert "1 of its tasks still run" in "".join(moving.said)


def test_jobs_that_wait_for_each_other_when_moved_then_together_or_not_at_all(moving, tmp_path) -> None:
    first = moving.here.send(a_block(f"sleep 0.3; echo 1 >>{tmp_path}/ran"), name="first", offline=True)
    second = moving.here.send(a_block(f"echo 2 >>{tmp_path}/ran"), name="second", depend_mask="first")
    third = moving.here.send(a_block(f"echo 3 >>{tmp_path}/ran"), name="third", depend_mask_global="se.*")
    for one in (first, second, third):
        with pytest.raises(MoveRefusedError, match="move both"):
            moving.move(one)
    assert [moving.here.state(one) for one in (second, third)] == ["WDP", "WDP"]
    jobs = moving.here.client.jobs(ids=[third, second, first])
    moved = list(moving.mover().move(jobs))
    assert [one.was for one in moved] == [first, second, third]
    for one in moved:
        moving.there.wait(one.id, "DON")
    assert (tmp_path / "ran").read_text().split() == ["1", "2", "3"]


def test_a_job_that_is_done_when_moved_then_refused(moving) -> None:
    job = moving.here.send(a_block("true"), name="over")
    moving.here.wait(job, "DON")
    with pytest.raises(MoveRefusedError, match="is done"):
        moving.move(job)


def test_paths_when_moved_then_as_the_farm_sees_them(here, there) -> None:
    moving = Moving(here, there, path_map=PathMap([("/shows", "/mnt/farm/shows")]))
    listed = {**a_listed_block("x"), "name": "l", "tasks": [{"command": "/shows/t 1", "files": ["/shows/a b.exr"]}]}
    block = a_block(
        "/opt/nuke -x '/shows/a b.nk'", files=["/shows/out/f.####.exr"], working_directory="/shows/w",
        environment={"LIB": "/shows/lib:/usr/lib"},
    )  # fmt: skip
    job = here.send(
        block, listed, name="paths", offline=True, folders={"output": "/shows/out"}, command_pre="/shows/pre"
    )
    with pytest.raises(Killed):
        moving.move(job, dies_at="sent")
    sent = there.client.document(there.client.jobs(mask="paths")[0].id)
    blocks = sent["blocks"]
    assert blocks[0]["command"] == "/opt/nuke -x '/mnt/farm/shows/a b.nk'"
    assert blocks[0]["files"] == ["/mnt/farm/shows/out/f.####.exr"]
    assert blocks[0]["working_directory"] == "/mnt/farm/shows/w"
    assert blocks[0]["environment"] == {"LIB": "/mnt/farm/shows/lib:/usr/lib"}
    assert blocks[1]["tasks"] == [{"command": "/mnt/farm/shows/t 1", "files": ["/mnt/farm/shows/a b.exr"]}]
    assert sent["folders"] == {"output": "/mnt/farm/shows/out"}
    assert sent["command_pre"] == "/mnt/farm/shows/pre"
    assert "No folder of the path map holds /opt/nuke" in "".join(moving.said)
    there.act(there.client.jobs(mask="paths")[0].id, "delete")


@pytest.mark.parametrize(
    ("farm_os", "pairs", "words"),
    [
        ("windows", [], "the farm has windows"),
        ("posix", [("/shows", "/mnt/my shows")], "A folder of the path map stands in this."),
    ],
)
def test_a_job_when_its_commands_would_be_wrong_there_then_refused_as_it_was(
    here, there, farm_os, pairs, words
) -> None:
    moving = Moving(here, there)
    moving.target = Target("jimmy", "pc01", farm_os=farm_os, path_map=PathMap(pairs))
    job = here.send(a_block("sleep 0.1; sh -c ': /shows/a'", frame_last=99), name="refused")
    with pytest.raises(MoveRefusedError, match="was not moved"):
        moving.move(job)
    assert words in "".join(moving.said)
    assert "OFF" not in here.state(job)
    here.act(job, "delete")
