"""How much more the farm on this machine works with a hundred times as many jobs, and what each of them costs."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.bench.figures import Figure, NotMeasured

FEW, MANY = 1_000, 100_000
TIMES = 200
LISTED, MANY_LISTED = 1_000, 10_000
TASKS = 100_000
"""Of one block."""
ROUNDS = 3
PROMISE = 1.5
"""Ratio of what a request costs with `MANY` jobs to what it costs with `FEW`."""


def measure(project: Path) -> list[Figure]:
    """Fill two farms in memory with paused jobs, and ask both the same."""
    few = _farm(FEW)
    before = _resident_kb()
    start = time.process_time()
    many = _farm(MANY)
    figures = [
        Figure("local farm, jobs taken", MANY / (time.process_time() - start), "a second", 3000, is_more_better=True),
        Figure("local farm, memory of a job", (_resident_kb() - before) / MANY, "kB", 4),
        *_lists(many),
    ]
    for name, ask in (("accepting a job", _accept), ("asking for one job", _get), ("a turn of the loop", _turn)):
        pairs = [(_milliseconds(few, ask), _milliseconds(many, ask)) for _ in range(ROUNDS)]
        before, after = (min(pair[place] for pair in pairs) for place in (0, 1))
        beside = f"{before:.3f} ms with {FEW:,} jobs, {after:.3f} ms with {MANY:,}"
        figures.append(Figure(f"local farm, growth of {name}", after / before, "times", PROMISE, beside=beside))
    del few, many
    return [*figures, *_many_tasks(), *_restart()]


def _resident_kb() -> float:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024
    except OSError:
        raise NotMeasured("the system does not say how much memory a process holds") from None


def _lists(state: Any) -> list[Figure]:
    """What lists of jobs cost with their texts: the first, and the next as a client gets it that asks again."""
    first, again = _list_milliseconds(state, LISTED)
    _, of_many = _list_milliseconds(state, MANY_LISTED)
    return [
        Figure(f"local farm, a first list of {LISTED:,} jobs", first, "ms", 60),
        Figure(f"local farm, a list of {LISTED:,} jobs", again, "ms", 10),
        Figure(f"local farm, a list of {MANY_LISTED:,} jobs", of_many, "ms", 100),
    ]


def _list_milliseconds(state: Any, number: int) -> tuple[float, float]:
    found = [_answered(state, ids=list(range(2, 2 + number))) for _ in range(ROUNDS + 1)]
    return found[0], min(found[1:])


def _answered(state: Any, **get: Any) -> float:
    """Milliseconds from a question about jobs to the bytes of its answer."""
    from afsubmit.local import queries, server

    start = time.process_time()
    server.encoded(queries.answer(state, {"type": "jobs", **get}, jobs_folder="", slots=1))
    return 1000 * (time.process_time() - start)


def _many_tasks() -> list[Figure]:
    """What it costs to skip all tasks of a large block, and to say how each of them is."""
    from afsubmit.local import task_actions
    from afsubmit.local.state import FarmState
    from afsubmit.local.store import Store

    state = FarmState(Store(":memory:"), host_name="bench")
    skips, progress = [], []
    for _ in range(ROUNDS):
        document = _job()
        document["blocks"][0]["frame_last"] = TASKS
        job = state.accept(document)
        start = time.process_time()
        task_actions.operate(SimpleNamespace(state=state), job, job.blocks[0], "skip")
        state.commit()
        skips.append(1000 * (time.process_time() - start))
        progress.append(_answered(state, ids=[job.id], mode="progress"))
    return [
        Figure(f"local farm, skipping {TASKS:,} tasks", min(skips), "ms", 500),
        Figure(f"local farm, progress of {TASKS:,} tasks", min(progress), "ms", 180),
    ]


def _restart() -> list[Figure]:
    """What a farm does with `MANY` jobs of a store before it answers, and what its first turns take."""
    from afsubmit.local.state import FarmState
    from afsubmit.local.store import Store

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "farm.sqlite")
        before = FarmState(Store(path), host_name="bench")
        for _ in range(MANY):
            before.accept({**_job(), "offline": False, "depend_mask_global": "nobody"})
        before.commit()
        before.store.close()
        del before
        gc.collect()
        start = time.process_time()
        state = FarmState(Store(path), host_name="bench")
        seconds = time.process_time() - start
        state.render.fields["paused"] = True
        turns = [_milliseconds_of_one(state) for _ in range(100)]
        state.store.close()
    return [
        Figure(f"local farm, start with {MANY:,} jobs", seconds, "s", 2),
        Figure("local farm, its longest first turn", max(turns), "ms", 2.5),
    ]


def _milliseconds_of_one(state: Any) -> float:
    start = time.process_time()
    _turn(state, 0)
    return 1000 * (time.process_time() - start)


def _job() -> dict[str, Any]:
    block = {"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": 10, "command": "true"}
    return {"name": "bench", "user_name": "bench", "host_name": "bench", "offline": True, "blocks": [block]}


def _farm(number: int) -> Any:
    from afsubmit.local.state import FarmState
    from afsubmit.local.store import Store

    state = FarmState(Store(":memory:"), host_name="bench")
    for _ in range(number):
        state.accept(_job())
    _choose(state)
    while state.schedule.is_behind:
        _choose(state)
    return state


def _choose(state: Any) -> None:
    from afsubmit.local import task_choice

    task_choice.next_task(state)


def _accept(state: Any, place: int) -> None:
    job = state.accept(_job())
    _choose(state)
    state.commit()
    state.remove(job)
    state.remove_deleted(job)


def _get(state: Any, place: int) -> None:
    from afsubmit.local import queries

    queries.answer(state, {"type": "jobs", "ids": [2 + place]}, jobs_folder="", slots=1)


def _turn(state: Any, place: int) -> None:
    state.life_times.expired(state.now())
    _choose(state)
    state.commit()


def _milliseconds(state: Any, ask: Callable[[Any, int], None]) -> float:
    """What one request costs of the processor, as a mean of many."""
    start = time.process_time()
    for place in range(TIMES):
        ask(state, place)
    return 1000 * (time.process_time() - start) / TIMES
