"""Every action of the tables: carried out, so that it can be seen, or refused; never "processed" and nothing done."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document import fields as document_fields
from afsubmit.document.action_rules import OWN_PARAMS, TYPES, WITH_WORK
from afsubmit.document.operations import BLOCK_OPERATIONS, OPERATIONS, POOL_PARAMS
from afsubmit.local import actions, queries, task_changes
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store
from afsubmit.wire.states import DON, ERR, RDY, SKP, SUS, WRN

from .conftest import HOST, StillMachine, a_block, a_job, a_listed_block

TASK_STATES = (RDY, DON, DON | SKP, ERR, SUS, DON | WRN)
VALUES: dict[str, Any] = {
    "int": 2, "str": "x", "bool": True, "map": {"a": 1}, "list": ["x"], "byte": 2, "raw": "x", "name": "x",
    "tickets": {"a": [1]},
}  # fmt: skip
SPECIAL: dict[str, Any] = {
    "user_name": "kate", "environment": {"A": "b"}, "folders": {"out": "/x"}, "files": ["/x"], "sequential": -1,
    "hosts_mask_type": "regex", "solve_method": "solve_priority", "solve_need": "solve_capacity", "branch": "/x",
    "time_life": 2_000_000_000, "max_tasks_host": 5,
}  # fmt: skip
NEEDED: dict[str, dict[str, Any]] = {
    "append_blocks": {"blocks": [a_block(name="new")]},
    "append_tasks": {"tasks": [{"name": "new", "command": "true"}]},
    "trynext": {"task_ids": [0], "mode": "append"},
    "tickets": {"name": "nuke", "count": 2},
    "farm": {"mode": "service_disable", "name": "nuke"},
    "set_pool": {"name": "/gpu"},
    "add_pool": {"name": "gpu"},
    "launch_cmd": {"cmd": "touch /tmp/never"},
    "message": {"text": "hello"},
    "watch": {"class": "jobs", "status": "subscribe"},
    **{f"move_jobs_{how}": {"jids": [3]} for how in ("up", "top", "down", "bottom")},
}
TARGETS = {"jobs": [2], "users": [2], "renders": [1], "branches": [1], "pools": [1], "monitors": [1]}


def farm() -> StillMachine:
    """Five jobs of one user, the first with a task in every state, one of them running, and a user without jobs."""
    state = FarmState(Store(":memory:"), host_name=HOST, clock=lambda: 1_800_000_000)
    machine = StillMachine(state)
    numeric, listed = a_block(frame_last=len(TASK_STATES) + 1, name="n"), a_listed_block("a", "b", "c", name="l")
    job = state.accept(a_job(numeric, listed, try_this_tasks_num=[1], try_this_blocks_num=[1]))
    for index, bits in enumerate(TASK_STATES):
        task_changes.set_task(state, job, job.blocks[0], index, bits)
    task_changes.task_started(state, job, job.blocks[0], len(TASK_STATES))
    job.blocks[0].is_error_host = True
    job.is_offline = True
    for _ in range(4):
        state.accept(a_job(a_block()))
    state.user_for("kate", "")
    return machine


def picture(machine: StillMachine) -> list[Any]:
    """All that can be asked for, but the logs."""
    slots = machine.slots or 1

    def ask(**get: Any) -> Any:
        return queries.answer(machine.state, get, jobs_folder="/none", slots=slots)

    lists = [ask(type=kind) for kind in ("users", "renders", "branches", "pools")]
    jobs = [ask(type="jobs", mode="full")]
    jobs += [
        ask(type="jobs", ids=[id_], mode=mode) for id_ in machine.state.jobs for mode in ("progress", "error_hosts")
    ]
    return copy.deepcopy([*lists, *jobs])


def act(machine: StillMachine, kind: str, **parts: Any) -> dict[str, Any]:
    root = {"user_name": "kate", "host_name": HOST, "type": kind, "ids": TARGETS[kind], **parts}
    return actions.answer(machine, root)


def is_refused(answer: dict[str, Any]) -> bool:
    return answer.get("info", {}).get("kind") == "error"


def operations() -> list[Any]:
    every = [(kind, {}, name) for kind in TYPES for name in OPERATIONS[kind]]
    every += [("jobs", {"block_ids": blocks}, name) for blocks in ([0], [1], [-1]) for name in BLOCK_OPERATIONS]
    return [pytest.param(*one, id=f"{one[0]} {one[2]} {one[1].get('block_ids', '')}") for one in every]


@pytest.mark.parametrize(("kind", "parts", "name"), operations())
def test_operation_when_it_is_in_the_table_then_seen_or_refused(kind: str, parts: dict, name: str) -> None:
    machine = farm()
    prepared = "stop" if name == "start" else "start"
    if kind == "jobs" and name in ("start", "pause", "stop", "restart_pause"):
        act(machine, kind, operation={"type": prepared})
    if parts.get("block_ids") == [1]:
        for index, bits in enumerate((SUS, ERR)):
            task_changes.set_task(machine.state, machine.state.jobs[2], machine.state.jobs[2].blocks[1], index, bits)
    before = picture(machine)
    answer = act(machine, kind, **parts, operation={"type": name, **NEEDED.get(name, {})})
    assert is_refused(answer) or picture(machine) != before or (parts == {"block_ids": [1]} and name in NOTHING_TO_DO)


NOTHING_TO_DO = ("restart_running", "restart_skipped", "restart_done", "reset_error_hosts")
"""No task of that block is in such a state."""


def params() -> list[Any]:
    every: list[tuple[str, dict[str, Any], str, Any]] = []
    for kind in TYPES:
        table = {**document_fields.NODE, **(document_fields.WORK if kind in WITH_WORK else {})}
        kinds = {name: field.kind for name, field in (document_fields.JOB if kind == "jobs" else table).items()}
        kinds.update(
            {**OWN_PARAMS.get(kind, {}), **(dict.fromkeys(sorted(POOL_PARAMS), "int") if kind == "pools" else {})}
        )
        every += [(kind, {}, name, SPECIAL.get(name, VALUES[of])) for name, of in kinds.items() if of in VALUES]
    every += [("jobs", {"block_ids": [0]}, name, SPECIAL.get(name, VALUES[field.kind]))
              for name, field in document_fields.BLOCK.items()]  # fmt: skip
    return [pytest.param(*one, id=f"{one[0]} {one[2]} {one[1].get('block_ids', '')}") for one in every]


@pytest.mark.parametrize(("kind", "parts", "name", "value"), params())
def test_parameter_when_it_is_in_the_table_then_seen_or_refused(kind: str, parts: dict, name: str, value) -> None:
    machine = farm()
    if (kind, name) == ("users", "solve_need"):
        value = "solve_tasksnum"
    if name == "offline":
        act(machine, kind, operation={"type": "start"})
    before = picture(machine)
    answer = act(machine, kind, **parts, params={name: value})
    assert is_refused(answer) or picture(machine) != before


NAMES = [*document_fields.JOB, *document_fields.BLOCK, *sorted(POOL_PARAMS), "nimby"]
ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.text(max_size=3), st.just([]),
                     st.just({}), st.lists(st.integers(), max_size=2))  # fmt: skip


@pytest.mark.parametrize("name", ["hosts_mask_type", "solve_method", "solve_need"])
@pytest.mark.parametrize(("kind", "parts"), [("users", {}), ("jobs", {})], ids=str)
@pytest.mark.parametrize("word", ["", "x", "solve_", "Find", "solve_order "])
def test_word_when_the_server_has_none_such_then_refused_and_kept(kind: str, parts: dict, name: str, word: str) -> None:
    machine = farm()
    act(machine, kind, **parts, params={"hosts_mask_type": "regex"})
    before = picture(machine)
    assert is_refused(act(machine, kind, **parts, params={name: word}))
    assert picture(machine) == before


MEANS_NONE_BELOW_1 = [name for name, field in {**document_fields.JOB, **document_fields.BLOCK}.items()
                      if field.kind == "int" and field.default in (-1, 0)]  # fmt: skip
"""Such a number is left out of the lists."""


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.sampled_from(TYPES), st.sampled_from([{}, {"block_ids": [0]}]), st.booleans(),
       st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=4)), ANYTHING))  # fmt: skip
def test_parameter_when_it_is_anything_then_seen_or_refused(kind, parts, is_beside, given_) -> None:
    machine = farm()
    if is_beside:
        parts = {**parts, "operation": {"type": "reset_error_hosts"}}
        act(machine, kind, **parts)
    before = picture(machine)
    answer = act(machine, kind, **(parts if kind == "jobs" else {}), params=dict([given_]))
    name, value = given_
    if not is_refused(answer) and picture(machine) == before:
        seen = shown(machine, kind, parts, name)
        assert seen == value if seen is not None else not value or (name in MEANS_NONE_BELOW_1 and value < 1)


def shown(machine: StillMachine, kind: str, parts: dict[str, Any], name: str) -> Any:
    """The value of that name of what was acted on, None when it is left out of its answer."""
    found = queries.answer(machine.state, {"type": kind, "ids": TARGETS[kind], "mode": "full"}, jobs_folder="", slots=1)
    (node,) = found[kind] if kind in found else [found["object"]["render"]]
    if kind == "jobs" and "block_ids" in parts and "operation" not in parts and name in document_fields.BLOCK:
        node = node["blocks"][0]
    return node.get(name)


@pytest.mark.parametrize("parts", [{"params": {"priority": 5}}, {"operation": {"type": "pause"}}], ids=str)
def test_system_job_when_it_alone_is_meant_then_refused(parts: dict) -> None:
    machine = farm()
    assert is_refused(act(machine, "jobs", ids=[1], **parts))
    root = {"user_name": "jimmy", "host_name": HOST, "type": "jobs", "mask": "afanasy", **parts}
    assert is_refused(actions.answer(machine, root))
