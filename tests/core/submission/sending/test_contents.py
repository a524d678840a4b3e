"""What a job renders, in words, and how few words many jobs take."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from afsubmit.errors import AfError, JobError, Problem
from afsubmit.submission.sending.contents import contents
from afsubmit.submission.sending.delivery import Receipt
from afsubmit.submitter.outcome import outcome_of


def counted(name="beauty", first=1, last=10, step=1, per_task=1):
    frames = {"frame_first": first, "frame_last": last, "frames_inc": step, "frames_per_task": per_task}
    return {"name": name, "flags": 1, **frames}


def listed(*tasks, name="beauty"):
    return {"name": name, "flags": 0, "tasks": [{"name": task} for task in tasks]}


TILES = [f"frame {frame} tile {tile}" for frame in range(1001, 1004) for tile in range(25)]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        pytest.param([counted()], "beauty 1-10, 10 tasks", id="a range"),
        pytest.param([counted(last=1)], "beauty 1, 1 task", id="one frame"),
        pytest.param([counted(step=3, per_task=2)], "beauty 1-10x3, 2 tasks", id="steps"),
        pytest.param([counted(first=-5, last=-1)], "beauty -5--1, 5 tasks", id="below zero"),
        pytest.param([listed("frames 1-3", "frame 9")], "beauty 1-3,9, 2 tasks", id="listed frames"),
        pytest.param([listed(*TILES)], "beauty 1001-1003, 75 tasks", id="tiles"),
        pytest.param([counted(), listed("movie", name="movie")], "beauty 1-10, movie, 11 tasks", id="a movie"),
        pytest.param(
            [counted(name) for name in "abcde"], "a 1-10, b 1-10, c 1-10, 2 more blocks, 50 tasks", id="many blocks"
        ),
        pytest.param([counted(last=100_000)], "beauty 1-100000, 100,000 tasks", id="many tasks"),
    ],
)
def test_what_a_job_renders_is_said_in_a_few_words(blocks, said):
    assert contents({"blocks": blocks}) == said


def over(*, jobs=0, notes=(), undone=()):
    receipts = [Receipt(n + 2, n + 2, f"job {n}", {}, contents="beauty 1-10, 10 tasks", tasks=10) for n in range(jobs)]
    return SimpleNamespace(receipts=receipts, notes=list(notes), undone=list(undone))


def test_text_stays_short_whatever_the_number_and_the_list_has_all_of_it():
    outcome = outcome_of(None, over(jobs=200, notes=[f"Note {number}." for number in range(90)]))
    assert outcome.level == "warning" and len(outcome.text) < 200
    assert outcome.text.startswith("The farm took 200 jobs with 2,000 tasks: job 0 (id 2), job 1 (id 3), job 2 (id 4)")
    assert len(outcome.details) == 290
    assert (outcome.details[0], outcome.details[-1]) == ("job 0 (id 2): beauty 1-10, 10 tasks", "Note 89.")


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(JobError([Problem("error", f"layer {n}", "No frames.") for n in range(200)]), id="problems"),
        pytest.param(AfError("It broke."), id="one error, much that could not be taken back"),
    ],
)
def test_two_hundred_reasons_are_a_few_sentences_and_a_list(error):
    outcome = outcome_of(error, over(undone=[f"The file {number} could not be removed." for number in range(200)]))
    assert outcome.level == "error" and len(outcome.text) < 250 and "more." in outcome.text
    assert len(outcome.details) > 200


def test_one_job_has_no_list():
    assert outcome_of(None, over(jobs=1)).details == ()
