"""The picture of *Check this installation*: a stand-in for Nuke that keeps all but two things and leaves one open."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

from afsubmit.qt import windows
from afsubmit.selftest import checks
from tests.fakes.paper_host import PaperHost

SNAPSHOT = "snapshot is written over the reserved file and the session stays"
ANSWERS = {
    "Does `scriptSaveToTemp` fire onScriptSave?": "yes",
    "Does `scriptSaveToTemp` clear the modified flag?": "no",
    "Does an error in onScriptSave stop the save?": "",
}


def shoot(shooter: Any, home: Path) -> None:
    """On its way, and when it is over with a row chosen that was not kept."""
    program = home / "Nuke15.1"
    told = "\n".join(map(json.dumps, _told()))
    lines = f'printf "%s\\n" {shlex.quote(told)} >> "$AFSUBMIT_SELFTEST/told.jsonl"'
    scene = shlex.quote(json.dumps({"scene": str(home / "none.nk")}))
    go = home / "go"
    program.write_text(
        f"#!/bin/sh\n{lines}\nwhile [ ! -e {shlex.quote(str(go))} ]; do sleep 0.05; done\n"
        f'echo {scene} >> "$AFSUBMIT_SELFTEST/told.jsonl"\n'
    )
    program.chmod(0o755)
    host: Any = PaperHost(home / "page.paper")
    state = host.scene()
    host.name, host.python = "nuke", lambda: sys.executable
    host.scene = lambda: type(state)(**{**vars(state), "application": str(program)})
    window = windows.show_check(host)
    shooter.wait(lambda: window.model.rowCount() >= len(checks.found()) + len(ANSWERS))
    shooter.take(window, "check-under-way")
    go.touch()
    shooter.wait(lambda: not window.bar.isVisible())
    window.view.selectRow(next(n for n, row in enumerate(window.model.rows) if row.is_kept is False))
    window.view.scrollToTop()
    shooter.rest(0.3)
    shooter.take(window, "check")
    window.close()


def _told() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"version": checks.STAND_IN, "count": len(checks.found()) + len(ANSWERS)}]
    for name in checks.found():
        kind, words = name.partition("_")[::2]
        kind = "contract" if kind == "clause" else kind
        check = checks.Check(words.replace("_", " "), kind, True)
        if check.name == SNAPSHOT:
            where = "AssertionError at: assert kit.session() == before"
            check = check._replace(is_kept=False, where=where, text="the script was renamed to copy.nk")
        rows.append(check._asdict())
    for name, answer in ANSWERS.items():
        where = answer or "it could not be asked: AttributeError"
        rows.append(checks.Check(name, checks.ANSWER, True if answer else None, where)._asdict())
    return rows
