"""Which task is next, and what a job waits for: as a look at every job would tell."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.local import job_actions, queries, task_changes, task_choice
from afsubmit.local.mask_matching import full_match
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store
from afsubmit.wire.states import DON, RDY, RUN, WDP, WTM

from .conftest import HOST, StillMachine, a_block, a_job

NOW = 1_800_000_000


@pytest.mark.parametrize(
    ("fields", "other", "expected"),
    [
        pytest.param({"time_wait": NOW + 1}, {}, WTM, id="until a time"),
        pytest.param({"time_wait": NOW}, {}, 0, id="the time has come"),
        pytest.param({"depend_mask": "render"}, {}, WDP, id="a job of the same user"),
        pytest.param({"depend_mask": "rend"}, {}, 0, id="not the whole name"),
        pytest.param({"depend_mask": "other|rend[e]r"}, {}, WDP, id="one of two names"),
        pytest.param({"depend_mask": "render"}, {"user_name": "mary"}, 0, id="another user's"),
        pytest.param({"depend_mask": "ren.*"}, {"user_name": "mary"}, 0, id="another user's by a pattern"),
        pytest.param({"depend_mask_global": "ren.*"}, {"user_name": "mary"}, WDP, id="anybody's"),
        pytest.param({"depend_mask_global": "render"}, {"user_name": "mary"}, WDP, id="anybody's by name"),
        pytest.param({"depend_mask": "("}, {}, 0, id="no regular expression"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False], ids=["comes after it", "comes before it"])
def test_waits_when_a_mask_or_a_time_is_given_then_as_the_server(state, fields, other, expected, is_first) -> None:
    render = a_job(name="render", **other)
    first = state.accept(render) if is_first else None
    job = state.accept(a_job(name="job", **fields))
    first = first or state.accept(render)
    assert state.waits(job) == expected
    task_changes.set_task(state, first, first.blocks[0], 0, DON)
    assert state.waits(job) in (0, WTM)
    task_changes.set_task(state, first, first.blocks[0], 0, RDY)
    assert state.waits(job) == expected
    state.remove(first)
    assert state.waits(job) in (0, WTM)


def naive_next(state: FarmState) -> tuple[int, int, int] | None:
    """The next task by looking at every job in order."""
    for job in state.jobs.in_order():
        user = state.users[job.user_name]
        most = user.field("max_running_tasks", -1)
        is_kept = user.field("paused", False) or 0 <= most <= state.running.number_of(user.name)
        if job.is_offline or job.priority == 0 or job.is_done or naive_waits(state, job) or is_kept:
            continue
        if state.render.takes(job) and not state.store.has_posts(job.serial):
            for block, index in job.next_tasks():
                return job.id, block.number, index
    return None


def naive_waits(state: FarmState, job) -> bool:
    if job.field("time_wait", 0) > state.now():
        return True
    own, every = job.field("depend_mask", ""), job.field("depend_mask_global", "")
    others = [one for one in state.jobs.values() if one is not job and not one.is_done]
    return any(
        (own and full_match(own, one.name) and one.user_name == job.user_name)
        or (every and full_match(every, one.name))
        for one in others
    )


JOB = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", "b", "ab"]), "user_name": st.sampled_from(["ann", "bob"])},
    optional={
        "depend_mask": st.sampled_from(["a", "a|b-1", "a.*", ".*b", "("]),
        "depend_mask_global": st.sampled_from(["b", "b.*"]),
        "priority": st.integers(0, 3),
        "offline": st.booleans(),
        "time_wait": st.integers(NOW, NOW + 3),
        "max_running_tasks": st.integers(0, 2),
        "ignorenimby": st.booleans(),
        "ignorepaused": st.booleans(),
        "command_pre": st.just("true"),
    },
)
STEP = st.one_of(
    st.tuples(st.just("send"), JOB),
    st.tuples(st.sampled_from(["run", "end", "fail", "wait", "posts"])),
    st.tuples(st.sampled_from(["delete", "pause", "start", "restart", "stop"]), st.integers(0, 20)),
    st.tuples(st.just("params"), st.integers(0, 20), st.fixed_dictionaries({}, optional={
        "priority": st.integers(0, 3), "user_name": st.sampled_from(["ann", "bob"]), "time_wait": st.just(0),
        "depend_mask": st.sampled_from(["", "a", "b.*"]), "max_running_tasks": st.integers(0, 2)})),
    st.tuples(st.just("user"), st.sampled_from(["ann", "bob"]), st.fixed_dictionaries({}, optional={
        "paused": st.booleans(), "max_running_tasks": st.integers(-1, 2)})),
    st.tuples(st.just("render"), st.fixed_dictionaries({}, optional={
        "paused": st.booleans(), "nimby": st.booleans(), "NIMBY": st.booleans(), "user_name": st.just("bob")})),
    st.tuples(st.sampled_from(["up", "top", "bottom"]), st.integers(0, 20)),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=30))
def test_next_task_when_anything_happened_then_as_by_looking_at_all(steps) -> None:
    moment = [NOW]
    state = FarmState(Store(":memory:"), host_name=HOST, user_name="ann", clock=lambda: moment[0])
    machine = StillMachine(state)
    for name in ("ann", "bob"):
        state.user_for(name, "")
    for kind, *given_ in steps:
        step(machine, moment, kind, given_)
        found = task_choice.next_task(state)
        assert (found and (found[0].id, found[1].number, found[2])) == naive_next(state)
        for job in state.jobs.values():
            assert bool(state.waits(job)) == naive_waits(state, job)
        assert_listed_anew(state)
    state.store.close()


def assert_listed_anew(state: FarmState) -> None:
    """What is said of jobs from memory is what is said of them anew."""
    listed = json.dumps(dict(queries.answer(state, {"type": "jobs"}, jobs_folder="", slots=1)))
    state.listed.clear()
    assert json.dumps(dict(queries.answer(state, {"type": "jobs"}, jobs_folder="", slots=1))) == listed


def step(machine: StillMachine, moment: list[int], kind: str, given_: list) -> None:
    state = machine.state
    jobs = list(state.jobs.values())
    if kind == "send":
        state.accept(a_job(a_block(frame_last=2, errors_retries=0), **given_[0]))
    elif kind == "run":
        found = task_choice.next_task(state)
        if found is not None:
            task_changes.task_started(state, *found)
    elif kind in ("end", "fail"):
        for place in state.running.listed()[:1]:
            task_changes.task_left(state, *place)
            task_changes.task_done(state, *place) if kind == "end" else task_changes.task_failed(state, *place, 32)
    elif kind == "wait":
        moment[0] += 1
    elif kind == "posts":
        for post in state.store.posts(2**40, 1):
            state.remove_post(post)
    elif kind == "user":
        state.users[given_[0]].fields.update(given_[1])
        state.save_user(state.users[given_[0]])
    elif kind == "render":
        state.render.set(given_[0])
        state.save_render()
    elif jobs:
        job = jobs[given_[0] % len(jobs)]
        if kind in ("up", "top", "bottom"):
            state.move_jobs(state.users[job.user_name], [job.id], kind)
        else:
            part = {"params": given_[1]} if kind == "params" else {"operation": {"type": kind}}
            job_actions.act(machine, {"user_name": "ann", "host_name": HOST, "ids": [job.id], **part})


def test_moment_when_it_comes_then_the_job_runs(state: FarmState) -> None:
    job = state.accept(a_job(time_wait=NOW + 5))
    assert task_choice.next_task(state) is None
    state._clock = lambda: NOW + 5
    assert task_choice.next_task(state) == (job, job.blocks[0], 0)
    task_changes.task_started(state, job, job.blocks[0], 0)
    assert job.blocks[0].state(0) & RUN


def test_jobs_when_many_are_awake_then_looked_at_in_parts(state: FarmState) -> None:
    """As after a start, when nobody knows yet which of them can run."""
    for _ in range(3 * task_choice.MOST_LOOKED_AT):
        state.accept(a_job(depend_mask_global="nobody|last"))
    job = state.accept(a_job(name="last", priority=1))
    turns = 0
    while task_choice.next_task(state) is None:
        assert state.schedule.is_behind
        turns += 1
    assert (turns, task_choice.next_task(state)) == (3, (job, job.blocks[0], 0))
