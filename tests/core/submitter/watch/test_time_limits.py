"""Time limits: proposed by what the test frames took, never by a guess; and a frame that hangs, on a farm."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.submission.settings.schema import durations
from afsubmit.submitter.watch import orders, rows, time_limits
from afsubmit.submitter.watch.time_limits import Rule, propose
from afsubmit.wire import answers
from tests.core.local.conftest import FarmProcess, a_listed_block, shared, until  # noqa: F401

NOW = 1_800_000_000
READY = {"state": " RDY"}
RULE = Rule()


def done(seconds: int, state: str = " DON") -> dict[str, Any]:
    return {"state": state, "tst": NOW - 9000, "tdn": NOW - 9000 + seconds}


def runs(seconds: int) -> dict[str, Any]:
    return {"state": " RUN", "tst": NOW - seconds}


def proposed(*tasks: dict[str, Any], rule: Rule = RULE, block: dict[str, Any] | None = None, **job: Any) -> list[Any]:
    """What is proposed for a job of one block."""
    states = [one["state"] for one in tasks]
    counts = {
        "p_tasks_done": sum(" DON" in one for one in states), "p_tasks_skipped": sum(" SKP" in one for one in states),
        "p_tasks_error": sum(" ERR" in one for one in states), "tasks_num": len(tasks), "name": "beauty",
    }  # fmt: skip
    answer = answers.job({"id": 2, "serial": 2, "blocks": [{**counts, **(block or {})}], **job})
    return propose(answer, [answers.tasks(iter(tasks))], rule, now=NOW)


@pytest.mark.parametrize(
    ("tasks", "limit"),
    [
        pytest.param([done(180), done(20), done(60), READY], "15 min", id="five times the slowest"),
        pytest.param([done(3), done(2), done(4), READY], "10 min", id="never below ten minutes"),
        pytest.param([done(1300), done(9), done(9), READY], "2 h", id="rounded up to a word"),
        pytest.param([done(9 * 3600), done(9), done(9), READY], "2 d", id="whole days"),
        pytest.param([done(180), READY], "30 min", id="twice as long where one alone is known"),
        pytest.param([done(180), done(20), done(60), runs(4000)], "15 min", id="the one that hangs counts nothing"),
        pytest.param([done(90, " DON WRN"), done(90), done(80), READY], "10 min", id="warnings"),
    ],
)
def test_limit_when_test_frames_are_done_then_proposed_by_the_slowest(tasks: Any, limit: str) -> None:
    (one,) = proposed(*tasks)
    assert durations.shown(one.seconds) == limit
    assert time_limits.button([one]) == f"Limit to {limit}"


@pytest.mark.parametrize(
    ("tasks", "more"),
    [
        pytest.param([READY, READY], {}, id="nothing is done"),
        pytest.param([runs(9), READY], {}, id="the first still runs"),
        pytest.param([done(180), runs(9), READY], {}, id="other test frames still run"),
        pytest.param([done(1), done(1), done(1)], {}, id="nothing is left"),
        pytest.param([done(1), done(1), done(1), {"state": " ERR"}], {}, id="what is left has failed"),
        pytest.param([{"state": " DON"}, {"state": " DON"}, READY], {}, id="marked as done by hand"),
        pytest.param([done(0, " DON SKP"), done(0, " DON SKP"), READY], {}, id="skipped"),
        pytest.param([done(180), done(180), done(180), READY], {"block": {"task_max_run_time": 60}}, id="it has one"),
        pytest.param([done(180), done(180), done(180), READY], {"rule": Rule(factor=0)}, id="the studio wants none"),
        pytest.param(
            [done(180), done(180), done(180), READY, READY],
            {"try_this_tasks_num": [4], "try_this_blocks_num": [0]},
            id="a test frame is still to come",
        ),
    ],
)
def test_limit_when_too_little_is_known_then_none(tasks: Any, more: Any) -> None:
    assert proposed(*tasks, **more) == []


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.integers(1, 50), st.integers(60, 10**5))
def test_limit_is_long_enough_said_in_a_word_or_two_and_read_back(times: Any, factor: int, least: int) -> None:
    (one,) = proposed(*map(done, times), READY, rule=Rule(factor, least))
    assert one.seconds >= max(times) * factor and one.seconds >= least
    said = durations.shown(one.seconds)
    assert durations.seconds(said) == one.seconds and re.fullmatch(r"\d+ (d|h|min)( 30 min)?", said)


def test_sentence_says_why_and_what_would_be_ended() -> None:
    found = proposed(done(192), done(60), done(60), runs(4000), runs(5))
    assert time_limits.sentence(found) == (
        "No time limit yet: the slowest of 3 tasks took 3 min 12 s. 1 task has run longer than that limit: it would be"
        " ended, and tried again."
    )
    several = [found[0]._replace(over=0), found[0]._replace(block=1, name="tech", seconds=3600, known=1)]
    told = time_limits.sentence(several)
    assert "15 min" not in told and "tech" in told and "1 h" in told and "the one task that is done" in told
    assert time_limits.button(several) == "Set these limits"


@pytest.mark.posix("its commands are a shell's")
def test_frame_that_hangs_when_a_limit_was_proposed_then_it_is_ended_and_tried_anew(
    shared: FarmProcess,  # noqa: F811
    tmp_path: Path,
) -> None:
    mark = tmp_path / "hung"
    hang = f"test -e '{mark}' || {{ : > '{mark}'; trap '' TERM; sleep 99; sleep 99; }}"
    number = shared.send(a_listed_block("true", "true", "true", hang, errors_retries=1))
    client = shared.client

    def proposals() -> Any:
        job, progress = client.jobs(ids=[number])[0], client.progress(number)
        return mark.exists() and propose(job, progress, Rule())

    (found,) = until(proposals, "a limit is proposed")
    row = rows.job_row(client.jobs(ids=[number])[0])
    assert orders.limits(row, [found._replace(seconds=1)])(client).endswith("to 1 s.")
    shared.wait(number, "DON")
    task = client.progress(number)[0][3]
    assert (task["state"].split(), task["str"], task["err"]) == (["DON"], 2, 1)
