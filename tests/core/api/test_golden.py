"""Artists' scripts send what the reference sends, over a real socket, from a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import RecordingFarm

PROJECT = Path(__file__).resolve().parents[3]
GOLDEN = PROJECT / "tests" / "golden" / "af"
CASES = sorted(folder for folder in GOLDEN.iterdir() if (folder / "script.py").exists())
SAME = [folder for folder in CASES if not folder.name.startswith("defect-")]
NATIVE = {"win32": "windows", "darwin": "macosx"}

RUN = """
import runpy, sys, time
time.time = lambda: 1700000000.0
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def run(script: Path, farm: RecordingFarm, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(PROJECT / "core"), str(PROJECT / "core" / "af_compat")]),
        "PWD": "/projects/test",
        "AF_USERNAME": "jimmy",
        "AF_HOSTNAME": "pc01",
        **dict.fromkeys(
            ("AFSUBMIT_HOME", "HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"), str(home)
        ),
        "AFSUBMIT_SERVER": f"127.0.0.1:{farm.port}",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN, str(script)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def typed(value: Any) -> Any:
    """A value that tells 1, 1.0 and true apart."""
    if isinstance(value, dict):
        return {name: typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return (type(value).__name__, value)


def test_all_recorded_cases_are_here() -> None:
    assert len(CASES) == 24


@pytest.mark.parametrize("folder", SAME, ids=lambda folder: folder.name)
def test_script_sends_what_the_reference_sends(folder: Path, recording_farm: RecordingFarm, tmp_path: Path) -> None:
    done = run(folder / "script.py", recording_farm, tmp_path)
    assert done.returncode == 0, done.stderr
    text = (folder / "expected.json").read_text(encoding="utf-8")
    if "setNativeOS()" in (folder / "script.py").read_text(encoding="utf-8"):  # recorded on Linux
        text = text.replace('"need_os": "linux"', f'"need_os": "{NATIVE.get(sys.platform, "linux")}"')
    expected = json.loads(text)
    assert [typed(root) for root in recording_farm.requests] == [typed(root) for root in expected]
