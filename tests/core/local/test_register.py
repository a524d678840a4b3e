"""The index of jobs answers as a look at every job would, whatever came, moved and went."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.local.local_jobs import LocalJob
from afsubmit.local.register import Register

USERS = ("ann", "bob")


def job_of(register: Register, name: str, serial: int, **fields) -> LocalJob:
    job = LocalJob(register.free_id(), serial, {"name": register.unique_name(name), "user_name": "ann", **fields}, [])
    register.add(job)
    return job


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param([], "a", id="free"),
        pytest.param(["a"], "a-1", id="taken"),
        pytest.param(["a", "a-1"], "a-2", id="and its first number"),
        pytest.param(["a", "a-2"], "a-1", id="a number between is free"),
        pytest.param(["a-1"], "a", id="only a number is taken"),
    ],
)
def test_name_when_taken_then_numbered(taken: list[str], expected: str) -> None:
    register = Register()
    for serial, name in enumerate(taken, 1):
        job_of(register, name, serial)
    assert register.unique_name("a") == expected


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from("ab"), st.sampled_from(USERS), st.integers(0, 2)),
        st.tuples(st.just("remove"), st.integers(0, 30)),
        st.tuples(st.just("priority"), st.integers(0, 30), st.integers(0, 2)),
        st.tuples(st.just("owner"), st.integers(0, 30), st.sampled_from(USERS)),
        st.tuples(st.sampled_from(["up", "down", "top", "bottom"]), st.integers(0, 30)),
    ),
    max_size=40,
)


class Model:
    """The same by lists, as afserver 3.4.1 keeps them."""

    def __init__(self) -> None:
        self.every: list[LocalJob] = []
        self.own: dict[str, list[LocalJob]] = {name: [] for name in USERS}

    @staticmethod
    def put(jobs: list[LocalJob], job: LocalJob) -> None:
        place = next((at for at, one in enumerate(jobs) if one.priority < job.priority), len(jobs))
        jobs.insert(place, job)

    def move(self, job: LocalJob, how: str) -> None:
        own = self.own[job.user_name]
        same = [at for at, one in enumerate(own) if one.priority == job.priority]
        place = own.index(job)
        target = {"up": place - 1, "down": place + 1, "top": same[0], "bottom": same[-1]}[how]
        if target in same:
            own.insert(target, own.pop(place))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(OPERATIONS)
def test_answers_when_jobs_come_move_and_go_then_as_by_looking_at_all(operations) -> None:
    register, model, serial = Register(), Model(), 0
    for kind, *given_ in operations:
        jobs = list(register.values())
        if kind == "add":
            serial += 1
            taken = {job.name for job in jobs}
            job = job_of(register, given_[0], serial, user_name=given_[1], priority=given_[2])
            names = (given_[0], *(f"{given_[0]}-{number}" for number in range(1, 99)))
            assert job.name == next(name for name in names if name not in taken)
            assert job.id == next(id_ for id_ in range(2, 99) if id_ not in {one.id for one in jobs})
            model.put(model.own[job.user_name], job)
        elif jobs:
            job = jobs[given_[0] % len(jobs)]
            change(register, model, job, kind, given_[1:])
        for name in USERS:
            assert register.of_user(name) == model.own[name]
            assert register.number_of(name) == len(model.own[name])
        everyone = register.in_order()
        assert sorted(everyone, key=lambda one: -one.priority) == everyone
        assert {*everyone} == {*register.values()} == {one for own in model.own.values() for one in own}
        assert register.above(1) == sum(1 for one in everyone if one.priority > 1)


def change(register: Register, model: Model, job: LocalJob, kind: str, given_: list) -> None:
    own = model.own[job.user_name]
    if kind == "remove":
        own.remove(job)
        register.remove(job)
        assert register.by_serial(job.serial) is register.by_name(job.name) is None
    elif kind in ("priority", "owner"):
        own.remove(job)
        job.fields["priority" if kind == "priority" else "user_name"] = given_[0]
        job.rank = None
        register.refile(job)
        model.put(model.own[job.user_name], job)
    else:
        register.move(job.user_name, [job.id], kind)
        model.move(job, kind)


@pytest.mark.parametrize(
    ("how", "ids", "expected"),
    [
        pytest.param("up", [3, 4], [3, 4, 2, 5], id="two up"),
        pytest.param("up", [2, 3], [3, 2, 4, 5], id="the first cannot, so the second passes it"),
        pytest.param("down", [2, 3], [4, 2, 3, 5], id="two down keep their order"),
        pytest.param("top", [4, 5], [5, 4, 2, 3], id="two to the top, one after the other"),
        pytest.param("bottom", [2, 4], [3, 5, 2, 4], id="two to the bottom, too"),
        pytest.param("bottom", [5], [2, 3, 4, 5], id="it is there"),
        pytest.param("top", [9, 6], [2, 3, 4, 5], id="nobody's, and another user's"),
    ],
)
def test_move_when_several_are_named_then_as_the_server(how: str, ids: list[int], expected: list[int]) -> None:
    register = Register()
    for serial in range(1, 5):
        job_of(register, "j", serial)
    job_of(register, "k", 5, user_name="bob")
    register.move("ann", ids, how)
    assert [job.id for job in register.of_user("ann")] == expected
