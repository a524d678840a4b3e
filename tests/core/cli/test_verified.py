"""docs/verified.md says what the files in docs/verified say; AFSUBMIT_TEST_REWRITE=1 draws it anew and fails."""

from __future__ import annotations

import json
import os

from afsubmit.selftest import checks
from afsubmit.studio import hosts
from tests.rules.sources import PROJECT

PAGE, FILES = PROJECT / "docs" / "verified.md", PROJECT / "docs" / "verified"
HEAD = """\
# What was verified in the applications themselves

`afsubmit selftest blender --json FILE` (or `nuke`, `houdini`, `maya`) starts the application without a window and runs
in it every clause and failure that the tests of this project run, on a scene made in a temporary folder, and one render
on a farm of its own; nothing is left behind. In Nuke, Houdini and Maya it also asks what the makers' pages leave open,
and keeps each answer. The file names no person, machine, project or path: it can go into a report. In the application
itself *Check this installation…* does the same, and *Save report…* writes that file. `afsubmit selftest windows` asks
Windows itself, see [windows.md](windows.md).

This page is drawn from such files, in [verified](verified). To add yours:

1. Put it there, named after application, version and system. One of a stand-in is refused.
2. `AFSUBMIT_TEST_REWRITE=1 python3 -m pytest tests/core/cli/test_verified.py` draws this page anew.
3. Run the tests. What the newest version answered is from now on what the stand-ins of the tests do: the habits of
   `tests/fakes/nuke.py`, `hou.py` and `maya_habits.py` that follow a question name it, and read the answer here.
   A test that fails then is a belief that was wrong; one on an answer that no habit follows says so by its name.

Blender 4.5 and 5.2 were tested as the `bpy` module of their version, which is Blender without a window.

| Application | Version | System | afsubmit | Verified | Result | File |
|---|---|---|---|---|---|---|
"""
NONE = "not verified yet: its plugin is tested on stand-ins only"
WINDOWS, NO_WINDOWS = "windows", "not verified yet: tested under Wine only"


def drawn() -> str:
    found = [(file, one) for file in sorted(FILES.glob("*.json")) for one in json.loads(file.read_text("utf-8"))]
    titles = {name: (application.title, NONE) for name, application in hosts.found().items()}
    rows = []
    for name, (title, none) in {**titles, WINDOWS: ("Windows", NO_WINDOWS)}.items():
        own = [(file, one) for file, one in found if one["host"] == name]
        rows += [_row(title, one, file.name) for file, one in own]
        rows += [] if own else [f"| {title} | | | | | {none} | |"]
    return HEAD + "\n".join(rows) + "\n"


def _row(title: str, one: dict, file: str) -> str:
    broken = [check["name"] for check in one["checks"] if check["is_kept"] is False]
    kept = sum(check["is_kept"] is True for check in one["checks"])
    result = f"{kept} of {len(one['checks'])} kept" + (f"; not: {', '.join(broken)}" if broken else "")
    cells = (title, one["version"], one["system"], one["afsubmit"], one["date"], result, f"[{file}](verified/{file})")
    return f"| {' | '.join(cells)} |"


def test_page_says_what_the_files_say() -> None:
    if os.environ.get("AFSUBMIT_TEST_REWRITE") and PAGE.read_text("utf-8") != drawn():
        PAGE.write_text(drawn(), "utf-8")
        raise AssertionError(f"{PAGE} was written anew; read the difference.")
    assert PAGE.read_text("utf-8") == drawn()


def test_files_hold_no_text_of_an_error() -> None:
    files = list(FILES.glob("*.json"))
    assert files
    for file in files:
        for result in json.loads(file.read_text("utf-8")):
            assert result["version"] != checks.STAND_IN, f"{file.name} is of a stand-in, and verifies nothing"
            assert set(result) == {"form", "host", "version", "afsubmit", "system", "date", "checks"}
            assert all(set(check) == {"name", "kind", "is_kept", "where"} for check in result["checks"])
