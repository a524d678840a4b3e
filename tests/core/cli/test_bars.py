"""What a person sees in a terminal while a job renders."""

from __future__ import annotations

import io
from typing import Any

import pytest

from afsubmit.cli.bars import ProgressBars


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
    monkeypatch.setattr("afsubmit.cli.bars.os.name", "posix")
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    progress = ProgressBars(terminal)
    for done in (0, 2, 4):
        progress.show(job(done))
    text = terminal.text()
    assert text.count("\x1b[1F") == 2
    assert text.splitlines()[-1].count("█") == 32
    assert "4/4" in text


def test_pipe_gets_a_line_for_each_change_and_no_escape() -> None:
    stream = io.StringIO()
    progress = ProgressBars(stream)
    for done in (0, 0, 1, 1, 2):
        progress.show(job(done))
    assert "\x1b" not in stream.getvalue()
    assert [line.split("]")[1].split()[0] for line in stream.getvalue().splitlines()] == ["0/4", "1/4", "2/4"]


def test_bar_is_plain_when_the_terminal_cannot_print_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal("ascii")
    ProgressBars(terminal).show(job(2, errors=1))
    assert "#" * 16 in terminal.text()
    assert "1 failed" in terminal.text()
