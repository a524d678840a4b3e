"""Names by frame with two questions: right at every frame where they answer, and silent where they cannot know."""

from __future__ import annotations

import tracemalloc

import pytest
from af_houdini._frame_file import FrameFile
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.hou import FakeHou
from tests.fakes.hou_scene import MadeScene, rop

PARTS = "$F $F4 ${F3} $F2 $FF $OS $HIPNAME / . _ v 0 1 01 002 x $T 9".split()
FRAMES = st.lists(st.integers(0, 12_000), min_size=2, max_size=6, unique=True)


def truth(written: str, frame: int) -> str:
    """What Houdini gives; the fake carries it out by itself."""
    fake = FakeHou(MadeScene([rop("/out/m2", "ifd")]), "/p/shot_v012.hip")
    return fake.values.expanded(written, fake.made.nodes[0], frame)


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map("".join), FRAMES)
def test_what_is_not_asked_is_right(written: str, frames: list[int]) -> None:
    file = FrameFile(written)
    for frame in frames:
        known = file.at(frame)
        assert known in (None, truth(written, frame)), (written, frame)
        if known is None:
            file.learn(frame, truth(written, frame))


@pytest.mark.parametrize(
    ("written", "questions"),
    [
        pytest.param("/r/a.$F4.exr", 2, id="a number"),
        pytest.param("/r/$F/a_v01.${F4}.exr", 2, id="two numbers, one without zeros"),
        pytest.param("/r/$F$F2", 2, id="two numbers side by side"),
        pytest.param("/r/a.$F0.exr", 6, id="no places"),
        pytest.param("/r/a.$F255.exr", 2, id="the widest number of a file's name"),
        pytest.param("/r/a.$F256.exr", 6, id="a wider one"),
        pytest.param(f"/r/a.$F{'9' * 9}.exr", 6, id="a number that would fill the memory"),
        pytest.param(f"/r/a.$F{'9' * 5000}.exr", 6, id="a number of thousands of digits"),
        pytest.param("/r/a.exr", 2, id="the same file"),
        pytest.param("/r/`chs('name')`.$F4.exr", 6, id="an expression"),
        pytest.param("/r/a.$SF.sim", 6, id="another clock"),
        pytest.param("/r/a.$FF.exr", 6, id="fractions"),
    ],
)
def test_questions(written: str, questions: int) -> None:
    file, asked = FrameFile(written), 0
    for frame in (1, 2, 10, 99, 100, 1000):
        if file.at(frame) is None:
            asked += 1
            file.learn(frame, truth(written.replace("`chs('name')`", "x"), frame))
    assert asked == questions


@pytest.mark.parametrize("frame", [-5.0, 1.5])
def test_frames_below_zero_and_between_are_always_asked(frame: float) -> None:
    file = FrameFile("/r/a.$F4.exr")
    file.learn(1, "/r/a.0001.exr")
    file.learn(2, "/r/a.0002.exr")
    assert file.at(3) == "/r/a.0003.exr"
    assert file.at(frame) is None


@pytest.mark.parametrize(("one", "other", "third"), [(1, 11, 21), (9, 99, 100), (1, 10, 11)])
@pytest.mark.parametrize("written", ["/r/v1$F", "/r/v9$F", "/r/$F/v1$F", "/r/v${F}1", "/r/v0$F.$F2"])
def test_numbers_of_other_lengths_are_no_proof_of_where_the_number_stands(
    written: str, one: int, other: int, third: int
) -> None:
    file = FrameFile(written)
    for frame in (one, other):
        file.learn(frame, truth(written, frame))
    assert file.at(third) in (None, truth(written, third))


@pytest.mark.parametrize(
    "written",
    ["$F" * 300, "$F4" + "9" * 300, "1" * 4000 + "$F", "1$F" * 400, "$F255" * 60, "${F" * 999, "$F1" + "0" * 99],
)
def test_a_name_costs_no_more_than_its_letters(written: str) -> None:
    """Counted: the letters that are kept, which no processor changes."""
    file = FrameFile(written)
    told = {1: written.replace("$F", "1"), 2: written.replace("$F", "2")}
    tracemalloc.start()
    try:
        for frame, path in told.items():
            file.learn(frame, path)
        file.at(3)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200_000
