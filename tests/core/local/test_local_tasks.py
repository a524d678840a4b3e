"""How a block becomes tasks: frames, names, commands, order of run, states, the progress bar. No clock, no disk."""

from __future__ import annotations

import pytest

from afsubmit.local.local_tasks import LocalBlock, bar, character, shown
from afsubmit.wire import states
from afsubmit.wire.states import DON, ERR, RDY, RER, RUN, SKP, SUS, WRN


def numeric(first: int, last: int, inc: int = 1, per_task: int = 1, **fields) -> LocalBlock:
    given = {"flags": 1, "frame_first": first, "frame_last": last, "frames_inc": inc, "frames_per_task": per_task}
    return LocalBlock(0, {**given, **fields}, [])


def listed(number: int, **fields) -> LocalBlock:
    return LocalBlock(0, fields, [{"name": f"t{index}", "command": f"c{index}"} for index in range(number)])


@pytest.mark.parametrize(
    ("block", "names"),
    [
        pytest.param(numeric(1, 10, 1, 3), ["frame 1-3", "frame 4-6", "frame 7-9", "frame 10"], id="a short last task"),
        pytest.param(numeric(1, 10, 2), [f"frame {n}" for n in (1, 3, 5, 7, 9)], id="every second frame"),
        pytest.param(numeric(1, 10, 2, 3), ["frame 1-5 / 2", "frame 7-9 / 2"], id="three of every second"),
        pytest.param(numeric(10, 31, 3, 2), [f"frame {a}-{a + 3} / 3" for a in (10, 16, 22, 28)], id="from ten"),
        pytest.param(numeric(-7, 9, 5), ["frame -7", "frame -2", "frame 3", "frame 8"], id="negative"),
        pytest.param(numeric(-9, 4, 2, 3), ["frame -9--5 / 2", "frame -3-1 / 2", "frame 3"], id="across zero"),
        pytest.param(numeric(-5, 5, 1, 4), ["frame -5--2", "frame -1-2", "frame 3-5"], id="fours across zero"),
        pytest.param(numeric(7, 7, 1, 5), ["frame 7"], id="one frame"),
        pytest.param(numeric(10, 5), ["frame 10"], id="reversed: corrected as the server does"),
        pytest.param(numeric(1, 3, 0, 0), ["frame 1", "frame 2", "frame 3"], id="steps below one"),
        pytest.param(numeric(1, 4, 1, 2, tasks_name="v@##@-@##@"), ["v01-02", "v03-04"], id="a pattern of names"),
        pytest.param(listed(2), ["t0", "t1"], id="listed"),
        pytest.param(listed(2, tasks_name="plate @#@"), ["plate t0", "plate t1"], id="listed, with a pattern"),
    ],
)
def test_names_when_cut_into_tasks_then_as_the_server(block: LocalBlock, names: list[str]) -> None:
    assert [block.task_name(index) for index in range(block.tasks_num)] == names


@pytest.mark.parametrize(
    ("block", "commands"),
    [
        pytest.param(numeric(1, 6, 1, 3, command="r -s @#@ -e @#@ -o f.@####@"),
                     ["r -s 1 -e 3 -o f.0001", "r -s 4 -e 6 -o f.0004"], id="first and last in turn"),
        pytest.param(numeric(-12, -12, command="@####@ @#@ @######@"), ["-012 -12 -00012"], id="minus counts"),
        pytest.param(listed(2, command="do @#@ now @#@"), ["do c0 now c0", "do c1 now c1"], id="listed, in place"),
        pytest.param(listed(2, command="do "), ["do c0", "do c1"], id="listed, appended"),
        pytest.param(listed(1), ["c0"], id="listed, alone"),
        pytest.param(numeric(5, 5, command="r @AF_CAPACITY@", capacity_coeff_min=4), ["r 4"], id="a variable capacity"),
    ],
)  # fmt: skip
def test_command_when_patterns_stand_in_it_then_filled(block: LocalBlock, commands: list[str]) -> None:
    assert [block.command_line(index) for index in range(block.tasks_num)] == commands


@pytest.mark.parametrize(
    ("block", "order"),
    [
        pytest.param(numeric(1, 10, sequential=1), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], id="forward"),
        pytest.param(numeric(1, 10, sequential=-1), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], id="backward"),
        pytest.param(numeric(1, 10, sequential=2), [1, 10, 2, 4, 6, 8, 3, 5, 7, 9], id="every second first"),
        pytest.param(numeric(1, 10, sequential=10), [1, 10, 2, 3, 4, 5, 6, 7, 8, 9], id="every tenth first"),
        pytest.param(numeric(4, 12, sequential=3), [4, 12, 6, 9, 5, 7, 8, 10, 11], id="divisible, not counted"),
        pytest.param(numeric(1, 16, 1, 2, sequential=4), [1, 15, 3, 7, 11, 5, 9, 13], id="in twos"),
        pytest.param(numeric(1, 9, sequential=-2), [8, 6, 4, 2, 9, 7, 5, 3, 1], id="every second, backward"),
        pytest.param(numeric(1, 10, sequential=-3), [9, 6, 3, 10, 8, 7, 5, 4, 2, 1], id="every third, backward"),
        pytest.param(numeric(1, 10, sequential=-10), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], id="every tenth, backward"),
        pytest.param(numeric(1, 10, sequential=0), [1, 10, 6, 3, 8, 2, 4, 7, 9, 5], id="halving ten"),
        pytest.param(numeric(1, 7, sequential=0), [1, 7, 4, 2, 6, 3, 5], id="halving seven"),
        pytest.param(numeric(1, 8, sequential=0), [1, 8, 5, 3, 7, 2, 4, 6], id="halving eight"),
    ],
)
def test_order_when_sequential_then_as_measured(block: LocalBlock, order: list[int]) -> None:
    assert [block.frames(index)[0] for index in block.ready()] == order


@pytest.mark.parametrize(
    ("block", "frames"),
    [
        pytest.param(numeric(1, 10), [], id="forward: none"),
        pytest.param(numeric(1, 10, sequential=-1), [], id="backward: none"),
        pytest.param(numeric(1, 10, sequential=4), [1, 4, 8, 10], id="every fourth and the ends"),
        pytest.param(numeric(1, 10, sequential=-4), [4, 8], id="backward: every fourth"),
        pytest.param(numeric(1, 10, sequential=0), [1, 6, 10], id="halving: ends and middle"),
        pytest.param(numeric(1, 2, sequential=0), [1, 2], id="halving two"),
        pytest.param(numeric(10, 31, 3, 2, sequential=10), [10, 16, 28], id="several frames in a task"),
    ],
)
def test_previews_when_sequential_then_the_frames_it_puts_first(block: LocalBlock, frames: list[int]) -> None:
    assert [block.frames(index)[0] for index in sorted(block.previews())] == frames


def test_ready_when_a_task_leaves_and_comes_back_then_in_its_place() -> None:
    block = numeric(1, 4)
    for index in (0, 1):
        block.set_state(index, DON)
    assert list(block.ready()) == [2, 3]
    block.set_state(0, RDY)
    assert list(block.ready()) == [0, 2, 3]
    assert (block.number_in(DON), block.number_in(RDY), block.is_done) == (1, 3, False)


def test_block_of_a_million_frames_when_nothing_ran_then_keeps_no_tasks() -> None:
    block = numeric(1, 1_000_000)
    assert (block.tasks_num, block.number_in(RDY), len(block.touched)) == (1_000_000, 1_000_000, 0)


def test_first_state_when_new_tasks_are_suspended_then_none_is_ready() -> None:
    block = numeric(1, 3, flags=1 | 1024)
    assert (block.number_in(SUS), list(block.ready())) == (3, [])


@pytest.mark.parametrize(
    ("block", "frames", "tasks"),
    [
        pytest.param(numeric(1, 10, 1, 3), (3, 4), [0, 1], id="numeric"),
        pytest.param(numeric(1, 10, 1, 3), (40, 50), [], id="numeric, beyond"),
        pytest.param(numeric(1, 10, 1, 3), (-5, 0), [], id="numeric, before"),
        pytest.param(listed(4, frames_per_task=3), (3, 5), [1], id="listed, three frames each"),
        pytest.param(listed(4, frames_per_task=-2), (1, 1), [2, 3], id="listed, two tasks a frame"),
    ],
)
def test_indexes_when_frames_are_asked_for_then_the_tasks_that_hold_them(block: LocalBlock, frames, tasks) -> None:
    assert list(block.indexes(*frames)) == tasks


@pytest.mark.parametrize(
    ("st", "expected"),
    [
        (RDY, "r"), (RUN, "R"), (RUN | WRN, "N"), (DON, "D"), (DON | WRN, "G"), (DON | SKP, "S"), (ERR, "E"),
        (ERR | WRN, "E"), (SUS, "U"), (RDY | RER, "Y"), (RDY | RER | WRN, "Y"), (shown(RDY, waits=True), "W"),
        (shown(RDY, tries=True), "T"), (shown(DON, waits=True), "D"),
    ],
    ids=lambda value: states.text(value).strip() if isinstance(value, int) else value,
)  # fmt: skip
def test_character_when_in_a_state_then_of_the_servers_table(st: int, expected: str) -> None:
    assert character(st) == expected


@pytest.mark.parametrize(
    ("number", "characters", "expected"),
    [
        pytest.param(1, {}, "r" * 128, id="one task"),
        pytest.param(3, {1: "D"}, "r" * 42 + "D" * 43 + "r" * 43, id="three tasks"),
        pytest.param(128, {0: "E"}, "E" + "r" * 127, id="one each"),
        pytest.param(256, {0: "D", 1: "D", 3: "R"}, "DR" + "r" * 126, id="two share one: the more urgent shows"),
        pytest.param(1_000_000, {999_999: "E"}, "r" * 127 + "E", id="a million"),
    ],
)
def test_bar_when_drawn_then_128_characters(number: int, characters: dict[int, str], expected: str) -> None:
    assert bar(number, characters, "r") == expected
