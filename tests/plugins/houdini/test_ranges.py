"""Which frames a ROP renders, and what is said where nobody can render them."""

from __future__ import annotations

import pytest
from af_houdini import _scene

from afsubmit.submission.planning.scene import Output
from tests.plugins.houdini.paper import PaperNode, rop, scene


def read(node: PaperNode, **words: object) -> Output:
    (output,) = _scene.outputs(scene(node, **words), {})
    return output


def errors(output: Output) -> list[str]:
    return [problem.message for problem in output.problems if problem.level == "error"]


@pytest.mark.parametrize(
    ("parms", "frames"),
    [
        pytest.param({"trange": "off", "f1": 5}, "7", id="the scene's frame, not f1"),
        pytest.param({"trange": "0"}, "7", id="the menu as a number"),
        pytest.param({"trange": "normal", "f1": 1001, "f2": 1010}, "1001-1010", id="a range"),
        pytest.param({"trange": "on", "f1": -5, "f2": 5, "f3": 5}, "-5-5x5", id="strict, a step, below zero"),
        pytest.param({"f1": 1, "f2": 10.5, "f3": 2}, "1-9x2", id="an end between two frames"),
        pytest.param({"f1": lambda frame: frame, "f2": lambda frame: frame + 2}, "7-9", id="expressions"),
    ],
)
def test_frames_are_those_of_the_node(parms: dict[str, object], frames: str) -> None:
    output = read(rop("a", "ifd", **parms), frame=7)
    assert str(output.frames) == frames
    assert errors(output) == []


@pytest.mark.parametrize(
    ("parms", "word"),
    [
        pytest.param({"f3": 0}, "increment is 0", id="increment 0"),
        pytest.param({"f3": -1}, "increment is -1", id="a step backwards"),
        pytest.param({"f1": 10, "f2": 1}, "10-1 ends before it begins", id="a reversed range"),
        pytest.param({"f1": 1.5}, "start is 1.5", id="a fraction"),
        pytest.param({"f3": 0.25}, "increment is 0.25", id="frames between frames"),
        pytest.param({"f2": 10_000_000}, "more than 1,000,000", id="ten million frames"),
        pytest.param({"f2": 1e300}, "more than 1,000,000", id="more than a machine counts"),
        pytest.param({"f2": float("inf")}, "more than 1,000,000", id="without end"),
        pytest.param({"f2": float("nan")}, "", id="no number"),
    ],
)
def test_range_that_cannot_be_rendered_is_told_with_a_fix(parms: dict[str, object], word: str) -> None:
    output = read(rop("a", "ifd", **parms))
    (message,) = errors(output)
    assert word in message
    assert all(problem.fix for problem in output.problems if problem.level == "error")
    assert not output.frames and output.unknown_frames


@pytest.mark.parametrize(("is_open", "level"), [(True, "error"), (False, "warning")])
@pytest.mark.parametrize(
    ("parms", "word"),
    [
        pytest.param({"f1": "only Houdini"}, "only Houdini knows", id="an expression that nobody can work out"),
        pytest.param({"trange": "sometimes"}, "sometimes", id="an unknown word of the menu"),
    ],
)
def test_range_that_nobody_can_tell_is_no_guess(parms: dict[str, object], word: str, is_open: bool, level: str) -> None:
    output = read(rop("a", "ifd", **parms), is_open=is_open)
    assert [problem.level for problem in output.problems] == [level]
    assert word in output.unknown_frames and not output.frames


@pytest.mark.parametrize("missing", ["trange", "f1", "f2", "f3"])
def test_parameter_that_a_version_lacks_is_told(missing: str) -> None:
    node = rop("a", "ifd")
    del node.parms[missing]  # type: ignore[attr-defined]
    assert missing in errors(read(node))[0]


@pytest.mark.parametrize("token", ["stage", "fromstage", "3"])
def test_range_of_the_stage_is_known_to_houdini_only(token: str) -> None:
    output = read(rop("a", "usdrender", trange=token, f1=1, f2=2, f3=1, outputimage="/a.$F4.exr"))
    assert "stage" in output.unknown_frames
    assert errors(output) == []
    assert str(output.requested_frames({"output_frames": {}, "frames": "3-5"})) == "3-5"


@pytest.mark.parametrize(
    ("first", "last", "frames"), [(1, 10, "1-10"), (1.5, 3.2, "1-4"), (10, 1, "4"), (1, float("inf"), "4")]
)
def test_range_of_the_scene_is_whole_frames(first: float, last: float, frames: str) -> None:
    from af_houdini._range import scene_frames

    assert str(scene_frames(scene(first=first, last=last, frame=4))) == frames
