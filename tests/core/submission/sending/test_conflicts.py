"""What the server knows: other live jobs that write the same files."""

from __future__ import annotations

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.sending import own_jobs
from afsubmit.submission.sending.conflicts import conflicts
from afsubmit.submission.sending.own_jobs import OwnJobs


def block(files=(), first=1, last=10, inc=1, tasks=None):
    if tasks is not None:
        return {"flags": 0, "files": ["@#@"], "tasks": [{"files": list(names)} for names in tasks]}
    return {"flags": 1, "frame_first": first, "frame_last": last, "frames_inc": inc, "files": list(files)}


def job(*blocks, **more):
    return {"id": 5, "serial": 105, "name": "other", "state": " RDY RUN", "blocks": list(blocks), **more}


def ours(make_plan, frames="1-10", file="/out/b.@####@.exr"):
    made = make_plan(outputs=[Output("b", "b", FrameList.parse(frames), (file,))])
    assert made.jobs
    return made


@pytest.mark.parametrize(
    ("frames", "other", "is_rival"),
    [
        pytest.param("1-10", block(["/out/b.@####@.exr"]), True, id="the same files"),
        pytest.param("1-10", block(["/out/c.@####@.exr"]), False, id="other files"),
        pytest.param("1-10", block(["/out/b.@####@.exr"], 11, 20), False, id="other frames"),
        pytest.param("1-9x2", block(["/out/b.@####@.exr"], 2, 10, 2), False, id="the frames between"),
        pytest.param("1,2,9", block(["/out/b.@####@.exr"], 9, 20), True, id="our listed frame in a range"),
        pytest.param("1,2,9", block(["/out/b.@####@.exr"], 3, 8), False, id="a range between our listed frames"),
        pytest.param("1-10", block(tasks=[["/out/b.0003.exr"]]), True, id="a listed file of our range"),
        pytest.param("1-10", block(tasks=[["/out/b.3.exr"]]), False, id="a listed file of another width"),
        pytest.param("1,2,9", block(tasks=[["/out/b.0009.exr"], ["/x"]]), True, id="listed both"),
        pytest.param("1,2,9", block(tasks=[[], ["/out/b.0003.exr"]]), False, id="listed both, other files"),
    ],
)
def test_another_job_that_writes_the_same_files(make_plan, frames, other, is_rival):
    found = list(conflicts(ours(make_plan, frames), [job(other)]))
    assert [(problem.level, problem.where) for problem in found] == ([("warning", "server")] if is_rival else [])
    assert not is_rival or ("other" in found[0].message and "id 5" in found[0].message and found[0].fix)


def test_a_movie_that_two_jobs_write(make_plan):
    film = Output("film", "film", FrameList.parse("1-9"), ("/out/film.mov",), is_whole=True)
    assert list(conflicts(make_plan(outputs=[film]), [job(block(["/out/film.mov"], 1, 1))]))


@pytest.mark.parametrize("state", [" DON", " DON SKP"], ids=["done", "done, some of it skipped"])
def test_job_that_is_done_is_no_rival(make_plan, state):
    other = job(block(["/out/b.@####@.exr"]), state=state)
    assert list(conflicts(ours(make_plan), [other])) == []


def test_a_job_that_the_server_lists_without_state_or_files_is_no_trouble(make_plan):
    assert list(conflicts(ours(make_plan), [{"id": 1, "name": "afanasy", "blocks": [{}]}, {"id": 2}])) == []


def test_many_jobs_are_one_sentence(make_plan):
    others = [job(block(["/out/b.@####@.exr"]), id=number, serial=number) for number in range(2, 202)]
    (problem,) = conflicts(ours(make_plan), others)
    assert "other (id 2) and 199 more are not done and write the same files" in problem.message


def test_jobs_of_this_window_are_told_apart_and_warned_of_once_a_minute_has_passed(make_plan, monkeypatch):
    own, others = OwnJobs(), [job(block(["/out/b.@####@.exr"]), serial=serial) for serial in (105, 106)]
    own.add(serials=[105], files=[])
    mine, strange = conflicts(ours(make_plan), others, own)
    assert (mine.level, strange.level) == ("info", "warning")
    assert "sent from here" in mine.message and "sent from here" not in strange.message
    monkeypatch.setattr(own_jobs, "FRESH_SECONDS", 0)
    assert next(conflicts(ours(make_plan), others, own)).level == "warning"
