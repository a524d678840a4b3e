"""Lists of frames: what is written is what is rendered, in as few pieces as the command allows."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.document.frames import FrameList
from afsubmit.errors import AfError, RangeError


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        pytest.param("5", [5], id="one frame"),
        pytest.param("5-5", [5], id="one frame as a range"),
        pytest.param("1-5", [1, 2, 3, 4, 5], id="a range"),
        pytest.param("1-9x2", [1, 3, 5, 7, 9], id="a step with x"),
        pytest.param("1-9:2", [1, 3, 5, 7, 9], id="a step with a colon"),
        pytest.param("1-10x4", [1, 5, 9], id="never beyond the end"),
        pytest.param("-10--7", [-10, -9, -8, -7], id="below zero"),
        pytest.param("-2-1", [-2, -1, 0, 1], id="across zero"),
        pytest.param("-5", [-5], id="one frame below zero"),
        pytest.param("1,5,12-18x3,59", [1, 5, 12, 15, 18, 59], id="several"),
        pytest.param("3, 1 ;2", [1, 2, 3], id="sorted, whatever stands between"),
        pytest.param("1 5 10-12", [1, 5, 10, 11, 12], id="blanks between"),
        pytest.param("1 - 3", [1, 2, 3], id="blanks around the dash"),
        pytest.param("1..3", [1, 2, 3], id="dots as Blender writes them"),
        pytest.param("1-3,2-4,2", [1, 2, 3, 4], id="each once"),
        pytest.param("0001-0003", [1, 2, 3], id="zeros in front"),
        pytest.param("+1-+2", [1, 2], id="plus signs"),
        pytest.param("7-7x5", [7], id="a range of one"),
        pytest.param("１-２", [1, 2], id="digits of another width"),
        pytest.param(" 1-2,\n", [1, 2], id="blanks and a comma at the end"),
    ],
)
def test_text_names_frames(text: str, frames: list[int]) -> None:
    made = FrameList.parse(text)
    assert list(made) == frames
    assert len(made) == len(frames)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "no frames", id="nothing"),
        pytest.param(" , ", "no frames", id="only commas"),
        pytest.param("10-1", "character 1 ends before it begins; write 1-10", id="reversed"),
        pytest.param("1,5,x", '"x" at character 5', id="a letter"),
        pytest.param("1-10x0", "step below 1", id="step nothing"),
        pytest.param("1-10x-2", "step below 1", id="step back"),
        pytest.param("5x2", "no last frame", id="a step of one frame"),
        pytest.param("1.5", "is not a frame", id="a fraction"),
        pytest.param("1-", "is not a frame", id="no end"),
        pytest.param("1--", "is not a frame", id="two dashes"),
        pytest.param("1-3000000000", "beyond what a farm can count", id="above 32 bits"),
        pytest.param("9" * 5000, "beyond what a farm can count", id="5000 digits"),
        pytest.param("1-1000001", "more than 1000000 frames", id="more than a million"),
        pytest.param("1-600000,700000-1200000", "more than 1000000 frames", id="more than a million together"),
    ],
)
def test_text_that_is_no_list_of_frames_names_the_place(text: str, words: str) -> None:
    with pytest.raises(RangeError) as caught:
        FrameList.parse(text)
    assert words in str(caught.value)
    assert isinstance(caught.value, AfError)


def test_a_million_frames_are_no_million_numbers() -> None:
    tracemalloc.start()
    frames = FrameList.parse("1-1000000")
    assert len(frames) == 1_000_000
    assert frames.runs() == [(1, 1_000_000, 1)]
    assert 500_000 in frames and 0 not in frames
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000, "a byte for each frame would be more"


def test_endless_overlapping_ranges_are_refused() -> None:
    with pytest.raises(RangeError):
        FrameList.parse(",".join(["1-999999"] * 1000))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        pytest.param("5", [(5, 5, 1)], id="one frame"),
        pytest.param("1-9x2", [(1, 9, 2)], id="regular"),
        pytest.param("1,5", [(1, 5, 4)], id="two frames are regular"),
        pytest.param("1,3,5,7", [(1, 7, 2)], id="regular though listed"),
        pytest.param("1-4,10-20x5", [(1, 4, 1), (10, 20, 5)], id="two runs"),
    ],
)
def test_runs(text: str, runs: list[tuple[int, int, int]]) -> None:
    assert FrameList.parse(text).runs() == runs


@pytest.mark.parametrize(
    ("text", "per_task", "takes", "chunks"),
    [
        pytest.param("1-5", 2, "range", ["1-2", "3-4", "5"], id="a range cut"),
        pytest.param("1-9x2", 3, "range", ["1", "3", "5", "7", "9"], id="a range command never gets gaps"),
        pytest.param("1-9x2", 3, "stepped", ["1-5x2", "7,9"], id="a stepped command gets steps"),
        pytest.param("1,5,12-14", 10, "range", ["1", "5", "12-14"], id="what is together stays together"),
        pytest.param("1,5,12-14", 2, "list", ["1,5", "12-13", "14"], id="a list command gets any"),
        pytest.param("1,2,4,6,8", 10, "stepped", ["1-2", "4-8x2"], id="fewest pieces"),
    ],
)
def test_chunks(text: str, per_task: int, takes: str, chunks: list[str]) -> None:
    assert [str(chunk) for chunk in FrameList.parse(text).chunks(per_task, takes)] == chunks


@pytest.mark.parametrize(("per_task", "takes"), [(0, "list"), (-1, "list"), (1, "all")])
def test_chunks_that_make_no_sense_are_refused(per_task: int, takes: str) -> None:
    with pytest.raises(RangeError):
        FrameList.parse("1-5").chunks(per_task, takes)


def test_more_tasks_than_a_block_takes_are_refused() -> None:
    frames = FrameList.parse("1-1000000")
    assert len(frames.chunks(4)) == 250_000
    with pytest.raises(RangeError, match="300000"):
        frames.chunks(3)


@pytest.mark.parametrize("frames", [[], range(10, 0, -3), [3, 1, 2, 2], (5,)], ids=str)
def test_made_from_numbers(frames: Any) -> None:
    assert list(FrameList(frames)) == sorted(set(frames))


def test_equal_when_the_frames_are() -> None:
    assert FrameList([1, 2, 3]) == FrameList.parse("1-3")
    assert hash(FrameList([1, 2, 3])) == hash(FrameList.parse("1-3"))
    assert FrameList([1]) != FrameList([2])
    assert FrameList([1]) != [1]
    assert not FrameList()
    assert repr(FrameList.parse("1-3x2")) == "FrameList.parse('1,3')"


some_frames = st.lists(st.integers(-300, 300), min_size=1, max_size=60)


@given(some_frames)
def test_any_frames_survive_being_written(frames: list[int]) -> None:
    made = FrameList(frames)
    assert list(made) == sorted(set(frames))
    assert FrameList.parse(str(made)) == made
    assert [frame for run in made.runs() for frame in range(run[0], run[1] + 1, run[2])] == list(made)
    assert all((frame in made) == (frame in frames) for frame in range(-305, 305))


@given(some_frames, st.integers(1, 12), st.sampled_from(["range", "stepped", "list"]))
def test_any_chunks_hold_each_frame_once_and_only_what_the_command_can_take(
    frames: list[int], per_task: int, takes: str
) -> None:
    chunks = FrameList(frames).chunks(per_task, takes)
    assert [frame for chunk in chunks for frame in chunk] == sorted(set(frames))
    for chunk in chunks:
        assert 1 <= len(chunk) <= per_task
        steps = {b - a for a, b in zip(list(chunk), list(chunk)[1:])}
        assert takes == "list" or len(steps) <= 1
        assert takes != "range" or steps <= {1}


@given(st.text(alphabet="0123456789-x:,;. +\n", max_size=30))
def test_any_text_is_a_list_or_a_range_error(text: str) -> None:
    try:
        frames = FrameList.parse(text)
    except RangeError:
        return
    assert len(frames) >= 1


@given(some_frames, some_frames)
def test_any_frames_know_whether_others_hold_them(frames: list[int], others: list[int]) -> None:
    assert (FrameList(frames) <= FrameList(others)) == (set(frames) <= set(others))


@given(*[st.builds(range, st.integers(-9, 9), st.integers(-9, 40), st.integers(1, 6))] * 2)
def test_any_ranges_know_whether_others_hold_them(frames: range, others: range) -> None:
    made, other = FrameList(frames), FrameList(others)
    assert (made <= other, made == other) == (set(frames) <= set(others), list(frames) == list(others))
    assert [made[place] for place in range(-len(made), len(made))] == [*frames, *frames]
