"""What waits for what, what runs next, and the words of a job's state. No clock, no disk."""

from __future__ import annotations

import pytest

from afsubmit.local import job_reader, local_jobs
from afsubmit.local.local_jobs import LocalJob
from afsubmit.wire import states
from afsubmit.wire.states import DON, ERR, RDY, RUN, SKP, SUS, WDP, WTM

from .conftest import a_block, a_job


def job_of(*blocks, id_: int = 2, **fields) -> LocalJob:
    read, made, tries = job_reader.read_job(a_job(*blocks, **fields))
    job = LocalJob(id_, id_, read, made)
    job.tries = dict.fromkeys(tries)
    return job


def run_all(job: LocalJob, *, most: int = 100) -> list[tuple[int, int]]:
    """The order in which tasks run, one at a time; each is done at once."""
    order = []
    for _ in range(most):
        found = next(job.next_tasks(), None)
        if found is None:
            return order
        found[0].set_state(found[1], DON)
        order.append((found[0].number, found[1]))
    return order


def frames(name: str, last: int, **fields):
    return a_block(name=name, frame_last=last, **fields)


@pytest.mark.parametrize(
    ("blocks", "order"),
    [
        pytest.param([frames("a", 2), frames("b", 2)], [(0, 0), (0, 1), (1, 0), (1, 1)], id="block by block"),
        pytest.param([frames("a", 2, depend_mask="b"), frames("b", 1)], [(1, 0), (0, 0), (0, 1)], id="whole block"),
        pytest.param([frames("a", 2, depend_mask="x|b"), frames("b", 1)], [(1, 0), (0, 0), (0, 1)], id="a regex"),
        pytest.param([frames("a", 1, depend_mask="b"), frames("bb", 1)], [(0, 0), (1, 0)], id="the whole name"),
        pytest.param([frames("a", 1, depend_mask="a"), frames("b", 1)], [(0, 0), (1, 0)], id="not for itself"),
        pytest.param([frames("a", 1, depend_mask="("), frames("b", 1)], [(0, 0), (1, 0)], id="no regex: no one"),
        pytest.param([frames("a", 1, depend_mask="b{9999999999}"), frames("b", 1)], [(0, 0), (1, 0)], id="too much"),
        pytest.param(
            [frames("a", 4, tasks_depend_mask="b", frames_per_task=2), frames("b", 4)],
            [(1, 0), (1, 1), (0, 0), (1, 2), (1, 3), (0, 1)], id="frame to frame"),
        pytest.param([frames("a", 1, depend_mask="b"), frames("b", 1, depend_mask="a")], [], id="a ring waits"),
        pytest.param([frames("a", 2, max_running_tasks=0), frames("b", 1)], [(1, 0)], id="a block of no tasks at once"),
    ],
)  # fmt: skip
def test_order_when_blocks_wait_then_each_after_what_it_waits_for(blocks, order) -> None:
    assert run_all(job_of(*blocks)) == order


def test_order_when_tasks_are_to_be_tried_then_they_are_first() -> None:
    job = job_of(frames("a", 6), try_this_tasks_num=[4, 2], try_this_blocks_num=[0, 0])
    assert [index for _, index in run_all(job)] == [4, 2, 0, 1, 3, 5]


@pytest.mark.parametrize(
    ("fields", "block", "before", "after"),
    [
        pytest.param(
            {"try_this_tasks_num": [4, 2], "try_this_blocks_num": [0, 0]}, {}, [4, 2], [0, 1, 3, 5], id="tries"
        ),
        pytest.param({}, {"sequential": 3}, [0, 5, 2], [1, 3, 4], id="every third frame"),
        pytest.param({}, {"sequential": 0}, [0, 5, 3], [1, 4, 2], id="ends and middle"),
        pytest.param({}, {}, [0, 1, 2, 3, 4, 5], [], id="nothing that comes first: no restriction"),
    ],
)
def test_job_when_it_wants_approval_then_its_previews_run_and_the_rest_waits_for_it(
    fields, block, before, after
) -> None:
    job = job_of(frames("a", 6, **block), ppa=True, **fields)
    assert [index for _, index in run_all(job)] == before
    assert states.text(job.state()) == (" PPA" if after else " DON")
    job.fields["ppa"] = False
    assert [index for _, index in run_all(job)] == after
    assert states.text(job.state()) == " DON"


@pytest.mark.parametrize(
    ("touched", "fields", "waits", "words"),
    [
        pytest.param({}, {}, 0, "RDY", id="new"),
        pytest.param({}, {"offline": True}, 0, "RDY OFF", id="paused"),
        pytest.param({}, {}, WDP, "WDP", id="waits for a job"),
        pytest.param({}, {}, WTM, "WTM", id="waits for a time"),
        pytest.param({0: RUN}, {}, 0, "RDY RUN", id="one of three runs"),
        pytest.param({0: DON, 1: DON, 2: DON}, {}, 0, "DON", id="all done"),
        pytest.param({0: DON, 1: DON, 2: DON}, {}, WDP, "DON", id="done, whatever it waits for"),
        pytest.param({0: DON | SKP, 1: SUS}, {}, 0, "RDY SKP SUS", id="one skipped, one suspended"),
        pytest.param({0: ERR, 1: DON, 2: DON}, {}, 0, "ERR", id="an error"),
    ],
)
def test_state_when_tasks_are_in_states_then_the_servers_words(touched, fields, waits, words) -> None:
    job = job_of(frames("a", 3), **fields)
    for index, st in touched.items():
        job.blocks[0].set_state(index, st)
    assert states.text(job.state(waits=waits)).split() == words.split()


def test_state_when_a_block_waits_then_shown_while_the_other_is_ready() -> None:
    job = job_of(frames("a", 1), frames("b", 2, depend_mask="a"), frames("c", 1, tasks_depend_mask="a"))
    assert [states.text(job.block_state(block)).split() for block in job.blocks] == [["RDY"], ["WDP"], []]
    assert states.text(job.shown_state(job.blocks[2], 0)) == " WDP"
    assert job.block_bar(job.blocks[2]) == "W" * 128


@pytest.mark.parametrize(
    ("running", "fields", "expected"),
    [
        pytest.param(5, {}, False, id="no limit"),
        pytest.param(1, {"max_running_tasks": 2}, False, id="below"),
        pytest.param(2, {"max_running_tasks": 2}, True, id="reached"),
        pytest.param(1, {"max_running_tasks": 9, "max_running_tasks_per_host": 1}, True, id="one host is all there is"),
        pytest.param(0, {"max_running_tasks": 0}, True, id="never"),
    ],
)
def test_limit_when_tasks_run_then_held(running: int, fields, expected: bool) -> None:
    assert local_jobs.at_limit(running, fields) is expected


def test_ready_number_when_frames_wait_then_only_what_can_run() -> None:
    job = job_of(frames("a", 4), frames("b", 4, tasks_depend_mask="a"))
    job.blocks[0].set_state(0, DON)
    assert [job.ready_number(block) for block in job.blocks] == [3, 1]
    assert job.blocks[0].number_in(RDY) == 3
