"""Lists of frames read and written as `fileseq` does it, a library of its own that studios use."""

from __future__ import annotations

from fileseq import FrameSet
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.document.frames import FrameList

runs = st.tuples(st.integers(-2000, 2000), st.integers(0, 300), st.integers(1, 50))
lists = st.lists(runs, min_size=1, max_size=6)


def written(parts) -> str:
    words = []
    for first, length, step in parts:
        words.append(
            f"{first}-{first + length}x{step}" if step > 1 else f"{first}-{first + length}" if length else str(first)
        )
    return ",".join(words)


@given(lists)
def test_what_is_written_names_the_same_frames(parts):
    text = written(parts)
    assert list(FrameList.parse(text)) == sorted(set(FrameSet(text)))


@given(st.sets(st.integers(-5000, 5000), min_size=1, max_size=60))
def test_what_we_write_is_read_as_the_same_frames(frames):
    assert sorted(FrameSet(str(FrameList(frames)))) == sorted(frames)


@given(st.sets(st.integers(-5000, 5000), min_size=1, max_size=60))
def test_what_the_library_writes_is_read_as_the_same_frames(frames):
    assert list(FrameList.parse(FrameSet(sorted(frames)).frameRange())) == sorted(frames)


@given(lists, st.integers(1, 9))
def test_pieces_together_are_the_frames_and_no_piece_is_too_long(parts, per_task):
    frames = FrameList.parse(written(parts))
    for takes in ("range", "stepped", "list"):
        pieces = frames.chunks(per_task, takes)
        assert [frame for piece in pieces for frame in piece] == sorted(set(FrameSet(written(parts))))
        assert max(map(len, pieces)) <= per_task
