"""What a person sees while the demo renders."""

from __future__ import annotations

import io
from typing import Any

import pytest

from demo.progress import Progress
from demo.run import Result


class Terminal(io.TextIOWrapper):
    """A text stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


def job(done: int, *, errors: int = 0) -> dict[str, Any]:
    block = {"name": "frames", "tasks_num": 4, "p_tasks_done": done, "p_percentage": 25 * done, "p_tasks_error": errors}
    return {"blocks": [block]}


def test_bar_is_redrawn_in_place_when_the_stream_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.progress.os.name", "posix")
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    progress = Progress(terminal)
    for done in (0, 2, 4):
        progress.show(job(done))
    text = terminal.text()
    assert text.count("\x1b[1F") == 2
    assert text.splitlines()[-1].count("█") == 32
    assert "4/4" in text


def test_pipe_gets_a_line_for_each_change_and_no_escape() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    for done in (0, 0, 1, 1, 2):
        progress.show(job(done))
    assert "\x1b" not in stream.getvalue()
    assert [line.split("]")[1].split()[0] for line in stream.getvalue().splitlines()] == ["0/4", "1/4", "2/4"]


def test_bar_is_plain_when_the_terminal_cannot_print_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal("ascii")
    Progress(terminal).show(job(2, errors=1))
    assert "#" * 16 in terminal.text()
    assert "1 failed" in terminal.text()


@pytest.mark.parametrize(
    ("change", "is_good"),
    [
        pytest.param({}, True, id="all that was promised"),
        pytest.param({"frames": 15}, False, id="a frame is missing"),
        pytest.param({"state": "DON ERR"}, False, id="a task failed"),
        pytest.param({"job_deleted": False}, False, id="the job is still there"),
        pytest.param({"snapshot_removed": False}, False, id="the snapshot is still there"),
        pytest.param({"scene_unchanged": False}, False, id="the scene's file changed"),
        pytest.param({"session_unchanged": False}, False, id="the session changed"),
    ],
)
def test_demo_is_good_only_when_all_of_it_is_true(change: dict[str, Any], is_good: bool) -> None:
    facts = {"frames": 16, "state": "DON", "job_deleted": True, "snapshot_removed": True, "scene_unchanged": True}
    result = Result(blender="4.5.1", expected_frames=16, **{**facts, "session_unchanged": True, **change})
    assert result.is_good is is_good
