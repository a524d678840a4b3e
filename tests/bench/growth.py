"""How much more the farm on this machine works for one request when it holds ten times as many jobs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure

FEW, MANY = 1_000, 10_000
TIMES = 200
ROUNDS = 3
PROMISE = 1.5
"""Ratio of what a request costs with `MANY` jobs to what it costs with `FEW`."""


def measure(project: Path) -> list[Figure]:
    """Fill two farms in memory with paused jobs, and ask both the same."""
    few, many = _farm(FEW), _farm(MANY)
    figures = []
    for name, ask in (("accepting a job", _accept), ("asking for one job", _get), ("a turn of the loop", _turn)):
        pairs = [(_milliseconds(few, ask), _milliseconds(many, ask)) for _ in range(ROUNDS)]
        before, after = (min(pair[place] for pair in pairs) for place in (0, 1))
        beside = f"{before:.3f} ms with {FEW:,} jobs, {after:.3f} ms with {MANY:,}"
        figures.append(Figure(f"local farm, growth of {name}", after / before, "times", PROMISE, beside=beside))
    return figures


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
