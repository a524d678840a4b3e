"""What a task printed: UTF-8, and beside it what a console's code page made of it."""

from __future__ import annotations

import pytest

from afsubmit.local.output_text import decoded


@pytest.mark.parametrize(
    ("data", "console", "text"),
    [
        pytest.param("ü日本\n".encode(), "cp850", "ü日本\n", id="UTF-8"),
        pytest.param(b"\x81\r\n", "cp850", "ü\r\n", id="the console's code page"),
        pytest.param(b"\x81\r\n" + "ü日\n".encode(), "cp850", "ü\r\nü日\n", id="both, each line its own"),
        pytest.param(b"\x81 " + "ü\n".encode(), "", "\ufffd ü\n", id="no console"),
        pytest.param(b"\xff\n", "ascii", "\ufffd\n", id="neither"),
        pytest.param(b"", "cp850", "", id="nothing"),
    ],
)
def test_output_when_read_then_each_line_as_it_was_meant(data: bytes, console: str, text: str) -> None:
    assert decoded(data, console=console) == text


@pytest.mark.windows("the code page of consoles")
def test_output_when_of_the_console_on_windows_then_read_in_its_code_page() -> None:
    assert decoded("ü\r\n".encode("oem")) == "ü\r\n"
