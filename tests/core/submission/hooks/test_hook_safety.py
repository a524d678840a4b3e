"""What a hook may not do to anybody: run when others wrote it, outlive its end, or say yes by ending early."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from afsubmit.cli import doctor
from afsubmit.errors import CancelledError
from afsubmit.local.processes import start_mark
from afsubmit.submission.hooks import events
from afsubmit.submission.hooks.running import HookError

TALK = events.HookContext(lambda: sys.executable)
MORE = {"server": "farm:51000", "origin": "dialog", "settings": {}}
CHILD = """/bin/sh -c 'echo $$ >"$0"; exec sleep 300' '{sign}'"""
AWAY = ">/dev/null 2>&1 </dev/null"
PYTHON_CHILD = """
import os, time
def {event}(question):
    if not os.fork():
        os.setsid()
        if not os.fork():
            os.closerange(0, 99)
            os.execve("/bin/sh", ["sh", "-c", 'echo $$ >"$0"; exec sleep 300', {sign!r}], {{}})
        os._exit(0)
    time.sleep(300)
"""


@pytest.mark.posix("sessions of POSIX")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("pre_submit.sh", f"{CHILD} &", id="in the background"),
        pytest.param("pre_submit.sh", f"setsid {CHILD} &", id="in a session of its own"),
        pytest.param("pre_submit.sh", f"(setsid {CHILD} {AWAY} &)", id="whose parent is gone"),
        pytest.param("pre_submit.sh", f"(env -i /usr/bin/setsid {CHILD} {AWAY} &)", id="without an environment"),
        pytest.param("pre_submit.sh", f"trap '' TERM HUP INT\nnohup setsid {CHILD} {AWAY} &", id="deaf to signals"),
        pytest.param("pre_submit.py", PYTHON_CHILD, id="of a Python hook, forked twice"),
    ],
)
def test_whatever_a_stopped_hook_has_started_is_ended(folders, make_plan, tmp_path, name, text):
    sign = tmp_path / "pid of the child"
    if name.endswith(".py"):
        folders.put(name, text.format(event="pre_submit", sign=str(sign)))
    else:
        folders.put(name, "#!/bin/sh\n" + text.replace("{sign}", str(sign)) + "\nsleep 300\n", is_executable=True)
    is_started = lambda: sign.exists() and sign.read_text().endswith("\n")  # noqa: E731
    with pytest.raises(CancelledError):
        events.change_plan(make_plan(), TALK._replace(is_cancelled=is_started), MORE)
    assert start_mark(int(sign.read_text())) == ""


@pytest.mark.posix("owners and modes of POSIX")
@pytest.mark.parametrize("event", ["pre_submit", "post_submit"])
@pytest.mark.parametrize(
    ("place", "owner", "mode", "folder_mode", "is_run"),
    [
        pytest.param("user", "me", 0o700, 0o700, True, id="mine"),
        pytest.param("user", "me", 0o755, 0o755, True, id="mine, and others may read it"),
        pytest.param("user", "me", 0o777, 0o755, False, id="everybody may write it"),
        pytest.param("user", "me", 0o775, 0o755, False, id="its group may write it"),
        pytest.param("user", "me", 0o755, 0o777, False, id="everybody may write its folder"),
        pytest.param("user", "another", 0o755, 0o755, False, id="another's in my folder"),
        pytest.param("studio", "me", 0o755, 0o755, True, id="the studio's, mine"),
        pytest.param("studio", "another", 0o755, 0o755, True, id="the studio's, its administrator's"),
        pytest.param("studio", "another", 0o777, 0o755, False, id="the studio's, everybody may write it"),
        pytest.param("studio", "another", 0o755, 0o775, False, id="the studio's, the group may write its folder"),
    ],
)
@pytest.mark.parametrize("name", ["{event}.sh", "{event}.py", "shared.py"])
def test_hook_that_others_can_write_is_not_run_and_said(
    folders, make_plan, monkeypatch, capsys, event, name, place, owner, mode, folder_mode, is_run
):
    if name.endswith(".sh"):
        path = folders.put(name.format(event=event), '#!/bin/sh\necho \'{"notes": ["ran"]}\'\n', place=place)
    else:
        text = "import shared\n" if name == "shared.py" else ""
        text += f"def {event}(question): return {{'notes': ['ran']}}\n"
        path = folders.put(f"{event}.py", text, place=place)
    path.chmod(0o755)
    looked_at = path if "{event}" in name else folders.put(name, "", place=place)
    looked_at.chmod(mode)
    path.parent.chmod(folder_mode)
    if owner == "another":
        give_away(monkeypatch, looked_at)
    told = {"receipts": []}
    if is_run:
        notes = (
            events.notify(event, told, TALK)
            if event == "post_submit"
            else events.change_plan(make_plan(), TALK, MORE)[1]
        )
        assert notes == ["ran"]
    elif event == "post_submit":
        (note,) = events.notify(event, told, TALK)
        assert "is not run" in note and str(path) in note
    else:
        with pytest.raises(HookError, match="is not run"):
            events.change_plan(make_plan(), TALK, MORE)
    assert [one.level for one in doctor._hooks()] == ["good" if is_run else "bad"]


def give_away(monkeypatch, path: Path) -> None:
    """Let `path` be another's: for real where we may, else in what the system is asked."""
    if os.geteuid() == 0:
        os.chown(path, 12345, 12345)
        return
    real = os.lstat

    def lstat(name, *rest, **words):
        found = real(name, *rest, **words)
        if os.fspath(name) != str(path):
            return found
        return os.stat_result([*found[:4], 12345, *found[5:10]])

    monkeypatch.setattr(os, "lstat", lstat)


@pytest.mark.parametrize(
    "end",
    ["sys.exit(0)", "sys.exit()", "os._exit(0)", "raise SystemExit", "os.execv('/bin/true', ['true'])", "os.close(3)"],
)
@pytest.mark.parametrize("place", ["in the function", "while it is read"])
def test_python_hook_that_ends_before_its_answer_has_not_said_yes(folders, make_plan, end, place):
    head = "import os, sys\n"
    body = f"def pre_submit(question):\n    {end}\n    return {{'veto': 'no'}}\n"
    path = folders.put("pre_submit.py", head + (body if place == "in the function" else f"{end}\n{body}"))
    with pytest.raises(HookError) as caught:
        events.change_plan(make_plan(), TALK, MORE)
    assert str(path) in str(caught.value)
