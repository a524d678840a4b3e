"""A picture that is drawn in its place, and keys, without a terminal at hand."""

from __future__ import annotations

import io
import sys

import pytest

from afsubmit.cli import keys as keys_module
from afsubmit.cli.keys import TerminalKeys
from afsubmit.cli.live_screen import LiveScreen, can_redraw
from tests.core.cli.screens import Screen


@pytest.fixture
def sized(monkeypatch):
    """`sized(screen)`: a live screen on it, which finds its size."""

    def make(screen: Screen, **environ: str) -> LiveScreen:
        monkeypatch.setattr(LiveScreen, "_size", lambda _: (screen.columns, screen.height))
        return LiveScreen(screen, environ)

    return make


def test_pictures_when_drawn_one_after_the_other_then_only_the_last_stands_there(sized) -> None:
    screen = Screen()
    live = sized(screen)
    live.draw(["one", "two", "three"])
    live.draw(["four"])
    assert screen.text == "four"
    assert screen.is_cursor_hidden
    live.close()
    assert screen.text == "four"
    assert not screen.is_cursor_hidden


def test_pictures_when_little_or_nothing_changed_then_nothing_else_is_written(sized, monkeypatch) -> None:
    screen, written = Screen(), []
    write = screen.write
    monkeypatch.setattr(screen, "write", lambda text: written.append(text) or write(text))
    live = sized(screen)
    live.draw(["one", "two", "three"])
    written.clear()
    live.draw(["one", "two", "three"])
    assert written == []
    live.draw(["one", "two", "3"])
    assert written == ["\x1b[1F\x1b[J3\n"]
    for lines in (["one"], ["one", "b", "c", "d"], ["a", "b"], ["a", "b", "c"], []):
        live.draw(lines)
        assert screen.text.split() == lines


def test_words_when_said_then_they_stand_above_the_picture(sized) -> None:
    screen = Screen()
    live = sized(screen)
    live.draw(["bar 1", "bar 2"])
    live.say("Task 3 failed:\n  no such file")
    live.draw(["bar 3", "bar 4"])
    live.say("Paused.")
    assert screen.text.splitlines() == ["Task 3 failed:", "  no such file", "Paused.", "bar 3", "bar 4"]


def test_a_picture_when_the_terminal_becomes_narrow_then_nothing_of_it_is_left(sized) -> None:
    screen = Screen(columns=60)
    live = sized(screen)
    live.say("before")
    live.draw(["x" * 59, "\x1b[32m" + "y" * 50 + "\x1b[0m"])
    screen.resize(25)
    live.draw(["short"])
    assert screen.text.splitlines() == ["before", "short"]


@pytest.mark.parametrize(
    ("encoding", "environ", "expected"),
    [
        ("utf-8", {}, (True, True)),
        ("UTF8", {"NO_COLOR": "1"}, (True, False)),
        ("utf-8", {"NO_COLOR": ""}, (True, True)),
        ("ascii", {}, (False, True)),
        ("iso8859-1", {}, (False, True)),
    ],
)
def test_a_terminal_when_asked_then_what_it_can_show(sized, encoding, environ, expected) -> None:
    paper = sized(Screen(100, 30, encoding), **environ).paper
    assert (paper.has_signs, paper.has_colours, paper.columns, paper.lines) == (*expected, 99, 30)


def test_streams_when_they_are_no_terminals_then_not_redrawn() -> None:
    assert not can_redraw(io.StringIO(), {"TERM": "xterm"})
    if sys.platform != "win32":
        assert can_redraw(Screen(), {"TERM": "xterm"})
        assert not can_redraw(Screen(), {"TERM": "dumb"})
        assert not can_redraw(Screen(), {})


class Console:
    """The console of Windows, in which these keys are pressed one after the other."""

    def __init__(self, *pressed: str) -> None:
        self.pressed = list(pressed)

    def kbhit(self) -> bool:
        return bool(self.pressed)

    def getwch(self) -> str:
        return self.pressed.pop(0)


@pytest.fixture
def typed(monkeypatch):
    """Standard input is a terminal."""
    monkeypatch.setattr(keys_module.sys, "stdin", Screen())


def test_keys_of_windows_when_pressed_then_read_and_arrows_passed_over(typed) -> None:
    with TerminalKeys(Console("p", "\xe0", "H", "\x00", ";", "q")) as keys:
        assert keys.has_terminal
        assert [keys.read(0) for _ in range(5)] == ["p", "", "", "q", ""]
    assert not keys.has_terminal


def test_keys_of_windows_when_it_is_ctrl_c_then_interrupted(typed) -> None:
    with TerminalKeys(Console("\x03")) as keys, pytest.raises(KeyboardInterrupt):
        keys.read(0)


def test_keys_when_there_is_no_terminal_then_none(monkeypatch) -> None:
    monkeypatch.setattr(keys_module.sys, "stdin", io.StringIO())
    with TerminalKeys() as keys:
        assert (keys.has_terminal, keys.read(0)) == (False, "")
