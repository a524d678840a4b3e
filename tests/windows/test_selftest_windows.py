"""`afsubmit selftest windows` under Wine: its rows are asked for real, and what Wine has not is said of it alone."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from afsubmit.cli import selftest_windows
from afsubmit.cli.main import main

pytestmark = pytest.mark.windows("what a real Windows is asked")

OTHERWISE_IN_WINE = {
    "a .bat is given a word with a % as it is": "its cmd fills a % in the words of a .bat once more",
    "a copy in a folder with a % is deleted with its job": "deletefiles is a .cmd: the same",
    "Ctrl-Break stops the farm": "it gives a program without a window no console",
    "the farm's folder is for its user, the system and administrators alone": "it keeps rights as modes; no icacls",
    "PowerShell completes the words of afsubmit": "it has none",
}
"""What Wine cannot show, and why; docs/windows.md says the same."""


def test_windows_when_asked_under_wine_then_each_row_is_seen_but_what_wine_has_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, temporary = tmp_path / "windows.json", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    code = main(["selftest", "windows", "--json", str(kept)])
    said = capsys.readouterr().out
    (result,) = json.loads(kept.read_text("utf-8"))
    assert [check["name"] for check in result["checks"]] == list(selftest_windows.ROWS)
    assert {check["name"] for check in result["checks"] if check["is_kept"] is not True} == set(OTHERWISE_IN_WINE), said
    assert code == 1
    assert "it proves nothing of Windows itself" in said and str(tmp_path) not in kept.read_text("utf-8")
    assert list(temporary.iterdir()) == []
