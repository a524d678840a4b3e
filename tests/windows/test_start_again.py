"""A process that Wine could not start is started again, and no other error is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.windows.start_again import again

pytestmark = pytest.mark.windows

WINE = 1359
NO_SUCH_FILE = 2


class Start:
    """Raises these errors of Windows, one a call, then starts."""

    def __init__(self, *errors: int) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self, *words: str | None) -> str:
        self.calls += 1
        if self.errors:
            raise OSError(22, "planted", None, self.errors.pop(0))
        return f"started {words[1]}"


@pytest.mark.parametrize(
    ("errors", "raised", "calls"),
    [
        pytest.param([], None, 1, id="starts at once"),
        pytest.param([WINE, WINE], None, 3, id="Wine could not twice"),
        pytest.param([WINE] * 9, WINE, 4, id="Wine cannot"),
        pytest.param([NO_SUCH_FILE], NO_SUCH_FILE, 1, id="no such program"),
        pytest.param([WINE, NO_SUCH_FILE], NO_SUCH_FILE, 2, id="no such program after Wine could not"),
    ],
)
def test_process_when_it_cannot_be_started_then_tried_again_for_wine_alone(
    errors: list[int], raised: int | None, calls: int, tmp_path: Path
) -> None:
    start, counted = Start(*errors), tmp_path / "counted.txt"
    create = again(start, str(counted), (0, 0, 0))
    if raised is None:
        assert create(None, "a.exe ü") == "started a.exe ü"
    else:
        with pytest.raises(OSError, match="planted") as caught:
            create(None, "a.exe ü")
        assert caught.value.winerror == raised
    assert start.calls == calls
    assert len(counted.read_text("utf-8").splitlines() if counted.exists() else []) == min(errors.count(WINE), 3)


def test_python_when_started_in_any_way_then_it_starts_again() -> None:
    asked = "import _winapi; print(_winapi.CreateProcess.__module__)"
    for words in ([], ["-I"]):
        done = subprocess.run([sys.executable, *words, "-c", asked], capture_output=True, stdin=subprocess.DEVNULL)
        assert done.stdout.split() == [b"sitecustomize"]
