"""Names by frame with two questions: right at every frame where they answer, and silent where they cannot know."""

from __future__ import annotations

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
            file.told(frame, truth(written, frame))


@pytest.mark.parametrize(
    ("written", "questions"),
    [
        pytest.param("/r/a.$F4.exr", 2, id="a number"),
        pytest.param("/r/$F/a_v01.${F4}.exr", 2, id="two numbers, one without zeros"),
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
            file.told(frame, truth(written.replace("`chs('name')`", "x"), frame))
    assert asked == questions


@pytest.mark.parametrize("frame", [-5.0, 1.5])
def test_frames_below_zero_and_between_are_always_asked(frame: float) -> None:
    file = FrameFile("/r/a.$F4.exr")
    file.told(1, "/r/a.0001.exr")
    file.told(2, "/r/a.0002.exr")
    assert file.at(3) == "/r/a.0003.exr"
    assert file.at(frame) is None
