"""One submission, with a failure at every step: what must hold always (the scene, the session, nothing left)."""

from __future__ import annotations

import errno
import os
from dataclasses import replace

import pytest

from afsubmit.errors import (
    AfError,
    CancelledError,
    JobError,
    SceneError,
    ServerRefusedError,
    ServerUnreachableError,
    UnknownOutcomeError,
)
from afsubmit.submission.sending import delivery as engine
from afsubmit.submission.sending.submission import Submission
from afsubmit.submitter.background import Background

LOST = UnknownOutcomeError("farm:51000", "it hung up")
REFUSED = ServerRefusedError("farm:51000", "Invalid job.")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(engine, "LOOK_UP_PAUSE_SECONDS", 0.0)


@pytest.fixture(autouse=True)
def untouched(host, scene_file):
    """After every test: same file, same session."""
    before = dict(host.session)
    yield
    assert scene_file.read_bytes() == b"what the artist saved"
    assert host.session == before


@pytest.fixture
def three_jobs(make_plan):
    """A plan of three jobs, each with a snapshot of its own."""
    made = make_plan()
    (job,) = made.jobs
    jobs = []
    for number in range(3):
        name = job.snapshot.replace("0badcafe", f"0badcaf{number}")
        document = {**job.document, "name": f"job {number}", "command_post": f"deletefiles -s -- '{name}'"}
        jobs.append(replace(job, document=document, snapshot=name))
    return replace(made, jobs=tuple(jobs))


def left_over(scene_file):
    return sorted(path.name for path in scene_file.parent.iterdir() if path != scene_file)


def test_accepted_job_keeps_its_snapshot(make_plan, host, server, scene_file):
    made = make_plan()
    (receipt,) = Submission(made, host, server).run()
    assert (receipt.id, receipt.serial, receipt.snapshot) == (2, 102, made.jobs[0].snapshot)
    with open(receipt.snapshot, "rb") as snapshot:
        assert snapshot.read() == host.writes
    assert "offline" not in server.live[2]


def test_group_is_sent_paused_and_started_together(three_jobs, host, server):
    receipts = Submission(three_jobs, host, server).run()
    assert [job["offline"] for job in server.live.values()] == [True] * 3
    assert server.started == [receipt.id for receipt in receipts]


def test_group_that_the_artist_wants_paused_is_not_started(three_jobs, host, server):
    jobs = tuple(replace(job, document={**job.document, "offline": True}) for job in three_jobs.jobs)
    Submission(replace(three_jobs, jobs=jobs), host, server).run()
    assert server.started == []


@pytest.mark.parametrize(
    ("fails_in", "raises", "words"),
    [
        pytest.param("save half-way", SceneError, "No space", id="the host reports a full disk"),
        pytest.param("save half-way", RuntimeError, "No space", id="the host raises something of its own"),
        pytest.param("save half-way", KeyboardInterrupt, "No space", id="interrupt while saving"),
        pytest.param("save half-way", OSError, "cannot be written", id="the disk fails under the host"),
        pytest.param("save nothing", SceneError, "wrote nothing", id="success reported, nothing written"),
        pytest.param("vanish", SceneError, "left no snapshot", id="the file is gone"),
        pytest.param("restore", SceneError, "put back", id="the host cannot restore its session"),
    ],
)
def test_failure_in_the_host_leaves_nothing(make_plan, host, server, scene_file, fails_in, raises, words):
    host.fails_in, host.raises = fails_in, raises
    if raises is OSError:
        host.raises = lambda text: OSError(errno.ENOSPC, text)
    with pytest.raises(BaseException, match=words):
        Submission(make_plan(), host, server).run()
    assert left_over(scene_file) == []
    assert server.live == {}


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param([REFUSED], id="refused"),
        pytest.param([ServerUnreachableError("farm", [])], id="gone between two steps"),
        pytest.param([JobError([])], id="found invalid at the last gate"),
    ],
)
def test_failure_of_the_only_job_removes_the_snapshot(make_plan, host, server, scene_file, replies):
    server.replies = replies
    with pytest.raises(type(replies[0])):
        Submission(make_plan(), host, server).run()
    assert left_over(scene_file) == []


def test_server_away_writes_nothing(make_plan, host, server, scene_file):
    server.is_away = True
    with pytest.raises(ServerUnreachableError):
        Submission(make_plan(), host, server).run()
    assert left_over(scene_file) == []


@pytest.mark.parametrize(("good", "told"), [(1, "1 job"), (2, "2 jobs")])
def test_refusal_in_a_group_takes_back_the_others(three_jobs, host, server, scene_file, good, told):
    server.replies = [None] * good + [REFUSED]
    submission = Submission(three_jobs, host, server)
    with pytest.raises(ServerRefusedError):
        submission.run()
    assert server.live == {} and len(server.deleted) == good
    assert server.started == []
    assert left_over(scene_file) == []
    assert submission.undone == [f"Sent before and deleted again: {told}."]
    assert list(submission.receipts) == []


def test_a_job_whose_id_was_reused_is_not_deleted(three_jobs, host, server):
    server.replies = [None, REFUSED]
    submission = Submission(three_jobs, host, server)
    steps = list(submission.steps())
    for step in steps[:5]:
        step.run()
    server.live[2]["serial"] = 999
    with pytest.raises(ServerRefusedError):
        steps[5].run()
    submission.roll_back()
    assert 2 in server.live and server.deleted == []


def test_roll_back_with_the_server_away_says_so_and_keeps_needed_snapshots(three_jobs, host, server, scene_file):
    server.replies = [None, REFUSED]
    submission = Submission(three_jobs, host, server)
    steps = list(submission.steps())
    for step in steps[:5]:
        step.run()
    with pytest.raises(ServerRefusedError):
        steps[5].run()
    server.is_away = True
    submission.roll_back()
    assert [receipt.id for receipt in submission.receipts] == [2]
    assert left_over(scene_file) == [os.path.basename(three_jobs.jobs[0].snapshot)]
    assert "job 0 (id 2)" in submission.undone[0]


def test_lost_answer_of_an_accepted_job_is_looked_up(make_plan, host, server):
    server.replies, server.accepts_silently = [LOST], True
    (receipt,) = Submission(make_plan(), host, server).run()
    assert (receipt.id, receipt.serial) == (2, 102)


@pytest.mark.parametrize("listed_name", ["shot 010", "shot 010-1"])
def test_lost_answer_without_snapshot_is_looked_up_by_time_and_name(make_plan, host, server, listed_name):
    server.replies, server.accepts_silently = [LOST], True
    accept = server.accept
    server.accept = lambda job: accept({**job, "name": listed_name})
    (receipt,) = Submission(make_plan({"snapshot": False}), host, server).run()
    assert receipt.serial == 102


def test_outcome_that_cannot_be_decided_leaves_the_snapshot_and_says_so(make_plan, host, server, scene_file):
    server.replies = [LOST]
    submission = Submission(make_plan(), host, server)
    with pytest.raises(UnknownOutcomeError):
        submission.run()
    assert len(left_over(scene_file)) == 1
    assert "was left" in submission.undone[0]


@pytest.mark.parametrize("was_accepted", [True, False])
def test_interrupt_while_the_job_leaves_this_machine_never_costs_a_job_its_scene(
    make_plan, host, server, scene_file, was_accepted
):
    server.replies, server.accepts_silently = [KeyboardInterrupt()], was_accepted
    submission = Submission(make_plan(), host, server)
    with pytest.raises(KeyboardInterrupt):
        submission.run()
    assert server.live == {}
    assert len(left_over(scene_file)) == (0 if was_accepted else 1)
    assert ("deleted again" if was_accepted else "may exist") in submission.undone[0]


def test_a_snapshot_name_that_is_taken_is_not_touched(make_plan, host, server, scene_file):
    made = make_plan()
    with open(made.jobs[0].snapshot, "wb") as other:
        other.write(b"somebody else's")
    with pytest.raises(SceneError, match="exists already"):
        Submission(made, host, server).run()
    with open(made.jobs[0].snapshot, "rb") as other:
        assert other.read() == b"somebody else's"


def test_a_plan_with_errors_is_refused(make_plan, host, server):
    with pytest.raises(JobError):
        Submission(make_plan(outputs=[]), host, server)


def test_cancel_before_sending_leaves_nothing(make_plan, host, server, scene_file):
    submission = Submission(make_plan(), host, server)
    run = Background(submission)
    while run.label != "Saving the snapshot":
        run.poll()
    run.cancel()
    assert run.finish() is False
    assert isinstance(run.error, CancelledError)
    assert server.live == {} and server.cancelled == 1
    assert left_over(scene_file) == []


def test_background_runs_main_steps_on_the_calling_thread(make_plan, host, server):
    import threading

    seen = {}
    for name in ("save_snapshot",):
        real = getattr(host, name)
        setattr(host, name, lambda path, real=real: (seen.update(save=threading.current_thread()), real(path)))
    send = server.send_job
    server.send_job = lambda job: (seen.update(send=threading.current_thread()), send(job))[1]
    run = Background(Submission(make_plan(), host, server))
    assert run.finish() is True
    assert seen["save"] is threading.current_thread()
    assert seen["send"] is not threading.current_thread()
    assert run.submission.receipts[0].id == 2


def test_background_hands_over_the_error(make_plan, host, server):
    server.replies = [REFUSED]
    run = Background(Submission(make_plan(), host, server))
    assert run.finish() is False
    assert isinstance(run.error, AfError)
