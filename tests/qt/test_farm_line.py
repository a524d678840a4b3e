"""The line about the farm says why it starts no tasks."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.qt.farm_line import FarmLine
from afsubmit.submitter.watch.updates import FarmUpdate

pytestmark = pytest.mark.qt

UP = FarmUpdate("This machine", True, True)


@pytest.mark.parametrize(
    ("waits", "running", "words"),
    [
        ("", 0, "This machine: idle"),
        ("", 2, "This machine: 2 tasks running"),
        ("on battery", 0, "This machine: waits: on battery"),
        ("until 20:00 (hours)", 1, "This machine: 1 task running, then waits: until 20:00 (hours)"),
    ],
)
def test_farm_when_it_waits_then_said_beside_its_name(app: Any, waits: str, running: int, words: str) -> None:
    line = FarmLine(None, start=lambda: None)
    line.show_update(UP._replace(waits=waits))
    line.show_running(running)
    assert line.text.text() == words
    line.deleteLater()
