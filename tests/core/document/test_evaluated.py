"""The pattern behind evaluated paths: exact at every frame, or none."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.document.evaluated import listed_files, pattern_of, sample_frames
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill, filler


def evaluated(path, frames):
    """`path` at the telling frames of `frames`; in it `{f}` is the frame."""
    return {frame: path.format(f=frame, half=frame // 2) for frame in sample_frames(FrameList.parse(frames))}


@pytest.mark.parametrize(
    ("path", "frames", "expected"),
    [
        pytest.param("/out/img.{f:04d}.exr", "1-100", "/out/img.@####@.exr", id="padded"),
        pytest.param("/out/img.{f}.exr", "1-100", "/out/img.@#@.exr", id="not padded"),
        pytest.param("/out/img.{f}.exr", "1001-1100", "/out/img.@####@.exr", id="not padded and always four digits"),
        pytest.param("/out/img.{f:04d}.exr", "9998-10002", "/out/img.@####@.exr", id="padded and longer"),
        pytest.param("/out/sh2{f:04d}.exr", "1-20", "/out/sh2@####@.exr", id="behind another digit"),
        pytest.param("/out/sh2{f}.exr", "8-12", "/out/sh2@#@.exr", id="behind another digit, not padded"),
        pytest.param("/out/{f:04d}7.exr", "1-20", "/out/@####@7.exr", id="before another digit"),
        pytest.param("/out/{f:04d}/img.{f:04d}.exr", "1-20", "/out/@####@/img.@####@.exr", id="a changing folder"),
        pytest.param("/out/{f}/img.{f:06d}", "1-20", "/out/@#@/img.@######@", id="widths that differ, no ending"),
        pytest.param("/v001/img.{f:04d}.left.exr", "1-20", "/v001/img.@####@.left.exr", id="a view behind it"),
        pytest.param("/out/img.{f:04d}", "1-20", "/out/img.@####@", id="no ending"),
        pytest.param("{f:04d}", "1-20", "@####@", id="nothing else"),
        pytest.param("/out/img.{f:04d}.exr", "-12--3", "/out/img.@####@.exr", id="below zero"),
        pytest.param("/out/img-{f}.exr", "-2-2", "/out/img-@#@.exr", id="on both sides of zero"),
        pytest.param("/out/film.mov", "1-100", "/out/film.mov", id="a movie"),
        pytest.param("/out/img.0007.exr", "7", "/out/img.0007.exr", id="one frame"),
        pytest.param("/out/100/img.{f:04d}.exr", "100-102", "/out/100/img.@####@.exr", id="a constant like a frame"),
        pytest.param("C:\\out\\img.{f:04d}.exr", "1-20", "C:\\out\\img.@####@.exr", id="Windows"),
        pytest.param("/out/img.{half:04d}.exr", "1-20", None, id="half the frame"),
        pytest.param("/out/@#@.{f:04d}.exr", "1-20", None, id="what the farm would fill"),
    ],
)
def test_pattern_is_exact_or_there_is_none(path, frames, expected):
    pattern = pattern_of(evaluated(path, frames))
    assert pattern == expected
    for frame in FrameList.parse(frames) if pattern else ():
        assert filler(pattern)(frame) == path.format(f=frame)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(lambda f: f"/out/img.{f + 100:04d}.exr", id="an offset"),
        pytest.param(lambda f: f"/out/{'even' if f % 2 == 0 else 'odd'}/img.{f:04d}.exr", id="words that change"),
        pytest.param(lambda f: f"/out/img.{'-' if f < 0 else ''}{abs(f):04d}.exr", id="a minus before the zeros"),
        pytest.param(lambda f: f"/out/img.{f}.exr" if f < 100 else f"/out/img.{f:06d}.exr", id="a width that changes"),
    ],
)
def test_other_names_are_listed_task_by_task(path):
    frames = FrameList.parse("-5-250")
    assert pattern_of({frame: path(frame) for frame in sample_frames(frames)}) is None
    assert listed_files([{f: path(f) for f in frames}], [1, 2]) == [path(1), path(2)]


def test_files_of_a_task_are_named_once_and_frame_by_frame():
    left, right, film = {1: "l1", 2: "l2"}, {1: "r1", 2: "r2"}, {1: "film", 2: "film"}
    assert listed_files([left, right, film], [1, 2]) == ["l1", "r1", "film", "l2", "r2"]


def test_few_frames_tell_of_many():
    assert len(sample_frames(FrameList(range(-2000, 100_000)))) < 16
    assert sample_frames(FrameList()) == []


pieces = st.lists(
    st.one_of(
        st.sampled_from(["{f}", "{f:02d}", "{f:04d}", "/", ".", "_v", "sh", "-"]),
        st.integers(0, 2000).map(str),
        st.text("abcäß ", max_size=3),
    ),
    min_size=1,
    max_size=7,
)


@given(pieces=pieces, first=st.integers(-300, 12_000), length=st.integers(1, 300), step=st.integers(1, 40))
def test_any_pattern_that_is_found_is_exact(pieces, first, length, step):
    frames = FrameList(range(first, first + length, step))
    template = "".join(pieces)
    paths = {frame: template.format(f=frame) for frame in sample_frames(frames)}
    pattern = pattern_of(paths)
    if pattern is not None:
        assert all(filler(pattern)(frame) == template.format(f=frame) for frame in frames)


@given(
    before=st.text("abc/._-0123456789", max_size=8),
    after=st.text("abc/._-", max_size=5),
    width=st.integers(1, 6),
    first=st.integers(0, 12_000),
    length=st.integers(2, 300),
)
def test_one_number_is_always_found(before, after, width, first, length):
    frames = FrameList(range(first, first + length))
    paths = {frame: f"{before}{frame:0{width}d}{after}" for frame in sample_frames(frames)}
    assert pattern_of(paths) is not None


@given(text=st.text("@#%ds/a", max_size=12), frame=st.integers(-20_000, 20_000))
def test_filling_many_is_filling_one(text, frame):
    assert filler(text)(frame) == fill(text, frame, frame)


@given(
    frames=st.one_of(
        st.builds(range, st.integers(-1200, 1200), st.integers(-1200, 12_000), st.integers(1, 700)),
        st.sets(st.integers(-1200, 1200), max_size=12),
    )
)
def test_a_name_is_looked_at_wherever_its_number_changes_its_length(frames):
    ordered, samples = sorted(frames), sample_frames(FrameList(frames))
    changed = {two for one, two in zip(ordered, ordered[1:]) if len(str(one)) != len(str(two)) or one < 0 <= two}
    assert set(samples) == {*ordered[:2], *ordered[-1:], *ordered[len(ordered) // 2 :][:1], *changed}
    assert {len(str(frame)) for frame in samples} == {len(str(frame)) for frame in ordered}
    assert samples == sorted(samples)


@pytest.mark.parametrize("piece", ["1", "a", "1a", "-", "01"])
def test_twice_as_long_a_path_takes_twice_as_many_steps(piece: str) -> None:
    """Counted in calls, which no processor changes."""

    def steps(length: int) -> int:
        count = 0

        def seen(*_: object) -> None:
            nonlocal count
            count += 1

        text = piece * (length // len(piece))
        before = sys.getprofile()
        sys.setprofile(seen)
        try:
            pattern_of({1: f"{text}1", 2: f"{text}2", 11: f"{text}11"})
        finally:
            sys.setprofile(before)
        return count

    assert steps(4000) < 2.2 * steps(2000)
