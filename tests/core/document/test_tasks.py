"""A range cut into tasks, their names and the order in which they run: the tables measured on afserver 3.4.1."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document.tasks import number_of_tasks, numeric_tasks, run_order, task_name


@pytest.mark.parametrize(
    ("numbers", "tasks", "names"),
    [
        pytest.param((1, 10, 3, 1), [(1, 3), (4, 6), (7, 9), (10, 10)], ["frame 1-3", "frame 10"], id="in threes"),
        pytest.param((1, 10, 1, 2), [(f, f) for f in (1, 3, 5, 7, 9)], ["frame 1", "frame 9"], id="every second"),
        pytest.param((1, 10, 3, 2), [(1, 5), (7, 9)], ["frame 1-5 / 2", "frame 7-9 / 2"], id="every second in threes"),
        pytest.param(
            (10, 31, 2, 3),
            [(10, 13), (16, 19), (22, 25), (28, 31)],
            ["frame 10-13 / 3", "frame 28-31 / 3"],
            id="thirds",
        ),
        pytest.param((-7, 9, 1, 5), [(f, f) for f in (-7, -2, 3, 8)], ["frame -7", "frame 8"], id="from below zero"),
        pytest.param(
            (-9, 4, 3, 2), [(-9, -5), (-3, 1), (3, 3)], ["frame -9--5 / 2", "frame 3"], id="across zero with a step"
        ),
        pytest.param((-5, 5, 4, 1), [(-5, -2), (-1, 2), (3, 5)], ["frame -5--2", "frame 3-5"], id="across zero"),
        pytest.param((7, 7, 5, 1), [(7, 7)], ["frame 7", "frame 7"], id="more in a task than there are"),
        pytest.param((10, 5, 0, 0), [(10, 10)], ["frame 10", "frame 10"], id="corrected as the server corrects"),
    ],
)
def test_range_becomes_tasks(
    numbers: tuple[int, int, int, int], tasks: list[tuple[int, int]], names: list[str]
) -> None:
    made = numeric_tasks(*numbers)
    assert made == tasks
    shown = [task_name(first, last, numbers[3]) for first, last in made]
    assert [shown[0], shown[-1]] == names


@given(st.integers(-500, 500), st.integers(0, 500), st.integers(1, 40), st.integers(1, 20))
def test_any_range_is_rendered_whole_and_only_once(first: int, length: int, per_task: int, inc: int) -> None:
    tasks = numeric_tasks(first, first + length, per_task, inc)
    frames = [frame for begin, end in tasks for frame in range(begin, end + 1, inc)]
    assert frames == list(range(first, first + length + 1, inc))
    assert len(tasks) == -(-len(frames) // per_task)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("beauty @####@ to @####@", "beauty 0001 to 0005"),
        ("a @#@;b @#@;c", "a 1;b 1;c"),
        ("the same for all", "the same for all"),
    ],
)
def test_pattern_names_tasks(pattern: str, name: str) -> None:
    assert task_name(1, 5, 1, pattern) == name


def frames_of(first: int, last: int, sequential: int) -> list[int]:
    firsts = list(range(first, last + 1))
    return [firsts[number] for number in run_order(firsts, sequential)]


@pytest.mark.parametrize(
    ("first", "last", "sequential", "order"),
    [
        (1, 10, 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (1, 10, -1, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        (1, 10, 2, [1, 10, 2, 4, 6, 8, 3, 5, 7, 9]),
        (1, 10, 10, [1, 10, 2, 3, 4, 5, 6, 7, 8, 9]),
        (4, 12, 3, [4, 12, 6, 9, 5, 7, 8, 10, 11]),
        (1, 9, -2, [8, 6, 4, 2, 9, 7, 5, 3, 1]),
        (1, 10, -3, [9, 6, 3, 10, 8, 7, 5, 4, 2, 1]),
        (1, 10, -10, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        (1, 10, 0, [1, 10, 6, 3, 8, 2, 4, 7, 9, 5]),
        (1, 7, 0, [1, 7, 4, 2, 6, 3, 5]),
        (1, 8, 0, [1, 8, 5, 3, 7, 2, 4, 6]),
        (-7, 3, 3, [-7, 3, -6, -3, 0, -5, -4, -2, -1, 1, 2]),
        (-9, -5, -2, [-5, -6, -7, -8, -9]),
        (-9, -4, -2, [-4, -6, -8, -5, -7, -9]),
        (5, 5, 0, [5]),
    ],
)
def test_order_of_run(first: int, last: int, sequential: int, order: list[int]) -> None:
    assert frames_of(first, last, sequential) == order


def test_order_of_tasks_with_several_frames() -> None:
    assert run_order(range(1, 17, 2), 4, 16) == [0, 7, 1, 3, 5, 2, 4, 6]
    assert run_order(range(1, 17, 2), -4, 16) == [7, 5, 3, 1, 6, 4, 2, 0]


def test_no_tasks_have_no_order() -> None:
    assert [run_order([], sequential) for sequential in (1, -1, 0, 5, -5)] == [[]] * 5


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 5), st.integers(-12, 12))
def test_any_order_runs_every_task_once(first: int, length: int, per_task: int, sequential: int) -> None:
    firsts = [begin for begin, _ in numeric_tasks(first, first + length, per_task, 1)]
    assert sorted(run_order(firsts, sequential, first + length)) == list(range(len(firsts)))


def walked(firsts: list[int], last: int, sequential: int) -> list[int]:
    """The tasks in the order in which a server finds them that goes from frame to frame."""
    step = abs(sequential)
    if sequential > 0:
        frames = range(-(-firsts[0] // step) * step, last + 1, step)
        ends, rest = [0, len(firsts) - 1], range(len(firsts))
    else:
        start = last - int(math.fmod(last, step))
        frames = range(start, firsts[0] - 1, -step) if start <= last else range(0)
        ends, rest = [], range(len(firsts) - 1, -1, -1)
    found = [max(n for n, first in enumerate(firsts) if first <= frame) for frame in frames]
    return list(dict.fromkeys([*ends, *found, *rest]))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, max_examples=300)
@given(
    st.integers(-60, 60),
    st.integers(0, 60),
    st.integers(1, 5),
    st.integers(1, 6),
    st.integers(-70, 70).filter(lambda n: abs(n) > 1),
)
def test_order_of_any_block_is_the_one_of_a_walk_over_its_frames(
    first: int, length: int, per_task: int, inc: int, sequential: int
) -> None:
    tasks = numeric_tasks(first, first + length, per_task, inc)
    firsts, last = [begin for begin, _ in tasks], tasks[-1][1]
    assert run_order(firsts, sequential, last) == walked(firsts, last, sequential)
    assert number_of_tasks(first, first + length, per_task, inc) == len(tasks)


def test_order_takes_no_longer_for_frames_that_nobody_renders() -> None:
    assert len(run_order(range(-(2**31), 2**31, 10**6), 2, 2**31 - 1)) == 4295
