"""A hook of Windows that takes too long ends with everything it started: it is a job object."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from afsubmit.studio import process_mark
from afsubmit.submission.hooks import running

pytestmark = pytest.mark.windows("job objects, .bat files")

CHILD = """
import os, sys, time
with open(sys.argv[1], "w") as file:
    file.write(str(os.getpid()))
time.sleep(600)
"""


def test_hook_when_it_takes_too_long_then_its_program_ends_with_it_at_once(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text(CHILD)
    hook, told = tmp_path / "pre_submit-9.bat", tmp_path / "pid"
    hook.write_text(f'@"{sys.executable}" -I -S "{tmp_path / "child.py"}" "{told}"\r\n')
    for seconds in (8, 30, 120):  # on a busy machine it is stopped before it has started anything
        with pytest.raises(running.HookError, match=f"did not end within {seconds} s and was stopped"):
            running.run(
                str(hook),
                {"event": "pre_submit"},
                python="",
                timeout_seconds=seconds,
                on_progress=lambda line: None,
                is_cancelled=lambda: False,
            )
        if told.exists() and told.read_text():
            break
    assert not process_mark.start_mark(int(told.read_text()))


def test_hook_when_it_ends_by_itself_then_its_answer(tmp_path: Path) -> None:
    hook = tmp_path / "pre_submit-1.bat"
    hook.write_text('@echo {"veto": "no"}\r\n')
    answer = running.run(
        str(hook),
        {"event": "pre_submit"},
        python="",
        timeout_seconds=60,
        on_progress=lambda line: None,
        is_cancelled=lambda: False,
    )
    assert answer == {"veto": "no"}
